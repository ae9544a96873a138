"""Brings the frames of display sets into memory: the one looked at first, then its neighbours, then the rest."""

from collections import OrderedDict, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice, takewhile

from psygnal import Signal

from viewer.core.images import Image
from viewer.core.study import DisplaySet
from viewer.dicom.pixels import Numbers, stored_shape, stored_type
from viewer.loading.frames import Decoded, FramesRequest, Outcome, Place, fill, stow
from viewer.loading.held import HeldSet, Status, stored_bytes
from viewer.loading.jobs import Jobs, Ticket, WorkerDiedError, WorkerOverdueError
from viewer.loading.pieces import MOST_FRAMES, Pace, kind_of, seconds_for

NEAR = 8
"""How far from the reader to load while a folder is still being read, in frames."""

_READING, _DECODING = 3, 4
"""Pieces of work under way at a time; few, so that what the reader looks at next does not wait long."""

_URGENT = 2
"""Pieces beyond those, for frames that a reader looks at now."""

_AHEAD = 2
"""Pieces under way, of any kind, beyond which nothing is done for sets that nobody looks at yet."""


@dataclass(eq=False)
class _Flight:
    """Frames of a set that a thread or a worker process has been asked for."""

    held: HeldSet
    indexes: list[int]
    in_thread: bool
    ticket: Ticket | None = None


