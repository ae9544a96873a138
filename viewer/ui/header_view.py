"""Every element of a file's header, searchable; also for files that could not be read as an image."""

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import QSortFilterProxyModel, Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHeaderView,
    QLineEdit,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from viewer.ui.icons import icon
from viewer.ui.plain_text import label

COLUMNS = ("Tag", "VR", "Length", "Name", "Value")
VALUE = COLUMNS.index("Value")


class HeaderRow(Protocol):
    """One element. Rows come in file order; a row one deeper than the one before belongs to it."""

    @property
    def depth(self) -> int:
        """How many sequences the element lies in."""

    @property
    def tag(self) -> str:
        """As written: (0010,0010)."""

    @property
    def vr(self) -> str:
        """Value representation."""

    @property
    def length(self) -> int | None:
        """Bytes of the value; None where that is not defined."""

    @property
    def name(self) -> str:
        """What the standard or the private creator calls it."""

    @property
    def value(self) -> str:
        """The value, readable."""


def header_model(rows: Sequence[HeaderRow]) -> QStandardItemModel:
    """Return rows as a tree: what lies in a sequence hangs under it."""
    model = QStandardItemModel()
    model.setHorizontalHeaderLabels(list(COLUMNS))
    parents = [model.invisibleRootItem()]
    for row in rows:
        depth = min(row.depth, len(parents) - 1)
        del parents[depth + 1 :]
        items = [QStandardItem(text) for text in (row.tag, row.vr, _bytes(row.length), row.name, row.value)]
        for item in items:
            item.setEditable(False)
        parents[depth].appendRow(items)
        parents.append(items[0])
    return model


def _bytes(length: int | None) -> str:
    return "" if length is None else str(length)


class HeaderView(QDialog):
    """Shows the header of one file.

    Parameters
    ----------
    reason
        Why the file could not be shown, empty if it could.
    """

    def __init__(
        self, title: str, rows: Sequence[HeaderRow], reason: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.resize(980, 640)
        self._search = QLineEdit()
        self._search.setPlaceholderText("Search tag, name or value")
        self._search.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self._search.setClearButtonEnabled(True)
        self._model = header_model(rows)
        self._found = QSortFilterProxyModel(self)
        self._found.setSourceModel(self._model)
        self._found.setFilterKeyColumn(-1)
        self._found.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._found.setRecursiveFilteringEnabled(True)
        self._tree = _tree(self._found)
        self._count = label(role="dim")
        layout = QVBoxLayout(self)
        if reason:
            layout.addWidget(label(reason, role="problem", wraps=True))
        layout.addWidget(self._search)
        layout.addWidget(self._tree, 1)
        layout.addWidget(self._count)
        self._search.textChanged.connect(self._filter)
        self._tree.addAction(self._copy_action())
        self._filter("")

    def _copy_action(self) -> QAction:
        action = QAction("Copy", self)
        action.setShortcut(QKeySequence.StandardKey.Copy)
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.triggered.connect(self._copy)
        return action

    def _filter(self, text: str) -> None:
        self._found.setFilterFixedString(text)
        if text:
            self._tree.expandAll()
        shown = self._found.rowCount()
        elements = "1 element" if shown == 1 else f"{shown} elements"
        if not self._model.rowCount():
            elements = "No element could be read"
        self._count.setText(elements)

    def _copy(self) -> None:
        chosen = self._tree.selectionModel().selectedRows()
        lines = [
            "\t".join(str(index.siblingAtColumn(column).data()) for column in range(len(COLUMNS)))
            for index in chosen
        ]
        QGuiApplication.clipboard().setText("\n".join(lines))


def _tree(model: QSortFilterProxyModel) -> QTreeView:
    tree = QTreeView()
    tree.setModel(model)
    tree.setAlternatingRowColors(True)
    tree.setUniformRowHeights(True)
    tree.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
    tree.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
    tree.setAccessibleName("Header elements")
    for column, width_px in enumerate((150, 44, 70, 270)):
        tree.setColumnWidth(column, width_px)
    tree.header().setSectionResizeMode(VALUE, QHeaderView.ResizeMode.Stretch)
    return tree
