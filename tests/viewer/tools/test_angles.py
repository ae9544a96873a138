"""Angles at a point, and between two lines."""

from math import cos, radians, sin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders.gestures import Hand, clicks, surface
from tests.builders.images import image
from viewer.core.calibration import Trust
from viewer.core.images import Image
from viewer.core.measurements import Measurement
from viewer.interaction.quantities import SHAPE_FROM_ASPECT

Pixel = tuple[float, float]


def measured(tool: str, *pixels: Pixel, on: Image | None = None) -> Measurement:
    measurement = clicks(tool, *pixels, on=on or image())
    assert measurement is not None
    return measurement


@pytest.mark.parametrize(
    ("end", "expected"),
    [((40, 20), "90.0°"), ((60, 20), "45.0°"), ((20, 20), "135.0°"), ((20, 40), "180.0°")],
)
def test_the_angle_is_the_one_at_the_second_point(end: Pixel, expected: str) -> None:
    assert measured("angle", (60, 40), (40, 40), end).summary == expected


def test_h3_anisotropic_pixels_do_not_bend_an_angle() -> None:
    # 20 columns of 0.5 mm and 10 rows of 1 mm: 10 mm each way.
    angle = measured("angle", (60, 40), (40, 40), (60, 30), on=image(spacing=(1.0, 0.5)))

    assert angle.summary == "45.0°"


def test_h3_without_millimetres_the_aspect_ratio_gives_the_angle_its_shape() -> None:
    angle = measured("angle", (60, 40), (40, 40), (60, 30), on=image(trust=Trust.NONE, aspect=2.0))

    assert angle.summary == "45.0°"
    assert angle.notes == (SHAPE_FROM_ASPECT,)


def test_two_points_at_one_place_make_no_angle() -> None:
    assert clicks("angle", (60, 40), (40, 40), (40, 40), on=image()) is None


def line(degrees: float, at: Pixel) -> tuple[Pixel, Pixel]:
    x, y = 12 * cos(radians(degrees)), 12 * sin(radians(degrees))
    return (at[0] - x, at[1] - y), (at[0] + x, at[1] + y)


@pytest.mark.parametrize(
    ("first", "second", "expected"), [(0, 32, 32), (-10, 25, 35), (10, 100, 90), (0, 148, 32), (5, 5, 0)]
)
def test_a_cobb_angle_is_the_smaller_one_between_the_lines(
    first: float, second: float, expected: float
) -> None:
    cobb = measured("cobb", *line(first, (30, 20)), *line(second, (50, 45)))

    assert cobb.quantities[0].value == pytest.approx(expected, abs=1e-6)


@given(st.floats(0, 180), st.floats(0, 180))
def test_a_cobb_angle_does_not_ask_from_which_end_a_line_was_drawn(first: float, second: float) -> None:
    a, b = line(first, (30, 20))
    c, d = line(second, (50, 45))

    angles = [
        measured("cobb", *points).quantities[0].value for points in ((a, b, c, d), (b, a, c, d), (a, b, d, c))
    ]

    assert angles == pytest.approx([angles[0]] * 3, abs=1e-6)


def test_a_cobb_angle_names_the_larger_one_beside_it() -> None:
    cobb = measured("cobb", *line(0, (30, 20)), *line(32, (50, 45)))

    assert cobb.notes == ("the larger angle between the lines is 148.0°",)


def test_a_cobb_angle_is_drawn_by_two_drags_too() -> None:
    first, second = line(0, (30, 20)), line(32, (50, 45))
    hand = Hand("cobb", surface(image()))

    hand.drags(*first)
    assert hand.runner.is_running
    hand.drags(*second)

    assert hand.measurement is not None
    assert hand.measurement.summary == "32.0°"


def test_the_first_line_of_a_cobb_angle_stays_while_the_second_is_drawn() -> None:
    hand = Hand("cobb", surface(image())).clicks((10, 10), (30, 10), (20, 40))
    hand.moves((40, 45))

    assert hand.runner.is_running
    assert hand.heard.previews[-1] is not None
