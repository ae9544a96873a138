"""Measurements come back as they were left, whatever happened in between."""

import os
import random
import shutil
import signal
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.library import annotation_journal
from app.library.annotation_journal import (
    AnnotationJournal,
    JournalReadError,
    JournalWriteError,
    UnreadableMeasurementError,
)
from app.library.journal_database import DamagedJournalError, JournalUnavailableError, NewerJournalError
from tests.app.library.saving_measurements import STUDY, numbered
from tests.builders.measurements import length
from viewer.core.annotations import Annotations

KILLS = int(os.environ.get("OVERREAD_KILLS", "10"))
ROOT = Path(__file__).resolve().parents[3]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONSAFEPATH": ""}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "library" / "annotations.sqlite"


@pytest.fixture
def journal(path: Path) -> Iterator[AnnotationJournal]:
    journal = AnnotationJournal(path)
    yield journal
    journal.close()


def reopened(path: Path) -> Annotations:
    """Return what a program started later finds of the study."""
    later = AnnotationJournal(path)
    found = later.load(STUDY)
    later.close()
    assert later.problems == ()
    return found


def saved(path: Path, *states: Annotations) -> None:
    """Leave a file to which these states were saved one after the other."""
    journal = AnnotationJournal(path)
    journal.load(STUDY)
    for state in states:
        journal.save(STUDY, state)
    journal.close()


def test_a_study_never_measured_has_no_measurements(journal: AnnotationJournal) -> None:
    assert journal.load(STUDY) == Annotations()
    assert journal.problems == ()


def test_measurements_are_there_again_after_closing(path: Path) -> None:
    made = Annotations((length(12.5, uid="a", text="nodule"), length(8.0, uid="b", frame=7)))

    saved(path, made)

    assert reopened(path) == made


def test_measurements_are_on_the_disk_before_the_journal_is_closed(
    journal: AnnotationJournal, path: Path
) -> None:
    journal.load(STUDY)

    journal.save(STUDY, Annotations((length(),)))

    assert reopened(path) == Annotations((length(),))


states = st.lists(
    st.lists(
        st.tuples(st.sampled_from("abcd"), st.integers(1, 9)), max_size=4, unique_by=lambda known: known[0]
    ).map(lambda made: Annotations(tuple(length(value, uid=uid) for uid, value in made))),
    min_size=1,
    max_size=6,
)


@given(states)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_after_any_changes_the_last_state_comes_back_in_its_order(
    tmp_path: Path, states: list[Annotations]
) -> None:
    shutil.rmtree(tmp_path / "library", ignore_errors=True)
    path = tmp_path / "library" / "annotations.sqlite"

    saved(path, *states)

    assert reopened(path) == states[-1]


def test_deleted_and_changed_measurements_stay_in_the_file(path: Path) -> None:
    saved(path, Annotations((length(12.5),)), Annotations((length(13.0),)), Annotations())

    with closing(sqlite3.connect(path)) as database:
        kept = database.execute("SELECT plain FROM measurements").fetchall()

    assert len(kept) == 2
    assert reopened(path) == Annotations()


def test_studies_are_kept_apart(journal: AnnotationJournal) -> None:
    journal.load("1.2")
    journal.load("1.3")
    both = Annotations((length(uid="a", study_uid="1.2"), length(uid="b", study_uid="1.3")))

    journal.save("1.2", both)

    assert journal.load("1.2") == both.of_study("1.2")
    assert journal.load("1.3") == Annotations()


def test_rows_are_keyed_by_instance_frame_and_frame_of_reference(path: Path) -> None:
    saved(path, Annotations((length(sop_instance_uid="1.2.3.4", frame=7),)))

    with closing(sqlite3.connect(path)) as database:
        row = database.execute(
            "SELECT sop_instance_uid, frame, frame_of_reference_uid FROM measurements"
        ).fetchone()

    assert row == ("1.2.3.4", 7, "1.2.9")


def test_a_study_is_not_saved_before_it_was_loaded(journal: AnnotationJournal) -> None:
    with pytest.raises(ValueError, match="loaded before"):
        journal.save(STUDY, Annotations((length(),)))


def test_saving_what_is_saved_adds_nothing(path: Path) -> None:
    saved(path, Annotations((length(),)), Annotations((length(),)))

    with closing(sqlite3.connect(path)) as database:
        assert database.execute("SELECT count(*) FROM saves").fetchone() == (1,)


def test_every_commit_is_synchronised(journal: AnnotationJournal) -> None:
    database = journal._database

    assert database.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert database.execute("PRAGMA synchronous").fetchone() == (2,)


