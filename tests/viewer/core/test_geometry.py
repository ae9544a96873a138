"""Where pixels are in the patient, and what planes form together."""

from math import cos, radians, sin

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from viewer.core.geometry import (
    EdgeLetters,
    PlaneGeometry,
    Verdict,
    cross,
    edge_letters,
    judge,
    letters_towards,
    opposite,
    path_length,
    unit,
)

RIGHT, DOWN = (1.0, 0.0, 0.0), (0.0, 1.0, 0.0)

coordinates = st.floats(-1000, 1000)
spacings = st.floats(0.01, 10)
angles = st.floats(0, 360)


def axial(
    z_mm: float, *, right: tuple[float, float, float] = RIGHT, spacing_mm: float = 1.0
) -> PlaneGeometry:
    return PlaneGeometry((0.0, 0.0, z_mm), right, DOWN, spacing_mm, spacing_mm)


def stack(*places_mm: float) -> tuple[PlaneGeometry, ...]:
    return tuple(axial(z_mm) for z_mm in places_mm)


def test_h2_a_pixel_lies_where_the_standard_says() -> None:
    plane = PlaneGeometry((-100.0, -50.0, 30.0), RIGHT, DOWN, column_spacing_mm=0.25, row_spacing_mm=0.5)

    assert plane.to_lps((10, 20)).tolist() == [-97.5, -40.0, 30.0]


def test_h3_anisotropic_pixels_are_measured_with_both_spacings() -> None:
    plane = PlaneGeometry((0.0, 0.0, 0.0), RIGHT, DOWN, column_spacing_mm=0.25, row_spacing_mm=0.5)

    assert path_length(plane.to_lps([(0, 0), (40, 30)])) == pytest.approx(18.0278, abs=1e-4)


@given(st.tuples(coordinates, coordinates), spacings, spacings, angles)
def test_a_pixel_found_in_the_patient_is_the_pixel_we_started_from(
    pixel: tuple[float, float], column_mm: float, row_mm: float, turn_deg: float
) -> None:
    turn = radians(turn_deg)
    right, down = (cos(turn), sin(turn), 0.0), (0.0, 0.0, -1.0)
    plane = PlaneGeometry((12.0, -7.0, 3.0), right, down, column_mm, row_mm)

    back = plane.to_pixels(plane.to_lps(pixel))

    assert back == pytest.approx(pixel, abs=1e-6)


@given(st.tuples(coordinates, coordinates), st.floats(-500, 500))
def test_a_point_beside_a_plane_is_projected_onto_it(pixel: tuple[float, float], away_mm: float) -> None:
    plane = axial(0)
    beside = plane.to_lps(pixel) + away_mm * np.asarray(plane.normal)

    assert plane.to_pixels(beside) == pytest.approx(pixel)
    assert plane.distance_mm(beside) == pytest.approx(away_mm)


def test_many_points_are_converted_at_once() -> None:
    plane = axial(5)

    assert plane.to_lps([(0, 0), (1, 2)]).shape == (2, 3)
    assert plane.to_pixels([(0, 0, 5), (1, 2, 5)]).tolist() == [[0, 0], [1, 2]]


def test_an_image_without_patient_geometry_has_a_plane_of_pixels() -> None:
    plane = PlaneGeometry.without_patient()

    assert not plane.in_patient
    assert plane.to_lps((3, 4)).tolist() == [3.0, 4.0, 0.0]


def test_evenly_spaced_slices_are_a_volume() -> None:
    verdict = judge(stack(0, 5, 10, 15))

    assert verdict.kind is Verdict.REGULAR
    assert verdict.spacing_mm == 5
    assert verdict.messages == ()


def test_h4_a_tilted_gantry_is_recognised_with_its_angle_and_shift() -> None:
    down = (0.0, cos(radians(15)), -sin(radians(15)))
    planes = tuple(PlaneGeometry((0.0, 0.0, 5.0 * k), RIGHT, down, 0.5, 0.5) for k in range(41))

    verdict = judge(planes)

    assert planes[0].normal == pytest.approx((0, 0.258819, 0.965926), abs=1e-6)
    assert verdict.kind is Verdict.TILTED
    assert verdict.spacing_mm == pytest.approx(4.829629, abs=1e-6)
    assert verdict.largest_error_mm == pytest.approx(1.294095, abs=1e-6)
    assert verdict.tilt_deg == pytest.approx(15.0)
    assert "15.0°" in verdict.messages[0]


def test_h5_a_missing_slice_is_named_with_its_place() -> None:
    verdict = judge(stack(0, 1, 2, 4, 5))

    assert verdict.kind is Verdict.GAP
    assert verdict.spacing_mm == 1.0, "the usual distance, not ITK's mean of 1.25"
    assert verdict.largest_error_mm == 1.0
    assert verdict.messages == ("slice missing between 2.0 and 4.0 mm",)


def test_h5_the_band_of_a_missing_slice_is_named_in_patient_positions() -> None:
    assert judge(stack(29, 30, 32, 33)).messages == ("slice missing between 30.0 and 32.0 mm",)


def test_h5_slices_that_are_unevenly_spaced_are_not_called_regular() -> None:
    verdict = judge(stack(0, 1, 2.2, 3.2))

    assert verdict.kind is Verdict.IRREGULAR
    assert verdict.largest_error_mm == pytest.approx(0.2)
    assert "1.00 to 1.20 mm" in verdict.messages[0]


