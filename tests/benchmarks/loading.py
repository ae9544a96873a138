"""How fast a folder becomes images and a volume, beside SimpleITK and pydicom; what it costs in memory and waiting."""

import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from time import perf_counter

import numpy as np
import pydicom
import SimpleITK
from pydicom.pixels.decoders.base import get_decoder
from pydicom.pixels.utils import pixel_array
from pydicom.uid import UID, JPEG2000Lossless, JPEGLosslessSV1, JPEGLSLossless
from PySide6.QtCore import QCoreApplication, QEventLoop, QTimer

from app.library.library import Library
from app.work.jobs import BackgroundJobs
from tests.benchmarks.folders import SIDE_PX, write_ct
from tests.benchmarks.table import Row
from tests.builders.work import end_like_a_crashed_decoder, frame
from viewer.core.study import DisplaySet, Opened
from viewer.loading.jobs import WorkerDiedError
from viewer.loading.loader import Loader
from viewer.loading.opening import Opening

SLICES, COMPRESSED_SLICES, ROUNDS = 500, 200, 5
PLENTY = 4 << 30
FIRST_S, WHOLE_S, WHOLE_RATIO, MEMORY_RATIO, BLOCK_MS = 0.3, 0.6, 4.0, 1.3, 50.0

COMPRESSED: tuple[tuple[str, UID, float], ...] = (
    ("JPEG 2000", JPEG2000Lossless, 1.7),
    ("JPEG-LS", JPEGLSLossless, 1.7),
    ("JPEG lossless", JPEGLosslessSV1, 5.0),
)


@dataclass
class Timing:
    """One opening of a folder, seconds since it was asked for."""

    first_s: float = 0.0
    whole_s: float = 0.0
    longest_block_ms: float = 0.0
    shape: tuple[int, ...] = ()


@dataclass
class Reader:
    """Opens folders as the workstation does, and looks at the first frame of what comes."""

    jobs: BackgroundJobs
    opening: Opening
    loader: Loader
    timing: Timing = field(default_factory=Timing)
    started: float = 0.0
    is_scanning: bool = False

    @classmethod
    def ready(cls, limit_bytes: int = PLENTY) -> "Reader":
        """Return a reader whose workers are warm, as they are soon after the window is shown."""
        jobs = BackgroundJobs()
        reader = cls(jobs, Opening(jobs), Loader(jobs, limit_bytes=limit_bytes))
        reader.opening.published.connect(reader._published)
        reader.loader.loaded.connect(reader._loaded)
        reader.opening.warm_up()
        for _ in range(4):
            jobs.wait_for(os.getpid, seconds=60)
        _settle(3.0)
        return reader

    def read(self, folder: Path) -> Timing:
        """Open a folder and wait, in the event loop, until its volume is whole."""
        return self._timed(lambda: self.opening.open([folder]))

    def reopen(self, library: Library, study_uid: str) -> Timing:
        """Open a study that a library knows, and wait until its volume is whole."""

        def known() -> None:
            found = library.catalogued(study_uid)
            self.opening.open_known(found.instances, found.unread, ())

        return self._timed(known)

    def _timed(self, opening: Callable[[], None]) -> Timing:
        self.loader.know(())
        _settle(0.3)
        heart, gaps = _heartbeat()
        self.timing, self.started = Timing(), perf_counter()
        opening()
        _run_until(lambda: self.timing.whole_s > 0)
        heart.stop()
        self.timing.longest_block_ms = 1000 * max(gaps, default=0.0)
        return self.timing

    def scan(self, tree: Path) -> float:
        """Open a tree for its headers only and return the seconds until every instance is in its study."""
        self.is_scanning = True
        self.loader.know(())
        _settle(0.3)
        started = perf_counter()
        self.opening.open([tree])
        _run_until(lambda: not self.opening.is_busy)
        self.is_scanning = False
        return perf_counter() - started

    def _published(self, opened: Opened, more: bool) -> None:
        if self.is_scanning:
            return
        shown = largest(opened)
        self.loader.know([shown], growing=more)
        self.loader.want(shown.uid, 0)

    def _loaded(self, uid: str, _index: int) -> None:
        elapsed = perf_counter() - self.started
        self.timing.first_s = self.timing.first_s or elapsed
        volume = None if self.opening.is_busy else self.loader.volume(uid)
        if volume is not None:
            self.timing.whole_s, self.timing.shape = elapsed, volume.shape