def test_saving_one_of_fifty_measurements_takes_no_longer_than_50_ms(journal: AnnotationJournal) -> None:
    journal.load(STUDY)
    made = Annotations(tuple(length(uid=str(number)) for number in range(50)))
    took_ms = []
    for number in range(30):
        made = made.with_one(length(100.0 + number, uid="7"))
        start = time.perf_counter()
        journal.save(STUDY, made)
        took_ms.append((time.perf_counter() - start) * 1000)

    assert statistics.median(took_ms) <= 50


def test_d2_no_acknowledged_measurement_is_lost_when_the_program_is_killed(path: Path) -> None:
    chance = random.Random(4)
    acknowledged = 0
    for _ in range(KILLS):
        acknowledged = max(
            acknowledged, killed_while_saving(path, acknowledged + 1, chance.uniform(0.0, 0.12))
        )

        found = reopened(path)

        # The last save acknowledged, or the one that was under way: one or the other, whole.
        assert found in (numbered(acknowledged), numbered(acknowledged + 1))
        acknowledged += found == numbered(acknowledged + 1)
    assert acknowledged > 50


def killed_while_saving(path: Path, first: int, after_s: float) -> int:
    """Return the number of the last save acknowledged by a program killed so long after its first."""
    with subprocess.Popen(saving(path, first), stdout=subprocess.PIPE, cwd=ROOT, env=ENVIRONMENT) as program:
        assert program.stdout is not None
        begun = program.stdout.readline()
        time.sleep(after_s)
        program.send_signal(signal.SIGKILL)
        return last_acknowledged(begun + program.stdout.read())


def saving(path: Path, first: int) -> list[str]:
    return [sys.executable, "-m", "tests.app.library.saving_measurements", str(path), str(first)]


def last_acknowledged(written: bytes) -> int:
    """Return the last number of which the whole line was written, 0 for none."""
    whole_lines = written[: written.rfind(b"\n") + 1].split()
    return int(whole_lines[-1]) if whole_lines else 0


@pytest.mark.parametrize("when", [1, 2, 3, 5, 8, 9, 10, 11, 12, 13, *range(14, 4 + KILLS)])
def test_d2_nothing_acknowledged_is_lost_when_killed_in_the_middle_of_a_synchronisation(
    path: Path, when: int
) -> None:
    strace = shutil.which("strace")
    if strace is None:
        pytest.skip("strace is not installed")
    kill = f"inject=fsync,fdatasync:signal=KILL:when={when}"
    command = [
        strace,
        "-f",
        "-qq",
        "-o",
        os.devnull,
        "-e",
        "trace=fsync,fdatasync",
        "-e",
        kill,
        *saving(path, 1),
    ]
    ended = subprocess.run(command, capture_output=True, cwd=ROOT, env=ENVIRONMENT, check=False, timeout=60)
    if b"ptrace" in ended.stderr:
        pytest.skip("processes may not be traced here")
    acknowledged = last_acknowledged(ended.stdout)

    found = reopened(path)

    assert found in (numbered(acknowledged), numbered(acknowledged + 1))


def overwrite(path: Path, at: int, with_bytes: bytes) -> None:
    with path.open("r+b") as file:
        file.seek(at)
        file.write(with_bytes)


def test_d6_a_file_that_is_no_database_is_set_aside_and_told(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"once a database" * 400)

    journal = AnnotationJournal(path)

    (problem,) = journal.problems
    assert isinstance(problem, DamagedJournalError)
    assert path.with_name("annotations.sqlite.bad").read_bytes() == b"once a database" * 400
    assert journal.load(STUDY) == Annotations()
    journal.save(STUDY, Annotations((length(),)))
    journal.close()
    assert reopened(path) == Annotations((length(),))


def test_d6_an_emptied_file_is_set_aside_and_told(path: Path) -> None:
    saved(path, Annotations((length(),)))
    path.write_bytes(b"")

    journal = AnnotationJournal(path)
    journal.close()

    assert [type(problem) for problem in journal.problems] == [DamagedJournalError]


@pytest.mark.parametrize("page", [2, 3, 5, 8])
def test_d6_what_a_damaged_file_still_holds_is_taken_over(path: Path, page: int) -> None:
    saved(path, *(numbered(number) for number in range(1, 40)))
    overwrite(path, 4096 * page, b"\xff" * 200)
    damaged = path.read_bytes()

    journal = AnnotationJournal(path)
    found = journal.load(STUDY)
    journal.close()

    assert isinstance(journal.problems[0], DamagedJournalError)
    assert path.with_name("annotations.sqlite.bad").read_bytes() == damaged
    assert "0 records" not in str(journal.problems[0])
    assert set(found.measurements) <= set().union(*(numbered(n).measurements for n in range(1, 40)))


