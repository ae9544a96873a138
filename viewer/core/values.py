"""What stored numbers are worth beyond the modality map: standardized uptake values, real world values.

A frame may offer several quantities besides its own values. Windows always apply to the image's own values
(PS3.3 C.11.2), whichever quantity is written; only the numbers that the reader sees are converted.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from viewer.core.presentation import References
from viewer.core.windowing import ModalityLut, ModalityMap, Rescale, Voi, VoiFunction, Window

NARROWEST = 1e-9

USUAL = ("SUVbw",)
"""What numbers are read in, where they can be, until a reader chooses something else."""


@dataclass(frozen=True, slots=True)
class ValueTable:
    """Whole stored numbers to values by table, Real World Value LUT Data (0040,9212)."""

    first: int
    entries: tuple[float, ...]

    def to_values(self, stored: ArrayLike) -> NDArray[np.float64]:
        """Return values of stored numbers of any shape; those outside take the nearest end."""
        index = np.rint(np.asarray(stored, dtype=np.float64)) - self.first
        return np.asarray(np.asarray(self.entries)[np.clip(index, 0, len(self.entries) - 1).astype(np.intp)])


@dataclass(frozen=True, slots=True)
class MappedRange:
    """Stored numbers from first to last, inclusive, and what they are worth. PS3.3 C.7.6.16.2.11."""

    first: float
    last: float
    map: Rescale | ValueTable


@dataclass(frozen=True, slots=True)
class RealWorldMap:
    """Stored numbers to real world values, range by range. Numbers outside every range have no value."""

    ranges: tuple[MappedRange, ...]

    def to_values(self, stored: ArrayLike) -> NDArray[np.float64]:
        """Return values of stored numbers of any shape; NaN where there is none."""
        numbers = np.asarray(stored, dtype=np.float64)
        values = np.full(numbers.shape, np.nan)
        for part in self.ranges:
            inside = (numbers >= part.first) & (numbers <= part.last)
            values = np.where(inside, part.map.to_values(numbers), values)
        return values


ValueMap = ModalityMap | RealWorldMap
"""What turns stored numbers into values of a quantity."""


@dataclass(frozen=True, slots=True)
class ValueScale:
    """A quantity that the numbers of a frame can be read in.

    Attributes
    ----------
    name
        What the reader chooses it by: "SUVbw", "ADC".
    unit
        As written behind a number.
    map
        From stored numbers; of each frame its own (SAFETY H11).
    source
        How it comes about, with the numbers that went in, as one sentence.
    label
        What must be said beside every number of it, empty for nothing.
    decimals
        How many are worth writing; None to tell neighbouring stored numbers apart.
    """

    name: str
    unit: str
    map: ValueMap
    source: str = ""
    label: str = ""
    decimals: int | None = None


@dataclass(frozen=True, slots=True)
class Mapping:
    """What an object makes of the numbers of images it refers to. Real World Value Mapping, PS3.3 A.46."""

    refers: References
    quantities: tuple[ValueScale, ...]


def preferred(offered: Sequence[ValueScale], names: Sequence[str], own: str) -> ValueScale | None:
    """Return the quantity whose name comes first among the names a reader prefers.

    None for the image's own values: their name, ``own``, comes first, or nothing else on offer is preferred.
    """
    by_name = {scale.name: scale for scale in offered}
    for name in names:
        if name == own:
            return None
        if name in by_name:
            return by_name[name]
    return None


def chosen_first(names: Sequence[str], name: str) -> tuple[str, ...]:
    """Return the names that a reader prefers with the one chosen last in front."""
    return (name, *(known for known in names if known != name))


def linear(value_map: ValueMap) -> Rescale | None:
    """Return slope and intercept of a map; None for one that is no straight line."""
    match value_map:
        case Rescale():
            return value_map
        case ModalityLut():
            return None
        case RealWorldMap(ranges=(only,)) if isinstance(only.map, Rescale):
            return only.map
    return None


def between(one: ValueMap, other: ValueMap) -> Rescale | None:
    """Return what turns values of one map into values of another, both of the same stored numbers.

    None where that is no rising straight line: then a window on the one is no window on the other.
    """
    start, end = linear(one), linear(other)
    if start is None or end is None:
        return None
    slope = end.slope / start.slope
    return Rescale(slope, end.intercept - start.intercept * slope) if slope > 0 else None


def through(voi: Voi, change: Rescale) -> Voi:
    """Return the window that does to changed values what a window does to values; a table stays what it is.

    The half units of a LINEAR window belong to whole numbers; what comes out is exact instead.
    """
    if not isinstance(voi, Window):
        return voi
    center, width = voi.center, voi.width
    function = voi.function
    if function is VoiFunction.LINEAR:
        black, white = voi.ramp()
        center, width, function = (black + white) / 2, white - black, VoiFunction.LINEAR_EXACT
    width = max(width * change.slope, NARROWEST)
    return replace(voi, center=center * change.slope + change.intercept, width=width, function=function)


def reverse(change: Rescale) -> Rescale:
    """Return what takes a change back."""
    return Rescale(1 / change.slope, -change.intercept / change.slope)
