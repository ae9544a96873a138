"""What is reached from the list beside reading: imports, the watched folder, storage, quarantine, export, patients."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pydicom import dcmread
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from app.headless.sitting import Agreeing
from app.library.catalogue.values import Priority, StudyRow
from app.ui.worklist.answers import Act, Apart, StorageTold
from app.ui.worklist.import_told import ImportDialog, ImportTold, Refusal
from app.ui.worklist.patients_dialog import PatientsDialog
from app.ui.worklist.storage_dialog import StorageDialog
from app.wiring import Workstation
from app.worklist.room import WorklistRoom
from reporting.core.report import Line, SectionName
from tests.builders.dicom import uid
from tests.builders.libraries import ct_study, write_all
from tests.builders.rows import study_row

LONG_MS = 30_000


class Answers:
    """Answers the questions of dialogs."""

    def __init__(self) -> None:
        self.folder: Path | None = None
        self.sure = True
        self.asked: list[str] = []

    def folder_to_import(self) -> Path | None:
        return self.folder

    def files_to_import(self) -> list[Path]:
        return []

    def backup_target(self) -> Path | None:
        return self.folder

    def export_target(self) -> Path | None:
        return self.folder

    def is_sure(self, title: str, _words: str, _does: str) -> bool:
        self.asked.append(title)
        return self.sure


class Room:
    """The room of a workstation with its list shown, and somebody who answers its questions."""

    def __init__(self, at: Workstation, qtbot: QtBot) -> None:
        self.at, self.qtbot, self.answers = at, qtbot, Answers()
        room: WorklistRoom = at.worklist
        for part in (room.receiving, room.storage):
            part._doors = self.answers  # type: ignore[assignment]  # in place of dialogs
        room.show()
        assert room.desk is not None
        room.desk._doors = self.answers  # type: ignore[assignment]  # in place of dialogs
        self.wait_for(lambda: room.access.is_open)

    @property
    def room(self) -> WorklistRoom:
        return self.at.worklist

    def wait_for(self, is_so: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(is_so, timeout=LONG_MS)

    def take(self, *places: Path) -> ImportTold:
        """Import places and wait for what came of it."""
        self.room.receiving.last = None
        self.room.receiving.take(places)
        return self.told()

    def told(self) -> ImportTold:
        self.wait_for(lambda: self.room.receiving.last is not None)
        assert self.room.receiving.last is not None
        return self.room.receiving.last

    def rows(self, count: int) -> list[StudyRow]:
        """Return the rows, once there are so many."""
        page = self.room.page
        assert page is not None
        self.wait_for(lambda: page.model.count == count and (count == 0 or page.model.row(0) is not None))
        return [row for row in map(page.model.row, range(count)) if row is not None]

    def choose(self, *uids: str) -> None:
        """Select studies."""
        page = self.room.page
        assert page is not None
        page.table.clearSelection()
        flags = page.table.selectionModel().SelectionFlag
        for place, row in enumerate(self.rows(page.model.count)):
            if row.uid in uids:
                index = page.model.index(place, 0)
                page.table.selectionModel().setCurrentIndex(index, flags.Select | flags.Rows)

    def storage(self) -> StorageDialog:
        """Open the storage page."""
        self.room.storage.show()
        dialog = self.room.storage.dialog
        assert dialog is not None
        self.wait_for(lambda: dialog.figures["Studies"].text() != "–")
        return dialog


@pytest.fixture
def room(tmp_path: Path, qapp: QApplication, qtbot: QtBot) -> Iterator[Room]:  # Qt must be there
    at = Workstation(tmp_path / "home", Agreeing())
    at.settings.set(replace(at.settings.value, reader_name="Dr Ada"))
    at.start()
    yield Room(at, qtbot)
    at.window.close()


def test_h23_an_import_tells_what_became_of_every_file(room: Room, tmp_path: Path) -> None:
    source = write_all(tmp_path / "source", ct_study("a", 3))
    (source / "letter.txt").write_text("no image")
    (source / "broken").write_bytes((source / "0000").read_bytes()[:400])

    first, again = room.take(source), room.take(source)

    assert (first.added, first.not_dicom, len(first.rejected)) == (3, 1, 1)
    assert first.words() == "3 files imported in 1 study; 1 not readable; 1 not DICOM"
    assert again.duplicates == 3
    assert len(room.rows(1)) == 1


def test_h17_a_contradiction_is_named_and_waits_in_quarantine_until_it_is_discarded(
    room: Room, tmp_path: Path
) -> None:
    room.take(write_all(tmp_path / "one", ct_study("a", 1)))
    other = ct_study("a", 1, PatientComments="not what was there")
    told = room.take(write_all(tmp_path / "two", other))
    assert [one.name for one in told.quarantined] == ["0000"]

    dialog = room.storage()
    room.wait_for(lambda: dialog.apart.topLevelItemCount() == 1)
    dialog.apart.topLevelItem(0).setSelected(True)  # type: ignore[union-attr]  # there is one
    dialog.discard.click()

    room.wait_for(lambda: dialog.figures["Quarantine"].text() == "empty")
    assert room.answers.asked == ["Quarantine"]


def test_what_arrives_in_the_watched_folder_is_imported(room: Room, tmp_path: Path) -> None:
    watched = tmp_path / "watched"
    watched.mkdir()
    room.room.arrivals._timer.setInterval(100)
    room.at.settings.set(replace(room.at.settings.value, watched_folder=str(watched)))

    write_all(watched, ct_study("a", 2))

    assert room.told().added == 2
    assert "2 files imported in 1 study" in room.at.window.notice


def test_what_is_open_can_be_imported(room: Room, tmp_path: Path) -> None:
    room.at.studies.open([write_all(tmp_path / "source", ct_study("a", 2))])
    room.wait_for(lambda: room.at.session.opened.value.instances == 2)
    room.wait_for(room.at.viewing.has_image)

    room.room.import_opened()

    assert room.told().added == 2


def test_storage_is_verified_and_backed_up_and_the_trash_emptied(room: Room, tmp_path: Path) -> None:
    room.take(write_all(tmp_path / "source", [*ct_study("a", 2), *ct_study("b", 1)]))
    room.answers.folder = tmp_path / "backup"
    dialog = room.storage()
    assert dialog.figures["Images and other objects"].text() == "3"

    dialog.buttons["verify"].click()
    room.wait_for(lambda: "3 files compared" in dialog.told.text())
    dialog.buttons["rebuild"].click()
    room.wait_for(lambda: "3 objects of 3 files" in dialog.told.text())
    dialog.buttons["back_up"].click()
    room.wait_for(lambda: "backed up" in dialog.told.text())
    assert (tmp_path / "backup" / "manifest.json").is_file()

    room.choose(uid("study a"))
    assert room.room.desk is not None
    room.room.desk.delete()
    room.rows(1)
    room.storage()
    room.wait_for(dialog.buttons["empty"].isEnabled)
    dialog.buttons["empty"].click()
    room.wait_for(lambda: dialog.told.text() == "2 files removed")


def test_studies_are_exported_with_a_dicomdir(room: Room, tmp_path: Path) -> None:
    room.take(write_all(tmp_path / "source", [*ct_study("a", 2), *ct_study("b", 1)]))
    room.rows(2)
    room.answers.folder = tmp_path / "export"
    room.choose(uid("study a"), uid("study b"))

    assert room.room.desk is not None
    room.room.desk.export()

    room.wait_for(lambda: (tmp_path / "export" / "DICOMDIR").is_file())
    room.wait_for(lambda: "3 files exported" in room.at.window.notice)
    directory = dcmread(tmp_path / "export" / "DICOMDIR")
    kinds = [record.DirectoryRecordType for record in directory.DirectoryRecordSequence]
    assert kinds.count("IMAGE") == 3


def test_patients_are_merged_with_a_reason_and_taken_apart_again(
    room: Room, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = ct_study("b", 1, PatientID="P-2", PatientName="Roe^Richard")
    room.take(write_all(tmp_path / "source", [*ct_study("a", 1), *other]))
    room.rows(2)
    monkeypatch.setattr(PatientsDialog, "exec", lambda dialog: (dialog.reason.setText("married"), 1)[1])
    room.choose(uid("study a"), uid("study b"))

    assert room.room.desk is not None
    room.room.desk.merge()

    room.wait_for(lambda: len({row.patient_number for row in room.rows(2)}) == 1)
    dialog = room.storage()

    def reasons() -> list[str]:
        items = map(dialog.acts.topLevelItem, range(dialog.acts.topLevelItemCount()))
        return [item.text(3) for item in items if item is not None]

    room.wait_for(lambda: reasons() == ["married"])
    dialog.acts.topLevelItem(0).setSelected(True)  # type: ignore[union-attr]  # there is one
    dialog.back.click()
    room.wait_for(lambda: len({row.patient_number for row in room.rows(2)}) == 2)


def test_the_menu_notes_something_of_everything_selected_and_ctrl_z_takes_it_back(
    room: Room, tmp_path: Path
) -> None:
    room.take(write_all(tmp_path / "source", [*ct_study("a", 1), *ct_study("b", 1)]))
    room.rows(2)
    room.choose(uid("study a"), uid("study b"))
    assert room.room.desk is not None
    menu = room.room.desk.menu()
    priorities = next(part for part in menu.findChildren(QMenu) if part.title() == "&Priority")

    next(action for action in priorities.actions() if action.text() == "stat").trigger()

    room.wait_for(lambda: {row.priority for row in room.rows(2)} == {Priority.STAT})
    room.room.acting.undo()
    room.wait_for(lambda: {row.priority for row in room.rows(2)} == {Priority.ROUTINE})


def test_lists_are_saved_renamed_and_removed(room: Room) -> None:
    page = room.room.page
    assert page is not None
    room.room.acting.save_list("Night", page.model.query)
    room.wait_for(lambda: page.lists.names()[-1] == "Night")
    room.room.acting.rename_list("Night", "Night shift")
    room.wait_for(lambda: page.lists.names()[-1] == "Night shift")
    room.room.acting.remove_list("Night shift")
    room.wait_for(lambda: page.lists.names()[-1] == "Trash")


def test_d4_an_import_that_the_disk_ended_says_so(qtbot: QtBot) -> None:
    refusal = Refusal("7", "it is cut off")
    told = ImportTold(
        added=3, studies=frozenset({"1"}), rejected=(refusal,), left=4, stopped="the disk is full"
    )

    dialog = ImportDialog(told)
    qtbot.addWidget(dialog)

    assert not told.is_clean
    assert told.why_ended() == "The import was stopped: the disk is full. What was imported until then stays"
    assert "4 not looked at" in told.words()
    item = dialog.files.topLevelItem(0)
    assert item is not None
    assert [item.text(column) for column in range(3)] == ["7", "not imported", "it is cut off"]


def test_d5_the_storage_page_of_a_library_that_can_only_be_read_offers_no_change(
    room: Room, tmp_path: Path
) -> None:
    dialog = room.storage()
    told = StorageTold(tmp_path, 1, 2, 3, 4, 1, 5, 0, 100, 1000, "Only 4.0 GB are free", is_read_only=True)

    dialog.show_storage(told)

    assert [name for name, button in dialog.buttons.items() if button.isEnabled()] == [
        "verify", "back_up", "restore",
    ]  # fmt: skip
    assert "Only 4.0 GB are free" in dialog.warning.text()
    assert "only be read" in dialog.warning.text()


def test_acts_and_files_apart_say_whose_they_are(room: Room, tmp_path: Path) -> None:
    dialog = room.storage()
    row = study_row()

    dialog.show_acts((Act(1, 2, row, study_row(2), "Dr Ada", "married"), Act(2, 1, None, None, "", "")))
    dialog.show_apart((Apart(b"1", tmp_path, 10, row.uid, None, "another patient"),))

    first = dialog.acts.topLevelItem(0)
    assert first is not None
    assert first.text(0) == "2 studies counted to Doe, Jane 2"
    assert dialog.apart.topLevelItem(0).text(0) == "Not in the library"  # type: ignore[union-attr]  # there is one


def test_an_import_is_said_below_the_images_and_can_be_stopped_there(room: Room, tmp_path: Path) -> None:
    source = write_all(tmp_path / "source", ct_study("a", 400))
    room.room.turn_to_images()

    room.room.receiving.take([source])
    room.wait_for(lambda: room.room.line.isVisible() and room.room.errands.shown.value.total > 0)
    room.room.line.stop.click()

    told = room.told()
    assert told.left > 0
    assert told.added + told.left == 400
    assert "stopped by you" in told.why_ended()
    room.wait_for(lambda: not room.room.line.isVisible())


def test_h16_a_study_of_two_patients_is_held_said_and_not_signed(room: Room, tmp_path: Path) -> None:
    room.take(write_all(tmp_path / "one", ct_study("a", 2)))
    mixed = ct_study("a", 3, PatientID="P-9", PatientName="Other^Person")[2:]
    assert len(room.take(write_all(tmp_path / "two", mixed)).quarantined) == 1
    page = room.room.page
    assert page is not None
    room.wait_for(lambda: bool(room.rows(1)[0].held))

    room.choose(uid("study a"))
    assert room.room.desk is not None
    room.room.desk.open()
    room.wait_for(lambda: room.at.desk.report.value is not None)
    room.at.desk.edit(SectionName.IMPRESSION, (Line("Nothing."),))
    room.at.desk.sign()

    report = room.at.desk.report.value
    assert report is not None
    assert not report.is_signed
    assert room.at.window.banner.startswith("Held:")
    assert "the study is held" in room.at.window.notice
