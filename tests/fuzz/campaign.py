"""A campaign of damaged files: worker processes try them, this process puts in order what they found."""

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from time import monotonic

from app.work.pool import WorkerPool
from tests.fuzz.seeds import Seeds
from tests.fuzz.survival import Batch, Toll, damaged, try_files
from viewer.core.study import Opened
from viewer.dicom.grouping import group
from viewer.loading.jobs import WorkerDiedError, WorkerOverdueError

BATCH = 60
FRAME_SECONDS = 5.0
MEMORY_BYTES = 2 << 30
_AT_ONCE = 4
_PATIENCE_S = 60.0


@dataclass
class Result:
    """What became of all files.

    Attributes
    ----------
    deaths
        Files that a worker process died of: a damaged stream may end a decoder. Each costs that one file.
    hangs
        Files that took longer than a frame may.
    """

    tried: Counter[str] = field(default_factory=Counter)
    became: Counter[str] = field(default_factory=Counter)
    bugs: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    deaths: list[str] = field(default_factory=list)
    hangs: list[str] = field(default_factory=list)
    unaccounted: list[str] = field(default_factory=list)
    slowest: tuple[float, str] = (0.0, "")

    @property
    def did_harm(self) -> bool:
        """Whether anything happened that may not; a worker that dies of a stream costs one frame and may."""
        return bool(self.bugs or self.hangs or self.outside or self.unaccounted)

    @property
    def files(self) -> int:
        """How many files were tried, those that a worker died of included."""
        return self.tried.total() + len(self.deaths) + len(self.hangs)

    def __str__(self) -> str:
        slow_s, slow = self.slowest
        counts = ", ".join(f"{count} {what}" for what, count in self.became.most_common())
        return (
            f"{self.files} files of {len(self.tried)} seeds: {counts}; worker deaths {len(self.deaths)}, "
            f"hangs {len(self.hangs)}, bugs {len(self.bugs)}, outside {len(self.outside)}, "
            f"slowest {slow_s:.2f} s ({slow})"
        )


class Campaign:
    """Tries damaged files in worker processes until it is told to end.

    Parameters
    ----------
    folder
        A private one, in memory where the system has such; nothing outside it may be touched.
    """

    def __init__(self, seeds: Seeds, folder: Path, *, whole_every: int = 2, workers: int = 2) -> None:
        self._pool = WorkerPool(workers, memory_bytes=MEMORY_BYTES, warm=("tests.fuzz.survival",))
        packed = folder / "seeds packed"
        index, start = [], 0
        with packed.open("wb") as file:
            for name, content in seeds.items():
                index.append((name, start, file.write(content)))
                start += len(content)
        self._empty = Batch(packed, tuple(index), (), folder, whole_every)
        self.result = Result()

    def damaged(self, number: int) -> bytes:
        """Return the file of a number."""
        return damaged(self._empty, number)[1]

    def run(self, goes_on: Callable[[int], bool], first: int = 0) -> Result:
        """Try files from a number on while asked to go on, which is told how many were handed out."""
        under_way: dict[Future[Toll], Batch] = {}
        given = 0
        try:
            while under_way or goes_on(given):
                while len(under_way) < _AT_ONCE and goes_on(given):
                    batch = replace(self._empty, numbers=tuple(range(first + given, first + given + BATCH)))
                    under_way[self._ask(batch, _PATIENCE_S)] = batch
                    given += BATCH
                done, _ = wait(under_way, return_when=FIRST_COMPLETED)
                for future in done:
                    self._take(future, under_way.pop(future))
        finally:
            self._pool.close()
        return self.result

    def _ask(self, batch: Batch, seconds: float) -> "Future[Toll]":
        return self._pool.submit(partial(try_files, batch), seconds)

    def _take(self, future: "Future[Toll]", batch: Batch) -> None:
        """Count what became of a batch; where a worker died of it, find the file."""
        try:
            self._count(future.result())
        except WorkerDiedError as problem:
            if len(batch.numbers) > 1:
                for part in _halves(batch):
                    self._take(self._ask(part, _PATIENCE_S if len(part.numbers) > 1 else FRAME_SECONDS), part)
                return
            name, _ = damaged(batch, batch.numbers[0])
            kind = self.result.hangs if isinstance(problem, WorkerOverdueError) else self.result.deaths
            kind.append(f"{name} {batch.numbers[0]}")

    def _count(self, toll: Toll) -> None:
        result = self.result
        result.tried += toll.tried
        result.became += toll.became
        result.bugs += toll.bugs
        result.outside += toll.outside
        result.slowest = max(result.slowest, toll.slowest)
        result.unaccounted += _put_in_order(toll)


def _put_in_order(toll: Toll) -> Iterator[str]:
    """Group what was read as the program does, in the program's own process; every file must be in one place."""
    count = len(toll.instances)
    opened: Opened = group(toll.instances, (), count, 0)
    if opened.accounted != count:
        yield f"{opened.accounted} of {count}"
    for study in opened.studies:
        for shown in study.display_sets:
            for frame in (*shown.frames[:1], *shown.frames[-1:]):
                assert frame.description is not None
                assert frame.plane is not None


def _halves(batch: Batch) -> tuple[Batch, Batch]:
    middle = len(batch.numbers) // 2
    return replace(batch, numbers=batch.numbers[:middle]), replace(batch, numbers=batch.numbers[middle:])


def until(files: int) -> Callable[[int], bool]:
    """Go on until so many files were tried."""
    return lambda given: given < files


def for_seconds(seconds: float) -> Callable[[int], bool]:
    """Go on for a while."""
    ends = monotonic() + seconds
    return lambda _given: monotonic() < ends


def private_place() -> Path | None:
    """Return where to put private folders: in memory where the system has such a place, else wherever it likes."""
    return Path("/dev/shm") if Path("/dev/shm").is_dir() else None
