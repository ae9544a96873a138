"""What is in the demonstration studies, and exactly where."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date

Position = tuple[float, float, float]


def uid(name: str) -> str:
    """Return the UID that belongs to a name, always the same: a UUID under 2.25 (PS3.5 B.2)."""
    return f"2.25.{uuid.uuid5(uuid.NAMESPACE_URL, f'urn:overread:demonstration:{name}').int}"


@dataclass(frozen=True, slots=True)
class Nodule:
    """A solid sphere in the lung."""

    center_lps: Position
    diameter_mm: float
    hu: float


@dataclass(frozen=True, slots=True)
class Probe:
    """A sphere of one tissue alone.

    Attributes
    ----------
    hu
        Mean inside, to within `tolerance_hu`.
    """

    name: str
    center_lps: Position
    radius_mm: float
    hu: float
    tolerance_hu: float


@dataclass(frozen=True, slots=True)
class CtTruth:
    """One CT of the thorax.

    Attributes
    ----------
    shift_lps
        By how much the patient lies elsewhere than in the first CT, mm.
        Positions below contain it.
    """

    study_uid: str
    series_uid: str
    frame_of_reference_uid: str
    acquired: date
    shift_lps: Position
    nodule: Nodule
    probes: tuple[Probe, ...]


@dataclass(frozen=True, slots=True)
class RadiographTruth:
    """The chest X-ray: a point source behind the patient, a detector in front.

    Attributes
    ----------
    source_to_detector_mm, source_to_patient_mm
        The patient's distance is that of the plane y = 0.
    magnification
        Of that plane, at the detector.
    center_lps
        Where the central ray meets the plane y = 0; it meets the middle of the image.
    imager_spacing_mm
        Between pixels at the detector, along rows and columns.
    """

    study_uid: str
    series_uid: str
    source_to_detector_mm: float
    source_to_patient_mm: float
    center_lps: Position
    imager_spacing_mm: float
    rows: int
    columns: int

    @property
    def magnification(self) -> float:
        """How much larger than in the patient things in the plane y = 0 are at the detector."""
        return self.source_to_detector_mm / self.source_to_patient_mm

    def magnification_at(self, y_lps: float) -> float:
        """Return the magnification of the coronal plane at y; larger nearer the source, at the back."""
        return self.source_to_detector_mm / (self.source_to_patient_mm - y_lps)

    def to_pixel(self, position_lps: Position) -> tuple[float, float]:
        """Return (column, row) where a position is projected; whole numbers are pixel centres."""
        x, y, z = position_lps
        scale = self.magnification_at(y) / self.imager_spacing_mm
        column = (self.columns - 1) / 2 + (x - self.center_lps[0]) * scale
        row = (self.rows - 1) / 2 - (z - self.center_lps[2]) * scale
        return column, row


@dataclass(frozen=True, slots=True)
class Lesion:
    """A sphere in the white matter, dark on T1 and bright on T2."""

    center_lps: Position
    diameter_mm: float


@dataclass(frozen=True, slots=True)
class HeadTruth:
    """The MR of the head.

    Attributes
    ----------
    brain_mm
        Greatest width, length and height of the brain without its folds.
    """

    study_uid: str
    t1_series_uid: str
    t2_series_uid: str
    frame_of_reference_uid: str
    lesion: Lesion
    brain_mm: tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class DemonstrationTruth:
    """All that the tests need to know."""

    first_ct: CtTruth
    follow_up_ct: CtTruth
    radiograph: RadiographTruth
    head: HeadTruth
