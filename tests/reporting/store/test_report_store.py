"""Reports are kept: drafts come back, signed reports stay, everything is in the order it was done."""

import logging
import os
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import event

from reporting.core.draft import edit_lines
from reporting.core.errors import ReportError
from reporting.core.report import Line, Reader, Report, SectionName, State
from reporting.core.signing import is_proven
from reporting.store import database
from reporting.store.report_store import ReportStore
from reporting.store.schema import METADATA
from tests.builders.reports import ADA, BLAISE, NOON, draft, first_opinion, region, second_draft
from viewer.core.measurements import Quantity


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ReportStore]:
    opened = ReportStore(tmp_path / "reports")
    yield opened
    opened.close()


def reopened(store: ReportStore, folder: Path) -> ReportStore:
    store.close()
    return ReportStore(folder)


def with_words(report: Report, words: str) -> Report:
    return edit_lines(report, SectionName.IMPRESSION, (Line(words),))


def test_a_draft_comes_back_as_it_was_saved_last(store: ReportStore) -> None:
    store.save_draft(draft())
    store.save_draft(with_words(draft(), "Better words."))

    assert store.load("report-1") == with_words(draft(), "Better words.")
    assert len(store.reports()) == 1


def test_a_draft_survives_closing(store: ReportStore, tmp_path: Path) -> None:
    store.save_draft(draft())

    again = reopened(store, tmp_path / "reports")

    assert again.load("report-1") == draft()
    assert again.notices == ()
    again.close()


def test_d9_drafts_are_listed_as_they_were_saved_whatever_the_clock_says(store: ReportStore) -> None:
    store.save_draft(draft(uid="a", now=NOON))
    store.save_draft(draft(uid="b", now=NOON - timedelta(days=1)))
    store.save_draft(draft(uid="c", now=NOON + timedelta(days=1)))
    store.save_draft(draft(uid="a", now=NOON - timedelta(days=9)))

    assert [report.uid for report in store.reports()] == ["a", "c", "b"]


def test_reports_are_found_by_their_study(store: ReportStore) -> None:
    elsewhere = replace(draft(uid="b"), study=replace(draft().study, uid="1.9"))
    store.save_draft(elsewhere)
    signed = store.sign(draft(uid="a"), ADA, NOON)
    signed = store.add_addendum("a", "More.", ADA, NOON)

    assert store.reports(signed.study.uid) == (signed,)
    assert store.reports("1.9") == (elsewhere,)
    assert store.reports("none") == ()


def test_a_released_report_is_kept_as_preliminary(store: ReportStore) -> None:
    released = store.save_preliminary(draft(), NOON)

    assert released.state is State.PRELIMINARY
    assert store.load("report-1") == released


def test_a_signed_report_is_kept_for_good(store: ReportStore, tmp_path: Path) -> None:
    store.save_draft(draft())
    signed = store.sign(draft(), ADA, NOON)

    again = reopened(store, tmp_path / "reports")

    assert again.load("report-1") == signed
    assert is_proven(again.load("report-1"))
    assert again.reports() == (signed,)
    assert list((tmp_path / "reports" / "drafts").iterdir()) == []
    again.close()


def test_every_signature_is_chained_to_the_one_before(store: ReportStore) -> None:
    first = store.sign(draft(), ADA, NOON)
    second = store.sign(second_draft(first), BLAISE, NOON - timedelta(days=1))
    longer = store.add_addendum("report-1", "More.", ADA, NOON)

    assert first.signature is not None
    assert second.signature is not None
    assert first.signature.previous_sha256 == ""
    assert second.signature.previous_sha256 == first.signature.sha256
    assert longer.addenda[0].signature.previous_sha256 == second.signature.sha256
    assert [report.uid for report in store.reports()] == ["report-2", "report-1"]
    assert store.verify() == ()


def test_addenda_are_numbered_and_come_back_with_the_report(store: ReportStore) -> None:
    store.sign(draft(), ADA, NOON)
    store.add_addendum("report-1", "One.", ADA, NOON)
    store.add_addendum("report-1", "Two.", BLAISE, NOON)

    assert [(known.number, known.text) for known in store.load("report-1").addenda] == [
        (1, "One."),
        (2, "Two."),
    ]


@pytest.mark.parametrize(
    "change",
    [
        lambda store: store.save_draft(draft()),
        lambda store: store.save_draft(first_opinion()),
        lambda store: store.sign(draft(), BLAISE, NOON),
        lambda store: store.save_preliminary(draft(), NOON),
    ],
)
def test_what_is_signed_is_not_written_over(
    store: ReportStore, change: Callable[[ReportStore], object]
) -> None:
    signed = store.sign(draft(), ADA, NOON)

    with pytest.raises(ReportError, match="signed words stay as they are"):
        change(store)

    assert store.reports() == (signed,)
    assert store.verify() == ()


@pytest.mark.parametrize("statement", ["UPDATE signed SET report_uid = 'x'", "DELETE FROM signed"])
def test_the_database_itself_refuses_to_change_signed_records(
    store: ReportStore, tmp_path: Path, statement: str
) -> None:
    store.sign(draft(), ADA, NOON)

    with (
        closing(sqlite3.connect(tmp_path / "reports" / "reports.sqlite3")) as other,
        pytest.raises(sqlite3.IntegrityError, match="signed records stay as they are"),
    ):
        other.execute(statement)


