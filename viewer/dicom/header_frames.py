"""What each frame says of itself: place, millimetres, values, windows; in classic and in enhanced objects.

Enhanced objects keep these in functional groups, for all frames (shared) or for each (PS3.3 C.7.6.16).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from viewer.core.calibration import Calibration, Region
from viewer.core.geometry import PlaneGeometry
from viewer.core.study import FrameDescription, NumberKind, PixelFormat
from viewer.core.values import ValueScale
from viewer.core.windowing import Rescale
from viewer.dicom import sop_classes
from viewer.dicom.calibration import Kind, SpacingTags, calibrate
from viewer.dicom.dimensions import OPTICAL_PATH
from viewer.dicom.header_colors import profile_for, profiles_of
from viewer.dicom.header_dimensions import FrameDimensions, dimensions_of
from viewer.dicom.header_mapping import quantities_of
from viewer.dicom.header_ultrasound import regions_of
from viewer.dicom.header_windows import (
    UNCHANGED,
    Toning,
    is_window_in_doubt,
    modality_map_of,
    unit_of,
    windows_of,
)
from viewer.dicom.nuclear import nuclear_frames
from viewer.dicom.orientation import OrientationError, patient_orientation, plane_of
from viewer.dicom.quantities import added
from viewer.dicom.values import Elements, remembered

MOSAIC = "MOSAIC"
MOSAIC_NOTE = "mosaic: many slices in one picture; positions hold for its orientation only"


@dataclass(frozen=True, slots=True)
class Whole:
    """What holds for all frames of an object.

    Attributes
    ----------
    elements
        Top level of the dataset.
    """

    elements: Elements
    sop_class_uid: str
    modality: str
    maker: str
    pixels: PixelFormat
    quadruped: bool

    @property
    def kind(self) -> Kind:
        """How the images came about."""
        return sop_classes.kind_of(self.sop_class_uid)


class Groups:
    """The functional groups of one frame; a classic object answers from its top level."""

    def __init__(self, top: Elements, shared: Elements, own: Elements | None = None) -> None:
        self.top = top
        self._levels = (shared,) if own is None else (own, shared)

    def of(self, group: str) -> Elements:
        """Return the item of a functional group: the frame's own, the shared one, or else the top level."""
        for level in self._levels:
            if group in level:
                return level.first(group)
        return self.top

    def holding(self, sequence: str) -> Elements | None:
        """Return the level that holds a sequence: the frame's own, the shared one, or the top level."""
        return next((level for level in (*self._levels, self.top) if sequence in level), None)


def describe_frames(whole: Whole) -> tuple[FrameDescription, ...]:
    """Return one description for each frame, or a single one that holds for every frame."""
    described = _described(whole)
    profiles = profiles_of(whole.elements) if whole.pixels.is_color else {}
    if not profiles:
        return described
    frames = whole.pixels.frames
    if len(described) == 1 and len(profiles) > 1:
        described = described * frames  # each optical path has a profile of its own
    return tuple(
        replace(
            one, profile=profile_for(profiles, dict(one.dimensions).get(OPTICAL_PATH, ""), number, frames)
        )
        for number, one in enumerate(described, start=1)
    )


def _described(whole: Whole) -> tuple[FrameDescription, ...]:
    shared = whole.elements.first("SharedFunctionalGroupsSequence")
    own_groups = whole.elements.items("PerFrameFunctionalGroupsSequence")
    if own_groups:
        return _described_each(whole, shared, own_groups)
    dimensions = dimensions_of(whole.elements, modality=whole.modality)
    single = _describe(whole, Groups(whole.elements, shared), dimensions)
    if whole.sop_class_uid == sop_classes.NM:
        return nuclear_frames(whole.elements, single, whole.pixels.frames, quadruped=whole.quadruped)
    offsets_mm = whole.elements.numbers("GridFrameOffsetVector")
    if single.plane is not None and len(offsets_mm) == whole.pixels.frames > 1:
        return tuple(replace(single, plane=plane) for plane in _stacked(single.plane, offsets_mm))
    return (single,)


def _described_each(
    whole: Whole, shared: Elements, own_groups: tuple[Elements, ...]
) -> tuple[FrameDescription, ...]:
    tell_apart = FrameDimensions(whole.elements)
    frames = tuple(
        _describe(whole, Groups(whole.elements, shared, own), tell_apart.of(shared, own))
        for own in own_groups[: whole.pixels.frames]
    )
    missing = whole.pixels.frames - len(frames)
    if missing:
        whole.elements.problems.append(
            f"{missing} of {whole.pixels.frames} frames are not described by the header"
        )
    nothing = FrameDescription(plane=None, calibration=Calibration.none())
    return (*frames, *([nothing] * missing))


def _stacked(first: PlaneGeometry, offsets_mm: tuple[float, ...]) -> Iterator[PlaneGeometry]:
    """Yield the planes of a dose grid, whose frames lie along the normal. Grid Frame Offset Vector, C.8.8.3.2.

    Offsets count from the first frame, unless the first offset is the position of the first frame itself.
    """
    base_mm = offsets_mm[0]
    along_z = base_mm != 0 and first.normal[2] < 0  # positions along z of the patient, not along the normal
    normal = np.asarray(first.normal) * (-1 if along_z else 1)
    for offset_mm in offsets_mm:
        x, y, z = np.asarray(first.origin_lps) + normal * (offset_mm - base_mm)
        yield replace(first, origin_lps=(float(x), float(y), float(z)))


