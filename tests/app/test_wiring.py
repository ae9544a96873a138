"""The program put together: what the settings say holds from the first moment."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app.settings import Settings, save_settings
from app.wiring import Workstation
from tests.builders.dicom import cr_image, write
from viewer.core.viewport import Layout


@pytest.mark.usefixtures("qapp")
def test_the_grid_stands_as_the_settings_say(tmp_path: Path) -> None:
    save_settings(tmp_path / "settings.toml", replace(Settings(), layout="2x3"))

    workstation = Workstation(tmp_path)

    assert workstation.session.layout.value == Layout(2, 3)
    workstation.window.close()


def test_the_window_fits_a_small_screen_before_and_after_a_study_is_open(
    tmp_path: Path, qapp: QApplication, qtbot: QtBot
) -> None:
    workstation = Workstation(tmp_path / "home")
    window = workstation.window
    workstation.start()
    window.resize(960, 600)
    qapp.processEvents()
    assert (window.width(), window.height()) == (960, 600)
    write(cr_image(), tmp_path / "radiograph")

    workstation.studies.open([tmp_path / "radiograph"])
    qtbot.waitUntil(lambda: workstation.desk.report.value is not None, timeout=20_000)
    qapp.processEvents()

    assert (window.width(), window.height()) == (960, 600)
    window.close()


@pytest.mark.usefixtures("qapp")
def test_the_empty_list_names_the_keys_that_take_the_tools(tmp_path: Path) -> None:
    workstation = Workstation(tmp_path)
    length, angle = (workstation.keymap.of(f"tool.{name}")[0] for name in ("length", "angle"))

    words = [label.text() for label in workstation.annotations.findChildren(QLabel)]

    assert any(f"Press {length} for a distance, {angle} for an angle" in text for text in words)
    workstation.window.close()