def test_d6_damaged_files_never_replace_each_other(path: Path) -> None:
    path.parent.mkdir()
    for content in (b"first" * 99, b"second" * 99):
        path.write_bytes(content)
        AnnotationJournal(path).close()
        for beside in path.parent.glob("annotations.sqlite-*"):
            beside.unlink()

    kept = {file.read_bytes() for file in path.parent.glob("*.bad")}

    assert kept == {b"first" * 99, b"second" * 99}


def test_d6_a_measurement_with_one_digit_changed_on_the_disk_is_told_and_not_shown(path: Path) -> None:
    saved(path, Annotations((length(12.5, uid="a"), length(8.0, uid="b"))))
    at = path.read_bytes().index(b"12.5")
    overwrite(path, at, b"72.5")

    journal = AnnotationJournal(path)
    found = journal.load(STUDY)

    assert found == Annotations((length(8.0, uid="b"),))
    assert [type(problem) for problem in journal.problems] == [UnreadableMeasurementError]
    journal.save(STUDY, Annotations())
    journal.close()
    later = AnnotationJournal(path)
    later.load(STUDY)
    later.close()
    assert len(later.problems) == 1, "what cannot be read is not taken for deleted"


def test_d6_a_measurement_whose_record_is_gone_is_told(path: Path) -> None:
    saved(path, Annotations((length(uid="a"), length(uid="b"))))
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("DELETE FROM measurements WHERE uid = 'a'")

    journal = AnnotationJournal(path)

    assert journal.load(STUDY) == Annotations((length(uid="b"),))
    assert [type(problem) for problem in journal.problems] == [UnreadableMeasurementError]
    journal.close()


def test_d6_a_damaged_list_of_the_last_save_falls_back_to_the_one_before_and_says_so(path: Path) -> None:
    saved(path, Annotations((length(uid="aaaa"),)), Annotations((length(uid="aaaa"), length(uid="bbbb"))))
    overwrite(path, path.read_bytes().rindex(b'["aaaa", "bbbb"]'), b'["aaaa", "cccc"]')

    journal = AnnotationJournal(path)
    found = journal.load(STUDY)
    journal.close()

    assert found == Annotations((length(uid="aaaa"),))
    assert len(journal.problems) == 1


def test_d6_without_any_save_that_can_be_read_there_are_no_measurements_and_it_is_said(path: Path) -> None:
    saved(path, Annotations((length(uid="aaaa"),)))
    overwrite(path, path.read_bytes().rindex(b'["aaaa"]'), b'["bbbb"]')

    journal = AnnotationJournal(path)

    assert journal.load(STUDY) == Annotations()
    assert len(journal.problems) == 1
    journal.close()


def test_d6_a_database_of_something_else_is_set_aside(path: Path) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE recipes (name TEXT)")

    journal = AnnotationJournal(path)
    journal.close()

    assert [type(problem) for problem in journal.problems] == [DamagedJournalError]


def test_d6_the_write_ahead_log_goes_aside_with_its_file(path: Path) -> None:
    journal = AnnotationJournal(path)
    journal.load(STUDY)
    journal.save(STUDY, Annotations((length(),)))
    for file in path.parent.glob("annotations.sqlite*"):
        shutil.copy(file, file.with_name(file.name.replace("annotations", "crashed")))
    journal.close()
    crashed = path.with_name("crashed.sqlite")
    crashed.write_bytes(b"")

    later = AnnotationJournal(crashed)
    later.close()

    assert isinstance(later.problems[0], DamagedJournalError)
    assert path.with_name("crashed.sqlite.bad-wal").stat().st_size > 0


def test_d6_a_log_whose_file_is_gone_is_not_taken_for_that_of_a_new_file(path: Path) -> None:
    journal = AnnotationJournal(path)
    journal.load(STUDY)
    journal.save(STUDY, Annotations((length(),)))
    orphan = path.with_name("orphan.sqlite-wal")
    shutil.copy(path.with_name("annotations.sqlite-wal"), orphan)
    written = orphan.read_bytes()
    journal.close()

    later = AnnotationJournal(path.with_name("orphan.sqlite"))

    assert isinstance(later.problems[0], DamagedJournalError)
    assert later.load(STUDY) == Annotations()
    assert path.with_name("orphan.sqlite.bad-wal").read_bytes() == written
    later.close()


