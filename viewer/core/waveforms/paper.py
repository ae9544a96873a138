"""How curves lie on ECG paper: which stretch of which channel stands where, in millimetres."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum
from math import floor, log10

import numpy as np

from viewer.core.waveforms.leads import LIMB, places_of_twelve
from viewer.core.waveforms.recording import Group

SPEEDS_MM_S = (5.0, 10.0, 12.5, 25.0, 50.0, 100.0)
GAINS_MM_MV = (2.5, 5.0, 10.0, 20.0, 40.0)
USUAL_SPEED_MM_S, USUAL_GAIN_MM_MV = 25.0, 10.0

PAGE_S = 10.0
"""What a printed twelve-lead ECG holds."""

MARGIN_MM = 12.0
"""Left of the curves: room for the calibration pulse."""

_ROW_MM, _STACKED_ROW_MM = 25.0, 20.0
_SHORTEST_ROW_MM, _TALLEST_ROW_MM = 12.5, 60.0
_EDGE_MM = 2.5
_FILLED = 0.8
_MOST_SAMPLES = 200_000
_COLUMNS = (LIMB[:3], LIMB[3:], ("V1", "V2", "V3"), ("V4", "V5", "V6"))
_HALVES = (LIMB, ("V1", "V2", "V3", "V4", "V5", "V6"))
_RHYTHM = "II"


class Layout(Enum):
    """How channels are arranged."""

    TWELVE = "3 × 4 and rhythm"
    HALVES = "6 × 2"
    STACKED = "Stacked"


@dataclass(frozen=True, slots=True)
class Scale:
    """How values of a channel become heights: ``center`` lies in the middle of the row."""

    mm_per_unit: float
    center: float


@dataclass(frozen=True, slots=True)
class Strip:
    """A stretch of one channel, from ``start_s`` to ``end_s`` of its group, beginning at ``left_mm`` in a row."""

    channel: int
    row: int
    start_s: float
    end_s: float
    left_mm: float


@dataclass(frozen=True, slots=True)
class Sheet:
    """Strips on paper. Millimetres count from the left and the top.

    Attributes
    ----------
    scales
        One for each channel of the group.
    """

    strips: tuple[Strip, ...]
    scales: tuple[Scale, ...]
    rows: int
    row_mm: float
    speed_mm_s: float

    @property
    def width_mm(self) -> float:
        """Up to the end of the longest row, and a little more."""
        return max(self.x_mm(strip, strip.end_s) for strip in self.strips) + _EDGE_MM

    @property
    def height_mm(self) -> float:
        """Of all rows."""
        return self.rows * self.row_mm + 2 * _EDGE_MM

    def middle_mm(self, row: int) -> float:
        """Return the height of the middle of a row."""
        return _EDGE_MM + (row + 0.5) * self.row_mm

    def x_mm(self, strip: Strip, time_s: float) -> float:
        """Return where a time of a strip stands."""
        return strip.left_mm + (time_s - strip.start_s) * self.speed_mm_s

    def y_mm(self, strip: Strip, value: float) -> float:
        """Return where a value stands; larger ones stand higher."""
        scale = self.scales[strip.channel]
        return self.middle_mm(strip.row) - (value - scale.center) * scale.mm_per_unit

    def time_s(self, strip: Strip, x_mm: float) -> float:
        """Return the time at a place, within the strip."""
        return min(max(strip.start_s + (x_mm - strip.left_mm) / self.speed_mm_s, strip.start_s), strip.end_s)

    def value(self, strip: Strip, y_mm: float) -> float:
        """Return the value that stands at a height."""
        scale = self.scales[strip.channel]
        return scale.center + (self.middle_mm(strip.row) - y_mm) / scale.mm_per_unit

    def strip_at(self, x_mm: float, y_mm: float) -> Strip | None:
        """Return the strip in whose row and stretch a place lies."""
        row = floor((y_mm - _EDGE_MM) / self.row_mm)
        return next(
            (
                strip
                for strip in self.strips
                if strip.row == row and strip.left_mm <= x_mm <= self.x_mm(strip, strip.end_s)
            ),
            None,
        )


def layouts_for(group: Group) -> tuple[Layout, ...]:
    """Return how a group can be arranged, the usual way first."""
    twelve = places_of_twelve([channel.name for channel in group.channels])
    return tuple(Layout) if twelve is not None else (Layout.STACKED,)


def pages(group: Group, layout: Layout) -> int:
    """Return on how many pages a group lies; a stacked one on a single page however long."""
    return 1 if layout is Layout.STACKED else max(1, -int(-(group.duration_s - 1e-9) // PAGE_S))


def sheet(
    group: Group,
    layout: Layout,
    *,
    speed_mm_s: float = USUAL_SPEED_MM_S,
    gain_mm_mv: float = USUAL_GAIN_MM_MV,
    page: int = 0,
) -> Sheet:
    """Return a group on paper."""
    stacked = layout is Layout.STACKED
    usual_mm = _STACKED_ROW_MM if stacked else _ROW_MM
    row_mm = min(max(usual_mm * gain_mm_mv / USUAL_GAIN_MM_MV, _SHORTEST_ROW_MM), _TALLEST_ROW_MM)
    twelve = places_of_twelve([channel.name for channel in group.channels])
    if stacked or twelve is None:
        strips = tuple(
            Strip(channel, channel, 0.0, group.duration_s, MARGIN_MM)
            for channel in range(len(group.channels))
        )
    else:
        columns = _COLUMNS if layout is Layout.TWELVE else _HALVES
        rhythm = twelve[_RHYTHM] if layout is Layout.TWELVE else None
        strips = _columns(
            group, [[twelve[name] for name in names] for names in columns], rhythm, speed_mm_s, page
        )
    scales = tuple(_scale(group, channel, gain_mm_mv, row_mm) for channel in range(len(group.channels)))
    return Sheet(strips, scales, 1 + max(strip.row for strip in strips), row_mm, speed_mm_s)


def excerpt(whole: Sheet, start_s: float, length_s: float) -> Sheet:
    """Return what a sheet holds of a stretch of time, for paper that is not as long as the recording."""
    end_s = start_s + length_s
    strips = tuple(
        replace(strip, start_s=max(strip.start_s, start_s), end_s=min(strip.end_s, end_s), left_mm=MARGIN_MM)
        for strip in whole.strips
        if strip.start_s < end_s and strip.end_s > start_s
    )
    return replace(whole, strips=strips) if strips else whole


def _columns(
    group: Group, columns: Sequence[Sequence[int]], rhythm: int | None, speed_mm_s: float, page: int
) -> tuple[Strip, ...]:
    """Return strips in columns that follow each other in time; those of one beat all begin with it."""
    stretch_s = PAGE_S / len(columns)
    is_beat = group.duration_s <= stretch_s
    length_s = group.duration_s if is_beat else stretch_s
    first_s = page * PAGE_S
    strips = []
    for place, channels in enumerate(columns):
        start_s = 0.0 if is_beat else first_s + place * length_s
        end_s = min(start_s + length_s, group.duration_s)
        if end_s > start_s:
            left_mm = MARGIN_MM + place * length_s * speed_mm_s
            strips += [Strip(channel, row, start_s, end_s, left_mm) for row, channel in enumerate(channels)]
    if rhythm is not None and not is_beat:
        end_s = min(first_s + PAGE_S, group.duration_s)
        strips.append(Strip(rhythm, len(columns[0]), first_s, end_s, MARGIN_MM))
    return tuple(strips)


def _scale(group: Group, channel: int, gain_mm_mv: float, row_mm: float) -> Scale:
    """Return the scale of a channel: voltages by the gain, others so that they fill their row in round steps."""
    step = max(1, group.samples // _MOST_SAMPLES)
    values = group.shown(channel, step=step)
    values = values[np.isfinite(values)]
    if group.channels[channel].millivolts is not None:
        return Scale(gain_mm_mv, float(np.median(values)) if values.size else 0.0)
    lowest, highest = (float(values.min()), float(values.max())) if values.size else (0.0, 1.0)
    per_cm = _round_up((highest - lowest) / (row_mm * _FILLED) * 10)
    return Scale(10 / per_cm, round((lowest + highest) / 2 / per_cm, 1) * per_cm)


def _round_up(amount: float) -> float:
    """Return the next of 1, 2, 5, 10, 20, 50 … that is no smaller."""
    if amount <= 0:
        return 1.0
    power = 10.0 ** floor(log10(amount))
    return next(power * step for step in (1, 2, 5, 10) if power * step >= amount * (1 - 1e-9))
