"""Whatever is changed, taken out, moved or put in among signed records is found."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from reporting.core.errors import ReportError
from reporting.core.signing import digest
from reporting.store.records import problems_of_chain, read_record
from reporting.store.report_store import ReportStore
from tests.builders.reports import ADA, BLAISE, NOON, draft, second_draft

Tamper = Callable[[sqlite3.Connection], object]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with three signed records: a report, an answer, an addendum to the first."""
    with closing(ReportStore(tmp_path / "reports")) as store:
        first = store.sign(draft(), ADA, NOON)
        store.sign(second_draft(first), BLAISE, NOON)
        store.add_addendum("report-1", "More.", ADA, NOON)
        assert store.verify() == ()
    return tmp_path / "reports"


def tampered(folder: Path, change: Tamper) -> tuple[str, ...]:
    """Return what verification finds after somebody who knows SQLite changed the database."""
    with closing(sqlite3.connect(folder / "reports.sqlite3")) as database:
        triggers = database.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            database.execute(f"DROP TRIGGER {name}")
        change(database)
        for _, sql in triggers:
            database.execute(sql)
        database.commit()
    with closing(ReportStore(folder)) as store:
        return store.verify()


COLUMNS = ("kind", "report_uid", "study_uid", "sha256", "previous_sha256")


@pytest.mark.parametrize(
    "change",
    [
        lambda database: database.execute("DELETE FROM signed WHERE sequence = 1"),
        lambda database: database.execute("DELETE FROM signed WHERE sequence = 2"),
        lambda database: database.execute("DELETE FROM signed WHERE sequence = 3"),
        lambda database: database.execute("DELETE FROM signed"),
        lambda database: database.executescript(
            "UPDATE signed SET sequence = 9 WHERE sequence = 1; UPDATE signed SET sequence = 1 WHERE sequence = 2;"
            "UPDATE signed SET sequence = 2 WHERE sequence = 9; UPDATE sqlite_sequence SET seq = 3"
        ),
        lambda database: database.execute("UPDATE signed SET sequence = 4 WHERE sequence = 3"),
        lambda database: database.executescript(
            "DELETE FROM signed WHERE sequence = 2; UPDATE signed SET sequence = 2 WHERE sequence = 3;"
            "UPDATE sqlite_sequence SET seq = 2"
        ),
        lambda database: database.execute(
            "INSERT INTO signed SELECT 4, kind, 'report-3', study_uid, sha256 || 'x', sha256, payload"
            " FROM signed WHERE sequence = 3"
        ),
        *(
            lambda database, column=column, row=row: database.execute(
                f"UPDATE signed SET {column} = {column} || 'x' WHERE sequence = {row}"
            )
            for column in COLUMNS
            for row in (1, 2, 3)
        ),
    ],
)
def test_every_deletion_reordering_and_forged_column_is_found(folder: Path, change: Tamper) -> None:
    assert tampered(folder, change)


def test_every_change_of_one_byte_of_a_signed_record_is_found(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "reports.sqlite3")) as database:
        names = [path.name for path in sorted((folder / "signed").iterdir())]
        payloads = [row for (row,) in database.execute("SELECT payload FROM signed ORDER BY sequence")]
    studies = {"report-1": "1.2.826.0.1.1"}
    for name, payload in zip(names, payloads, strict=True):
        record = read_record(name, payload, studies)
        assert record is not None
        for at in range(len(payload)):
            changed = payload[:at] + bytes([payload[at] ^ 1]) + payload[at + 1 :]
            assert digest(changed) != record.sha256
            assert read_record(name, changed, studies) is None


def test_one_changed_byte_in_the_database_is_found_and_the_words_come_from_their_own_file(
    folder: Path,
) -> None:
    def change(database: sqlite3.Connection) -> None:
        database.execute(
            "UPDATE signed SET payload = CAST(replace(CAST(payload AS TEXT), 'Solid', 'Sound') AS BLOB)"
            " WHERE sequence = 1"
        )

    problems = tampered(folder, change)

    assert "Signed record 1 is not what was signed" in problems
    with closing(ReportStore(folder)) as store:
        assert "Solid nodule" in store.load("report-1").sections[4].text
        assert len(store.reports()) == 2


def test_one_changed_byte_in_a_file_is_found(folder: Path) -> None:
    path = sorted((folder / "signed").iterdir())[0]
    content = path.read_bytes()
    path.write_bytes(content.replace(b"Solid", b"Solid".swapcase(), 1))

    with closing(ReportStore(folder)) as store:
        assert store.verify() == ("The file of signed record 1 is missing or changed",)
        assert "Solid nodule" in store.load("report-1").sections[4].text


def test_words_changed_in_both_places_are_not_shown(folder: Path) -> None:
    path = sorted((folder / "signed").iterdir())[0]
    path.write_bytes(path.read_bytes().replace(b"Solid", b"Sound"))
    tampered(
        folder,
        lambda database: database.execute(
            "UPDATE signed SET payload = ? WHERE sequence = 1", (path.read_bytes(),)
        ),
    )

    with closing(ReportStore(folder)) as store:
        assert store.notices == ("1 signed record was found not to be what was signed; verify the reports",)
        with pytest.raises(ReportError, match=r"not those that were signed\. Verify the reports"):
            store.load("report-1")
        with pytest.raises(ReportError, match="No addendum was made"):
            store.add_addendum("report-1", "More.", ADA, NOON)
        assert [report.uid for report in store.reports()] == ["report-2"]


def test_a_file_that_is_missing_is_found_and_written_again(folder: Path) -> None:
    with closing(ReportStore(folder)) as store:
        sorted((folder / "signed").iterdir())[1].unlink()
        assert store.verify() == ("The file of signed record 2 is missing or changed",)

    with closing(ReportStore(folder)) as store:
        assert store.verify() == ()


def test_a_file_put_in_is_found(folder: Path) -> None:
    (folder / "signed" / "00000002-report-forged.json").write_text("{}")
    (folder / "signed" / f"00000009-report-{digest(b'{}')}.json").write_text("{}")

    with closing(ReportStore(folder)) as store:
        assert [problem[:14] for problem in store.verify()] == ["00000002-repor", "00000009-repor"]


def test_a_guard_taken_away_is_found(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "reports.sqlite3")) as database:
        database.execute("DROP TRIGGER signed_is_not_deleted")

    with closing(ReportStore(folder)) as store:
        assert store.verify() == ("The guard signed_is_not_deleted was removed",)


def test_nothing_signed_is_nothing_wrong() -> None:
    assert problems_of_chain([], 0) == []
