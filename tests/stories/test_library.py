"""A day with the library: import, find, open, sign, throw away, take back, and all of it there the next morning."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.headless.sitting import Agreeing
from app.library.catalogue.values import SecondRead, Status, StudyRow
from app.ui.worklist.worklist_page import WorklistPage
from app.wiring import Workstation
from reporting.core.report import Line, SectionName
from tests.builders.dicom import uid
from tests.builders.sittings import write_studies

pytestmark = pytest.mark.story
NOW, PRIOR, OTHER = uid("study"), uid("prior"), uid("other")
LONG_MS = 30_000
NO_KEY = Qt.KeyboardModifier.NoModifier


class Librarian:
    """Somebody before the worklist of a workstation."""

    def __init__(self, at: Workstation, qtbot: QtBot) -> None:
        self.at, self.qtbot = at, qtbot

    @property
    def page(self) -> WorklistPage:
        """The worklist."""
        assert self.at.worklist.page is not None
        return self.at.worklist.page

    def wait_for(self, is_so: Callable[[], bool]) -> None:
        """Let the program run until something is so."""
        self.qtbot.waitUntil(is_so, timeout=LONG_MS)

    def turn_to_list(self) -> None:
        """Press the key of the worklist."""
        self.at.window.activateWindow()
        QTest.keySequence(self.at.window, "Ctrl+L")
        self.wait_for(lambda: self.at.worklist.is_shown)

    def counts(self, count: int) -> None:
        """Wait until the list holds so many studies."""
        self.wait_for(lambda: self.page.model.count == count and self.page.model.row(0) is not None)

    def press(self, key: Qt.Key, held: Qt.KeyboardModifier = NO_KEY) -> None:
        """Press a key over the rows."""
        QTest.keyClick(self.page.table, key, held)

    def row_of(self, study_uid: str) -> StudyRow | None:
        """Return the row of a study as the list shows it."""
        rows = (self.page.model.row(place) for place in range(self.page.model.count))
        return next((row for row in rows if row is not None and row.uid == study_uid), None)

    def go_to(self, study_uid: str) -> None:
        """Put the cursor on a study."""
        self.wait_for(lambda: self.row_of(study_uid) is not None)
        for place in range(self.page.model.count):
            row = self.page.model.row(place)
            if row is not None and row.uid == study_uid:
                self.page.table.go_to(place)

    def has_status(self, study_uid: str, status: Status) -> bool:
        """Whether the list shows a study with a status."""
        row = self.row_of(study_uid)
        return row is not None and row.status is status

    def shows(self, study_uid: str, cell: int = 0) -> bool:
        """Whether a viewport shows an image of a study."""
        picture = self.at.grid.viewports[cell].picture
        shown = self.at.session.display_set(self.at.session.viewports[cell].value.display_set_uid)
        return picture is not None and shown is not None and shown.study.uid == study_uid


@contextmanager
def before_the_list(home: Path, qtbot: QtBot) -> Iterator[Librarian]:
    workstation = Workstation(home, Agreeing())
    workstation.settings.set(replace(workstation.settings.value, reader_name="Dr Ada Lovelace"))
    workstation.start()
    workstation.window.resize(1280, 800)
    workstation.window.activateWindow()
    assert QTest.qWaitForWindowActive(workstation.window, 10_000)
    yield Librarian(workstation, qtbot)
    workstation.window.close()


@pytest.fixture(scope="module")
def studies(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_studies(tmp_path_factory.mktemp("studies"))


@pytest.fixture
def librarian(tmp_path: Path, studies: Path, qapp: QApplication, qtbot: QtBot) -> Iterator[Librarian]:
    """Somebody whose library holds a CT, its prior, another patient's CT, a radiograph and a cine."""
    with before_the_list(tmp_path / "home", qtbot) as one:
        one.turn_to_list()
        one.at.worklist.receiving.take([studies])
        one.wait_for(lambda: one.at.worklist.receiving.last is not None)
        one.wait_for(lambda: one.page.model.count > 0)
        yield one


