"""The one walk over nested elements: step by step, never deeper than a limit, never beyond what is there.

Sequences, items and compressed fragments are taken apart without recursion, so that no file can exhaust the
stack (SAFETY F3). PS3.5 7.
"""

from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple

from pydicom._dicom_dict import DicomDictionary

from viewer.dicom.encoding import IMPLICIT, Encoding
from viewer.dicom.failures import UnreadableError, name_of
from viewer.dicom.sources import Source

DEEPEST = 64
UNDEFINED = 0xFFFFFFFF
CHUNK = 4 << 10

ITEM = 0xFFFEE000
END_OF_ITEM = 0xFFFEE00D
END_OF_SEQUENCE = 0xFFFEE0DD

SHORT_VRS = frozenset(b"AE AS AT CS DA DS DT FD FL IS LO LT PN SH SL SS ST TM UI UL US".split())
LONG_VRS = frozenset(b"OB OD OF OL OV OW SQ SV UC UN UR UT UV".split())
KNOWN_VRS = SHORT_VRS | LONG_VRS

SEQUENCES = frozenset(tag for tag, entry in DicomDictionary.items() if entry[0] == "SQ")
"""Elements that are sequences even where the file does not say so (implicit VR, or VR UN)."""


class TooDeepError(UnreadableError):
    """Sequences within sequences beyond the limit."""

    def __init__(self) -> None:
        super().__init__(f"nesting too deep (limit {DEEPEST})")


class Head(NamedTuple):
    """What stands before a value: tag, VR, bytes up to the value, and the value's length or UNDEFINED."""

    tag: int
    vr: bytes
    size: int
    length: int


class Element(NamedTuple):
    """An element met on a walk.

    Attributes
    ----------
    depth
        0 for the dataset itself, 1 for elements of the items of its sequences …
    start
        Offset of the value.
    length
        Of the value, bytes, or UNDEFINED.
    encoding
        How the value is written.
    """

    depth: int
    tag: int
    vr: bytes
    start: int
    length: int
    encoding: Encoding


def head_at(data: bytes, index: int, encoding: Encoding) -> Head:
    """Return what stands before the value of the element at an index; data must hold 8 bytes from there on."""
    if not encoding.explicit:
        group, number, length = encoding.without_vr.unpack_from(data, index)
        return Head(group << 16 | number, b"", 8, length)
    group, number, vr, short = encoding.with_vr.unpack_from(data, index)
    tag = group << 16 | number
    if vr in SHORT_VRS:
        return Head(tag, vr, 8, short)
    if vr in LONG_VRS:
        return Head(tag, vr, 12, _long(data, index + 8, encoding))
    if group == 0xFFFE or not (vr.isalpha() and vr.isupper()):
        return Head(tag, b"", 8, _long(data, index + 4, encoding))  # an item, or written without its VR
    if short:
        return Head(tag, vr, 8, short)
    return Head(tag, vr, 12, _long(data, index + 8, encoding))  # PS3.5 7.1.2: new VRs have long lengths


def is_sequence(head: Head) -> bool:
    """Whether the value is made of items."""
    return head.vr == b"SQ" or (head.vr in (b"", b"UN") and head.tag in SEQUENCES)


def is_sequence_element(element: Element) -> bool:
    """Whether an element met on a walk has items, not a value of its own."""
    undefined = element.length == UNDEFINED and element.vr in (b"", b"UN")
    return undefined or is_sequence(Head(element.tag, element.vr, 0, element.length))


def inner_encoding(vr: bytes, outer: Encoding) -> Encoding:
    """Return how the items of a sequence are written: implicit where its VR is UN (PS3.5 6.2.2)."""
    return IMPLICIT if vr == b"UN" else outer


class Inside(Enum):
    """What a level of the walk is made of."""

    ELEMENTS = "elements"
    ITEMS = "items"
    FRAGMENTS = "fragments"


class _Level(NamedTuple):
    inside: Inside
    stop: int | None
    encoding: Encoding
    tag: int
    depth: int


