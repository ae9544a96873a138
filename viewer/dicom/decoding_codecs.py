"""One function per codec: bytes of a frame in, samples out, nothing guessed.

Chosen for exactness first, speed second, each tried against a second decoder in the tests. pylibjpeg-libjpeg is
wrong for some lossless JPEG and must never be used (SAFETY finding 1).
"""

import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

import imagecodecs
import numpy as np
from numpy.typing import NDArray

from viewer.core.study import PixelFormat
from viewer.dicom.decoding_streams import Stream, jpeg2000_stream, jpeg_stream
from viewer.dicom.pixels import Numbers, PixelsError, number_type
from viewer.dicom.pixels_native import native_frame_bytes, to_samples

_RLE_HEADER_BYTES = 64
_END_OF_IMAGE = b"\xff\xd9"
"""Of JPEG, JPEG-LS and JPEG 2000 alike; within the image's own data it cannot occur."""

_FILLERS = (bytes(256), b"\x55" * 256)


def jpeg_lossy(data: bytes, pixels: PixelFormat) -> Numbers:
    """Decode JPEG processes 1 to 12 (libjpeg-turbo, 8 and 12 bits). Three components come out as RGB."""
    stream = jpeg_stream(data)
    _agree(stream, pixels)
    if stream.components == 1:
        return _whole(data, stream, imagecodecs.jpeg8_decode)
    source = "YCBCR" if _is_ybr(stream, pixels.photometric) else "RGB"
    return _whole(data, stream, partial(imagecodecs.jpeg8_decode, colorspace=source, outcolorspace="RGB"))


def _whole(data: bytes, stream: Stream, decode: Callable[[bytes], object]) -> Numbers:
    """Decode, and refuse what was cut: libjpeg makes up what is missing, and says nothing (SAFETY F6).

    A stream without its end is whole where it does not matter what comes after it; some writers forget the end.
    """
    if data.find(_END_OF_IMAGE, stream.begins) >= 0:
        return _array(decode(data))
    one, other = (_array(decode(data + filler + _END_OF_IMAGE)) for filler in _FILLERS)
    if not np.array_equal(one, other):
        raise PixelsError("the stream ends before its image does")
    return one


def _is_ybr(stream: Stream, photometric: str) -> bool:
    """Whether components are luminance and two colors (H31).

    Colors of lower resolution can be nothing else; then an Adobe marker or components called R, G, B decide; then
    Photometric Interpretation, which is often wrong where the stream says something itself.
    """
    if stream.subsampled:
        return True
    if stream.adobe_transform is not None:
        return stream.adobe_transform != 0
    if stream.component_ids == tuple(b"RGB"):
        return False
    return photometric != "RGB"


def jpeg_lossless(data: bytes, pixels: PixelFormat) -> Numbers:
    """Decode JPEG process 14, predictors 1 to 7, 2 to 16 bits (libjpeg-turbo). Colors stay what they are."""
    stream = jpeg_stream(data)
    _agree(stream, pixels)
    if pixels.samples == 1:
        return _whole(data, stream, imagecodecs.jpeg8_decode)
    return _whole(data, stream, partial(imagecodecs.jpeg8_decode, colorspace="RGB", outcolorspace="RGB"))


def jpeg_lossless_again(data: bytes, pixels: PixelFormat) -> Numbers:
    """Decode JPEG process 14 with another decoder (jpeg_sof3), slower."""
    stream = jpeg_stream(data)
    _agree(stream, pixels)
    return _whole(data, stream, imagecodecs.jpegsof3_decode)


def jpeg_ls(data: bytes, pixels: PixelFormat) -> Numbers:
    """Decode JPEG-LS, lossless and near-lossless (CharLS)."""
    _agree(jpeg_stream(data), pixels)
    if not data.rstrip(b"\0").endswith(_END_OF_IMAGE):
        data += _END_OF_IMAGE  # without it CharLS takes seconds to find that a stream was cut
    samples = _array(imagecodecs.jpegls_decode(data))
    if pixels.samples == 3 and samples.shape == (3, pixels.rows, pixels.columns):
        return np.moveaxis(samples, 0, 2)
    return samples


def jpeg_2000(data: bytes, pixels: PixelFormat) -> Numbers:
    """Decode JPEG 2000 and High-Throughput JPEG 2000 (OpenJPEG). Its color transforms are undone."""
    _agree(jpeg2000_stream(data), pixels)
    return _array(imagecodecs.jpeg2k_decode(data, planar=False, numthreads=1))


def jpeg_2000_high_throughput(data: bytes, pixels: PixelFormat) -> Numbers:
    """Decode reversible High-Throughput JPEG 2000 (OpenJPH): exact and far faster than OpenJPEG.

    Not for irreversible streams: values beyond the range come out wrapped instead of clipped. Nor for damaged ones:
    what is cut is made up, and an error in the image's data is told to nobody but Python's hook for such errors.
    """
    stream = jpeg2000_stream(data)
    _agree(stream, pixels)
    if data.find(_END_OF_IMAGE, stream.begins) < 0:
        raise PixelsError("the stream ends before its image does")
    with _errors_that_are_ignored() as ignored:
        samples = _array(imagecodecs.htj2k_decode(data, planar=False))
    if ignored:
        raise PixelsError(ignored[0])
    return samples


