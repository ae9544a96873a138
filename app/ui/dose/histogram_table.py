"""The numbers of dose-volume histograms, one row for each; a tick decides what is plotted."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from viewer.ui.plain_text import tooltip

SWATCH_PX = 12


class HistogramTable(QTableWidget):
    """Shows rows of text as they are."""

    ticked = Signal()
    """Another row is to be plotted, or no longer."""
    chosen = Signal(int)
    """The row the reader looks at, -1 for none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setAlternatingRowColors(True)
        self.verticalHeader().hide()
        self.setAccessibleName("Numbers of the histograms")
        self.itemChanged.connect(self._changed)
        self.currentCellChanged.connect(lambda row, *_: self.chosen.emit(row))

    def show_rows(self, rows: Sequence[Sequence[str]], colors: Sequence[str], hidden: frozenset[int]) -> None:
        """Show rows, their heads first, each with its colour."""
        heads, *body = rows
        with QSignalBlocker(self):
            self.clear()
            self.setColumnCount(len(heads))
            self.setRowCount(len(body))
            self.setHorizontalHeaderLabels(list(heads))
            for place, row in enumerate(body):
                self._show_row(place, row, colors[place], is_shown=place not in hidden)
        self.resizeColumnsToContents()
        self.horizontalHeader().setSectionResizeMode(len(heads) - 1, QHeaderView.ResizeMode.Stretch)

    def hidden_rows(self) -> frozenset[int]:
        """Return the rows whose tick is off."""
        items = ((row, self.item(row, 0)) for row in range(self.rowCount()))
        return frozenset(row for row, item in items if item and item.checkState() is Qt.CheckState.Unchecked)

    def _show_row(self, place: int, row: Sequence[str], color: str, *, is_shown: bool) -> None:
        for column, value in enumerate(row):
            item = QTableWidgetItem(value)
            item.setToolTip(tooltip(value))
            if column == 0:
                item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
                item.setCheckState(Qt.CheckState.Checked if is_shown else Qt.CheckState.Unchecked)
                item.setIcon(_swatch(color))
            elif column < len(row) - 2:
                item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self.setItem(place, column, item)

    def _changed(self, item: QTableWidgetItem) -> None:
        if item.column() == 0:
            self.ticked.emit()


def _swatch(color: str) -> QIcon:
    picture = QPixmap(SWATCH_PX, SWATCH_PX)
    picture.fill(QColor(color) if QColor(color).isValid() else Qt.GlobalColor.gray)
    return QIcon(picture)
