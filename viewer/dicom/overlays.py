"""Overlays 60xx: described by the header, their bits read when they are to be seen. PS3.3 C.9.2, PS3.5 8.1.2.

Bits lie in an element of their own or, in older files, in bits of the pixels that the image does not use.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from viewer.core.presentation import OverlayHeader, OverlayPlane
from viewer.core.study import Instance
from viewer.dicom.decoding import FrameError, FrameReader
from viewer.dicom.encoding import Encoding
from viewer.dicom.failures import UnreadableError
from viewer.dicom.part10 import find_dataset
from viewer.dicom.sources import File, opened, said_by_system
from viewer.dicom.values import Elements
from viewer.dicom.walk import UNDEFINED, Walk

GROUPS = tuple(range(0x6000, 0x6020, 2))
_ROWS, _COLUMNS, _FRAMES, _DESCRIPTION, _TYPE, _ORIGIN, _FIRST_FRAME = (
    *(0x0010, 0x0011, 0x0015, 0x0022),
    *(0x0040, 0x0050, 0x0051),
)
_BITS_ALLOCATED, _BIT_POSITION, _LAYER, _LABEL, _DATA = 0x0100, 0x0102, 0x1001, 0x1500, 0x3000
_LARGEST_SIDE = 1 << 16


def overlays_of(elements: Elements) -> tuple[OverlayHeader, ...]:
    """Return the overlays a header describes. One whose size is missing or absurd is left out, and said."""
    found = (_header(elements, group) for group in GROUPS if elements.bytes_of(group << 16 | _ROWS))
    return tuple(header for header in found if header is not None)


def activated_in(elements: Elements) -> tuple[tuple[int, str], ...]:
    """Return the overlay groups that a presentation state shows, and the layer of each."""
    named = ((group, elements.line_at(group << 16 | _LAYER)) for group in GROUPS)
    return tuple((group, layer) for group, layer in named if layer)


def _header(elements: Elements, group: int) -> OverlayHeader | None:
    def number(element: int, vr: bytes, otherwise: int = 0) -> int:
        numbers = elements.numbers_at(group << 16 | element, vr)
        return int(numbers[0]) if numbers and np.isfinite(numbers[0]) else otherwise

    rows, columns = number(_ROWS, b"US"), number(_COLUMNS, b"US")
    frames = number(_FRAMES, b"IS", 1)
    if not (0 < rows < _LARGEST_SIDE and 0 < columns < _LARGEST_SIDE and 0 < frames < _LARGEST_SIDE):
        elements.problems.append(
            f"overlay {group:04X} has {rows} rows and {columns} columns; it is not shown"
        )
        return None
    origin = elements.numbers_at(group << 16 | _ORIGIN, b"SS")
    first_row, first_column = (int(part) - 1 for part in origin) if len(origin) == 2 else (0, 0)
    embedded = number(_BITS_ALLOCATED, b"US", 1) > 1
    label = elements.line_at(group << 16 | _LABEL) or elements.line_at(group << 16 | _DESCRIPTION)
    return OverlayHeader(
        group=group,
        rows=rows,
        columns=columns,
        origin=(first_column, first_row),
        frames=frames,
        first_frame=number(_FIRST_FRAME, b"US", 1),
        bit=number(_BIT_POSITION, b"US") if embedded else -1,
        is_region=elements.line_at(group << 16 | _TYPE) == "R",
        label=label,
        layer=elements.line_at(group << 16 | _LAYER),
    )


def read_planes(
    instance: Instance, headers: tuple[OverlayHeader, ...], number: int
) -> tuple[OverlayPlane, ...]:
    """Return the overlays over frame ``number`` (from 1); one that cannot be read says why (SAFETY F7)."""
    try:
        with opened(instance.source.path) as file:
            return tuple(_plane(file, instance, header, number) for header in headers)
    except UnreadableError as problem:
        why = problem.reason
    except OSError as problem:
        why = said_by_system(problem)
    return tuple(OverlayPlane.missing(header, why) for header in headers)


def _plane(file: File, instance: Instance, header: OverlayHeader, number: int) -> OverlayPlane:
    frame = header.frame_over(number)
    if frame is None:
        return OverlayPlane.missing(header)
    try:
        if header.bit >= 0:
            return OverlayPlane(header, _embedded(instance, header, number))
        return OverlayPlane(header, _separate(file, header, frame))
    except UnreadableError as problem:
        return OverlayPlane.missing(header, problem.reason)
    except FrameError as problem:
        return OverlayPlane.missing(header, problem.reason)


def _separate(file: File, header: OverlayHeader, frame: int) -> NDArray[np.bool_]:
    """Return the bits of one frame of an overlay with data of its own, lowest bit first. PS3.5 8.1.2."""
    start = find_dataset(file)
    tag = header.group << 16 | _DATA
    wanted = header.rows * header.columns
    first = frame * wanted
    for element in Walk(start.source, start.position, start.encoding):
        if element.depth == 0 and element.tag == tag:
            if element.length == UNDEFINED:
                raise UnreadableError("its data have no length")
            begin, stop = first // 16 * 2, -(-(first + wanted) // 16) * 2
            if stop - element.length > 1:
                raise UnreadableError(f"{stop} bytes are needed, {element.length} are there")
            data = start.source.read(element.start + begin, min(stop, element.length) - begin)
            data = _in_order(data, element.vr, start.encoding)
            if 8 * len(data) < first - 8 * begin + wanted:
                raise UnreadableError("the file ends before it does")
            bits = np.unpackbits(np.frombuffer(data, np.uint8), bitorder="little")
            skipped = first - 8 * begin
            return bits[skipped : skipped + wanted].reshape(header.rows, header.columns).astype(np.bool_)
        if element.tag > tag and element.depth == 0:
            break
    raise UnreadableError("its data are missing")


def _in_order(data: bytes, vr: bytes, encoding: Encoding) -> bytes:
    """Return words of big-endian files with their bytes in the order of little-endian ones."""
    if encoding.little or vr == b"OB":
        return data
    return np.frombuffer(data[: len(data) // 2 * 2], ">u2").astype("<u2").tobytes()


def _embedded(instance: Instance, header: OverlayHeader, number: int) -> NDArray[np.bool_]:
    """Return a bit of the pixels that is no part of their values."""
    pixels = instance.pixels
    if pixels is None or pixels.is_color:
        raise UnreadableError("it should lie in the bits of grey pixels, and there are none")
    if header.bit >= pixels.bits_allocated or (header.rows, header.columns) != (pixels.rows, pixels.columns):
        raise UnreadableError("it should lie in bits that the pixels do not have")
    lowest = pixels.high_bit - pixels.bits_stored + 1
    if lowest <= header.bit <= pixels.high_bit:
        raise UnreadableError("it should lie in bits that belong to the image")
    whole = replace(
        pixels,
        bits_stored=pixels.bits_allocated,
        high_bit=pixels.bits_allocated - 1,
        signed=False,
    )
    with FrameReader(replace(instance, pixels=whole)) as reader:
        cells = reader.frame(number)
    return np.asarray(cells >> header.bit & 1, dtype=np.bool_)
