"""From the bytes of a frame to its stored numbers: masked, sign-extended, shaped. PS3.5 8, PS3.3 C.7.6.3."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from viewer.core.study import NumberKind, PixelFormat

Numbers = NDArray[Any]
"""Stored numbers of whatever type the header asks for."""

MOST_BYTES_A_FRAME = 4 << 30
"""No image of a patient is larger; whatever claims to be is refused before memory is asked for (SAFETY F5)."""

_COLOR_MODELS = frozenset(
    {"RGB", "YBR_FULL", "YBR_FULL_422", "YBR_PARTIAL_420", "YBR_PARTIAL_422", "YBR_ICT", "YBR_RCT", "XYB"}
)
_FLOATS: dict[NumberKind, np.dtype[np.generic]] = {
    NumberKind.FLOAT: np.dtype(np.float32),
    NumberKind.DOUBLE: np.dtype(np.float64),
}


class PixelsError(ValueError):
    """Pixels are not what the header says, or not what this program reads. Says why, for the reader, without names."""


def check(pixels: PixelFormat) -> None:
    """Refuse what cannot be an image, before any memory is asked for (SAFETY F5)."""
    if pixels.rows <= 0 or pixels.columns <= 0:
        raise PixelsError(f"Rows × Columns is {pixels.rows} × {pixels.columns}")
    if pixels.frame_bytes > MOST_BYTES_A_FRAME:
        raise PixelsError(f"a frame would need {pixels.frame_bytes / 2**30:.1f} GiB")
    if pixels.samples not in (1, 3):
        raise PixelsError(f"Samples per Pixel is {pixels.samples}; 1 and 3 are supported")
    if pixels.samples == 3 and pixels.photometric not in _COLOR_MODELS:
        raise PixelsError(
            f"Photometric Interpretation {pixels.photometric} of three samples is not supported"
        )
    if pixels.kind is NumberKind.INTEGER:
        _check_bits(pixels)


def _check_bits(pixels: PixelFormat) -> None:
    allocated, stored = pixels.bits_allocated, pixels.bits_stored
    if allocated not in (1, 8, 16, 32):
        raise PixelsError(f"Bits Allocated is {allocated}; 1, 8, 16 and 32 are supported")
    if not 1 <= stored <= allocated or not stored - 1 <= pixels.high_bit < allocated:
        raise PixelsError(f"Bits Stored {stored} and High Bit {pixels.high_bit} do not fit {allocated} bits")
    if pixels.is_color and pixels.signed and pixels.samples == 3:
        raise PixelsError("colors are signed numbers")


def number_type(pixels: PixelFormat) -> np.dtype[np.generic]:
    """Return the type of the numbers as they lie in the file, in the byte order of this machine.

    Bits are unpacked: a 1-bit pixel takes a byte.
    """
    if pixels.kind is not NumberKind.INTEGER:
        return _FLOATS[pixels.kind]
    size = max(1, pixels.bits_allocated // 8)
    return np.dtype(f"{'i' if pixels.signed else 'u'}{size}")


def stored_type(pixels: PixelFormat) -> np.dtype[np.generic]:
    """Return the type of a decoded frame: that of the numbers, or uint8 for colors."""
    return np.dtype(np.uint8) if pixels.is_color else number_type(pixels)


def stored_shape(pixels: PixelFormat) -> tuple[int, ...]:
    """Return the shape of a decoded frame: (rows, columns), or (rows, columns, 3) for colors."""
    return (pixels.rows, pixels.columns, 3) if pixels.is_color else (pixels.rows, pixels.columns)


def clean(numbers: Numbers, pixels: PixelFormat, *, high_bit: int | None = None) -> Numbers:
    """Keep the stored bits alone and extend the sign, in place where memory can be written (SAFETY H9).

    Bits above High Bit may hold overlays or rubbish, bits below the stored ones too; neither is part of a value.

    Parameters
    ----------
    numbers
        Integers of ``number_type``, any shape.
    high_bit
        Where the highest stored bit lies; by default what the header says. Codecs put it at Bits Stored - 1.
    """
    if pixels.kind is not NumberKind.INTEGER:
        return numbers
    width, stored = 8 * numbers.dtype.itemsize, pixels.bits_stored
    top = pixels.high_bit if high_bit is None else high_bit
    if stored == width or pixels.bits_allocated == 1:
        return numbers
    kept = numbers if numbers.flags.writeable else numbers.copy()
    if top == stored - 1 and not pixels.signed:
        kept &= (1 << stored) - 1  # far quicker than two shifts
        return kept
    kept <<= width - 1 - top
    kept >>= width - stored  # arithmetic for signed numbers: the sign moves down
    return kept
