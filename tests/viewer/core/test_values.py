"""Quantities that stored numbers can be read in, and windows on them."""

import numpy as np
import pytest

from viewer.core.values import (
    MappedRange,
    RealWorldMap,
    ValueScale,
    ValueTable,
    between,
    linear,
    preferred,
    reverse,
    through,
)
from viewer.core.windowing import ModalityLut, Rescale, Voi, VoiFunction, VoiLut, Window

BQ = Rescale(2.0, 0.0)
SUV = ValueScale("SUVbw", "SUVbw", Rescale(0.0005, 0.0))
LEAN = ValueScale("SUVlbm(Janma)", "SUVlbm(Janma)", Rescale(0.0004, 0.0))


def test_numbers_outside_every_range_have_no_value() -> None:
    mapped = RealWorldMap(
        (MappedRange(0, 10, Rescale(2, 1)), MappedRange(11, 12, ValueTable(11, (5.5, 7.5))))
    )

    np.testing.assert_array_equal(
        mapped.to_values([-1, 0, 10, 11, 12, 13]), [np.nan, 1, 21, 5.5, 7.5, np.nan]
    )


def test_a_mapping_of_one_straight_range_is_a_straight_line() -> None:
    assert linear(RealWorldMap((MappedRange(0, 10, BQ),))) == BQ
    assert linear(RealWorldMap((MappedRange(0, 10, BQ), MappedRange(11, 12, BQ)))) is None
    assert linear(ModalityLut(0, (1, 2))) is None


def test_the_first_preferred_quantity_on_offer_is_read() -> None:
    assert preferred((SUV, LEAN), ("SUVlbm(Janma)", "SUVbw"), "Bq/ml") is LEAN
    assert preferred((SUV,), ("SUVlbm(Janma)", "SUVbw"), "Bq/ml") is SUV
    assert preferred((SUV,), ("Bq/ml", "SUVbw"), "Bq/ml") is None
    assert preferred((), ("SUVbw",), "HU") is None


@pytest.mark.parametrize(
    "voi",
    [
        Window(5000, 10_000),
        Window(5000, 10_000, VoiFunction.LINEAR_EXACT),
        Window(5000, 10_000, VoiFunction.SIGMOID),
    ],
    ids=lambda voi: voi.function.value,
)
def test_a_window_in_another_quantity_shades_every_pixel_as_before(voi: Window) -> None:
    stored = np.arange(0, 8000, 7)
    change = between(BQ, SUV.map)
    assert change is not None
    shown = through(voi, change)

    np.testing.assert_allclose(
        shown.shade(SUV.map.to_values(stored)), voi.shade(BQ.to_values(stored)), atol=1e-9
    )


def test_an_exact_window_comes_back_the_same() -> None:
    change = Rescale(0.000243, 1.0)
    window = Window(2.5, 5, VoiFunction.LINEAR_EXACT, "SUV 0–5")
    back = through(through(window, reverse(change)), change)

    assert isinstance(back, Window)
    assert (back.center, back.width) == pytest.approx((2.5, 5))
    assert back.explanation == "SUV 0–5"


def test_what_is_no_rising_line_carries_no_window() -> None:
    table: Voi = VoiLut(0, (0, 255), 8)

    assert between(BQ, ModalityLut(0, (1, 2))) is None
    assert between(BQ, Rescale(-1, 0)) is None
    assert through(table, Rescale(2, 0)) is table
