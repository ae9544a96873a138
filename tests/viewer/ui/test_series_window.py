"""One window for a series whose images bring none, as positron emission does (SAFETY H11)."""

from dataclasses import replace

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from tests.builders.images import image
from tests.builders.opened import images
from tests.builders.windows import Reading, ReadingWindow
from tests.viewer.ui.conftest import settle, shown
from viewer.core.images import Image, Shading
from viewer.core.study import DisplaySet
from viewer.core.windowing import Voi, Window

LIMB, TRUNK, BRAIN = 10, 100, 1000


def series(*brightest: int, windows: tuple[Voi, ...] = ()) -> list[Image]:
    """Return images whose values go from 0 to these."""
    return [
        Image(one.frame, np.linspace(0, top, 48 * 64).reshape(48, 64).astype(np.int16))
        for one, top in zip(images(len(brightest), windows=windows), brightest, strict=True)
    ]


def look(window: ReadingWindow, reading: Reading, index: int) -> Voi | None:
    """Return the window an image of the series is shown with."""
    reading.session.active.set(replace(reading.session.active.value, index=index))
    settle()
    picture = window.grid.active.picture
    assert picture is not None
    return picture.scene.shading.voi


@pytest.fixture
def late(late_reading: Reading, qtbot: QtBot) -> tuple[ReadingWindow, DisplaySet]:
    """A series that is opened, and none of its images there."""
    window = shown(late_reading, qtbot)
    (opened,) = late_reading.open(series(LIMB, TRUNK, BRAIN))
    late_reading.session.show(opened.uid)
    settle()
    return window, opened


def test_h11_every_image_has_the_window_of_the_middle_one(window: ReadingWindow, reading: Reading) -> None:
    (opened,) = reading.open(series(LIMB, TRUNK, BRAIN))
    reading.session.show(opened.uid)

    windows = [look(window, reading, index) for index in (0, 1, 2)]

    assert len(set(windows)) == 1
    assert isinstance(windows[0], Window)
    assert windows[0].width == pytest.approx(TRUNK, rel=0.05)
    assert window.grid.active.picture is not None
    assert any("Auto" in line for line in window.grid.active.picture.text.bottom_right)


def test_h11_before_the_middle_is_there_all_share_the_window_of_the_first_seen(
    late: tuple[ReadingWindow, DisplaySet], late_reading: Reading
) -> None:
    window, opened = late
    pixels = late_reading.pixels
    pixels.deliver(opened.uid, 0)
    pixels.deliver(opened.uid, 2)

    before = [look(window, late_reading, index) for index in (0, 2)]
    pixels.deliver(opened.uid, 1)
    after = [look(window, late_reading, index) for index in (0, 1, 2)]

    assert (opened.uid, 1) in pixels.wanted_later
    assert len(set(before)) == 1
    assert len(set(after)) == 1
    assert before[0] != after[0]


def test_a_gesture_starts_from_the_window_of_the_series(window: ReadingWindow, reading: Reading) -> None:
    (opened,) = reading.open(series(LIMB, TRUNK, BRAIN))
    reading.session.show(opened.uid)
    shown_with = look(window, reading, 0)

    surface = window.grid.active.surface()

    assert surface is not None
    assert surface.state.shading.voi == shown_with


def test_the_readers_window_and_the_images_own_come_first(window: ReadingWindow, reading: Reading) -> None:
    own = Window(50, 350, explanation="SOFT")
    (opened,) = reading.open(series(LIMB, TRUNK, BRAIN, windows=(own,)))
    reading.session.show(opened.uid)

    assert look(window, reading, 0) is None
    reading.session.active.set(replace(reading.session.active.value, shading=Shading(Window(1, 2))))
    assert look(window, reading, 1) == Window(1, 2)


def test_a_single_image_has_a_window_of_its_own(window: ReadingWindow, reading: Reading) -> None:
    (opened,) = reading.open([image()])
    reading.session.show(opened.uid)

    assert look(window, reading, 0) is None
