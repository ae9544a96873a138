"""Segmentations, parametric maps and registrations made by highdicom and by hand, over slices of the tests."""

from collections.abc import Sequence
from typing import Any

import highdicom as hd
import numpy as np
from numpy.typing import NDArray
from pydicom import Dataset
from pydicom import Sequence as Items
from pydicom.sr.codedict import codes
from pydicom.uid import ExplicitVRLittleEndian

from tests.builders.dicom import ct_slice, set_pixels, uid

SPATIAL_REGISTRATION = "1.2.840.10008.5.1.4.1.1.66.1"
DEFORMABLE_REGISTRATION = "1.2.840.10008.5.1.4.1.1.66.3"
FRAME_OF_REFERENCE = uid("frame of reference")


def ct_stack(
    count: int = 4,
    *,
    rows: int = 24,
    columns: int = 32,
    step_mm: float = 2.0,
    spacing: tuple[float, float] = (0.5, 0.75),
    frame_of_reference_uid: str = FRAME_OF_REFERENCE,
    series: str = "ct",
) -> list[Dataset]:
    """Return CT slices, (rows, columns) pixels, spacing (row, column) mm, going up by ``step_mm``."""
    slices = []
    for number in range(count):
        made = ct_slice(
            step_mm * number,
            InstanceNumber=number + 1,
            SeriesDescription=series,
            SeriesInstanceUID=uid(f"series {series}"),
            StudyInstanceUID=uid("study"),
            FrameOfReferenceUID=frame_of_reference_uid,
            SliceThickness=str(step_mm),
            PixelSpacing=[str(part) for part in spacing],
            PositionReferenceIndicator="",
            StudyID="1",
            AccessionNumber="",
            ReferringPhysicianName="",
            StudyTime="100000",
            PatientBirthDate="",
            PatientSex="O",
        )
        made.SOPInstanceUID = uid(f"{series} {number}")
        values = np.full((rows, columns), 1024 + 40, np.uint16)
        set_pixels(made, values, bits_stored=12)
        slices.append(made)
    return slices


def described(number: int, label: str, lab: tuple[int, int, int] | None = None) -> hd.seg.SegmentDescription:
    """Return the description of a segment; ``lab`` is its colour as stored."""
    made = hd.seg.SegmentDescription(
        segment_number=number,
        segment_label=label,
        segmented_property_category=codes.SCT.Tissue,
        segmented_property_type=codes.SCT.Liver,
        algorithm_type=hd.seg.SegmentAlgorithmTypeValues.MANUAL,
    )
    if lab is not None:
        made.RecommendedDisplayCIELabValue = list(lab)
    return made


def segmentation(
    slices: Sequence[Dataset],
    pixels: NDArray[Any],
    labels: Sequence[str] = ("Liver", "Spleen"),
    *,
    kind: str = "BINARY",
    colors: Sequence[tuple[int, int, int] | None] = (),
    **changes: object,
) -> Dataset:
    """Return a segmentation of slices: pixels (slices, rows, columns) of segment numbers or, with a last axis, of

    one plane for each segment.
    """
    given = [*colors, *([None] * len(labels))]
    made: Dataset = hd.seg.Segmentation(
        source_images=list(slices),
        pixel_array=pixels,
        segmentation_type=kind,
        segment_descriptions=[
            described(number, label, given[number - 1]) for number, label in enumerate(labels, start=1)
        ],
        series_instance_uid=uid(f"series seg {kind}"),
        series_number=90,
        sop_instance_uid=uid(f"seg {kind} {labels} {changes}"),
        instance_number=1,
        manufacturer="Maker",
        manufacturer_model_name="Model",
        software_versions="1",
        device_serial_number="1",
        series_description="Organs",
        **changes,
    )
    return made


def parametric_map(
    slices: Sequence[Dataset], values: NDArray[Any], *, unit: Any = codes.UCUM.NoUnits, **changes: object
) -> Dataset:
    """Return a parametric map of slices, values (slices, rows, columns)."""
    last = (1 << 16) - 1 if values.dtype.kind == "u" else float(values.max())
    mapping = hd.pm.RealWorldValueMapping(
        lut_label="ADC",
        lut_explanation="Apparent diffusion",
        unit=unit,
        value_range=(0, last) if values.dtype.kind == "u" else (float(values.min()), last),
        slope=0.5 if values.dtype.kind == "u" else 1,
        intercept=0,
    )
    window = hd.VOILUTTransformation(
        window_center=float(values.mean()), window_width=float(np.ptp(values)) or 1.0
    )
    made: Dataset = hd.pm.ParametricMap(
        source_images=list(slices),
        pixel_array=values,
        series_instance_uid=uid("series map"),
        series_number=91,
        sop_instance_uid=uid(f"map {values.dtype}"),
        instance_number=1,
        manufacturer="Maker",
        manufacturer_model_name="Model",
        software_versions="1",
        device_serial_number="1",
        contains_recognizable_visual_features=False,
        real_world_value_mappings=[mapping],
        voi_lut_transformations=[window],
        series_description="Diffusion map",
        **changes,
    )
    return made


def registration(
    like: Dataset,
    registered_uid: str,
    mapped: Sequence[tuple[str, Sequence[NDArray[np.float64]]]],
    *,
    deformable: bool = False,
    **changes: object,
) -> Dataset:
    """Return a registration: for each Frame of Reference the matrices, (4, 4), that lead to the registered one."""
    made = Dataset()
    for keyword in ("PatientID", "PatientName", "StudyInstanceUID", "StudyDate", "StudyTime"):
        setattr(made, keyword, like[keyword].value)
    made.SOPClassUID = DEFORMABLE_REGISTRATION if deformable else SPATIAL_REGISTRATION
    made.SOPInstanceUID = uid(f"registration {registered_uid} {len(mapped)} {changes} {deformable}")
    made.SeriesInstanceUID = uid("series registration")
    made.Modality, made.SeriesNumber, made.InstanceNumber = "REG", "92", "1"
    made.ContentLabel, made.ContentDate, made.ContentTime = "HEADFIRST", "20260102", "101500"
    made.FrameOfReferenceUID = registered_uid
    sequence = "DeformableRegistrationSequence" if deformable else "RegistrationSequence"
    named = "SourceFrameOfReferenceUID" if deformable else "FrameOfReferenceUID"
    setattr(made, sequence, Items([_mapped(named, *one) for one in mapped]))
    for keyword, value in changes.items():
        setattr(made, keyword, value)
    made.ensure_file_meta()
    made.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    return made


def _mapped(named: str, own_uid: str, matrices: Sequence[NDArray[np.float64]]) -> Dataset:
    steps = []
    for matrix in matrices:
        step = Dataset()
        step.FrameOfReferenceTransformationMatrix = [f"{part:.10g}" for part in matrix.reshape(-1)]
        step.FrameOfReferenceTransformationMatrixType = "RIGID"
        steps.append(step)
    around = Dataset()
    around.MatrixSequence = Items(steps)
    item = Dataset()
    if own_uid:
        setattr(item, named, own_uid)
    item.MatrixRegistrationSequence = Items([around])
    return item
