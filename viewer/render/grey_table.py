"""Stored numbers to grey levels by table: exactly the plain formula, once per number instead of once per pixel."""

import cv2
import numpy as np
from numpy.typing import NDArray

from viewer.core.images import Stored
from viewer.core.windowing import GreyMap

Grey = NDArray[np.uint8]


class GreyTable:
    """Remembers the table made last: it changes with the window, not with the picture."""

    def __init__(self) -> None:
        self._map: GreyMap | None = None
        self._offset = 0
        self._first, self._last = 0, -1
        self._table = np.zeros(65_536, dtype=np.uint8)

    def shade(self, numbers: Stored, offset: int, grey_map: GreyMap) -> Grey:
        """Return the grey levels of uint16 numbers, any 2-D shape: stored numbers with an offset added."""
        self._prepare(grey_map, offset, int(numbers.min()), int(numbers.max()))
        shaded: Grey = cv2.LUT(numbers, self._table)
        return shaded

    def _prepare(self, grey_map: GreyMap, offset: int, low: int, high: int) -> None:
        same = grey_map == self._map and offset == self._offset
        if same and self._first <= low and high <= self._last:
            return
        if same:
            low, high = min(low, self._first), max(high, self._last)
        table = np.zeros(65_536, dtype=np.uint8)
        table[low : high + 1] = grey_map.table(low - offset, high - offset)
        self._map, self._offset, self._table = grey_map, offset, table
        self._first, self._last = low, high
