"""Every key and what it does, made from the commands and the mouse profile."""

from collections.abc import Sequence

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.commands import Command, Keymap


class KeysDialog(QDialog):
    """A list that can be searched."""

    def __init__(
        self,
        commands: Sequence[Command],
        keymap: Keymap,
        mouse: Sequence[tuple[str, str]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keys and mouse")
        self.resize(760, 640)
        self._search = QLineEdit()
        self._search.setPlaceholderText("Search")
        self._search.setClearButtonEnabled(True)
        self._search.textChanged.connect(self._filter)
        self._tree = QTreeWidget()
        self._items: list[QTreeWidgetItem] = []
        self._tree.setHeaderLabels(["Command", "Key", "What it does"])
        self._tree.setRootIsDecorated(False)
        self._tree.setUniformRowHeights(True)
        for grip, does in mouse:
            self._add("Mouse", grip, does)
        for command in commands:
            keys = ", ".join(
                QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
                for key in keymap.of(command.id)
            )
            self._add(command.plain_title, keys, command.help)
        header = self._tree.header()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setStretchLastSection(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self._search)
        layout.addWidget(self._tree, 1)
        layout.addWidget(buttons)

    def _add(self, *words: str) -> None:
        item = QTreeWidgetItem(list(words))
        item.setToolTip(2, words[2])
        self._tree.addTopLevelItem(item)
        self._items.append(item)

    def _filter(self, text: str) -> None:
        wanted = text.casefold()
        for item in self._items:
            item.setHidden(not any(wanted in item.text(column).casefold() for column in range(3)))