class Walk:
    """A walk over elements, inward as they are met.

    Parameters
    ----------
    stop
        Offset at which the outermost level ends; None for the end of the source or a delimiter.
    tag
        The sequence walked, for messages.
    with_items
        Whether the items of sequences are met too, each as an element with the tag ITEM, before what is in it.

    Attributes
    ----------
    position
        Offset of what comes next. After the walk, the end of the level it began with.
    """

    def __init__(
        self,
        source: Source,
        position: int,
        encoding: Encoding,
        *,
        stop: int | None = None,
        inside: Inside = Inside.ELEMENTS,
        tag: int = 0,
        with_items: bool = False,
    ) -> None:
        self._source = source
        self._with_items = with_items
        self.position = position
        self._levels = [_Level(inside, stop, encoding, tag, int(inside is Inside.ITEMS))]
        self._data = b""
        self._base = position

    def __iter__(self) -> Iterator[Element]:
        while self._levels:
            level = self._levels[-1]
            if level.stop is not None and self.position >= level.stop:
                self._leave(level)
            elif level.inside is Inside.ELEMENTS:
                yield from self._element(level)
            else:
                levels = len(self._levels)
                self._item(level)
                if self._with_items and len(self._levels) > levels:
                    yield self._met(self._levels[-1])

    def finish(self) -> int:
        """Walk to the end and return its offset."""
        for _ in self:
            pass
        return self.position

    def _met(self, item: _Level) -> Element:
        """Return an item that was just entered, as an element."""
        length = UNDEFINED if item.stop is None else item.stop - self.position
        return Element(item.depth, ITEM, b"", self.position, length, item.encoding)

    def _leave(self, level: _Level) -> None:
        if level.stop is not None and self.position > level.stop:
            raise UnreadableError(f"{name_of(level.tag)}: its content is longer than it says")
        self._levels.pop()

    def _bytes_here(self, least: int) -> tuple[bytes, int]:
        index = self.position - self._base
        if index + 12 > len(self._data):
            self._data, self._base, index = self._source.read(self.position, CHUNK), self.position, 0
        if len(self._data) - index < least:
            self._end_early()
        return self._data, index

    def _end_early(self) -> None:
        tag = next((level.tag for level in reversed(self._levels) if level.tag), 0)
        where = f"inside {name_of(tag)}" if tag else "in the middle of an element"
        raise UnreadableError(f"the file ends {where}")

    def _element(self, level: _Level) -> Iterator[Element]:
        outermost = len(self._levels) == 1
        if outermost and level.stop is None and not self._source.holds(self.position + 1):
            self._levels.pop()
            return
        data, index = self._bytes_here(8)
        head = head_at(data, index, level.encoding)
        if head.tag in (END_OF_ITEM, END_OF_SEQUENCE):
            self._delimiter(head.tag, level)
            return
        start = self.position + head.size
        if head.length != UNDEFINED and not self._source.holds(start + head.length):
            raise UnreadableError(
                f"{name_of(head.tag)} says it is {head.length} bytes long; the file ends before"
            )
        self._bytes_here(head.size)
        self.position = start
        yield Element(level.depth, head.tag, head.vr, start, head.length, level.encoding)
        self._enter_or_skip(head, level, start)

    def _enter_or_skip(self, head: Head, level: _Level, start: int) -> None:
        stop = None if head.length == UNDEFINED else start + head.length
        if is_sequence(head) or (stop is None and head.vr in (b"", b"UN")):
            self._enter(Inside.ITEMS, stop, inner_encoding(head.vr, level.encoding), head.tag)
        elif stop is None:
            self._enter(Inside.FRAGMENTS, None, level.encoding, head.tag)
        else:
            self.position = stop

    def _enter(self, inside: Inside, stop: int | None, encoding: Encoding, tag: int) -> None:
        depth = self._levels[-1].depth + (inside is Inside.ITEMS)
        if depth > DEEPEST:
            raise TooDeepError
        self._levels.append(_Level(inside, stop, encoding, tag, depth))

    def _delimiter(self, tag: int, level: _Level) -> None:
        """Leave the item, and its sequence too where the item's own delimiter was forgotten."""
        self.position += 8
        if len(self._levels) == 1 and level.tag == 0:
            return
        self._levels.pop()
        if tag == END_OF_SEQUENCE and self._levels:
            self._levels.pop()

    def _item(self, level: _Level) -> None:
        data, index = self._bytes_here(8)
        group, number, length = level.encoding.without_vr.unpack_from(data, index)
        tag = group << 16 | number
        self.position += 8
        if tag == END_OF_SEQUENCE:
            self._levels.pop()
            return
        if tag != ITEM:
            raise UnreadableError(f"{name_of(level.tag)}: an item was expected, {name_of(tag)} was found")
        stop = None if length == UNDEFINED else self.position + length
        if stop is not None and not self._source.holds(stop):
            raise UnreadableError(
                f"{name_of(level.tag)}: an item of {length} bytes goes beyond the end of the file"
            )
        if level.inside is Inside.FRAGMENTS:
            self.position = stop if stop is not None else self.position
        else:
            self._levels.append(_Level(Inside.ELEMENTS, stop, level.encoding, level.tag, level.depth))


def _long(data: bytes, index: int, encoding: Encoding) -> int:
    return int.from_bytes(data[index : index + 4], "little" if encoding.little else "big")
