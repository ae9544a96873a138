"""How much makes one piece of work: little enough that what the reader looks at next does not wait for it."""

from collections.abc import Sequence

from viewer.core.study import Frame
from viewer.dicom.encoding import VIDEO
from viewer.dicom.pixels_in_place import lies_in_place
from viewer.loading.held import HeldSet, stored_bytes

MOST_FRAMES = 32
_READ_BYTES = 8 << 20
_DECODE_SECONDS = 0.02
_VIDEO_SECONDS, _VIDEO_BYTES = 0.1, 24 << 20
"""A piece of a video is longer: one worker goes on where it stands, the other from a keyframe."""

_SLOW_PIXELS = 64_000_000
_SECONDS, _LONG_SECONDS = 5.0, 30.0


class Pace:
    """How long decoding takes on this computer, by transfer syntax, as seen so far."""

    def __init__(self) -> None:
        self._seconds_per_byte: dict[str, float] = {}

    def note(self, frame: Frame, frames: int, seconds: float) -> None:
        """Remember how long so many frames like this one took."""
        syntax = frame.instance.source.transfer_syntax_uid
        self._seconds_per_byte[syntax] = seconds / max(1, stored_bytes(frame) * frames)

    def most_at_once(self, held: HeldSet, index: int) -> int:
        """Return how many frames like one of a set make a piece of work; one where nothing is known yet."""
        in_thread, syntax = kind_of(held, index)
        size = max(1, stored_bytes(held.display_set.frames[index]))
        if in_thread:
            return max(1, _READ_BYTES // size)
        seconds, most = _DECODE_SECONDS, MOST_FRAMES
        if syntax in VIDEO:
            seconds, most = _VIDEO_SECONDS, max(1, _VIDEO_BYTES // size)
        pace = self._seconds_per_byte.get(syntax)
        return 1 if pace is None else min(max(1, int(seconds / (pace * size))), most)


def kind_of(held: HeldSet, index: int) -> tuple[bool, str]:
    """Return whether a thread can read a frame, or only move it, and its transfer syntax."""
    instance = held.display_set.frames[index].instance
    by_thread = held.image(index) is not None or lies_in_place(instance)
    return by_thread, instance.source.transfer_syntax_uid


def seconds_for(frames: Sequence[Frame]) -> float:
    """Return how long a worker may take: longer for very large images, and for video read from its beginning."""
    pixels, syntax = frames[0].instance.pixels, frames[0].instance.source.transfer_syntax_uid
    large = pixels is not None and pixels.rows * pixels.columns > _SLOW_PIXELS
    return _LONG_SECONDS if large or syntax in VIDEO else _SECONDS
