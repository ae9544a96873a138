"""Every element of a file as a row for the header view; of a broken file, as many as can be read."""

from collections.abc import Iterator
from dataclasses import replace
from hashlib import blake2b
from pathlib import Path

import numpy as np
from pydicom.datadict import dictionary_description, dictionary_has_tag

from viewer.dicom.encoding import EXPLICIT
from viewer.dicom.failures import NotDicomError, UnreadableError
from viewer.dicom.header_row import HeaderRow
from viewer.dicom.part10 import META, PREAMBLE, find_dataset
from viewer.dicom.private_names import PrivateNames
from viewer.dicom.sop_classes import registered_name
from viewer.dicom.sources import File, Source, opened, said_by_system
from viewer.dicom.text import character_sets, clean, decode, escaped
from viewer.dicom.values import BINARY, CHARACTER_SET, to_numbers, vr_of
from viewer.dicom.walk import ITEM, UNDEFINED, Element, Inside, Walk, is_sequence_element

MOST_ROWS = 20_000
LONGEST_VALUE = 1024
"""Bytes of a value that are read for showing."""

_TEXT = frozenset((b"AE", b"AS", b"CS", b"DA", b"DS", b"DT", b"IS", b"LO", b"LT", b"PN", b"SH", b"ST", b"TM"))
_MORE_TEXT = frozenset((b"UC", b"UI", b"UR", b"UT"))
_BYTES_SHOWN = 16
_NO_ITEMS = "no items"
_PIECE = 1 << 20


def header_rows(path: Path) -> tuple[HeaderRow, ...]:
    """Return the elements of a file in file order; the last row says where reading had to stop, if it had to."""
    return _read(path, with_digests=False)


def rows_to_compare(path: Path) -> tuple[HeaderRow, ...]:
    """Return the elements of a file as header_rows does, and with what tells long values apart."""
    return _read(path, with_digests=True)


def _read(path: Path, *, with_digests: bool) -> tuple[HeaderRow, ...]:
    rows: list[HeaderRow] = []
    try:
        with opened(path) as file:
            for row in _rows(file, with_digests=with_digests):
                rows.append(row)
                if len(rows) == MOST_ROWS:
                    rows.append(_remark(f"only the first {MOST_ROWS} elements are shown"))
                    break
    except UnreadableError as problem:
        rows.append(_remark(f"reading stopped: {problem.reason}"))
    except NotDicomError as problem:
        rows.append(_remark(problem.why))
    except OSError as problem:
        rows.append(_remark(f"reading stopped: {said_by_system(problem)}"))
    return _counted(rows)


def _counted(rows: list[HeaderRow]) -> tuple[HeaderRow, ...]:
    """Return rows whose sequences say how many items they have."""
    above: list[int] = []
    counts: dict[int, int] = {}
    for index, row in enumerate(rows):
        del above[row.depth :]
        above.append(index)
        if row.tag == _ITEM_TAG and len(above) > 1:
            counts[above[-2]] = counts.get(above[-2], 0) + 1
    for index, count in counts.items():
        rows[index] = replace(rows[index], value="1 item" if count == 1 else f"{count} items")
    return tuple(rows)


def _rows(file: File, *, with_digests: bool) -> Iterator[HeaderRow]:
    start = find_dataset(file)
    for problem in start.problems:
        yield _remark(problem)
    if file.read(PREAMBLE, 4) == b"DICM":
        meta = _Reader(file, with_digests=with_digests)
        for element in Walk(file, PREAMBLE + 4, EXPLICIT):
            if element.tag >> 16 != META:
                break
            yield meta.row(element)
    reader = _Reader(start.source, with_digests=with_digests)
    for element in Walk(start.source, start.position, start.encoding, with_items=True):
        yield reader.row(element)


