"""A small planning study on disc: CT, structures, dose and plan that belong together."""

from pathlib import Path

import numpy as np
from pydicom import Dataset, Sequence

from tests.builders.dicom import ct_slice, set_pixels, uid, write
from tests.builders.radiotherapy import circle
from tests.builders.treatments import dose, histogram, plan, structure_set

SLICES, SPACING_MM = 11, 3.0
CENTER_MM = (32.0, 32.0)


def write_planning_study(folder: Path) -> Path:
    """Write a CT of 64 × 64 pixels of 1 mm, 11 slices 3 mm apart, with a sphere's structures and dose in it.

    The PTV is a cylinder of radius 10 mm through slices 3 to 9 about the middle of the image, the cord one of 3 mm
    through all. Dose falls by 1 Gy a millimetre along x, from 60 Gy at the left edge; the plan prescribes 60 Gy.
    """
    for number in range(SLICES):
        write(_slice(number), folder / "ct" / f"{number}")
    ptv = [("CLOSED_PLANAR", circle(10, SPACING_MM * number, CENTER_MM)) for number in range(2, 9)]
    cord = [("CLOSED_PLANAR", circle(3, SPACING_MM * number, (50.0, 50.0))) for number in range(SLICES)]
    write(structure_set({"PTV": ptv, "Cord": cord}), folder / "structures")
    columns = np.arange(34)
    values = np.tile(((64 - 2 * columns).clip(0) * 100).astype(np.uint32), (12, 34, 1))
    made = dose(values, origin=(-1, -1, 0), offsets_mm=[3.0 * plane for plane in range(12)])
    made.DVHSequence = Sequence([histogram("CUMULATIVE", [10, 6.6, 10, 6.6, 10, 6.6, 10, 3, 10, 0], roi=1)])
    write(made, folder / "dose")
    write(plan(), folder / "plan")
    return folder


def _slice(number: int) -> Dataset:
    made = ct_slice(SPACING_MM * number, InstanceNumber=number + 1, SeriesDescription="planning")
    made.SeriesInstanceUID, made.SOPInstanceUID = uid("planning"), uid(f"planning {number}")
    made.ImagePositionPatient, made.PixelSpacing = ["0", "0", f"{SPACING_MM * number:g}"], ["1", "1"]
    made.SliceThickness = f"{SPACING_MM:g}"
    set_pixels(made, np.full((64, 64), 1000, np.uint16), bits_stored=12)
    return made
