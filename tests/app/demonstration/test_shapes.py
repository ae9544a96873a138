"""Shapes paint what their geometry says."""

from __future__ import annotations

import numpy as np
import pytest

from app.demonstration.canvas import Canvas, SliceGrid
from app.demonstration.lung_tree import grow
from app.demonstration.marking import mark, word_mask
from app.demonstration.shapes import Beads, Contours, Ellipsoid
from app.demonstration.spheres import add_sphere

GRID = SliceGrid.centered(128, 0.5, oversampling=2)


def area_mm2(canvas: Canvas, label: int) -> float:
    return float((canvas.labels == label).sum()) / GRID.lattice_per_mm**2


@pytest.mark.parametrize("z", [0.0, 6.0, -9.0])
def test_an_ellipsoid_is_cut_in_the_ellipse_of_its_equation(z: float) -> None:
    canvas = Canvas(GRID, z)

    Ellipsoid.pointing((0, 0, 0), (20, 15, 10), label=7, toward=(1, 1, 0)).paint(canvas)

    assert area_mm2(canvas, 7) == pytest.approx(np.pi * 20 * 15 * (1 - (z / 10) ** 2), rel=0.03)


def test_an_ellipsoid_is_not_seen_beyond_its_poles() -> None:
    canvas = Canvas(GRID, 10.5)

    Ellipsoid.pointing((0, 0, 0), (20, 15, 10), label=7).paint(canvas)

    assert not canvas.labels.any()


def test_a_tube_across_the_slice_is_a_disc_and_moves_with_the_patient() -> None:
    tube = Beads.along([(0, 0, -20, 5), (0, 0, 20, 5)], label=3)
    canvas = Canvas(GRID, 4.0, shift_lps=(6.0, -3.0, 4.0))

    tube.paint(canvas)

    rows, columns = np.nonzero(canvas.labels)
    middle = (np.array([columns.mean(), rows.mean()]) + 0.5) / GRID.lattice_per_mm - 32.0
    assert area_mm2(canvas, 3) == pytest.approx(np.pi * 25, rel=0.05)
    assert middle == pytest.approx([6.0, -3.0], abs=0.1)


def test_contours_pass_through_their_corners_and_end_with_their_levels() -> None:
    square = [(-10, -10), (10, -10), (10, 10), (-10, 10)]
    contours = Contours.by_level({0.0: square, 10.0: [(2 * x, 2 * y) for x, y in square]}, label=1)

    half_way = contours.at(5.0)

    assert np.linalg.norm(half_way - [15, 15], axis=1).min() == pytest.approx(0, abs=1e-9)
    assert len(contours.at(10.1)) == 0


def test_a_pixel_half_filled_is_half_as_bright() -> None:
    canvas = Canvas(SliceGrid.centered(4, 1.0, oversampling=2), 0.0)
    canvas.labels[:, 3:] = 1

    values = canvas.values(np.array([0, 100] + [0] * 254, np.float32))

    assert values[0].tolist() == [0, 50, 100, 100]


def test_a_sphere_in_slices_has_its_volume() -> None:
    volume = np.zeros((21, 128, 128), np.float32)
    for k, values in enumerate(volume):
        add_sphere(
            values,
            GRID,
            center_lps=(0.3, -0.2, 0.7),
            diameter_mm=12.0,
            brightness=1.0,
            z=float(k - 10) * 2.5,
            thickness_mm=2.5,
        )

    assert volume.sum() * 0.5 * 0.5 * 2.5 == pytest.approx(np.pi / 6 * 12**3, rel=0.02)


def test_a_tree_reaches_every_end_and_thins_on_the_way() -> None:
    ends = np.random.default_rng(1).uniform(-40, 40, (60, 3))

    tree = grow((0.0, 0.0, 0.0), ends)

    reached = np.linalg.norm(tree.positions_lps[None] - ends[:, None], axis=2).min(axis=1)
    assert reached.max() < 4.0
    assert tree.leaves[0] >= tree.leaves.max()
    assert (tree.leaves[tree.parents] >= tree.leaves).all()


def test_the_word_is_written_into_its_corner_alone() -> None:
    image = np.zeros((20, 80), np.float32)

    mark(image, 5.0, (4, 10))

    assert np.array_equal(image[4:11, 10:63] == 5.0, word_mask())
    assert image.sum() == 5.0 * word_mask().sum()
