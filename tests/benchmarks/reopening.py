"""How soon a study is on the screen: one that nobody has seen before, and one that the library knows; beside others.

vtkDICOM, the fastest reader of unknown folders that is known, is not installed beside this program; what stands in for
it are a loop over dicomsdl, VTK's own reader and SimpleITK.
"""

import statistics
import tempfile
from collections.abc import Callable
from functools import partial
from io import FileIO
from pathlib import Path
from time import perf_counter

import dicomsdl
import numpy as np
from pydicom.uid import JPEG2000Lossless, JPEGLSLossless
from PySide6.QtCore import QCoreApplication
from vtkmodules.util.numpy_support import vtk_to_numpy
from vtkmodules.vtkIOImage import vtkDICOMImageReader

from app.library.catalogue.values import WorklistQuery
from app.library.importing import Importer
from app.library.library import Library
from app.library.verifying import FirstLook
from app.work.side_by_side import side_by_side
from tests.benchmarks.folders import SIDE_PX, write_ct
from tests.benchmarks.loading import Reader, pydicom_volume, simple_itk
from tests.benchmarks.table import Row
from viewer.dicom.scan import list_files
from viewer.loading.headers import read_headers

SLICES, COMPRESSED_SLICES, ROUNDS = 500, 200, 5
FIRST_S, BARE_RATIO, ITK_RATIO, PYDICOM_RATIO = 0.15, 2.5, 8.0, 1.7
COMPRESSED = (("JPEG 2000", JPEG2000Lossless), ("JPEG-LS", JPEGLSLossless))


def run() -> list[Row]:
    """Measure everything; two minutes."""
    _ = QCoreApplication.instance() or QCoreApplication([])
    with tempfile.TemporaryDirectory(prefix="benchmark") as made:
        folder = Path(made)
        ct = write_ct(folder / "ct", SLICES)
        reader = Reader.ready()
        try:
            rows = [*_unknown(reader, ct), *_known(reader, ct, folder / "library")]
            for name, syntax in COMPRESSED:
                packed = write_ct(folder / name, COMPRESSED_SLICES, syntax)
                rows.append(_known_compressed(reader, packed, folder / f"library {name}", name))
        finally:
            reader.jobs.close()
    return rows


def _unknown(reader: Reader, folder: Path) -> list[Row]:
    peers: dict[str, Callable[[Path], object]] = {
        "dicomsdl, a loop": dicomsdl_volume,
        "VTK's own reader": vtk_volume,
        "SimpleITK": simple_itk,
    }
    reader.read(folder)
    ours: list[float] = []
    theirs: dict[str, list[float]] = {name: [] for name in peers}
    for _ in range(ROUNDS):
        ours.append(reader.read(folder).whole_s)
        for name, peer in peers.items():
            theirs[name].append(_timed(partial(peer, folder)))
    whole = statistics.median(ours)
    medians = {name: statistics.median(times) for name, times in theirs.items()}
    fastest = min(medians.values())
    what = f"{SLICES} × {SIDE_PX}² CT nobody has seen, shuffled: all slices, in order"
    return [
        Row(what, whole, name, peer, peer / whole, "≥ 1× the fastest", "s", whole <= fastest)
        for name, peer in medians.items()
    ]


def _known(reader: Reader, folder: Path, home: Path) -> list[Row]:
    with Library(home) as library:
        uid, files = _taken_in(library, folder)
        reader.reopen(library, uid)
        ours, bare, itk, checked = [], [], [], []
        for _ in range(ROUNDS):
            ours.append(reader.reopen(library, uid))
            bare.append(_timed(partial(_bare, files)))
            itk.append(_timed(partial(simple_itk, folder)))
            with side_by_side() as at_once:
                checked.append(
                    _timed(partial(FirstLook(library).check, library.catalogued(uid).files, at_once))
                )
    first = statistics.median(one.first_s for one in ours)
    whole, read, peer = (statistics.median(times) for times in ([one.whole_s for one in ours], bare, itk))
    what = f"{SLICES} × {SIDE_PX}² CT that the library knows"
    return [
        Row(f"{what}: first image", first, bar=f"≤ {FIRST_S} s", unit="s", met=first <= FIRST_S),
        Row(
            f"{what}: all",
            whole,
            "the same bytes read bare",
            read,
            read / whole,
            f"≤ {BARE_RATIO:g}× as long",
            "s",
            whole <= BARE_RATIO * read,
        ),
        Row(
            f"{what}: all",
            whole,
            "SimpleITK",
            peer,
            peer / whole,
            f"≥ {ITK_RATIO:g}×",
            "s",
            peer / whole >= ITK_RATIO,
        ),
        Row(
            "  before it, once a session: every file compared with its checksum",
            statistics.median(checked),
            unit="s",
        ),
    ]


def _known_compressed(reader: Reader, folder: Path, home: Path, name: str) -> Row:
    with Library(home) as library:
        uid, _ = _taken_in(library, folder)
        reader.reopen(library, uid)
        ours, theirs = [], []
        for _ in range(3):
            ours.append(reader.reopen(library, uid).whole_s)
            theirs.append(_timed(partial(pydicom_volume, folder)))
    whole, peer = statistics.median(ours), statistics.median(theirs)
    return Row(
        f"{COMPRESSED_SLICES} × {SIDE_PX}² {name} that the library knows: all",
        whole,
        "pydicom, its own choice of decoder",
        peer,
        peer / whole,
        f"≥ {PYDICOM_RATIO:g}×",
        "s",
        peer / whole >= PYDICOM_RATIO,
    )


def _taken_in(library: Library, folder: Path) -> tuple[str, tuple[Path, ...]]:
    """Import a folder of one study; return its UID and where its files lie now."""
    with side_by_side() as at_once:
        Importer(library, read_headers, at_once).run(list_files([folder]).files)
    (row,) = library.worklist.page(WorklistQuery(), 0, 2)
    return row.uid, tuple(one.source.path for one in library.catalogued(row.uid).instances)


def _bare(files: tuple[Path, ...]) -> object:
    """Read files into memory that nobody has touched yet, and do nothing else."""
    sizes = [file.stat().st_size for file in files]
    room, at = np.empty(sum(sizes), np.uint8).data, 0
    for file, size in zip(files, sizes, strict=True):
        with FileIO(file) as opened:
            opened.readinto(room[at : at + size])
        at += size
    return room


def dicomsdl_volume(folder: Path) -> object:
    """Read a series as dicomsdl users do, sorted by its position."""
    read = [dicomsdl.open_file(str(path)) for path in folder.iterdir()]
    read.sort(key=lambda one: one.ImagePositionPatient[2])
    return np.stack([one.pixelData(storedvalue=True) for one in read])


def vtk_volume(folder: Path) -> object:
    """Read a series with the reader that comes with VTK."""
    reader = vtkDICOMImageReader()
    reader.SetDirectoryName(str(folder))
    reader.Update()
    return vtk_to_numpy(reader.GetOutput().GetPointData().GetScalars())


def _timed(work: Callable[[], object]) -> float:
    started = perf_counter()
    work()
    return perf_counter() - started
