"""The one reference routine for statistics of a region of an image."""

from dataclasses import dataclass
from math import nan

import numpy as np
from numpy.typing import ArrayLike, NDArray

from viewer.core.images import Image

LUMINANCE = (0.299, 0.587, 0.114)
"""Red, green and blue in the brightness of a color. PS3.3 C.7.6.3.1.2, YBR_FULL."""

Mask = NDArray[np.bool_]


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


def region_statistics(image: Image, inside: Mask, *, left: int = 0, top: int = 0) -> Statistics:
    """Return the statistics of pixels inside a region, float64, padding excluded (SAFETY H10).

    Parameters
    ----------
    inside
        (rows, columns), as large as the image, or a part whose first pixel is (left, top).
    """
    rows, columns = inside.shape
    stored = image.stored[top : top + rows, left : left + columns][inside]
    values = pixel_values(image, stored)
    values = values[np.isfinite(values)]
    if values.size == 0:
        return Statistics(nan, nan, nan, nan, 0)
    return Statistics(
        mean=float(values.mean()),
        sd=float(values.std()),
        minimum=float(values.min()),
        maximum=float(values.max()),
        count=int(values.size),
    )


def pixel_values(image: Image, stored: ArrayLike) -> NDArray[np.float64]:
    """Return the values, (n,), of stored pixels, (n,) or (n, 3) for color, without those that are padding.

    Values are in the image's unit after the modality map (H11, H12); of a color, its luminance.
    """
    numbers = np.asarray(stored)
    if image.is_color:
        return np.asarray(numbers.reshape(-1, 3).astype(np.float64) @ np.asarray(LUMINANCE))
    padding = image.frame.instance.padding
    if padding is not None:
        numbers = numbers[~padding.covers(numbers)]
    return image.frame.description.modality_map.to_values(numbers)


@dataclass(frozen=True, slots=True, eq=False)
class PixelRegion:
    """Pixels of an image inside an outline.

    A pixel belongs to a region when its centre lies inside the outline or on it.

    Attributes
    ----------
    inside
        (rows, columns), a part of the image whose first pixel is (left, top).
    """

    left: int
    top: int
    inside: Mask

    def statistics(self, image: Image) -> Statistics:
        """Return the statistics of the image's pixels in the region."""
        return region_statistics(image, self.inside, left=self.left, top=self.top)


ON_THE_OUTLINE_PX = 1e-6
"""Centres this close to an outline lie on it, whatever the rounding of patient positions says."""


def pixels_in_ellipse(image: Image, center: ArrayLike, first: ArrayLike, second: ArrayLike) -> PixelRegion:
    """Return the pixels in an ellipse: its centre and the ends of two half axes, (i, j) each."""
    u, v, left, top = _oblique_coordinates(image, center, first, second, corners=False)
    a, b = _lengths(center, first, second)
    reach = 1 + ON_THE_OUTLINE_PX / max(min(a, b), ON_THE_OUTLINE_PX)
    return PixelRegion(left, top, u * u + v * v <= reach * reach)


def pixels_in_parallelogram(
    image: Image, center: ArrayLike, first: ArrayLike, second: ArrayLike
) -> PixelRegion:
    """Return the pixels in a rectangle: its centre and the middles of two neighbouring sides, (i, j) each."""
    u, v, left, top = _oblique_coordinates(image, center, first, second, corners=True)
    a, b = _lengths(center, first, second)
    inside = (np.abs(u) <= 1 + ON_THE_OUTLINE_PX / a) & (np.abs(v) <= 1 + ON_THE_OUTLINE_PX / b)
    return PixelRegion(left, top, inside)


def _lengths(center: ArrayLike, first: ArrayLike, second: ArrayLike) -> tuple[float, float]:
    middle = np.asarray(center, dtype=np.float64)
    a, b = (float(np.linalg.norm(np.asarray(end) - middle)) for end in (first, second))
    return a, b


def _oblique_coordinates(
    image: Image, center: ArrayLike, first: ArrayLike, second: ArrayLike, *, corners: bool
) -> tuple[NDArray[np.float64], NDArray[np.float64], int, int]:
    """Return where pixel centres lie along two half axes, each (rows, columns), for the pixels that may be inside."""
    middle = np.asarray(center, dtype=np.float64)
    axes = np.column_stack([np.asarray(first) - middle, np.asarray(second) - middle])
    # How far the outline reaches along columns and rows.
    extent = np.abs(axes).sum(axis=1) if corners else np.linalg.norm(axes, axis=1)
    size = np.array([image.stored.shape[1], image.stored.shape[0]])
    low = np.clip(np.ceil(middle - extent - ON_THE_OUTLINE_PX), 0, size).astype(int)
    high = np.clip(np.floor(middle + extent + ON_THE_OUTLINE_PX) + 1, low, size).astype(int)
    across = np.arange(low[0], high[0]) - middle[0]
    down = (np.arange(low[1], high[1]) - middle[1])[:, np.newaxis]
    inverse = np.linalg.inv(axes)
    u = inverse[0, 0] * across + inverse[0, 1] * down
    v = inverse[1, 0] * across + inverse[1, 1] * down
    return u, v, int(low[0]), int(low[1])
