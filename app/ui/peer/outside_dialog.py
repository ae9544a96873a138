"""The reports from outside that came with a study: attach one, show it beside the images, answer it."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from PySide6.QtCore import QDate
from PySide6.QtWidgets import (
    QDateEdit,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.ui.people.pieces import buttons, label
from reporting.core.outside import OutsideReport

EXPLAINED = "Kept exactly as received, under its SHA-256. A reader who is blinded sees none of them."
EMPTY = "No report from outside is attached to this study. Attach a PDF, a text, a photograph or a DICOM document."


class OutsideDialog(QDialog):
    """Lists reports from outside.

    Parameters
    ----------
    attach
        Asks for a file and attaches it; returns the reports there are then.
    show_it, answer
        What is done with the one chosen; the dialog closes before.
    """

    def __init__(
        self,
        reports: Sequence[OutsideReport],
        attach: Callable[[], Sequence[OutsideReport]],
        show_it: Callable[[OutsideReport], None],
        answer: Callable[[OutsideReport], None],
        *,
        may_write: bool,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Outside reports")
        self.resize(620, 320)
        self._reports = tuple(reports)
        self._attach, self._show_it, self._answer = attach, show_it, answer
        self._may_write = may_write
        self.list = QListWidget()
        self.list.setAccessibleName("Reports from outside")
        self._told = label("", "quiet")
        self.attach = _button("&Attach…", "A report that came with these images", self._add)
        self.show_button = _button(
            "&Show", "Beside the images, among the documents", lambda: self._leave(show_it)
        )
        self.answer = _button(
            "A&nswer…",
            "Say of each finding whether you agree; it goes into a second opinion",
            lambda: self._leave(answer),
        )
        row = QHBoxLayout()
        for button in (self.attach, self.show_button, self.answer):
            row.addWidget(button)
        row.addStretch()
        row.addWidget(_button("Close", "Back to reading", self.reject))
        layout = QVBoxLayout(self)
        layout.addWidget(label(EXPLAINED, "quiet"))
        layout.addWidget(self.list, 1)
        layout.addWidget(self._told)
        layout.addLayout(row)
        self.list.currentRowChanged.connect(lambda _: self._offer())
        self.list.itemDoubleClicked.connect(lambda _: self._leave(show_it))
        self._fill()

    def _fill(self) -> None:
        self.list.clear()
        for known in self._reports:
            self.list.addItem(f"{known.title}   ({known.name})")
            self.list.item(self.list.count() - 1).setToolTip(f"SHA-256 {known.sha256}")
        self._told.setText("" if self._reports else EMPTY)
        self._told.setVisible(bool(self._told.text()))
        if self._reports:
            self.list.setCurrentRow(len(self._reports) - 1)
        self._offer()

    def _chosen(self) -> OutsideReport | None:
        row = self.list.currentRow()
        return self._reports[row] if 0 <= row < len(self._reports) else None

    def _offer(self) -> None:
        there = self._chosen() is not None
        self.attach.setEnabled(self._may_write)
        self.show_button.setEnabled(there)
        self.answer.setEnabled(there and self._may_write)

    def _add(self) -> None:
        self._reports = tuple(self._attach())
        self._fill()

    def _leave(self, act: Callable[[OutsideReport], None]) -> None:
        chosen = self._chosen()
        if chosen is not None:
            self.accept()
            act(chosen)


class AuthorForm(QDialog):
    """Who wrote a report from outside, and when."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Attach an outside report")
        self.setMinimumWidth(420)
        self.author, self._date = QLineEdit(), QDateEdit(QDate.currentDate())
        self.author.setPlaceholderText("As it stands under the report")
        self._date.setCalendarPopup(True)
        self._date.setDisplayFormat("yyyy-MM-dd")
        form = QFormLayout()
        form.addRow("Author", self.author)
        form.addRow("Written", self._date)
        layout = QVBoxLayout(self)
        layout.addWidget(label(name, "about"))
        layout.addLayout(form)
        layout.addWidget(buttons(self, "Attach"))

    @property
    def written_at(self) -> datetime:
        """The day it was written."""
        day = self._date.date()
        return datetime(day.year(), day.month(), day.day(), tzinfo=UTC)


def _button(words: str, help_text: str, run: Callable[[], object]) -> QPushButton:
    button = QPushButton(words)
    button.setToolTip(help_text)
    button.setAutoDefault(False)
    button.clicked.connect(lambda: run())
    return button