def test_h5_two_gaps_are_named_each() -> None:
    assert judge(stack(0, 1, 2, 4, 6, 7, 8, 9)).messages == (
        "slice missing between 2.0 and 4.0 mm",
        "slice missing between 4.0 and 6.0 mm",
    )


def test_h5_a_part_with_another_spacing_is_irregular_and_not_full_of_gaps() -> None:
    verdict = judge(stack(0, 4, 8, 12, 16, 23, 30, 37, 44))

    assert verdict.kind is Verdict.IRREGULAR
    assert verdict.messages == ("slices lie 4.00 to 7.00 mm apart, usually 4.00 mm",)


@pytest.mark.parametrize(("wobble_mm", "kind"), [(0.009, Verdict.REGULAR), (0.02, Verdict.IRREGULAR)])
def test_h5_positions_may_be_rounded_by_a_hundredth_of_a_millimetre(wobble_mm: float, kind: Verdict) -> None:
    assert judge(stack(0, 1, 2 + wobble_mm, 3 + wobble_mm)).kind is kind


def test_a_gap_in_a_tilted_series_is_reported_with_the_tilt() -> None:
    down = (0.0, cos(radians(15)), -sin(radians(15)))
    planes = tuple(PlaneGeometry((0.0, 0.0, 5.0 * k), RIGHT, down, 0.5, 0.5) for k in (0, 1, 2, 4))

    verdict = judge(planes)

    assert verdict.kind is Verdict.GAP
    assert verdict.tilt_deg == pytest.approx(15.0)
    assert len(verdict.messages) == 2


def test_one_slice_is_not_a_volume() -> None:
    assert judge(stack(3)).messages == ("there is only one slice",)


def test_slices_of_unknown_position_are_not_a_volume() -> None:
    for unknown in (None, PlaneGeometry.without_patient()):
        verdict = judge((axial(0), unknown, axial(2)))

        assert verdict.kind is Verdict.NOT_A_VOLUME
        assert verdict.spacing_mm is None


def test_slices_that_are_not_parallel_are_not_a_volume() -> None:
    turned = axial(5, right=unit((1.0, 0.0, 0.05)))

    assert judge((axial(0), turned, axial(10))).messages == ("slices are not parallel",)


def test_slices_of_different_pixel_spacing_are_not_a_volume() -> None:
    planes = (axial(0), axial(5, spacing_mm=0.9), axial(10))

    assert judge(planes).messages == ("slices differ in pixel spacing",)


def test_pixel_spacing_written_with_other_digits_is_the_same() -> None:
    planes = (axial(0, spacing_mm=0.488281), axial(5, spacing_mm=0.48828125), axial(10, spacing_mm=0.488281))

    assert judge(planes).kind is Verdict.REGULAR


def test_several_slices_at_one_place_are_not_a_volume() -> None:
    assert judge(stack(0, 0, 0, 5)).messages == ("several slices lie at the same place",)


@pytest.mark.parametrize(
    ("orientation", "edges"),
    [
        ((1, 0, 0, 0, 1, 0), EdgeLetters(left="R", right="L", top="A", bottom="P")),
        ((-1, 0, 0, 0, -1, 0), EdgeLetters(left="L", right="R", top="P", bottom="A")),
        ((0, 1, 0, 0, 0, -1), EdgeLetters(left="A", right="P", top="H", bottom="F")),
        ((1, 0, 0, 0, 0, -1), EdgeLetters(left="R", right="L", top="H", bottom="F")),
        ((0.9659, 0.2588, 0, 0, 0, -1), EdgeLetters(left="RA", right="LP", top="H", bottom="F")),
    ],
)
def test_h7_letters_around_the_screen_follow_from_the_directions(
    orientation: tuple[float, float, float, float, float, float], edges: EdgeLetters
) -> None:
    right, down = orientation[:3], orientation[3:]

    assert edge_letters((right[0], right[1], right[2]), (down[0], down[1], down[2])) == edges


def test_h7_a_horizontal_flip_swaps_left_and_right() -> None:
    straight = edge_letters(RIGHT, DOWN)
    flipped = edge_letters(opposite(RIGHT), DOWN)

    assert (flipped.left, flipped.right) == (straight.right, straight.left)
    assert (flipped.top, flipped.bottom) == (straight.top, straight.bottom)


def test_h7_animals_have_letters_of_their_own() -> None:
    assert letters_towards((0.0, 0.0, 1.0), quadruped=True) == "CR"
    assert letters_towards((-1.0, 0.0, 0.0), quadruped=True) == "RT"
    assert letters_towards((0.0, -1.0, 0.0), quadruped=True) == "V"


def test_the_strongest_direction_is_named_first() -> None:
    assert letters_towards((0.2588, 0.9659, 0.0)) == "PL"


def test_the_normal_is_right_cross_down() -> None:
    assert axial(0).normal == (0.0, 0.0, 1.0)
    assert cross(DOWN, RIGHT) == (0.0, 0.0, -1.0)


def test_a_vector_without_length_has_no_direction() -> None:
    with pytest.raises(ValueError, match="no direction"):
        unit((0.0, 0.0, 0.0))
