"""What a pixel is worth in millimetres, decided from the header by one table (SAFETY H6, H24, H26).

PS3.3 10.7.1. Where two candidates differ by more than one percent both are kept, the second as the alternative
of the first: none is chosen silently.
"""

from dataclasses import dataclass, replace
from enum import Enum
from math import isfinite

from viewer.core.calibration import Calibration, Trust

SAME_RATIO = 1e-3
"""Two spacings that differ by less are the same one, rounded differently."""

DIFFERENT_RATIO = 0.01
LARGEST_MM = 100.0
LARGEST_MAGNIFICATION = 10.0


class Kind(Enum):
    """How an image came about, as far as millimetres are concerned."""

    CROSS_SECTION = "cross-section"
    PROJECTION = "projection"
    CAPTURE = "secondary capture"
    ULTRASOUND = "ultrasound"


Pair = tuple[float, ...]
"""Row spacing (between rows) and column spacing, mm, in that order, as the standard writes them. Empty if absent."""


@dataclass(frozen=True, slots=True)
class SpacingTags:
    """Every element that speaks of the size of a pixel.

    Attributes
    ----------
    pixel_spacing, imager_spacing, nominal_spacing
        (0028,0030), (0018,1164) and (0018,2010).
    aspect
        Pixel Aspect Ratio (0028,0034): vertical, horizontal.
    calibration_type, calibration_description
        (0028,0A02) and (0028,0A04).
    magnification
        Estimated Radiographic Magnification Factor (0018,1114).
    source_to_detector_mm, source_to_patient_mm
        (0018,1110) and (0018,1111).
    in_patient
        Whether the image has a plane in the patient.
    """

    kind: Kind
    pixel_spacing: Pair = ()
    imager_spacing: Pair = ()
    nominal_spacing: Pair = ()
    aspect: Pair = ()
    calibration_type: str = ""
    calibration_description: str = ""
    magnification: float | None = None
    source_to_detector_mm: float | None = None
    source_to_patient_mm: float | None = None
    in_patient: bool = False


def calibrate(tags: SpacingTags) -> Calibration:
    """Return what a pixel is worth, with its label, and what else it might be worth."""
    sound, problems = _without_absurd(tags)
    aspect = _aspect(sound.aspect)
    found = _decided(sound)
    if found is None:
        return Calibration.none(aspect=aspect, problems=tuple(problems))
    return replace(found, aspect=aspect, problems=(*found.problems, *problems))


def _decided(tags: SpacingTags) -> Calibration | None:
    if tags.kind is Kind.CROSS_SECTION or (tags.kind is Kind.CAPTURE and tags.in_patient):
        return _calibration(tags.pixel_spacing, Trust.PATIENT, "") or _projected(tags)
    if tags.kind is Kind.PROJECTION or tags.calibration_type or tags.imager_spacing:
        return _projected(tags) or _calibration(tags.nominal_spacing, Trust.SCANNER)
    if tags.nominal_spacing:
        return _calibration(tags.nominal_spacing, Trust.SCANNER)
    if tags.pixel_spacing:
        why = "Pixel Spacing (0028,0030) is not used: nothing says that it was calibrated"
        return Calibration.none(problems=(why,))
    return None


def _projected(tags: SpacingTags) -> Calibration | None:
    """Decide for a projection: at the detector, in the patient, or both."""
    if not tags.pixel_spacing:
        at_detector = _calibration(tags.imager_spacing, Trust.DETECTOR)
        return at_detector and _with_alternatives(at_detector, _magnified(tags))
    trust, label = _trust_in_pixel_spacing(tags)
    found = _calibration(tags.pixel_spacing, trust, label)
    return found and _with_alternatives(found, _magnified(tags))


