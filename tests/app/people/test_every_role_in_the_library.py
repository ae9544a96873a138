"""Every role × every act on the library: the service, what the window asks, and the commands without a window."""

import inspect
import io
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from pydicom import Dataset

from app.library.catalogue.values import Column, Notes, SecondRead, SortKey, Status, WorklistQuery
from app.library.verifying import FirstLook
from app.readings.library_guard import LibraryAct, LibraryGuard
from app.readings.service import open_service
from app.security.audit_events import Event
from app.worklist import labours, permits, questions
from app.worklist.access import Access
from app.worklist.permits import Permits, masks_of
from reporting.core.readings.reading import Member, Turn
from reporting.core.readings.refusals import ReadingError, Refusal
from reporting.core.readings.staff import LIBRARY, RIGHTS, StaffRole
from tests.builders.dicom import ct_slice, uid
from tests.builders.headless import Said, say
from tests.builders.libraries import ct_study, import_all, library_with, write_all
from tests.builders.people import ADA, BLAISE, ROOT, Practice, account_of, one_of, practice_at

PASSWORD = "correct horse"
STUDY = uid("study one")
ARGUMENTS: dict[str, tuple[object, ...]] = {
    "change": ((STUDY,), lambda notes: notes),
    "put_back": (((STUDY, Notes()),),),
    "merge_patients": (STUDY, "other", "Ada", "same"),
    "split_patient": ((STUDY,), "Ada", "not the same"),
    "export_chosen": ((STUDY,), Path(), frozenset()),
    "empty": (None,),
}


@pytest.mark.parametrize("role", list(StaffRole))
@pytest.mark.parametrize("name", sorted(permits._ACTS))
def test_the_window_asks_the_library_for_what_a_role_may_and_nothing_else(
    tmp_path: Path, role: StaffRole, name: str
) -> None:
    right = permits._ACTS[name][0].value.right
    with practice_at(tmp_path) as at:
        asks = Permits(LibraryGuard(at.service.room))
        at.enter(one_of(role))
        if right in RIGHTS[role]:
            assert asks(name, ARGUMENTS.get(name, ()))
            assert at.written()[-1].endswith("DONE")
            return
        with pytest.raises(ReadingError) as refusal:
            asks(name, ARGUMENTS.get(name, ()))
        assert refusal.value.refusal is Refusal.NOT_ALLOWED
        assert at.written()[-1] == "ALERT REFUSED"


def test_nothing_can_be_asked_of_the_library_that_no_right_was_thought_of_for() -> None:
    asked = {
        name
        for room in (questions, labours)
        for name, function in inspect.getmembers(room, inspect.isfunction)
        if function.__module__ == room.__name__ and not name.startswith("_")
    }
    assert asked - {"open_shelf", "close"} == {*permits._OWN, *permits._LOOKING, *permits._ACTS}
    assert {act.value.right for act in LibraryAct} == LIBRARY


def test_nobody_is_shown_the_library_while_the_screen_is_locked_or_without_a_right(tmp_path: Path) -> None:
    with practice_at(tmp_path) as at:
        asks = Permits(LibraryGuard(at.service.room))
        assert not asks("look", ()), "nobody is there"
        at.enter(ADA)
        assert asks("look", ())
        at.service.gate.lock()
        before = at.written()
        assert not asks("look", ())
        assert at.written() == before, "a list that would refresh itself fills no trail"
        assert asks("revision", ())
        with pytest.raises(ReadingError):
            asks("change", ARGUMENTS["change"])
        at.service.gate.locked.set(False)
        at.enter(one_of(StaffRole.AUDITOR))
        with pytest.raises(ReadingError):
            asks("look", ())


def test_what_is_refused_never_reaches_the_library(tmp_path: Path) -> None:
    class Nobody:
        def in_thread(self, *_: object) -> None:
            raise AssertionError("the library was asked")

    refused: list[BaseException] = []
    with practice_at(tmp_path) as at:
        at.enter(one_of(StaffRole.AUDITOR))
        permitted = Permits(LibraryGuard(at.service.room))
        access = Access(tmp_path, Nobody(), list, refused.append, permitted)  # type: ignore[arg-type]  # not called
        access.ask("change", *ARGUMENTS["change"], done=refused.append)
    assert [type(one) for one in refused] == [ReadingError]


def key_images_of_one() -> list[Dataset]:
    """Return an object that says what somebody found in the study."""
    return [
        ct_slice(
            StudyInstanceUID=STUDY,
            SeriesInstanceUID=uid("key images"),
            Modality="KO",
            SOPInstanceUID=uid("ko"),
        )
    ]


def blinded_for(at: Practice, study_uid: str) -> None:
    """Let BLAISE be there, who is still to read a study blinded."""
    at.enter(ADA)
    at.service.room.open(study_uid, Turn.SECOND, blinded=True, assigned=Member.of(BLAISE))
    at.enter(BLAISE)


def test_a_blinded_reader_neither_notes_nor_backs_up_and_an_administrator_does(tmp_path: Path) -> None:
    with practice_at(tmp_path) as at:
        blinded_for(at, STUDY)
        guard = LibraryGuard(at.service.room)
        for act in (LibraryAct.NOTE, LibraryAct.TAKE_BACK):
            with pytest.raises(ReadingError) as refusal:
                guard.permit(act, [STUDY])
            assert refusal.value.refusal is Refusal.BLINDED
            assert at.written()[-1] == "NOTED REFUSED"
            guard.permit(act, ["another study"])
        at.enter(ROOT)
        guard.permit(LibraryAct.BACK_UP)
        assert at.written()[-1] == "BACKED_UP DONE"