def test_a_study_is_imported_found_read_signed_thrown_away_and_there_after_a_restart(
    tmp_path: Path, studies: Path, qtbot: QtBot
) -> None:
    home = tmp_path / "home"
    with before_the_list(home, qtbot) as one:
        one.turn_to_list()
        one.wait_for(lambda: "empty" in one.page.empty.text())
        one.at.worklist.receiving.take([studies])
        one.wait_for(lambda: one.at.worklist.receiving.last is not None)
        told = one.at.worklist.receiving.last
        assert told is not None
        assert told.is_clean
        one.counts(len(told.studies))
        everything = len(told.studies)

        # Typing anywhere in the list searches; Return opens.
        one.page.take_keyboard()
        QTest.keyClicks(one.page.table, "r")
        QTest.keyClicks(one.page.search, "oe")
        one.counts(1)
        QTest.keyClick(one.page.search, Qt.Key.Key_Return)
        one.press(Qt.Key.Key_Return)
        one.wait_for(lambda: one.shows(OTHER))
        assert not one.at.worklist.is_shown

        # Signing is seen in the list, which is where it was.
        one.wait_for(lambda: one.at.desk.report.value is not None)
        one.at.desk.edit(SectionName.IMPRESSION, (Line("No nodule."),))
        one.at.desk.sign()
        report = one.at.desk.report.value
        assert report is not None
        assert report.is_signed, one.at.window.notice
        one.turn_to_list()
        one.wait_for(lambda: one.has_status(OTHER, Status.FINAL))
        row = one.row_of(OTHER)
        assert row is not None
        assert row.reader == "Dr Ada Lovelace"

        # Escape takes the search away; Delete throws away, Ctrl+Z takes back.
        one.page.take_keyboard()
        one.press(Qt.Key.Key_Escape)
        one.counts(everything)
        one.go_to(OTHER)
        one.press(Qt.Key.Key_Delete)
        one.counts(everything - 1)
        assert one.row_of(OTHER) is None
        one.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        one.counts(everything)
        one.wait_for(lambda: one.has_status(OTHER, Status.FINAL))

    with before_the_list(home, qtbot) as one:
        one.turn_to_list()
        one.counts(everything)
        one.wait_for(lambda: one.has_status(OTHER, Status.FINAL))
        one.page.take_keyboard()
        one.go_to(OTHER)
        one.press(Qt.Key.Key_Return)
        one.wait_for(lambda: one.shows(OTHER))
        one.wait_for(lambda: one.at.desk.report.value is not None)
        signed = one.at.desk.report.value
        assert signed is not None
        assert signed.is_signed


def test_a_study_is_opened_with_its_prior_beside_it_and_is_in_progress(librarian: Librarian) -> None:
    librarian.go_to(NOW)
    priors = librarian.page.details.priors
    librarian.wait_for(lambda: priors.topLevelItemCount() > 0)

    librarian.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    prior = priors.chosen()
    assert prior is not None
    librarian.wait_for(lambda: librarian.shows(NOW) and librarian.shows(prior.uid, 1))
    assert librarian.at.session.layout.value.active == 0, "the new study is the one that is reported"
    librarian.turn_to_list()
    librarian.wait_for(lambda: librarian.has_status(NOW, Status.IN_PROGRESS))
    assert librarian.has_status(prior.uid, Status.UNREAD)


def test_opening_another_study_puts_away_what_was_open(librarian: Librarian) -> None:
    librarian.go_to(NOW)
    librarian.press(Qt.Key.Key_Return)
    librarian.wait_for(lambda: librarian.shows(NOW))
    librarian.turn_to_list()
    librarian.go_to(OTHER)
    librarian.press(Qt.Key.Key_Return)
    librarian.wait_for(lambda: librarian.shows(OTHER))

    assert {study.header.uid for study in librarian.at.session.opened.value.studies} == {OTHER}


def test_d8_a_file_that_rotted_is_listed_and_not_shown(librarian: Librarian) -> None:
    library = librarian.at.home / "library" / "files"
    librarian.at.worklist.ahead.stop()
    for path in library.rglob("*"):
        if path.is_file():
            content = bytearray(path.read_bytes())
            content[-1] ^= 0xFF
            path.chmod(0o600)
            path.write_bytes(content)
    librarian.at.worklist.ahead.stop()
    librarian.go_to(OTHER)
    librarian.press(Qt.Key.Key_Return)
    opened = librarian.at.session.opened
    librarian.wait_for(lambda: bool(opened.value.rejected))

    assert all("checksum" in one.reason for one in opened.value.rejected)
    assert not opened.value.studies


def test_what_is_noted_below_the_list_is_seen_in_it(librarian: Librarian) -> None:
    librarian.go_to(NOW)
    notes = librarian.page.details.notes
    librarian.wait_for(lambda: notes.uid == NOW)

    notes.second.setCurrentIndex(notes.second.findData(int(SecondRead.WANTED)))
    notes.second.activated.emit(notes.second.currentIndex())
    notes.comments.setPlainText("Compare with the scan from outside")
    notes.keep()

    def is_noted() -> bool:
        row = librarian.row_of(NOW)
        return row is not None and row.second_read is SecondRead.WANTED and row.comments.startswith("Compare")

    librarian.wait_for(is_noted)


def test_the_list_moves_into_a_window_of_its_own_and_stays_there(librarian: Librarian) -> None:
    librarian.at.worklist.move()

    assert librarian.at.worklist.dock.isVisible()
    assert librarian.at.settings.value.worklist_place == "own window"
    librarian.go_to(NOW)
    librarian.press(Qt.Key.Key_Return)
    librarian.wait_for(lambda: librarian.shows(NOW))
    assert librarian.at.worklist.dock.isVisible(), "beside the images"
