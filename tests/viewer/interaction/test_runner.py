"""Whose turn an event is."""

from dataclasses import replace

import pytest

from tests.builders.gestures import TOOLBOX, Hand, drag, surface
from tests.builders.images import image
from viewer.core.measurements import Measurement
from viewer.core.shapes import Drawing, Handle, Label, Path, Segment, Tone
from viewer.interaction.drawing import drawing_of, drawings_of
from viewer.interaction.grabbing import Grip
from viewer.interaction.runner import Mode
from viewer.interaction.tool import Button, Gesture, Phase, PointerEvent, Surface, Tool
from viewer.tools import TOOLS

START, END = (10.0, 10.0), (40.0, 30.0)


def length() -> Measurement:
    measured = drag("length", START, END, on=image())
    assert measured is not None
    return measured


def holding(tool: str | None, *drawn: Measurement, modes: dict[str, Mode] | None = None) -> Hand:
    return Hand(tool, surface(image(), measurements=drawn), modes=modes)


def test_an_existing_handle_wins_over_making_something_new() -> None:
    drawn = length()

    hand = holding("ellipse", drawn).drags(END, (50, 30))

    assert hand.measurement is not None
    assert (hand.measurement.tool, hand.measurement.uid) == ("length", drawn.uid)


def test_beside_every_drawing_the_tool_of_the_button_is_active() -> None:
    hand = holding("ellipse", length()).drags((60, 40), (80, 60))

    assert hand.measurement is not None
    assert hand.measurement.tool == "ellipse"


@pytest.mark.parametrize("away_px", [7.9, 8.1])
def test_a_handle_is_grabbed_within_eight_pixels(away_px: float) -> None:
    at_px = away_px / 8  # shown at eight screen pixels for each of the image's

    hand = holding("length", length()).drags((END[0] + at_px, END[1]), (70, 50))

    assert hand.measurement is not None
    assert (hand.measurement.points_lps[0] == (10, 10, 0)) == (away_px < 8)


def test_a_screen_of_twice_the_pixels_has_twice_the_reach() -> None:
    drawn = length()
    where = surface(image(), measurements=(drawn,), scale=2.0)

    assert Hand("scroll", where).runner.hover(where, _on_screen(where, (END[0] + 1.9, END[1]))) == Grip(
        drawn, 1
    )


def _on_screen(where: Surface, pixel: tuple[float, float]) -> tuple[float, float]:
    x, y = where.affine[:, :2] @ pixel + where.affine[:, 2]
    return float(x), float(y)


def test_only_the_left_button_grabs() -> None:
    hand = holding("window", length()).drags(END, (50, 30), button=Button.RIGHT)

    assert hand.measurement is None
    assert hand.heard.selections == []
    assert hand.heard.states


def test_a_drawing_is_grabbed_though_the_button_has_no_tool() -> None:
    assert holding(None, length()).drags(END, (50, 30)).measurement is not None


def test_a_button_without_a_tool_does_nothing() -> None:
    hand = holding(None)

    assert not hand.does(Phase.PRESS, START)
    assert not hand.runner.is_running


def test_a_click_selects_the_drawing_and_changes_nothing() -> None:
    drawn = length()

    hand = holding("length", drawn).drags(END)

    assert hand.heard.selections == [drawn.uid]
    assert hand.measurement is None


def test_a_press_beside_every_drawing_selects_none() -> None:
    assert holding("scroll", length()).drags((70, 50)).heard.selections == [""]


def test_the_drawing_on_top_is_grabbed_first() -> None:
    below, above = length(), length()

    hand = holding("scroll", below, above).drags(END, (50, 30))

    assert hand.heard.selections == [above.uid]


@pytest.mark.parametrize("mode", [Mode.ENABLED, Mode.DISABLED])
def test_drawings_of_a_tool_that_is_not_passive_cannot_be_grabbed(mode: Mode) -> None:
    hand = holding("scroll", length(), modes={"length": mode}).drags(END, (50, 30))

    assert hand.measurement is None


def test_the_active_tool_grabs_its_own_drawings_in_any_mode() -> None:
    hand = holding("length", length(), modes={"length": Mode.ENABLED}).drags(END, (50, 30))

    assert hand.heard.selections != [""]


def test_drawings_of_a_disabled_tool_are_not_shown() -> None:
    drawn = length()

    assert holding("scroll", modes={"length": Mode.DISABLED}).runner.shown((drawn,)) == ()
    assert holding("scroll", modes={"length": Mode.ENABLED}).runner.shown((drawn,)) == (drawn,)


def test_hovering_says_what_a_press_would_grab() -> None:
    drawn = length()
    hand = holding("length", drawn)

    assert hand.runner.hover(hand.where, _on_screen(hand.where, END)) == Grip(drawn, 1)
    assert hand.runner.hover(hand.where, _on_screen(hand.where, (25, 20))) == Grip(drawn, None)
    assert hand.runner.hover(hand.where, _on_screen(hand.where, (70, 50))) is None


