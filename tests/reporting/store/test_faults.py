"""Damaged, newer and full: what is kept survives, and the reader is told."""

import errno
import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy.exc import InvalidRequestError

from reporting.core.errors import ReportError
from reporting.core.report import Report
from reporting.store import database, report_store
from reporting.store.durable_files import set_aside, write_durably
from reporting.store.failures import told_clearly
from reporting.store.report_store import ReportStore
from tests.builders.reports import ADA, BLAISE, NOON, draft, second_draft

resource = pytest.importorskip("resource", reason="limits of file size are kept differently there")

DATABASE = "reports.sqlite3"


@pytest.fixture
def kept(tmp_path: Path) -> tuple[Path, tuple[Report, ...]]:
    """Return a folder of two signed reports, an addendum and a draft, as a crash leaves it, and these reports."""
    with closing(ReportStore(tmp_path / "running")) as store:
        first = store.sign(draft(), ADA, NOON)
        store.sign(second_draft(first), BLAISE, NOON)
        store.add_addendum("report-1", "More.", ADA, NOON)
        store.save_draft(draft(uid="report-3"))
        shutil.copytree(tmp_path / "running", tmp_path / "reports")
        return tmp_path / "reports", store.reports()


def overwrite_a_page(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[4096:4296] = b"\xff" * 200
    path.write_bytes(content)


def overwrite_the_header(path: Path) -> None:
    path.write_bytes(b"\xff" * 200 + path.read_bytes()[200:])


@pytest.mark.parametrize(
    "damage",
    [
        overwrite_a_page,
        overwrite_the_header,
        lambda path: path.write_bytes(path.read_bytes()[:5000]),
        lambda path: path.write_bytes(path.read_bytes()[:150]),
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(b"garbage"),
        lambda path: path.unlink(),
    ],
    ids=["page", "header", "truncated", "cut short", "empty", "garbage", "gone"],
)
def test_d6_no_report_is_lost_with_the_database(
    kept: tuple[Path, tuple[Report, ...]], damage: Callable[[Path], object]
) -> None:
    folder, reports = kept
    ReportStore(folder).close()  # so that all is in the one file
    damage(folder / DATABASE)

    with closing(ReportStore(folder)) as store:
        assert store.reports() == reports
        assert store.verify() == ()


def test_d6_what_only_the_log_of_the_database_held_is_not_lost_with_it(
    kept: tuple[Path, tuple[Report, ...]],
) -> None:
    folder, reports = kept
    (folder / (DATABASE + "-wal")).unlink()
    (folder / (DATABASE + "-shm")).unlink()

    with closing(ReportStore(folder)) as store:
        assert store.reports() == reports


def test_d6_the_reader_is_told_and_the_damaged_database_is_kept(tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    with closing(ReportStore(folder)) as store:
        store.sign(draft(), ADA, NOON)
    for number in ("", ".2"):
        (folder / DATABASE).write_bytes(b"garbage" + number.encode())
        with closing(ReportStore(folder)) as store:
            assert store.notices == (
                f"The report database was damaged and set aside as {DATABASE}{number}.bad",
                "1 signed record was put back from the files",
            )

    assert (folder / f"{DATABASE}.bad").read_bytes() == b"garbage"
    assert (folder / f"{DATABASE}.2.bad").read_bytes() == b"garbage.2"


@pytest.mark.parametrize("table", ["songs (title)", "alembic_version (title)"])
def test_f19_another_programs_database_is_set_aside(tmp_path: Path, table: str) -> None:
    (tmp_path / "reports").mkdir()
    with closing(sqlite3.connect(tmp_path / "reports" / DATABASE)) as other:
        other.execute(f"CREATE TABLE {table}")

    with closing(ReportStore(tmp_path / "reports")) as store:
        assert "set aside" in store.notices[0]
        store.save_draft(draft())


def test_f19_a_draft_that_cannot_be_read_is_set_aside_and_said(tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    ReportStore(folder).close()
    (folder / "drafts" / "x.json").write_text("{}")

    with closing(ReportStore(folder)) as store:
        assert store.notices == (
            "A draft could not be read (report lacks addenda, changed_at, created_at, evidence, key_images,"
            " measurements, patient, reader, reservations, response, role, sections, signature, state, study,"
            " template, uid, version) and was set aside as x.json.bad",
        )
        assert store.reports() == ()


def test_a_draft_whose_file_is_gone_is_written_again(kept: tuple[Path, tuple[Report, ...]]) -> None:
    folder, reports = kept
    (folder / "drafts" / "report-3.json").unlink()

    with closing(ReportStore(folder)) as store:
        assert store.reports() == reports
    assert (folder / "drafts" / "report-3.json").exists()


def test_d2_a_signature_whose_last_step_was_cut_off_is_finished(
    kept: tuple[Path, tuple[Report, ...]], tmp_path: Path
) -> None:
    folder, _ = kept
    with closing(ReportStore(folder)) as store:
        before = {path.name for path in (folder / "signed").iterdir()}
        signed = store.sign(draft(uid="report-3"), ADA, NOON)
        (new,) = {path.name for path in (folder / "signed").iterdir()} - before
        content = (folder / "signed" / new).read_bytes()
    (tmp_path / "cut" / "signed").mkdir(parents=True)
    (tmp_path / "cut" / "drafts").mkdir()
    for name in before:
        write_durably(tmp_path / "cut" / "signed" / name, (folder / "signed" / name).read_bytes())
    with closing(ReportStore(tmp_path / "cut")) as store:
        store.save_draft(draft(uid="report-3"))
    write_durably(tmp_path / "cut" / "signed" / new, content)

    with closing(ReportStore(tmp_path / "cut")) as store:
        assert store.load("report-3") == signed
        assert store.verify() == ()
        assert not (tmp_path / "cut" / "drafts" / "report-3.json").exists()


def test_d6_of_two_files_with_one_number_the_one_that_was_followed_is_restored(tmp_path: Path) -> None:
    for uid in ("a", "b", "c"):
        with closing(ReportStore(tmp_path / uid)) as other:
            other.sign(draft(uid=uid), BLAISE, NOON)
    with closing(ReportStore(tmp_path / "mine")) as mine:
        first = mine.sign(draft(), ADA, NOON)
        mine.sign(second_draft(first), BLAISE, NOON)
        reports = mine.reports()
    for path in [path for uid in "abc" for path in (tmp_path / uid / "signed").iterdir()]:
        path.rename(tmp_path / "mine" / "signed" / path.name)
    (tmp_path / "mine" / DATABASE).unlink()

    with closing(ReportStore(tmp_path / "mine")) as store:
        assert store.reports() == reports
        problems = store.verify()
        assert len(problems) == 3
        assert all("is not the file of a signed record" in problem for problem in problems)


def test_d11_a_newer_database_is_refused_and_not_written(kept: tuple[Path, tuple[Report, ...]]) -> None:
    folder, _ = kept
    with closing(sqlite3.connect(folder / DATABASE)) as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
        database.commit()
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    before = {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    with pytest.raises(ReportError, match="newer version of this program"):
        ReportStore(folder)

    after = {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert {name: after[name] for name in before if "-shm" not in name} == {
        name: content for name, content in before.items() if "-shm" not in name
    }


def test_d4_a_full_disk_is_said_and_what_was_kept_stays(tmp_path: Path) -> None:
    with closing(ReportStore(tmp_path / "reports")) as store:
        store.save_draft(draft())
        longer = draft(impression="long " * 4000)
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (8000, hard))
        try:
            with pytest.raises(ReportError, match=r"the disk is full\. The words are still in the editor"):
                store.save_draft(longer)
            with pytest.raises(ReportError, match="The report was not signed: the disk is full"):
                store.sign(longer, ADA, NOON)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

        assert store.load("report-1") == draft()
        assert store.verify() == ()
        assert not list((tmp_path / "reports").rglob("*.unfinished"))
        store.save_draft(longer)


def test_d4_a_signature_the_database_cannot_take_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, content: bytes) -> None:
        write_durably(path, content)
        raise sqlite3.OperationalError("database or disk is full")

    with closing(ReportStore(tmp_path / "reports")) as store:
        store.save_draft(draft())
        monkeypatch.setattr(report_store, "write_durably", full)

        with pytest.raises(ReportError, match="The report was not signed"):
            store.sign(draft(), ADA, NOON)

        assert list((tmp_path / "reports" / "signed").iterdir()) == []
        assert store.load("report-1") == draft()


def test_a_draft_that_cannot_be_removed_does_not_undo_a_signature(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path) -> None:
        raise PermissionError(errno.EACCES, "no")

    with closing(ReportStore(tmp_path / "reports")) as store:
        store.save_draft(draft())
        with monkeypatch.context() as patched:
            patched.setattr(report_store, "remove_durably", refuse)
            signed = store.sign(draft(), ADA, NOON)
        assert store.load("report-1") == signed

    with closing(ReportStore(tmp_path / "reports")) as store:
        assert store.reports() == (signed,)
        assert list((tmp_path / "reports" / "drafts").iterdir()) == []


def test_a_database_that_cannot_be_opened_is_not_taken_for_damaged(tmp_path: Path) -> None:
    (tmp_path / DATABASE).mkdir()

    with pytest.raises(ReportError, match="The reports were not opened"):
        ReportStore(tmp_path)

    assert not list(tmp_path.glob("*.bad"))


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(ReportError, match="The reports were not opened: the disk refused it"):
        ReportStore(tmp_path / "file")


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (OSError(errno.ENOSPC, "x"), "the disk is full"),
        (OSError(errno.EROFS, "x"), "may not write"),
        (OSError(errno.EIO, "x"), "refused it (EIO)"),
        (OSError("x"), "refused it (unknown)"),
        (InvalidRequestError("x"), "refused it (InvalidRequestError)"),
        (sqlite3.DatabaseError("x"), "refused it (DatabaseError)"),
    ],
)
def test_every_failure_is_told_in_words_that_help(error: Exception, why: str) -> None:
    with pytest.raises(ReportError) as told, told_clearly("Nothing was done"):
        raise error

    assert why in told.value.why
    assert told.value.remedy[0].isupper()
    assert "editor" not in told.value.remedy


@pytest.mark.parametrize(
    ("code", "why"),
    [
        (sqlite3.SQLITE_FULL, "the disk is full"),
        (sqlite3.SQLITE_READONLY, "may not write"),
        (sqlite3.SQLITE_CANTOPEN, "may not write"),
        (sqlite3.SQLITE_LOCKED, "another program"),
        (sqlite3.SQLITE_IOERR, "refused it (SQLITE_IOERR)"),
    ],
)
def test_what_sqlite_answers_is_told_in_words(code: int, why: str) -> None:
    error = sqlite3.OperationalError("x")
    error.sqlite_errorcode = code
    error.sqlite_errorname = "SQLITE_IOERR"

    with pytest.raises(ReportError) as told, told_clearly("Nothing was done", saving=True):
        raise error

    assert why in told.value.why
    assert told.value.remedy.startswith("The words are still in the editor; ")


def test_a_file_that_could_not_be_written_leaves_the_one_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_durably(tmp_path / "a", b"before")

    def refuse(path: Path, to: Path) -> None:
        raise OSError(errno.EIO, "x")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(OSError, match="x"):
        write_durably(tmp_path / "a", b"after")

    assert [path.name for path in tmp_path.iterdir()] == ["a"]
    assert (tmp_path / "a").read_bytes() == b"before"


@pytest.mark.parametrize(("room", "step"), [(report_store, "restore_signed"), (database, "upgrade")])
def test_an_opening_that_fails_half_way_can_be_tried_again(
    kept: tuple[Path, tuple[Report, ...]], monkeypatch: pytest.MonkeyPatch, room: ModuleType, step: str
) -> None:
    folder, reports = kept

    def fail(*_: object) -> int:
        raise OSError(errno.EIO, "x")

    with monkeypatch.context() as patched:
        patched.setattr(room, step, fail)
        with pytest.raises(ReportError, match="The reports were not opened"):
            ReportStore(folder)

    with closing(ReportStore(folder)) as store:
        assert store.reports() == reports


def test_what_a_crash_left_half_written_is_cleared(kept: tuple[Path, tuple[Report, ...]]) -> None:
    folder, reports = kept
    (folder / "drafts" / "report-3.json.unfinished").write_text("{")
    (folder / "signed" / "00000004-report.json.unfinished").write_text("{")

    with closing(ReportStore(folder)) as store:
        assert store.reports() == reports
        assert store.verify() == ()
    assert not list(folder.rglob("*.unfinished"))


def test_pages_that_broke_since_the_opening_are_found(
    kept: tuple[Path, tuple[Report, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report_store, "is_intact", lambda _: False)

    with closing(ReportStore(kept[0])) as store:
        assert store.verify() == ("The database is damaged",)


def test_where_folders_cannot_be_opened_files_are_written_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(os, "O_DIRECTORY")

    write_durably(tmp_path / "a", b"words")

    assert (tmp_path / "a").read_bytes() == b"words"


def test_nothing_set_aside_is_written_over(tmp_path: Path) -> None:
    for _ in range(3):
        (tmp_path / "a").write_text("x")
        set_aside(tmp_path / "a")

    assert {path.name for path in tmp_path.iterdir()} == {"a.bad", "a.2.bad", "a.3.bad"}


@pytest.mark.parametrize("code", [sqlite3.SQLITE_IOERR_SHMSIZE, sqlite3.SQLITE_READONLY_RECOVERY])
def test_d2_a_log_whose_index_a_crash_left_unfinished_is_recovered_by_who_may_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    engine, _ = database.open_database(tmp_path / "reports.sqlite3")
    engine.dispose()
    connect = sqlite3.connect
    asked: list[str] = []

    def unfinished(place: str, **how: Any) -> sqlite3.Connection:
        asked.append(place)
        if "mode=ro" in place:
            error = sqlite3.OperationalError("disk I/O error")
            error.sqlite_errorcode = code
            raise error
        opened: sqlite3.Connection = connect(place, **how)
        return opened

    monkeypatch.setattr(sqlite3, "connect", unfinished)

    engine, damaged = database.open_database(tmp_path / "reports.sqlite3")

    engine.dispose()
    assert damaged is None
    assert any("mode=rw" in place for place in asked)
