"""The readings of a study: who reads, by when, how far; assign, take up, take over, unblind."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from PySide6.QtCore import QDateTime
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QDateTimeEdit,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.readings.room import ReadingRoom
from app.security.accounts import Account
from app.ui.people.pieces import ask_reason, buttons, label
from reporting.core.readings.reading import Member, Progress, Purpose, Reading, Turn
from reporting.core.readings.staff import Person, Right
from reporting.core.readings.wording import glance_at
from viewer.core.errors import ViewerError

BLINDED_NOTE = (
    "You read this study blinded: other readings, reports, measurements and marks are not shown here, "
    "and nothing says whether there are any."
)
EMPTY = "No reading yet. Writing begins one by itself; open one here to assign it or to read blinded."
DUE_HOURS = 24


class ReadingsDialog(QDialog):
    """Shows the readings of one study and what may be done with the one chosen."""

    def __init__(
        self, room: ReadingRoom, study_uid: str, about: str, staff: Sequence[Account], parent: QWidget | None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Readings of this study")
        self.resize(900, 460)
        self._room, self._study_uid, self._staff = room, study_uid, staff
        self._readings: tuple[Reading, ...] = ()
        self._note, self._problem = label("", "quiet"), label("", "warning")
        self._list = QTreeWidget()
        self._list.setHeaderLabels(["Reading", "State", "Blinded", "When", "Reader", "To note"])
        self._list.setRootIsDecorated(False)
        self._list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        header = self._list.header()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(4, QHeaderView.ResizeMode.Stretch)
        header.setStretchLastSection(False)
        self._list.itemSelectionChanged.connect(self._offer)
        self._new = _button(
            "&New reading…", "Open another reading of this study: blinded, assigned, due", self._open
        )
        self._assign = _button("&Assign…", "Give it to somebody, due at a moment", self._give)
        self._take = _button("&Take up", "Begin to read; others then wait until you leave it", self._take_up)
        self._leave = _button("&Leave", "Let others take it up", self._let_go)
        self._over = _button("Take &over…", "Take it from whoever holds it, with a reason", self._take_over)
        self._unblind = _button(
            "&Unblind…",
            "Open what others found, knowingly: the reading counts as unblinded from then on",
            self._open_eyes,
        )
        row = QHBoxLayout()
        for button in (self._new, self._assign, self._take, self._leave, self._over, self._unblind):
            row.addWidget(button)
        row.addStretch()
        row.addWidget(_button("Close", "Back to reading", self.accept))
        layout = QVBoxLayout(self)
        layout.addWidget(label(about, "about"))
        layout.addWidget(self._note)
        layout.addWidget(self._list, 1)
        layout.addWidget(self._problem)
        layout.addLayout(row)
        self.show_readings()

    def show_readings(self) -> None:
        """Show the readings as they are now."""
        person = self._room.gate.person.value or Person()
        self._readings = self._room.readings(self._study_uid)
        blinded = self._room.blinded(self._study_uid) is not None
        self._note.setText(BLINDED_NOTE if blinded else "" if self._readings else EMPTY)
        self._note.setVisible(bool(self._note.text()))
        self._list.clear()
        for reading in self._readings:
            seen = glance_at(reading, self._room.now(), person.uid)
            item = QTreeWidgetItem(
                [seen.what, seen.progress, seen.blinding.lower(), seen.when, seen.who, seen.warning]
            )
            item.setToolTip(4, seen.who)
            item.setToolTip(5, seen.warning)
            self._list.addTopLevelItem(item)
        if self._readings:
            self.choose(len(self._readings) - 1)
        self._problem.setVisible(bool(self._problem.text()))
        self._offer()

    def choose(self, row: int) -> None:
        """Choose a reading by its place in the list."""
        item = self._list.topLevelItem(row)
        if item is not None:
            self._list.setCurrentItem(item)

    def _offer(self) -> None:
        person, chosen = self._room.gate.person.value or Person(), self._chosen()
        held = chosen is not None and chosen.lock is not None
        mine = chosen is not None and chosen.lock is not None and chosen.lock.holder.uid == person.uid
        waits = chosen is not None and chosen.progress in (
            Progress.OPEN,
            Progress.DRAFT,
            Progress.PRELIMINARY,
        )
        self._new.setEnabled(person.may(Right.ASSIGN))
        self._assign.setEnabled(waits and person.may(Right.ASSIGN))
        self._take.setEnabled(waits and not held and person.may(Right.WRITE))
        self._leave.setEnabled(mine)
        self._over.setEnabled(waits and not mine and person.may(Right.TAKE_OVER))
        hides = chosen is not None and chosen.hides_others and chosen.is_of(person)
        self._unblind.setEnabled(hides and person.may(Right.UNBLIND))

    def _chosen(self) -> Reading | None:
        item = self._list.currentItem()
        place = self._list.indexOfTopLevelItem(item) if item is not None else -1
        return self._readings[place] if 0 <= place < len(self._readings) else None

    def _open(self) -> None:
        form = ReadingForm(self._staff, None, self)
        if form.exec() == QDialog.DialogCode.Accepted:
            self._do(
                lambda: self._room.open(
                    self._study_uid,
                    form.turn,
                    form.purpose,
                    blinded=form.blinded,
                    assigned=form.assigned,
                    due_at=form.due_at,
                )
            )

    def _give(self) -> None:
        chosen = self._chosen()
        form = ReadingForm(self._staff, chosen, self)
        if chosen is not None and form.exec() == QDialog.DialogCode.Accepted:
            self._do(lambda: self._room.assign(chosen.uid, form.assigned, form.due_at))

    def _take_up(self) -> None:
        self._with_chosen(lambda reading: self._room.take_up(reading.uid))

    def _let_go(self) -> None:
        self._with_chosen(lambda reading: self._room.leave(reading.uid))

    def _take_over(self) -> None:
        chosen = self._chosen()
        holder = chosen.lock.holder.name if chosen is not None and chosen.lock is not None else ""
        reason = ask_reason(
            self,
            "Take the reading over?",
            [f"{holder or 'Nobody'} holds it now. From then on it is yours; the draft stays."],
            "Take over",
        )
        if reason:
            self._with_chosen(lambda reading: self._room.take_over(reading.uid, reason))

    def _open_eyes(self) -> None:
        reason = ask_unblinding(self)
        if reason:
            self._with_chosen(lambda reading: self._room.unblind(reading.uid, reason))

    def _with_chosen(self, act: Callable[[Reading], object]) -> None:
        chosen = self._chosen()
        if chosen is not None:
            self._do(lambda: act(chosen))

    def _do(self, change: Callable[[], object]) -> None:
        self._problem.clear()
        try:
            change()
        except ViewerError as refusal:
            self._problem.setText(str(refusal))
        self.show_readings()


class ReadingForm(QDialog):
    """What a reading is, for whom and by when."""

    def __init__(self, staff: Sequence[Account], known: Reading | None, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle("New reading" if known is None else "Assign the reading")
        self.setMinimumWidth(420)
        self._turn, self._purpose, self._assigned = QComboBox(), QComboBox(), QComboBox()
        for turn in Turn:
            self._turn.addItem(turn.value.capitalize(), turn)
        for purpose in Purpose:
            self._purpose.addItem(purpose.value.capitalize(), purpose)
        self._assigned.addItem("Whoever comes", None)
        for account in staff:
            if account.active and account.person.may(Right.WRITE):
                self._assigned.addItem(f"{account.name}, {account.role.value}", Member.of(account.person))
        self._blinded, self._is_due = QCheckBox("Blinded until signed"), QCheckBox("Due")
        self._blinded.setToolTip("The reader sees nothing of other readings before signing")
        self._due = QDateTimeEdit(QDateTime.currentDateTime().addSecs(DUE_HOURS * 3600))
        self._due.setDisplayFormat("yyyy-MM-dd HH:mm")
        self._due.setCalendarPopup(True)
        self._due.setEnabled(False)
        self._is_due.toggled.connect(self._due.setEnabled)
        form = QFormLayout(self)
        if known is None:
            self._turn.setCurrentIndex(self._turn.findData(Turn.SECOND))
            form.addRow("Reading", self._turn)
            form.addRow("Purpose", self._purpose)
            form.addRow("", self._blinded)
        form.addRow("Reader", self._assigned)
        form.addRow(self._is_due, self._due)
        form.addRow(buttons(self, "Open" if known is None else "Assign"))

    @property
    def turn(self) -> Turn:
        """Which reading it is."""
        turn: Turn = self._turn.currentData()
        return turn

    @property
    def purpose(self) -> Purpose:
        """What it is for."""
        purpose: Purpose = self._purpose.currentData()
        return purpose

    @property
    def blinded(self) -> bool:
        """Whether its reader sees nothing of the others."""
        return self._blinded.isChecked()

    @property
    def assigned(self) -> Member | None:
        """For whom; None for whoever comes."""
        member: Member | None = self._assigned.currentData()
        return member

    @property
    def due_at(self) -> datetime | None:
        """By when (UTC)."""
        if not self._is_due.isChecked():
            return None
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=self._due.dateTime().toSecsSinceEpoch())


def ask_unblinding(parent: QWidget) -> str:
    """Ask why a blinded reading is to be unblinded; empty where the reader stays blinded."""
    return ask_reason(
        parent,
        "Open what others found?",
        [
            "The reading counts as unblinded from then on: it is left out of the statistics of blinded readings, "
            "and that stands under the report.",
            "This cannot be taken back.",
        ],
        "Unblind",
    )


def _button(words: str, help_text: str, run: Callable[[], object]) -> QPushButton:
    button = QPushButton(words)
    button.setToolTip(help_text)
    button.clicked.connect(lambda: run())
    return button