class Loader:
    """Images by display set and place in display order. Lives on the main thread and never waits there.

    Answers that come after a set was forgotten, or has changed, are dropped: they belong to what was asked for then.

    Parameters
    ----------
    limit_bytes
        Of memory for pixels. Sets not looked at for longest are given up first; of a set that is larger by itself
        only the frames around the reader are kept.
    """

    loaded = Signal(str, int)
    failed = Signal(str, int, str)
    progress = Signal(str, int, int)

    def __init__(self, jobs: Jobs, *, limit_bytes: int) -> None:
        self._jobs = jobs
        self._limit_bytes = limit_bytes
        self._known: dict[str, DisplaySet] = {}
        self._held: OrderedDict[str, HeldSet] = OrderedDict()  # the one looked at last comes last
        self._later: deque[tuple[str, int]] = deque()
        self._expected: dict[str, DisplaySet] = {}
        self._soon: dict[str, int] = {}  # what nobody looks at yet, and its rank
        self._flights: list[_Flight] = []
        self._pace = Pace()
        self._growing = False
        self._launching = False

    def know(self, display_sets: Iterable[DisplaySet], *, growing: bool = False) -> None:
        """Take what has been opened; what is gone from it is forgotten, what has grown keeps what it has.

        Parameters
        ----------
        growing
            Whether more is to come: then only frames near the reader are loaded, because places may still change.
        """
        self._known = {known.uid: known for known in display_sets}
        self._growing = growing
        self._forget_unknown()
        for uid, held in list(self._held.items()):
            self._renew(uid, held)
        self._launch()

    def want(self, display_set_uid: str, index: int) -> None:
        """Ask for an image to be looked at, and for its neighbours after it."""
        held = self._hold(display_set_uid)
        if held is None or not 0 <= index < held.count:
            return
        self._soon.pop(display_set_uid, None)
        self._held.move_to_end(display_set_uid)
        self._look(held, index)
        self._give_up_least_looked_at()
        self._launch()

    def want_later(self, display_set_uid: str, index: int) -> None:
        """Ask for one image when nothing is looked at, and for no other: thumbnails."""
        held = self._hold(display_set_uid)
        if held is not None and 0 <= index < held.count and held.status(index) is Status.WAITING:
            self._later.append((display_set_uid, index))
            self._launch()

    def expect(self, display_sets: Iterable[DisplaySet]) -> None:
        """Take sets that are not open, of a study that probably will be, so that they may be wanted soon.

        Those of the call before are forgotten, unless they have been opened meanwhile.
        """
        self._expected = {expected.uid: expected for expected in display_sets}
        self._forget_unknown()

    def want_soon(self, display_set_uid: str, rank: int = 0) -> None:
        """Ask for a whole set that the reader will probably look at next, from where it opens on.

        It is loaded when nothing is to be done for what is looked at, the lowest rank first, and only into memory
        that is free: nothing is given up for it, and of a set that is too large its first image has to do.
        """
        held = self._hold(display_set_uid)
        if held is not None and held.focus is None and held.count:
            self._soon[display_set_uid] = rank
            self._launch()

    def image(self, display_set_uid: str, index: int) -> Image | None:
        """Return an image if it is in memory."""
        held = self._held.get(display_set_uid)
        return None if held is None else held.image(index)

    def volume(self, display_set_uid: str) -> Numbers | None:
        """Return a whole set, (slices, rows, columns[, 3]) in display order, once all its frames are in memory."""
        held = self._held.get(display_set_uid)
        return None if held is None else held.volume

    def failure(self, display_set_uid: str, index: int) -> str:
        """Return why an image will not come, empty where it may."""
        held = self._held.get(display_set_uid)
        return "" if held is None else held.failures.get(index, "")

    def loaded_count(self, display_set_uid: str) -> int:
        """Return how many images of a set are in memory."""
        held = self._held.get(display_set_uid)
        return 0 if held is None else held.here

    @property
    def limit_bytes(self) -> int:
        """How much memory pixels may take."""
        return self._limit_bytes

    @property
    def bytes_in_use(self) -> int:
        """Memory taken by pixels, or promised to those on their way."""
        return sum(held.bytes for held in self._held.values())

    def forget(self, display_set_uid: str) -> None:
        """Give up the pixels of a set, and what is on its way."""
        self._soon.pop(display_set_uid, None)
        held = self._held.pop(display_set_uid, None)
        if held is not None:
            self._drop_flights(held)

    def _forget_unknown(self) -> None:
        for uid in [uid for uid in self._held if uid not in self._known and uid not in self._expected]:
            self.forget(uid)

    def _hold(self, uid: str) -> HeldSet | None:
        display_set = self._known.get(uid) or self._expected.get(uid)
        if display_set is None:
            return None
        if uid not in self._held:
            self._held[uid] = HeldSet(display_set)
            self._held.move_to_end(uid, last=False)
            if display_set.voi_in_doubt:  # its middle decides what windows apply to (H14)
                self._later.append((uid, display_set.middle))
            for index in self._held[uid].failures:
                self.failed.emit(uid, index, self._held[uid].failures[index])
        return self._held[uid]

    def _renew(self, uid: str, held: HeldSet) -> None:
        """Go on with what is known of a set now."""
        display_set = self._known.get(uid, held.display_set)
        if display_set is not held.display_set:
            newer = HeldSet(display_set)
            newer.take_over(held)
            self._drop_flights(held)
            newer.focus, held = held.focus, newer
            self._held[uid] = newer
        if held.focus is not None and held.count:
            self._look(held, min(held.focus, held.count - 1))

    def _look(self, held: HeldSet, index: int) -> None:
        """Load around a place: everything, or what fits, or what is near while places may still change."""
        if self._growing:
            held.look_at(index, NEAR)
        elif held.whole_bytes <= self._limit_bytes:
            held.gather()
            held.look_at(index, None)
        else:
            frame_bytes = max(1, stored_bytes(held.display_set.frames[index]))
            held.look_at(index, max(1, self._limit_bytes // frame_bytes // 2 - MOST_FRAMES))

    def _give_up_least_looked_at(self) -> None:
        for uid in list(self._held)[:-1]:
            if self.bytes_in_use <= self._limit_bytes:
                return
            if self._held[uid].bytes:
                self.forget(uid)

    def _launch(self) -> None:
        """Start as much work as may be under way."""
        if self._launching:
            return
        self._launching = True
        try:
            while (flight := self._next()) is not None:
                self._start(flight)
        finally:
            self._launching = False

    def _next(self) -> _Flight | None:
        """Choose: what is looked at now, then single frames asked for, then the rest of what was looked at last.

        What will be looked at next comes when all that is done.
        """
        latest_first = [held for uid, held in reversed(self._held.items()) if uid not in self._soon]
        for held in latest_first:
            if held.focus is not None and held.status(held.focus) is Status.WAITING:
                flight = self._take(held, [held.focus], spare=_URGENT)
                if flight is not None:
                    return flight
        while self._later:
            uid, index = self._later[0]
            waiting = self._held.get(uid)
            if waiting is None or index >= waiting.count or waiting.status(index) is not Status.WAITING:
                self._later.popleft()
                continue
            flight = self._take(waiting, [index])
            if flight is None:
                break
            self._later.popleft()
            return flight
        rest = next(filter(None, (self._take(held, self._group(held)) for held in latest_first)), None)
        return rest or self._next_ahead()

    def _next_ahead(self) -> _Flight | None:
        """Choose among the sets that nobody looks at yet, as far as there is memory for them."""
        if self._growing:
            return None
        for uid in sorted(self._soon, key=lambda uid: self._soon[uid]):
            held = self._held[uid]
            if held.focus is None and not self._begin_ahead(uid, held):
                continue
            flight = self._take(held, self._group(held)) if len(self._flights) < _AHEAD else None
            if flight is not None:
                return flight
        return None

    def _begin_ahead(self, uid: str, held: HeldSet) -> bool:
        """Make room for a set that nobody looks at yet; where there is none its first image has to do."""
        opens_at = held.display_set.opens_at
        if self.bytes_in_use - held.bytes + held.whole_bytes <= self._limit_bytes:
            self._look(held, opens_at)
            return True
        del self._soon[uid]
        if held.status(opens_at) is Status.WAITING:
            self._later.append((uid, opens_at))
        return False

    def _take(self, held: HeldSet, indexes: Sequence[int], *, spare: int = 0) -> _Flight | None:
        """Ask for frames of a set, all of one kind; None if there are none or too much is under way."""
        if not indexes:
            return None
        in_thread, _ = kind_of(held, indexes[0])
        under_way = sum(flight.in_thread == in_thread for flight in self._flights)
        if under_way >= (_READING if in_thread else _DECODING) + spare:
            return None
        for index in indexes:
            held.ask(index)
        return _Flight(held, list(indexes), in_thread)

    def _group(self, held: HeldSet) -> list[int]:
        """Return waiting frames, nearest first, that make one piece of work: of one kind, and quickly done."""
        waiting = held.waiting(MOST_FRAMES)
        if not waiting or waiting[0] in held.alone:
            return waiting[:1]
        kind = kind_of(held, waiting[0])
        alike = takewhile(lambda index: kind_of(held, index) == kind and index not in held.alone, waiting)
        return sorted(islice(alike, self._pace.most_at_once(held, waiting[0])))

    def _start(self, flight: _Flight) -> None:
        """Hand a piece of work over."""
        held = flight.held
        self._flights.append(flight)
        failed = partial(self._flight_failed, flight)
        if flight.in_thread:
            places = [held.place(index) for index in flight.indexes]
            flight.ticket = self._jobs.in_thread(
                partial(fill, places), partial(self._filled, flight, places), failed
            )
        else:
            frames = [held.display_set.frames[index] for index in flight.indexes]
            flight.ticket = self._jobs.in_process(
                FramesRequest.of(frames), partial(self._decoded, flight), failed, seconds=seconds_for(frames)
            )

    def _filled(self, flight: _Flight, places: Sequence[Place], outcomes: Sequence[Outcome]) -> None:
        """Take what a thread has read."""
        self._land(
            flight,
            [
                place.out if outcome is None else outcome
                for place, outcome in zip(places, outcomes, strict=True)
            ],
        )

    def _decoded(self, flight: _Flight, decoded: Decoded) -> None:
        """Take what a worker process has decoded; a thread puts it in its place, because new memory takes time."""
        held = flight.held
        first = held.display_set.frames[flight.indexes[0]]
        self._pace.note(first, len(flight.indexes), decoded.seconds)
        if flight not in self._flights:
            return
        frames = [
            frame if isinstance(frame, str) else _misfit(held, index, frame) or frame
            for index, frame in zip(flight.indexes, decoded.frames, strict=True)
        ]
        if all(isinstance(frame, str) for frame in frames):
            self._land(flight, frames)
            return
        places = [
            frame if isinstance(frame, str) else replace(held.place(index), already=frame)
            for index, frame in zip(flight.indexes, frames, strict=True)
        ]
        flight.ticket = self._jobs.in_thread(
            partial(stow, places), partial(self._land, flight), partial(self._flight_failed, flight)
        )

    def _land(self, flight: _Flight, frames: Sequence[Numbers | str]) -> None:
        """Keep what came, ask for more, and only then tell: a listener that fails loses nothing."""
        if not self._is_awaited(flight):
            return
        held, new = flight.held, []
        for index, frame in zip(flight.indexes, frames, strict=True):
            if isinstance(frame, str):
                held.fail(index, frame)
            elif held.receive(index, frame):
                new.append(index)
        self._launch()
        self._tell(flight, new)

    def _tell(self, flight: _Flight, new: Sequence[int]) -> None:
        held, uid = flight.held, flight.held.display_set.uid
        for index in new:
            self.loaded.emit(uid, index)
        for index in flight.indexes:
            if index in held.failures:
                self.failed.emit(uid, index, held.failures[index])
        self.progress.emit(uid, held.settled, held.count)

    def _flight_failed(self, flight: _Flight, problem: BaseException) -> None:
        """Ask once more, for each frame by itself, where a worker died; say so where that did not help."""
        if not self._is_awaited(flight):
            return
        held = flight.held
        for index in flight.indexes:
            overdue = isinstance(problem, WorkerOverdueError) and len(flight.indexes) == 1
            if isinstance(problem, WorkerDiedError) and index not in held.alone and not overdue:
                held.put_back(index)
            else:
                held.fail(index, str(problem) or type(problem).__name__)
        self._launch()
        self._tell(flight, ())

    def _is_awaited(self, flight: _Flight) -> bool:
        """Take a piece of work off the list; False where its set was forgotten or renewed meanwhile."""
        if flight in self._flights:
            self._flights.remove(flight)
            return True
        return False

    def _drop_flights(self, held: HeldSet) -> None:
        for flight in [flight for flight in self._flights if flight.held is held]:
            self._flights.remove(flight)
            if flight.ticket is not None:
                flight.ticket.cancel()


def _misfit(held: HeldSet, index: int, frame: Numbers) -> str:
    """Return why what came back is not the frame that was asked for, empty where it is."""
    pixels = held.display_set.frames[index].instance.pixels
    if pixels is None or frame.shape != stored_shape(pixels) or frame.dtype != stored_type(pixels):
        return "the decoder returned something else"
    return ""