def _describe(whole: Whole, groups: Groups, dimensions: tuple[tuple[str, str], ...]) -> FrameDescription:
    plane, orientation = _plane(whole, groups)
    calibration = _calibration(whole, groups, in_patient=plane is not None)
    toning = _toning(whole, groups)
    unit, quantities = _quantities(whole, groups, toning)
    mosaic = any(name == "image type" and MOSAIC in value.split("\\") for name, value in dimensions)
    return FrameDescription(
        plane=plane,
        calibration=calibration,
        modality_map=toning.modality_map,
        unit=unit,
        windows=toning.windows,
        voi_in_doubt=toning.window_in_doubt,
        dimensions=dimensions,
        regions=_regions(whole, groups),
        patient_orientation=orientation,
        laterality=_laterality(groups),
        notes=(MOSAIC_NOTE,) if mosaic else (),
        quantities=quantities,
    )


def _regions(whole: Whole, groups: Groups) -> tuple[Region, ...]:
    """Return the ultrasound regions of a frame: its own where it brings some, else those of the whole object."""
    holding = groups.holding("SequenceOfUltrasoundRegions") if whole.kind is Kind.ULTRASOUND else None
    return () if holding is None else regions_of(holding)


def _quantities(whole: Whole, groups: Groups, toning: Toning) -> tuple[str, tuple[ValueScale, ...]]:
    """Return the unit of a frame's own values, and what else its numbers can be read in."""
    mapping = groups.holding("RealWorldValueMappingSequence")
    if mapping is None:
        return toning.unit, ()
    is_float = whole.pixels.kind is not NumberKind.INTEGER
    return added(toning.modality_map, toning.unit, quantities_of(mapping, is_float=is_float))


def _plane(whole: Whole, groups: Groups) -> tuple[PlaneGeometry | None, tuple[str, str]]:
    """Return where a frame lies, and the sides of the patient its rows and columns run towards."""
    orientation = groups.of("PlaneOrientationSequence").numbers("ImageOrientationPatient")
    letters = _orientation_letters(whole.elements)
    if letters == ("", "") and orientation:
        letters = patient_orientation(orientation, quadruped=whole.quadruped)
    if whole.kind is Kind.PROJECTION:
        return None, letters
    position = groups.of("PlanePositionSequence").numbers("ImagePositionPatient")
    spacing = groups.of("PixelMeasuresSequence").numbers("PixelSpacing")
    try:
        return plane_of(position, orientation, spacing), letters
    except OrientationError as problem:
        if str(problem) not in whole.elements.problems:
            whole.elements.problems.append(str(problem))
        return None, letters


def _letters(elements: Elements) -> tuple[str, str]:
    found = elements.texts("PatientOrientation")
    return (found[0], found[1]) if len(found) == 2 else ("", "")


_orientation_letters = remembered(_letters, ("PatientOrientation",), size=64)


def _laterality(groups: Groups) -> str:
    """Return R, L or B; the standard's U, for what comes but once, needs no letter."""
    own = groups.of("FrameAnatomySequence").text("FrameLaterality")
    found = own or groups.top.text("ImageLaterality") or groups.top.text("Laterality")
    return "" if found == "U" else found


_SPACING = (
    "PixelSpacing",
    "ImagerPixelSpacing",
    "NominalScannedPixelSpacing",
    "PixelAspectRatio",
    "PixelSpacingCalibrationType",
    "PixelSpacingCalibrationDescription",
    "EstimatedRadiographicMagnificationFactor",
    "DistanceSourceToDetector",
    "DistanceSourceToPatient",
    "ImagePlanePixelSpacing",
)


def _spacing_tags(elements: Elements) -> SpacingTags:
    return SpacingTags(
        kind=Kind.CROSS_SECTION,
        pixel_spacing=elements.numbers("PixelSpacing"),
        imager_spacing=elements.numbers("ImagerPixelSpacing") or elements.numbers("ImagePlanePixelSpacing"),
        nominal_spacing=elements.numbers("NominalScannedPixelSpacing"),
        aspect=elements.numbers("PixelAspectRatio"),
        calibration_type=elements.text("PixelSpacingCalibrationType"),
        calibration_description=elements.line("PixelSpacingCalibrationDescription"),
        magnification=elements.number("EstimatedRadiographicMagnificationFactor"),
        source_to_detector_mm=elements.number("DistanceSourceToDetector"),
        source_to_patient_mm=elements.number("DistanceSourceToPatient"),
    )


_spacing_tags_of = remembered(_spacing_tags, _SPACING, size=512)


@lru_cache(maxsize=2048)
def _calibrated(tags: SpacingTags, kind: Kind, spacing: tuple[float, ...], in_patient: bool) -> Calibration:
    return calibrate(replace(tags, kind=kind, pixel_spacing=spacing, in_patient=in_patient))


def _calibration(whole: Whole, groups: Groups, *, in_patient: bool) -> Calibration:
    tags = _spacing_tags_of(whole.elements)
    measures = groups.of("PixelMeasuresSequence")
    spacing = tags.pixel_spacing if measures is whole.elements else measures.numbers("PixelSpacing")
    found = _calibrated(tags, whole.kind, spacing, in_patient)
    for problem in found.problems:
        if problem not in whole.elements.problems:
            whole.elements.problems.append(problem)
    return found


def _toning(whole: Whole, groups: Groups) -> Toning:
    transformation = groups.of("PixelValueTransformationSequence")
    signed = whole.pixels.signed
    modality_map = modality_map_of(transformation, signed=signed)
    scaling = whole.elements.number("DoseGridScaling") if whole.sop_class_uid == sop_classes.RT_DOSE else None
    if scaling:
        modality_map = Rescale(scaling, 0.0)
    return Toning(
        modality_map=modality_map,
        windows=windows_of(groups.of("FrameVOILUTSequence"), signed=signed or modality_map != UNCHANGED),
        unit=unit_of(transformation, whole.sop_class_uid, whole.modality),
        window_in_doubt=is_window_in_doubt(whole.sop_class_uid, whole.maker, modality_map),
    )
