"""What a viewport says while it has no image: nothing chosen, not yet there, or why it will not come."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from viewer.ui.theme import COLORS


class Cover(QWidget):
    """A black page with a few words, plain text only."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = ""
        self._is_problem = False
        self.setMouseTracking(True)

    def show_words(self, words: str, *, is_problem: bool = False) -> None:
        """Say this; a problem stands out."""
        if (words, is_problem) != (self.words, self._is_problem):
            self.words, self._is_problem = words, is_problem
            self.setAccessibleName(words)
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(COLORS.image))
        painter.setPen(QColor(COLORS.caution if self._is_problem else COLORS.dim))
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(self.rect().adjusted(16, 16, -16, -16), flags, self.words)
