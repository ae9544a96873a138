"""Every element of a file as a row for the header view; of a broken file, as many as can be read."""

from collections.abc import Iterator
from pathlib import Path

from pydicom.datadict import dictionary_description, dictionary_has_tag

from viewer.dicom.encoding import EXPLICIT
from viewer.dicom.failures import NotDicomError, UnreadableError
from viewer.dicom.header_row import HeaderRow
from viewer.dicom.part10 import META, PREAMBLE, find_dataset
from viewer.dicom.sop_classes import registered_name
from viewer.dicom.sources import File, Source, opened, said_by_system
from viewer.dicom.text import character_sets, clean, decode, escaped
from viewer.dicom.values import BINARY, CHARACTER_SET, to_numbers, vr_of
from viewer.dicom.walk import UNDEFINED, Element, Walk, is_sequence_element

MOST_ROWS = 20_000
LONGEST_VALUE = 256
"""Bytes of a value that are read for showing."""

_TEXT = frozenset((b"AE", b"AS", b"CS", b"DA", b"DS", b"DT", b"IS", b"LO", b"LT", b"PN", b"SH", b"ST", b"TM"))
_MORE_TEXT = frozenset((b"UC", b"UI", b"UR", b"UT"))
_BYTES_SHOWN = 16


def header_rows(path: Path) -> tuple[HeaderRow, ...]:
    """Return the elements of a file in file order; the last row says where reading had to stop, if it had to."""
    rows: list[HeaderRow] = []
    try:
        with opened(path) as file:
            for row in _rows(file):
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
    return tuple(rows)


def _rows(file: File) -> Iterator[HeaderRow]:
    start = find_dataset(file)
    sets: tuple[str, ...] = ("ascii",)
    for problem in start.problems:
        yield _remark(problem)
    if file.read(PREAMBLE, 4) == b"DICM":
        for element in Walk(file, PREAMBLE + 4, EXPLICIT):
            if element.tag >> 16 != META:
                break
            yield _row(file, element, sets)
    for element in Walk(start.source, start.position, start.encoding):
        if element.tag == CHARACTER_SET and element.depth == 0:
            sets = character_sets(start.source.read(element.start, min(element.length, LONGEST_VALUE)))
        yield _row(start.source, element, sets)


def _row(source: Source, element: Element, sets: tuple[str, ...]) -> HeaderRow:
    tag = element.tag
    vr = element.vr or vr_of(tag)
    known = dictionary_has_tag(tag)
    return HeaderRow(
        depth=element.depth,
        tag=f"({tag >> 16:04X},{tag & 0xFFFF:04X})",
        vr=vr.decode("ascii", "replace"),
        length=None if element.length == UNDEFINED else element.length,
        name=dictionary_description(tag)
        if known
        else ("Private element" if tag >> 16 & 1 else "Unknown element"),
        value=_value(source, element, vr, sets),
    )


def _value(source: Source, element: Element, vr: bytes, sets: tuple[str, ...]) -> str:
    if is_sequence_element(element):
        return ""
    if element.length == UNDEFINED:
        return "compressed"
    raw = source.read(element.start, min(element.length, LONGEST_VALUE))
    more = " …" if element.length > LONGEST_VALUE else ""
    if vr in _TEXT or vr in _MORE_TEXT:
        text = decode(raw, sets)
        shown = clean(escaped(raw) if text is None else text)
        meaning = registered_name(shown) if vr == b"UI" else ""
        return f"{shown} ({meaning})" if meaning else shown + more
    if vr == b"AT":
        return _tags(raw, element) + more
    if vr in BINARY and vr not in (b"OB", b"OW"):
        return _numbers(raw, vr, element) + more
    return _hexadecimal(raw, element.length)


def _tags(raw: bytes, element: Element) -> str:
    numbers = to_numbers(b"US", raw[: len(raw) // 4 * 4], element.encoding.order)
    pairs = zip(numbers[::2], numbers[1::2], strict=True)
    return "\\".join(f"({int(group):04X},{int(number):04X})" for group, number in pairs)


def _numbers(raw: bytes, vr: bytes, element: Element) -> str:
    try:
        return "\\".join(f"{number:g}" for number in to_numbers(vr, raw, element.encoding.order))
    except ValueError:
        return _hexadecimal(raw, element.length)


def _hexadecimal(raw: bytes, length: int) -> str:
    printable = raw.rstrip(b"\0 ")
    if printable and printable.isascii() and printable.decode("ascii").isprintable():
        return printable.decode("ascii") + (" …" if length > len(raw) else "")
    shown = raw[:_BYTES_SHOWN].hex(" ")
    return f"{shown} … {length} bytes" if length > _BYTES_SHOWN else shown


def _remark(text: str) -> HeaderRow:
    return HeaderRow(0, "", "", None, "", text)
