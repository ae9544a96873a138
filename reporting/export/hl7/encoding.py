r"""How HL7 v2 writes letters and fields: delimiters, escapes, and back. HL7 v2.5.1 chapter 2.

Delimiters are those everybody uses (``|^~\&``). In the words of people they are escaped; line ends become ``\.br\``,
which HL7 knows in formatted text. Segments end with a carriage return.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from reporting.export.letters import plain_lines

FIELD, COMPONENT, REPEAT, ESCAPE, SUB = "|", "^", "~", "\\", "&"
DELIMITERS = COMPONENT + REPEAT + ESCAPE + SUB
SEGMENT_END = "\r"
_ESCAPES = {ESCAPE: "E", FIELD: "F", COMPONENT: "S", REPEAT: "R", SUB: "T"}
_LETTERS = {code: letter for letter, code in _ESCAPES.items()}
_LINE_END = ".br"


def escaped(words: str) -> str:
    """Return words in which no letter is taken for a delimiter; tabs become blanks."""
    kept = plain_lines(words).replace("\t", " ")
    return "".join(
        f"{ESCAPE}{_LINE_END}{ESCAPE}"
        if letter == "\n"
        else _escape(letter)
        if letter in _ESCAPES
        else letter
        for letter in kept
    )


def unescaped(written: str) -> str:
    """Return the words that were escaped; an escape nobody knows stays as it is written."""
    parts = written.split(ESCAPE)
    words = [parts[0]]
    for at in range(1, len(parts), 2):
        code, after = parts[at], parts[at + 1] if at + 1 < len(parts) else ""
        letter = "\n" if code == _LINE_END else _LETTERS.get(code)
        words += [letter if letter is not None else f"{ESCAPE}{code}{ESCAPE}", after]
    return "".join(words)


def components(*words: str, between: str = COMPONENT) -> str:
    """Return words as components of a field, empty ones at the end left out."""
    return between.join(escaped(one) for one in words).rstrip(between)


def segment(name: str, *fields: str) -> str:
    """Return a segment of fields that are escaped already, empty ones at the end left out."""
    return FIELD.join((name, *fields)).rstrip(FIELD)


def message(segments: Iterable[str]) -> str:
    """Return segments as a message."""
    return "".join(f"{one}{SEGMENT_END}" for one in segments)


@dataclass(frozen=True, slots=True)
class Segment:
    """A segment read back: fields by number, the first is 1; of MSH, as HL7 counts them, the delimiters are 1 and 2."""

    name: str
    fields: tuple[str, ...]

    def field(self, number: int) -> str:
        """Return a field as it is written; empty where there is none."""
        return self.fields[number - 1] if number <= len(self.fields) else ""

    def words(self, number: int, component: int = 1) -> str:
        """Return the words of a component of a field."""
        parts = self.field(number).split(COMPONENT)
        return unescaped(parts[component - 1]) if component <= len(parts) else ""


def segments_of(written: str) -> tuple[Segment, ...]:
    """Return the segments of a message."""
    lines = [line for line in written.split(SEGMENT_END) if line.strip()]
    return tuple(_segment(line) for line in lines)


def _segment(line: str) -> Segment:
    name, *fields = line.split(FIELD)
    return Segment(name, (FIELD, *fields) if name == "MSH" else tuple(fields))


def _escape(letter: str) -> str:
    return f"{ESCAPE}{_ESCAPES[letter]}{ESCAPE}"
