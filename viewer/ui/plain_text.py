"""Text of unknown origin, shown as it is: never as markup (SAFETY F13)."""

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget


def tooltip(text: str) -> str:
    """Return a tooltip that shows the text literally: Qt would take some texts for HTML by itself."""
    if not text:
        return ""
    return f"<qt>{escape(text).replace(chr(10), '<br>')}</qt>"


def label(text: str = "", *, role: str = "", wraps: bool = False, parent: QWidget | None = None) -> QLabel:
    """Return a label that shows its text literally; ``role`` picks a look of the style sheet."""
    made = QLabel(parent)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setText(text)
    made.setWordWrap(wraps)
    if role:
        made.setProperty("role", role)
    return made
