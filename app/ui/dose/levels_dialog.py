"""Asks which isodose lines are drawn."""

from PySide6.QtGui import Qt
from PySide6.QtWidgets import QInputDialog, QLabel, QWidget

LEVELS = "Percent of the reference dose, or doses such as 57 Gy; separated by spaces"


def ask_levels(parent: QWidget, words: str, problem: str) -> str | None:
    """Return what the reader wrote, None where it was cancelled; ``problem`` is what was wrong before, in words."""
    dialog = QInputDialog(parent)
    dialog.setWindowTitle("Isodose levels")
    dialog.setLabelText(f"{problem.capitalize()}.\n\n{LEVELS}" if problem else LEVELS)
    for text in dialog.findChildren(QLabel):
        text.setTextFormat(Qt.TextFormat.PlainText)
    dialog.setTextValue(words)
    dialog.resize(460, dialog.sizeHint().height())
    return dialog.textValue() if dialog.exec() else None
