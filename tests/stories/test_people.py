"""People before the real window: nobody comes in unasked, the lock hides all, a blinded reader sees images only."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.security import credentials
from app.security.audit_events import Event
from app.ui.people.sign_dialog import SignDialog
from reporting.core.readings.reading import Member, Turn
from reporting.core.readings.staff import StaffRole
from reporting.core.report import Line, Role, SectionName
from tests.builders.sittings import Reader, sitting, write_studies
from viewer.core.measurements import Measurement
from viewer.tools import length

PASSWORD = "correct horse"


@pytest.fixture(scope="module")
def seated(tmp_path_factory: pytest.TempPathFactory, qapp: QApplication) -> Iterator[Reader]:
    folder = tmp_path_factory.mktemp("people")
    hasher, credentials._HASHER = (
        credentials._HASHER,
        PasswordHasher(time_cost=1, memory_cost=8, parallelism=1),
    )
    yield from sitting(folder / "home", write_studies(folder / "studies"))
    credentials._HASHER = hasher


@pytest.fixture
def studies(seated: Reader) -> Path:
    return Path(seated.at.settings.value.recent_places[0])


def enter(reader: Reader, login: str, studies: Path) -> None:
    """Sign in on the lock screen, by key, and open the studies."""
    screen = reader.at.people.lock_screen
    screen.login.setText(login)
    QTest.keyClicks(screen.password, PASSWORD)
    QTest.keyClick(screen.password, Qt.Key.Key_Return)
    reader.wait_for(screen.isHidden)
    if not reader.at.session.opened.value.studies:
        found: list[object] = []
        reader.at.studies.finished.connect(found.append)
        reader.at.studies.open([studies])
        reader.wait_for(lambda: bool(found))
        reader.show("now", index=10)
        reader.wait_for(lambda: reader.at.desk.report.value is not None)


def measured(reader: Reader) -> Measurement:
    """Draw a length on the image shown."""
    image = reader.at.pixels.image(reader.state.display_set_uid, reader.state.index)
    assert image is not None
    assert length.TOOL.measure is not None
    drawn = length.TOOL.measure(image, ((10.0, 10.0, 20.0), (18.0, 10.0, 20.0)))
    history = reader.at.session.history
    history.set(history.value.record(history.value.now.with_one(drawn)))
    return drawn


def sign(reader: Reader) -> None:
    """Sign with the password typed into the dialog."""

    def type_password() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, SignDialog)
        QTest.keyClicks(dialog.password, PASSWORD)
        dialog._try()

    QTimer.singleShot(200, type_password)
    reader.at.desk.sign()


def test_people_sign_in_lock_read_blinded_and_commit(seated: Reader, studies: Path) -> None:
    reader, people = seated, seated.at.people
    for login, name, role in (
        ("ada", "Dr Ada", StaffRole.RADIOLOGIST),
        ("bob", "Dr Bob", StaffRole.RADIOLOGIST),
        ("root", "Root", StaffRole.ADMINISTRATOR),
    ):
        people.gate.add_account(login, name, "MD", role, PASSWORD)
    people.gate.switch_accounts(on=True)

    # Nobody is let in unasked: everything is put away and covered.
    assert people.lock_screen.isVisible()
    assert people.lock_screen.geometry() == reader.at.window.rect()
    assert not reader.at.session.opened.value.studies
    people.lock_screen.login.setText("ada")
    QTest.keyClicks(people.lock_screen.password, "wrong password")
    QTest.keyClick(people.lock_screen.password, Qt.Key.Key_Return)
    assert "wrong" in people.lock_screen.problem
    assert people.lock_screen.isVisible()

    # The first reader draws, writes and signs with a password.
    enter(reader, "ada", studies)
    drawn = measured(reader)
    reader.at.desk.edit(SectionName.IMPRESSION, (Line("Nodule of 8 mm."),))
    sign(reader)
    report = reader.at.desk.report.value
    assert report is not None
    assert report.signature is not None
    assert report.signature.reader.name == "Dr Ada"
    study_uid = report.study.uid
    assert people.guarded is not None
    (attested,) = people.guarded.acts(report.uid)
    assert attested.content["frames_displayed"] == 2, "where it was opened, and the eleventh"
    assert people.glance.value.progress == "Final"
    people.room.open(
        study_uid, Turn.SECOND, blinded=True, assigned=Member.of(people.gate.accounts.accounts()[1].person)
    )
    people.sign_out()
    assert people.lock_screen.isVisible()

    # The second reader sees images, and nothing of the first: no drawing, no report, no words about one.
    enter(reader, "bob", studies)
    second = reader.at.desk.report.value
    assert second is not None
    assert (second.role, second.blinded, second.response) == (Role.SECOND, True, None)
    assert drawn.uid not in {known.uid for known in reader.at.session.annotations.measurements}
    assert [known.uid for known in reader.at.desk.reports()] == [second.uid]
    assert reader.at.desk.answered() is None
    assert (people.glance.value.what, people.glance.value.blinding) == (
        "Second reading, diagnosis",
        "BLINDED",
    )

    # The lock hides images and words, and no key gets through; the draft is kept before.
    reader.at.desk.edit(SectionName.IMPRESSION, (Line("Nodule."),))
    people.lock()
    assert people.lock_screen.isVisible()
    assert not reader.at.desk.is_unsaved
    before = reader.state
    QTest.keyClick(reader.at.grid, Qt.Key.Key_Down)
    QTest.mouseClick(
        reader.at.grid, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(30, 30)
    )
    QTest.keySequence(reader.at.window, "Ctrl+W")
    assert reader.state == before
    assert reader.at.session.opened.value.studies
    grabbed = reader.at.window.grab().toImage()
    assert grabbed.pixelColor(40, 300) == grabbed.pixelColor(640, 300), "nothing shines through"
    reader.at.desk.put_down()  # as where reports are read so late that nobody was there to be shown them
    people.sign_in("bob", PASSWORD)
    assert reader.at.desk.report.value is not None
    assert reader.at.desk.report.value.section(SectionName.IMPRESSION).text == "Nodule."

    # Committed: everything is there, both drawings too.
    own = measured(reader)
    sign(reader)
    reader.wait_for(lambda: len(reader.at.desk.reports()) == 2)
    both = {drawn.uid, own.uid}
    reader.wait_for(lambda: both <= {known.uid for known in reader.at.session.annotations.measurements})
    assert reader.at.people.service.trail.verify() == ()
    opened_by = [
        line.event.user_name
        for line in reader.at.people.service.trail.lines()
        if line.event.event is Event.ACCESSED
    ]
    assert {"Dr Ada", "Dr Bob"} <= set(opened_by)
