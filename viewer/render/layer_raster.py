"""Rasters of overlay layers at screen resolution: labels, shares and washes as premultiplied colours.

Every screen pixel shows the raster pixel that its centre lies in. Positions come from one affine map, raster to image
to screen, so that an overlay lies as exactly as the image itself, turned, flipped and magnified alike.
"""

from dataclasses import dataclass
from functools import lru_cache
from math import ceil, floor
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from viewer.core.camera import Affine
from viewer.core.overlays.colors import STEPS, palette_colors, rgb
from viewer.core.overlays.layer import ColorScale, Labels, Shares, Wash
from viewer.core.overlays.looks import DrawnRow, Look

Colors = NDArray[np.uint32]
"""(rows, columns) of 0xAARRGGBB, premultiplied."""

HALF = 128
"""Share from which a pixel counts as inside an outline."""

_STRAIGHT = 1e-9

Numbers = NDArray[Any]
"""(rows, columns) of whole numbers."""

NUMBERS = 1 << 16
"""Row numbers are told apart up to here."""


@dataclass(frozen=True, slots=True)
class Box:
    """Screen pixels from (left, top) on, device pixels."""

    left: int
    top: int
    width: int
    height: int

    @property
    def is_empty(self) -> bool:
        """Whether it holds no pixel."""
        return self.width <= 0 or self.height <= 0


def onto_image(to_screen: Affine, to_image: Affine) -> Affine:
    """Return the map from raster positions to screen positions."""
    linear = to_screen[:, :2] @ to_image[:, :2]
    offset = to_screen[:, :2] @ to_image[:, 2] + to_screen[:, 2]
    return np.concatenate([linear, offset[:, None]], axis=1)


def extent(to_screen: Affine, left: float, top: float, right: float, bottom: float) -> Box:
    """Return the screen pixels whose centres lie within edges given in positions that ``to_screen`` maps."""
    corners = np.asarray([(left, top), (right, top), (left, bottom), (right, bottom)])
    places = corners @ to_screen[:, :2].T + to_screen[:, 2]
    (x0, y0), (x1, y1) = places.min(axis=0), places.max(axis=0)
    first_x, first_y = ceil(x0 - 0.5), ceil(y0 - 0.5)
    return Box(first_x, first_y, floor(x1 - 0.5) + 1 - first_x, floor(y1 - 0.5) + 1 - first_y)


def common(one: Box, other: Box) -> Box:
    """Return the pixels of both boxes."""
    left, top = max(one.left, other.left), max(one.top, other.top)
    right = min(one.left + one.width, other.left + other.width)
    bottom = min(one.top + one.height, other.top + other.height)
    return Box(left, top, right - left, bottom - top)


def grown(box: Box, margin_px: int) -> Box:
    """Return a box with so many pixels more on each side."""
    return Box(
        box.left - margin_px, box.top - margin_px, box.width + 2 * margin_px, box.height + 2 * margin_px
    )


