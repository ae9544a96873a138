"""Planes of an object found again in images: the same plane exactly, any other by its nearest voxels."""

from math import cos, radians, sin

import numpy as np
import pytest

from tests.builders.layers import labels, planes
from viewer.core.geometry import PlaneGeometry
from viewer.core.overlays.grid import ImageGrid
from viewer.core.overlays.layer import Labels
from viewer.core.overlays.stack import RESAMPLED, LabelContent, stack_of
from viewer.core.study import FrameKey

KEY = FrameKey("1.2.3")
ROWS, COLUMNS = 12, 20


def volume(count: int = 5) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """Return labels that are different in every plane: plane number + 1 at (row 3, column 4 + plane)."""
    made = np.zeros((count, ROWS, COLUMNS), np.uint8)
    for place in range(count):
        made[place, 3, 4 + place] = place + 1
    return made


def grid(plane: PlaneGeometry, shape: tuple[int, int] = (ROWS, COLUMNS)) -> ImageGrid:
    return ImageGrid.of(KEY, plane, shape)


def raster(content: LabelContent, over: ImageGrid) -> Labels:
    (found,) = content.on(over).rasters
    assert isinstance(found, Labels)
    return found


@pytest.mark.parametrize("place", range(5))
def test_an_image_shows_the_plane_that_lies_in_it(place: int) -> None:
    content = labels(volume(), step_mm=2.0)

    found = raster(content, grid(planes(5, step_mm=2.0)[place]))

    assert found.numbers[3, 4 + place] == place + 1
    assert np.allclose(found.to_image, [[1, 0, 0], [0, 1, 0]])


def test_an_image_between_two_planes_shows_the_nearer_one() -> None:
    content = labels(volume(), step_mm=2.0)

    (below,), (above,) = (planes(1, origin=(0.0, 0.0, z_mm)) for z_mm in (2.9, 3.1))

    assert raster(content, grid(below)).numbers.max() == 2
    assert raster(content, grid(above)).numbers.max() == 3


def test_an_image_where_a_plane_is_missing_shows_nothing() -> None:
    whole = planes(5, step_mm=2.0)
    sparse, at = stack_of([whole[0], whole[1], whole[4]], (ROWS, COLUMNS))
    content = LabelContent(sparse, (volume(3),))

    assert at == (0, 1, 2)
    assert content.on(grid(whole[2])).is_empty
    assert content.on(grid(whole[3])).is_empty
    assert not content.on(grid(whole[4])).is_empty


@pytest.mark.parametrize(("between_mm", "thickness_mm"), [(0.0, 2.0), (2.0, 0.0), (2.0, 6.0)])
def test_planes_without_segments_that_were_left_out_are_not_filled_from_their_neighbours(
    between_mm: float, thickness_mm: float
) -> None:
    whole = planes(5, step_mm=2.0)
    sparse, _ = stack_of(
        [whole[0], whole[4]], (ROWS, COLUMNS), between_mm=between_mm, thickness_mm=thickness_mm
    )
    content = LabelContent(sparse, (volume(2),))

    assert [content.on(grid(plane)).is_empty for plane in whole] == [False, True, True, True, False]


def test_an_image_beyond_the_last_plane_shows_nothing() -> None:
    content = labels(volume(), step_mm=2.0)
    (beyond,) = planes(1, origin=(0.0, 0.0, 9.1))

    assert content.on(grid(beyond)).is_empty


def test_a_finer_raster_lies_where_its_pixels_are_in_the_patient() -> None:
    content = labels(volume(1), spacing=(0.5, 0.5), origin=(3.0, 5.0, 0.0))
    (coarse,) = planes(1, spacing=(2.0, 1.0))

    found = raster(content, grid(coarse))

    i, j = found.to_image @ (4, 3, 1)
    assert (i, j) == (pytest.approx(3.0 + 4 * 0.5), pytest.approx((5.0 + 3 * 0.5) / 2.0))


def test_planes_turned_and_mirrored_against_the_image_lie_right() -> None:
    turned = PlaneGeometry((30.0, 20.0, 0.0), (0.0, -1.0, 0.0), (-1.0, 0.0, 0.0), 0.5, 1.5)
    stack, _ = stack_of([turned], (ROWS, COLUMNS), thickness_mm=2.0)
    content = LabelContent(stack, (volume(1),))
    (upright,) = planes(1)

    found = raster(content, grid(upright, (64, 64)))

    assert np.allclose(found.to_image @ (4, 3, 1), turned.to_lps((4, 3))[:2])


