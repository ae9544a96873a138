"""Underlines words the dictionary does not know."""

import re

from PySide6.QtGui import QColor, QSyntaxHighlighter, QTextCharFormat, QTextDocument

from reporting.ui.writing import Speller

WORD = re.compile(r"[^\W\d_]{3,}")


class Spelling(QSyntaxHighlighter):
    """Marks unknown words in a document while it is written."""

    def __init__(self, document: QTextDocument, speller: Speller) -> None:
        super().__init__(document)
        self._speller = speller
        self._unknown = QTextCharFormat()
        self._unknown.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SpellCheckUnderline)
        self._unknown.setUnderlineColor(QColor("#d0605e"))

    def highlightBlock(self, text: str) -> None:
        """Mark one paragraph. Words in capitals are taken for abbreviations."""
        for found in WORD.finditer(text):
            word = found.group()
            if word.isalpha() and not word.isupper() and not self._speller.knows(word):
                self.setFormat(found.start(), found.end() - found.start(), self._unknown)
