"""Every element of a file's header, searchable; also for files that could not be read as an image."""

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import Signal
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from viewer.ui.header_table import HeaderTable, TreeRows, tree_model
from viewer.ui.plain_text import label

COLUMNS = ("Tag", "VR", "Length", "Name", "Value")
WIDTHS_PX = (190, 44, 70, 290)


class HeaderRow(Protocol):
    """One element. Rows come in file order; a row one deeper than the one before belongs to it."""

    @property
    def depth(self) -> int:
        """How many sequences and items the element lies in."""

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
    model = tree_model(COLUMNS)
    tree = TreeRows(model)
    for row in rows:
        length = "" if row.length is None else str(row.length)
        tree.add(row.depth, (row.tag, row.vr, length, row.name, row.value))
    return model


class HeaderView(QDialog):
    """Shows the header of one file.

    Parameters
    ----------
    reason
        Why the file could not be shown, empty if it could.
    """

    comparison_wanted = Signal()
    """The reader wants to see another header beside this one."""

    def __init__(
        self, title: str, rows: Sequence[HeaderRow], reason: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.resize(1020, 660)
        self.table = HeaderTable(header_model(rows), WIDTHS_PX, _counted)
        self._compare = QPushButton("Compare with…")
        self._compare.setToolTip("Show the header of another object beside this one")
        self._compare.setAutoDefault(False)
        self._compare.clicked.connect(self.comparison_wanted)
        layout = QVBoxLayout(self)
        if reason:
            layout.addWidget(label(reason, role="problem", wraps=True))
        layout.addWidget(self.table, 1)
        lower = QHBoxLayout()
        lower.addStretch(1)
        lower.addWidget(self._compare)
        layout.addLayout(lower)


def _counted(shown: int) -> str:
    return "No element" if not shown else "1 element" if shown == 1 else f"{shown} elements"