@pytest.mark.parametrize("angle_deg", [10, 45, 90])
def test_a_cut_through_the_planes_finds_for_each_pixel_the_voxel_it_lies_in(angle_deg: int) -> None:
    rng = np.random.default_rng(angle_deg)
    numbers = rng.integers(0, 3, (9, ROWS, COLUMNS)).astype(np.uint8)
    content = labels(numbers, step_mm=1.5)
    turn = radians(angle_deg)
    oblique = PlaneGeometry((1.37, 2.11, 0.43), (1.0, 0.0, 0.0), (0.0, cos(turn), sin(turn)), 0.7, 0.9)
    over = grid(oblique, (16, 18))

    cut = content.on(over)

    assert cut.note == RESAMPLED
    found = raster(content, over).numbers
    for row, column in np.ndindex(16, 18):
        x, y, z = over.to_lps((column, row))
        voxel = (round(z / 1.5), round(y), round(x))
        inside = all(0 <= index < size for index, size in zip(voxel, numbers.shape, strict=True))
        assert found[row, column] == (numbers[voxel] if inside else 0), (row, column)


def test_a_cut_through_uneven_planes_leaves_gaps_and_keeps_places() -> None:
    places_mm = (0.0, 1.0, 2.0, 5.0)
    uneven, _ = stack_of([planes(1, origin=(0.0, 0.0, place))[0] for place in places_mm], (ROWS, COLUMNS))
    numbers = np.stack([np.full((ROWS, COLUMNS), number, np.uint8) for number in (1, 2, 3, 4)])
    upright = PlaneGeometry((0.0, 4.0, 0.0), (1.0, 0.0, 0.0), (0.0, 0.0, 1.0), 1.0, 0.5)

    found = raster(LabelContent(uneven, (numbers,)), grid(upright, (13, 5))).numbers[:, 2]

    assert found.tolist() == [1, 1, 2, 2, 3, 3, 0, 0, 0, 4, 4, 4, 0]


def test_tilted_planes_shift_with_the_gantry() -> None:
    tilted = [
        PlaneGeometry((0.0, 2.0 * place, 2.0 * place), (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), 1.0, 1.0)
        for place in range(4)
    ]
    stack, _ = stack_of(tilted, (ROWS, COLUMNS))
    numbers = np.zeros((4, ROWS, COLUMNS), np.uint8)
    numbers[:, 5, :] = 1  # at y = 5 + 2 × place
    upright = PlaneGeometry((0.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0), 1.0, 2.0)

    found = raster(LabelContent(stack, (numbers,)), grid(upright, (4, 16))).numbers

    assert [int(np.flatnonzero(row)[0]) for row in found] == [5, 7, 9, 11]


def test_an_object_without_places_lies_over_the_images_it_names_and_no_others() -> None:
    stack, at = stack_of([None, None], (ROWS, COLUMNS), keys=[KEY, FrameKey("1.2.4")])
    content = LabelContent(stack, (volume(2),))
    elsewhere = ImageGrid.of(FrameKey("1.2.5"), PlaneGeometry.without_patient(), (ROWS, COLUMNS))
    second = ImageGrid.of(FrameKey("1.2.4"), PlaneGeometry.without_patient(), (ROWS, COLUMNS))

    assert at == (0, 1)
    assert raster(content, second).numbers.max() == 2
    assert content.on(elsewhere).is_empty


def test_planes_that_are_not_parallel_are_refused_in_words() -> None:
    (axial,) = planes(1)
    coronal = PlaneGeometry((0.0, 0.0, 0.0), (1.0, 0.0, 0.0), (0.0, 0.0, -1.0), 1.0, 1.0)

    with pytest.raises(ValueError, match="not parallel"):
        stack_of([axial, coronal], (ROWS, COLUMNS))


def test_planes_of_different_pixel_spacing_are_refused_in_words() -> None:
    with pytest.raises(ValueError, match="pixel spacing"):
        stack_of([*planes(1), *planes(1, origin=(0, 0, 1), spacing=(2, 2))], (ROWS, COLUMNS))
