"""Uncompressed frames of every kind, unpacked: single bits, swapped bytes, colors by plane. PS3.5 8."""

import numpy as np

from viewer.core.study import Instance, PixelFormat
from viewer.dicom.pixels import Numbers, PixelsError, number_type
from viewer.dicom.pixels_color import from_422, interleaved
from viewer.dicom.pixels_in_place import SHARED_COLORS, native_frame_bits, refuse_beyond_element
from viewer.dicom.sources import Source


def native_frame_bytes(pixels: PixelFormat) -> int:
    """Return how many bytes one uncompressed frame takes, a last part of a byte counted whole."""
    return (native_frame_bits(pixels) + 7) // 8


def read_samples(data: Source, instance: Instance, number: int) -> Numbers:
    """Return the samples of frame ``number`` (from 1), neither cleaned nor converted to RGB."""
    pixels, source = instance.pixels, instance.source
    assert pixels is not None, "only images are read"
    refuse_beyond_element(instance, number)
    first_bit = (number - 1) * native_frame_bits(pixels)
    start, stop = first_bit // 8, (first_bit + native_frame_bits(pixels) + 7) // 8
    if source.big_endian and pixels.bits_allocated <= 8 and data.read(source.offset - 8, 2) == b"OW":
        start, stop = start - start % 2, stop + stop % 2  # bytes come in pairs, swapped (PS3.5 8.1.1)
        words = data.read(source.offset + start, stop - start)
        read = np.frombuffer(words + bytes(len(words) % 2), "<u2").byteswap().tobytes()
    else:
        read = data.read(source.offset + start, stop - start)
    skipped = first_bit - 8 * start
    if pixels.bits_allocated == 1:
        return _bits(read, skipped, pixels)
    return to_samples(read[skipped // 8 :], pixels, big_endian=source.big_endian)


def to_samples(data: bytes, pixels: PixelFormat, *, big_endian: bool = False) -> Numbers:
    """Shape the bytes of one whole frame: (rows, columns), or (rows, columns, 3) for samples of three colors."""
    needed = native_frame_bytes(pixels)
    if len(data) < needed:
        raise PixelsError(f"{len(data)} of {needed} bytes are there")
    if pixels.bits_allocated == 1:
        return _bits(data, 0, pixels)
    kind = number_type(pixels)
    stored = np.frombuffer(data, kind.newbyteorder(">" if big_endian else "<"), needed // kind.itemsize)
    numbers = stored.astype(kind)
    if pixels.samples == 1:
        return numbers.reshape(pixels.rows, pixels.columns)
    if pixels.photometric in SHARED_COLORS:
        return from_422(numbers, pixels.rows, pixels.columns)
    return interleaved(numbers, pixels.rows, pixels.columns, planar=pixels.planar)


def _bits(data: bytes, skipped: int, pixels: PixelFormat) -> Numbers:
    """Unpack single bits, lowest first, from bit number ``skipped`` on. PS3.5 8.2."""
    count = pixels.rows * pixels.columns
    if 8 * len(data) < skipped + count:
        raise PixelsError(f"{8 * len(data) - skipped} of {count} bits are there")
    bits = np.unpackbits(np.frombuffer(data, np.uint8), bitorder="little", count=skipped + count)
    return bits[skipped:].reshape(pixels.rows, pixels.columns)
