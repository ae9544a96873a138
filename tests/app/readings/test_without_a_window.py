"""Commands without a window show a blinded reader images, and nothing that others said, marked or handed on."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from reporting.core.readings.reading import Turn
from tests.builders.dicom import ct_slice, write
from tests.builders.headless import say
from tests.builders.people import practice_at
from tests.builders.presentation import key_objects, presentation_state
from tests.builders.reports import ADA as ADA_READER
from tests.builders.reports import NOON, STUDY, draft


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("OVERREAD_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def test_reports_are_neither_listed_nor_handed_on(home: Path, tmp_path: Path, qapp: QApplication) -> None:
    with practice_at(home, accounts=False) as at:
        at.store.sign(draft(), ADA_READER, NOON)
        assert say("report", "list").out.startswith("report-1\t")
        reading = at.service.room.open(STUDY.uid, Turn.SECOND, blinded=True)

    listed = say("report", "list")
    hidden = say("report", "export", "report-1", "--format", "json", "--out", tmp_path / "r.json")
    missing = say("report", "export", "nothing-1", "--format", "json", "--out", tmp_path / "r.json")

    assert (listed.code, listed.out) == (0, "")
    assert hidden.err.replace("report-1", "") == missing.err.replace("nothing-1", "")
    assert not (tmp_path / "r.json").exists()
    for verb in ("addendum", "cosign", "recall", "retract"):
        words = {"addendum": ["--words", "x"], "recall": ["--reason", "x"], "retract": ["--reason", "x"]}
        assert say("report", verb, "report-1", *words.get(verb, [])).code != 0
    assert say("reading", "list", STUDY.uid).out.count("\n") == 1

    assert say("reading", "unblind", reading.uid, "--reason", "told").code == 0
    assert say("report", "list").out.startswith("report-1\t")


def test_presentation_states_and_key_images_among_the_files_are_not_told(home: Path, tmp_path: Path) -> None:
    image, folder = ct_slice(), tmp_path / "study"
    for name, dataset in (
        ("image", image),
        ("state", presentation_state(image)),
        ("keys", key_objects(image)),
    ):
        write(dataset, folder / name)
    everything = say("inspect", folder).out
    assert " PR" in everything
    assert " KO" in everything
    with practice_at(home, accounts=False) as at:
        at.service.room.open(str(image.StudyInstanceUID), Turn.SECOND, blinded=True)

    blinded = say("inspect", folder, "--json")

    assert blinded.code == 0
    assert "state" not in blinded.out.replace("statement", "")
    assert '"KO"' not in blinded.out
    assert '"PR"' not in blinded.out
    assert '"files": 1' in blinded.out