class _Reader:
    """Makes rows of elements in file order; remembers what was said before and matters later.

    That is: character sets, private creators, and how many items of each sequence have gone by.
    """

    def __init__(self, source: Source, *, with_digests: bool) -> None:
        self._source = source
        self._with_digests = with_digests
        self._sets: tuple[str, ...] = ("ascii",)
        self._private = PrivateNames()
        self._items: dict[int, int] = {}

    def row(self, element: Element) -> HeaderRow:
        """Return the row of an element, or of an item."""
        if element.tag == ITEM:
            return self._item(element)
        tag = element.tag
        self._items[element.depth + 1] = 0
        if tag == CHARACTER_SET and element.depth == 0:
            raw = self._source.read(element.start, min(element.length, LONGEST_VALUE))
            self._sets = character_sets(raw)
        vr = element.vr or (self._private.vr(element.depth, tag) if tag >> 16 & 1 else vr_of(tag))
        value = self._value(element, vr)
        if self._private.is_creator(tag):
            self._private.learn(element.depth, tag, value)
        return HeaderRow(
            depth=2 * element.depth,
            tag=_written(tag),
            vr=vr.decode("ascii", "replace"),
            length=None if element.length == UNDEFINED else element.length,
            name=self._name(element),
            value=value,
            digest=self._digest(element, vr) if self._with_digests else "",
        )

    def _item(self, element: Element) -> HeaderRow:
        number = self._items.get(element.depth, 0) + 1
        self._items[element.depth] = number
        self._private.enter(element.depth)
        length = None if element.length == UNDEFINED else element.length
        return HeaderRow(2 * element.depth - 1, _ITEM_TAG, "", length, f"Item {number}", "")

    def _name(self, element: Element) -> str:
        tag = element.tag
        if tag >> 16 & 1:
            return self._private.name(element.depth, tag)
        return dictionary_description(tag) if dictionary_has_tag(tag) else "Unknown element"

    def _value(self, element: Element, vr: bytes) -> str:
        if is_sequence_element(element):
            return _NO_ITEMS
        if element.length == UNDEFINED:
            return "compressed"
        raw = self._source.read(element.start, min(element.length, LONGEST_VALUE))
        more = " …" if element.length > LONGEST_VALUE else ""
        if vr in _TEXT or vr in _MORE_TEXT:
            text = decode(raw, self._sets)
            shown = clean(escaped(raw) if text is None else text)
            meaning = registered_name(shown) if vr == b"UI" else ""
            return f"{shown} ({meaning})" if meaning else shown + more
        if vr == b"AT":
            return _tags(raw, element) + more
        if vr in BINARY and vr not in (b"OB", b"OW"):
            return _numbers(raw, vr, element) + more
        return _hexadecimal(raw, element.length)

    def _digest(self, element: Element, vr: bytes) -> str:
        """Return what tells a value apart that is not shown whole: of compressed pixels, all fragments together."""
        length = element.length
        is_readable = vr in _TEXT or vr in _MORE_TEXT or vr == b"AT" or vr in BINARY
        shown = LONGEST_VALUE if is_readable and vr not in (b"OB", b"OW") else _BYTES_SHOWN
        if is_sequence_element(element) or length <= shown:
            return ""
        if length == UNDEFINED:
            fragments = Walk(self._source, element.start, element.encoding, inside=Inside.FRAGMENTS)
            length = fragments.finish() - element.start
        found = blake2b(digest_size=16)
        for begin in range(element.start, element.start + length, _PIECE):
            found.update(self._source.read(begin, min(_PIECE, element.start + length - begin)))
        return found.hexdigest()


def _written(tag: int) -> str:
    return f"({tag >> 16:04X},{tag & 0xFFFF:04X})"


_ITEM_TAG = _written(ITEM)


def _tags(raw: bytes, element: Element) -> str:
    numbers = to_numbers(b"US", raw[: len(raw) // 4 * 4], element.encoding.order)
    pairs = zip(numbers[::2], numbers[1::2], strict=True)
    return "\\".join(f"({int(group):04X},{int(number):04X})" for group, number in pairs)


def _numbers(raw: bytes, vr: bytes, element: Element) -> str:
    try:
        numbers = to_numbers(vr, raw, element.encoding.order)
        return "\\".join(_number(number, vr) for number in numbers)
    except ValueError:
        return _hexadecimal(raw, element.length)


def _number(number: float, vr: bytes) -> str:
    """Return a number with every digit it has: a rounded one would hide what it is."""
    if vr in (b"FL", b"OF"):
        return str(np.float32(number))
    return repr(number)


def _hexadecimal(raw: bytes, length: int) -> str:
    printable = raw.rstrip(b"\0 ")
    if printable and printable.isascii() and printable.decode("ascii").isprintable():
        return printable.decode("ascii") + (" …" if length > len(raw) else "")
    shown = raw[:_BYTES_SHOWN].hex(" ")
    return f"{shown} … {length} bytes" if length > _BYTES_SHOWN else shown


def _remark(text: str) -> HeaderRow:
    return HeaderRow(0, "", "", None, "", text)
