"""A document by lines, written into a text that can be searched, copied and printed. Never as markup (SAFETY F13)."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice

from PySide6.QtGui import QColor, QFont, QTextBlockFormat, QTextCharFormat, QTextCursor, QTextDocument

from app.documents.document import Document, Line, LineKind
from viewer.core.study import FrameKey
from viewer.ui.theme import COLORS

LINK = "reference:"
INDENT_PX = 16
DEEPEST_INDENT = 12
MOST_LINKS = 40
"""References of one line that are shown singly; more are counted."""


@dataclass(frozen=True, slots=True)
class Ink:
    """Colours of a text: on the screen, or on paper."""

    text: str
    dim: str
    heading: str
    link: str
    caution: str


SCREEN = Ink(COLORS.text, COLORS.dim, COLORS.accent_text, COLORS.accent_text, COLORS.caution)
PAPER = Ink("#000000", "#505050", "#000000", "#000000", "#000000")

Named = Callable[[FrameKey], str]
"""What a reference is called where its object is open; empty where it is not."""


class Writing:
    """Writes a document into an empty text, all at once or by and by.

    Parameters
    ----------
    identity
        Whose it is, for paper; empty where that stands beside the text.

    Attributes
    ----------
    references
        What the links written so far point at: the anchor ``reference:3`` is number 3.
    """

    def __init__(
        self, target: QTextDocument, document: Document, identity: str, named: Named, ink: Ink
    ) -> None:
        self._cursor = QTextCursor(target)
        self._points = target.defaultFont().pointSizeF()
        self._named = named
        self._ink = ink
        self._is_empty = True
        self._lines = iter(document.lines)
        self.references: list[FrameKey] = []
        self.head(document, identity)

    def write(self, most: int | None = None) -> bool:
        """Write the next lines, all that are left by default; return whether there are more."""
        self._cursor.beginEditBlock()
        count = 0
        for line in islice(self._lines, most):
            self.line(line)
            count += 1
        self._cursor.endEditBlock()
        return count == most

    def head(self, document: Document, identity: str) -> None:
        """Write what the document is, whose, and what to know before believing it."""
        if not document.title:
            return
        self._block(0, above=0)
        self._words(document.title, self._format(self._ink.text, grown=1.5, bold=True))
        for words in identity.splitlines():
            self._block(0)
            self._words(words, self._format(self._ink.text))
        for name, value in document.facts:
            self._block(0)
            self._words(f"{name} ", self._format(self._ink.dim))
            self._words(value, self._format(self._ink.text))
        if document.warnings:
            self._block(0, above=4)
            self._words("  ·  ".join(document.warnings), self._format(self._ink.caution, bold=True))
        self._block(0, above=6)

    def line(self, line: Line) -> None:
        """Write one line of the content."""
        if line.kind is LineKind.HEADING:
            self._block(line.depth, above=10 if line.depth < 2 else 6)
            grown = 1.2 if line.depth == 0 else 1.08 if line.depth == 1 else 1.0
            self._words(line.name, self._format(self._ink.heading, grown=grown, bold=True))
            if line.value:
                self._words(f"  {line.value}", self._format(self._ink.text))
        elif line.kind is LineKind.PROSE:
            if line.name:
                self._block(line.depth, above=4)
                self._words(line.name, self._format(self._ink.dim))
            self._prose(line)
        else:
            self._item(line)
        if line.frames:
            self._links(line)

    def _prose(self, line: Line) -> None:
        for index, words in enumerate(line.value.split("\n")):
            self._block(line.depth, above=0 if index or line.name else 4)
            self._words(words, self._format(self._ink.text))

    def _item(self, line: Line) -> None:
        self._block(line.depth, above=2)
        strong = self._ink.dim if line.kind is LineKind.ASIDE else self._ink.text
        if line.name:
            mark = ": " if line.value else ""
            self._words(f"{line.name}{mark}", self._format(self._ink.dim))
        self._words(line.value.replace("\n", " "), self._format(strong))

    def _links(self, line: Line) -> None:
        for number, frame in enumerate(line.frames[:MOST_LINKS]):
            name = self._named(frame)
            look = self._format(self._ink.link if name else self._ink.dim)
            look.setAnchor(True)
            look.setAnchorHref(f"{LINK}{len(self.references)}")
            look.setFontUnderline(bool(name))
            self.references.append(frame)
            self._words("  " if number == 0 else "   ", self._format(self._ink.dim))
            self._words(name or not_open(frame), look)
        left = len(line.frames) - MOST_LINKS
        if left > 0:
            self._words(f"   and {left} more", self._format(self._ink.dim))

    def _block(self, depth: int, above: int = 1) -> None:
        shape = QTextBlockFormat()
        shape.setLeftMargin(INDENT_PX * min(depth, DEEPEST_INDENT))
        shape.setTopMargin(above)
        if self._is_empty:
            self._cursor.setBlockFormat(shape)
            self._is_empty = False
        else:
            self._cursor.insertBlock(shape, QTextCharFormat())

    def _words(self, words: str, look: QTextCharFormat) -> None:
        self._cursor.insertText(words, look)

    def _format(self, color: str, *, grown: float = 1.0, bold: bool = False) -> QTextCharFormat:
        look = QTextCharFormat()
        look.setForeground(QColor(color))
        look.setFontPointSize(self._points * grown)
        look.setFontWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
        return look


def not_open(frame: FrameKey) -> str:
    """Return what to call a reference whose object is not open: the end of its UID tells it from others."""
    return f"not open (…{frame.sop_instance_uid[-12:]})" if frame.sop_instance_uid else "names no object"
