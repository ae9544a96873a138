"""The bar at the foot of a moving picture: where it stands, what it offers, what it says."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.app.reading.test_cine import Playing
from viewer.core.cine import timing_of
from viewer.ui.cine_bar import CineBar, Keys


@pytest.fixture
def at(qtbot: QtBot) -> Playing:
    return Playing()


@pytest.fixture
def bar(at: Playing, qtbot: QtBot) -> CineBar:
    made = CineBar(at.cine, 0)
    qtbot.addWidget(made)
    made.resize(800, 30)
    with qtbot.waitExposed(made):
        made.show()
    show(made, at)
    return made


def show(bar: CineBar, at: Playing) -> None:
    bar.show_place(timing_of(at.shown), at.index, at.shown.frames[0].instance)


def click(widget: QWidget) -> None:
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


def test_it_says_time_frame_and_where_the_speed_comes_from(bar: CineBar, at: Playing) -> None:
    at.cine.seek(0, 5)
    show(bar, at)

    assert bar.time.text() == "0:00.5 / 0:02.0"
    assert bar.words.text() == "frame 6/20"
    assert "10 frames/s, by Frame Time" in bar.time.toolTip()
    assert bar.slider.value() == 5


def test_its_buttons_play_pause_and_step(bar: CineBar, at: Playing) -> None:
    click(bar.play)
    assert at.cine.is_playing_in(0)
    assert bar.play.accessibleName() == "Pause"
    click(bar.on)
    assert (at.cine.playing.value, at.index) == (False, 1)
    click(bar.back)
    assert at.index == 0


def test_a_click_on_the_slider_goes_there(bar: CineBar, at: Playing) -> None:
    QTest.mouseClick(
        bar.slider,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
        QPoint(bar.slider.width() // 2, bar.slider.height() // 2),
    )

    assert at.index in (9, 10)


def test_speed_and_loop_are_chosen(bar: CineBar, at: Playing) -> None:
    bar.speed.activated.emit(0)
    click(bar.loop)

    assert (at.cine.speed.value, at.cine.loops.value) == (0.25, False)
    at.cine.change_speed(9)
    assert bar.speed.currentText() == "2×"


def test_tooltips_name_the_keys(bar: CineBar, at: Playing) -> None:
    at.cine.keys.set(Keys(play="C", back=",", on=".", slower="[", faster="]"))

    assert "(C)" in bar.play.toolTip()
    assert "([, ])" in bar.speed.toolTip()


def test_while_it_plays_it_says_how_fast_and_what_was_lost(bar: CineBar, at: Playing) -> None:
    at.cine.play()
    for _ in range(11):
        at.after(0.1)

    assert bar.words.text() == "10.0 of 10 frames/s, none dropped"


@pytest.mark.parametrize("width", [250, 350, 500])
def test_in_a_narrow_viewport_it_keeps_what_matters(bar: CineBar, width: int) -> None:
    bar.resize(width, 30)

    assert bar.play.isVisible()
    assert bar.slider.isVisible()
    assert bar.time.isVisible() == (width >= 300)
    assert bar.speed.isVisible() == (width >= 400)
