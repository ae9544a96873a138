"""Asks for the reader's words beside a drawing that was just made."""

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget


class TextAsker(QLineEdit):
    """A line in which words are typed: Enter, or clicking elsewhere, keeps them; Escape keeps none."""

    answered = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._room = parent
        self.setPlaceholderText("Your words, then Enter")
        self.setAccessibleName("Text of the drawing")
        self.setFixedWidth(220)
        self.returnPressed.connect(self._answer)
        self.hide()

    def ask(self, at: QPoint) -> None:
        """Ask beside a place of the parent, wholly inside it."""
        self.clear()
        room = self._room.rect().bottomRight() - QPoint(self.width(), self.sizeHint().height())
        self.move(max(min(at.x(), room.x()), 0), max(min(at.y(), room.y()), 0))
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.PopupFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.clear()
            self._answer()
            return
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() is not Qt.FocusReason.ActiveWindowFocusReason:
            self._answer()

    def _answer(self) -> None:
        if self.isVisible():
            self.hide()
            self.answered.emit(self.text().strip())
