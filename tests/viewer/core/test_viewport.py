"""What a cell of the grid shows."""

import pytest

from viewer.core.camera import Camera
from viewer.core.images import Shading
from viewer.core.viewport import Layout, ViewportState
from viewer.core.windowing import Window


def test_another_display_set_comes_with_its_own_window_and_camera() -> None:
    state = ViewportState("a", 7, Shading(Window(40, 80)), "Brain", Camera(zoom=3), interpolated=False)

    shown = state.showing("b", 2)

    assert shown == ViewportState("b", 2, interpolated=False)


@pytest.mark.parametrize(
    ("index", "steps", "reached"), [(5, 3, 8), (5, -3, 2), (5, 10, 9), (5, -10, 0), (0, 0, 0)]
)
def test_scrolling_stops_at_the_first_and_last_of_ten_frames(index: int, steps: int, reached: int) -> None:
    assert ViewportState("a", index).scrolled(10, steps).index == reached


def test_an_empty_cell_does_not_scroll() -> None:
    assert ViewportState().scrolled(0, 5).index == 0


def test_a_grid_counts_its_cells() -> None:
    assert Layout(2, 3).cells == 6
