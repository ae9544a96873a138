"""Uncompressed frames: read straight into their place where numbers lie as they are needed, else unpacked. PS3.5 8."""

from io import FileIO

import numpy as np

from viewer.core.study import Instance, PixelFormat
from viewer.dicom.pixels import Numbers, PixelsError, clean, number_type
from viewer.dicom.pixels_color import from_422, interleaved
from viewer.dicom.sources import Source

_SHARED_COLORS = frozenset({"YBR_FULL_422", "YBR_PARTIAL_422"})


def native_frame_bits(pixels: PixelFormat) -> int:
    """Return how many bits of the file one uncompressed frame takes; frames of single bits follow without a gap."""
    samples = 2 if pixels.samples == 3 and pixels.photometric in _SHARED_COLORS else pixels.samples
    return pixels.rows * pixels.columns * samples * pixels.bits_allocated


def native_frame_bytes(pixels: PixelFormat) -> int:
    """Return how many bytes one uncompressed frame takes, a last part of a byte counted whole."""
    return (native_frame_bits(pixels) + 7) // 8


def lies_in_place(instance: Instance) -> bool:
    """Whether a frame can be read into an array as it is: numbers of whole bytes, or RGB of 8 bits a color."""
    pixels, source = instance.pixels, instance.source
    if pixels is None or source.encapsulated or source.offset < 0 or pixels.bits_allocated == 1:
        return False
    if pixels.is_color:
        plain = (
            pixels.photometric == "RGB"
            and pixels.planar == 0
            and pixels.bits_stored == pixels.bits_allocated == 8
        )
        return plain and not source.big_endian
    return pixels.bits_allocated > 8 or not source.big_endian


def read_in_place(file: FileIO, instance: Instance, number: int, out: Numbers) -> None:
    """Read frame ``number`` (from 1) into ``out``, contiguous, of ``stored_type`` and ``stored_shape``."""
    pixels, source = instance.pixels, instance.source
    assert pixels is not None, "only images are read"
    size = native_frame_bytes(pixels)
    _check_length(instance, number)
    file.seek(source.offset + (number - 1) * size)
    _fill(file, out.data.cast("B"))
    if source.big_endian:
        out.byteswap(inplace=True)
    clean(out, pixels)


def read_samples(data: Source, instance: Instance, number: int) -> Numbers:
    """Return the samples of frame ``number`` (from 1), neither cleaned nor converted to RGB."""
    pixels, source = instance.pixels, instance.source
    assert pixels is not None, "only images are read"
    _check_length(instance, number)
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
    if pixels.photometric in _SHARED_COLORS:
        return from_422(numbers, pixels.rows, pixels.columns)
    return interleaved(numbers, pixels.rows, pixels.columns, planar=pixels.planar)


def _bits(data: bytes, skipped: int, pixels: PixelFormat) -> Numbers:
    """Unpack single bits, lowest first, from bit number ``skipped`` on. PS3.5 8.2."""
    count = pixels.rows * pixels.columns
    if 8 * len(data) < skipped + count:
        raise PixelsError(f"{8 * len(data) - skipped} of {count} bits are there")
    bits = np.unpackbits(np.frombuffer(data, np.uint8), bitorder="little", count=skipped + count)
    return bits[skipped:].reshape(pixels.rows, pixels.columns)


def _check_length(instance: Instance, number: int) -> None:
    """Refuse a frame that the pixel data element is too short for."""
    assert instance.pixels is not None, "only images are read"
    length = instance.source.length
    needed = (number * native_frame_bits(instance.pixels) + 7) // 8
    if length is not None and length < needed:
        missing = f"{length} bytes, {needed} are needed up to this frame"
        raise PixelsError(f"the pixel data element holds {missing}")


def _fill(file: FileIO, out: memoryview) -> None:
    """Fill a view from where the file stands; short reads go on, the end of the file does not."""
    filled = 0
    while filled < len(out):
        read = file.readinto(out[filled:])
        if not read:
            raise PixelsError(f"the file ends after {filled} of {len(out)} bytes of the frame")
        filled += read
