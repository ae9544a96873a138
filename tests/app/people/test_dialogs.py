"""The dialogs about people do what they say, and say why where they do not."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QPushButton, QTextEdit, QTreeWidget, QWidget
from pytestqt.qtbot import QtBot

from app.security.audit_events import Event
from app.ui.people.accounts_dialog import AccountForm, AccountsDialog
from app.ui.people.audit_dialog import AuditDialog
from app.ui.people.idle import Idle
from app.ui.people.readings_dialog import ReadingForm, ReadingsDialog
from app.ui.people.sign_dialog import SignDialog, difference_view
from app.ui.people.withdrawn_dialog import NOTHING, WithdrawnDialog
from reporting.core.readings.reading import Member, Turn
from reporting.core.readings.staff import StaffRole
from reporting.core.readings.wording import Glance, glance_at
from reporting.core.readings.words import difference
from reporting.ui.reading_strip import ReadingStrip
from tests.builders.people import ADA, BLAISE, ROOT, Practice, account_of, practice_at
from tests.builders.reports import ADA as ADA_READER
from tests.builders.reports import NOON, STUDY, draft
from viewer.core.store import Store


@pytest.fixture
def at(tmp_path: Path) -> Iterator[Practice]:
    with practice_at(tmp_path) as practice:
        yield practice


def shown(dialog: QWidget, qtbot: QtBot) -> None:
    qtbot.addWidget(dialog)
    dialog.show()


def texts(dialog: QWidget) -> list[str]:
    """Return the rows of the dialog's list."""
    tree = dialog.findChild(QTreeWidget)
    assert isinstance(tree, QTreeWidget)
    rows = (tree.topLevelItem(row) for row in range(tree.topLevelItemCount()))
    return [" | ".join(item.text(column) for column in range(tree.columnCount())) for item in rows if item]


def button(dialog: QObject, words: str) -> QPushButton:
    return next(known for known in dialog.findChildren(QPushButton) if known.text().replace("&", "") == words)


def test_a_blinded_reader_finds_their_own_reading_alone_and_unblinds_it_here(
    at: Practice, qtbot: QtBot
) -> None:
    at.enter(ADA)
    at.store.sign(draft(), ADA_READER, NOON)
    at.service.room.open(STUDY.uid, Turn.SECOND, blinded=True, assigned=Member.of(BLAISE))
    everything = ReadingsDialog(at.service.room, STUDY.uid, "P1", (), None)
    shown(everything, qtbot)
    assert len(texts(everything)) == 2
    assert not button(everything, "Unblind…").isEnabled()

    at.enter(BLAISE)
    own = ReadingsDialog(at.service.room, STUDY.uid, "P1", (), None)
    shown(own, qtbot)

    assert len(texts(own)) == 1
    assert "Second reading, diagnosis | Open | blinded" in texts(own)[0]
    assert button(own, "Unblind…").isEnabled()
    button(own, "Take up").click()
    assert button(own, "Leave").isEnabled()
    button(own, "Leave").click()
    assert button(own, "Take up").isEnabled()


def test_who_may_not_assign_is_not_offered_it(at: Practice, qtbot: QtBot) -> None:
    at.enter(ROOT)
    dialog = ReadingsDialog(at.service.room, STUDY.uid, "P1", (), None)
    shown(dialog, qtbot)
    assert texts(dialog) == []
    assert button(dialog, "New reading…").isEnabled()
    assert not button(dialog, "Take up").isEnabled()


def test_a_reading_is_for_somebody_who_may_write(qtbot: QtBot) -> None:
    form = ReadingForm([account_of(ADA), account_of(ROOT)], None, None)
    shown(form, qtbot)

    assert (form.turn, form.assigned, form.due_at, form.blinded) == (Turn.SECOND, None, None, False)
    assert [form._assigned.itemText(row) for row in range(form._assigned.count())] == [
        "Whoever comes",
        "Dr Ada Lovelace, radiologist",
    ]


def test_accounts_are_not_switched_off_by_who_may_not(at: Practice, qtbot: QtBot) -> None:
    at.enter(ADA)
    dialog = AccountsDialog(at.service.gate)
    shown(dialog, qtbot)

    button(dialog, "Switch accounts off").click()

    assert at.service.gate.asks
    assert "may not manage accounts" in dialog._problem.text()
    at.enter(ROOT)
    button(dialog, "Switch accounts off").click()
    assert not at.service.gate.asks


