"""Raw values of elements turned into numbers, and the elements of a level read by their keyword."""

import struct
from collections.abc import Callable, Iterable
from functools import lru_cache
from math import isfinite
from typing import TypeVar

from pydicom._dicom_dict import DicomDictionary
from pydicom.datadict import keyword_dict

from viewer.dicom.elements import Raw, read_items
from viewer.dicom.encoding import Encoding
from viewer.dicom.failures import UnreadableError, name_of
from viewer.dicom.text import character_sets, clean, decode, escaped, parts, unknown_sets
from viewer.dicom.walk import inner_encoding

BINARY = {
    b"US": "H",
    b"SS": "h",
    b"UL": "L",
    b"SL": "l",
    b"UV": "Q",
    b"SV": "q",
    b"FL": "f",
    b"FD": "d",
    b"OF": "f",
    b"OD": "d",
    b"OW": "H",
    b"OB": "B",
}

_WRITTEN_OUT = frozenset(BINARY) - {b"OB", b"OW", b"OF", b"OD"}
"""Binary numbers that are written as decimals where text is asked for."""

CHARACTER_SET = 0x00080005

Made = TypeVar("Made")


@lru_cache(maxsize=16384)
def to_numbers(vr: bytes, value: bytes, order: str) -> tuple[float, ...]:
    """Return the numbers of a value: binary ones by their VR, anything else as written decimals.

    Raises
    ------
    ValueError
        Where it holds something else.
    """
    code = BINARY.get(vr)
    if code is None:
        return (
            tuple(_decimal(part) for part in value.rstrip(b"\0 ").split(b"\\")) if value.strip(b"\0 ") else ()
        )
    count, odd = divmod(len(value), struct.calcsize(f"<{code}"))
    if odd and code != "B":
        raise ValueError("its length does not fit its VR")
    return struct.unpack(f"{order}{count}{code}", value)


def _decimal(part: bytes) -> float:
    text = part.decode("ascii").strip("\0 ")
    if "_" in text:
        raise ValueError("an underscore is no digit")
    return float(text)


@lru_cache(maxsize=1024)
def vr_of(tag: int) -> bytes:
    """Return the VR of the dictionary for an element that does not say; the first where there is a choice."""
    entry = DicomDictionary.get(tag)
    return entry[0].encode()[:2] if entry else b"UN"


