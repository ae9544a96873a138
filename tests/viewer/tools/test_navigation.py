"""Scroll, window, pan and zoom follow the hand as IHE BIR says."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from tests.builders.gestures import TOOLBOX, Heard, on_screen, surface
from tests.builders.images import image
from viewer.core.camera import Camera, actual_zoom, from_screen
from viewer.core.images import Image, Shading
from viewer.core.viewport import ViewportState
from viewer.core.windowing import Padding, Rescale, VoiFunction, VoiLut, Window
from viewer.interaction.runner import Runner
from viewer.interaction.tool import Phase, Surface, Tool
from viewer.tools.window import value_span, window_tool

Place = tuple[float, float]


def dragged(tool: Tool | str, where: Surface, *places_px: Place) -> ViewportState:
    """Return the viewport after a drag along places of the screen."""
    known = TOOLBOX[tool] if isinstance(tool, str) else tool
    heard = Heard()
    runner = Runner({known.name: known}, heard)
    now = where
    phases = [Phase.PRESS, *[Phase.MOVE] * (len(places_px) - 1), Phase.RELEASE]
    for phase, place in zip(phases, (*places_px, places_px[-1]), strict=True):
        runner.handle(now, on_screen(now, *place, phase), known.name)
        if heard.states:
            now = replace(now, state=heard.states[-1])
    return now.state


def windowed(
    window: Window | VoiLut, to_px: Place, on: Image | None = None, tool: Tool | str = "window"
) -> Window:
    shown = on if on is not None else image(np.linspace(-1024, 3071, 6144).reshape(64, 96).astype(np.int16))
    state = dragged(
        tool, surface(shown, shading=Shading(window)), (500, 400), (500 + to_px[0], 400 + to_px[1])
    )
    assert isinstance(state.shading.voi, Window)
    return state.shading.voi


def test_dragging_right_widens_and_left_narrows_the_window() -> None:
    assert windowed(Window(40, 400), (100, 0)).width == pytest.approx(400 * 2, rel=0.02)
    assert windowed(Window(40, 400), (-100, 0)).width == pytest.approx(400 / 2, rel=0.02)
    assert windowed(Window(40, 400), (100, 0)).center == 40


def test_dragging_up_lowers_the_center_and_so_brightens() -> None:
    window = windowed(Window(40, 400), (0, -50))

    assert window.center == pytest.approx(40 - 100)
    assert window.width == 400


def test_readers_used_to_it_may_raise_the_center_by_dragging_up() -> None:
    assert windowed(Window(40, 400), (0, -50), tool=window_tool(inverse_center=True)).center == pytest.approx(
        140
    )


@pytest.mark.parametrize("width", [80, 400, 1500, 4096])
def test_every_width_feels_the_same_under_the_hand(width: float) -> None:
    window = windowed(Window(0, width), (60, 60))

    assert window.width / width == pytest.approx(1.522, abs=0.01)
    assert window.center / width == pytest.approx(0.3, abs=0.001)


def test_a_window_of_width_one_can_be_opened_again() -> None:
    assert windowed(Window(40, 1), (300, 0)).width > 20


def test_a_window_never_gets_narrower_than_the_standard_allows() -> None:
    assert windowed(Window(40, 3), (-900, 0)).width == 1
    exact = windowed(Window(0.5, 1, VoiFunction.LINEAR_EXACT), (-4000, 0))
    assert exact.function is VoiFunction.LINEAR_EXACT
    assert 0 < exact.width < 0.1


def test_a_look_up_table_becomes_a_window_as_wide_as_it_is() -> None:
    table = VoiLut(100, tuple(range(256)), 8)

    window = windowed(table, (0, -1))

    assert window.width == 256
    assert window.center == pytest.approx(228, abs=2)


def test_a_window_set_by_hand_is_no_preset_any_more() -> None:
    where = surface(image(windows=(Window(40, 400),)))

    assert dragged("window", where, (500, 400), (510, 400)).preset == ""
    assert dragged("window", where, (500, 400)).preset == "Brain"


def test_an_image_of_one_value_can_be_windowed() -> None:
    flat = image(np.zeros((9, 9), dtype=np.float32), modality_map=Rescale(2, 1))

    assert windowed(Window(0, 10), (100, 0), on=flat).width > 10


def test_h10_padding_does_not_decide_how_fast_a_window_moves() -> None:
    stored = np.full((64, 96), -32000, dtype=np.int16)
    stored[:, 48:] = np.arange(48)
    padded = image(stored, padding=Padding(-32000, -32000))

    assert value_span(padded) == 47
    assert windowed(Window(20, 40), (0, 60), on=padded).center == pytest.approx(32)


def test_colors_have_no_window() -> None:
    where = surface(image(np.zeros((9, 9, 3), dtype=np.uint8)))

    assert dragged("window", where, (500, 400), (600, 300)) == where.state


def test_a_screen_of_twice_the_pixels_feels_the_same() -> None:
    fine = surface(image(), shading=Shading(Window(40, 400)), scale=2.0)
    coarse = surface(image(), shading=Shading(Window(40, 400)), scale=1.0)

    assert dragged("window", fine, (0, 0), (60, 40)) == dragged("window", coarse, (0, 0), (30, 20))


@pytest.mark.parametrize(("frames", "passed"), [(500, 500), (2000, 2000), (801, 801)])
def test_a_drag_over_the_height_passes_through_a_large_stack(frames: int, passed: int) -> None:
    assert dragged("scroll", surface(image(), frames=frames), (500, 0), (500, 800)).index == passed - 1


def test_a_short_stack_needs_no_long_drag() -> None:
    assert dragged("scroll", surface(image(), frames=10), (500, 100), (500, 220)).index == 9


def test_dragging_down_shows_the_next_and_up_the_previous_frame() -> None:
    where = surface(image(), frames=10, index=5)

    assert dragged("scroll", where, (500, 100), (500, 112)).index == 6
    assert dragged("scroll", where, (500, 100), (500, 88)).index == 4


def test_small_movements_add_up() -> None:
    steps = [(500.0, 100.0 + step) for step in range(0, 61, 3)]

    assert dragged("scroll", surface(image(), frames=20), *steps).index == 5


def test_turning_back_after_the_last_frame_scrolls_at_once() -> None:
    where = surface(image(), frames=10, index=8)

    assert dragged("scroll", where, (500, 0), (500, 400), (500, 388)).index == 8


def test_scrolling_keeps_what_someone_else_changed_meanwhile() -> None:
    heard, where = Heard(), surface(image(), frames=10)
    runner = Runner(TOOLBOX, heard)
    runner.handle(where, on_screen(where, 500, 100, Phase.PRESS), "scroll")
    meanwhile = replace(where, state=replace(where.state, preset="Lung"))

    runner.handle(meanwhile, on_screen(where, 500, 124, Phase.MOVE), "scroll")

    assert heard.states == [replace(where.state, preset="Lung", index=2)]


def under(
    where: Surface, state: ViewportState, place_px: Place
) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    return from_screen(replace(where, state=state).affine, place_px)


cameras = pytest.mark.parametrize(
    "camera",
    [
        Camera(),
        Camera(zoom=3),
        Camera(zoom=2, quarter_turns=1),
        Camera(zoom=2, quarter_turns=3, flipped=True),
    ],
    ids=["fitted", "zoomed", "turned", "turned and flipped"],
)


@cameras
def test_panning_keeps_what_was_pressed_under_the_pointer(camera: Camera) -> None:
    where = surface(image(spacing=(1.0, 0.5)), camera=camera)

    state = dragged("pan", where, (300, 200), (350, 260), (420, 150))

    assert under(where, state, (420, 150)) == pytest.approx(under(where, where.state, (300, 200)))


@cameras
def test_zooming_keeps_what_was_pressed_where_it_is(camera: Camera) -> None:
    where = surface(image(spacing=(1.0, 0.5)), camera=camera)

    state = dragged("zoom", where, (300, 200), (300, 260))

    assert under(where, state, (300, 200)) == pytest.approx(under(where, where.state, (300, 200)))


@pytest.mark.parametrize(
    ("down_px", "compare"), [(100, float.__gt__), (-100, float.__lt__)], ids=["in", "out"]
)
def test_dragging_down_zooms_in_and_up_out(down_px: float, compare: Callable[[float, float], bool]) -> None:
    where = surface(image())

    state = dragged("zoom", where, (300, 300), (300, 300 + down_px))

    assert compare(actual_zoom(state.camera, where.canvas), actual_zoom(where.state.camera, where.canvas))
