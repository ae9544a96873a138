"""From places a reader chose to studies on the screen: the first images are there before the last file is read."""

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from pathlib import Path
from time import monotonic
from typing import Any

from psygnal import Signal

from viewer.core.study import Instance, Opened, Rejected
from viewer.loading.calls import Call
from viewer.loading.findings import Headers, Listing
from viewer.loading.jobs import Jobs, Ticket

_FIRST_HANDFUL, _HANDFUL, _LARGE_HANDFUL = 8, 48, 256
_HANDFULS = 20
"""A large tree is read in about so many handfuls: each has its cost, and slices are read quickly beside their like."""

_AT_ONCE = 4
_BETWEEN_SECONDS, _LONG_SECONDS = 0.3, 2.0
_MORE = 3
"""What was found is put in order again when there is so many times as much of it, or after a long while."""

_LISTING_SECONDS, _HANDFUL_SECONDS, _FILE_SECONDS = 3600.0, 60.0, 20.0

_HEADERS, _GROUPING = "viewer.loading.headers", "viewer.dicom.grouping"


@dataclass(eq=False)
class _Asked:
    """Work that a worker process was asked for."""

    ticket: Ticket | None = None


@dataclass(eq=False)
class _Attempt:
    """One go at opening something: what is still to be read, and what has been found."""

    places: tuple[Path, ...] = ()
    is_busy: bool = False
    files: set[Path] = field(default_factory=set)
    waiting: deque[tuple[Path, ...]] = field(default_factory=deque)
    under_way: list[_Asked] = field(default_factory=list)
    found: int = 0
    read: int = 0
    instances: list[Instance] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    not_dicom: int = 0
    is_compared: bool = False
    is_grouping: bool = False
    grouped: int = 0
    published_at: float = 0.0

    @property
    def all_read(self) -> bool:
        """Whether no header is still to come."""
        return not self.waiting and not self.under_way

    def has_news(self, now: float) -> bool:
        """Whether enough has been found since the last time to put it in order again."""
        much = len(self.instances) >= _MORE * self.grouped
        wait = _BETWEEN_SECONDS if much else _LONG_SECONDS
        return bool(self.instances) and now >= self.published_at + wait