def around(inside: tuple[int, int, int, int], factor: int) -> tuple[float, float, float, float]:
    """Return the edges (left, top, right, bottom) around first and last column and row, in whole blocks of pixels."""
    left, right, top, bottom = inside
    return (
        left // factor * factor - 0.5,
        top // factor * factor - 0.5,
        (right // factor + 1) * factor - 0.5,
        (bottom // factor + 1) * factor - 0.5,
    )


def occupied(raster: Labels | Shares | Wash) -> tuple[int, int, int, int] | None:
    """Return the first and last column and row that hold anything, None where nothing does."""
    if isinstance(raster, Wash):
        filled = ~np.isnan(raster.values)
    else:
        filled = (raster.numbers if isinstance(raster, Labels) else raster.shares) != 0
    columns, rows = np.flatnonzero(filled.any(axis=0)), np.flatnonzero(filled.any(axis=1))
    if not columns.size:
        return None
    return int(columns[0]), int(columns[-1]), int(rows[0]), int(rows[-1])


def reduced(numbers: Numbers, factor: int) -> Numbers:
    """Return blocks gathered into one pixel each, so that nothing small is lost: the highest number stands."""
    rows, columns = numbers.shape
    padded = np.pad(numbers, ((0, -rows % factor), (0, -columns % factor)))
    blocks = padded.reshape(padded.shape[0] // factor, factor, padded.shape[1] // factor, factor)
    return np.asarray(blocks.max(axis=(1, 3)))


def reduced_map(to_image: Affine, factor: int) -> Affine:
    """Return where the blocks of a reduced raster lie: the centre of the first is that of its pixels."""
    offset = to_image[:, :2] @ np.full(2, (factor - 1) / 2) + to_image[:, 2]
    return np.concatenate([to_image[:, :2] * factor, offset[:, None]], axis=1)


def reduction_of(to_screen: Affine) -> int:
    """Return how many raster pixels, across and down, share one screen pixel."""
    return max(1, floor(1 / max(float(np.abs(to_screen[:, :2]).max()), 1e-6) + 0.01))


def sampled(numbers: Numbers, to_screen: Affine, box: Box, outside: float = 0) -> Numbers:
    """Return the number that each screen pixel of a box shows, ``outside`` beyond the raster."""
    inverse = np.linalg.inv(to_screen[:, :2])
    first = inverse @ (np.array([box.left + 0.5, box.top + 0.5]) - to_screen[:, 2])
    if abs(inverse[0, 1]) + abs(inverse[1, 0]) < _STRAIGHT:
        columns = first[0] + inverse[0, 0] * np.arange(box.width)
        rows = first[1] + inverse[1, 1] * np.arange(box.height)
        return _picked(numbers, columns, rows, outside)
    if abs(inverse[0, 0]) + abs(inverse[1, 1]) < _STRAIGHT:
        columns = first[0] + inverse[0, 1] * np.arange(box.height)
        rows = first[1] + inverse[1, 0] * np.arange(box.width)
        return np.ascontiguousarray(_picked(numbers, columns, rows, outside).T)
    x, y = np.arange(box.width), np.arange(box.height)[:, None]
    i = np.floor(first[0] + inverse[0, 0] * x + inverse[0, 1] * y + 0.5).astype(np.intp)
    j = np.floor(first[1] + inverse[1, 0] * x + inverse[1, 1] * y + 0.5).astype(np.intp)
    inside = (i >= 0) & (i < numbers.shape[1]) & (j >= 0) & (j < numbers.shape[0])
    found = np.full(i.shape, outside, dtype=numbers.dtype)
    found[inside] = numbers[j[inside], i[inside]]
    return found


def _picked(
    numbers: Numbers, columns: NDArray[np.float64], rows: NDArray[np.float64], outside: float
) -> Numbers:
    i, j = np.floor(columns + 0.5).astype(np.intp), np.floor(rows + 0.5).astype(np.intp)
    last_i, last_j = numbers.shape[1] - 1, numbers.shape[0] - 1
    found = np.take(np.take(numbers, np.clip(i, 0, last_i), axis=1), np.clip(j, 0, last_j), axis=0)
    found[:, (i < 0) | (i > last_i)] = outside
    found[(j < 0) | (j > last_j), :] = outside
    return found


def premultiplied(color: tuple[int, int, int], opacity: float) -> int:
    """Return a colour as 0xAARRGGBB with its parts multiplied by its opacity."""
    alpha = round(min(max(opacity, 0.0), 1.0) * 255)
    red, green, blue = (round(part * alpha / 255) for part in color)
    return alpha << 24 | red << 16 | green << 8 | blue


class LabelColors:
    """The colours of a layer's rows by number, ready to be looked up.

    Parameters
    ----------
    shows_all
        Whether no row of the layer is hidden.
    """

    def __init__(self, rows: tuple[DrawnRow, ...], *, shows_all: bool = False) -> None:
        self._shows_all = shows_all
        self._fill = np.zeros(NUMBERS, dtype=np.uint32)
        self._line = np.zeros(NUMBERS, dtype=np.uint32)
        self._shown = np.zeros(NUMBERS, dtype=np.uint16)
        for row in rows:
            self._fill[row.number] = premultiplied(rgb(row.color), row.opacity)
            self._line[row.number] = premultiplied(rgb(row.color), 1.0)
            self._shown[row.number] = row.number

    def shown(self, numbers: Numbers) -> Numbers:
        """Return row numbers with those of hidden rows taken out."""
        if self._shows_all:
            return numbers
        shown = self._shown[numbers]
        return shown.astype(np.uint8) if numbers.dtype == np.uint8 else shown

    def filled(self, numbers: Numbers) -> Colors:
        """Return the colours that fill rows."""
        return np.asarray(self._fill[numbers])

    def line(self, colors: Colors, numbers: Numbers, thickness_px: int) -> None:
        """Draw into colours a line inside the rim of each row."""
        rim = np.flatnonzero(edges(numbers, thickness_px))
        colors.reshape(-1)[rim] = self._line[numbers.reshape(-1)[rim]]


def edges(numbers: Numbers, thickness_px: int) -> NDArray[np.bool_]:
    """Return where pixels of a row lie within so many pixels of its rim."""
    size = 2 * thickness_px + 1
    kernel = cv2.getStructuringElement(cv2.MORPH_RECT, (size, size))
    high = cv2.dilate(numbers, kernel, borderType=cv2.BORDER_REPLICATE)
    low = cv2.erode(numbers, kernel, borderType=cv2.BORDER_REPLICATE)
    rim = cv2.bitwise_and(cv2.compare(high, low, cv2.CMP_NE), cv2.compare(numbers, 0, cv2.CMP_NE))
    return np.asarray(rim != 0)


def share_colors(shares: Numbers, row: DrawnRow, *, outlined: bool, thickness_px: int) -> Colors:
    """Return the colour of a row, as strong as each pixel's share, with a line where half is passed."""
    table = np.asarray(
        [premultiplied(rgb(row.color), row.opacity * share / 255) for share in range(STEPS)], dtype=np.uint32
    )
    colors: Colors = np.asarray(table[shares])
    if outlined:
        inside = (shares >= HALF).astype(np.uint8)
        colors[edges(inside, thickness_px)] = premultiplied(rgb(row.color), 1.0)
    return colors


_FIRST = 0.501
"""Place of the lowest value: it rounds to 1, and whatever is less to 0."""


def wash_places(values: NDArray[np.float32], scale: ColorScale, look: Look) -> NDArray[np.float32]:
    """Return where values lie among the colours of a wash, 1 to 255; less for none, NaN where there is no value."""
    low, high = look.limits or (scale.low, scale.high)
    places = np.subtract(values, np.float32(low))
    places *= np.float32((STEPS - 2) / max(high - low, 1e-12))
    places += np.float32(_FIRST if scale.hides_below else 1)
    if not scale.hides_below:
        np.maximum(places, np.float32(1), out=places)
    return places


def wash_colors(places: NDArray[np.float32], palette: str, opacity: float) -> Colors:
    """Return the colours of places in a wash."""
    index = cv2.add(places, 0.0, dtype=cv2.CV_8U)  # rounds and keeps within 0 to 255; NaN becomes 0
    return np.asarray(cv2.LUT(index, _wash_table(palette, opacity))).view(np.uint32)


@lru_cache(maxsize=32)
def _wash_table(palette: str, opacity: float) -> NDArray[np.int32]:
    """Return the colours of a wash as OpenCV looks them up, (256,), the first of them none."""
    shown = palette_colors(palette)[np.rint(np.linspace(0, STEPS - 1, STEPS - 1)).astype(int)]
    red, green, blue = (shown[:, channel].tolist() for channel in range(3))
    colors = [premultiplied(color, opacity) for color in zip(red, green, blue, strict=True)]
    return np.asarray([0, *colors], dtype=np.uint32).view(np.int32)