class Elements:
    """Elements of one level, asked for by the standard's keyword and converted when asked.

    Attributes
    ----------
    problems
        What was wrong with values asked for so far, in words, without their content if it is text. Shared with
        the levels inside.
    """

    __slots__ = ("_encoding", "_only", "_raw", "_sets", "problems")

    def __init__(
        self,
        raw: dict[int, Raw],
        encoding: Encoding,
        sets: tuple[str, ...] = ("ascii",),
        problems: list[str] | None = None,
        only: frozenset[str] | None = None,
    ) -> None:
        self._raw = raw
        self._only = only
        self._encoding = encoding
        self.problems = problems if problems is not None else []
        named = raw.get(CHARACTER_SET)
        self._sets = character_sets(named[1]) if named else sets
        if named and unknown_sets(named[1]):
            self._complain(CHARACTER_SET, "names a character set that is not known")

    def __contains__(self, keyword: str) -> bool:
        return self._tag(keyword) in self._raw

    def part(self, tags: Iterable[int]) -> tuple[tuple[Raw | None, ...], Encoding, tuple[str, ...]]:
        """Return raw elements by tag with all that their meaning depends on: a key for what is made of them."""
        return tuple(map(self._raw.get, tags)), self._encoding, self._sets

    def bytes_of(self, tag: int) -> bytes:
        """Return the raw value of an element by number (private elements have no keyword)."""
        return self._raw.get(tag, (b"", b""))[1]

    def line(self, keyword: str) -> str:
        """Return an element as one line of text, whatever backslashes it holds; empty where absent."""
        tag = self._tag(keyword)
        entry = self._raw.get(tag)
        return clean(self._decoded(tag, entry)) if entry else ""

    def lines_of(self, tags: Iterable[tuple[str, int]]) -> tuple[tuple[str, str], ...]:
        """Return elements by name and number, each as its name and one line of text; none that are empty."""
        raw, found = self._raw, []
        for name, tag in tags:
            entry = raw.get(tag)
            if entry and (line := clean(self._decoded(tag, entry))):
                found.append((name, line))
        return tuple(found)

    def lines(self, keyword: str) -> tuple[str, ...]:
        """Return the lines of a text that may have several, whatever backslashes it holds."""
        tag = self._tag(keyword)
        entry = self._raw.get(tag)
        text = self._decoded(tag, entry) if entry else ""
        return tuple(clean(line) for line in text.rstrip().splitlines())

    def texts(self, keyword: str) -> tuple[str, ...]:
        """Return the values of a text element; empty where it is absent or has no value."""
        tag = self._tag(keyword)
        entry = self._raw.get(tag)
        if not entry:
            return ()
        text = self._decoded(tag, entry)
        return parts(text) if text else ()

    def text(self, keyword: str) -> str:
        """Return the first value of a text element, empty where it is absent."""
        return next(iter(self.texts(keyword)), "")

    def numbers(self, keyword: str, vr: bytes = b"") -> tuple[float, ...]:
        """Return the numbers of an element; none where it is absent or holds something else.

        ``vr`` reads a value as another VR than the file says, e.g. where signed and unsigned are mixed up.
        """
        tag = self._tag(keyword)
        entry = self._raw.get(tag)
        if not entry:
            return ()
        return self._converted(tag, entry, vr)

    def numbers_at(self, tag: int, vr: bytes) -> tuple[float, ...]:
        """Return the numbers of an element by number, read as a VR; none where it is absent."""
        entry = self._raw.get(tag)
        return self._converted(tag, entry, vr) if entry else ()

    def line_at(self, tag: int) -> str:
        """Return an element by number as one line of text, empty where absent."""
        entry = self._raw.get(tag)
        return clean(decode(entry[1], self._sets) or escaped(entry[1])) if entry else ""

    def number(self, keyword: str) -> float | None:
        """Return the first number of an element if it is finite."""
        found = self.numbers(keyword)
        return float(found[0]) if found and isfinite(found[0]) else None

    def integer(self, keyword: str) -> int | None:
        """Return the first number of an element as an integer; None where it is none."""
        found = self.number(keyword)
        if found is None or found != int(found):
            return None
        return int(found)

    def items(self, keyword: str) -> "tuple[Elements, ...]":
        """Return the items of a sequence; none where it is absent or damaged."""
        return self.items_at(self._tag(keyword))

    def items_at(self, tag: int) -> "tuple[Elements, ...]":
        """Return the items of a sequence by number."""
        entry = self._raw.get(tag)
        if not entry:
            return ()
        encoding = inner_encoding(entry[0], self._encoding)
        try:
            found = _items(entry[1], encoding, tag)
        except UnreadableError as problem:
            self.problems.append(problem.reason)
            return ()
        return tuple(Elements(raw, encoding, self._sets, self.problems) for raw in found)

    def first(self, keyword: str) -> "Elements":
        """Return the first item of a sequence, or a level without elements."""
        return next(iter(self.items(keyword)), Elements({}, self._encoding, self._sets, self.problems))

    def _tag(self, keyword: str) -> int:
        if self._only is not None and keyword not in self._only:
            raise LookupError(f"{keyword} is not among the elements that are remembered")
        return keyword_dict[keyword]

    def _decoded(self, tag: int, entry: Raw) -> str:
        vr, value = entry
        if (vr or vr_of(tag)) in _WRITTEN_OUT:
            return "\\".join(f"{number:g}" for number in self._converted(tag, entry, b""))
        text = decode(value, self._sets)
        if text is None:
            self._complain(tag, "holds bytes that do not fit its character set; they are shown as \\xNN")
            return escaped(value)
        return text

    def _converted(self, tag: int, entry: Raw, vr: bytes) -> tuple[float, ...]:
        written = entry[0] if entry[0] not in (b"", b"UN") else vr_of(tag)
        try:
            return to_numbers(vr or written, entry[1], self._encoding.order)
        except (ValueError, UnicodeError):
            self._complain(tag, "holds something that is no number")
            return ()

    def _complain(self, tag: int, what: str) -> None:
        problem = f"{name_of(tag)} {what}"
        if problem not in self.problems:
            self.problems.append(problem)


def remembered(
    make: Callable[[Elements], Made], keywords: Iterable[str], size: int
) -> Callable[[Elements], Made]:
    """Return ``make`` with a memory: the slices of a series share most of their elements byte by byte.

    Parameters
    ----------
    make
        Makes a frozen value of the elements with these keywords, and asks for no others.
    size
        How many different values are kept.
    """
    names = tuple(keywords)
    only = frozenset(names)
    tags = tuple(keyword_dict[name] for name in names)

    @lru_cache(maxsize=size)
    def made(
        raw: tuple[Raw | None, ...], encoding: Encoding, sets: tuple[str, ...]
    ) -> tuple[Made, tuple[str, ...]]:
        present = {tag: entry for tag, entry in zip(tags, raw, strict=True) if entry is not None}
        part = Elements(present, encoding, sets, only=only)
        return make(part), tuple(part.problems)

    def read(elements: Elements) -> Made:
        value, problems = made(*elements.part(tags))
        for problem in problems:
            if problem not in elements.problems:
                elements.problems.append(problem)
        return value

    return read


def _items(value: bytes, encoding: Encoding, tag: int) -> tuple[dict[int, Raw], ...]:
    return _small_items(value, encoding, tag) if len(value) <= 2048 else read_items(value, encoding, tag)


_small_items = lru_cache(maxsize=4096)(read_items)
"""Small sequences repeat from frame to frame and from slice to slice."""