def _trust_in_pixel_spacing(tags: SpacingTags) -> tuple[Trust, str]:
    typed = {"GEOMETRY": Trust.GEOMETRY, "FIDUCIAL": Trust.FIDUCIAL}.get(tags.calibration_type)
    spacing, imager = tags.pixel_spacing, tags.imager_spacing
    if imager and _above(spacing, imager):
        return Trust.INCONSISTENT, Trust.INCONSISTENT.value
    if typed is not None:
        described = tags.calibration_description if typed is Trust.FIDUCIAL else ""
        return typed, f"{typed.value}: {described}" if described else typed.value
    if imager and not _differ(spacing, imager, SAME_RATIO):
        return Trust.DETECTOR, Trust.DETECTOR.value
    explained = any(
        not _differ(spacing, _pair(candidate), DIFFERENT_RATIO) for candidate in _magnified(tags) if imager
    )
    trust = Trust.PRESUMED if explained else Trust.UNKNOWN_METHOD
    return trust, trust.value


def _magnified(tags: SpacingTags) -> list[Calibration]:
    """Return what the detector's spacing becomes in the patient, by each way the header offers."""
    found: list[Calibration | None] = []
    factor = tags.magnification
    if factor is not None and 1 < factor <= LARGEST_MAGNIFICATION:
        label = f"estimated, ERMF {factor:.4g}"
        found.append(_calibration(_divided(tags.imager_spacing, factor), Trust.MAGNIFICATION, label))
    detector, patient = tags.source_to_detector_mm, tags.source_to_patient_mm
    if detector and patient and 0 < patient < detector <= LARGEST_MAGNIFICATION * patient:
        label = f"estimated from source distances, ERMF {detector / patient:.4g}"
        found.append(_calibration(_divided(tags.imager_spacing, detector / patient), Trust.DISTANCES, label))
    return [candidate for candidate in found if candidate is not None]


def _with_alternatives(first: Calibration, others: list[Calibration]) -> Calibration:
    """Return the first calibration with the nearest of the others that differs from it by more than 1 %."""
    for index, other in enumerate(others):
        if _differ(_pair(first), _pair(other), DIFFERENT_RATIO):
            return replace(first, alternative=_with_alternatives(other, others[index + 1 :]))
    return first


def _calibration(spacing: Pair, trust: Trust, label: str | None = None) -> Calibration | None:
    if not spacing:
        return None
    row_mm, column_mm = spacing
    return Calibration(column_mm, row_mm, trust, trust.value if label is None else label)


def _pair(calibration: Calibration) -> Pair:
    row_mm, column_mm = calibration.row_spacing_mm, calibration.column_spacing_mm
    return () if row_mm is None or column_mm is None else (row_mm, column_mm)


def _divided(spacing: Pair, factor: float) -> Pair:
    return tuple(part / factor for part in spacing)


def _differ(one: Pair, other: Pair, ratio: float) -> bool:
    return any(abs(a - b) > ratio * max(a, b) for a, b in zip(one, other, strict=True))


def _above(spacing: Pair, imager: Pair) -> bool:
    """Whether Pixel Spacing is larger than what it was projected to, which no magnification explains."""
    return any(a > b * (1 + SAME_RATIO) for a, b in zip(spacing, imager, strict=True))


def _aspect(ratio: Pair) -> float:
    """Return how much taller than wide a pixel is (C.7.6.3.1.7: vertical, horizontal)."""
    return ratio[0] / ratio[1] if ratio else 1.0


def _without_absurd(tags: SpacingTags) -> tuple[SpacingTags, list[str]]:
    """Return the tags without those that cannot be true, and why (H26)."""
    problems: list[str] = []

    def sound(pair: Pair, name: str, most: float) -> Pair:
        if not pair:
            return ()
        if len(pair) == 2 and all(isfinite(part) and 0 < part <= most for part in pair):
            return pair
        written = "\\".join(f"{part:g}" for part in pair)
        problems.append(f"{name} is {written}, which cannot be")
        return ()

    checked = replace(
        tags,
        pixel_spacing=sound(tags.pixel_spacing, "Pixel Spacing (0028,0030)", LARGEST_MM),
        imager_spacing=sound(tags.imager_spacing, "Imager Pixel Spacing (0018,1164)", LARGEST_MM),
        nominal_spacing=sound(tags.nominal_spacing, "Nominal Scanned Pixel Spacing (0018,2010)", LARGEST_MM),
        aspect=sound(tags.aspect, "Pixel Aspect Ratio (0028,0034)", 1e6),
    )
    return checked, problems
