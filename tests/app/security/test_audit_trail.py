"""The audit trail is only added to, and every change of it is found."""

import json
import shutil
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest

from app.security.audit_events import AuditEvent, Event, EventType, Outcome, event_from_bytes
from app.security.audit_export import COLUMNS, to_csv, to_xml
from app.security.audit_trail import AuditTrail
from app.security.errors import SecurityError
from app.security.security_database import SecurityDatabase

AT = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
LINES = 12


def event(number: int) -> AuditEvent:
    return AuditEvent(
        Event.PROCEDURE,
        EventType.SIGN,
        "U",
        AT,
        Outcome.DONE,
        "ada",
        "Dr Ädä",
        "radiologist",
        "1.2.3",
        "P1",
        f"report-{number}",
        "draft → final",
    )


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A trail of twelve lines."""
    folder = tmp_path_factory.mktemp("trail")
    with closing(SecurityDatabase(folder)) as database:
        trail = AuditTrail(database)
        for number in range(LINES):
            trail.add(event(number))
        assert trail.verify() == ()
    return folder


@pytest.fixture
def folder(written: Path, tmp_path: Path) -> Path:
    """The same trail, to be tampered with."""
    return Path(shutil.copytree(written, tmp_path / "trail"))


def verified(folder: Path) -> tuple[str, ...]:
    with closing(SecurityDatabase(folder)) as database:
        return AuditTrail(database).verify()


def tampered(folder: Path, change: Callable[[sqlite3.Connection], object]) -> tuple[str, ...]:
    """Return what is found after somebody who knows SQLite changed the trail."""
    with closing(sqlite3.connect(folder / "security.sqlite3")) as database:
        triggers = database.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            database.execute(f"DROP TRIGGER {name}")
        change(database)
        for _, sql in triggers:
            database.execute(sql)
        database.commit()
    return verified(folder)


@pytest.mark.parametrize("line", range(1, LINES + 1))
def test_every_line_taken_out_is_found(folder: Path, line: int) -> None:
    assert tampered(
        folder, lambda database: database.execute("DELETE FROM audit WHERE sequence = ?", (line,))
    )


@pytest.mark.parametrize("line", range(1, LINES))
def test_every_two_lines_exchanged_are_found(folder: Path, line: int) -> None:
    assert tampered(
        folder,
        lambda database: database.executescript(
            f"UPDATE audit SET sequence = 999 WHERE sequence = {line};"
            f"UPDATE audit SET sequence = {line} WHERE sequence = {line + 1};"
            f"UPDATE audit SET sequence = {line + 1} WHERE sequence = 999;"
            f"UPDATE sqlite_sequence SET seq = {LINES}"
        ),
    )


def test_every_byte_changed_is_found(folder: Path) -> None:
    with closing(SecurityDatabase(folder)) as database:
        trail = AuditTrail(database)
        with database.writing() as connection:
            connection.execute("DROP TRIGGER audit_is_not_changed")
            (payload,) = connection.execute("SELECT payload FROM audit WHERE sequence = 7").fetchone()
            for at in range(len(payload)):
                other = payload[:at] + bytes([payload[at] ^ 1]) + payload[at + 1 :]
                connection.execute("UPDATE audit SET payload = ? WHERE sequence = 7", (other,))
                assert "Line 7 is not as it was written" in trail.verify()
            connection.execute("UPDATE audit SET payload = ? WHERE sequence = 7", (payload,))
            assert trail.verify() == ("The guard audit_is_not_changed was removed",)


@pytest.mark.parametrize("left", [0, 1, 6, 11])
def test_a_trail_cut_short_is_found_even_where_sqlite_forgets_how_long_it_was(
    folder: Path, left: int
) -> None:
    problems = tampered(
        folder,
        lambda database: database.executescript(
            f"DELETE FROM audit WHERE sequence > {left}; UPDATE sqlite_sequence SET seq = {left}"
        ),
    )

    assert problems == (f"Lines {left + 1} to {LINES} of the audit trail are missing",)


def test_a_trail_made_anew_as_a_whole_does_not_fit_its_head(folder: Path) -> None:
    def forge(database: sqlite3.Connection) -> None:
        from_scratch = SecurityDatabase(None)
        trail = AuditTrail(from_scratch)
        for number in range(LINES):
            trail.add(event(number + 100))
        with from_scratch.reading() as made:
            rows = made.execute("SELECT sequence, previous_sha256, sha256, payload FROM audit").fetchall()
        database.execute("DELETE FROM audit")
        database.executemany("INSERT INTO audit VALUES (?, ?, ?, ?)", rows)
        from_scratch.close()

    assert tampered(folder, forge) == (f"Line {LINES} is not the one the head names",)


def test_a_head_changed_or_taken_away_is_found(folder: Path) -> None:
    head = json.loads((folder / "audit.head").read_bytes())
    (folder / "audit.head").write_text(json.dumps({**head, "code": "0" * 64}))
    assert verified(folder) == ("The head of the audit trail is not the one this program wrote",)

    (folder / "audit.head").unlink()
    assert verified(folder) == ("The head of the audit trail is missing or cannot be read",)


def test_a_guard_taken_away_is_found_and_while_it_stands_nothing_is_changed(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "security.sqlite3")) as database:
        for change in ("DELETE FROM audit", "UPDATE audit SET payload = x'00'"):
            with pytest.raises(sqlite3.IntegrityError):
                database.execute(change)
        database.rollback()
        database.execute("DROP TRIGGER audit_is_not_deleted")

    assert verified(folder) == ("The guard audit_is_not_deleted was removed",)


def test_what_is_undone_leaves_no_line(tmp_path: Path) -> None:
    with closing(SecurityDatabase(tmp_path)) as database:
        trail = AuditTrail(database)

        def cut_off() -> None:
            with database.writing():
                trail.add(event(0))
                raise RuntimeError

        with pytest.raises(RuntimeError):
            cut_off()

        assert list(trail.lines()) == []
        assert trail.verify() == ("The head of the audit trail is missing or cannot be read",)


def test_f_a_missing_or_damaged_file_lets_nobody_in_rather_than_everybody(folder: Path) -> None:
    path = folder / "security.sqlite3"
    content = path.read_bytes()
    path.write_bytes(b"x" * len(content))
    with pytest.raises(SecurityError):
        SecurityDatabase(folder)

    path.unlink()
    with pytest.raises(SecurityError, match="missing, although it was here before"):
        SecurityDatabase(folder)


def test_a_hundred_thousand_lines_are_verified_in_seconds(tmp_path: Path) -> None:
    with closing(SecurityDatabase(tmp_path)) as database:
        trail = AuditTrail(database)
        with database.writing():
            for number in range(20_000):
                trail.add(event(number))
        began = time.perf_counter()
        assert trail.verify() == ()
        assert 5 * (time.perf_counter() - began) < 5.0, "measured 0.5 s on a quiet machine"


def test_an_event_is_read_back_as_it_was() -> None:
    assert event_from_bytes(event(3).to_bytes()) == event(3)


def test_the_trail_is_handed_on_as_audit_messages_and_as_a_table(folder: Path) -> None:
    with closing(SecurityDatabase(folder)) as database:
        lines = list(AuditTrail(database).lines())
    messages = fromstring(to_xml(lines, "workstation")).findall("AuditMessage")

    assert len(messages) == LINES
    identified = messages[0].find("EventIdentification")
    assert identified is not None
    assert identified.attrib == {
        "EventActionCode": "U",
        "EventDateTime": "2026-05-04T12:00:00.000+00:00",
        "EventOutcomeIndicator": "0",
    }
    codes = [
        (one.get("csd-code"), one.get("codeSystemName")) for one in identified.iter() if one.get("csd-code")
    ]
    assert codes == [("110111", "DCM"), ("OVR-SIGN", "99OVERREAD")]
    assert [
        one.get("ParticipantObjectID") for one in messages[0].iter("ParticipantObjectIdentification")
    ] == [
        "P1",
        "1.2.3",
        "report-11",
    ]
    table = to_csv(lines).decode().splitlines()
    assert (len(table), table[0]) == (LINES + 1, ",".join(COLUMNS))


@pytest.mark.parametrize("detail", ["=HYPERLINK(1)", "+1", "-1", "@x"])
def test_no_cell_is_run_by_a_spreadsheet(tmp_path: Path, detail: str) -> None:
    with closing(SecurityDatabase(tmp_path)) as database:
        trail = AuditTrail(database)
        trail.add(AuditEvent(Event.ALERT, None, "E", AT, detail=detail))
        assert f",'{detail}," in to_csv(trail.lines()).decode()
