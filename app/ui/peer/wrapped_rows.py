"""Rows of a table as tall as their words need, broken where the column ends."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, QTimer
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QTreeView

PADDING_PX = 12
LINE_GAP_PX = 8


class WrappedRows(QStyledItemDelegate):
    """Gives each cell the height of its words at the width its column has now."""

    def __init__(self, view: QTreeView) -> None:
        super().__init__(view)
        self._view = view
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.timeout.connect(view.doItemsLayout)
        view.header().sectionResized.connect(lambda *_: self._again.start(0))

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        words = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        width = max(self._view.columnWidth(index.column()) - PADDING_PX, 40)
        needed = option.fontMetrics.boundingRect(
            QRect(0, 0, width, 10_000), Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft, words
        )
        return QSize(width, max(needed.height(), option.fontMetrics.height()) + LINE_GAP_PX)