def test_d11_a_file_of_a_newer_version_is_refused_and_not_written(path: Path) -> None:
    saved(path, Annotations((length(),)))
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA user_version = 99")
    before = path.read_bytes()

    journal = AnnotationJournal(path)

    assert [type(problem) for problem in journal.problems] == [NewerJournalError]
    assert journal.load(STUDY) == Annotations(), "the program opens all the same"
    with pytest.raises(JournalWriteError):
        journal.save(STUDY, Annotations((length(),)))
    journal.close()
    assert path.read_bytes() == before


def test_d5_where_nothing_can_be_kept_it_is_told_and_every_save_fails(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file where the folder should be")

    journal = AnnotationJournal(tmp_path / "taken" / "annotations.sqlite")

    (problem,) = journal.problems
    assert isinstance(problem, JournalUnavailableError)
    assert str(tmp_path) not in str(problem)
    assert journal.load(STUDY) == Annotations()
    with pytest.raises(JournalWriteError):
        journal.save(STUDY, Annotations((length(),)))
    journal.close()


def test_d5_measurements_that_can_only_be_read_are_still_shown(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved(path, Annotations((length(),)))

    def refused(_: Path) -> None:
        raise JournalUnavailableError("read-only file system")

    monkeypatch.setattr(annotation_journal, "open_database", refused)
    before = path.read_bytes()

    journal = AnnotationJournal(path)

    assert [type(problem) for problem in journal.problems] == [JournalUnavailableError]
    assert journal.load(STUDY) == Annotations((length(),))
    with pytest.raises(JournalWriteError, match="readonly"):
        journal.save(STUDY, Annotations())
    journal.close()
    assert path.read_bytes() == before


def test_d4_a_full_disk_loses_nothing_and_the_next_save_tries_again(
    journal: AnnotationJournal, path: Path
) -> None:
    journal.load(STUDY)
    journal.save(STUDY, Annotations((length(uid="a"),)))
    (pages,) = journal._database.execute("PRAGMA page_count").fetchone()
    journal._database.execute(f"PRAGMA max_page_count = {pages}")
    more = Annotations(tuple(length(uid=str(number), text="long " * 200) for number in range(20)))

    with pytest.raises(JournalWriteError, match="full"):
        journal.save(STUDY, more)

    assert reopened(path) == Annotations((length(uid="a"),))
    journal._database.execute("PRAGMA max_page_count = 100000")
    journal.save(STUDY, more)
    assert reopened(path) == more


def test_d7_a_file_that_another_program_is_writing_is_waited_for_and_then_told(
    journal: AnnotationJournal, path: Path
) -> None:
    journal.load(STUDY)
    journal._database.execute("PRAGMA busy_timeout = 50")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")

        with pytest.raises(JournalWriteError, match="locked"):
            journal.save(STUDY, Annotations((length(),)))

    journal.save(STUDY, Annotations((length(),)))
    assert reopened(path) == Annotations((length(),))


def test_d7_two_programs_may_save_one_after_the_other(path: Path) -> None:
    one, other = AnnotationJournal(path), AnnotationJournal(path)
    one.load("1.2")
    other.load("1.3")

    one.save("1.2", Annotations((length(uid="a", study_uid="1.2"),)))
    other.save("1.3", Annotations((length(uid="b", study_uid="1.3"),)))
    one.close()
    other.close()

    later = AnnotationJournal(path)
    assert [len(later.load(uid).measurements) for uid in ("1.2", "1.3")] == [1, 1]
    later.close()


def test_d7_what_another_window_measured_in_the_same_study_is_not_taken_for_deleted(path: Path) -> None:
    one, other = AnnotationJournal(path), AnnotationJournal(path)
    one.load(STUDY)
    other.load(STUDY)

    one.save(STUDY, Annotations((length(uid="a"),)))
    other.save(STUDY, Annotations((length(uid="b"),)))
    one.save(STUDY, Annotations((length(uid="a"), length(uid="c"))))
    one.save(STUDY, Annotations((length(uid="c"),)))
    one.close()
    other.close()

    assert {known.uid for known in reopened(path).measurements} == {"b", "c"}


def test_d8_a_disk_that_gives_nothing_back_is_told_in_words(journal: AnnotationJournal) -> None:
    journal.close()

    with pytest.raises(JournalReadError, match="closed"):
        journal.load(STUDY)


def test_a_number_that_cannot_be_written_down_is_refused_before_anything_is_kept(
    journal: AnnotationJournal, path: Path
) -> None:
    journal.load(STUDY)

    with pytest.raises(JournalWriteError, match="not finite"):
        journal.save(STUDY, Annotations((length(float("nan")),)))

    assert reopened(path) == Annotations()
