"""From a file to the elements of its dataset: preamble, file meta, deflation and what is wrong with them.

PS3.10 7. Reads files without preamble or file meta, and files whose file meta lies, where the dataset itself
leaves no doubt (SAFETY F17).
"""

from dataclasses import dataclass

from viewer.dicom.elements import Level, Raw, ReadPlain, read_level, read_plain
from viewer.dicom.encoding import (
    BIG,
    DEFLATED,
    EXPLICIT,
    EXPLICIT_BIG,
    EXPLICIT_LITTLE,
    IMPLICIT,
    IMPLICIT_LITTLE,
    Encoding,
    encoding_of,
)
from viewer.dicom.failures import NotDicomError, UnreadableError
from viewer.dicom.sources import PIECE, File, Inflated, Source
from viewer.dicom.walk import KNOWN_VRS, UNDEFINED, head_at

PREAMBLE = 128
MARK = b"DICM"
_GROUP_LENGTH = b"\2\0\0\0UL\4\0"
_META_AT_ONCE = 1024
META = 0x0002
TRANSFER_SYNTAX = 0x00020010
FIRST_GROUPS = (0x0002, 0x0004, 0x0008, 0x0010)
"""Groups a dataset without preamble may begin with."""

_HIDDEN = (
    (b"MZ", "a program for Windows"),
    (b"\x7fELF", "a program for Linux"),
    (b"\xfe\xed\xfa", "a program for macOS"),
    (b"\xce\xfa\xed\xfe", "a program for macOS"),
    (b"\xcf\xfa\xed\xfe", "a program for macOS"),
    (b"\xca\xfe\xba\xbe", "a program for macOS"),
    (b"#!", "a script"),
    (b"%PDF", "a PDF document"),
    (b"PK\3\4", "a ZIP archive"),
    (b"<", "a page of markup"),
)
_MARKS = tuple(mark for mark, _ in _HIDDEN)
"""How something else begins that a file could be used as too. TIFF is not among them: PS3.10 7.1 allows it."""


@dataclass(frozen=True, slots=True)
class Start:
    """Where and how the dataset of a file begins.

    Attributes
    ----------
    source, position
        What to read it from: the file, or its inflated dataset.
    transfer_syntax_uid
        As the file says, or as found where it says nothing or something else.
    """

    source: Source
    position: int
    encoding: Encoding
    transfer_syntax_uid: str
    meta: dict[int, Raw]
    problems: tuple[str, ...] = ()

    @property
    def is_deflated(self) -> bool:
        """Whether offsets count inflated bytes rather than those of the file."""
        return self.transfer_syntax_uid == DEFLATED


def find_dataset(file: File) -> Start:
    """Return where the dataset of a file begins.

    Raises
    ------
    NotDicomError
        Where nothing speaks for DICOM.
    UnreadableError
        Where the DICOM mark is there and nothing readable behind it.
    """
    head = file.read(0, PIECE)
    problems: tuple[str, ...] = ()
    if head[PREAMBLE : PREAMBLE + 4] == MARK:
        position, problems = PREAMBLE + 4, _hidden(head)
    elif head[:4] == MARK:
        position, problems = 4, ("the file has no preamble",)
    else:
        _refuse_unlikely(head)
        position, problems = 0, ("the file has no preamble and no DICOM mark",)
    meta, position = _read_meta(file, position)
    return _start(file, position, meta, problems)


def _hidden(head: bytes) -> tuple[str, ...]:
    """Return what is wrong with a preamble: it can make a program of an image (CVE-2019-11687, SAFETY F9)."""
    if not head.startswith(_MARKS):
        return ()
    return tuple(
        f"the preamble is the beginning of {what}" for mark, what in _HIDDEN if head.startswith(mark)
    )


def read_dataset(start: Start, explicit: ReadPlain | None = None) -> Level:
    """Return the top level of the dataset; ``explicit`` does what ``read_plain`` does, perhaps faster."""
    return read_level(start.source, start.position, start.encoding, explicit=explicit)


def _start(file: File, position: int, meta: dict[int, Raw], problems: tuple[str, ...]) -> Start:
    said = meta.get(TRANSFER_SYNTAX, (b"", b""))[1].rstrip(b"\0 ").decode("ascii", "replace")
    source: Source = file
    if said == DEFLATED:
        source, position = Inflated(file.read(position, file.size)), 0
    found = _encoding_here(source.read(position, 8), encoding_of(said) if said else None)
    if not said:
        said = _syntax_of(found)
        problems = (*problems, "the file does not name its transfer syntax (0002,0010)")
    elif found != encoding_of(said):
        problems = (*problems, "the dataset is not written in the transfer syntax that the file names")
        said = said if said not in (IMPLICIT_LITTLE, EXPLICIT_LITTLE, EXPLICIT_BIG) else _syntax_of(found)
    return Start(source, position, found, said, meta, problems)


def _read_meta(file: File, position: int) -> tuple[dict[int, Raw], int]:
    """Return the elements of group 2 and the offset behind them, whatever their group length says."""
    meta: dict[int, Raw] = {}
    quick, size = _quick_meta(file.read(position, _META_AT_ONCE))
    if quick:
        return quick, position + size
    while len(data := file.read(position, 12)) >= 8 and data[:2] == b"\2\0":
        head = head_at(data, 0, EXPLICIT if data[4:6] in KNOWN_VRS else IMPLICIT)
        stop = position + head.size + head.length
        if head.length == UNDEFINED or not file.holds(stop):
            raise UnreadableError("the file meta information goes beyond the end of the file")
        meta[head.tag] = head.vr, file.read(position + head.size, min(head.length, PIECE))
        position = stop
    return meta, position


def _quick_meta(data: bytes) -> tuple[dict[int, Raw], int]:
    """Return what is written as the standard says, and its size; nothing where there is any doubt."""
    size = 12 + int.from_bytes(data[8:12], "little")
    meta: dict[int, Raw] = {}
    if data[:8] != _GROUP_LENGTH or size > len(data) or data[size : size + 2] == b"\2\0":
        return {}, 0
    read = read_plain(meta, data[12:size], EXPLICIT)
    sound = read == size - 12 and (not meta or min(meta) >> 16 == max(meta) >> 16 == META)
    return (meta, size) if sound else ({}, 0)


def _encoding_here(data: bytes, said: Encoding | None) -> Encoding:
    """Return how elements are written, judged by the first of them; what the file says decides in doubt."""
    if len(data) < 8:
        return said or EXPLICIT
    explicit = data[4:6] in KNOWN_VRS
    if said is not None and said.explicit == explicit and (explicit or said == IMPLICIT):
        return said
    if not explicit:
        return IMPLICIT
    return BIG if int.from_bytes(data[:2], "little") > int.from_bytes(data[:2], "big") else EXPLICIT


def _syntax_of(encoding: Encoding) -> str:
    if not encoding.explicit:
        return IMPLICIT_LITTLE
    return EXPLICIT_LITTLE if encoding.little else EXPLICIT_BIG


def _refuse_unlikely(head: bytes) -> None:
    """Raise unless the first elements could be those of a dataset: known groups, rising tags, lengths that fit."""
    if len(head) < 16:
        raise NotDicomError
    encoding = _encoding_here(head, None)
    index, before = 0, 0
    for _ in range(3):
        if len(head) - index < 12:
            break
        found = head_at(head, index, encoding)
        unlikely = found.tag <= before or (before == 0 and found.tag >> 16 not in FIRST_GROUPS)
        if unlikely or found.length > len(head):
            raise NotDicomError
        index, before = index + found.size + found.length, found.tag
