"""Colors as red, green and blue, 8 bits each, whatever they were stored as. PS3.3 C.7.6.3.1.2."""

import numpy as np
from numpy.typing import NDArray

from viewer.dicom.pixels import Numbers, PixelsError

RGB = NDArray[np.uint8]

_FROM_FULL = np.array(
    [[1.0, 0.0, 1.402], [1.0, -0.114 * 1.772 / 0.587, -0.299 * 1.402 / 0.587], [1.0, 1.772, 0.0]]
)
_FROM_PARTIAL = np.array(
    [
        [255 / 219, 0.0, 1.402 * 255 / 224],
        [255 / 219, -0.114 * 1.772 / 0.587 * 255 / 224, -0.299 * 1.402 / 0.587 * 255 / 224],
        [255 / 219, 1.772 * 255 / 224, 0.0],
    ]
)
_ALREADY_RGB = frozenset({"RGB", "YBR_ICT", "YBR_RCT", "XYB"})
"""YBR_ICT, YBR_RCT and XYB are undone inside their codecs."""


def to_rgb(samples: Numbers, photometric: str, bits_stored: int) -> RGB:
    """Convert samples, (rows, columns, 3), cleaned, of any unsigned type, to red, green and blue."""
    eight = to_eight_bits(samples, bits_stored)
    if photometric in _ALREADY_RGB:
        return eight
    if photometric in ("YBR_FULL", "YBR_FULL_422"):
        return _converted(eight, _FROM_FULL, black=0)
    if photometric in ("YBR_PARTIAL_420", "YBR_PARTIAL_422"):
        return _converted(eight, _FROM_PARTIAL, black=16)
    raise PixelsError(f"Photometric Interpretation {photometric} is not supported")


def to_eight_bits(samples: Numbers, bits_stored: int) -> RGB:
    """Keep the eight highest of the stored bits, or spread fewer over 0 to 255."""
    if bits_stored == 8:
        return samples.astype(np.uint8, copy=False)
    if bits_stored > 8:
        return (samples >> (bits_stored - 8)).astype(np.uint8)
    return (samples.astype(np.uint16) * 255 // ((1 << bits_stored) - 1)).astype(np.uint8)


def interleaved(samples: Numbers, rows: int, columns: int, *, planar: int) -> Numbers:
    """Return samples as (rows, columns, 3), from one color after the other or from three values a pixel."""
    if planar == 0:
        return samples.reshape(rows, columns, 3)
    return np.ascontiguousarray(np.moveaxis(samples.reshape(3, rows, columns), 0, 2))


def from_422(samples: Numbers, rows: int, columns: int) -> Numbers:
    """Repeat the colors that two neighbours share: stored Y1 Y2 Cb Cr for each pair of a row."""
    pairs = samples.reshape(rows, columns // 2, 4)
    full = np.empty((rows, columns, 3), dtype=samples.dtype)
    full[:, 0::2, 0] = pairs[..., 0]
    full[:, 1::2, 0] = pairs[..., 1]
    full[:, 0::2, 1:] = full[:, 1::2, 1:] = pairs[..., 2:]
    return full


def _converted(ybr: RGB, matrix: NDArray[np.float64], *, black: int) -> RGB:
    """Apply the standard's matrix, a strip of rows at a time so that little memory is needed."""
    rgb = np.empty_like(ybr)
    turned = matrix.T.astype(np.float32)
    offset = np.array([black, 128, 128], dtype=np.float32)
    strip = max(1, 65_536 // ybr.shape[1])
    for top in range(0, ybr.shape[0], strip):
        part = (ybr[top : top + strip].astype(np.float32) - offset) @ turned
        rgb[top : top + strip] = np.clip(np.floor(part + np.float32(0.5)), 0, 255)
    return rgb
