"""Colours what waits for words, what fields answered, words that are doubted or that the dictionary does not know."""

import re

from PySide6.QtGui import QColor, QSyntaxHighlighter, QTextCharFormat, QTextDocument

from reporting.ui.text.doubted import COLORS, Doubted
from reporting.ui.text.paragraph import FIELD, VALUE_UID
from reporting.ui.writing import Speller

WORD = re.compile(r"[^\W\d_]{3,}")
WAITING = re.compile(r"\[[^\[\]\n]{1,80}\]")
FIELD_TINT, WAITING_TINT, DOUBTFUL_TINT = (
    QColor(90, 169, 201, 46),
    QColor(217, 164, 65, 64),
    QColor(208, 96, 94, 96),
)


class Highlighting(QSyntaxHighlighter):
    """Marks letters on the screen only; the text itself stays as it is."""

    def __init__(self, document: QTextDocument, speller: Speller | None, doubted: Doubted) -> None:
        super().__init__(document)
        self._doubted = doubted
        self._speller = speller
        self._doubtful: frozenset[str] = frozenset()
        self._unknown = QTextCharFormat()
        self._unknown.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SpellCheckUnderline)
        self._unknown.setUnderlineColor(QColor("#d0605e"))

    def doubt(self, fields: frozenset[str]) -> None:
        """Mark the answers of these fields from now on, and no others."""
        if fields != self._doubtful:
            self._doubtful = fields
            self.rehighlight()

    def highlightBlock(self, text: str) -> None:
        """Mark one paragraph. Words in capitals are taken for abbreviations."""
        for run in self.currentBlock().textFormats():
            if run.format.hasProperty(FIELD) or run.format.hasProperty(VALUE_UID):
                doubtful = run.format.stringProperty(FIELD) in self._doubtful
                self._tint(run.start, run.length, DOUBTFUL_TINT if doubtful else FIELD_TINT)
        self._spell(text)
        for known in self._doubted.of(self.currentBlock().blockNumber(), text):
            letters = self.format(known.start)
            letters.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
            letters.setUnderlineColor(COLORS[known.doubt.severity])
            self.setFormat(known.start, known.length, letters)

    def _spell(self, text: str) -> None:
        waiting = [found.span() for found in WAITING.finditer(text)]
        for start, end in waiting:
            self._tint(start, end - start, WAITING_TINT)
        if self._speller is None:
            return
        for found in WORD.finditer(text):
            word = found.group()
            asked = any(start <= found.start() < end for start, end in waiting)
            if word.isalpha() and not word.isupper() and not asked and not self._speller.knows(word):
                self.setFormat(found.start(), found.end() - found.start(), self._unknown)

    def _tint(self, start: int, length: int, color: QColor) -> None:
        letters = QTextCharFormat()
        letters.setBackground(color)
        self.setFormat(start, length, letters)