def test_nothing_can_be_grabbed_while_something_is_being_drawn() -> None:
    hand = holding("length", length())
    hand.presses((70, 50))

    assert hand.runner.hover(hand.where, _on_screen(hand.where, END)) is None


def test_other_buttons_do_nothing_while_a_gesture_is_running() -> None:
    hand = holding("length").clicks((60, 40))

    assert not hand.does(Phase.PRESS, (70, 50), Button.RIGHT)
    assert not hand.does(Phase.RELEASE, (70, 50), Button.RIGHT)
    hand.clicks((80, 50))
    assert hand.measurement is not None
    assert hand.measurement.points_lps == ((60, 40, 0), (80, 50, 0))


def test_moves_without_a_gesture_are_nobody_s() -> None:
    assert not holding("length").does(Phase.MOVE, START)


def test_a_double_click_on_the_empty_image_is_left_to_others() -> None:
    hand = holding("length")
    hand.presses((70, 50))
    hand.releases((70, 50))

    assert not hand.does(Phase.DOUBLE_CLICK, (70, 50))
    assert not hand.runner.is_running
    assert hand.measurement is None


def test_a_quick_second_click_elsewhere_is_a_click() -> None:
    hand = holding("length")
    hand.presses((70, 50))
    hand.releases((70, 50))

    assert hand.does(Phase.DOUBLE_CLICK, (72, 50))
    assert hand.does(Phase.RELEASE, (72, 50))
    assert hand.measurement is not None


def test_a_release_away_from_the_last_move_counts() -> None:
    hand = holding("length")
    hand.presses((60, 40))

    hand.releases((80, 40))

    assert hand.measurement is not None
    assert hand.measurement.summary == "20.0 mm"


def test_a_drawing_in_the_making_ends_when_another_frame_comes() -> None:
    hand = holding("length").clicks((60, 40))
    hand.where = surface(image(uid="1.2.3.2"))

    assert not hand.does(Phase.MOVE, (70, 50))
    assert not hand.runner.is_running
    assert hand.heard.previews[-1] is None


def test_scrolling_goes_on_over_the_frames_it_brings() -> None:
    hand = Hand("scroll", surface(image(), frames=20))
    hand.presses((10, 10))
    hand.moves((10, 13))
    hand.where = replace(surface(image(uid="1.2.3.2"), frames=20), state=hand.heard.states[-1])
    hand.moves((10, 16))

    assert hand.runner.is_running
    assert [state.index for state in hand.heard.states] == [2, 4]


def test_cancelling_when_nothing_runs_is_nothing() -> None:
    hand = holding("length")

    hand.runner.cancel()

    assert hand.heard.previews == []


def test_a_gesture_that_breaks_leaves_the_hand_free() -> None:
    def gesture(where: Surface, _press: PointerEvent) -> Gesture:
        yield where.state
        raise ZeroDivisionError

    broken = Tool("broken", "Broken", "Breaks", gesture)
    hand = Hand("broken", surface(image()), tools=[broken])
    hand.presses((10, 10))

    with pytest.raises(ZeroDivisionError):
        hand.moves((20, 20))

    assert not hand.runner.is_running
    assert hand.does(Phase.PRESS, (10, 10))


def test_a_drawing_being_edited_is_not_drawn_twice() -> None:
    one, other = length(), length()
    hand = holding("scroll", one, other)
    hand.presses(END)
    hand.moves((50, 30))

    drawn = list(drawings_of((one, other), TOOLBOX, selected_uid=other.uid, preview=hand.heard.previews[-1]))

    assert [drawing.uid for drawing in drawn] == [one.uid, other.uid]
    assert [drawing.tone for drawing in drawn] == [Tone.NORMAL, Tone.SELECTED]
    handle = drawn[1].shapes[2]
    assert isinstance(handle, Handle)
    assert handle.at_lps == (50, 30, 0)


def test_the_selected_drawing_is_shown_as_such_below_a_new_one() -> None:
    one = length()
    new = Drawing((Handle((0, 0, 0)),), Tone.PREVIEW)

    drawn = list(drawings_of((one,), TOOLBOX, selected_uid=one.uid, preview=new))

    assert [drawing.tone for drawing in drawn] == [Tone.SELECTED, Tone.PREVIEW]


def test_a_measurement_of_a_tool_that_is_gone_still_shows_its_points_and_words() -> None:
    unknown = replace(length(), tool="spline", text="old")

    shapes = drawing_of(unknown, {tool.name: tool for tool in TOOLS}).shapes

    assert Path(unknown.points_lps) in shapes
    assert Label(unknown.points_lps[-1], (unknown.summary,)) in shapes
    assert not [shape for shape in shapes if isinstance(shape, Segment)]
    assert holding("scroll", unknown).drags(END, (50, 30)).measurement is None
