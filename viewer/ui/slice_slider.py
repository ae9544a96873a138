"""A thin bar at the edge of a viewport: where in the series the reader is, and how much of it is in memory."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from viewer.ui.theme import COLORS

WIDTH_PX, TRACK_PX = 12, 3
SHORTEST_PX = 12
"""The mark of the shown frame never gets smaller, so that it can be grabbed."""


def mark_span(index: int, count: int, height_px: float) -> tuple[float, float]:
    """Return where the mark of frame ``index`` (from 0) begins and how long it is, logical px."""
    length = min(height_px, max(height_px / max(count, 1), SHORTEST_PX))
    if count <= 1:
        return 0.0, height_px
    return index / (count - 1) * (height_px - length), length


def index_at(y_px: float, count: int, height_px: float) -> int:
    """Return the frame whose mark lies around a height, always one that exists."""
    _, length = mark_span(0, count, height_px)
    free = height_px - length
    if count <= 1 or free <= 0:
        return 0
    return round(min(max((y_px - length / 2) / free, 0.0), 1.0) * (count - 1))


class SliceSlider(QWidget):
    """Shows a place among frames; asks for another one when it is dragged or clicked."""

    asked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._index, self._count, self._loaded = 0, 0, 0
        self._dragging = False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName("Slices")
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # what lies under it need not be painted

    def show_place(self, index: int, count: int, loaded: int) -> None:
        """Show frame ``index`` (from 0) of ``count``, ``loaded`` of them in memory."""
        if (index, count, loaded) == (self._index, self._count, self._loaded):
            return
        self._index, self._count, self._loaded = index, count, loaded
        self.setEnabled(count > 1)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(WIDTH_PX, 80)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(COLORS.image))
        if self._count <= 1:
            return
        height, left = self.height(), (self.width() - TRACK_PX) // 2
        loaded = round(height * self._loaded / self._count)
        painter.fillRect(left, 0, TRACK_PX, height, QColor(COLORS.raised))
        painter.fillRect(left, 0, TRACK_PX, loaded, QColor(COLORS.strong_line))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        top, length = mark_span(self._index, self._count, float(height))
        painter.setBrush(QColor(COLORS.accent if self._dragging or self.underMouse() else COLORS.dim))
        painter.drawRoundedRect(QRectF(left + TRACK_PX / 2 - 3, top, 6, length), 3, 3)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self._count > 1:
            self._dragging = True
            self._ask(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._dragging:
            self._ask(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: ARG002 - Qt's signature
        self._dragging = False
        self.update()

    def _ask(self, event: QMouseEvent) -> None:
        index = index_at(event.position().y(), self._count, self.height())
        self.update()
        if index != self._index:
            self.asked.emit(index)
