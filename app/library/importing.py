"""Files into the library, durably, or with a reason why not.

Each handful of files: copied and hashed beside the store, synced; headers read from the copies; then, within one
transaction of the catalogue, what is new is renamed into its place and the folder synced. Only when the transaction
is on the disk are the files acknowledged (SAFETY D1 to D4). What is known already is recognised by its content; what
contradicts it goes into quarantine (H16, H17).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from errno import ENOSPC
from pathlib import Path

from app.library.arriving import Landing
from app.library.at_once import AtOnce
from app.library.copying import Copied, NotCopied, StoreFailedError, copy_in
from app.library.errors import LibraryError, disk_said, kept_clearly
from app.library.handfuls import handfuls
from app.library.library import Library
from app.library.receiving import Candidate, Kind, receive
from app.library.reclaiming import reclaim
from app.library.storage import has_too_little_room
from viewer.dicom.dicomdir import is_dicomdir
from viewer.loading.findings import Headers

HANDFUL = 32

ReadHeaders = Callable[[Sequence[Path]], Headers]


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that is not in the worklist now, and why, without patient data."""

    path: Path
    reason: str


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of files: every one is counted exactly once (SAFETY H23).

    Attributes
    ----------
    added
        New in the library.
    duplicates
        Here already, with the same content.
    quarantined
        Kept apart: they contradict what is here (H16, H17).
    rejected
        Left where they are: unreadable, or without the identifiers that a library needs.
    not_dicom
        Something else, tables of contents of discs among them.
    left
        Not looked at, because the import was cancelled or stopped.
    stopped
        Why the library's disk ended the import, empty if it did not (D4).
    studies
        Study Instance UIDs of what was added.
    """

    added: int = 0
    duplicates: int = 0
    quarantined: tuple[Refused, ...] = ()
    rejected: tuple[Refused, ...] = ()
    not_dicom: int = 0
    left: int = 0
    stopped: str = ""
    studies: frozenset[str] = frozenset()

    @property
    def files(self) -> int:
        """All files."""
        refused = len(self.quarantined) + len(self.rejected)
        return self.added + self.duplicates + refused + self.not_dicom + self.left


@dataclass
class _Tally:
    added: int = 0
    duplicates: int = 0
    not_dicom: int = 0
    quarantined: list[Refused] = field(default_factory=list)
    rejected: list[Refused] = field(default_factory=list)
    studies: set[str] = field(default_factory=set)

    @property
    def done(self) -> int:
        return self.added + self.duplicates + self.not_dicom + len(self.quarantined) + len(self.rejected)


class Importer:
    """Imports into one library.

    Parameters
    ----------
    read_headers
        ``viewer.loading.headers.read_headers``, in a worker process where files come from strangers.
    at_once
        Copies several files at a time; ``map`` copies one after the other.
    handful
        How many files share a transaction.
    """

    def __init__(
        self, library: Library, read_headers: ReadHeaders, at_once: AtOnce = map, *, handful: int = HANDFUL
    ) -> None:
        self._library, self._read_headers, self._at_once = library, read_headers, at_once
        self._handful = handful

    def run(
        self,
        files: Sequence[Path],
        *,
        progress: Callable[[Imported], None] = lambda _: None,
        is_cancelled: Callable[[], bool] = lambda: False,
        acknowledged: Callable[[Path], None] = lambda _: None,
    ) -> Imported:
        """Import files and return what became of each. Blocks; may be called on any thread.

        Parameters
        ----------
        progress
            Told after each handful what has been done so far.
        is_cancelled
            Asked before each handful; what was imported until then stays.
        acknowledged
            Told each file that is in the library for good, or was already.
        """
        self._library.must_be_writable()
        reclaim(self._library, self._read_headers)
        with kept_clearly("Nothing was imported"):
            landing = Landing(self._library.files.arriving)
        try:
            return self._run(files, landing, progress, is_cancelled, acknowledged)
        finally:
            landing.leave()

    def _run(
        self,
        files: Sequence[Path],
        landing: Landing,
        progress: Callable[[Imported], None],
        is_cancelled: Callable[[], bool],
        acknowledged: Callable[[Path], None],
    ) -> Imported:
        tally, stopped = _Tally(), ""
        try:
            for copies in self._copied(files, landing, is_cancelled):
                if copies:
                    self._take(copies, landing, tally, acknowledged)
                    progress(_imported(tally, len(files)))
        except StoreFailedError as failed:
            stopped = disk_said(failed.error)
        except LibraryError as problem:
            stopped = problem.why
        return _imported(tally, len(files), stopped)

    def _copied(
        self, files: Sequence[Path], landing: Landing, is_cancelled: Callable[[], bool]
    ) -> Iterator[list[Copied | NotCopied]]:
        """Yield handfuls of copies; while one is filed, the next is being copied."""

        def copy(path: Path) -> Copied | NotCopied:
            return copy_in(path, landing.place())

        under_way: Iterable[Copied | NotCopied] = ()
        for handful in handfuls(files, self._handful):
            if is_cancelled():
                break
            if has_too_little_room(self._library.folder):
                yield list(under_way)
                raise StoreFailedError(OSError(ENOSPC, "less than 1 GB is free"))
            following = self._at_once(copy, handful)
            yield list(under_way)
            under_way = following
        yield list(under_way)

    def _take(
        self,
        copies: Sequence[Copied | NotCopied],
        landing: Landing,
        tally: _Tally,
        acknowledged: Callable[[Path], None],
    ) -> None:
        whole = [one for one in copies if isinstance(one, Copied)]
        for one in copies:
            if isinstance(one, NotCopied) and one.reason:
                tally.rejected.append(Refused(one.source, one.reason))
            elif isinstance(one, NotCopied):
                tally.not_dicom += 1
        candidates = self._candidates(whole, tally)
        with kept_clearly("The import was stopped"):
            fates = receive(self._library, candidates, landing)
        for candidate, fate in zip(candidates, fates, strict=True):
            if fate.kind is Kind.QUARANTINED:
                tally.quarantined.append(Refused(candidate.source, fate.reason))
                continue
            if fate.kind is Kind.ADDED:
                tally.added += 1
                tally.studies.add(candidate.instance.study.uid)
            else:
                tally.duplicates += 1
            acknowledged(candidate.source)

    def _candidates(self, whole: Sequence[Copied], tally: _Tally) -> list[Candidate]:
        """Return what can be filed; tell why the rest cannot."""
        headers = self._read_headers([one.path for one in whole])
        instances = {instance.source.path: instance for instance in headers.instances}
        rejected = {one.path: one.reason for one in headers.rejected}
        candidates = []
        for one in whole:
            instance = instances.get(one.path)
            if instance is None and one.path in rejected and not is_dicomdir(one.path):
                tally.rejected.append(Refused(one.source, rejected[one.path]))
            elif instance is None:
                tally.not_dicom += 1
            elif not (instance.study.uid and instance.series.uid):
                tally.rejected.append(Refused(one.source, "; ".join(instance.problems)))
            else:
                candidates.append(Candidate(one.source, one.path, one.sha256, one.size, instance))
        return candidates


def _imported(tally: _Tally, files: int, stopped: str = "") -> Imported:
    return Imported(
        tally.added,
        tally.duplicates,
        tuple(tally.quarantined),
        tuple(tally.rejected),
        tally.not_dicom,
        files - tally.done,
        stopped,
        frozenset(tally.studies),
    )