class Opening:
    """Reads what is at some places, in worker processes, and publishes what it has found so far.

    Lives on the main thread and never waits there. Every file ends in a display set or on a list (SAFETY H23).
    Signals: ``published`` with what has been found so far and whether more is to come; ``progress`` with files
    read and files found; ``finished`` when there is nothing more to come, cancelled or not.

    Parameters
    ----------
    unpack_into
        A private folder for the contents of ZIPs; without one a ZIP is a file that is not DICOM.
    """

    published = Signal(Opened, bool)
    progress = Signal(int, int)
    finished = Signal()

    def __init__(self, jobs: Jobs, *, unpack_into: Path | None = None) -> None:
        self._jobs = jobs
        self._unpack_into = unpack_into
        self._now = _Attempt()

    @property
    def is_busy(self) -> bool:
        """Whether something is being opened."""
        return self._now.is_busy

    def warm_up(self) -> None:
        """Import, in a thread, what the first opening would otherwise import."""
        self._jobs.in_thread(Call(_GROUPING, "group", ((),)), _ignore, _ignore)

    def open(self, places: Iterable[Path], *, adding: bool = False) -> None:
        """Open folders and files; what was being opened before is given up.

        Parameters
        ----------
        adding
            Whether to keep what is open already, for comparison.
        """
        before, attempt = self._now, _Attempt(tuple(places), is_busy=True)
        self._drop(before)
        if adding:
            attempt.files, attempt.read = set(before.files), before.read
            attempt.instances, attempt.rejected = list(before.instances), list(before.rejected)
            attempt.not_dicom = before.not_dicom
        self._now = attempt
        work = Call(_HEADERS, "list_files", (attempt.places, self._unpack_into))
        self._ask(
            attempt,
            work,
            partial(self._listed, attempt),
            partial(self._not_listed, attempt),
            _LISTING_SECONDS,
        )

    def open_known(
        self, instances: Iterable[Instance], unread: Sequence[Path], rejected: Iterable[Rejected]
    ) -> None:
        """Open what a library knows, without reading its headers again; what was being opened before is given up.

        Parameters
        ----------
        instances
            Of files with different SOP Instance UIDs.
        unread
            Files of the same studies whose headers must be read all the same.
        rejected
            Files that are not to be shown, and why.
        """
        attempt = _Attempt(is_busy=True, is_compared=True)
        attempt.instances, attempt.rejected = list(instances), list(rejected)
        attempt.read = len(attempt.instances) + len(attempt.rejected)
        attempt.found = attempt.read + len(unread)
        attempt.waiting.extend(_handfuls(unread, _HANDFUL))
        self._drop(self._now)
        self._now = attempt
        self._read_on(attempt)

    def cancel(self) -> None:
        """Read nothing more; what has been found so far is put in order and published for the last time."""
        attempt = self._now
        if not attempt.is_busy:
            return
        self._drop(attempt)
        if attempt.read:
            self._regroup(attempt)
        else:
            self._end(attempt, Opened())

    def abandon(self) -> None:
        """Read nothing more and publish nothing of it: what was to be opened is no longer wanted."""
        self._drop(self._now)
        self._now = _Attempt()

    def _drop(self, attempt: _Attempt) -> None:
        for asked in attempt.under_way:
            if asked.ticket is not None:
                asked.ticket.cancel()
        attempt.under_way.clear()
        attempt.waiting.clear()
        attempt.is_compared = True

    def _ask(
        self,
        attempt: _Attempt,
        work: Callable[[], Any],
        done: Callable[[Any], None],
        failed: Callable[[BaseException], None],
        seconds: float,
    ) -> None:
        """Have a worker process do something for an attempt, and note it as under way until then."""
        asked = _Asked()
        attempt.under_way.append(asked)

        def landed(then: Callable[[Any], None], result: Any) -> None:
            attempt.under_way.remove(asked)
            then(result)

        asked.ticket = self._jobs.in_process(
            work, partial(landed, done), partial(landed, failed), seconds=seconds
        )

    def _listed(self, attempt: _Attempt, listing: Listing) -> None:
        """Begin to read: two small handfuls first, so that something can be shown."""
        files = [path for path in listing.files if path not in attempt.files]
        attempt.files.update(files)
        attempt.rejected += listing.rejected
        attempt.not_dicom += listing.passed_over
        attempt.found = attempt.read + len(files) + len(listing.rejected) + listing.passed_over
        attempt.read += len(listing.rejected) + listing.passed_over
        first = 2 * _FIRST_HANDFUL
        attempt.waiting.extend(_handfuls(files[:first], _FIRST_HANDFUL))
        size = min(max(_HANDFUL, len(files) // _HANDFULS), _LARGE_HANDFUL)
        attempt.waiting.extend(_handfuls(files[first:], size))
        self._read_on(attempt)

    def _not_listed(self, attempt: _Attempt, problem: BaseException) -> None:
        reason = f"it could not be looked at: {problem}"
        attempt.rejected += [Rejected(place, reason, is_dicom=False) for place in attempt.places]
        attempt.read += len(attempt.places)
        attempt.found = attempt.read
        self._read_on(attempt)

    def _read_on(self, attempt: _Attempt) -> None:
        """Tell how far it is, hand over more files, and put in order what there is."""
        while attempt.waiting and len(attempt.under_way) < _AT_ONCE:
            paths = attempt.waiting.popleft()
            seconds = _HANDFUL_SECONDS if len(paths) > 1 else _FILE_SECONDS
            done, failed = partial(self._have_read, attempt, paths), partial(self._not_read, attempt, paths)
            self._ask(attempt, Call(_HEADERS, "read_headers", (paths,)), done, failed, seconds)
        self.progress.emit(attempt.read, attempt.found)
        self._regroup(attempt)

    def _have_read(self, attempt: _Attempt, paths: Sequence[Path], headers: Headers) -> None:
        attempt.instances += headers.instances
        attempt.rejected += headers.rejected
        attempt.not_dicom += headers.not_dicom
        attempt.read += len(paths)
        self._read_on(attempt)

    def _not_read(self, attempt: _Attempt, paths: Sequence[Path], problem: BaseException) -> None:
        """Find the file that a worker died of, by halves; it is listed, the others are read."""
        if len(paths) > 1:
            half = len(paths) // 2
            attempt.waiting.extendleft((tuple(paths[half:]), tuple(paths[:half])))
        else:
            attempt.rejected.append(
                Rejected(paths[0], f"its header cannot be read: {problem}", is_dicom=True)
            )
            attempt.read += 1
        self._read_on(attempt)

    def _regroup(self, attempt: _Attempt) -> None:
        """Put what has been read in order: the first time at once, then now and then, and at the end."""
        if attempt is not self._now or attempt.is_grouping or not attempt.is_busy:
            return
        if attempt.all_read and not attempt.is_compared:
            attempt.is_compared = True
            if self._compare(attempt):
                return
        if not attempt.all_read and not attempt.has_news(monotonic()):
            return
        attempt.is_grouping, attempt.grouped = True, len(attempt.instances)
        found = (tuple(attempt.instances), tuple(attempt.rejected), attempt.read, attempt.not_dicom)
        done = partial(self._grouped, attempt, attempt.all_read)
        self._jobs.in_thread(Call(_GROUPING, "group", found), done, _raise)

    def _compare(self, attempt: _Attempt) -> bool:
        """Have files that share a SOP Instance UID compared (H17); return whether there are any."""
        by_uid: defaultdict[str, list[Instance]] = defaultdict(list)
        for instance in attempt.instances:
            by_uid[instance.sop_instance_uid].append(instance)
        shared = [same for same in by_uid.values() if len(same) > 1]
        for group in _handfuls(shared, _HANDFUL):
            instances = tuple(chain.from_iterable(group))
            done, failed = partial(self._compared, attempt), partial(self._not_compared, attempt)
            self._ask(
                attempt, Call(_HEADERS, "with_content_hashes", (instances,)), done, failed, _LISTING_SECONDS
            )
        return bool(shared)

    def _compared(self, attempt: _Attempt, hashed: Sequence[Instance]) -> None:
        by_path = {instance.source.path: instance for instance in hashed}
        attempt.instances = [by_path.get(instance.source.path, instance) for instance in attempt.instances]
        self._regroup(attempt)

    def _not_compared(self, attempt: _Attempt, _: BaseException) -> None:
        """Go on without hashes: then such files count as different, which is the safe side."""
        self._regroup(attempt)

    def _grouped(self, attempt: _Attempt, is_all: bool, opened: Opened) -> None:
        attempt.is_grouping = False
        attempt.published_at = monotonic()
        if attempt is not self._now:
            return
        if is_all:
            self._end(attempt, opened)
        else:
            self._regroup(attempt)
            self.published.emit(opened, True)

    def _end(self, attempt: _Attempt, opened: Opened) -> None:
        """Publish for the last time; listeners may open something else at once."""
        attempt.is_busy = False
        self.published.emit(opened, False)
        self.finished.emit()


def _handfuls(things: Sequence[Any], size: int) -> Iterable[tuple[Any, ...]]:
    return (tuple(things[start : start + size]) for start in range(0, len(things), size))


def _ignore(_: object) -> None:
    """Warming up has no answer, and where it fails the opening itself will say so."""


def _raise(problem: BaseException) -> None:
    """Grouping is our own code: its failures are ours, and end where all such do."""
    raise problem
