"""The one reference routine for statistics of a region of an image."""

from dataclasses import dataclass
from math import nan

import numpy as np
from numpy.typing import ArrayLike, NDArray

from viewer.core.images import Image, Stored

LUMINANCE = (0.299, 0.587, 0.114)
"""Red, green and blue in the brightness of a color. PS3.3 C.7.6.3.1.2, YBR_FULL."""

Mask = NDArray[np.bool_]
Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Statistics:
    """What the pixels of a region are worth, in the unit of the image's values.

    Attributes
    ----------
    sd
        Of the pixels themselves, not an estimate for a larger population: divided by n.
    count
        Pixels that counted: inside, no padding, finite. With none, the other numbers are NaN.
    """

    mean: float
    sd: float
    minimum: float
    maximum: float
    count: int


def region_statistics(image: Image, inside: Mask) -> Statistics:
    """Return the statistics of pixels inside a mask, (rows, columns), float64, padding excluded (SAFETY H10)."""
    return statistics_of(image, image.stored[inside])


def statistics_of(image: Image, stored: Stored) -> Statistics:
    """Return the statistics of stored pixels of an image, (n,) or (n, 3) for color.

    Equal numbers are counted first where there are few different ones, so that a large region of a radiograph
    takes milliseconds.
    """
    values, counts = _counted(image, stored)
    finite = np.isfinite(values)
    values, counts = values[finite], counts[finite]
    count = int(counts.sum())
    if count == 0:
        return Statistics(nan, nan, nan, nan, 0)
    mean = float(values @ counts / count)
    away = values - mean
    return Statistics(
        mean=mean,
        sd=float(np.sqrt((away * away) @ counts / count)),
        minimum=float(values.min()),
        maximum=float(values.max()),
        count=count,
    )


def pixel_values(image: Image, stored: Stored) -> Values:
    """Return the values, (n,), of stored pixels, (n,) or (n, 3) for color, without those that are padding.

    Values are in the unit that the image is read in (H11, H12); of a color, its luminance.
    """
    if image.is_color:
        return np.asarray(stored.reshape(-1, 3).astype(np.float64) @ np.asarray(LUMINANCE))
    padding = image.frame.instance.padding
    numbers = stored if padding is None else stored[~padding.covers(stored)]
    return image.value_map.to_values(numbers)


def _counted(image: Image, stored: Stored) -> tuple[Values, Values]:
    """Return values, (m,), and how often each occurs, (m,)."""
    if image.is_color or stored.size == 0 or stored.dtype.kind not in "iu" or stored.dtype.itemsize > 2:
        values = pixel_values(image, stored)
        return values, np.ones(len(values))
    lowest = int(stored.min())
    counts = np.bincount(stored.astype(np.int64) - lowest)
    (found,) = np.nonzero(counts)
    numbers = found + lowest
    padding = image.frame.instance.padding
    kept = np.ones(len(numbers), dtype=np.bool_) if padding is None else ~padding.covers(numbers)
    values = image.value_map.to_values(numbers[kept])
    return values, counts[found][kept].astype(np.float64)


ON_THE_OUTLINE_PX = 1e-6
"""Centres this close to an outline lie on it, whatever the rounding of patient positions says."""


@dataclass(frozen=True, slots=True, eq=False)
class PixelRegion:
    """Pixels of an image inside a convex outline: those whose centre lies inside it or on it.

    Attributes
    ----------
    top
        First row.
    first, beyond
        For each row from there, (rows,): the first column inside, and the one after the last.
    """

    top: int
    first: NDArray[np.intp]
    beyond: NDArray[np.intp]

    def stored(self, image: Image) -> Stored:
        """Return the stored numbers of the image in the region, (n,) or (n, 3) for color."""
        rows = image.stored[self.top : self.top + len(self.first)]
        parts = [row[a:b] for row, a, b in zip(rows, self.first, self.beyond, strict=True)]
        return np.concatenate(parts) if parts else image.stored[:0, 0]

    def statistics(self, image: Image) -> Statistics:
        """Return the statistics of the image's pixels in the region."""
        return statistics_of(image, self.stored(image))


def pixels_in_ellipse(image: Image, center: ArrayLike, first: ArrayLike, second: ArrayLike) -> PixelRegion:
    """Return the pixels in an ellipse: its centre and the ends of two half axes, (i, j) each."""
    middle, axes = _axes(center, first, second)
    top, down = _rows(image, middle, float(np.linalg.norm(axes[1])))
    inverse = np.linalg.inv(axes)
    # u² + v² = 1 as a x² + b x + c = 0 along each row.
    a = float(inverse[:, 0] @ inverse[:, 0])
    b = 2 * float(inverse[:, 0] @ inverse[:, 1]) * down
    c = float(inverse[:, 1] @ inverse[:, 1]) * down * down - 1
    half = np.sqrt(np.maximum(b * b - 4 * a * c, 0)) / (2 * a)
    return _spans(image, top, middle[0] - b / (2 * a) - half, middle[0] - b / (2 * a) + half)


def pixels_in_rectangle(image: Image, center: ArrayLike, first: ArrayLike, second: ArrayLike) -> PixelRegion:
    """Return the pixels in a rectangle: its centre and the middles of two neighbouring sides, (i, j) each."""
    middle, axes = _axes(center, first, second)
    top, down = _rows(image, middle, float(np.abs(axes[1]).sum()))
    low, high = np.full(len(down), -np.inf), np.full(len(down), np.inf)
    for across, along in np.linalg.inv(
        axes
    ):  # |across x + along y| <= 1, along rows and columns of the rectangle
        if abs(across) > LEVEL * abs(along):
            ends = np.sort([(-1 - along * down) / across, (1 - along * down) / across], axis=0)
            low, high = np.maximum(low, ends[0]), np.minimum(high, ends[1])
    return _spans(image, top, middle[0] + low, middle[0] + high)


LEVEL = 1e-9
"""A side that climbs less than this is level: the rows it passes are known already."""


def _axes(center: ArrayLike, first: ArrayLike, second: ArrayLike) -> tuple[Values, Values]:
    """Return the centre, (2,), and the half axes, (2, 2), as columns."""
    middle = np.asarray(center, dtype=np.float64)
    return middle, np.column_stack([np.asarray(first) - middle, np.asarray(second) - middle])


def _rows(image: Image, middle: Values, reach: float) -> tuple[int, Values]:
    """Return the first row an outline reaches, and how far each of its rows lies below the centre, (rows,)."""
    rows = image.stored.shape[0]
    top = int(np.clip(np.ceil(middle[1] - reach - ON_THE_OUTLINE_PX), 0, rows))
    bottom = int(np.clip(np.floor(middle[1] + reach + ON_THE_OUTLINE_PX) + 1, top, rows))
    return top, np.arange(top, bottom) - middle[1]


def _spans(image: Image, top: int, low: Values, high: Values) -> PixelRegion:
    columns = image.stored.shape[1]
    first = np.clip(np.ceil(low - ON_THE_OUTLINE_PX), 0, columns).astype(np.intp)
    beyond = np.clip(np.floor(high + ON_THE_OUTLINE_PX) + 1, 0, columns).astype(np.intp)
    return PixelRegion(top, first, np.maximum(first, beyond))
