"""The worked numbers of SAFETY §1 that no other test holds the program to."""

from datetime import datetime
from math import cos, radians, sin

import numpy as np
import pytest

from viewer.core.geometry import PlaneGeometry, Verdict, as_vector, judge
from viewer.core.windowing import VoiFunction, Window
from viewer.dicom.header_pet import moment

LINEAR, EXACT, SIGMOID = VoiFunction.LINEAR, VoiFunction.LINEAR_EXACT, VoiFunction.SIGMOID


@pytest.mark.parametrize(
    ("window", "values", "levels"),
    [
        pytest.param(Window(40, 400), (-160, 39.5, 40, 240), (0, 127.5, 127.82, 255), id="C 40 W 400"),
        pytest.param(Window(0, 100), (-50, -49, 0, 49, 50), (0, 2.576, 128.788, 255, 255), id="C 0 W 100"),
        pytest.param(Window(2048, 1), (2047, 2048), (0, 255), id="W 1 is a step"),
        pytest.param(Window(2048, 4096), (0, 4095), (0, 255), id="C 2048 W 4096"),
        pytest.param(Window(40, 400, EXACT), (-160, 40, 240), (0, 127.5, 255), id="linear exact"),
        pytest.param(Window(40, 400, SIGMOID), (-160, 40, 240), (30.397, 127.5, 224.603), id="sigmoid"),
    ],
)
def test_h13_windows_shade_as_the_worked_examples_do(
    window: Window, values: tuple[float, ...], levels: tuple[float, ...]
) -> None:
    assert 255 * window.shade(values) == pytest.approx(levels, abs=1e-3)


def test_h4_a_tilt_of_fifteen_degrees_is_five_millimetres_off_after_four_slices() -> None:
    down = (0.0, cos(radians(15)), -sin(radians(15)))
    planes = [PlaneGeometry((0.0, 0.0, 5.0 * k), (1.0, 0.0, 0.0), down, 1.0, 1.0) for k in range(5)]

    verdict = judge(tuple(planes))

    upright = np.asarray(planes[0].normal) * 4 * 5.0
    off_mm = np.linalg.norm(upright - np.asarray(planes[4].origin_lps))
    assert off_mm == pytest.approx(5.221, abs=1e-3), "what is wrong if the tilt is not seen"
    assert verdict.kind is Verdict.TILTED
    assert verdict.spacing_mm == pytest.approx(4.829629, abs=1e-6)
    assert verdict.largest_error_mm == pytest.approx(1.294095, abs=1e-6)
    assert verdict.tilt_deg == pytest.approx(15, abs=1e-6)
    assert as_vector(np.asarray(planes[0].normal)) == pytest.approx((0, 0.258819, 0.965926), abs=1e-6)


@pytest.mark.parametrize(
    ("stored", "in_utc"),
    [
        ("20260302010000+0200", datetime(2026, 3, 1, 23)),
        ("20260302030000-0200", datetime(2026, 3, 2, 5)),
    ],
)
def test_h21_a_time_with_its_zone_is_converted_by_it(stored: str, in_utc: datetime) -> None:
    assert moment(stored, "+0000") == in_utc


def test_h21_a_time_without_a_zone_stays_as_it_is_stored() -> None:
    assert moment("20260302010000") == datetime(2026, 3, 2, 1)
    assert moment("20260302010000", "+0200") == datetime(2026, 3, 2, 1)
