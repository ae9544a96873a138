"""What is in memory of one display set, and what is still to come."""

from dataclasses import replace
from enum import IntEnum
from math import prod

import numpy as np
from numpy.typing import NDArray

from viewer.core.cine import is_moving
from viewer.core.images import Image
from viewer.core.study import DisplaySet, Frame, FrameKey, PixelFormat, PixelSource
from viewer.dicom.pixels import Numbers, PixelsError, check, stored_shape, stored_type
from viewer.loading.frames import Place

_BEHIND = 4
"""Of a moving picture a quarter of the frames that are kept lies behind the one shown, and comes after those ahead."""


class Status(IntEnum):
    """Where a frame is on its way into memory."""

    WAITING = 0
    ASKED = 1
    HERE = 2
    FAILED = 3


class HeldSet:
    """The images of a display set that have come, the reasons why others will not, and room for the rest.

    Frames of one size and type share one array, (slices, rows, columns[, 3]) in display order, once the set is
    ``gathered``; others are kept one by one. What is handed out can only be read.

    Attributes
    ----------
    focus
        The place the reader looks at; None where nobody does and only single frames were asked for.
    whole_bytes
        Memory that all frames take.
    failures
        Why frames cannot be shown, by place. What nobody should make room for fails at once.
    alone
        Frames to be decoded by themselves, because a worker died of them, or of a group they were in.
    """

    def __init__(self, display_set: DisplaySet) -> None:
        self.display_set = display_set
        self.count = len(display_set.frames)
        self._moves = is_moving(display_set)
        self._in_doubt = display_set.voi_in_doubt
        self._on_stored: bool | None = None
        self._formats = {frame.instance.pixels for frame in display_set.frames}
        self.focus: int | None = None
        self.alone: set[int] = set()
        self._status = np.zeros(self.count, np.uint8)
        self._images: list[Image | None] = [None] * self.count
        self.failures: dict[int, str] = {}
        self._volume: Numbers | None = None
        self._reach: int | None = None
        self._here = 0
        self._kept_bytes = 0
        self.whole_bytes = sum(stored_bytes(frame) for frame in display_set.frames)
        refusals = {pixels: _refusal(pixels) for pixels in self._formats}
        for index, frame in enumerate(display_set.frames):
            refusal = refusals[frame.instance.pixels]
            if refusal:
                self.fail(index, refusal)

    def status(self, index: int) -> Status:
        """Return how far a frame has come."""
        return Status(self._status[index])

    def image(self, index: int) -> Image | None:
        """Return an image that is in memory."""
        return self._images[index] if 0 <= index < self.count else None

    @property
    def here(self) -> int:
        """How many images are in memory."""
        return self._here

    @property
    def settled(self) -> int:
        """How many frames need no more work."""
        return self._here + len(self.failures)

    @property
    def volume(self) -> Numbers | None:
        """All frames as one array that can only be read, once every one of them is there."""
        if self._volume is None or not np.all(self._status == Status.HERE):
            return None
        return _read_only(self._volume[:])

    @property
    def bytes(self) -> int:
        """Memory taken, or promised."""
        return self._volume.nbytes if self._volume is not None else self._kept_bytes

    def look_at(self, focus: int, reach: int | None) -> None:
        """Say around which frame to load, and how far; what lies beyond is given up unless the set is gathered."""
        self.focus, self._reach = focus, reach
        if reach is None or self._volume is not None:
            return
        here = np.flatnonzero(self._status == Status.HERE)
        for index in here[~self._is_near(self._distance(here))].tolist():
            self._release(index)

    def _distance(self, places: NDArray[np.intp]) -> NDArray[np.intp]:
        """Return how far places are from the focus; of a moving picture what was played comes round again."""
        distance = places - (self.focus or 0)
        if not self._moves:
            return distance
        behind = (self.count if self._reach is None else self._reach) // _BEHIND
        return np.where(distance < -behind, distance + self.count, distance)

    def _is_near(self, distance: NDArray[np.intp]) -> NDArray[np.bool_]:
        """Return which distances are within reach: as far to both sides, in a moving picture mostly ahead."""
        reach = self._reach or 0
        if not self._moves:
            return np.abs(distance) <= reach
        return (distance >= -(reach // _BEHIND)) & (distance <= 2 * reach - reach // _BEHIND)

    def gather(self) -> None:
        """Make room for all frames in one array, if they fit into one; those that are here will be moved there."""
        first = next(iter(self._formats), None)
        if (
            self._volume is not None
            or first is None
            or len({_layout(pixels) for pixels in self._formats}) != 1
        ):
            return
        if any(_refusal(pixels) for pixels in self._formats):
            return
        self._volume = np.empty((self.count, *stored_shape(first)), stored_type(first))
        self._status[self._status == Status.HERE] = Status.WAITING

    def take_over(self, older: "HeldSet") -> None:
        """Keep what a smaller set of the same frames has already loaded: frames of the same files (SAFETY H30)."""
        known = {_origin(frame): place for place, frame in enumerate(older.display_set.frames)}
        for index, frame in enumerate(self.display_set.frames):
            place = known.get(_origin(frame))
            image = None if place is None else older.image(place)
            if image is not None:
                self._keep(index, image.stored)

    def waiting(self, most: int) -> list[int]:
        """Return frames that wait and are within reach of the focus, nearest first."""
        if self.focus is None:
            return []
        places = np.flatnonzero(self._status == Status.WAITING)
        distance = self._distance(places)
        if self._reach is not None:
            near = self._is_near(distance)
            places, distance = places[near], distance[near]
        weight = np.where(distance < 0, _BEHIND, 1) if self._moves else 1
        nearest = np.argsort(weight * (2 * np.abs(distance) - (distance > 0)), kind="stable")[:most]
        return [int(place) for place in places[nearest]]

    def ask(self, index: int) -> None:
        """Note that a frame is on its way."""
        self._status[index] = Status.ASKED

    def put_back(self, index: int) -> None:
        """Let a frame wait again, to be asked for by itself."""
        self._status[index] = Status.WAITING
        self.alone.add(index)

    def place(self, index: int) -> Place:
        """Return the memory that a frame is to be read into."""
        frame, image = self.display_set.frames[index], self._images[index]
        assert frame.instance.pixels is not None, "only images are read"
        if self._volume is not None:
            return Place(frame, self._volume[index], image.stored if image is not None else None)
        return Place(frame, np.empty(stored_shape(frame.instance.pixels), stored_type(frame.instance.pixels)))

    def receive(self, index: int, stored: Numbers) -> bool:
        """Take the pixels of a frame; return whether it was not there before."""
        was_here = self._images[index] is not None
        if self._volume is not None:
            kept = self._volume[index]
            if not np.may_share_memory(kept, stored):
                np.copyto(kept, stored)
            stored = kept
        self._keep(index, stored)
        return not was_here

    def fail(self, index: int, reason: str) -> None:
        """Note why a frame cannot be shown (F6)."""
        self._status[index] = Status.FAILED
        self.failures[index] = f"frame {index + 1} cannot be decoded: {reason}"

    def _keep(self, index: int, stored: Numbers) -> None:
        if self._images[index] is None:
            self._here += 1
            self._kept_bytes += stored.nbytes
        self._status[index] = Status.HERE
        self._images[index] = Image(self.display_set.frames[index], _read_only(stored[:]))
        if self._in_doubt:
            self._agree(index)

    def _agree(self, index: int) -> None:
        """Let all images go by one rule of what windows apply to: that of the middle one once it is here (H14)."""
        image = self._images[index]
        if image is None:
            return
        if self._on_stored is None or index == self.display_set.middle:
            before, self._on_stored = self._on_stored, image.voi_on_stored
            if before is not None and before != self._on_stored:
                self._images = [one and replace(one, on_stored=self._on_stored) for one in self._images]
        self._images[index] = replace(image, on_stored=self._on_stored)

    def _release(self, index: int) -> None:
        image = self._images[index]
        if image is not None:
            self._here -= 1
            self._kept_bytes -= image.stored.nbytes
        self._images[index] = None
        self._status[index] = Status.WAITING


def _origin(frame: Frame) -> tuple[FrameKey, PixelSource]:
    return frame.key, frame.instance.source


def stored_bytes(frame: Frame) -> int:
    """Return how much memory the stored numbers of a frame take."""
    pixels = frame.instance.pixels
    if pixels is None:
        return 0
    return prod(stored_shape(pixels)) * stored_type(pixels).itemsize


def _layout(pixels: PixelFormat | None) -> tuple[tuple[int, ...], str]:
    return ((), "") if pixels is None else (stored_shape(pixels), stored_type(pixels).str)


def _refusal(pixels: PixelFormat | None) -> str:
    if pixels is None:
        return "the object holds no pixels"
    try:
        check(pixels)
    except PixelsError as problem:
        return str(problem)
    return ""


def _read_only(stored: Numbers) -> Numbers:
    stored.flags.writeable = False
    return stored
