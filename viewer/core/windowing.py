"""From values to grey levels: windows, look-up tables, and the plain yardstick for faster renderers.

PS3.3 C.11.1 (modality LUT) and C.11.2 (VOI LUT).
"""

from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import ArrayLike, NDArray

WHITE = 255


class VoiFunction(Enum):
    """How a window turns values into grey, VOI LUT Function (0028,1056). C.11.2.1.2, C.11.2.1.3."""

    LINEAR = "LINEAR"
    LINEAR_EXACT = "LINEAR_EXACT"
    SIGMOID = "SIGMOID"


@dataclass(frozen=True, slots=True)
class Window:
    """A range of values shown between black and white.

    Attributes
    ----------
    center, width
        In the unit of the values; width at least 1 for LINEAR, above 0 otherwise.
    explanation
        What the maker of the image or the preset calls it.
    """

    center: float
    width: float
    function: VoiFunction = VoiFunction.LINEAR
    explanation: str = ""

    def __post_init__(self) -> None:
        least = 1.0 if self.function is VoiFunction.LINEAR else 0.0
        if not (self.width >= least and self.width > 0 and np.isfinite([self.center, self.width]).all()):
            raise ValueError(f"a window of width {self.width} around {self.center} shows nothing")

    def ramp(self) -> tuple[float, float]:
        """Return the last value shown black and the first shown white (not for SIGMOID)."""
        if self.function is VoiFunction.LINEAR:
            half = (self.width - 1) / 2
            return self.center - 0.5 - half, self.center - 0.5 + half
        return self.center - self.width / 2, self.center + self.width / 2

    def shade(self, values: ArrayLike) -> NDArray[np.float64]:
        """Return brightness between 0 and 1 for values of any shape."""
        x = np.asarray(values, dtype=np.float64)
        if self.function is VoiFunction.SIGMOID:
            exponent = np.clip(-4 * (x - self.center) / self.width, -700, 700)
            return np.asarray(1 / (1 + np.exp(exponent)))
        black, white = self.ramp()
        if black == white:
            return np.where(x <= black, 0.0, 1.0)
        return np.clip((x - black) / (white - black), 0, 1)


@dataclass(frozen=True, slots=True)
class VoiLut:
    """A table from values to brightness, VOI LUT Sequence (0028,3010). C.11.2.1.1.

    Attributes
    ----------
    first
        Value that the first entry stands for; values outside take the nearest end.
    entries
        Brightness, 0 to 2**bits - 1.
    """

    first: int
    entries: tuple[int, ...]
    bits: int
    explanation: str = ""

    def shade(self, values: ArrayLike) -> NDArray[np.float64]:
        """Return brightness between 0 and 1 for values of any shape."""
        table = np.asarray(self.entries, dtype=np.float64) / (2**self.bits - 1)
        index = np.rint(np.asarray(values, dtype=np.float64)) - self.first
        return np.asarray(table[np.clip(index, 0, len(table) - 1).astype(np.intp)])


Voi = Window | VoiLut
"""What may turn values into brightness."""


@dataclass(frozen=True, slots=True)
class Rescale:
    """Stored numbers to values: slope × stored + intercept. C.11.1.1.2."""

    slope: float = 1.0
    intercept: float = 0.0

    def __post_init__(self) -> None:
        if not (np.isfinite([self.slope, self.intercept]).all() and self.slope != 0):
            raise ValueError(f"a rescale slope of {self.slope} loses every value")

    def to_values(self, stored: ArrayLike) -> NDArray[np.float64]:
        """Return values of stored numbers of any shape. Never wraps (SAFETY H12)."""
        return np.asarray(stored, dtype=np.float64) * self.slope + self.intercept


@dataclass(frozen=True, slots=True)
class ModalityLut:
    """Stored numbers to values by table, Modality LUT Sequence (0028,3000). C.11.1.1.1."""

    first: int
    entries: tuple[int, ...]

    def to_values(self, stored: ArrayLike) -> NDArray[np.float64]:
        """Return values of stored numbers of any shape; those outside take the nearest end."""
        table = np.asarray(self.entries, dtype=np.float64)
        index = np.rint(np.asarray(stored, dtype=np.float64)) - self.first
        return np.asarray(table[np.clip(index, 0, len(table) - 1).astype(np.intp)])


ModalityMap = Rescale | ModalityLut
"""What turns stored numbers into values."""


