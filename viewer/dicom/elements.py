"""The top level of a dataset, read quickly: every small element as its raw bytes, and where the pixels lie.

Pixel data are found and never read. Reading stops there: nothing that a viewer needs comes after them.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

from viewer.dicom.encoding import Encoding
from viewer.dicom.failures import UnreadableError, name_of
from viewer.dicom.sources import PIECE, Memory, Source
from viewer.dicom.walk import (
    DEEPEST,
    END_OF_ITEM,
    END_OF_SEQUENCE,
    ITEM,
    LONG_VRS,
    SEQUENCES,
    SHORT_VRS,
    UNDEFINED,
    Head,
    Inside,
    TooDeepError,
    Walk,
    head_at,
    inner_encoding,
    is_sequence,
)

Raw = tuple[bytes, bytes]
"""VR and value of an element, as in the file. The VR is empty where the file does not give it."""

ReadPlain = Callable[[dict[int, Raw], bytes, Encoding], int]
"""Reads ordinary elements that lie within data whole; returns the index of the first that does not."""

FLOAT_PIXELS = 0x7FE00008
DOUBLE_PIXELS = 0x7FE00009
INTEGER_PIXELS = 0x7FE00010
PIXELS = frozenset({FLOAT_PIXELS, DOUBLE_PIXELS, INTEGER_PIXELS})

SMALL = 64 << 10
LARGE_SEQUENCES = frozenset(
    {
        *(0x00041220, 0x00283000, 0x00283010, 0x00480105, 0x52009229, 0x52009230),
        *(0x00081115, 0x00283110, 0x00409094, 0x0040A375, 0x0040A730, 0x00700001, 0x0070005A, 0x20500010),
        0x00700308,
    }
)
"""Sequences that are kept whatever their size: directory records, tables, functional groups; and of what others
made of images: references, contents, annotations, displayed areas, registrations."""

LARGEST_KEPT = 256 << 20

ICC_PROFILE = 0x00282000
LARGEST_PROFILE = 4 << 20
"""Color profiles are kept up to this size: those of slide scanners take a megabyte."""

_LEAST_NEST = 16
"""Bytes that one more level of nesting takes: the head of a sequence and of its item."""


@dataclass(slots=True)
class Level:
    """The elements of one level of a dataset.

    Attributes
    ----------
    values
        Tag → raw element. Values above 64 KiB are left out, but for the sequences a viewer needs.
    pixel_tag, pixel_offset, pixel_length
        Of the pixel data element's value; the length is None for encapsulated pixel data.
    """

    values: dict[int, Raw] = field(default_factory=dict)
    pixel_tag: int = 0
    pixel_offset: int = -1
    pixel_length: int | None = None


def read_level(
    source: Source,
    position: int,
    encoding: Encoding,
    *,
    largest: int = SMALL,
    explicit: ReadPlain | None = None,
) -> Level:
    """Return the elements from an offset to the pixel data or the end of the source.

    Values of more than ``largest`` bytes are left out. ``explicit`` does what ``read_plain`` does, perhaps faster.

    Raises
    ------
    UnreadableError
        Where an element goes beyond the end, or sequences are nested too deep.
    """
    level = Level()
    plain = (explicit or read_plain) if encoding.explicit else _read_plain_implicit
    while level.pixel_tag == 0:
        data = source.read(position, PIECE)
        index = plain(level.values, data, encoding)
        position += index
        if len(data) - index < 12 and source.holds(position + 12):
            continue
        if not any(data[index:]) and not source.holds(position + PIECE):
            break  # the end, padded with zeros at most
        position = _read_any(level, source, position, encoding, largest)
    return level


def read_items(content: bytes, encoding: Encoding, tag: int) -> tuple[dict[int, Raw], ...]:
    """Return the elements of each item of a sequence, given the value of the sequence."""
    source = Memory(content)
    items = []
    position = 0
    while len(content) - position >= 8:
        head = head_at(content, position, encoding)
        position += 8
        if head.tag == END_OF_SEQUENCE:
            break
        if head.tag != ITEM:
            raise UnreadableError(f"{name_of(tag)}: an item was expected, {name_of(head.tag)} was found")
        if head.length == UNDEFINED:
            stop = Walk(source, position, encoding, inside=Inside.ELEMENTS, tag=tag).finish()
            inner = content[position : stop - 8]
        else:
            stop = position + head.length
            inner = content[position:stop]
        items.append(read_level(Memory(inner), 0, encoding, largest=len(inner)).values)  # it is here already
        position = stop
    return tuple(items)


def read_plain(values: dict[int, Raw], data: bytes, encoding: Encoding) -> int:
    """Read ordinary elements that lie within data whole; return the index of the first that does not."""
    unpack, big = encoding.with_vr.unpack_from, not encoding.little
    short_vrs, long_vrs, sequences, pixels = SHORT_VRS, LONG_VRS, SEQUENCES, PIXELS
    last = len(data)
    index = 0
    while index + 12 <= last:
        group, number, vr, length = unpack(data, index)
        tag = group << 16 | number
        start = index + 8
        if vr not in short_vrs:
            if vr not in long_vrs or vr == b"SQ" or tag in pixels or (vr == b"UN" and tag in sequences):
                break
            length = int.from_bytes(data[start : start + 4], "big" if big else "little")
            start += 4
        stop = start + length
        if stop > last:
            break
        values[tag] = vr, data[start:stop]
        index = stop
    return index


def _read_plain_implicit(values: dict[int, Raw], data: bytes, encoding: Encoding) -> int:
    """Read ordinary elements that lie within data whole; return the index of the first that does not."""
    unpack = encoding.without_vr.unpack_from
    sequences, pixels = SEQUENCES, PIXELS
    last = len(data)
    index = 0
    while index + 12 <= last:
        group, number, length = unpack(data, index)
        tag = group << 16 | number
        stop = index + 8 + length
        if stop > last or tag in sequences or tag in pixels or group == 0xFFFE:
            break
        values[tag] = b"", data[index + 8 : stop]
        index = stop
    return index


def _read_any(level: Level, source: Source, position: int, encoding: Encoding, largest: int) -> int:
    """Read one element of any kind, or note that it is the pixel data; return where the next begins."""
    data = source.read(position, 12)
    if len(data) < 8:
        last = next(reversed(level.values), 0)
        after = f" after {name_of(last)}" if last else ""
        raise UnreadableError(f"the file ends in the middle of an element{after}")
    head = head_at(data, 0, encoding)
    start = position + head.size
    if head.tag in PIXELS:
        level.pixel_tag, level.pixel_offset = head.tag, start
        level.pixel_length = None if head.length == UNDEFINED else head.length
        return start
    if head.tag in (END_OF_ITEM, END_OF_SEQUENCE):
        return position + 8
    if head.length == UNDEFINED or is_sequence(head):
        return _read_sequence(level, source, start, head, encoding, largest)
    stop = start + head.length
    if not source.holds(stop):
        raise UnreadableError(
            f"{name_of(head.tag)} says it is {head.length} bytes long; the file ends before"
        )
    if head.length <= largest or (head.tag == ICC_PROFILE and head.length <= LARGEST_PROFILE):
        level.values[head.tag] = head.vr, source.read(start, head.length)
    return stop


def _read_sequence(
    level: Level, source: Source, start: int, head: Head, encoding: Encoding, largest: int
) -> int:
    inner = inner_encoding(head.vr, encoding)
    if head.length == UNDEFINED:
        fragments = not is_sequence(head) and head.vr not in (b"", b"UN")
        stop = _end_of_undefined(source, start, inner, head.tag, fragments=fragments)
        length = stop - 8 - start
        if fragments:
            return stop
    else:
        stop, length = start + head.length, head.length
        if not source.holds(stop):
            raise UnreadableError(f"{name_of(head.tag)} says it is {length} bytes long; the file ends before")
        _refuse_depth(source, start, stop, inner, head.tag)
    if length <= largest or (head.tag in LARGE_SEQUENCES and length <= LARGEST_KEPT):
        vr = b"UN" if head.vr == b"UN" else b"SQ"
        level.values[head.tag] = vr, source.read(start, length)
    return stop


def _end_of_undefined(source: Source, start: int, encoding: Encoding, tag: int, *, fragments: bool) -> int:
    """Return where a sequence of undefined length ends, its delimiter included."""
    if not fragments:
        candidate = _up_to_delimiter(source.read(start, SMALL >> 3), encoding)
        if candidate and _is_whole(candidate, encoding, tag):
            return start + len(candidate)
    inside = Inside.FRAGMENTS if fragments else Inside.ITEMS
    return Walk(source, start, encoding, inside=inside, tag=tag).finish()


def _up_to_delimiter(data: bytes, encoding: Encoding) -> bytes:
    delimiter = encoding.without_vr.pack(END_OF_SEQUENCE >> 16, END_OF_SEQUENCE & 0xFFFF, 0)
    found = data.find(delimiter)
    return data[: found + 8] if found >= 0 else b""


@lru_cache(maxsize=512)
def _is_whole(content: bytes, encoding: Encoding, tag: int) -> bool:
    """Whether these bytes are one whole sequence with its delimiter. The slices of a series repeat them."""
    try:
        return Walk(Memory(content), 0, encoding, inside=Inside.ITEMS, tag=tag).finish() == len(content)
    except TooDeepError:
        raise
    except UnreadableError:
        return False


def _refuse_depth(source: Source, start: int, stop: int, encoding: Encoding, tag: int) -> None:
    """Raise where a sequence of known length nests too deep; whatever else is odd inside stays its own affair."""
    if stop - start < DEEPEST * _LEAST_NEST:
        return
    try:
        Walk(source, start, encoding, stop=stop, inside=Inside.ITEMS, tag=tag).finish()
    except TooDeepError:
        raise
    except UnreadableError:
        return
