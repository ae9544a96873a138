"""Dose-volume histograms against bodies and doses that can be worked out by hand, and against a plain loop."""

import numpy as np
import pytest

from tests.builders.radiotherapy import box, circle, closed, cylinder, dose_grid, sphere, structure
from viewer.core.radiotherapy.dvh import Dvh, Named, computed_dvh
from viewer.core.radiotherapy.filling import covered_cells, samples_of, volume_cc
from viewer.core.radiotherapy.solids import Solid, inside, solid_of
from viewer.core.radiotherapy.structures import Structure

PTV = Named(1, "PTV", "#ff0000")


def body(shape: Structure) -> Solid:
    return solid_of(shape) or pytest.fail("it encloses nothing")


def test_a_box_has_the_volume_of_a_box() -> None:
    shape = structure([closed(box(-10, 10, -5, 15, z)) for z in range(0, 30, 3)])

    assert volume_cc(body(shape)) == pytest.approx(2 * 2 * 3.0)


def test_a_ring_has_the_volume_of_a_ring() -> None:
    contours = [closed(circle(radius, z)) for z in range(0, 30, 3) for radius in (20, 10)]

    assert volume_cc(body(structure(contours))) == pytest.approx(np.pi * (400 - 100) * 30 / 1000, rel=1e-3)


def test_samples_stand_for_all_of_the_volume_and_lie_evenly() -> None:
    solid = body(cylinder(20, list(range(-15, 16, 3))))
    samples = samples_of(solid)

    assert samples.volumes_cc.sum() == pytest.approx(volume_cc(solid))
    assert np.average(samples.points_lps, axis=0, weights=samples.volumes_cc) == pytest.approx(
        (0, 0, 0), abs=5e-3
    )


def test_cells_are_covered_as_much_as_they_are() -> None:
    """A rectangle of 2.5 × 1.5 cells covers 3.75 of them."""
    polygon = np.asarray([(0.0, 0.0), (2.5, 0.0), (2.5, 1.5), (0.0, 1.5)])

    centers, shares = covered_cells((polygon,), 1.0)

    assert shares.sum() == pytest.approx(3.75)
    assert dict(zip(map(tuple, centers.tolist()), shares.tolist(), strict=True))[2.5, 1.5] == pytest.approx(
        0.25
    )


def gradient(shape: Structure) -> Dvh:
    """Dose rises by 0.5 Gy a millimetre along x, from 30 Gy in the middle."""
    return computed_dvh(PTV, body(shape), dose_grid(lambda x, y, z: 30 + 0.5 * x + 0 * y + 0 * z))


def test_a_sphere_in_a_linear_gradient() -> None:
    """Radius 20: 20 to 40 Gy, mean 30. The cap above h = 2(D − 30) mm is π(r − h)²(2r + h)/3."""
    found = gradient(sphere(20.0, 1.0))

    def cap_cc(dose: float) -> float:
        h = 2 * (dose - 30)
        return np.pi * (20 - h) ** 2 * (40 + h) / 3 / 1000

    assert found.volume_cc == pytest.approx(4 / 3 * np.pi * 8, rel=2e-3)
    assert found.least == pytest.approx(20, abs=0.02)
    assert found.most == pytest.approx(40, abs=0.02)
    assert found.mean == pytest.approx(30, abs=0.01)
    for dose in (22.0, 25.0, 30.0, 34.0, 38.0):
        assert found.volume_above(dose) == pytest.approx(cap_cc(dose), abs=0.05)
    assert found.percent_above(30.0) == pytest.approx(50, abs=0.1)
    assert found.dose_to_percent(50) == pytest.approx(30, abs=0.02)
    two = found.dose_to_volume(2.0)
    assert two is not None
    assert cap_cc(two) == pytest.approx(2.0, abs=0.03)


def test_a_box_in_a_linear_gradient_has_a_straight_histogram() -> None:
    """20 mm wide: 25 to 35 Gy, and every percent of volume is a tenth of a gray. D95 = 25.5 Gy."""
    found = gradient(structure([closed(box(-10, 10, -10, 10, z)) for z in range(-9, 10, 3)]))

    assert found.dose_to_percent(95) == pytest.approx(25.5, abs=0.02)
    assert found.dose_to_percent(2) == pytest.approx(34.8, abs=0.02)
    assert found.percent_above(20) == 100
    assert found.percent_above(36) == 0
    assert found.dose_to_percent(100) == pytest.approx(25, abs=0.02)


def test_an_even_dose_gives_a_step() -> None:
    found = computed_dvh(
        PTV, body(cylinder(15, [-3, 0, 3])), dose_grid(lambda x, y, z: 0 * (x + y + z) + 50.0)
    )

    assert {found.least, found.mean, found.most} == {50.0}
    assert found.percent_above(49.9) == 100
    assert found.percent_above(50.1) == 0
    assert found.dose_to_percent(95) == pytest.approx(50, abs=0.02)


def test_a_plain_loop_over_voxels_counts_the_same() -> None:
    """An outside yardstick: every 0.5 mm a point, inside or not, and its dose by formula."""
    shape = structure(
        [
            closed(
                np.asarray(
                    [(-20.0, -12.0, z), (18.0, -9.0, z), (25.0, 14.0, z), (2.0, 4.0, z), (-15.0, 20.0, z)]
                )
            )
            for z in range(-12, 13, 3)
        ]
    )
    dose = dose_grid(lambda x, y, z: 20 + 0.4 * x - 0.3 * y + 0.2 * z)
    found = computed_dvh(PTV, body(shape), dose)

    axis = np.arange(-29.75, 30, 0.5)
    x, y = np.meshgrid(axis, axis)
    polygon = shape.contours[0].points_lps[:, :2]
    held = inside(polygon, np.stack((x.ravel(), y.ravel()), axis=-1)).reshape(x.shape)
    levels = np.arange(-13.5 + 0.25, 13.5, 0.5)
    doses = np.concatenate([(20 + 0.4 * x[held] - 0.3 * y[held] + 0.2 * z) for z in levels])
    assert found.volume_cc == pytest.approx(len(doses) * 0.125 / 1000, rel=0.01)
    assert found.mean == pytest.approx(doses.mean(), abs=0.05)
    for percent in (2, 50, 95, 98):
        assert found.dose_to_percent(percent) == pytest.approx(np.percentile(doses, 100 - percent), abs=0.08)


def test_what_lies_outside_the_dose_grid_is_told_and_not_counted_as_cold() -> None:
    found = computed_dvh(
        PTV,
        body(structure([closed(box(0, 40, -5, 5, z)) for z in (-3, 0, 3)])),
        dose_grid(lambda x, y, z: 0 * (x + y + z) + 10.0, half_mm=20),
    )

    assert found.covered == pytest.approx(0.5, abs=0.01)
    assert found.dose_to_percent(95) == pytest.approx(10, abs=0.02)
    assert "50" in found.note
    assert found.volume_cc == pytest.approx(4 * 1 * 0.9)


def test_a_structure_without_dose_has_no_numbers() -> None:
    far = computed_dvh(
        PTV,
        body(structure([closed(box(100, 110, 0, 10, z)) for z in (0, 3)])),
        dose_grid(lambda x, y, z: x + y + z),
    )

    assert far.dose_to_percent(95) is None
    assert far.mean is None
    assert far.note == "no dose is known inside it"


def test_more_cubic_centimetres_than_there_are_receive_no_dose() -> None:
    found = gradient(sphere(5.0, 1.0))

    assert found.dose_to_volume(2.0) is None
