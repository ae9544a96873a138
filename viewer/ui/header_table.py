"""Rows of a header as a tree: searched by a few letters, copied as text."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QSortFilterProxyModel, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QLineEdit, QTreeView, QVBoxLayout, QWidget

from viewer.ui.icons import icon
from viewer.ui.plain_text import label, tooltip

DIFFERS = Qt.ItemDataRole.UserRole + 1
"""Of the first item of a row: whether it is a difference."""

_UNFOLDED_AT_MOST = 3_000
_LONG = 40
"""Characters from which a text may be cut, and is whole in the tooltip."""

Index = QModelIndex | QPersistentModelIndex


def tree_model(columns: Sequence[str]) -> QStandardItemModel:
    """Return an empty model with these columns."""
    model = QStandardItemModel()
    model.setHorizontalHeaderLabels(list(columns))
    return model


class TreeRows:
    """Puts rows into a model in file order: one deeper than the one before hangs under it."""

    def __init__(self, model: QStandardItemModel) -> None:
        self._parents = [model.invisibleRootItem()]

    def add(self, depth: int, texts: Sequence[str]) -> list[QStandardItem]:
        """Add a row and return its items."""
        depth = min(depth, len(self._parents) - 1)
        del self._parents[depth + 1 :]
        items = [QStandardItem(text) for text in texts]
        for item in items:
            item.setEditable(False)
            if len(item.text()) > _LONG:
                item.setToolTip(tooltip(item.text()))
        self._parents[depth].appendRow(items)
        self._parents.append(items[0])
        return items


class FoundRows(QSortFilterProxyModel):
    """The rows that are looked for, with what they lie in; all that lies in a row that was found."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words = ""
        self._differences_only = False
        self.setRecursiveFilteringEnabled(True)

    def look_for(self, words: str, *, differences_only: bool = False) -> None:
        """Show rows with these words in any column; where asked, only if they differ."""
        self._words, self._differences_only = words.casefold(), differences_only
        self.invalidate()

    def filterAcceptsRow(self, row: int, parent: Index) -> bool:  # noqa: N802 - Qt's name
        model = self.sourceModel()
        index = model.index(row, 0, parent)
        if self._differences_only and not index.data(DIFFERS):
            return False
        return self._is_found(index) or self._lies_in_found(index)

    def _lies_in_found(self, index: QModelIndex) -> bool:
        above = index.parent()
        while above.isValid():
            if self._is_found(above):
                return True
            above = above.parent()
        return False

    def _is_found(self, index: QModelIndex) -> bool:
        if not self._words:
            return True
        columns = range(self.sourceModel().columnCount())
        return any(self._words in str(index.siblingAtColumn(column).data()).casefold() for column in columns)


class HeaderTable(QWidget):
    """A search field over a tree of elements, with a count under it.

    Parameters
    ----------
    widths_px
        Of the columns but for the last, which takes what is left.
    counted
        Says in words how many elements are shown.
    """

    changed = Signal()

    def __init__(
        self,
        model: QStandardItemModel,
        widths_px: Sequence[int],
        counted: Callable[[int], str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._counted = counted
        self._differences_only = False
        self.search = QLineEdit()
        self.search.setPlaceholderText("Search tag, name or value")
        self.search.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self.search.setClearButtonEnabled(True)
        self.model = model
        model.setParent(self)
        self.found = FoundRows(self)
        self.found.setSourceModel(model)
        self.tree = _tree(self.found, widths_px)
        self.count = label(role="dim")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.search)
        layout.addWidget(self.tree, 1)
        layout.addWidget(self.count)
        self.search.textChanged.connect(self._look)
        self._offer("Copy", QKeySequence.StandardKey.Copy, self.copy_rows)
        self._offer("Copy value", "Ctrl+Shift+C", self.copy_value)
        self._offer("Unfold all", "Ctrl++", self.tree.expandAll)
        self._offer("Fold all", "Ctrl+-", self.tree.collapseAll)
        self._look()

    def show_differences_only(self, only: bool) -> None:
        """Show only what differs, or everything."""
        self._differences_only = only
        self._look()

    def copy_rows(self) -> None:
        """Copy the selected rows, in the order in which they are shown, with tabs between the columns."""
        lines = [
            "\t".join(str(index.siblingAtColumn(column).data()) for column in range(self.model.columnCount()))
            for index in sorted(self.tree.selectionModel().selectedRows(), key=_path)
        ]
        QGuiApplication.clipboard().setText("\n".join(lines))

    def copy_value(self) -> None:
        """Copy the cell the reader pointed at last."""
        index = self.tree.currentIndex()
        if index.isValid():
            QGuiApplication.clipboard().setText(str(index.data()))

    def _offer(self, title: str, key: QKeySequence.StandardKey | str, act: Callable[[], None]) -> None:
        action = QAction(title, self)
        action.setShortcut(QKeySequence(key))
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.triggered.connect(lambda: act())
        self.tree.addAction(action)

    def _look(self) -> None:
        words = self.search.text().strip()
        self.found.look_for(words, differences_only=self._differences_only)
        if words or self._differences_only:
            self._unfold()
        self.count.setText(self._counted(self.found.rowCount()))

    def _unfold(self) -> None:
        """Show what was found wherever it lies, unless that is half the file."""
        rows, waiting = 0, [QModelIndex()]
        while waiting and rows <= _UNFOLDED_AT_MOST:
            here = waiting.pop()
            count = self.found.rowCount(here)
            rows += count
            waiting += [self.found.index(row, 0, here) for row in range(count)]
        if rows <= _UNFOLDED_AT_MOST:
            self.tree.expandAll()


def _path(index: QModelIndex) -> list[int]:
    """Return where a row is: the numbers of the rows it lies in, and its own."""
    path: list[int] = []
    while index.isValid():
        path.insert(0, index.row())
        index = index.parent()
    return path


def _tree(model: FoundRows, widths_px: Sequence[int]) -> QTreeView:
    tree = QTreeView()
    tree.setModel(model)
    tree.setAlternatingRowColors(True)
    tree.setUniformRowHeights(True)
    tree.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
    tree.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
    tree.setAccessibleName("Header elements")
    for column, width_px in enumerate(widths_px):
        tree.setColumnWidth(column, width_px)
    tree.header().setSectionResizeMode(len(widths_px), QHeaderView.ResizeMode.Stretch)
    return tree
