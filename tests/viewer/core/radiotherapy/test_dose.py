"""Dose in planes of images and lines of equal dose."""

import numpy as np
import pytest
import SimpleITK
from numpy.typing import NDArray

from tests.builders.radiotherapy import AXIAL, CORONAL, SAGITTAL, dose_grid, image_grid
from viewer.core.geometry import Vector
from viewer.core.radiotherapy.dose import DoseGrid
from viewer.core.radiotherapy.isodose import isolines, thinned


def wavy(x: NDArray[np.float64], y: NDArray[np.float64], z: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(30 + 10 * np.sin(x / 9) + 7 * np.cos(y / 7) + z / 5)


def as_sitk(grid: DoseGrid) -> SimpleITK.Image:
    image = SimpleITK.GetImageFromArray(grid.values)
    image.SetSpacing(grid.voxel_mm)
    image.SetOrigin(grid.first.origin_lps)
    axes = np.stack([grid.first.right, grid.first.down, grid.first.normal], axis=1)
    image.SetDirection(axes.ravel().tolist())
    return image


TILTED = ((0.8, 0.6, 0.0), (-0.36, 0.48, 0.8))


@pytest.mark.parametrize(
    ("directions", "origin"),
    [
        (AXIAL, (-30.3, -31.1, 12.2)),
        (CORONAL, (-30.3, 7.7, 31.9)),
        (SAGITTAL, (-7.7, -30.3, 31.9)),
        (TILTED, (-15.0, -20.0, -21.0)),
    ],
    ids=["axial", "coronal", "sagittal", "oblique"],
)
def test_dose_in_a_plane_is_that_of_simpleitk(directions: tuple[Vector, Vector], origin: Vector) -> None:
    dose = dose_grid(wavy)
    grid = image_grid(directions, origin, spacing_mm=1.3, size=45)
    right, down = directions
    wanted = SimpleITK.Image(45, 45, 1, SimpleITK.sitkFloat32)
    wanted.SetSpacing((1.3, 1.3, 1.0))
    wanted.SetOrigin(origin)
    wanted.SetDirection(np.stack([right, down, np.cross(right, down)], axis=1).ravel().tolist())

    expected = SimpleITK.GetArrayFromImage(
        SimpleITK.Resample(as_sitk(dose), wanted, SimpleITK.Transform(), SimpleITK.sitkLinear, -1.0)
    )[0]

    assert np.allclose(dose.on_image(grid), expected, atol=2e-4)


def test_samples_at_every_other_pixel_are_those_of_every_pixel() -> None:
    dose, grid = dose_grid(wavy), image_grid(origin=(-40.0, -40.0, 1.0), size=80)

    assert np.allclose(dose.on_image(grid, 2), dose.on_image(grid)[::2, ::2], atol=1e-5)


def test_outside_the_grid_there_is_no_dose() -> None:
    dose = dose_grid(wavy, half_mm=20)
    field = dose.on_image(image_grid())

    assert np.isnan(field[50, 29])
    assert not np.isnan(field[50, 30])
    assert not np.isnan(field[50, 70])
    assert np.isnan(field[50, 71])
    assert np.isnan(dose.on_image(image_grid(origin=(-50.0, -50.0, 20.1)))).all()


def test_planes_need_not_be_equally_far_apart() -> None:
    even = dose_grid(lambda x, y, z: 2 * z + 0 * x + 0 * y, spacing_mm=5.0)
    kept = np.asarray([0, 1, 2, 5, 9, 14, 20])
    uneven = DoseGrid(even.uid, even.values[kept], even.first, even.offsets_mm[kept])

    for z_mm in (-50.0, -43.2, -30.1, 11.0, 49.9):
        field = uneven.on_image(image_grid(origin=(0.0, 0.0, z_mm), size=5))
        assert np.allclose(field, 2 * z_mm, atol=1e-3)


def test_an_isodose_of_a_falling_dose_lies_where_the_dose_is_that() -> None:
    """Dose falls by 1 Gy a millimetre from 60 Gy in the middle: the 40 Gy line has a radius of 20 mm."""
    dose = dose_grid(lambda x, y, z: 60 - np.sqrt(x * x + y * y) + 0 * z, spacing_mm=1.0)
    field = dose.on_image(image_grid())

    (line,) = isolines(field, 40.0)

    radii = np.linalg.norm(line.points - 50, axis=1)
    assert line.closed
    assert len(line.points) > 100
    assert np.abs(radii - 20).max() < 0.02


def test_an_isodose_goes_round_and_is_nowhere_interrupted() -> None:
    rng = np.random.default_rng(5)
    field = rng.normal(size=(20, 20)).astype(np.float32)
    field[[0, -1]] = field[:, [0, -1]] = -9

    lines = isolines(field, 0.0)

    assert len(lines) > 5
    assert all(line.closed for line in lines)
    steps = [line.points - np.roll(line.points, 1, axis=0) for line in lines]
    assert all(np.abs(step).max() <= 1 for step in steps)


def test_the_area_that_isodoses_enclose_is_the_area_above_their_level() -> None:
    """More is always to the left of a line, so that areas of hot spots and of holes in them add up."""
    field = np.full((48, 48), -1, np.float32)
    field[5:40, 5:40] = 1
    field[15:25, 20:30] = -1

    areas = []
    for line in isolines(field, 0.0):
        x, y = line.points.T
        areas.append(-(x @ np.roll(y, -1) - y @ np.roll(x, -1)) / 2)

    assert sum(areas) == pytest.approx((field >= 0).sum(), rel=0.02)
    assert min(areas) < 0 < max(areas)


def test_an_isodose_ends_where_the_grid_does() -> None:
    field = np.tile(np.linspace(0, 10, 11, dtype=np.float32), (11, 1))
    field[:4] = np.nan

    (line,) = isolines(field, 5.5)

    assert not line.closed
    assert np.allclose(line.points[:, 0], 5.5)
    assert line.points[:, 1].min() == 4
    assert line.points[:, 1].max() == 10


def test_a_level_that_is_not_reached_has_no_line() -> None:
    assert isolines(np.zeros((5, 5), np.float32), 1.0) == ()


def test_a_thinned_line_stays_where_it_was() -> None:
    angles = np.linspace(0, 2 * np.pi, 400)
    line = 20 * np.stack((np.cos(angles), np.sin(angles)), axis=1)

    fewer = thinned(line, 0.08)

    assert len(fewer) < 0.4 * len(line)
    middles = (fewer[1:] + fewer[:-1]) / 2
    assert np.abs(np.linalg.norm(middles, axis=1) - 20).max() < 0.16
    assert np.array_equal(fewer[[0, -1]], line[[0, -1]])


def test_a_corner_is_not_thinned_away() -> None:
    line = np.asarray([(0.0, 0.0), (1, 0), (2, 0), (3, 0), (3, 1), (3, 2), (3, 3)])

    assert [3.0, 0.0] in thinned(line, 0.08).tolist()
