"""A short list under the cursor: choices of a field, macros. It never takes the keyboard from the text."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLabel, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

MOST_ROWS = 9
WIDTH_PX = 340
MARGIN_PX = 4


@dataclass(frozen=True, slots=True)
class Row:
    """One thing to choose: its words, and what they mean."""

    words: str
    meaning: str = ""


class Offer(QFrame):
    """Shows rows at a place of the text; the editor passes its keys on while it is shown."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._over = parent
        self.setObjectName("offer")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAutoFillBackground(True)
        self._heading, self._preview = _words("offerHeading"), _words("quiet")
        self._list = QListWidget()
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setTextElideMode(Qt.TextElideMode.ElideRight)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 6, 6, 6)
        layout.setSpacing(4)
        for part in (self._heading, self._list, self._preview):
            layout.addWidget(part)
        self._list.itemClicked.connect(lambda item: self.chosen.emit(self._list.row(item)))
        self._list.currentRowChanged.connect(self._show_preview)
        self._rows: tuple[Row, ...] = ()
        self._touched = False
        self.hide()

    def offer(
        self, at: QRect, heading: str, rows: Sequence[Row], current: int = -1, chosen: Sequence[int] = ()
    ) -> None:
        """Show rows under a place of the window, ``current`` lit, the ``chosen`` ones ticked."""
        if tuple(rows) != self._rows or not self.isVisible():
            self._touched = False
        self._rows = tuple(rows)
        self._heading.setText(heading)
        self._list.clear()
        for place, row in enumerate(rows):
            item = QListWidgetItem(f"{'✓ ' if place in chosen else ''}{row.words}")
            item.setToolTip(row.meaning)
            self._list.addItem(item)
        self._list.setVisible(bool(rows))
        self._list.setCurrentRow(current)
        self._show_preview(current)
        self._lay_out(at)
        self.show()
        self.raise_()

    def move_to(self, at: QRect) -> None:
        """Stand under another place of the window."""
        self._lay_out(at)

    @property
    def current(self) -> int:
        """The row that is lit, −1 for none."""
        return self._list.currentRow() if self._rows else -1

    @property
    def is_touched(self) -> bool:
        """Whether the reader moved among the rows: then leaving takes the row that is lit."""
        return self._touched

    def light(self, row: int) -> None:
        """Light the row that typed words mean; −1 for none."""
        self._list.setCurrentRow(row)
        self._touched = row >= 0

    def takes(self, event: QKeyEvent) -> bool:
        """Use a key: up and down move, Return chooses, Escape closes. False where the text is to have it."""
        if not self.isVisible():
            return False
        key, rows = event.key(), len(self._rows)
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up) and rows:
            step = 1 if key == Qt.Key.Key_Down else -1
            self._list.setCurrentRow((max(self.current, -1 if step > 0 else 0) + step) % rows)
            self._touched = True
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current >= 0:
            self.chosen.emit(self.current)
        elif key == Qt.Key.Key_Escape:
            self.hide()
        else:
            return False
        return True

    def _show_preview(self, row: int) -> None:
        words = self._rows[row].meaning if 0 <= row < len(self._rows) else ""
        self._preview.setText(words)
        self._preview.setVisible(bool(words))

    def _lay_out(self, at: QRect) -> None:
        room = self._over.rect().adjusted(MARGIN_PX, MARGIN_PX, -MARGIN_PX, -MARGIN_PX)
        height = self._list.sizeHintForRow(0) * min(len(self._rows), MOST_ROWS) + 4
        self._list.setFixedHeight(max(height, 0))
        meaning = max((len(row.meaning) for row in self._rows), default=0)
        self._preview.setMinimumHeight(
            self._preview.fontMetrics().lineSpacing() * (1 + meaning // 48) if meaning else 0
        )
        self.setFixedWidth(min(WIDTH_PX, room.width()))
        self.adjustSize()
        below = at.bottom() + self.height() <= room.bottom()
        top = at.bottom() + 2 if below else at.top() - self.height() - 2
        left = min(max(at.left(), room.left()), room.right() - self.width())
        self.move(left, max(top, room.top()))


def _words(name: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
