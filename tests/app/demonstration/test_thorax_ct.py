"""The thorax CTs hold what their truth says."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from app.demonstration.studies import truth
from app.demonstration.truth import CtTruth, Probe
from tests.app.demonstration.conftest import Volume, Written

FIRST, FOLLOW_UP = truth().first_ct, truth().follow_up_ct


def volume_of(known: CtTruth, written: Written) -> Volume:
    return written.first_ct if known is FIRST else written.follow_up_ct


def filled_share(
    volume: Volume, known: CtTruth, half_mm: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return how much nodule every voxel around it holds, 0 to 1, and the distances from its middle."""
    values, distance = volume.around(known.nodule.center_lps, half_mm)
    lung = float(np.median(values[distance > known.nodule.diameter_mm / 2 + 1.5]))
    share = (values.astype(float) - lung) / (known.nodule.hu - lung)
    return share, distance


both = pytest.mark.parametrize("known", [FIRST, FOLLOW_UP], ids=["first", "follow-up"])


@both
def test_there_are_enough_slices_of_the_usual_size(known: CtTruth, written: Written) -> None:
    volume = volume_of(known, written)

    assert volume.values.shape == (138, 512, 512)
    assert volume.spacing_mm == pytest.approx([0.75, 0.75, 2.5])


@both
@pytest.mark.parametrize("index", range(len(FIRST.probes)), ids=[probe.name for probe in FIRST.probes])
def test_every_tissue_has_its_hu_where_the_truth_says(index: int, known: CtTruth, written: Written) -> None:
    probe: Probe = known.probes[index]

    measured = volume_of(known, written).mean_within(probe.center_lps, probe.radius_mm)

    assert measured == pytest.approx(probe.hu, abs=probe.tolerance_hu)


@both
def test_the_nodule_measures_its_diameter_at_half_maximum(known: CtTruth, written: Written) -> None:
    volume, nodule = volume_of(known, written), known.nodule
    z = volume.axes_lps()[2]
    k = int(np.argmin(np.abs(z - nodule.center_lps[2])))
    off_center = float(z[k] - nodule.center_lps[2])
    share, _ = filled_share(volume, known, 9.0)
    middle = share[share.shape[0] // 2 + round(off_center / 2.5)]

    area_mm2 = np.clip(middle, 0, 1)[middle > 0.1].sum() * 0.75**2
    measured = 2 * np.sqrt(area_mm2 / np.pi + off_center**2)

    assert measured == pytest.approx(nodule.diameter_mm, abs=0.3)


@both
def test_the_nodule_has_the_width_of_its_diameter_along_rows_and_columns(
    known: CtTruth, written: Written
) -> None:
    volume, nodule = volume_of(known, written), known.nodule
    axes = volume.axes_lps()
    i, j, k = (int(np.argmin(np.abs(axis - at))) for axis, at in zip(axes, nodule.center_lps, strict=True))
    threshold = (nodule.hu - 860) / 2
    for profile, at, offsets in (
        (volume.values[k, j], i, (axes[1][j] - nodule.center_lps[1], axes[2][k] - nodule.center_lps[2])),
        (volume.values[k, :, i], j, (axes[0][i] - nodule.center_lps[0], axes[2][k] - nodule.center_lps[2])),
    ):
        chord = crossing(profile[at:], threshold) + crossing(profile[at::-1], threshold)

        width = 2 * np.sqrt((chord * 0.75 / 2) ** 2 + sum(offset**2 for offset in offsets))

        assert width == pytest.approx(nodule.diameter_mm, abs=0.3)


def crossing(profile: NDArray[np.float32], threshold: float) -> float:
    """Return after how many pixels a falling profile meets a threshold."""
    after = int(np.argmax(profile < threshold))
    high, low = profile[after - 1], profile[after]
    return float(after - 1 + (high - threshold) / (high - low))


def test_the_follow_up_is_four_months_later() -> None:
    months = (FOLLOW_UP.acquired.year - FIRST.acquired.year) * 12 + (
        FOLLOW_UP.acquired.month - FIRST.acquired.month
    )

    assert months == 4


def test_the_patient_has_shifted_by_the_known_vector(written: Written) -> None:
    centers = []
    for known in (FIRST, FOLLOW_UP):
        volume = volume_of(known, written)
        share, _ = filled_share(volume, known, 8.0)
        weight = np.where(share > 0.25, share, 0)
        axes = [
            axis[np.abs(axis - at) <= 8.0]
            for axis, at in zip(volume.axes_lps(), known.nodule.center_lps, strict=True)
        ]
        z, y, x = np.meshgrid(axes[2], axes[1], axes[0], indexing="ij")
        centers.append([float((weight * axis).sum() / weight.sum()) for axis in (x, y, z)])

    before, after = np.array(centers)
    assert after - before == pytest.approx(FOLLOW_UP.shift_lps, abs=0.3)


def test_the_noise_has_the_spread_of_a_standard_scan(written: Written) -> None:
    liver = next(probe for probe in FIRST.probes if probe.name == "liver")

    values, distance = written.first_ct.around(liver.center_lps, liver.radius_mm)

    assert 9 < values[distance <= liver.radius_mm].std() < 16


def test_no_two_slices_share_their_noise(written: Written) -> None:
    air = written.first_ct.values[:, 20:80, 200:300]

    assert len({patch.tobytes() for patch in air}) == len(air)
