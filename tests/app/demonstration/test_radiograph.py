"""The chest X-ray is a projection of the first CT, hung as chest X-rays are."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from app.demonstration.studies import truth
from app.demonstration.truth import Position
from tests.app.demonstration.conftest import Written

VIEW, NODULE = truth().radiograph, truth().first_ct.nodule


def mean_around(image: NDArray[np.uint16], position: Position, radius_px: float) -> float:
    column, row = VIEW.to_pixel(position)
    rows, columns = np.ogrid[: image.shape[0], : image.shape[1]]
    return float(image[np.hypot(rows - row, columns - column) <= radius_px].mean())


def test_the_header_tells_how_much_is_magnified_and_claims_no_calibration(written: Written) -> None:
    ds = written.radiograph

    assert ds.DistanceSourceToDetector / ds.DistanceSourceToPatient == pytest.approx(1.2)
    assert ds.EstimatedRadiographicMagnificationFactor == pytest.approx(VIEW.magnification)
    assert ds.ImagerPixelSpacing == [VIEW.imager_spacing_mm] * 2
    assert "PixelSpacing" not in ds


def test_it_has_twelve_bits_and_uses_them(written: Written) -> None:
    image = written.radiograph.pixel_array

    assert (written.radiograph.BitsStored, image.shape) == (12, (VIEW.rows, VIEW.columns))
    assert image.max() == 4095
    assert len(np.unique(image)) > 2000


def test_the_middle_of_the_plane_is_the_middle_of_the_image() -> None:
    assert VIEW.to_pixel(VIEW.center_lps) == ((VIEW.columns - 1) / 2, (VIEW.rows - 1) / 2)


def test_things_nearer_the_source_are_magnified_more() -> None:
    back, front = VIEW.magnification_at(100.0), VIEW.magnification_at(-100.0)

    assert back > VIEW.magnification > front
    assert back == pytest.approx(1800 / 1400)


def test_left_is_on_the_right_of_the_picture(written: Written) -> None:
    image = written.radiograph.pixel_array
    ventricle, its_mirror = (55.0, -46.0, -85.0), (-68.0, -46.0, -85.0)
    under_right_dome, under_left_dome = (-62.0, -10.0, -112.0), (85.0, -10.0, -112.0)

    assert written.radiograph.PatientOrientation == ["L", "F"]
    assert mean_around(image, ventricle, 15) > mean_around(image, its_mirror, 15) + 500
    assert mean_around(image, under_right_dome, 15) > mean_around(image, under_left_dome, 15) + 200


def test_bone_is_bright_and_air_dark(written: Written) -> None:
    image = written.radiograph.pixel_array

    assert mean_around(image, (0.0, 58.0, -59.0), 20) > 3000
    assert mean_around(image, (-180.0, 0.0, -180.0), 10) < 200


def test_the_nodule_casts_its_shadow_where_geometry_says(written: Written) -> None:
    image = written.radiograph.pixel_array.astype(float)
    column, row = VIEW.to_pixel(NODULE.center_lps)
    radius = NODULE.diameter_mm / 2 * VIEW.magnification_at(NODULE.center_lps[1]) / VIEW.imager_spacing_mm
    rows, columns = np.ogrid[: image.shape[0], : image.shape[1]]

    def contrast(across: float, down: float) -> float:
        distance = np.hypot(rows - row - down, columns - column - across)
        ring = (distance > 1.1 * radius) & (distance < 1.5 * radius)
        return float(image[distance < 0.8 * radius].mean() - image[ring].mean())

    here = contrast(0, 0)

    assert here > 40
    for across, down in ((1, 0), (-1, 0), (0, 1), (0, -1)):
        assert contrast(across * radius, down * radius) < here
