"""What readers note of the study chosen: status, second read, priority, reader, comments."""

from collections.abc import Callable
from dataclasses import replace
from enum import IntEnum

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QLabel, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from app.library.catalogue.values import Notes, Priority, SecondRead, Status, StudyRow
from app.ui.worklist.answers import Choice, with_choice
from app.ui.worklist.filter_header import choice_title
from viewer.ui.plain_text import label

PAUSE_MS = 900
BLINDED = "You read this study blinded: what others noted of it shows when you have signed"

Change = Callable[[Notes], Notes]


class NotesForm(QWidget):
    """Shows the notes of one study; every change is told at once, words shortly after they were typed."""

    changed = Signal(str, object)
    """A Study Instance UID, and what changes its Notes."""
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.uid = ""
        self._row: StudyRow | None = None
        self.status = _combo("Status", tuple(Status))
        self.second = _combo("Second read", tuple(SecondRead))
        self.priority = _combo("Priority", tuple(reversed(Priority)))
        self.reader = QLineEdit()
        self.reader.setPlaceholderText("Nobody yet")
        self.reader.setAccessibleName("Reader")
        self.reader.setToolTip("Who reads this study; Return keeps it")
        self.comments = QPlainTextEdit()
        self.comments.setTabChangesFocus(True)
        self.comments.setPlaceholderText("Comments for the next reader; found by the filter above")
        self.comments.setAccessibleName("Comments")
        self.told: QLabel = label("", role="dim", wraps=True)
        self.told.hide()
        form = QFormLayout()
        form.setContentsMargins(0, 0, 0, 0)
        form.setVerticalSpacing(5)
        for title, widget in (
            ("Status", self.status),
            ("2nd read", self.second),
            ("Priority", self.priority),
            ("Reader", self.reader),
        ):
            form.addRow(label(title, role="dim"), widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 8, 10, 8)
        layout.setSpacing(6)
        layout.addWidget(self.told)
        layout.addLayout(form)
        layout.addWidget(self.comments, 1)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.keep)
        self.status.activated.connect(lambda _: self._choose(Status(self.status.currentData())))
        self.second.activated.connect(lambda _: self._choose(SecondRead(self.second.currentData())))
        self.priority.activated.connect(lambda _: self._choose(Priority(self.priority.currentData())))
        self.reader.editingFinished.connect(self.keep)
        self.reader.textEdited.connect(lambda _: self._pause.start())
        self.comments.textChanged.connect(self._pause.start)
        self.comments.installEventFilter(self)
        self.show_row(None)

    def show_row(self, row: StudyRow | None, *, blinded: bool = False, fixed: bool = False) -> None:
        """Show the notes of a study; what was being written on another is kept before.

        Parameters
        ----------
        blinded
            Whether what others noted is hidden here.
        fixed
            Whether nothing can be changed (SAFETY D5).
        """
        if row is None or row.uid != self.uid:
            self.keep()
        same = row is not None and row.uid == self.uid
        self._row, self.uid = row, row.uid if row else ""
        self.setEnabled(row is not None and not fixed)
        for widget in (self.status, self.second, self.reader, self.comments):
            widget.setEnabled(not blinded)
        self.told.setText(BLINDED if blinded else "")
        self.told.setVisible(blinded)
        self._put(self.status, row.status if row else Status.UNREAD)
        self._put(self.second, row.second_read if row else SecondRead.NONE)
        self._put(self.priority, row.priority if row else Priority.ROUTINE)
        if not (same and self.reader.hasFocus()):
            self.reader.setText(row.reader if row else "")
        if not (same and self.comments.hasFocus()):
            with QSignalBlocker(self.comments):
                self.comments.setPlainText(row.comments if row else "")

    def keep(self) -> None:
        """Tell what was written and is not told yet."""
        self._pause.stop()
        row = self._row
        if row is None or not self.isEnabled() or not self.comments.isEnabled():
            return
        reader, comments = self.reader.text().strip(), self.comments.toPlainText()
        if reader != row.reader or comments != row.comments:
            self._row = replace(row, reader=reader, comments=comments)
            self.changed.emit(row.uid, lambda notes: replace(notes, reader=reader, comments=comments))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's name
        """Keep comments when the cursor leaves them."""
        if watched is self.comments and event.type() is QEvent.Type.FocusOut:
            self.keep()
        return super().eventFilter(watched, event)

    def _choose(self, choice: Choice) -> None:
        if self.uid:
            self.changed.emit(self.uid, lambda notes: with_choice(notes, choice))

    @staticmethod
    def _put(combo: QComboBox, value: IntEnum) -> None:
        with QSignalBlocker(combo):
            combo.setCurrentIndex(combo.findData(int(value)))


def _combo(title: str, choices: tuple[IntEnum, ...]) -> QComboBox:
    combo = QComboBox()
    combo.setAccessibleName(title)
    combo.setToolTip(title)
    for choice in choices:
        combo.addItem(choice_title(choice), int(choice))
    return combo
