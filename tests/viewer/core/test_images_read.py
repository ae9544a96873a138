"""An image read in another quantity: numbers change, grey does not (SAFETY H11, H19)."""

from dataclasses import replace

import numpy as np
import pytest

from tests.builders.images import image
from tests.builders.uptake import PER_BQ, pet_images
from viewer.core.camera import Camera
from viewer.core.images import Image, Shading, grey_map, is_voi_read, meant_voi, read_voi
from viewer.core.modality import Modality
from viewer.core.overlay import Context, Level, corner_text
from viewer.core.scene import Scene
from viewer.core.statistics import region_statistics
from viewer.core.values import USUAL, MappedRange, RealWorldMap, ValueScale, ValueTable
from viewer.core.windowing import VoiFunction, Window
from viewer.interaction.quantities import value_quantity
from viewer.modalities.table import modality_for

SUV_0_5 = Window(2.5, 5, VoiFunction.LINEAR_EXACT)


def read(*slopes: float) -> list[Image]:
    return [one.read_as(USUAL) for one in pet_images(*slopes)]


def words(one: Image, shading: Shading) -> tuple[str, ...]:
    scene = Scene(one, shading, Camera(), 800, 600)
    return corner_text(scene, modality_for("PT"), Level.FULL, Context()).bottom_right


def test_h19_an_image_is_read_as_uptake_where_it_can_be() -> None:
    (one,) = read(2.0)

    assert one.unit == "SUVbw"
    np.testing.assert_allclose(one.values(), np.asarray(one.stored, float) * 2.0 * PER_BQ)


def test_an_image_that_offers_nothing_else_stays_the_same_image() -> None:
    ct = image()

    assert ct.read_as(USUAL) is ct


def test_the_own_values_come_back_by_their_unit() -> None:
    (one,) = read(2.0)
    own = one.read_as(("Bq/ml", "SUVbw"))

    assert (own.unit, own.scale) == ("Bq/ml", None)


def test_statistics_are_in_the_quantity_that_is_read() -> None:
    (one,) = read(2.0)
    inside = np.zeros(one.stored.shape, np.bool_)
    inside[0, 10:21] = True

    assert region_statistics(one, inside).mean == pytest.approx(15 * 2.0 * PER_BQ)


def test_a_quantity_says_its_unit_and_is_written_with_the_decimals_it_is_worth() -> None:
    (one,) = read(2.0)

    assert value_quantity(one, "Mean", 5.128, averaged=True).text == "5.13 SUVbw"


def test_what_must_be_said_of_an_uptake_stands_beside_every_number() -> None:
    (one,) = read(2.0)
    assert one.scale is not None
    unsure = replace(one, scale=replace(one.scale, label="type not given"))

    assert value_quantity(unsure, "Mean", 5.128).text == "5.13 SUVbw (type not given)"


def test_h11_one_window_in_uptake_is_one_window_for_slices_of_any_slope() -> None:
    values = []
    for one in read(1.0, 0.5, 0.25, 1.5):
        voi = meant_voi(one, Shading(), SUV_0_5)
        assert isinstance(voi, Window)
        values.append((voi.center, voi.width))

    assert values == [pytest.approx((2.5 / PER_BQ, 5 / PER_BQ))] * 4


def test_a_pixel_of_half_the_window_is_half_bright() -> None:
    (one,) = read(2.0)
    grey = grey_map(one, Shading(meant_voi(one, Shading(), SUV_0_5)))

    assert grey.to_grey(np.array([0, 2.5 / PER_BQ / 2, 5 / PER_BQ / 2])).tolist() == [0, 128, 255]


def test_a_window_is_written_in_the_quantity_that_is_read() -> None:
    (one,) = read(2.0)
    voi = meant_voi(one, Shading(), SUV_0_5)
    (own,) = pet_images(2.0)

    assert "C 2.5  W 5 SUVbw" in words(one, Shading(voi))
    assert "C 10000  W 20000 linear_exact Bq/ml" in words(own, Shading(voi))


def test_a_quantity_by_table_leaves_windows_as_they_are() -> None:
    table = RealWorldMap((MappedRange(0, 1, ValueTable(0, (3.0, 8.0))),))
    (one,) = pet_images(2.0)
    tabled = replace(one, scale=ValueScale("Flow", "ml/s", table))
    window = Window(5000, 10_000)

    assert not is_voi_read(tabled, Shading())
    assert read_voi(tabled, Shading(), window) == meant_voi(tabled, Shading(), window) == window
    assert "C 5000  W 10000 Bq/ml" in words(tabled, Shading(window))


def test_h19_a_refusal_stands_on_the_image_with_its_reason() -> None:
    (one,) = pet_images(2.0, no_suv="the patient's weight is missing")
    scene = Scene(one.read_as(USUAL), Shading(), Camera(), 800, 600)

    for level in Level:
        badges = corner_text(scene, modality_for("PT"), level, Context()).badges
        assert "SUV n/a: the patient's weight is missing" in [badge.text for badge in badges]


@pytest.mark.parametrize(
    ("unit", "offered"),
    [("SUVbw", True), ("SUVlbm(Janma)", True), ("SUVibw", True), ("SUVbsa", False), ("Bq/ml", False)],
)
def test_windows_for_uptake_are_offered_for_uptake_by_mass(unit: str, *, offered: bool) -> None:
    pet: Modality = modality_for("PT")

    assert bool(pet.presets_for(unit)) is offered
    assert (pet.usual_for(unit) is not None) is offered
