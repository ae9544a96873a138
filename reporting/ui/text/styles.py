"""Bold, italic and underlined words, and lists."""

from enum import Enum

from PySide6.QtGui import QFont, QTextBlockFormat, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit

from reporting.core.report import Listed
from reporting.ui.text.paragraph import INDENT_PX, LISTED
from reporting.ui.text.paragraphs import Paragraphs


class Styled(Enum):
    """How words may stand out."""

    BOLD = "bold"
    ITALIC = "italic"
    UNDERLINE = "underline"


def is_styled(editor: QTextEdit, styled: Styled) -> bool:
    """Whether words typed next, or the last ones selected, stand out like this."""
    letters = editor.currentCharFormat()
    if styled is Styled.BOLD:
        return letters.fontWeight() >= QFont.Weight.DemiBold
    return letters.fontItalic() if styled is Styled.ITALIC else letters.fontUnderline()


def toggle(editor: QTextEdit, styled: Styled) -> None:
    """Let the selected words, or those typed next, stand out, or no longer."""
    on, change = not is_styled(editor, styled), QTextCharFormat()
    if styled is Styled.BOLD:
        change.setFontWeight(QFont.Weight.Bold if on else QFont.Weight.Normal)
    elif styled is Styled.ITALIC:
        change.setFontItalic(on)
    else:
        change.setFontUnderline(on)
    editor.mergeCurrentCharFormat(change)


def set_listed(editor: QTextEdit, paragraphs: Paragraphs, listed: Listed) -> None:
    """Make the selected paragraphs a list of this kind; paragraphs again where they are one already."""
    cursor = editor.textCursor()
    document = editor.document()
    first = document.findBlock(cursor.selectionStart()).blockNumber()
    last = document.findBlock(cursor.selectionEnd()).blockNumber()
    rows = range(first, last + 1)
    on = any(paragraphs.line(row).listed is not listed for row in rows)
    edit = QTextCursor(document)
    edit.beginEditBlock()
    for row in rows:
        block = document.findBlockByNumber(row)
        line = paragraphs.line(row)
        change = QTextBlockFormat(block.blockFormat())
        change.setProperty(LISTED, listed.value if on else Listed.NONE.value)
        change.setLeftMargin(INDENT_PX if on or line.measurement_uids or line.is_linked else 0)
        edit.setPosition(block.position())
        edit.setBlockFormat(change)
    edit.endEditBlock()
