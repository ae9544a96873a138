"""Images made for tests, each a few words away from what the test is about."""

from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike

from viewer.core.calibration import Calibration, Region, Trust
from viewer.core.geometry import PlaneGeometry
from viewer.core.images import Image
from viewer.core.study import (
    Frame,
    FrameDescription,
    Instance,
    Patient,
    PixelFormat,
    PixelSource,
    SeriesHeader,
    StudyHeader,
)
from viewer.core.windowing import ModalityMap, Padding, Rescale, Voi

ROWS, COLUMNS = 64, 96


def ramp(rows: int = ROWS, columns: int = COLUMNS) -> np.ndarray[tuple[int, int], np.dtype[np.int16]]:
    """Return stored numbers, (rows, columns), that are all different: column + columns × row."""
    return np.arange(rows * columns, dtype=np.int16).reshape(rows, columns)


def axial(spacing: tuple[float, float] = (1.0, 1.0)) -> PlaneGeometry:
    """Return an axial plane at the origin; spacing is (row, column) as Pixel Spacing lists it, mm."""
    row_mm, column_mm = spacing
    return PlaneGeometry((0.0, 0.0, 0.0), (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), column_mm, row_mm)


def image(
    values: ArrayLike | None = None,
    *,
    spacing: tuple[float, float] = (1.0, 1.0),
    trust: Trust = Trust.PATIENT,
    label: str = "",
    plane: PlaneGeometry | None = None,
    calibration: Calibration | None = None,
    aspect: float = 1.0,
    unit: str = "HU",
    modality_map: ModalityMap | None = None,
    padding: Padding | None = None,
    regions: tuple[Region, ...] = (),
    windows: tuple[Voi, ...] = (),
    voi_in_doubt: bool = False,
    photometric: str = "",
    modality: str = "CT",
    uid: str = "1.2.3.1",
    series_uid: str = "1.2.3",
    study_uid: str = "1.2",
    frame_of_reference_uid: str = "1.2.9",
) -> Image:
    """Return an image of stored numbers, by default a ramp of 64 rows and 96 columns.

    With ``Trust.PATIENT`` it lies in an axial plane of the patient (or in ``plane``); with any other trust it has
    no patient geometry, and its spacing, (row, column), is what the trust says. With ``Trust.NONE`` nothing
    supports millimetres, and ``aspect`` tells how much taller than wide a pixel is.
    """
    stored = np.asarray(ramp() if values is None else values)
    stored.setflags(write=False)
    if trust is Trust.PATIENT and plane is None:
        plane = axial(spacing)
    if plane is not None:
        spacing = (plane.row_spacing_mm, plane.column_spacing_mm)
    if calibration is None:
        known = Calibration(spacing[1], spacing[0], trust, label or _usual_label(trust))
        calibration = Calibration.none(aspect=aspect) if trust is Trust.NONE else known
    color = stored.ndim == 3
    description = FrameDescription(
        plane=plane,
        calibration=calibration,
        modality_map=modality_map or Rescale(),
        unit="" if color else unit,
        windows=windows,
        voi_in_doubt=voi_in_doubt,
        regions=regions,
    )
    bits = stored.dtype.itemsize * 8
    instance = Instance(
        sop_instance_uid=uid,
        sop_class_uid="1.2.840.10008.5.1.4.1.1.2",
        patient=Patient(name="Builder^Test", patient_id="T1", birth_date="19700101", sex="O"),
        study=StudyHeader(study_uid, date="20260101"),
        series=SeriesHeader(series_uid, number=1, modality=modality),
        source=PixelSource(Path("made-for-a-test.dcm"), "1.2.840.10008.1.2.1"),
        number=1,
        pixels=PixelFormat(
            rows=stored.shape[0],
            columns=stored.shape[1],
            samples=3 if color else 1,
            bits_allocated=bits,
            bits_stored=bits,
            high_bit=bits - 1,
            signed=stored.dtype.kind == "i",
            photometric=photometric or ("RGB" if color else "MONOCHROME2"),
        ),
        padding=padding,
        descriptions=(description,),
        frame_of_reference_uid=frame_of_reference_uid if plane is not None else "",
    )
    return Image(Frame(instance), stored)


def _usual_label(trust: Trust) -> str:
    return "" if trust is Trust.PATIENT else trust.value
