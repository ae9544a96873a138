"""From stored numbers to grey levels: the worked numbers of the standard and of the safety list."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from viewer.core.windowing import (
    GreyMap,
    ModalityLut,
    Padding,
    Rescale,
    VoiFunction,
    VoiLut,
    Window,
    auto_window,
)

finite = st.floats(-1e6, 1e6)


@pytest.mark.parametrize(
    ("window", "value", "level"),
    [
        (Window(40, 400), -160, 0),
        (Window(40, 400), 39.5, 127.5),
        (Window(40, 400), 40, 127.8195),
        (Window(40, 400), 240, 255),
        (Window(0, 100), -50, 0),
        (Window(0, 100), 0, 128.7879),
        (Window(0, 100), 49, 255),
        (Window(2048, 1), 2047, 0),
        (Window(2048, 1), 2048, 255),
        (Window(40, 400, VoiFunction.LINEAR_EXACT), 40, 127.5),
        (Window(40, 400, VoiFunction.SIGMOID), -160, 30.397),
        (Window(40, 400, VoiFunction.SIGMOID), 240, 224.603),
    ],
    ids=str,
)
def test_h13_windows_follow_the_standards_formula(window: Window, value: float, level: float) -> None:
    assert 255 * float(window.shade(value)) == pytest.approx(level, abs=1e-3)


def test_h8_monochrome1_is_white_at_its_smallest_number_after_the_window() -> None:
    negative = GreyMap(Rescale(), Window(2048, 4096), inverted=True)

    assert [int(negative.to_grey(stored)) for stored in (0, 4095)] == [255, 0]


def test_h12_rescaling_never_wraps() -> None:
    assert Rescale(slope=2).to_values(np.int16(30000)) == 60000


def test_h11_each_slice_is_rescaled_with_its_own_slope() -> None:
    assert [float(Rescale(slope).to_values(9)) for slope in (1, 0.5, 0.25, 1.5)] == [9, 4.5, 2.25, 13.5]


@pytest.mark.parametrize("inverted", [False, True])
def test_h10_padding_is_background_inverted_or_not(inverted: bool) -> None:
    grey_map = GreyMap(Rescale(1, -1024), Window(40, 400), Padding(-2000, -1990), inverted=inverted)

    levels = grey_map.to_grey(np.array([-2000, -1995, -1990, -1989], np.int16))

    assert levels.tolist() == [0, 0, 0, 255 if inverted else 0]


def test_h10_padding_is_told_from_stored_numbers_and_not_from_values() -> None:
    grey_map = GreyMap(Rescale(1, -1024), Window(40, 400), Padding(0, 0))

    assert grey_map.to_grey(np.array([0, 1024 + 200], np.uint16)).tolist() == [0, 230]


@pytest.mark.parametrize("inverted", [False, True])
def test_what_is_not_a_number_is_background(inverted: bool) -> None:
    grey_map = GreyMap(Rescale(), Window(40, 400), inverted=inverted)

    assert grey_map.to_grey(np.array([np.nan, 40.0])).tolist() == [0, 127 if inverted else 128]


def test_h14_a_window_on_stored_numbers_is_not_rescaled() -> None:
    philips = GreyMap(Rescale(2.5, 0), Window(200, 400), voi_on_stored=True)
    after_rescale = GreyMap(Rescale(2.5, 0), Window(200, 400))

    assert philips.to_grey(200) == 128
    assert after_rescale.to_grey(200) == 255


def test_a_voi_table_takes_the_nearest_end_outside_its_range() -> None:
    table = VoiLut(first=10, entries=(0, 128, 255), bits=8)

    assert (255 * table.shade([0, 10, 11, 12, 99])).tolist() == pytest.approx([0, 0, 128, 255, 255])


def test_a_modality_table_takes_the_nearest_end_outside_its_range() -> None:
    assert ModalityLut(5, (100, 200)).to_values([0, 5, 6, 7]).tolist() == [100, 100, 200, 200]


@pytest.mark.parametrize(
    "window",
    [
        lambda: Window(40, 0.5),
        lambda: Window(40, 0, VoiFunction.SIGMOID),
        lambda: Window(float("nan"), 10),
        lambda: Window(0, float("inf")),
        lambda: Rescale(0.0),
        lambda: Rescale(1.0, float("nan")),
    ],
)
def test_a_window_or_slope_that_shows_nothing_cannot_be_made(window: object) -> None:
    with pytest.raises(ValueError):
        window()  # type: ignore[operator]  # a function without parameters


@given(center=finite, width=st.floats(1, 1e5), values=st.lists(finite, min_size=2, max_size=20))
def test_brighter_never_means_less(center: float, width: float, values: list[float]) -> None:
    for function in VoiFunction:
        shade = Window(center, width, function).shade(sorted(values))
        assert (np.diff(shade) >= 0).all()
        assert shade.min() >= 0
        assert shade.max() <= 1


@given(slope=st.floats(-5, 5).filter(lambda slope: abs(slope) > 1e-3), intercept=st.floats(-2000, 2000))
def test_a_table_says_what_the_formula_says(slope: float, intercept: float) -> None:
    grey_map = GreyMap(Rescale(slope, intercept), Window(40, 400), Padding(-5, -3), inverted=True)
    stored = np.arange(-50, 51)

    assert np.array_equal(grey_map.table(-50, 50), grey_map.to_grey(stored))


def test_an_automatic_window_is_not_decided_by_single_pixels() -> None:
    values = np.concatenate([np.linspace(0, 100, 10_000), [30_000, -30_000]])

    black, white = auto_window(values).ramp()

    assert (black, white) == pytest.approx((1, 99), abs=0.2)


def test_an_automatic_window_fits_values_of_a_small_range() -> None:
    black, white = auto_window(np.linspace(0.0, 0.01, 1000)).ramp()

    assert (black, white) == pytest.approx((0, 0.01), abs=2e-4)


@pytest.mark.parametrize("values", [[], [np.nan], [7], [7, 7, 7]], ids=str)
def test_there_is_always_an_automatic_window(values: list[float]) -> None:
    assert auto_window(values).width > 0
