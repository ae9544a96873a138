"""When each frame of a moving picture is shown, as its maker recorded it. PS3.3 C.7.6.5."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import isfinite
from statistics import median

from viewer.core.study import DisplayKind, DisplaySet, Instance

USUAL_FPS = 15.0
FASTEST_FPS, SLOWEST_FPS = 120.0, 0.5
SPEEDS = (0.25, 0.5, 1.0, 1.5, 2.0)

_SHORTEST_MS, _LONGEST_MS = 1000 / FASTEST_FPS, 60_000.0
_SLOWEST_MS = 1000 / SLOWEST_FPS
_VIDEO = "1.2.840.10008.1.2.4.10"
_CINE_CLASSES = frozenset(f"1.2.840.10008.5.1.4.1.1.{end}" for end in ("3", "3.1", "12.1", "12.2", "20"))
"""Ultrasound, angiography, fluoroscopy and scintigraphy, whose frames follow each other even where no time is given."""


@dataclass(frozen=True, slots=True)
class Timing:
    """How long each frame is shown.

    Attributes
    ----------
    starts_ms
        When each frame begins, counted from the first, and after the last when it ends.
    source
        The element that says so; empty for the usual speed of what says nothing.
    """

    starts_ms: tuple[float, ...]
    source: str = ""

    @property
    def count(self) -> int:
        """How many frames there are."""
        return len(self.starts_ms) - 1

    @property
    def total_ms(self) -> float:
        """How long all frames take."""
        return self.starts_ms[-1]

    @property
    def fps(self) -> float:
        """Frames in a second, on the average."""
        return 1000 * self.count / self.total_ms

    @property
    def varies(self) -> bool:
        """Whether some frames are shown longer than others."""
        lengths = [end - start for start, end in zip(self.starts_ms, self.starts_ms[1:], strict=False)]
        return max(lengths) - min(lengths) > 0.02 * max(lengths)

    def position_at(self, elapsed_ms: float) -> int:
        """Return which frame is due at a time; the last one after the end."""
        return min(max(bisect_right(self.starts_ms, elapsed_ms + 1e-6) - 1, 0), self.count - 1)

    def of(self, positions: Sequence[int]) -> "Timing":
        """Return the timing of some of the frames, one after the other."""
        lengths = [self.starts_ms[place + 1] - self.starts_ms[place] for place in positions]
        return Timing((0.0, *accumulate(lengths)), self.source)


def timing_of(shown: DisplaySet) -> Timing:
    """Return when the frames of a display set are shown: as the maker recorded it, else at a usual speed."""
    count = max(len(shown.frames), 1)
    instance = shown.frames[0].instance if shown.frames else None
    if instance is not None and shown.kind is DisplayKind.MULTIFRAME:
        varying = _vector(instance, count)
        if varying is not None:
            return varying
    length_ms, source = (1000 / USUAL_FPS, "") if instance is None else frame_time(instance)
    return Timing(tuple(number * length_ms for number in range(count + 1)), source)


def is_moving(shown: DisplaySet) -> bool:
    """Whether the frames of a display set are one picture in motion, not many places."""
    if len(shown.frames) < 2 or shown.kind is not DisplayKind.MULTIFRAME:
        return False
    first = shown.frames[0]
    if first.description.plane is not None:
        return False
    instance = first.instance
    return is_video(instance) or instance.sop_class_uid in _CINE_CLASSES or bool(timing_of(shown).source)


def is_video(instance: Instance) -> bool:
    """Whether the pixels are a video stream: MPEG-2, MPEG-4 AVC, HEVC."""
    return instance.source.transfer_syntax_uid.startswith(_VIDEO)


def frame_time(instance: Instance) -> tuple[float, str]:
    """Return how long a frame is shown where all are shown alike, ms, and which element says so."""
    for keyword, name in (
        ("RecommendedDisplayFrameRate", "Recommended Display Frame Rate"),
        ("CineRate", "Cine Rate"),
    ):
        rate = _number(instance.attribute(keyword))
        if rate > 0:
            return _sensible(1000 / rate), name
    for keyword, name in (("FrameTime", "Frame Time"), ("ActualFrameDuration", "Actual Frame Duration")):
        length_ms = _number(instance.attribute(keyword))
        if length_ms > 0:
            return _sensible(length_ms), name
    return 1000 / USUAL_FPS, ""


def _vector(instance: Instance, count: int) -> Timing | None:
    """Return the timing of a Frame Time Vector: the time from the frame before to each frame, the first being 0."""
    text = instance.attribute("FrameTimeVector")
    if not text or _number(instance.attribute("RecommendedDisplayFrameRate")) > 0:
        return None
    steps = [_number(part) for part in text.split("\\")][1:count]
    if len(steps) != count - 1 or not steps or min(steps) < 0 or max(steps) == 0:
        return None
    lengths = [min(max(step, _SHORTEST_MS), _LONGEST_MS) for step in (*steps, median(steps))]
    return Timing((0.0, *accumulate(lengths)), "Frame Time Vector")


def _sensible(length_ms: float) -> float:
    return min(max(length_ms, _SHORTEST_MS), _SLOWEST_MS)


def _number(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        return 0.0
    return number if isfinite(number) else 0.0


def clock(elapsed_ms: float) -> str:
    """Return a time as it is written on a player: ``1:02.3``."""
    tenths = max(round(elapsed_ms / 100), 0)
    return f"{tenths // 600}:{tenths // 10 % 60:02}.{tenths % 10}"
