"""Playing: frames when they are due, what is dropped is counted, what is not here yet is waited for."""

from dataclasses import replace

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app.reading.cine import AHEAD, Cine
from tests.builders.opened import moving, opened
from tests.builders.pixels import FakePixels
from viewer.core.camera import Camera
from viewer.core.images import Image, Shading
from viewer.core.scene import Scene
from viewer.core.session import Session
from viewer.core.study import DisplaySet

FRAMES = 20


class Playing:
    """A cine of 100 ms a frame, a clock in hand, and frames that come on the screen at once."""

    def __init__(self, *, late: bool = False, **attributes: str) -> None:
        self.now_s = 100.0
        self.shown: DisplaySet = moving(FRAMES, **(attributes or {"FrameTime": "100"}))
        self.pixels = FakePixels(late=late)
        black = np.zeros((4, 4), dtype=np.uint8)
        self.images = [Image(frame, black) for frame in self.shown.frames]
        self.pixels.add(self.shown, self.images)
        self.session = Session()
        self.session.opened.set(opened(self.shown))
        self.session.show(self.shown.uid)
        self.cine = Cine(self.session, self.pixels, clock=lambda: self.now_s)

    @property
    def index(self) -> int:
        """Which frame is shown."""
        return self.session.active.value.index

    def after(self, seconds: float, *, seen: bool = True) -> int:
        """Let time pass and the timer ring; return which frame is shown then."""
        self.now_s += seconds
        self.cine._timer.timeout.emit()
        if seen:
            image = self.images[self.index]
            self.cine.see(Scene(image, Shading(), Camera(), 10, 10, True))
        return self.index


@pytest.fixture
def at(qtbot: QtBot) -> Playing:
    made = Playing()
    made.cine.play()
    made.after(0)
    return made


def test_each_frame_is_shown_when_it_is_due(at: Playing) -> None:
    assert [at.after(0.05) for _ in range(4)] == [0, 1, 1, 2]
    assert at.cine.tally.dropped == 0


def test_frames_of_different_length_are_shown_as_long_as_they_lasted(qtbot: QtBot) -> None:
    playing = Playing(FrameTimeVector="\\".join(["0", "100", "300", *["100"] * (FRAMES - 3)]))
    playing.cine.play()

    assert [playing.after(0.1) for _ in range(5)] == [1, 1, 1, 2, 3]


def test_what_time_has_overtaken_is_dropped_counted_and_said(at: Playing) -> None:
    for _ in range(12):
        at.after(0.1)
    at.after(0.4)

    assert at.index == 16
    assert at.cine.tally.dropped == 3
    assert at.cine.pace().endswith("of 10 frames/s, 3 dropped")
    at.after(0.1, seen=False)
    assert at.cine.tally.dropped == 3, "one is still on its way to the screen"


def test_it_begins_again_or_stops_at_the_end(at: Playing) -> None:
    assert at.after(1.95) == 19
    assert at.after(0.1) == 0
    at.cine.toggle_loop()
    at.after(1.95)
    at.after(0.2)
    assert (at.cine.playing.value, at.index) == (False, 19)
    at.cine.play()
    assert at.index == 0, "playing from the end begins anew"


@pytest.mark.parametrize(("speed", "index"), [(0.25, 2), (0.5, 5), (2.0, 0)])
def test_it_plays_slower_and_faster(at: Playing, speed: float, index: int) -> None:
    at.cine.set_speed(speed)

    at.after(1.0)

    assert at.index == index
    assert at.cine.wanted_fps == 10 * speed


def test_speeds_are_changed_step_by_step(at: Playing) -> None:
    for by, speed in ((1, 1.5), (1, 2.0), (1, 2.0), (-1, 1.5), (-9, 0.25)):
        at.cine.change_speed(by)
        assert at.cine.speed.value == speed


def test_frames_that_are_not_here_are_waited_for_and_none_is_dropped(qtbot: QtBot) -> None:
    at = Playing(late=True)
    for index in range(3):
        at.pixels.deliver(at.shown.uid, index)
    at.cine.play()
    assert [at.after(0.1) for _ in range(4)] == [1, 2, 2, 2]
    assert at.cine.waiting.value
    assert at.cine.pace() == "waiting for frames"
    assert at.pixels.wanted[-1] == (at.shown.uid, 3)

    at.pixels.deliver(at.shown.uid, 3)
    assert at.after(0.1) == 2, "a single one would only stutter"
    for index in range(4, 3 + AHEAD):
        at.pixels.deliver(at.shown.uid, index)
    at.after(0.1)

    assert (at.index, at.cine.waiting.value) == (3, False)
    assert at.cine.tally.dropped == 0


def test_a_frame_that_will_never_come_is_not_waited_for(qtbot: QtBot) -> None:
    at = Playing(late=True)
    at.pixels.deliver(at.shown.uid, 0)
    for index in range(1, FRAMES):
        at.pixels.fail(at.shown.uid, index, "damaged")
    at.cine.play()

    assert at.after(0.1) == 1


def test_seeking_goes_on_playing_and_stepping_stands_still(at: Playing) -> None:
    at.cine.seek(0, 12)
    assert (at.after(0.0), at.after(0.1)) == (12, 13)
    at.cine.step_active(-1)
    assert (at.index, at.cine.playing.value) == (12, False)


def test_it_stops_where_the_reader_takes_over(at: Playing) -> None:
    at.session.active.set(replace(at.session.active.value, index=7))

    at.after(0.1)

    assert not at.cine.playing.value
    assert at.index == 7
