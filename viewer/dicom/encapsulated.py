"""Documents that lie whole inside an object: PDF, CDA, 3D models. PS3.3 C.24."""

from dataclasses import dataclass
from pathlib import Path

from viewer.dicom.failures import UnreadableError
from viewer.dicom.part10 import find_dataset
from viewer.dicom.sources import Source, opened, said_by_system
from viewer.dicom.text import character_sets, clean, decode, escaped
from viewer.dicom.values import CHARACTER_SET, to_numbers
from viewer.dicom.walk import UNDEFINED, Element, Walk

DOCUMENT = 0x00420011
_TITLE = 0x00420010
_MIME_TYPE = 0x00420012
_LENGTH = 0x00420015
_DATE, _TIME = 0x00080023, 0x00080033
_SHORT = 10 << 10


@dataclass(frozen=True, slots=True)
class Encapsulated:
    """A document as its object holds it.

    Attributes
    ----------
    content
        Its bytes, without what only made their number even.
    """

    title: str
    mime_type: str
    date: str
    time: str
    content: bytes


def read_encapsulated(path: Path, largest_bytes: int) -> Encapsulated:
    """Return the document inside a file.

    Raises
    ------
    NotDicomError, UnreadableError
        Where there is none, or it is larger than allowed.
    """
    try:
        with opened(path) as file:
            start = find_dataset(file)
            return _read(start.source, Walk(start.source, start.position, start.encoding), largest_bytes)
    except OSError as problem:
        raise UnreadableError(said_by_system(problem)) from problem


def _read(source: Source, walk: Walk, largest_bytes: int) -> Encapsulated:
    found: dict[int, Element] = {}
    try:
        for element in walk:
            if element.depth == 0:
                found[element.tag] = element
    except UnreadableError:
        if DOCUMENT not in found:
            raise
    document = found.get(DOCUMENT)
    if document is None or document.length == UNDEFINED:
        raise UnreadableError("it holds no document (0042,0011)")
    if document.length > largest_bytes:
        raise UnreadableError(f"the document is larger than {largest_bytes >> 20} MiB")
    sets = character_sets(_value(source, found.get(CHARACTER_SET)))

    def words(tag: int) -> str:
        raw = _value(source, found.get(tag))
        text = decode(raw, sets)
        return clean(escaped(raw) if text is None else text)

    content = source.read(document.start, document.length)
    return Encapsulated(
        words(_TITLE), words(_MIME_TYPE), words(_DATE), words(_TIME), content[: _length(source, found)]
    )


def _length(source: Source, found: dict[int, Element]) -> int:
    """Return how many bytes the document has, where the object says so sensibly."""
    value, said = found[DOCUMENT].length, found.get(_LENGTH)
    if said is None:
        return value
    numbers = to_numbers(b"UL", _value(source, said)[:4].ljust(4, b"\0"), said.encoding.order)
    return int(numbers[0]) if value - 1 <= numbers[0] <= value else value


def _value(source: Source, element: Element | None) -> bytes:
    if element is None or element.length == UNDEFINED:
        return b""
    return source.read(element.start, min(element.length, _SHORT))