def test_a_report_that_may_not_be_signed_leaves_nothing_behind(store: ReportStore, tmp_path: Path) -> None:
    store.save_draft(draft(impression=""))

    with pytest.raises(ReportError, match="impression is empty"):
        store.sign(draft(impression=""), ADA, NOON)

    assert store.load("report-1") == draft(impression="")
    assert list((tmp_path / "reports" / "signed").iterdir()) == []


def test_discarding_removes_a_draft_and_never_a_signed_report(store: ReportStore, tmp_path: Path) -> None:
    signed = store.sign(draft(), ADA, NOON)
    store.save_draft(draft(uid="report-2"))

    store.discard_draft("report-1")
    store.discard_draft("report-2")
    store.discard_draft("never-there")

    again = reopened(store, tmp_path / "reports")
    assert again.reports() == (signed,)
    again.close()


@pytest.mark.parametrize(
    "ask",
    [
        lambda store: store.load("nowhere"),
        lambda store: store.add_addendum("nowhere", "More.", ADA, NOON),
    ],
)
def test_a_report_that_is_not_here_is_asked_for_in_vain(
    store: ReportStore, ask: Callable[[ReportStore], object]
) -> None:
    with pytest.raises(ReportError, match="not kept here"):
        ask(store)


def test_an_addendum_needs_a_reader(store: ReportStore) -> None:
    store.sign(draft(), ADA, NOON)

    with pytest.raises(ReportError, match="no name"):
        store.add_addendum("report-1", "More.", Reader(), NOON)

    assert store.verify() == ()


def test_a_number_that_is_none_is_named_and_the_draft_before_stays(store: ReportStore) -> None:
    store.save_draft(draft())
    broken = replace(region(), quantities=(Quantity("Mean", float("nan"), "HU"),))

    with pytest.raises(
        ReportError, match=r"quantity\.value is not finite. The words are still in the editor"
    ):
        store.save_draft(replace(draft(), measurements=(broken,)))

    assert store.load("report-1") == draft()


@pytest.mark.parametrize("uid", ["", "../../etc/x", "a/b", ".hidden", "x" * 65, "C:x"])
def test_f12_an_identifier_never_leads_out_of_the_folder(
    store: ReportStore, uid: str, tmp_path: Path
) -> None:
    with pytest.raises(ReportError, match="identifier"):
        store.save_draft(replace(draft(), uid=uid))

    assert store.reports() == ()
    assert {path.name for path in tmp_path.iterdir()} == {"reports"}


@pytest.mark.skipif(sys.platform == "win32", reason="permissions are kept differently there")
def test_only_the_owner_can_read_what_is_kept(store: ReportStore, tmp_path: Path) -> None:
    store.save_draft(draft(uid="report-2"))
    store.sign(draft(), ADA, NOON)

    folder = tmp_path / "reports"
    for path in (folder, folder / "signed", folder / "drafts"):
        assert path.stat().st_mode & 0o077 == 0
        assert all(known.stat().st_mode & 0o077 == 0 for known in path.glob("*.json"))


def test_no_patient_is_named_in_logs_or_file_names(
    store: ReportStore, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    store.save_draft(draft(uid="report-2"))
    store.sign(draft(), ADA, NOON)
    store.reports()
    store.close()
    (tmp_path / "reports" / "reports.sqlite3").write_bytes(b"garbage")
    ReportStore(tmp_path / "reports").close()

    names = " ".join(path.name for path in tmp_path.rglob("*"))
    for identity in ("Doe", "P1", "19610203"):
        assert identity not in caplog.text
        assert identity not in names


def test_the_database_is_what_the_tables_say(store: ReportStore) -> None:
    with store._engine.connect().execution_options(begin="DEFERRED") as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []


def test_what_is_committed_is_on_the_disk(store: ReportStore) -> None:
    with store._engine.connect().execution_options(begin="DEFERRED") as connection:
        settings = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }

    assert settings == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 5000}


def test_d3_a_file_is_on_the_disk_before_it_gets_its_name_and_before_the_database_knows_it(
    store: ReportStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []
    sync, rename = os.fsync, Path.replace

    def synced(handle: int) -> None:
        calls.append("fsync")
        sync(handle)

    def renamed(path: Path, to: Path) -> Path:
        calls.append("rename")
        return rename(path, to)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(Path, "replace", renamed)
    event.listen(store._engine, "commit", lambda _: calls.append("commit"))

    store.save_draft(draft())

    assert calls == ["fsync", "rename", "fsync", "commit"]


def test_d7_two_programs_may_keep_reports_in_one_folder(store: ReportStore, tmp_path: Path) -> None:
    with closing(ReportStore(tmp_path / "reports")) as other:
        first = store.sign(draft(), ADA, NOON)
        second = other.sign(second_draft(first), BLAISE, NOON)

        assert store.load("report-2") == second
        assert store.verify() == other.verify() == ()


def test_d7_a_database_in_use_is_said_to_be_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_TIMEOUT_MS", 20)
    with (
        closing(ReportStore(tmp_path / "reports")) as store,
        closing(sqlite3.connect(tmp_path / "reports" / "reports.sqlite3", isolation_level=None)) as other,
    ):
        other.execute("BEGIN IMMEDIATE")

        with pytest.raises(ReportError, match="another program is using the report database"):
            store.save_draft(draft())
        other.execute("ROLLBACK")
        store.save_draft(draft())