@contextmanager
def _errors_that_are_ignored() -> Iterator[list[str]]:
    """Yield a list of what is raised where nothing can be raised: in a codec's own code, which tells two hooks."""
    heard: list[str] = []
    before = sys.unraisablehook, sys.excepthook
    sys.unraisablehook = lambda raised: heard.append(str(raised.exc_value))
    sys.excepthook = lambda *_: None
    try:
        yield heard
    finally:
        sys.unraisablehook, sys.excepthook = before


def jpeg_xl(data: bytes, _pixels: PixelFormat) -> Numbers:
    """Decode JPEG XL, lossless, lossy and repacked JPEG. Colors come out as RGB; the size is checked afterwards."""
    return _array(imagecodecs.jpegxl_decode(data, numthreads=1))


def run_length(data: bytes, pixels: PixelFormat) -> Numbers:
    """Decode RLE, PS3.5 G: a segment for each byte of each sample, highest byte first."""
    if len(data) < _RLE_HEADER_BYTES:
        raise PixelsError("the RLE header is cut short")
    segments = int.from_bytes(data[:4], "little")
    kind = number_type(pixels)
    if segments != pixels.samples * kind.itemsize:
        raise PixelsError(f"{segments} RLE segments, but {pixels.samples * kind.itemsize} expected")
    starts = [int.from_bytes(data[4 + 4 * place : 8 + 4 * place], "little") for place in range(segments)]
    ends = [*starts[1:], len(data)]
    if starts[0] < _RLE_HEADER_BYTES or any(end <= start for start, end in zip(starts, ends, strict=True)):
        raise PixelsError("the RLE segments overlap or lie outside the frame")
    needed = (
        (pixels.rows * pixels.columns + 7) // 8
        if pixels.bits_allocated == 1
        else pixels.rows * pixels.columns
    )
    planes = np.empty((segments, needed), dtype=np.uint8)
    for plane, start, end in zip(planes, starts, ends, strict=True):
        _unpack_bits(data[start:end], plane)
    return _joined(planes, kind, pixels)


def _unpack_bits(segment: bytes, out: NDArray[np.uint8]) -> None:
    filled = np.frombuffer(imagecodecs.packbits_decode(segment), np.uint8)
    if len(filled) < len(out):
        raise PixelsError(f"an RLE segment holds {len(filled)} of {len(out)} bytes")
    out[:] = filled[: len(out)]


def _joined(planes: Numbers, kind: np.dtype[np.generic], pixels: PixelFormat) -> Numbers:
    """Put the bytes of a sample together, (segments, bytes) to (rows, columns[, 3])."""
    if pixels.bits_allocated == 1:
        return to_samples(planes[0].tobytes(), pixels)
    size = kind.itemsize
    ordered = planes.reshape(pixels.samples, size, -1)
    samples = np.ascontiguousarray(np.moveaxis(ordered, 0, 2).transpose(1, 2, 0)).view(kind.newbyteorder(">"))
    shape = (pixels.rows, pixels.columns) if pixels.samples == 1 else (pixels.rows, pixels.columns, 3)
    return samples.reshape(shape).astype(kind)


def deflated(data: bytes, pixels: PixelFormat) -> Numbers:
    """Decode a deflated frame, PS3.5 A.4.13: uncompressed pixels inside a raw deflate stream."""
    inflated = zlib.decompressobj(-zlib.MAX_WBITS).decompress(data, native_frame_bytes(pixels) + 2)
    return to_samples(inflated, pixels)


def uncompressed(data: bytes, pixels: PixelFormat) -> Numbers:
    """Return pixels that were put into fragments as they are. PS3.5 A.4.11."""
    return to_samples(data, pixels)


def _agree(stream: Stream, pixels: PixelFormat) -> None:
    """Refuse a stream whose own size is not the header's, before memory is asked for (F6)."""
    if (stream.rows, stream.columns) != (pixels.rows, pixels.columns):
        raise PixelsError(
            f"the stream is {stream.rows} × {stream.columns} pixels, the header says {pixels.rows} × {pixels.columns}"
        )
    if stream.components != pixels.samples:
        raise PixelsError(
            f"the stream has {stream.components} samples a pixel, the header says {pixels.samples}"
        )
    if stream.bits > max(8, pixels.bits_allocated):
        raise PixelsError(
            f"the stream has {stream.bits} bits a sample, the header allocates {pixels.bits_allocated}"
        )


def _array(decoded: object) -> Numbers:
    if not isinstance(decoded, np.ndarray):
        raise PixelsError("the decoder returned no image")
    return decoded
