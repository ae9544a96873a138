"""What blinded second readings say together, by site, modality or reader."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.ui.people.pieces import label
from reporting.core.peer.agreement import Interval
from reporting.core.peer.scores import Score
from reporting.core.peer.statistics import Grouping, Kappa, Row
from viewer.core.errors import ViewerError
from viewer.ui.plain_text import tooltip

METHOD = (
    "Blinded second readings only. In brackets the 95 % interval: Wilson’s for parts, that of Fleiss, Cohen and "
    "Everitt for kappa. With few cases it is wide: read it before the number."
)
EMPTY = "No blinded second reading has been compared yet. Statistics appear with the first."
COLUMNS = ("", "Readings", "Scored", *(score.grade for score in Score), "Agree (1)", "No consequence (1, 2a, 3a)",
           "Findings in both", "Kappa of categories")  # fmt: skip
HELP = {
    "Agree (1)": "Part of the scored readings that the second reader agrees with",
    "No consequence (1, 2a, 3a)": "Part of the scored readings without a difference likely to matter to the patient",
    "Findings in both": "2 × findings of both / (2 × findings of both + findings of one only)",
    "Kappa of categories": "Cohen’s kappa, weighted linearly, of BI-RADS, Lung-RADS … in both readings",
}

Ask = Callable[[Grouping, bool], Sequence[Row]]
"""Returns the rows of a grouping, with names or without; refuses what the role may not."""

Export = Callable[[Sequence[Row], Grouping, Path], None]


class StatisticsDialog(QDialog):
    """Shows rows; which, the service decides.

    Parameters
    ----------
    may_name
        Whether names are offered at all.
    """

    def __init__(self, ask: Ask, export: Export, *, may_name: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Statistics of blinded second readings")
        self.resize(1120, 460)
        self._ask, self._export = ask, export
        self._rows: Sequence[Row] = ()
        self.by, self.names = QComboBox(), QCheckBox("&Names of readers")
        for grouping in Grouping:
            self.by.addItem(
                f"By {grouping.value}" if grouping is not Grouping.ALL else "All together", grouping
            )
        self.by.setToolTip("By what readings are counted together")
        self.names.setToolTip("Your role may see whose readings they are; looking is written down")
        self.names.setVisible(may_name)
        self.list = QTreeWidget()
        self._lay_out()
        self.by.currentIndexChanged.connect(lambda _: self._show())
        self.names.toggled.connect(lambda _: self._show())
        self._show()

    @property
    def rows(self) -> Sequence[Row]:
        """What is shown."""
        return self._rows

    def _lay_out(self) -> None:
        self.list.setHeaderLabels(list(COLUMNS))
        self.list.setRootIsDecorated(False)
        header = self.list.header()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setStretchLastSection(True)
        for column, name in enumerate(COLUMNS):
            self.list.headerItem().setToolTip(column, HELP.get(name, ""))
            if 0 < column < 3 + len(Score):
                self.list.headerItem().setTextAlignment(column, Qt.AlignmentFlag.AlignRight)
        self._problem = label("", "warning")
        top = QHBoxLayout()
        top.addWidget(self.by)
        top.addWidget(self.names)
        top.addStretch()
        row = QHBoxLayout()
        row.addWidget(label(METHOD, "quiet"), 1)
        self._hand_on = _button("E&xport…", "This table as CSV or JSON", self._ask_and_export)
        row.addWidget(self._hand_on)
        row.addWidget(_button("Close", "Back to reading", self.accept))
        layout = QVBoxLayout(self)
        layout.addLayout(top)
        layout.addWidget(self.list, 1)
        layout.addWidget(self._problem)
        layout.addLayout(row)

    def _show(self) -> None:
        self._problem.clear()
        try:
            self._rows = self._ask(self.by.currentData(), self.names.isChecked())
        except ViewerError as refusal:
            self._rows = ()
            self._problem.setText(str(refusal))
        self._problem.setVisible(bool(self._problem.text()))
        self.list.clear()
        for row in self._rows:
            self.list.addTopLevelItem(_item(row))
        if not self._rows:
            nothing = QTreeWidgetItem([EMPTY])
            nothing.setFlags(Qt.ItemFlag.NoItemFlags)
            self.list.addTopLevelItem(nothing)
            nothing.setFirstColumnSpanned(True)
        self._hand_on.setEnabled(bool(self._rows))

    def _ask_and_export(self) -> None:
        path, _ = QFileDialog.getSaveFileName(
            self, "Export statistics", str(Path.home() / "readings.csv"), "Table (*.csv);;JSON (*.json)"
        )
        if not path:
            return
        try:
            self._export(self._rows, self.by.currentData(), Path(path))
        except (ViewerError, OSError) as problem:
            self._problem.setText(str(problem))
            self._problem.show()


def _item(row: Row) -> QTreeWidgetItem:
    agreed = "–" if row.findings_agreed is None else f"{row.findings_agreed:.0%}"
    kappas = "   ".join(_kappa(known) for known in row.kappas) or "–"
    words = [
        row.group, str(row.reviews), str(row.scored), *map(str, row.scores), _part(row.concur),
        _part(row.concur_or_minor), agreed, kappas,
    ]  # fmt: skip
    item = QTreeWidgetItem(words)
    for column in range(1, 3 + len(Score)):
        item.setTextAlignment(column, Qt.AlignmentFlag.AlignRight)
    item.setToolTip(len(words) - 1, tooltip("\n".join(_kappa_in_full(known) for known in row.kappas)))
    return item


def _part(known: Interval | None) -> str:
    if known is None or known.low is None or known.high is None:
        return "–"
    return f"{known.value:.0%} [{known.low:.0%}–{known.high:.0%}]"


def _kappa(known: Kappa) -> str:
    return f"{known.system} {_number(known.linear)}"


def _kappa_in_full(known: Kappa) -> str:
    count = known.unweighted.count if known.unweighted else 0
    return (
        f"{known.system}, {count} pairs: unweighted {_number(known.unweighted)}; "
        f"linear weights {_number(known.linear)}; quadratic weights {_number(known.quadratic)}"
    )


def _number(known: Interval | None) -> str:
    if known is None:
        return "not defined"
    if known.low is None or known.high is None:
        return f"{known.value:.2f} (no interval)"
    return f"{known.value:.2f} [{known.low:.2f} to {known.high:.2f}]"


def _button(words: str, help_text: str, run: Callable[[], object]) -> QPushButton:
    button = QPushButton(words)
    button.setToolTip(help_text)
    button.clicked.connect(lambda: run())
    return button
