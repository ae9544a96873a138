"""Where segments lie in other planes, by SimpleITK: the same voxels but for those that half a pixel decides."""

from math import cos, radians, sin
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.builders.dicom import write
from tests.builders.segmentations import ct_stack, segmentation
from tests.viewer.dicom.test_segmentations import read
from viewer.core.geometry import PlaneGeometry
from viewer.core.overlays.grid import ImageGrid
from viewer.core.overlays.layer import Labels
from viewer.core.study import FrameKey

SimpleITK = pytest.importorskip("SimpleITK")

COUNT, ROWS, COLUMNS, STEP_MM, SPACING = 10, 24, 32, 2.0, (0.5, 0.75)


def ellipsoid() -> NDArray[np.uint8]:
    k, j, i = np.mgrid[:COUNT, :ROWS, :COLUMNS]
    inside = ((k - 4.6) * 2) ** 2 + ((j - 12) * 0.5) ** 2 + ((i - 15) * 0.75) ** 2
    return np.asarray((inside < 30).astype(np.uint8) + (inside < 9), dtype=np.uint8)


def by_simple_itk(
    pixels: NDArray[np.uint8], first: tuple[float, float, float], plane: PlaneGeometry, shape: tuple[int, int]
) -> NDArray[np.uint8]:
    """Return what SimpleITK resamples onto a plane, nearest neighbours."""
    volume = SimpleITK.GetImageFromArray(pixels)
    volume.SetSpacing((SPACING[1], SPACING[0], STEP_MM))
    volume.SetOrigin(first)
    normal = plane.normal
    matrix = np.stack([plane.right, plane.down, normal], axis=1)
    onto = SimpleITK.Image([shape[1], shape[0], 1], SimpleITK.sitkUInt8)
    onto.SetOrigin(plane.origin_lps)
    onto.SetSpacing((plane.column_spacing_mm, plane.row_spacing_mm, 1.0))
    onto.SetDirection(matrix.reshape(-1).tolist())
    found = SimpleITK.Resample(volume, onto, SimpleITK.Transform(), SimpleITK.sitkNearestNeighbor, 0)
    return np.asarray(SimpleITK.GetArrayFromImage(found)[0])


@pytest.mark.parametrize("angle_deg", [0.5, 15, 50, 90])
def test_segments_in_a_turned_plane_are_where_simple_itk_finds_them(angle_deg: float, tmp_path: Path) -> None:
    slices = ct_stack(COUNT, rows=ROWS, columns=COLUMNS, step_mm=STEP_MM, spacing=SPACING)
    layer = read(write(segmentation(slices, ellipsoid()), tmp_path / "seg"))
    x, y, z = (float(part) for part in slices[0].ImagePositionPatient)
    turn = radians(angle_deg)
    origin = (x + 0.11, y + 1.03, z + 8.07 - 10 * sin(turn))
    plane = PlaneGeometry(origin, (1.0, 0.0, 0.0), (0.0, cos(turn), sin(turn)), 0.31, 0.27)
    shape = (64, 80)

    cut = layer.content.on(ImageGrid.of(FrameKey("1.2.3"), plane, shape))

    (found,) = cut.rasters
    assert isinstance(found, Labels)
    theirs = by_simple_itk(ellipsoid(), (x, y, z), plane, shape)
    assert (theirs > 0).sum() > 100
    assert (found.numbers != theirs).mean() < 0.002


def test_segments_over_finer_images_are_where_simple_itk_finds_them(tmp_path: Path) -> None:
    slices = ct_stack(COUNT, rows=ROWS, columns=COLUMNS, step_mm=STEP_MM, spacing=SPACING)
    layer = read(write(segmentation(slices, ellipsoid()), tmp_path / "seg"))
    x, y, z = (float(part) for part in slices[0].ImagePositionPatient)
    plane = PlaneGeometry((x + 0.13, y + 0.07, z + 8.3), (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), 0.2, 0.3)
    shape = (30, 90)

    (found,) = layer.content.on(ImageGrid.of(FrameKey("1.2.3"), plane, shape)).rasters

    assert isinstance(found, Labels)
    inverse = np.linalg.inv(found.to_image[:, :2])
    shown = np.zeros(shape, np.uint8)
    for row, column in np.ndindex(*shape):
        i, j = np.rint(inverse @ (np.array([column, row]) - found.to_image[:, 2])).astype(int)
        if 0 <= i < COLUMNS and 0 <= j < ROWS:
            shown[row, column] = found.numbers[j, i]
    assert np.array_equal(shown, by_simple_itk(ellipsoid(), (x, y, z), plane, shape))
