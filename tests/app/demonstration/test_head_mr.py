"""The MR of the head: contrasts are right way round, and its sizes are as stated."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from app.demonstration.studies import truth
from tests.app.demonstration.conftest import Written

HEAD = truth().head
VENTRICLE, WHITE_MATTER, VITREOUS = (12.0, 12.0, 21.5), (-27.0, 10.0, 35.0), (32.0, -79.0, -13.0)


def test_the_series_share_their_frame_of_reference_and_planes(written: Written) -> None:
    for one, other in zip(written.t1.headers, written.t2.headers, strict=True):
        assert one.FrameOfReferenceUID == other.FrameOfReferenceUID == HEAD.frame_of_reference_uid
        assert one.ImagePositionPatient == other.ImagePositionPatient
        assert one.ImageOrientationPatient == other.ImageOrientationPatient


def test_there_are_enough_slices_of_the_usual_size(written: Written) -> None:
    assert written.t1.values.shape == written.t2.values.shape == (74, 256, 256)
    assert written.t1.spacing_mm == pytest.approx([1.0, 1.0, 2.5])


@pytest.mark.parametrize("fluid", [VENTRICLE, VITREOUS], ids=["ventricle", "eye"])
def test_fluid_is_dark_on_t1_and_bright_on_t2(fluid: tuple[float, float, float], written: Written) -> None:
    t1, t2 = written.t1, written.t2

    assert t1.mean_within(fluid, 3.0) < 0.4 * t1.mean_within(WHITE_MATTER, 3.0)
    assert t2.mean_within(fluid, 3.0) > 2.0 * t2.mean_within(WHITE_MATTER, 3.0)


def test_the_lesion_is_dark_on_t1_and_bright_on_t2(written: Written) -> None:
    center = HEAD.lesion.center_lps

    assert written.t1.mean_within(center, 4.0) < 0.7 * written.t1.mean_within(WHITE_MATTER, 4.0)
    assert written.t2.mean_within(center, 4.0) > 2.0 * written.t2.mean_within(WHITE_MATTER, 4.0)


def test_the_lesion_has_the_volume_of_its_diameter(written: Written) -> None:
    values, distance = written.t2.around(HEAD.lesion.center_lps, 10.0)
    outside = np.median(values[(distance > 7.5) & (distance < 10)])
    inside = np.median(values[distance < 3.5])
    share = np.clip((values - outside) / (inside - outside), 0, 1)

    volume_mm3 = share[(share > 0.15) & (distance < 8)].sum() * 2.5

    assert (6 * volume_mm3 / np.pi) ** (1 / 3) == pytest.approx(HEAD.lesion.diameter_mm, abs=0.4)


def test_the_brain_is_as_wide_and_long_as_stated(written: Written) -> None:
    _, _, z = written.t1.axes_lps()
    values = written.t1.values[int(np.argmin(np.abs(z - 13)))]
    tissue = cv2.morphologyEx((values > 290).astype(np.uint8), cv2.MORPH_OPEN, np.ones((2, 2), np.uint8))
    count, regions, boxes, _ = cv2.connectedComponentsWithStats(tissue, connectivity=4)
    brain = regions[:, :, None] == np.arange(1, count)
    largest = 1 + int(np.argmax(brain[60:210, 80:180].sum(axis=(0, 1))))

    width, length = boxes[largest, cv2.CC_STAT_WIDTH], boxes[largest, cv2.CC_STAT_HEIGHT]

    assert width == pytest.approx(HEAD.brain_mm[0], abs=5)
    assert length == pytest.approx(HEAD.brain_mm[1], abs=6)


def test_air_has_the_noise_of_a_magnitude_image(written: Written) -> None:
    air = written.t1.values[40, 220:250, 5:60]

    assert air.min() >= 0
    assert air.mean() / air.std() == pytest.approx(np.sqrt(np.pi / (4 - np.pi)), abs=0.15)
