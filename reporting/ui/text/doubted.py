"""What is doubted in one editor: held by row and words, so that words changed since are not marked."""

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtGui import QColor

from reporting.core.lint.doubt import Doubt, Severity
from reporting.ui.text.paragraph import utf16

COLORS = {Severity.SERIOUS: QColor("#c58af0"), Severity.MINOR: QColor("#8f86a8")}


@dataclass(frozen=True, slots=True)
class Underlined:
    """Letters of a paragraph, as an editor counts them, and why they are doubted."""

    start: int
    length: int
    doubt: Doubt


class Doubted:
    """Doubts of one section, found by paragraph."""

    def __init__(self) -> None:
        self._rows: dict[int, tuple[str, tuple[Underlined, ...]]] = {}
        self.whole: tuple[Doubt, ...] = ()
        """Those about the section, not about words of it."""

    def take(self, doubts: Iterable[Doubt], texts: dict[int, str]) -> set[int]:
        """Hold these doubts about paragraphs that say these texts; return the rows that look different now."""
        before = self._rows
        found: dict[int, list[Underlined]] = {}
        known = list(doubts)
        self.whole = tuple(doubt for doubt in known if doubt.row is None)
        for doubt in known:
            if doubt.row is not None and doubt.row in texts:
                text = texts[doubt.row]
                start = utf16(text[: doubt.start])
                length = utf16(text[doubt.start : doubt.end])
                found.setdefault(doubt.row, []).append(Underlined(start, length, doubt))
        self._rows = {row: (texts[row], tuple(underlined)) for row, underlined in found.items()}
        rows = set(before) | set(self._rows)
        return {row for row in rows if before.get(row) != self._rows.get(row)}

    def of(self, row: int, text: str) -> tuple[Underlined, ...]:
        """Return what is doubted in a paragraph, nothing where its words changed since."""
        said, underlined = self._rows.get(row, ("", ()))
        return underlined if said == text else ()

    def at(self, row: int, text: str, column: int) -> Doubt | None:
        """Return the doubt about the letter at a place of a paragraph."""
        for known in self.of(row, text):
            if known.start <= column <= known.start + known.length:
                return known.doubt
        return None
