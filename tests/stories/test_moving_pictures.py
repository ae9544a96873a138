"""A reader plays an ultrasound cine: the bar below it, the keys, and what it says about speed."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.builders.dicom import write
from tests.builders.sittings import Reader, sitting, write_studies
from tests.builders.videos import video_object
from viewer.ui.cine_bar import CineBar

pytestmark = pytest.mark.story


@pytest.fixture(scope="module")
def reader(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    folder = write_studies(tmp_path_factory.mktemp("studies"))
    made, syntax = video_object(frames=50)
    write(made, folder / "endoscopy", transfer_syntax=syntax)
    yield from sitting(tmp_path_factory.mktemp("home"), folder)


def bar_of(reader: Reader) -> CineBar | None:
    return reader.at.grid.active.findChild(CineBar)


def test_a_bar_stands_below_a_moving_picture_and_below_no_other(reader: Reader) -> None:
    reader.sit_down()
    shown = bar_of(reader)
    assert shown is None or not shown.isVisible()

    reader.show("US")

    bar = bar_of(reader)
    assert bar is not None
    assert bar.isVisible()
    assert bar.time.text() == "0:00.0 / 0:00.3"
    assert "(C)" in bar.play.toolTip()


def test_keys_step_change_the_speed_and_end_the_loop(reader: Reader) -> None:
    reader.sit_down()
    reader.show("US", index=3)
    reader.look_at_image()

    reader.press(Qt.Key.Key_Period)
    assert reader.state.index == 4
    reader.press(Qt.Key.Key_Comma)
    reader.press(Qt.Key.Key_Comma)
    assert reader.state.index == 2
    reader.press(Qt.Key.Key_BracketLeft)
    assert reader.at.cine.speed.value == 0.5
    reader.press(Qt.Key.Key_BracketRight)
    reader.press(Qt.Key.Key_C, Qt.KeyboardModifier.ShiftModifier)
    assert (reader.at.cine.speed.value, reader.at.cine.loops.value) == (1.0, False)
    QTest.keyClick(reader.at.grid, Qt.Key.Key_C)
    reader.wait_for(lambda: not reader.is_playing())
    assert reader.state.index == 7, "it stops at the last frame"
    reader.at.cine.toggle_loop()


def test_a_video_is_shown_sought_and_played_and_said_to_be_silent(reader: Reader) -> None:
    reader.sit_down()
    reader.show("endoscopy")
    bar = bar_of(reader)
    assert bar is not None
    assert "ound" in bar.time.toolTip()
    assert "no sound" in bar.words.text()

    bar.slider.sliderMoved.emit(40)
    reader.wait_for(reader.is_drawn)

    assert reader.state.index == 40
    assert not any("CAPTURE" in words for words in reader.corners)
    QTest.mouseClick(bar.play, Qt.MouseButton.LeftButton)
    reader.wait_for(lambda: reader.state.index != 40)
    QTest.mouseClick(bar.play, Qt.MouseButton.LeftButton)
    assert not reader.is_playing()