def run() -> list[Row]:
    """Measure everything; a minute or two."""
    _ = QCoreApplication.instance() or QCoreApplication([])
    with tempfile.TemporaryDirectory(prefix="benchmark") as made:
        folder = write_ct(Path(made) / "uncompressed", SLICES)
        reader = Reader.ready()
        try:
            rows = _uncompressed(reader, folder)
            rows.append(_isolation(reader, folder))
            rows.append(_death(reader))
            for name, syntax, bar in COMPRESSED:
                packed = write_ct(Path(made) / name, COMPRESSED_SLICES, syntax)
                rows += _compressed(reader, packed, name, syntax, bar)
        finally:
            reader.jobs.close()
        rows.append(_memory(folder))
    return rows


def _uncompressed(reader: Reader, folder: Path) -> list[Row]:
    reader.read(folder)
    ours, theirs = [], []
    for _ in range(ROUNDS):
        ours.append(reader.read(folder))
        theirs.append(_timed(lambda: simple_itk(folder)))
    first, whole = (
        statistics.median(getattr(timing, name) for timing in ours) for name in ("first_s", "whole_s")
    )
    peer = statistics.median(theirs)
    block_ms = max(timing.longest_block_ms for timing in ours)
    what = f"{SLICES} × {SIDE_PX}² CT, shuffled names"
    return [
        Row(f"{what}: first image", first, bar=f"≤ {FIRST_S} s", unit="s", met=first <= FIRST_S),
        Row(
            f"{what}: ordered volume",
            whole,
            "SimpleITK series reader",
            peer,
            peer / whole,
            f"≤ {WHOLE_S} s, ≥ {WHOLE_RATIO:g}×",
            "s",
            met=whole <= WHOLE_S and peer / whole >= WHOLE_RATIO,
        ),
        Row(
            f"{what}: longest wait of the main thread",
            block_ms,
            bar=f"≤ {BLOCK_MS:g} ms",
            met=block_ms <= BLOCK_MS,
        ),
    ]


def _compressed(reader: Reader, folder: Path, name: str, syntax: UID, bar: float) -> list[Row]:
    """Return a row for each decoder that pydicom can use here, the one it picks by itself first.

    Of these GDCM decodes JPEG 2000 on all cores, the others on one.
    """
    reader.read(folder)
    ours = statistics.median(reader.read(folder).whole_s for _ in range(3))
    rows = []
    for place, plugin in enumerate(get_decoder(syntax).available_plugins):
        peer = statistics.median(_timed(partial(pydicom_volume, folder, plugin)) for _ in range(2))
        rows.append(
            Row(
                f"{COMPRESSED_SLICES} × {SIDE_PX}² {name}: ordered volume",
                ours,
                f"pydicom with {plugin}{'' if place else ', its own choice here'}",
                peer,
                peer / ours,
                f"≥ {bar:g}×",
                "s",
                peer / ours >= bar,
            )
        )
    return rows


def _isolation(reader: Reader, folder: Path) -> Row:
    """Return what it costs to have a frame made in another process and sent here."""
    work = partial(frame, 7)
    reader.jobs.wait_for(work)
    there = statistics.median(_timed(lambda: reader.jobs.wait_for(work)) for _ in range(200))
    here = statistics.median(_timed(work) for _ in range(200))
    cost_ms = 1000 * (there - here)
    return Row("a raw 512² frame from a worker process", cost_ms, bar="≤ 1 ms", met=cost_ms <= 1.0)


def _death(reader: Reader) -> Row:
    """Return how much later the next frame comes because the worker before it died."""
    work, costs_ms = partial(frame, 7), []
    for _ in range(5):
        _settle(3.0)  # until the spare is warm
        usual = statistics.median(_timed(lambda: reader.jobs.wait_for(work)) for _ in range(20))
        after = _timed(lambda: _die_and_go_on(reader, work))
        costs_ms.append(1000 * (after - 2 * usual))
    cost_ms = statistics.median(costs_ms)
    return Row(
        "a worker that dies of a frame: until the next two are here",
        cost_ms,
        bar="≤ 100 ms",
        met=cost_ms <= 100,
    )


