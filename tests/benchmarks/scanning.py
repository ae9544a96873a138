"""How soon a tree of small files is known: every instance in its study, as the strip shows it; beside other scanners.

All peers do less: pydicom's loop and dicomsdl's keep what they read unordered, GDCM's scanner fills a table with the
elements it is told, dcmmkdir writes the records of a DICOMDIR.
"""

import random
import shutil
import statistics
import subprocess
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from time import perf_counter

import dicomsdl
import gdcm
import numpy as np
import pydicom
from pydicom.uid import ExplicitVRLittleEndian, generate_uid
from PySide6.QtCore import QCoreApplication

from tests.benchmarks.folders import header, meta
from tests.benchmarks.loading import Reader
from tests.benchmarks.table import Row

STUDIES, SERIES_EACH, SLICES, ROUNDS = 100, 2, 25, 5
SIDE_PX = 16
PYDICOM_RATIO, GDCM_RATIO = 4.0, 1.0

FEW = (0x00080018, 0x00080020, 0x00080060, 0x00100010, 0x00100020, 0x0020000D, 0x0020000E, 0x00200013)
"""What lists of studies show."""

PLACING = (0x00080016, 0x00200032, 0x00200037, 0x00280010, 0x00280011, 0x00280030, 0x00280100, 0x00281053)
"""What besides is needed to put images in order and to make room for their pixels."""


def run() -> list[Row]:
    """Measure everything; a minute."""
    _ = QCoreApplication.instance() or QCoreApplication([])
    with tempfile.TemporaryDirectory(prefix="benchmark") as made:
        tree = write_tree(Path(made) / "tree")
        peers = {name: peer for name, peer in _peers(tree, Path(made)).items() if peer is not None}
        reader = Reader.ready()
        try:
            ours, theirs = _side_by_side(reader, tree, peers)
        finally:
            reader.jobs.close()
    count = STUDIES * SERIES_EACH * SLICES
    what = f"{count} small instances in {STUDIES} studies: scan"
    rows = [_row(what, count / ours, name, count / seconds) for name, seconds in theirs.items()]
    return [*rows, Row(f"{what}, peers left out", ours, unit="s")]


def _side_by_side(
    reader: Reader, tree: Path, peers: dict[str, Callable[[], object]]
) -> tuple[float, dict[str, float]]:
    """Return the median seconds of ours and of each peer, all of them in every round."""
    reader.scan(tree)
    ours: list[float] = []
    theirs: dict[str, list[float]] = {name: [] for name in peers}
    for _ in range(ROUNDS):
        ours.append(reader.scan(tree))
        for name, peer in peers.items():
            started = perf_counter()
            peer()
            theirs[name].append(perf_counter() - started)
    return statistics.median(ours), {name: statistics.median(times) for name, times in theirs.items()}


def _row(what: str, ours: float, name: str, peer: float) -> Row:
    bars = {"pydicom": PYDICOM_RATIO, "GDCM's scanner, elements that place images": GDCM_RATIO}
    ratio, bar = ours / peer, bars.get(name)
    words, met = ("", None) if bar is None else (f"≥ {bar:g}×", ratio >= bar)
    return Row(what, ours, name, peer, ratio, words, "files/s", met)


def _peers(tree: Path, folder: Path) -> dict[str, Callable[[], object] | None]:
    files = [str(path) for path in sorted(tree.rglob("*")) if path.is_file()]
    dcmmkdir = shutil.which("dcmmkdir")
    return {
        "pydicom": partial(_pydicom, files),
        "GDCM's scanner, elements that place images": partial(_gdcm, files, (*FEW, *PLACING)),
        "GDCM's scanner, elements of a list": partial(_gdcm, files, FEW),
        "dicomsdl": partial(_dicomsdl, files),
        "dcmmkdir": None if dcmmkdir is None else partial(_dcmmkdir, dcmmkdir, tree, folder),
    }


def _pydicom(files: list[str]) -> object:
    return [pydicom.dcmread(path, stop_before_pixels=True) for path in files]


def _gdcm(files: list[str], tags: tuple[int, ...]) -> object:
    scanner = gdcm.Scanner()
    for tag in tags:
        scanner.AddTag(gdcm.Tag(tag >> 16, tag & 0xFFFF))
    if not scanner.Scan(files):
        raise RuntimeError("GDCM's scanner has failed")
    return scanner


def _dicomsdl(files: list[str]) -> object:
    names = ("SOPInstanceUID", "StudyInstanceUID", "SeriesInstanceUID", "PatientName", "ImagePositionPatient")
    return [_told(path, names) for path in files]


def _told(path: str, names: tuple[str, ...]) -> list[object]:
    dataset = dicomsdl.open_file(path)
    return [getattr(dataset, name) for name in names]


def _dcmmkdir(program: str, tree: Path, folder: Path) -> object:
    command = [program, "+r", "+m", "+id", str(tree), "+D", str(folder / "DICOMDIR")]
    return subprocess.run(command, check=True, capture_output=True)


def write_tree(root: Path) -> Path:
    """Write small CT slices, two series for each of many studies, under names that say nothing of their order."""
    chance = random.Random(3)
    pixels = np.arange(SIDE_PX * SIDE_PX, dtype=np.uint16).tobytes()
    for study in range(STUDIES):
        for series in range(SERIES_EACH):
            folder = root / f"P{study:03d}" / f"S{series}"
            folder.mkdir(parents=True)
            names = chance.sample(range(SLICES), SLICES)
            for place, name in enumerate(names):
                _write(folder / f"IM{name:05d}", study, series, place, pixels)
    return root


def _write(path: Path, study: int, series: int, place: int, pixels: bytes) -> None:
    uids = [
        generate_uid(entropy_srcs=[f"tree {words}"])
        for words in (study, f"{study} {series}", f"frame {study}")
    ]
    dataset = header(place, *uids)
    dataset.SOPInstanceUID = generate_uid(entropy_srcs=[f"tree {study} {series} {place}"])
    dataset.PatientName, dataset.PatientID = f"Benchmark^Body{study}", f"B{study}"
    dataset.AccessionNumber, dataset.SeriesNumber = str(study), str(series + 1)
    dataset.Rows = dataset.Columns = SIDE_PX
    dataset.file_meta = meta(dataset, ExplicitVRLittleEndian)
    dataset.PixelData = pixels
    dataset["PixelData"].VR = "OW"
    dataset.save_as(path, enforce_file_format=True)
