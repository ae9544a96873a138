"""Each finding of a report from outside, and whether the second opinion agrees with it."""

from collections.abc import Sequence

from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QTableWidget,
    QVBoxLayout,
    QWidget,
)

from app.ui.people.pieces import buttons, label
from reporting.core.outside import Answer
from reporting.core.report import Agreement

EXPLAINED = (
    "Answer the sentences that are findings; the others are left out. The answers go into a second opinion, which is "
    "signed and handed on like any other."
)
NO_WORDS = "This document has no words that can be read: write its findings here yourself."
_FINDING, _AGREEMENT, _COMMENT = range(3)


class AnswerDialog(QDialog):
    """A table of findings with an answer beside each."""

    def __init__(self, title: str, sentences: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Answer the outside report")
        self.resize(900, 520)
        self.table = QTableWidget(0, 3)
        self.table.setHorizontalHeaderLabels(["Outside report says", "Your answer", "Comment"])
        self.table.verticalHeader().hide()
        self.table.setWordWrap(True)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(_FINDING, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(_AGREEMENT, QHeaderView.ResizeMode.Interactive)
        header.resizeSection(_AGREEMENT, 140)
        header.setSectionResizeMode(_COMMENT, QHeaderView.ResizeMode.Interactive)
        header.resizeSection(_COMMENT, 240)
        more = QPushButton("Add a &finding")
        more.setToolTip("A finding of the outside report that is not in the list")
        more.setAutoDefault(False)
        more.clicked.connect(lambda: self.add_finding(""))
        box = buttons(self, "Write the answer")
        self._ok = box.button(QDialogButtonBox.StandardButton.Ok)
        row = QHBoxLayout()
        row.addWidget(more)
        row.addStretch()
        row.addWidget(box)
        layout = QVBoxLayout(self)
        layout.addWidget(label(title, "about"))
        layout.addWidget(label(EXPLAINED if sentences else NO_WORDS, "quiet"))
        layout.addWidget(self.table, 1)
        layout.addLayout(row)
        for sentence in sentences:
            self.add_finding(sentence)
        if not sentences:
            self.add_finding("")
        self._offer()

    @property
    def answers(self) -> tuple[Answer, ...]:
        """What was answered."""
        found = []
        for row in range(self.table.rowCount()):
            finding, agreement, comment = (self._cell(row, column) for column in range(3))
            assert isinstance(finding, QLineEdit)
            assert isinstance(agreement, QComboBox)
            assert isinstance(comment, QLineEdit)
            chosen: Agreement | None = agreement.currentData()
            if chosen is not None and finding.text().strip():
                found.append(Answer(finding.text().strip(), chosen, comment.text().strip()))
        return tuple(found)

    def add_finding(self, words: str) -> int:
        """Add a row; return which."""
        row = self.table.rowCount()
        self.table.insertRow(row)
        finding, agreement, comment = QLineEdit(words), QComboBox(), QLineEdit()
        finding.setToolTip(words)
        finding.setCursorPosition(0)
        finding.setAccessibleName(f"Finding {row + 1}")
        agreement.setAccessibleName(f"Answer to finding {row + 1}")
        comment.setAccessibleName(f"Comment on finding {row + 1}")
        comment.setPlaceholderText("Why, or what instead")
        agreement.addItem("–", None)
        for kind in Agreement:
            agreement.addItem(kind.value.capitalize(), kind)
        agreement.currentIndexChanged.connect(lambda _: self._offer())
        finding.textChanged.connect(lambda _: self._offer())
        for column, widget in ((_FINDING, finding), (_AGREEMENT, agreement), (_COMMENT, comment)):
            self.table.setCellWidget(row, column, widget)
        return row

    def answer(self, row: int, agreement: Agreement, comment: str = "") -> None:
        """Answer a row, as a hand would."""
        choice, words = self._cell(row, _AGREEMENT), self._cell(row, _COMMENT)
        assert isinstance(choice, QComboBox)
        assert isinstance(words, QLineEdit)
        choice.setCurrentIndex(choice.findData(agreement))
        words.setText(comment)

    def _cell(self, row: int, column: int) -> QWidget:
        return self.table.cellWidget(row, column)

    def _offer(self) -> None:
        self._ok.setEnabled(bool(self.answers))
