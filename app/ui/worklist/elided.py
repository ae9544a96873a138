"""A line that may be cut off where there is no room, so that it never makes a window wider than its screen."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QWidget

from viewer.ui.plain_text import tooltip


class Elided(QLabel):
    """Words as they are, the whole of them in the tooltip."""

    def __init__(self, words: str = "", *, role: str = "dim", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        self.setText(words)

    def setText(self, words: str) -> None:  # noqa: N802  # Qt's name
        self.setToolTip(tooltip(words))
        super().setText(words)

    def minimumSizeHint(self) -> QSize:
        return QSize(40, super().minimumSizeHint().height())

    def paintEvent(self, _: QPaintEvent) -> None:
        painter = QPainter(self)
        words = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        painter.setPen(self.palette().windowText().color())
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)
