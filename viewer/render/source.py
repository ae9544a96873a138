"""What is sampled from: an image's stored numbers, whole or averaged in blocks, and where they are padding."""

from collections import OrderedDict
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from viewer.core.images import Image, Stored

KEPT = 3


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """Numbers ready to be sampled.

    Attributes
    ----------
    numbers
        (rows, columns) uint16, int16, float32 or float64; or (rows, columns, 3) uint8.
    near_padding
        (rows, columns), not 0 where a pixel or its neighbour to the right, below or both is padding: between
        these nothing is interpolated. None where there is image everywhere.
    """

    numbers: Stored
    near_padding: NDArray[np.uint8] | None

    @property
    def is_tabled(self) -> bool:
        """Whether numbers are grey and few enough to be looked up in a table."""
        return self.numbers.ndim == 2 and self.numbers.dtype in (np.uint16, np.int16)


class Sources:
    """Keeps the sources used last, so that windowing and panning prepare nothing twice."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[int, tuple[int, int]], tuple[Image, Source]] = OrderedDict()

    def get(self, image: Image, reduction: tuple[int, int]) -> Source:
        """Return the source of an image with blocks of (columns, rows) pixels averaged into one."""
        key = (id(image), reduction)
        known = self._kept.get(key)
        if known is not None and known[0] is image:
            self._kept.move_to_end(key)
            return known[1]
        source = source_of(image, reduction)
        self._kept[key] = (image, source)
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return source


def source_of(image: Image, reduction: tuple[int, int] = (1, 1)) -> Source:
    """Return what is sampled from an image."""
    stored = image.stored
    if image.is_color:
        colors = np.ascontiguousarray(stored, dtype=np.uint8)
        return Source(_averaged(colors, reduction), None)
    numbers = _sampleable(stored)
    padding = _padding(image, numbers)
    if reduction == (1, 1):
        return Source(numbers, _near(padding))
    if padding is None:
        return Source(_averaged(numbers, reduction), None)
    return _averaged_without(numbers, padding, reduction)


def _sampleable(stored: Stored) -> Stored:
    """Return the numbers in a type that can be interpolated; none changes its value."""
    native = stored.dtype.newbyteorder("=")
    if native in (np.uint16, np.int16, np.float32, np.float64):
        return stored.astype(native, copy=False)
    if native in (np.uint8, np.bool_):
        return stored.astype(np.uint16)
    return stored.astype(np.int16 if native == np.int8 else np.float64)


def _padding(image: Image, numbers: Stored) -> NDArray[np.bool_] | None:
    declared = image.frame.instance.padding
    padding = declared.covers(numbers) if declared is not None else None
    if numbers.dtype.kind == "f":
        broken = ~np.isfinite(numbers)
        padding = broken if padding is None else padding | broken
    return padding if padding is not None and bool(padding.any()) else None


def _averaged(numbers: Stored, reduction: tuple[int, int]) -> Stored:
    wide, high = reduction
    if reduction == (1, 1):
        return numbers
    rows, columns = numbers.shape[:2]
    missing_rows, missing_columns = -rows % high, -columns % wide
    if missing_rows or missing_columns:
        numbers = cv2.copyMakeBorder(numbers, 0, missing_rows, 0, missing_columns, cv2.BORDER_REPLICATE)
    size = ((columns + missing_columns) // wide, (rows + missing_rows) // high)
    averaged: Stored = cv2.resize(numbers, size, interpolation=cv2.INTER_AREA)
    return averaged


def _averaged_without(numbers: Stored, padding: NDArray[np.bool_], reduction: tuple[int, int]) -> Source:
    """Average what is image in each block; blocks of more than half padding are padding."""
    image = np.where(padding, 0, numbers).astype(np.float64)
    share = _averaged((~padding).astype(np.float64), reduction).astype(np.float64)
    empty = share < 0.5
    mean = _averaged(image, reduction).astype(np.float64) / np.where(empty, 1.0, share)
    if numbers.dtype.kind != "f":
        mean = np.rint(mean)
    mean[empty] = numbers[padding][0]
    return Source(mean.astype(numbers.dtype), _near(empty if bool(empty.any()) else None))


def _near(padding: NDArray[np.bool_] | None) -> NDArray[np.uint8] | None:
    if padding is None:
        return None
    near = padding.astype(np.uint8)
    near[:, :-1] |= near[:, 1:]
    near[:-1] |= near[1:]
    return near
