"""Frames of the real window with segments, or with dose and structures, laid over a CT."""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median

import numpy as np
from pydicom import Dataset, dcmread

from tests.benchmarks.folders import SIDE_PX, write_ct
from tests.benchmarks.table import Row
from tests.benchmarks.window import FRAME_MS, probe
from tests.builders.dicom import write
from tests.builders.radiotherapy import circle
from tests.builders.segmentations import segmentation
from tests.builders.treatments import dose, structure_set

SLICES, ORGANS, RUNS = 100, 5, 3
PATIENT = "B1"
LAID = {"segments": f"{ORGANS} segments of {SIDE_PX}²", "plan": f"dose, ten isodoses and {ORGANS} structures"}
PASSES = {"first": "seen for the first time", "again": "seen before"}


def run() -> list[Row]:
    """Measure scrolling through what is laid over images."""
    rows = []
    with tempfile.TemporaryDirectory(prefix="benchmark") as made:
        ct = write_ct(Path(made) / "ct", SLICES)
        slices = sorted((dcmread(path) for path in ct.iterdir()), key=lambda one: int(one.InstanceNumber))
        for name, write_over in (("segments", _segments), ("plan", _plan)):
            over = Path(made) / name
            write_over(slices, over)
            found = [probe("laid", str(ct), str(over)) for _ in range(RUNS)]
            for turn, words in PASSES.items():
                passed, worked = (median(one[turn][place] for one in found) for place in (0, 1))
                what = f"whole window: scroll with {LAID[name]}, {words}, 1000 × 1000"
                rows.append(Row(what, passed, bar=f"≤ {FRAME_MS:g} ms", met=passed <= FRAME_MS))
                rows.append(Row("  processor time of the main thread in it", worked))
    return rows


def _segments(slices: Sequence[Dataset], folder: Path) -> None:
    y, x = np.mgrid[:SIDE_PX, :SIDE_PX]
    pixels = np.zeros((len(slices), SIDE_PX, SIDE_PX), np.uint8)
    for organ in range(ORGANS):
        inside = (x - 120 - 65 * organ) ** 2 + (y - 256) ** 2 < 55**2
        pixels[:, inside] = organ + 1
    write(segmentation(slices, pixels, [f"Organ {organ}" for organ in range(ORGANS)]), folder / "seg")


def _plan(slices: Sequence[Dataset], folder: Path) -> None:
    frame = slices[0].FrameOfReferenceUID
    organs = {
        f"Organ {organ}": [
            ("CLOSED_PLANAR", circle(38.0, float(place), (-90.0 + 45 * organ, 0.0), 200))
            for place in range(len(slices))
        ]
        for organ in range(ORGANS)
    }
    structures = structure_set(organs, PatientID=PATIENT, FrameOfReferenceUID=frame)
    structures.ReferencedFrameOfReferenceSequence[0].FrameOfReferenceUID = frame
    for listed in structures.StructureSetROISequence:
        listed.ReferencedFrameOfReferenceUID = frame
    write(structures, folder / "structures")
    z, y, x = np.mgrid[-1:1:50j, -1:1:170j, -1:1:170j]
    values = np.exp(-3 * (x**2 + y**2 + z**2)) * 6000
    made = dose(
        values.astype(np.uint32),
        origin=(-170.0, -170.0, 0.0),
        offsets_mm=[2.0 * plane for plane in range(50)],
        PatientID=PATIENT,
        FrameOfReferenceUID=frame,
    )
    write(made, folder / "dose")
