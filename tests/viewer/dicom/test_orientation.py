"""Planes from the header's position, orientation and spacing."""

from math import inf, nan

import pytest

from viewer.dicom.orientation import OrientationError, patient_orientation, plane_of

AXIAL = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)


def test_h2_the_first_number_of_pixel_spacing_is_between_rows() -> None:
    plane = plane_of((-100.0, -50.0, 30.0), AXIAL, (0.5, 0.25))

    assert plane is not None
    assert (plane.row_spacing_mm, plane.column_spacing_mm) == (0.5, 0.25)
    assert plane.to_lps((10, 20)).tolist() == [-97.5, -40.0, 30.0]


def test_directions_rounded_by_the_writer_become_unit_vectors() -> None:
    plane = plane_of((0, 0, 0), (0.9999, 0.0, 0.0, 0.0, 1.0001, 0.0), (1, 1))

    assert plane is not None
    assert plane.right == (1.0, 0.0, 0.0)


@pytest.mark.parametrize(
    ("position", "orientation", "spacing"),
    [((), AXIAL, (1.0, 1.0)), ((0.0, 0.0, 0.0), (), (1.0, 1.0)), ((0.0, 0.0, 0.0), AXIAL, ())],
)
def test_an_image_that_leaves_something_out_has_no_plane(
    position: tuple[float, ...], orientation: tuple[float, ...], spacing: tuple[float, ...]
) -> None:
    assert plane_of(position, orientation, spacing) is None


@pytest.mark.parametrize("spacing", [(0.0, 0.0), (-1.0, 1.0), (nan, 1.0), (1.0, 101.0)])
def test_h26_an_absurd_spacing_gives_no_plane(spacing: tuple[float, ...]) -> None:
    assert plane_of((0.0, 0.0, 0.0), AXIAL, spacing) is None


@pytest.mark.parametrize(
    "orientation",
    [
        (1.0, 0.0, 0.0, 1.0, 0.0, 0.0),
        (0.0, 0.0, 0.0, 0.0, 0.0, 0.0),
        (2.0, 0.0, 0.0, 0.0, 1.0, 0.0),
        (1.0, 0.0, 0.0),
        (nan, 0.0, 0.0, 0.0, 1.0, 0.0),
    ],
)
def test_directions_that_contradict_each_other_are_refused(orientation: tuple[float, ...]) -> None:
    with pytest.raises(OrientationError, match=r"\(0020,0037\)"):
        plane_of((0.0, 0.0, 0.0), orientation, (1.0, 1.0))


@pytest.mark.parametrize("position", [(0.0, 0.0), (inf, 0.0, 0.0), (1e9, 0.0, 0.0)])
def test_positions_out_of_reach_are_refused(position: tuple[float, ...]) -> None:
    with pytest.raises(OrientationError, match=r"\(0020,0032\)"):
        plane_of(position, AXIAL, (1.0, 1.0))


def test_h7_the_sides_are_known_even_where_the_place_is_not() -> None:
    assert patient_orientation(AXIAL, quadruped=False) == ("L", "P")
    assert patient_orientation(AXIAL, quadruped=True) == ("LE", "D")
    assert patient_orientation((0.0,) * 6, quadruped=False) == ("", "")
