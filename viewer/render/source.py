"""What is sampled from: an image's stored numbers, whole or averaged in blocks, and where they are padding."""

from collections import OrderedDict
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from viewer.core.images import Image, Stored

KEPT = 3
OFFSET_STEP = 1024
"""Neighbouring slices are mostly moved by the same offset, so that one table serves them all."""


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """Numbers ready to be sampled.

    Attributes
    ----------
    numbers
        (rows, columns) uint16, float32 or float64; or (rows, columns, 3) uint8.
    near_padding
        (rows, columns), not 0 where a pixel or its neighbour to the right, below or both is padding: between
        these nothing is interpolated. None where there is image everywhere.
    offset
        What was added to stored numbers: signed ones are kept from 0 up, which OpenCV samples twice as fast.
    """

    numbers: Stored
    near_padding: NDArray[np.uint8] | None
    offset: int = 0

    @property
    def is_tabled(self) -> bool:
        """Whether numbers are grey and few enough to be looked up in a table."""
        return self.numbers.ndim == 2 and self.numbers.dtype == np.uint16


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
    padding = _padding(image, stored)
    numbers, offset = _sampleable(stored)
    if padding is not None and reduction != (1, 1):
        numbers, padding = _averaged_without(numbers, padding, reduction)
    else:
        numbers = _averaged(numbers, reduction)
    return Source(numbers, _near(padding), offset)


def _sampleable(stored: Stored) -> tuple[Stored, int]:
    """Return numbers in a type that can be interpolated, and what was added to them; none is rounded."""
    native = stored.dtype.newbyteorder("=")
    if native in (np.uint16, np.float32, np.float64):
        return stored.astype(native, copy=False), 0
    if native in (np.uint8, np.bool_):
        return stored.astype(np.uint16), 0
    if native in (np.int8, np.int16):
        return _from_zero(stored.astype(np.int16, copy=False))
    return stored.astype(np.float64), 0


def _from_zero(signed: Stored) -> tuple[Stored, int]:
    """Return signed numbers as unsigned ones. Added is as little as need be: small numbers mix exactly."""
    lowest = int(signed.min())
    offset = max(0, -(lowest // OFFSET_STEP) * OFFSET_STEP)
    return signed.view(np.uint16) + np.uint16(offset), offset


def _padding(image: Image, stored: Stored) -> NDArray[np.bool_] | None:
    declared = image.frame.instance.padding
    padding = declared.covers(stored) if declared is not None else None
    if stored.dtype.kind == "f":
        broken = ~np.isfinite(stored)
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


def _averaged_without(
    numbers: Stored, padding: NDArray[np.bool_], reduction: tuple[int, int]
) -> tuple[Stored, NDArray[np.bool_] | None]:
    """Average what is image in each block; blocks of more than half padding are padding."""
    image = np.where(padding, 0, numbers).astype(np.float64)
    share = _averaged((~padding).astype(np.float64), reduction).astype(np.float64)
    empty = share < 0.5
    mean = _averaged(image, reduction).astype(np.float64) / np.where(empty, 1.0, share)
    if numbers.dtype.kind != "f":
        mean = np.rint(mean)
    mean[empty] = numbers[padding][0]
    return mean.astype(numbers.dtype), empty if bool(empty.any()) else None


def _near(padding: NDArray[np.bool_] | None) -> NDArray[np.uint8] | None:
    if padding is None:
        return None
    near = padding.astype(np.uint8)
    near[:, :-1] |= near[:, 1:]
    near[:-1] |= near[1:]
    return near