@dataclass(frozen=True, slots=True)
class Padding:
    """Stored numbers that are no image, inclusive. Pixel Padding Value and Range Limit, C.7.5.1.1.2 (SAFETY H10)."""

    lowest: float
    highest: float

    def covers(self, stored: ArrayLike) -> NDArray[np.bool_]:
        """Return where stored numbers, of any shape, are padding."""
        x = np.asarray(stored)
        return np.asarray((x >= self.lowest) & (x <= self.highest))


@dataclass(frozen=True, slots=True)
class OutputLut:
    """A table from brightness after the window to brightness on the screen, Presentation LUT Sequence. C.11.6.

    Attributes
    ----------
    entries
        Brightness, 0 to 2**bits - 1; the first for black, the last for white, the others evenly between.
    """

    entries: tuple[int, ...]
    bits: int

    def shade(self, brightness: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return brightness between 0 and 1 for brightness between 0 and 1 of any shape."""
        table = np.asarray(self.entries, dtype=np.float64) / (2**self.bits - 1)
        return np.asarray(table[np.rint(brightness * (len(table) - 1)).astype(np.intp)])


@dataclass(frozen=True, slots=True)
class GreyMap:
    """Everything between a stored number and its grey level on the screen.

    Attributes
    ----------
    voi_on_stored
        True where the VOI applies to stored numbers and not to rescaled values (MR and PET of some makers,
        SAFETY H14).
    inverted
        Whether white and black change places after the VOI: MONOCHROME1 or the reader's wish, not both (H8).
    output
        A table of a presentation state, applied after the VOI.
    """

    modality: ModalityMap
    voi: Voi
    padding: Padding | None = None
    voi_on_stored: bool = False
    inverted: bool = False
    output: OutputLut | None = None

    def to_grey(self, stored: ArrayLike) -> NDArray[np.uint8]:
        """Return grey levels, 0 black to 255 white, of stored numbers of any shape.

        Slow and plain: the yardstick that faster renderers are tested against. Padding, and what is not a
        number, is black, inverted or not. PS3.3 C.11.2.1.2.1.
        """
        numbers = np.asarray(stored)
        empty = np.isnan(numbers) if numbers.dtype.kind == "f" else np.zeros((), dtype=np.bool_)
        if empty.any():
            numbers = np.where(empty, 0, numbers)
        values = numbers if self.voi_on_stored else self.modality.to_values(numbers)
        shade = self.voi.shade(values)
        if self.output is not None:
            shade = self.output.shade(shade)
        if self.inverted:
            shade = 1 - shade
        grey: NDArray[np.uint8] = np.rint(shade * WHITE).astype(np.uint8)
        if self.padding is not None:
            grey = np.where(self.padding.covers(numbers), np.uint8(0), grey)
        return np.where(empty, np.uint8(0), grey) if empty.any() else grey

    def table(self, first: int, last: int) -> NDArray[np.uint8]:
        """Return the grey level of every stored integer from first to last, inclusive."""
        return self.to_grey(np.arange(first, last + 1, dtype=np.int64))


def aims_at(window: Window, numbers: ArrayLike) -> bool:
    """Return whether a window shows at least half of the range of numbers, any shape, single extremes left out.

    From the 1st to the 99th percentile. What asks is whether a window was meant for these numbers (SAFETY H14).
    """
    finite = np.asarray(numbers, dtype=np.float64).ravel()
    finite = finite[np.isfinite(finite)]
    if finite.size == 0:
        return True
    low, high = (float(edge) for edge in np.percentile(finite, [1, 99]))
    black, white = window.center - window.width / 2, window.center + window.width / 2
    if high == low:
        return black <= low <= white
    return min(high, white) - max(low, black) >= (high - low) / 2


def auto_window(values: ArrayLike, *, low_percent: float = 1.0, high_percent: float = 99.0) -> Window:
    """Return a window over the middle of the values, any shape, padding already taken out.

    From the 1st to the 99th percentile, so that single bright or dark pixels do not decide.
    """
    numbers = np.asarray(values, dtype=np.float64).ravel()
    numbers = numbers[np.isfinite(numbers)]
    if numbers.size == 0:
        return Window(0.5, 1.0, explanation="Auto")
    low, high = (float(edge) for edge in np.percentile(numbers, [low_percent, high_percent]))
    if high - low < 1 and float(np.ptp(numbers)) <= 2:
        middle, extent = (low + high) / 2, max(high - low, 1e-6)
        return Window(middle, extent, VoiFunction.LINEAR_EXACT, "Auto")
    return Window((low + high) / 2 + 0.5, max(high - low + 1, 1.0), explanation="Auto")
