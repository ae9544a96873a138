"""Two headers side by side, with what differs marked."""

from collections import Counter
from collections.abc import Sequence

from PySide6.QtGui import QBrush, QColor, QStandardItemModel
from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QVBoxLayout, QWidget

from viewer.dicom.header_comparison import ComparedRow, Difference
from viewer.ui.header_table import DIFFERS, HeaderTable, TreeRows, tree_model
from viewer.ui.plain_text import label
from viewer.ui.theme import COLORS

WIDTHS_PX = (170, 40, 230, 300)
ABSENT = "–"


def comparison_model(rows: Sequence[ComparedRow], first: str, second: str) -> QStandardItemModel:
    """Return two headers as one tree, with both values in each row."""
    model = tree_model(("Tag", "VR", "Name", first, second))
    tree = TreeRows(model)
    for compared in rows:
        row, (one, other) = compared.row, compared.values
        one, other = (
            (ABSENT if compared.first is None else one),
            (ABSENT if compared.second is None else other),
        )
        items = tree.add(row.depth, (row.tag, row.vr, row.name, one, other))
        differs = compared.difference is not Difference.NONE
        items[0].setData(differs, DIFFERS)
        if differs:
            for item in items[3:]:
                item.setForeground(QBrush(QColor(COLORS.caution)))
            items[2].setToolTip(compared.difference.value)
    return model


def summary(rows: Sequence[ComparedRow]) -> str:
    """Return in words how much differs; sequences and items count by what is in them."""
    counts = Counter(compared.difference for compared in rows)
    parts = [
        f"{counts[difference]} {words}"
        for difference, words in (
            (Difference.VALUE, "with another value"),
            (Difference.ONLY_FIRST, "only in the first"),
            (Difference.ONLY_SECOND, "only in the second"),
        )
        if counts[difference]
    ]
    return f"{counts[Difference.NONE]} the same, {', '.join(parts) or 'none differs'}"


class HeaderComparisonView(QDialog):
    """Shows two headers together.

    Parameters
    ----------
    first, second
        What the two objects are called.
    """

    def __init__(
        self, rows: Sequence[ComparedRow], first: str, second: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Two DICOM headers")
        self.resize(1120, 680)
        said = summary(rows)
        self.table = HeaderTable(comparison_model(rows, first, second), WIDTHS_PX, lambda _: said)
        self.table.tree.setAccessibleName("Elements of two headers")
        self.only = QCheckBox("&Differences only")
        self.only.toggled.connect(self.table.show_differences_only)
        upper = QHBoxLayout()
        upper.addWidget(label(f"{first}\n{second}", wraps=True), 1)
        upper.addWidget(self.only)
        layout = QVBoxLayout(self)
        layout.addLayout(upper)
        layout.addWidget(self.table, 1)
        self.only.setChecked(True)
        self.table.search.setFocus()