def _die_and_go_on(reader: Reader, work: Callable[[], object]) -> None:
    """Lose a worker, and have both places at work again."""
    with suppress(WorkerDiedError):
        reader.jobs.wait_for(end_like_a_crashed_decoder)
    for _ in range(2):
        reader.jobs.wait_for(work)


def _memory(folder: Path) -> Row:
    """Return the peak of a fresh process that opens a folder, above what it needs with its workers idle."""
    script = (
        "import sys; sys.path[:] = sys.argv[2:]; "
        "from tests.benchmarks.loading import print_peak; print_peak(sys.argv[1])"
    )
    printed = subprocess.run(
        [
            sys.executable,
            "-P",
            "-c",
            script,
            str(folder),
            str(Path(__file__).resolve().parents[2]),
            *sys.path,
        ],
        capture_output=True,
        check=True,
        text=True,
    )
    ratio = float(printed.stdout)
    what = "memory at its peak, above idle, by size of the voxels"
    return Row(what, ratio, bar=f"≤ {MEMORY_RATIO:g}", unit="×", met=ratio <= MEMORY_RATIO)


def print_peak(folder: str) -> None:
    """Open a folder and print peak memory above idle, in multiples of the voxels' size. Runs in its own process."""
    _ = QCoreApplication([])
    reader = Reader.ready()
    before = _resident_bytes("VmRSS")
    shape = reader.read(Path(folder)).shape
    peak = _resident_bytes("VmHWM")
    reader.jobs.close()
    print((peak - before) / (2 * int(np.prod(shape))))


def _resident_bytes(which: str) -> int:
    """Return memory of this process (Linux)."""
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return next(1024 * int(line.split()[1]) for line in lines if line.startswith(which))


def simple_itk(folder: Path) -> object:
    """Read a series as SimpleITK users do, in the order it finds itself."""
    reader = SimpleITK.ImageSeriesReader()
    reader.SetFileNames(SimpleITK.ImageSeriesReader.GetGDCMSeriesFileNames(str(folder)))
    return SimpleITK.GetArrayViewFromImage(reader.Execute())


def pydicom_volume(folder: Path, plugin: str = "") -> object:
    """Read a series as pydicom users do, with one of the decoders it knows, its own choice by default."""
    slices = sorted(
        (pydicom.dcmread(path) for path in folder.iterdir()), key=lambda one: one.ImagePositionPatient[2]
    )
    return np.stack([pixel_array(one, decoding_plugin=plugin) for one in slices])


def largest(opened: Opened) -> DisplaySet:
    """Return the display set with the most frames."""
    return max(
        (shown for study in opened.studies for shown in study.display_sets), key=lambda one: len(one.frames)
    )


def _timed(work: Callable[[], object]) -> float:
    started = perf_counter()
    work()
    return perf_counter() - started


def _heartbeat() -> tuple[QTimer, list[float]]:
    """Return a running timer and the list of gaps between its beats, seconds."""
    beats = [perf_counter()]
    gaps: list[float] = []

    def beat() -> None:
        beats.append(perf_counter())
        gaps.append(beats[-1] - beats[-2])

    heart = QTimer()
    heart.timeout.connect(beat)
    heart.start(1)
    return heart, gaps


def _settle(seconds: float) -> None:
    """Let the event loop turn for a while."""
    ends = perf_counter() + seconds
    _run_until(lambda: perf_counter() > ends)


def _run_until(ready: Callable[[], bool], seconds: float = 120.0) -> None:
    """Wait as the program waits, asleep until something happens; a look at the processor costs what it should show."""
    ends = perf_counter() + seconds
    alarm = QTimer()
    alarm.start(20)
    while not ready():
        if perf_counter() > ends:
            raise TimeoutError("a benchmark did not come to its end")
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    alarm.stop()
