"""A small grid on which the reader points out how many viewports there shall be."""

from PySide6.QtCore import QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from viewer.core.viewport import Layout
from viewer.ui.theme import COLORS

SIDE = 4
CELL_PX, GAP_PX, EDGE_PX, WORDS_PX = 30, 4, 10, 20
FULL_PX = SIDE * CELL_PX + (SIDE - 1) * GAP_PX + 2 * EDGE_PX


def pointed_at(position: QPointF) -> tuple[int, int]:
    """Return the rows and columns that a position in the picker stands for, 1 to 4 each."""
    row, column = (
        min(max(int((along - EDGE_PX) // (CELL_PX + GAP_PX)) + 1, 1), SIDE)
        for along in (position.y(), position.x())
    )
    return row, column


class LayoutPicker(QWidget):
    """Offers 1 × 1 to 4 × 4 viewports; shown in a menu."""

    picked = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows, self._columns = 1, 1
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Layout: rows and columns of viewports")

    def show_layout(self, layout: Layout) -> None:
        """Show the present layout."""
        self._point(layout.rows, layout.columns)

    def sizeHint(self) -> QSize:
        return QSize(FULL_PX, FULL_PX + WORDS_PX)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        painter = QPainter(self)
        for row in range(SIDE):
            for column in range(SIDE):
                chosen = row < self._rows and column < self._columns
                x, y = (EDGE_PX + at * (CELL_PX + GAP_PX) for at in (column, row))
                cell = QRect(x, y, CELL_PX - 1, CELL_PX - 1)
                painter.setPen(QColor(COLORS.accent if chosen else COLORS.strong_line))
                painter.setBrush(QColor(COLORS.accent_fill if chosen else COLORS.field))
                painter.drawRect(cell)
        painter.setPen(QColor(COLORS.text))
        words = QRect(0, FULL_PX - EDGE_PX, self.width(), WORDS_PX + EDGE_PX)
        rows = "1 row" if self._rows == 1 else f"{self._rows} rows"
        columns = "1 column" if self._columns == 1 else f"{self._columns} columns"
        painter.drawText(words, Qt.AlignmentFlag.AlignCenter, f"{rows} × {columns}")

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point(*pointed_at(event.position()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._point(*pointed_at(event.position()))
        self.picked.emit(self._rows, self._columns)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        step = {
            Qt.Key.Key_Up: (-1, 0),
            Qt.Key.Key_Down: (1, 0),
            Qt.Key.Key_Left: (0, -1),
            Qt.Key.Key_Right: (0, 1),
        }.get(Qt.Key(key))
        if step is not None:
            rows, columns = self._rows + step[0], self._columns + step[1]
            self._point(min(max(rows, 1), SIDE), min(max(columns, 1), SIDE))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.picked.emit(self._rows, self._columns)
        else:
            super().keyPressEvent(event)

    def _point(self, rows: int, columns: int) -> None:
        self._rows, self._columns = rows, columns
        self.update()
