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
        self._signed = False
        self._first, self._last = 0, -1
        self._table = np.zeros(65_536, dtype=np.uint8)

    def shade(self, numbers: Stored, grey_map: GreyMap) -> Grey:
        """Return the grey levels of uint16 or int16 numbers, any 2-D shape."""
        low, high, _, _ = cv2.minMaxLoc(numbers)
        self._prepare(grey_map, int(low), int(high), signed=numbers.dtype == np.int16)
        shaded: Grey = cv2.LUT(numbers.view(np.uint16), self._table)
        return shaded

    def _prepare(self, grey_map: GreyMap, low: int, high: int, *, signed: bool) -> None:
        same = grey_map == self._map and signed == self._signed
        if same and self._first <= low and high <= self._last:
            return
        if same:
            low, high = min(low, self._first), max(high, self._last)
        levels = grey_map.table(low, high)
        table = np.zeros(65_536, dtype=np.uint8)
        table[np.arange(low, high + 1) & 0xFFFF] = levels
        self._map, self._signed, self._table = grey_map, signed, table
        self._first, self._last = low, high