def test_without_accounts_too_who_reads_blinded_makes_no_backup(tmp_path: Path) -> None:
    with practice_at(tmp_path, accounts=False) as at:
        room = at.service.room
        room.take_up(room.open(STUDY, Turn.SECOND, blinded=True).uid)
        with pytest.raises(ReadingError) as refusal:
            LibraryGuard(room).permit(LibraryAct.BACK_UP)
        assert refusal.value.refusal is Refusal.BLINDED


def test_a_row_read_blinded_shows_neither_notes_nor_objects_of_others(tmp_path: Path) -> None:
    key_images = key_images_of_one()
    images, other = ct_study("one", 3), ct_study("other", 2, PatientID="other")
    with (
        closing(library_with(tmp_path, [*images, *key_images], other)) as library,
        practice_at(tmp_path) as at,
    ):
        library.notes.change(
            STUDY,
            lambda notes: replace(
                notes, status=Status.FINAL, reader="Dr Ada", second_read=SecondRead.WANTED, comments="nodule"
            ),
        )
        blinded_for(at, STUDY)
        shelf = questions.Shelf(library, FirstLook(library))
        masks = masks_of(at.service.room)
        found = questions.look(shelf, masks, WorklistQuery(), 0, 9, "")
        row = next(one for one in found.rows if one.uid == STUDY)

        assert (row.status, row.second_read, row.reader, row.comments) == (
            Status.UNREAD,
            SecondRead.NONE,
            "",
            "",
        )
        assert (row.modalities, row.series, row.instances) == (("CT",), 1, 3)
        below = questions.details(shelf, masks, STUDY)
        assert below is not None
        assert [one.modality for one in below.series] == ["CT"]
        assert not questions.look(shelf, masks, WorklistQuery(modalities=frozenset({"KO"})), 0, 9, "").count
        by_size = WorklistQuery(sort=(SortKey(Column.INSTANCES, descending=True),))
        assert questions.look(shelf, masks, by_size, 0, 9, "").rows[0].uid == STUDY, (
            "at the head, whatever it holds"
        )
        at.enter(ADA)
        seen = questions.look(shelf, masks_of(at.service.room), WorklistQuery(), 0, 9, "").rows
        assert ("CT", "KO") in [one.modalities for one in seen]


@pytest.fixture
def practice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with one account of each role and a study with key images of the first reader."""
    home = tmp_path / "home"
    monkeypatch.setenv("OVERREAD_HOME", str(home))
    monkeypatch.setattr("app.security.gate.is_password", lambda password, _: password == PASSWORD)
    with practice_at(home) as at:
        for role in StaffRole:
            at.service.accounts.keep(account_of(replace(one_of(role), uid=role.name.lower())))
        blinded_for(at, STUDY)
    key_images = key_images_of_one()
    with closing(library_with(home, ct_study("one"))) as library:
        import_all(library, write_all(tmp_path / "key images", key_images))
        library.notes.change(STUDY, lambda notes: replace(notes, status=Status.FINAL, reader="Dr Ada"))
    return home


def as_user(login: str, monkeypatch: pytest.MonkeyPatch, command: str, *words: str) -> Said:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
    return say(command, "--user", login, *words)


COMMANDS: dict[LibraryAct, Callable[[Path], tuple[str, ...]]] = {
    LibraryAct.LOOK: lambda _: ("library", "list"),
    LibraryAct.IMPORT: lambda at: ("import", str(at.parent / "key images")),
    LibraryAct.VERIFY: lambda _: ("library", "verify"),
    LibraryAct.REBUILD: lambda _: ("library", "rebuild"),
    LibraryAct.BACK_UP: lambda at: ("library", "backup", str(at.parent / "backup")),
    LibraryAct.EXPORT: lambda at: ("library", "export", STUDY, "--out", str(at.parent / "out")),
}


@pytest.mark.parametrize("role", list(StaffRole))
def test_commands_on_the_library_do_what_a_role_may_and_nothing_else(
    practice: Path, monkeypatch: pytest.MonkeyPatch, role: StaffRole
) -> None:
    for act, words in COMMANDS.items():
        said = as_user(role.name.lower(), monkeypatch, *words(practice))
        if act.value.right in RIGHTS[role]:
            assert said.code == 0, (act, said.err)
        else:
            assert (said.code, said.out) == (1, ""), act
            assert "may not" in said.err, (act, said.err)


@pytest.mark.parametrize("words", [("library", "list"), ("library", "verify"), ("import", "x")])
def test_who_does_not_say_who_asks_gets_nothing_of_the_library(
    practice: Path, words: tuple[str, ...]
) -> None:
    said = say(*words)

    assert (said.code, said.out) == (1, "")
    assert "nobody is signed in" in said.err


def test_a_blinded_readers_list_and_export_hold_nothing_of_the_first_reading(
    practice: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = as_user(BLAISE.uid, monkeypatch, "library", "list").out
    assert "CT\tunread" in listed
    assert "KO" not in listed
    out = practice.parent / "out"
    exported = as_user(BLAISE.uid, monkeypatch, "library", "export", STUDY, "--out", str(out))
    assert (exported.code, exported.out.split()[0]) == (0, "3")

    assert "CT/KO\tfinal" in as_user(ADA.uid, monkeypatch, "library", "list").out
    whole = practice.parent / "whole"
    assert (
        as_user(ADA.uid, monkeypatch, "library", "export", STUDY, "--out", str(whole)).out.split()[0] == "4"
    )
    with closing(open_service(practice)) as service:
        exports = [line.event.user_uid for line in service.trail.lines() if line.event.event is Event.EXPORT]
    assert exports == [ADA.uid, BLAISE.uid]