def test_an_account_tells_what_its_role_may(qtbot: QtBot) -> None:
    form = AccountForm(account_of(ROOT))
    shown(form, qtbot)

    assert form.chosen_role is StaffRole.ADMINISTRATOR
    assert "manage accounts" in form._may.text()
    assert "sign" not in form._may.text().replace("signed", "").replace("assign", "")


def test_the_auditor_searches_verifies_and_exports(at: Practice, qtbot: QtBot, tmp_path: Path) -> None:
    at.enter(ADA)
    at.store.save_draft(draft())
    written: list[Path] = []
    trail = at.service.trail
    dialog = AuditDialog(trail.lines(), trail.verify, written.append)
    shown(dialog, qtbot)

    assert len(texts(dialog)) == len(at.written())
    dialog._search.setText("reading begun")
    assert dialog.told.startswith("1 of")
    dialog._events.setCurrentIndex(dialog._events.findData(Event.EXPORT))
    assert dialog.told.startswith("0 of")
    button(dialog, "Verify").click()
    assert dialog.told == "Verified: every line is as it was written"


def test_what_a_supervisor_changed_is_told_by_more_than_colour(qtbot: QtBot) -> None:
    view = difference_view(difference("left lobe", "right lobe"))
    shown(view, qtbot)
    cursor = view.textCursor()
    cursor.setPosition(1)
    assert cursor.charFormat().fontStrikeOut()
    cursor.setPosition(6)
    assert cursor.charFormat().fontUnderline()


def test_a_wrong_password_signs_nothing_and_says_so(qtbot: QtBot, at: Practice) -> None:
    at.enter(ADA, confirmed=False)
    dialog = SignDialog("Sign?", ["You sign."], "Sign", at.service.gate.confirm)
    shown(dialog, qtbot)
    dialog.password.setText("wrong")

    button(dialog, "Sign").click()

    assert dialog.result() == 0
    assert "wrong" in dialog.problem
    assert dialog.password.text() == ""


def test_withdrawn_reports_are_read_with_their_reason(at: Practice, qtbot: QtBot) -> None:
    at.enter(ADA)
    at.store.sign(draft(), ADA_READER, NOON)
    empty = WithdrawnDialog(at.store.withdrawn(STUDY.uid))
    shown(empty, qtbot)
    assert not empty.words.isVisible()
    at.store.retract("report-1", "wrong patient", NOON)

    dialog = WithdrawnDialog(at.store.withdrawn(STUDY.uid))
    shown(dialog, qtbot)

    assert isinstance(dialog.findChild(QTextEdit), QTextEdit)
    assert "RETRACTED by Dr Ada Lovelace" in dialog.words.toPlainText()
    assert "wrong patient" in dialog.words.toPlainText()
    assert NOTHING not in dialog.words.toPlainText()


def test_the_strip_says_who_what_when_blinded_and_how_far(at: Practice, qtbot: QtBot) -> None:
    at.enter(ADA)
    reading = at.service.room.open(
        STUDY.uid, Turn.SECOND, blinded=True, assigned=Member.of(BLAISE), due_at=NOON - timedelta(hours=1)
    )
    glance: Store[Glance] = Store(Glance())
    strip = ReadingStrip(glance)
    qtbot.addWidget(strip)
    assert strip.isHidden()

    glance.set(glance_at(reading, NOON))

    for words in (
        "Second reading, diagnosis",
        "BLINDED",
        "Open",
        "Dr Blaise Pascal, radiologist",
        "due ",
        "Overdue",
    ):
        assert words in strip.words


def test_after_a_while_without_anybody_the_screen_is_locked(qtbot: QtBot) -> None:
    called: list[str] = []
    window = QWidget()
    qtbot.addWidget(window)
    idle = Idle(lambda: 0.05, lambda: called.append("lock"), window)
    qtbot.waitUntil(lambda: called == ["lock"])
    assert not idle._timer.isActive(), "once, until somebody touches something"

    Idle(lambda: 0.0, lambda: called.append("never"), window)
    qtbot.wait(60)
    assert called == ["lock"]
