"""Which bytes of an encapsulated pixel data element belong to which frame. PS3.5 A.4.

Offset tables are believed only where they agree with the fragments that are really there (SAFETY F6).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from struct import Struct

from viewer.dicom.pixels import PixelsError
from viewer.dicom.sources import Source

_ITEM = b"\xfe\xff\x00\xe0"
_HEADER = Struct("<4sL")
_MOST_FRAGMENTS = 4_000_000
_EXTENDED_OFFSETS, _EXTENDED_LENGTHS = b"\xe0\x7f\x01\x00OV\x00\x00", b"\xe0\x7f\x02\x00OV\x00\x00"
_FIRST_BYTES = (
    b"\xff\xd8\xff",
    b"\xff\x4f\xff\x51",
    b"\xff\x0a",
    b"\x00\x00\x00\x0cJX",
    b"\x00\x00\x00\x0cjP",
)
"""How JPEG, JPEG-LS, JPEG 2000 and JPEG XL streams begin."""


@dataclass(frozen=True, slots=True)
class Fragment:
    """Bytes of one item, without its header. ``offset`` counts from the start of the file."""

    offset: int
    length: int


def frames_of(source: Source, offset: int, frames: int) -> list[tuple[Fragment, ...]]:
    """Return the fragments of each frame, in order; fewer than ``frames`` entries where the file holds fewer.

    Parameters
    ----------
    offset
        Of the element's first item, the basic offset table.
    """
    table, fragments = _items(source, offset)
    if not fragments:
        raise PixelsError("the pixel data have no fragments")
    if frames == 1:
        return [tuple(fragments)]
    if len(fragments) <= frames:
        return [(fragment,) for fragment in fragments]
    extended = _extended_offsets(source, offset, frames)
    for starts in (table, extended):
        grouped = _by_offsets(fragments, starts, frames)
        if grouped is not None:
            return grouped
    by_start = _by_first_bytes(source, fragments, frames)
    if by_start is None:
        raise PixelsError(
            f"{len(fragments)} fragments cannot be shared out among {frames} frames: no usable offset table"
        )
    return by_start


def all_fragments(source: Source, offset: int) -> tuple[Fragment, ...]:
    """Return every fragment after the basic offset table."""
    return tuple(_items(source, offset)[1])


def joined(source: Source, fragments: Sequence[Fragment]) -> bytes:
    """Join the bytes of fragments; shorter where the file ends before they do."""
    parts = [source.read(fragment.offset, fragment.length) for fragment in fragments]
    return parts[0] if len(parts) == 1 else b"".join(parts)


def _items(source: Source, offset: int) -> tuple[list[int], list[Fragment]]:
    """Return the basic offset table and the fragments after it."""
    items: list[Fragment] = []
    at = offset
    while len(items) < _MOST_FRAGMENTS and len(header := source.read(at, _HEADER.size)) == _HEADER.size:
        tag, length = _HEADER.unpack(header)
        if tag != _ITEM:
            break
        items.append(Fragment(at + _HEADER.size, length))
        at += _HEADER.size + length
    if not items:
        raise PixelsError("the pixel data do not begin with an item")
    table = source.read(items[0].offset, min(items[0].length, 4 * _MOST_FRAGMENTS))
    return [
        int.from_bytes(table[place : place + 4], "little") for place in range(0, len(table) - 3, 4)
    ], items[1:]


def _extended_offsets(source: Source, offset: int, frames: int) -> list[int]:
    """Return the extended offset table, (7FE0,0001), that lies just before the pixel data; empty without one."""
    size = 12 + 8 * frames
    start = offset - 12 - 2 * size
    both = source.read(start, 2 * size) if start >= 0 else b""
    if both[:8] != _EXTENDED_OFFSETS or both[size : size + 8] != _EXTENDED_LENGTHS:
        return []
    return [int.from_bytes(both[12 + 8 * place : 20 + 8 * place], "little") for place in range(frames)]


def _by_offsets(
    fragments: list[Fragment], starts: list[int], frames: int
) -> list[tuple[Fragment, ...]] | None:
    """Group fragments by a table of starts; None where the table does not fit them."""
    first_item = fragments[0].offset - _HEADER.size
    places = {fragment.offset - _HEADER.size - first_item: place for place, fragment in enumerate(fragments)}
    cuts = [places[start] for start in starts if start in places]
    fits = len(cuts) == len(starts) == frames and cuts == sorted(set(cuts)) and cuts[0] == 0
    return _cut(fragments, cuts) if fits else None


def _by_first_bytes(
    source: Source, fragments: list[Fragment], frames: int
) -> list[tuple[Fragment, ...]] | None:
    """Group fragments by how they begin; None where that does not give the right number of frames."""
    cuts = []
    for place, fragment in enumerate(fragments):
        if source.read(fragment.offset, min(8, fragment.length)).startswith(_FIRST_BYTES):
            cuts.append(place)
    return _cut(fragments, cuts) if len(cuts) == frames and cuts[0] == 0 else None


def _cut(fragments: list[Fragment], cuts: list[int]) -> list[tuple[Fragment, ...]]:
    ends = [*cuts[1:], len(fragments)]
    return [tuple(fragments[start:end]) for start, end in zip(cuts, ends, strict=True)]
