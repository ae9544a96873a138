"""The library without a window: exit codes, one line on stderr for everything that went wrong."""

from pathlib import Path

import pytest

from app.headless.library import LIBRARY
from app.settings import home
from tests.builders.dicom import ct_slice, uid, write
from tests.builders.headless import say
from tests.builders.libraries import ct_study, write_all

DONE, PROBLEMS = 0, 1


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OVERREAD_HOME", str(tmp_path / "home"))


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A folder with a study."""
    return write_all(tmp_path / "source", ct_study("one", 3, PatientName="Doe^Jane", StudyDate="20260102"))


def test_what_is_imported_is_listed_and_found(source: Path) -> None:
    assert say("import", source).code == DONE

    listed = say("library", "list", "--find", "jan doe")

    assert (listed.code, listed.complaints) == (DONE, [])
    (line,) = listed.out.splitlines()
    assert line.split("\t")[0] == "2026-01-02"
    assert "Doe, Jane" in line
    assert line.endswith(uid("study one"))
    assert say("library", "list", "--find", "nobody").out == ""
    assert say("library", "list", "--trash").out == ""


def test_h17_what_is_kept_apart_is_named_and_makes_a_problem(source: Path, tmp_path: Path) -> None:
    say("import", source)
    other = write(ct_slice(SOPInstanceUID=uid("one 0"), KVP="80"), tmp_path / "other")

    said = say("import", other)

    assert said.code == PROBLEMS
    assert "1 quarantined" in said.out
    assert [str(other) in line and "quarantined" in line for line in said.complaints] == [True]


def test_importing_nothing_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()

    said = say("import", tmp_path / "empty")

    assert (said.code, said.complaints) == (PROBLEMS, ["main.py: there are no files"])


def test_d8_a_damaged_file_is_named_by_verify(source: Path) -> None:
    say("import", source)
    assert say("library", "verify").code == DONE
    stored = next(path for path in (home() / LIBRARY / "files").rglob("*") if path.is_file())
    stored.write_bytes(b"rotten")

    said = say("library", "verify")

    assert said.code == PROBLEMS
    assert any(stored.name in line and "checksum" in line for line in said.complaints)


def test_d6_the_library_is_made_again_by_one_command_and_by_itself(source: Path) -> None:
    say("import", source)
    assert "3 instances of 3 files" in say("library", "rebuild").out
    (home() / LIBRARY / "catalogue.sqlite3").write_bytes(b"")

    said = say("library", "list")

    assert said.code == DONE
    assert uid("study one") in said.out
    assert any("made again" in line for line in said.complaints)


def test_d2_a_backup_is_restored_into_a_new_home(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    say("import", source)
    assert say("library", "backup", tmp_path / "backup").code == DONE
    assert say("library", "restore", tmp_path / "backup").code == PROBLEMS
    monkeypatch.setenv("OVERREAD_HOME", str(tmp_path / "another"))

    assert say("library", "restore", tmp_path / "backup").code == DONE

    assert uid("study one") in say("library", "list").out
    assert say("library", "verify").code == DONE


def test_a_study_is_exported_with_a_dicomdir_that_is_read_again(source: Path, tmp_path: Path) -> None:
    say("import", source)

    assert say("library", "export", uid("study one"), "--out", tmp_path / "disc").code == DONE

    counts = say("inspect", tmp_path / "disc" / "DICOMDIR", "--json").json["counts"]
    assert (counts["files"], counts["instances"]) == (3, 3)
    assert say("library", "export", "1.2.3", "--out", tmp_path / "other").code == PROBLEMS
