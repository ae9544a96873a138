"""The names by which plans are judged, and tables of them."""

import csv
from io import StringIO

import numpy as np
import pytest

from viewer.core.radiotherapy.dvh import Dvh
from viewer.core.radiotherapy.metrics import (
    csv_of,
    curves_csv,
    heading,
    metric_of,
    metrics_of,
    table_of,
)
from viewer.core.radiotherapy.reference import ReferenceDose

PRESCRIBED = ReferenceDose("prescribed", 50.0)


def straight(name: str = "PTV", **changes: object) -> Dvh:
    """Return a histogram that falls evenly from 10 cm³ at 0 Gy to nothing at 60 Gy."""
    doses = np.linspace(0, 60, 61)
    facts = {"least": 0.0, "mean": 30.0, "most": 60.0, "volume_cc": 10.0, **changes}
    return Dvh(1, name, "#ff0000", doses, 10 - doses / 6, **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("written", "head", "value"),
    [
        ("D95", "D95 [Gy]", 3.0),
        ("d95%", "D95 [Gy]", 3.0),
        ("D2", "D2 [Gy]", 58.8),
        ("D2cc", "D2cc [Gy]", 48.0),
        ("D0.1cc", "D0.1cc [Gy]", 59.4),
        ("V20", "V20 [%]", 100 * 40 / 60),
        ("V20Gy", "V20 [%]", 100 * 40 / 60),
        ("V95%", "V95% [%]", 100 * 12.5 / 60),
        ("V20Gycc", "V20 Gy cc [cm³]", 10 * 40 / 60),
        ("V95%cc", "V95% cc [cm³]", 10 * 12.5 / 60),
        ("mean", "Mean [Gy]", 30.0),
        ("Max", "Max [Gy]", 60.0),
        ("MIN", "Min [Gy]", 0.0),
    ],
)
def test_a_metric_means_what_its_name_says(written: str, head: str, value: float) -> None:
    metric = metric_of(written)

    assert metric is not None
    assert heading(metric, "Gy") == head
    assert metric.of(straight(), PRESCRIBED) == pytest.approx(value)


@pytest.mark.parametrize("written", ["", "X5", "D", "V", "V20cc", "D120", "D5Gy", "D95%cc", "20"])
def test_a_name_that_could_mean_two_things_or_nothing_is_not_guessed(written: str) -> None:
    assert metric_of(written) is None


def test_a_list_of_names_keeps_its_order_and_tells_what_it_did_not_understand() -> None:
    found, odd = metrics_of("V20, D95; D95 nonsense")

    assert [metric.name for metric in found] == ["V20", "D95"]
    assert odd == ("nonsense",)


def test_volumes_are_not_invented_for_a_histogram_in_percent() -> None:
    metric = metric_of("D2cc")
    assert metric is not None

    assert metric.of(straight(volume_cc=None), PRESCRIBED) is None
    assert table_of([straight(volume_cc=None)], [metric], PRESCRIBED, "Gy")[1] == [
        *("PTV", "–", "–", "computed here", "")
    ]


def test_csv_can_be_read_back_and_starts_no_formula() -> None:
    found, _ = metrics_of("D95")
    rows = table_of([straight('=HYPERLINK("x"), "Cord"'), straight("-1")], found, PRESCRIBED, "Gy")

    back = list(csv.reader(StringIO(csv_of(rows))))

    assert back[0] == ["Structure", "Volume [cm³]", "D95 [Gy]", "Histogram", "Note"]
    assert back[1] == ['\'=HYPERLINK("x"), "Cord"', "10.00", "3.00", "computed here", ""]
    assert back[2][0] == "-1"


def test_curves_are_written_with_their_units() -> None:
    back = list(csv.reader(StringIO(curves_csv([straight()], "Gy"))))

    assert back[0] == ["Structure", "Histogram", "Dose [Gy]", "Volume [%]", "Volume [cm³]"]
    assert back[31] == ["PTV", "computed here", "30.0000", "50.000", "5.0000"]
    assert len(back) == 62
