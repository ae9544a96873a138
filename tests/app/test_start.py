"""What starting the window costs before anything is opened."""

import gc
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app import start
from tests.benchmarks.window import started


def test_nothing_heavy_is_imported_before_something_is_opened() -> None:
    found = started()

    assert found["heavy"] == [], "imported before the window could be used"
    assert found["heavy_later"] == [], "imported while the reader looked round"


def test_what_the_program_is_made_of_is_not_searched_for_garbage_again(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(start, "READY_MS", 1)
    before = gc.get_freeze_count()
    station = start.make_workstation(tmp_path)
    try:
        qtbot.waitUntil(lambda: gc.get_freeze_count() > before + 10_000)
    finally:
        gc.unfreeze()
        station.window.close()
