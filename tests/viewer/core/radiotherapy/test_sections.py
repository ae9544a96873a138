"""Where contours meet the planes of images."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from tests.builders.radiotherapy import (
    CORONAL,
    SAGITTAL,
    box,
    circle,
    closed,
    cylinder,
    image_grid,
    sphere,
    structure,
)
from viewer.core.geometry import PlaneGeometry, Vector, as_vector
from viewer.core.overlays.grid import ImageGrid
from viewer.core.radiotherapy.sections import Line, section_of
from viewer.core.radiotherapy.solids import Solid, inside, nested_planes, solid_of
from viewer.core.radiotherapy.structures import Contour, ContourKind, Structure
from viewer.core.study import FrameKey


def lines_on(shape: Structure, grid: ImageGrid, half_mm: float = 1.5) -> tuple[Line, ...]:
    return section_of(shape, solid_of(shape), grid, half_mm).lines


def body(shape: Structure) -> Solid:
    return solid_of(shape) or pytest.fail("it encloses nothing")


def covered(lines: tuple[Line, ...], grid: ImageGrid) -> NDArray[np.bool_]:
    """Return which pixel centres closed lines enclose, (rows, columns), by the odd-even rule."""
    pixels = np.stack(np.meshgrid(np.arange(grid.columns), np.arange(grid.rows)), axis=-1).reshape(-1, 2)
    odd = np.zeros(len(pixels), dtype=np.bool_)
    for line in lines:
        if line.closed:
            odd ^= inside(grid.to_pixels(line.points_lps), pixels.astype(float))
    return odd.reshape(grid.rows, grid.columns)


def test_a_contour_lies_on_its_slice_point_by_point() -> None:
    drawn = circle(20.0, 3.0)

    (line,) = lines_on(structure([closed(drawn)]), image_grid(origin=(-50.0, -50.0, 3.0)))

    assert np.array_equal(line.points_lps, drawn)
    assert line.closed


def test_an_edge_at_half_a_millimetre_parts_pixels_on_either_side_of_it() -> None:
    """Half a pixel decides: a box from 10.5 to 20.5 covers the centres 11 to 20 and no other."""
    grid = image_grid(origin=(0.0, 0.0, 0.0), size=40)
    filled = covered(lines_on(structure([closed(box(10.5, 20.5, 5.5, 8.5, 0.0))]), grid), grid)

    assert np.array_equal(np.flatnonzero(filled.any(axis=0)), np.arange(11, 21))
    assert np.array_equal(np.flatnonzero(filled.any(axis=1)), np.arange(6, 9))


@pytest.mark.parametrize(
    ("z_mm", "shown"), [(0.0, True), (1.4, True), (-1.4, True), (1.6, False), (-1.6, False)]
)
def test_a_lone_contour_belongs_to_slices_within_half_a_thickness(z_mm: float, shown: bool) -> None:
    grid = image_grid(origin=(-50.0, -50.0, z_mm))

    assert bool(lines_on(structure([closed(circle(10, 0.0))]), grid)) is shown


def test_between_contours_the_nearer_holds_and_its_distance_is_told() -> None:
    shape = structure([closed(circle(10, 0.0)), closed(circle(20, 4.0))])

    section = section_of(shape, solid_of(shape), image_grid(origin=(-50.0, -50.0, 1.0)), 0.5)

    assert np.allclose(np.linalg.norm(section.lines[0].points_lps[:, :2], axis=1), 10)
    assert section.away_mm == pytest.approx(1.0)


def test_a_contour_that_names_its_image_is_shown_on_it_where_positions_leave_it_open() -> None:
    key = FrameKey("1.2.3.77")
    shape = structure([closed(circle(10, 0.0), key), closed(circle(20, 2.0))])

    halfway = section_of(shape, solid_of(shape), image_grid(origin=(-50.0, -50.0, 1.0), key=key), 0.5)

    assert np.allclose(np.linalg.norm(halfway.lines[0].points_lps[:, :2], axis=1), 10)
    assert halfway.away_mm == 0


def test_h33_a_contour_that_names_an_image_far_away_stays_where_it_lies() -> None:
    key = FrameKey("1.2.3.77")
    shape = structure([closed(circle(10, z), key) for z in (0.0, 2.0)])

    assert not lines_on(shape, image_grid(origin=(-50.0, -50.0, 40.0), key=key))


def test_where_contours_are_missing_nothing_is_invented() -> None:
    shape = cylinder(10, [0, 3, 6, 15, 18])

    assert not lines_on(shape, image_grid(origin=(-50.0, -50.0, 10.5)))
    assert lines_on(shape, image_grid(origin=(-50.0, -50.0, 7.4)))


def test_a_contour_within_another_is_the_edge_of_a_hole() -> None:
    shape = structure([closed(circle(20, 0.0)), closed(circle(10, 0.0))])
    grid = image_grid()
    filled = covered(lines_on(shape, grid), grid)

    assert not filled[50, 50]
    assert filled[50, 65]
    assert nested_planes(body(shape)) == 1


def test_the_channel_of_a_keyhole_is_not_drawn() -> None:
    outer, inner = circle(20, 0.0, points=40), circle(10, 0.0, points=40)[::-1]
    turned = np.roll(inner, 1, axis=0)  # so that it begins at angle 0, as the outer circle does
    keyhole = np.concatenate((outer, outer[:1], turned, turned[:1]))
    grid = image_grid()

    lines = lines_on(structure([closed(keyhole)]), grid)

    radii = [np.linalg.norm(line.points_lps[:, :2], axis=1) for line in lines]
    assert sorted(round(float(radius.mean())) for radius in radii) == [10, 20]
    assert all(np.ptp(radius) < 0.01 for radius in radii)
    filled = covered(lines, grid)
    assert not filled[50, 50]
    assert filled[50, 65]


@pytest.mark.parametrize("directions", [CORONAL, SAGITTAL], ids=["coronal", "sagittal"])
def test_other_planes_cut_the_slabs_to_half_a_pixel(directions: tuple[Vector, Vector]) -> None:
    """A cylinder of radius 20.2 from z = -31.5 to 31.5, cut 10 mm off its axis."""
    shape = cylinder(20.2, list(range(-30, 31, 3)))
    origin = (-50.0, 10.0, 50.0) if directions is CORONAL else (10.0, -50.0, 50.0)
    grid = image_grid(directions, origin)

    filled = covered(lines_on(shape, grid), grid)

    half_width = np.sqrt(20.2**2 - 10**2)
    columns, rows = np.arange(101) - 50.0, 50.0 - np.arange(101)
    expected = (np.abs(rows) < 31.5)[:, None] & (np.abs(columns) < half_width)[None, :]
    assert np.array_equal(filled, expected)


def test_a_hole_stays_a_hole_in_other_planes() -> None:
    contours = [closed(circle(radius, z)) for z in range(-9, 10, 3) for radius in (20, 10)]
    grid = image_grid(CORONAL, (-50.0, 0.0, 50.0))

    filled = covered(lines_on(structure(contours), grid), grid)

    assert not filled[50, 50]
    assert filled[50, 35]
    assert filled[50, 65]


@settings(max_examples=40, deadline=None)
@given(st.floats(0, 180), st.floats(0, 90), st.tuples(*[st.floats(-8, 8)] * 3))
def test_any_plane_shows_what_the_slabs_hold_there(
    turn_deg: float, tilt_deg: float, middle: tuple[float, float, float]
) -> None:
    shape = sphere(20.0, 4.0)
    solid = body(shape)
    turn, tilt = np.radians((turn_deg, tilt_deg))
    right = np.asarray((np.cos(turn), np.sin(turn), 0.0))
    down = np.asarray((-np.sin(turn) * np.cos(tilt), np.cos(turn) * np.cos(tilt), np.sin(tilt)))
    off_the_corners = np.asarray((0.137, 0.071, 0.093))
    origin = np.asarray(middle) + off_the_corners - 30 * right - 30 * down
    plane = PlaneGeometry(as_vector(origin), as_vector(right), as_vector(down), 2.0, 2.0)
    grid = ImageGrid.of(FrameKey("1.2"), plane, (31, 31))

    filled = covered(lines_on(shape, grid), grid)

    pixels = np.stack(np.meshgrid(np.arange(31), np.arange(31)), axis=-1).reshape(-1, 2)
    positions = grid.to_lps(pixels)
    expected = np.zeros(len(positions), dtype=np.bool_)
    for slab in solid.slabs:
        within = (positions[:, 2] >= slab.low_mm) & (positions[:, 2] < slab.high_mm)
        for polygon in slab.polygons:
            expected |= within & inside(polygon, positions[:, :2])
    if grid.is_parallel_to((0, 0, 1)):
        return
    assert (filled.reshape(-1) != expected).sum() == 0


def test_points_and_open_lines_are_shown_near_their_slice_only() -> None:
    point = Contour(ContourKind.POINT, np.asarray([(5.0, 5.0, 0.0)]))
    wire = Contour(ContourKind.OPEN, np.asarray([(0.0, 0.0, 0.0), (10.0, 0.0, 0.0), (10.0, 10.0, 0.0)]))
    shape = structure([point, wire])

    here = lines_on(shape, image_grid())

    assert not any(line.closed for line in here)
    assert len(here) == 4  # two arms of a cross, two pieces of the line
    assert not lines_on(shape, image_grid(origin=(-50.0, -50.0, 5.0)))


def test_a_catheter_that_passes_through_is_marked_where_it_does() -> None:
    catheter = Contour(ContourKind.OPEN_NONPLANAR, np.asarray([(0.0, 0.0, -40.0), (40.0, 0.0, 40.0)]))

    lines = lines_on(structure([catheter]), image_grid(), 1.0)

    ends = np.concatenate([line.points_lps for line in lines])
    assert np.allclose(ends.mean(axis=0), (20.0, 0.0, 0.0), atol=0.01)
