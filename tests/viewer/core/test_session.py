"""The stores of a session: showing, jumping, and what happens when more is opened."""

from dataclasses import replace

from tests.builders.opened import display_set, images, not_displayable, opened
from viewer.core.measurements import Measurement, Place
from viewer.core.session import Session
from viewer.core.study import FrameKey
from viewer.core.viewport import Layout
from viewer.core.windowing import Window

CT = display_set(images(3))
MR = display_set(images(4, series_uid="1.2.4", modality="MR"))


def session() -> Session:
    made = Session()
    made.opened.set(opened(CT, MR))
    return made


def arrow_on(frame: FrameKey, window: Window | None = None) -> Measurement:
    return Measurement("arrow", Place(frame, "1.2.4", "1.2"), ((0.0, 0.0, 0.0),), voi=window)


def test_a_series_is_shown_in_the_active_cell_unless_another_is_named() -> None:
    reading = session()
    reading.layout.set(Layout(1, 2))

    reading.show(CT.uid)
    reading.show(MR.uid, 1)

    assert [reading.viewports[cell].value.display_set_uid for cell in (0, 1)] == [CT.uid, MR.uid]
    assert reading.layout.value.active == 1


def test_an_unknown_series_is_not_shown() -> None:
    assert not session().show("gone")


def test_what_cannot_be_displayed_says_why_and_changes_nothing() -> None:
    reading = session()
    report = not_displayable("a report, not an image")
    reading.opened.set(opened(CT, report))
    reading.show(CT.uid)
    said: list[str] = []
    reading.noticed.connect(said.append)

    assert not reading.show(report.uid)

    assert said == ["Not shown: a report, not an image"]
    assert reading.active.value.display_set_uid == CT.uid


def test_jumping_to_a_measurement_brings_its_image_its_window_and_selects_it() -> None:
    reading = session()
    measured = arrow_on(MR.frames[2].key, Window(40, 80))

    assert reading.jump_to_measurement(measured)

    state = reading.active.value
    assert (state.display_set_uid, state.index, state.shading.voi) == (MR.uid, 2, Window(40, 80))
    assert reading.selected.value == measured.uid


def test_a_jump_uses_the_viewport_that_shows_the_series_already() -> None:
    reading = session()
    reading.layout.set(Layout(1, 2))
    reading.show(CT.uid, 0)
    reading.show(MR.uid, 1)

    reading.jump_to(CT.frames[1].key)

    assert reading.layout.value.active == 0
    assert reading.viewports[0].value.index == 1
    assert reading.viewports[1].value.display_set_uid == MR.uid


def test_while_one_viewport_fills_the_grid_a_jump_stays_in_it() -> None:
    reading = session()
    reading.layout.set(Layout(1, 2))
    reading.show(CT.uid, 0)
    reading.show(MR.uid, 1)
    reading.layout.set(replace(reading.layout.value, maximized=True))

    reading.jump_to(CT.frames[1].key)

    assert reading.layout.value.active == 1
    assert reading.viewports[1].value.display_set_uid == CT.uid


def test_a_jump_without_a_window_leaves_the_readers_window() -> None:
    reading = session()
    reading.show(MR.uid)
    shading = replace(reading.active.value.shading, voi=Window(1, 2))
    reading.active.set(replace(reading.active.value, shading=shading, preset="Brain"))

    reading.jump_to(MR.frames[1].key)

    assert reading.active.value.shading.voi == Window(1, 2)
    assert reading.active.value.preset == "Brain"


def test_a_frame_that_was_not_opened_cannot_be_jumped_to() -> None:
    reading = session()

    assert not reading.jump_to_measurement(arrow_on(FrameKey("9.9")))
    assert reading.selected.value == ""


def test_while_a_series_grows_the_frame_on_the_screen_stays() -> None:
    shown = images(4)
    reading = Session()
    reading.opened.set(opened(display_set(shown[2:])))
    reading.show(CT.uid)
    reading.active.set(replace(reading.active.value, index=1))

    reading.opened.set(opened(display_set(shown)))

    assert reading.active.value.index == 3


def test_what_is_closed_leaves_its_viewport() -> None:
    reading = session()
    reading.show(CT.uid)

    reading.opened.set(opened(MR))

    assert reading.active.value.display_set_uid == ""
    assert [shown.uid for shown in reading.display_sets()] == [MR.uid]


def test_a_cell_outside_the_grid_does_not_become_active() -> None:
    reading = session()

    reading.activate(3)

    assert reading.layout.value.active == 0
