"""The few elements beside the pixels that decoding needs: palettes, and pixels inside a deflated dataset."""

from collections.abc import Mapping

import numpy as np

from viewer.dicom.elements import PIXELS
from viewer.dicom.encoding import Encoding
from viewer.dicom.part10 import find_dataset, read_dataset
from viewer.dicom.pixels import PixelsError
from viewer.dicom.pixels_palette import Curve, Palette, palette_of
from viewer.dicom.sources import File
from viewer.dicom.walk import Walk

_DESCRIPTORS = (0x00281101, 0x00281102, 0x00281103)
_TABLES = (0x00281201, 0x00281202, 0x00281203)
_SEGMENTED = (0x00281221, 0x00281222, 0x00281223)
PALETTE = frozenset({*_DESCRIPTORS, *_TABLES, *_SEGMENTED})


def palette_in(file: File, *, signed: bool) -> Palette:
    """Read the palette of a file. ``signed`` says whether its indexes, and so the first of them, are signed."""
    start = find_dataset(file)
    values: dict[int, bytes] = {}
    for element in Walk(start.source, start.position, start.encoding):
        if element.tag in PIXELS:
            break
        if element.depth == 0 and element.tag in PALETTE:
            values[element.tag] = start.source.read(element.start, element.length)
    return palette_from(values, start.encoding, signed=signed)


def palette_from(values: Mapping[int, bytes], encoding: Encoding, *, signed: bool) -> Palette:
    """Return the palette of elements by number, as they lie in the file."""
    little = {tag: _little_endian(value, encoding) for tag, value in values.items()}
    return palette_of([_curve(little, place, signed=signed) for place in range(3)])


def inflated_pixels(file: File) -> bytes:
    """Return the value of the pixel data element of a deflated dataset; inflation is limited (SAFETY F4)."""
    start = find_dataset(file)
    level = read_dataset(start)
    if level.pixel_tag == 0 or level.pixel_length is None:
        raise PixelsError("the deflated dataset holds no uncompressed pixel data")
    return start.source.read(level.pixel_offset, level.pixel_length)


def _curve(values: Mapping[int, bytes], place: int, *, signed: bool) -> Curve:
    descriptor = values.get(_DESCRIPTORS[place], b"")
    if len(descriptor) < 6:
        raise PixelsError("a descriptor of the palette is missing")
    entries, first, bits = np.frombuffer(descriptor, "<u2", 3).tolist()
    if signed and first > 0x7FFF:
        first -= 0x10000
    table, segmented = values.get(_TABLES[place], b""), values.get(_SEGMENTED[place], b"")
    return Curve(entries or 65_536, first, bits, table or segmented, is_segmented=not table)


def _little_endian(value: bytes, encoding: Encoding) -> bytes:
    if encoding.little:
        return value
    return np.frombuffer(value[: len(value) // 2 * 2], ">u2").astype("<u2").tobytes()
