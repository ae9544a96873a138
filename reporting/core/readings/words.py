"""What a supervisor changed in a resident's words, word by word."""

from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum

from reporting.core.report import Report


class Change(Enum):
    """What became of some words."""

    SAME = "same"
    TAKEN_OUT = "taken out"
    PUT_IN = "put in"


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that share a fate, with the blanks between them."""

    change: Change
    text: str


def words_of(report: Report) -> str:
    """Return all that a report says, under its headings."""
    said = (section for section in report.sections if not section.is_empty)
    return "\n\n".join(f"{section.name.value}\n{section.text}" for section in said)


def difference(before: str, after: str) -> tuple[Piece, ...]:
    """Return how one text became the other; what was the same or put in, joined, is ``after``."""
    old, new = _tokens(before), _tokens(after)
    pieces: list[Piece] = []
    for _, start, end, new_start, new_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        taken, put = "".join(old[start:end]), "".join(new[new_start:new_end])
        if taken == put:
            pieces.append(Piece(Change.SAME, put))
            continue
        pieces += [Piece(Change.TAKEN_OUT, taken)] if taken else []
        pieces += [Piece(Change.PUT_IN, put)] if put else []
    return tuple(piece for piece in pieces if piece.text)


def count_changed(pieces: tuple[Piece, ...]) -> int:
    """Return how many words were taken out or put in."""
    return sum(len(piece.text.split()) for piece in pieces if piece.change is not Change.SAME)


def _tokens(text: str) -> list[str]:
    """Return words and what stands between them, so that nothing of the text is lost."""
    tokens: list[str] = []
    kind = None
    for letter in text:
        now = "word" if letter.isalnum() else "blank" if letter.isspace() else "mark"
        if now == kind and now != "mark":
            tokens[-1] += letter
        else:
            tokens.append(letter)
        kind = now
    return tokens
