"""Eight-bit telephone samples as numbers: µ-law and A-law of ITU-T G.711. PS3.3 C.10.9.1.5."""

import numpy as np
from numpy.typing import NDArray

_BIAS = 132


def mu_law(coded: NDArray[np.uint8]) -> NDArray[np.int16]:
    """Return µ-law bytes as linear numbers, any shape, within ±32124."""
    return _mu_table()[coded]


def a_law(coded: NDArray[np.uint8]) -> NDArray[np.int16]:
    """Return A-law bytes as linear numbers, any shape, within ±32256."""
    return _a_table()[coded]


def _mu_table() -> NDArray[np.int16]:
    code = ~np.arange(256, dtype=np.uint8)
    exponent, mantissa = (code.astype(np.int32) >> 4) & 7, code.astype(np.int32) & 15
    size = (((mantissa << 3) + _BIAS) << exponent) - _BIAS
    return np.where(code & 0x80, -size, size).astype(np.int16)


def _a_table() -> NDArray[np.int16]:
    code = (np.arange(256, dtype=np.uint8) ^ 0x55).astype(np.int32)
    exponent, mantissa = (code >> 4) & 7, code & 15
    size = np.where(
        exponent == 0, (mantissa << 4) + 8, ((mantissa << 4) + 264) << np.maximum(exponent - 1, 0)
    )
    return np.where(code & 0x80, size, -size).astype(np.int16)
