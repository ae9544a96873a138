"""Proportions and kappa, held against published worked examples and against plain resampling."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from reporting.core.peer.agreement import Weights, kappa, proportion, table_of

SKIN = np.array([[10, 4, 1, 0], [5, 10, 12, 2], [2, 4, 12, 5], [0, 2, 6, 13]])
"""Two dermatologists, terrible to clear: SAS/STAT User's Guide, FREQ procedure, Agreement Study."""

MAMMOGRAMS = np.array([[21, 12, 0, 0], [4, 17, 1, 0], [3, 9, 15, 2], [0, 0, 0, 1]])
"""Two radiologists, normal to cancer (Boyd 1982): Stata Base Reference Manual, kappa."""

PSYCHIATRY = np.array([[75, 1, 4], [5, 4, 1], [0, 0, 10]])
"""Fleiss, Levin and Paik, Statistical Methods for Rates and Proportions, chapter 18."""


def test_kappa_and_its_interval_are_those_of_sas() -> None:
    plain, linear = kappa(SKIN), kappa(SKIN, Weights.LINEAR)

    assert plain is not None
    assert linear is not None
    assert (round(plain.value, 4), plain.count) == (0.3449, 88)
    assert [round(end or 0, 4) for end in (plain.low, plain.high)] == [0.2030, 0.4868]
    assert round(linear.value, 4) == 0.5082
    assert [round(end or 0, 4) for end in (linear.low, linear.high)] == [0.3798, 0.6366]


def test_kappa_is_that_of_stata() -> None:
    found = [kappa(MAMMOGRAMS, weights) for weights in (Weights.NONE, Weights.LINEAR)]

    assert [round(one.value, 4) for one in found if one] == [0.4728, 0.5684]


def test_kappa_and_its_error_are_those_of_fleiss() -> None:
    found = kappa(PSYCHIATRY)

    assert found is not None
    assert found.low is not None
    assert round(found.value, 2) == 0.68
    assert (found.value - found.low) / 1.959964 == pytest.approx(0.087, abs=0.001)


def resampled(table: NDArray[np.int64], weights: Weights) -> float:
    """Return the standard error of kappa by drawing cases again, with kappa written out in its plainest form."""
    random = np.random.default_rng(7)
    count, grades = int(table.sum()), table.shape[0]
    cost = np.abs(np.subtract.outer(np.arange(grades), np.arange(grades))).astype(float)
    cost = {Weights.NONE: np.sign(cost), Weights.LINEAR: cost, Weights.QUADRATIC: cost**2}[weights]
    values = []
    for drawn in random.multinomial(count, (table / count).ravel(), size=4000).reshape(-1, grades, grades):
        chance = np.outer(drawn.sum(axis=1), drawn.sum(axis=0)) / count
        values.append(1 - (cost * drawn).sum() / (cost * chance).sum())
    return float(np.std(values))


@pytest.mark.parametrize("table", [SKIN, MAMMOGRAMS, PSYCHIATRY], ids=["skin", "mammograms", "psychiatry"])
@pytest.mark.parametrize("weights", list(Weights), ids=lambda weights: weights.value)
def test_the_interval_is_as_wide_as_drawing_the_cases_again_makes_it(
    table: NDArray[np.int64], weights: Weights
) -> None:
    found = kappa(table, weights)

    assert found is not None
    assert found.low is not None
    assert (found.value - found.low) / 1.959964 == pytest.approx(resampled(table, weights), rel=0.1)


def test_kappa_says_nothing_where_it_is_not_defined() -> None:
    assert kappa(np.zeros((3, 3), dtype=np.int64)) is None
    assert kappa(np.array([[7, 0], [0, 0]])) is None, "both give one grade only"
    perfect = kappa(np.array([[4, 0], [0, 3]]))
    assert perfect is not None
    assert (perfect.value, perfect.low, perfect.high) == (1.0, None, None)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(st.integers(0, 30), min_size=3, max_size=3), min_size=3, max_size=3))
def test_kappa_does_not_mind_who_is_called_first(cells: list[list[int]]) -> None:
    table = np.array(cells, dtype=np.int64)
    for weights in Weights:
        one, other = kappa(table, weights), kappa(table.T, weights)
        assert (one is None) is (other is None)
        if one is not None and other is not None:
            assert one.value == pytest.approx(other.value)
            assert -1.0 - 1e-9 <= one.value <= 1.0 + 1e-9
            assert one.low is None or one.low <= one.value <= (one.high or 1.0) + 1e-9


@pytest.mark.parametrize(
    ("hits", "count", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilsons_interval_is_that_of_newcombe(hits: int, count: int, low: float, high: float) -> None:
    """Newcombe, Statistics in Medicine 17 (1998), 857-872, table I, method 3."""
    found = proportion(hits, count)

    assert found is not None
    assert found.low == pytest.approx(low, abs=5e-5)
    assert found.high == pytest.approx(high, abs=5e-5)
    assert proportion(0, 0) is None


def test_grades_that_stand_on_no_scale_are_left_out_of_the_table() -> None:
    table = table_of([("1", "2"), ("2", "2"), ("0", "2")], ["1", "2"])

    assert table.tolist() == [[0, 1], [0, 1]]
