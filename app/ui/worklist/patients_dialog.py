"""Merging and splitting patients: two patients side by side, what differs marked, a reason asked for."""

from collections.abc import Sequence

from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.library.catalogue.values import StudyRow
from viewer.core.study import Patient
from viewer.core.wording import iso_date, spoken_name
from viewer.ui.plain_text import label

MERGE = (
    "All studies of the left patient are counted to the right one from then on, by you and with your reason."
    " Files stay as they are; under Storage, Merged patients, it can be taken back."
)
SPLIT = (
    "The chosen studies are counted to a patient of their own, so that they are no prior of others any more."
    " Files stay as they are; under Storage, Merged patients, it can be taken back."
)


class PatientsDialog(QDialog):
    """Asks for a reason before anything is counted to somebody else.

    Parameters
    ----------
    rows
        One study of each patient for a merge; those to be split off for a split.
    """

    def __init__(self, rows: Sequence[StudyRow], *, merging: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Merge patients" if merging else "Split off studies")
        self.rows = tuple(rows)
        self.merging = merging
        self.reason = QLineEdit()
        self.reason.setPlaceholderText("Why, for those who look after you")
        self.reason.setAccessibleName("Reason")
        self.turn = QPushButton("⇄ Exchange")
        self.turn.setAutoDefault(False)
        self.turn.setToolTip("Count the right patient's studies to the left one instead")
        self.turn.clicked.connect(self._exchange)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(20)
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self._ok = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        self._ok.setText("Merge" if merging else "Split off")
        self._ok.setEnabled(False)
        self.reason.textChanged.connect(lambda words: self._ok.setEnabled(bool(words.strip())))
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setSpacing(12)
        layout.addWidget(label(MERGE if merging else SPLIT, role="dim", wraps=True))
        layout.addLayout(self._grid)
        if merging:
            layout.addWidget(self.turn)
        layout.addWidget(self.reason)
        layout.addWidget(self.buttons)
        self.setMinimumWidth(620)
        self._show()

    def _exchange(self) -> None:
        self.rows = tuple(reversed(self.rows))
        self._show()

    def _show(self) -> None:
        while self._grid.count():
            taken = self._grid.takeAt(0)
            widget = taken.widget() if taken is not None else None
            if widget is not None:
                widget.deleteLater()
        patients = [row.patient for row in self.rows]
        if self.merging:
            for column, words in enumerate(("", "These studies …", "… are counted to"), 0):
                self._grid.addWidget(label(words, role="heading"), 0, column)
        for line, (title, texts) in enumerate(_facts(patients), 1):
            self._grid.addWidget(label(title, role="dim"), line, 0)
            differs = len(set(texts)) > 1
            for column, text in enumerate(texts if self.merging else texts[:1], 1):
                self._grid.addWidget(label(text or "–", role="problem" if differs else ""), line, column)
        if not self.merging:
            line = self._grid.rowCount()
            count = len(self.rows)
            self._grid.addWidget(label("Studies", role="dim"), line, 0)
            words = ", ".join(iso_date(row.header.date) for row in self.rows[:6]) + (
                " …" if count > 6 else ""
            )
            self._grid.addWidget(label(f"{count}: {words}", wraps=True), line, 1)


def _facts(patients: Sequence[Patient]) -> list[tuple[str, list[str]]]:
    return [
        ("Name", [spoken_name(one.name) for one in patients]),
        ("ID", [one.patient_id for one in patients]),
        ("Issuer", [one.issuer for one in patients]),
        ("Born", [iso_date(one.birth_date) for one in patients]),
        ("Sex", [one.sex for one in patients]),
    ]
