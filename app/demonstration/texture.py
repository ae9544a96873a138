"""Smooth random unevenness, as tissue has."""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

_LAYERS, _SIZE = 32, 192
_LAYER_MM = 5.0

Field = NDArray[np.float32]


@cache
def _fields() -> Field:
    """Return random fields of unit spread, (layers, rows, columns)."""
    rng = np.random.default_rng(31)
    fields = rng.standard_normal((_LAYERS, _SIZE, _SIZE), dtype=np.float32)
    fields = np.stack([cv2.GaussianBlur(field, (0, 0), 1.0) for field in fields])
    return np.asarray(fields / fields.std(), np.float32)


def mottle(z: float, rows: int, columns: int) -> Field:
    """Return the unevenness at z, (rows, columns): spread about 1, changing over 5 mm."""
    place = (z + 1000) / _LAYER_MM
    low, share = int(place), place % 1
    mixed = (1 - share) * _fields()[low % _LAYERS] + share * _fields()[(low + 1) % _LAYERS]
    mixed = (mixed / np.hypot(share, 1 - share)).astype(np.float32)
    return np.asarray(cv2.resize(mixed, (columns, rows), interpolation=cv2.INTER_LINEAR), np.float32)
