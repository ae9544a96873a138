"""Reviews, statistics and reports from outside without a window."""

import json
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tests.app.peer.test_room import read_twice
from tests.builders.headless import say
from tests.builders.people import practice_at
from tests.builders.reports import STUDY


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qapp: QApplication) -> Path:
    """A workstation without accounts on which a study was read twice, blinded."""
    with practice_at(tmp_path) as at:
        read_twice(at)
        at.service.accounts.switch(on=False)
    monkeypatch.setenv("OVERREAD_HOME", str(tmp_path))
    return tmp_path


def uid_of(home: Path) -> str:
    return say("review", "list", STUDY.uid).out.split("\t")[0]


def test_reviews_are_listed_shown_scored_and_counted(home: Path, tmp_path: Path) -> None:
    uid = uid_of(home)

    assert "waits for the score" in say("review", "list", STUDY.uid).out
    assert "category\tLung-RADS" in say("review", "show", uid[:8]).out
    assert "RADPEER 2a" in say("review", "score", uid, "--score", "2a", "--reason", "of no consequence").out
    assert say("review", "score", uid, "--score", "1", "--reason", "again").code == 1
    counted = say("review", "statistics", "--by", "reader").out.splitlines()
    assert counted[1].startswith("Reader 1,1,1,0,1,0,0,0")
    assert say("review", "statistics", "--by", "site", "--out", str(tmp_path / "s.json")).code == 0
    (group,) = json.loads((tmp_path / "s.json").read_text())["groups"]
    assert (group["group"], group["scores"]["2a"]) == ("Test Clinic", 1)


@pytest.mark.parametrize("kind", ["pdf", "csv", "json"])
def test_differences_are_exported(home: Path, tmp_path: Path, kind: str) -> None:
    said = say("review", "export", uid_of(home), "--format", kind, "--out", str(tmp_path / "d"))

    assert said.code == 0, said.err
    written = (tmp_path / f"d.{kind}").read_bytes()
    if kind == "pdf":
        assert written.startswith(b"%PDF-1.4")
    elif kind == "json":
        assert json.loads(written)["stage"] == "waits for the score"
    else:
        assert "Lung-RADS" in written.decode("utf-8-sig")


def test_a_report_from_outside_is_attached_and_listed(home: Path, tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("A nodule.", encoding="utf-8")

    added = say("review", "attach", STUDY.uid, str(letter), "--author", "Dr Outside")

    assert added.code == 0, added.err
    assert say("review", "attached", STUDY.uid).out == added.out
    assert (tmp_path / "outside" / f"{added.out.split()[-1]}.txt").read_bytes() == letter.read_bytes()
