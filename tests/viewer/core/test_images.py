"""An image: its calibration, distances, windows and statistics' basis."""

from dataclasses import replace

import numpy as np
import pytest

from tests.builders.images import image
from viewer.core.calibration import Calibration, Region, Trust
from viewer.core.images import Shading, automatic_voi, default_voi, grey_map
from viewer.core.windowing import Padding, Rescale, VoiLut, Window

CM_PIXEL = Calibration(0.1, 0.1, Trust.REGION, "ultrasound region")


def test_h3_distances_use_both_spacings() -> None:
    shown = image(spacing=(0.5, 0.25))
    start, end = shown.plane.to_lps((0, 0)), shown.plane.to_lps((40, 30))

    assert shown.distance(start, end, shown.calibration) == pytest.approx(18.0278, abs=1e-4)


def test_h6_without_patient_geometry_the_calibration_measures() -> None:
    detector = image(trust=Trust.DETECTOR, spacing=(0.2, 0.2))

    assert detector.distance((0, 0, 0), (100, 0, 0), detector.calibration) == pytest.approx(20.0)


def test_h26_without_calibration_pixels_are_counted() -> None:
    plain = image(trust=Trust.NONE, aspect=2.0)

    assert plain.distance((0, 0, 0), (3, 4, 0), plain.calibration) == 5.0
    assert plain.calibration.unit == "px"


def test_h25_a_drawing_across_ultrasound_regions_is_measured_in_pixels() -> None:
    regions = (Region(0, 0, 40, 63, CM_PIXEL), Region(50, 0, 95, 63, CM_PIXEL))
    shown = image(trust=Trust.NONE, regions=regions)

    within, region = shown.calibration_for([(1, 1, 0), (39, 60, 0)])
    across, nowhere = shown.calibration_for([(1, 1, 0), (60, 60, 0)])

    assert (within, region) == (CM_PIXEL, regions[0])
    assert (across.unit, nowhere) == ("px", None)


def test_without_regions_the_whole_image_has_one_calibration() -> None:
    shown = image()

    assert shown.calibration_for([(1, 1, 0)]) == (shown.calibration, None)


@pytest.mark.parametrize("photometric", ["MONOCHROME1", "MONOCHROME2"])
@pytest.mark.parametrize("wish", [False, True])
def test_h8_the_readers_inversion_comes_on_top_of_monochrome1(photometric: str, wish: bool) -> None:
    shown = image(photometric=photometric)

    assert grey_map(shown, Shading(inverted=wish)).inverted == ((photometric == "MONOCHROME1") != wish)


def test_an_image_opens_with_its_own_first_window() -> None:
    windows = (Window(50, 350, explanation="SOFT"), VoiLut(0, (0, 255), 8))

    assert default_voi(image(windows=windows)) == windows[0]


def test_h10_an_automatic_window_leaves_padding_out() -> None:
    values = np.full((100, 100), -2000, np.int16)
    values[20:80, 20:80] = np.linspace(0, 100, 3600, dtype=np.int16).reshape(60, 60)
    shown = image(values, padding=Padding(-2000, -2000))

    voi = default_voi(shown)

    assert isinstance(voi, Window)
    assert voi.center == pytest.approx(50, abs=3)
    assert voi.width == pytest.approx(99, abs=4)


def test_an_automatic_window_is_one_of_values_and_not_of_stored_numbers() -> None:
    voi = default_voi(image(np.tile(np.arange(100, dtype=np.int16), (50, 1)), modality_map=Rescale(10, -500)))

    assert isinstance(voi, Window)
    assert voi.center == pytest.approx(-5, abs=5)


def test_colors_are_shown_whole() -> None:
    voi = default_voi(image(np.zeros((4, 4, 3), np.uint8)))

    assert voi == Window(128, 256, explanation="Auto")


def test_values_are_rescaled_and_padding_is_found() -> None:
    shown = image(
        np.array([[1, 2], [3, -2000]], np.int16), modality_map=Rescale(2, 1), padding=Padding(-2000, -2000)
    )

    assert shown.values().tolist() == [[3, 5], [7, -3999]]
    assert shown.is_padding().tolist() == [[False, False], [False, True]]
    assert not image().is_padding().any()


PHILIPS = Rescale(2.5, 0)


def numbers(first: int, last: int) -> np.ndarray[tuple[int, int], np.dtype[np.uint16]]:
    """Return stored numbers, (64, 64), evenly from first to last."""
    return np.linspace(first, last, 64 * 64).round().astype(np.uint16).reshape(64, 64)


@pytest.mark.parametrize(
    ("slope", "last", "window", "on_stored"),
    [
        pytest.param(2.5, 400, Window(200, 400), True, id="the window is as wide as the stored numbers"),
        pytest.param(2.5, 400, Window(500, 1000), False, id="the window is as wide as the values"),
        pytest.param(7.8393163681, 50, Window(378, 465), False, id="diffusion, black if stored"),
        pytest.param(0.1, 425, Window(50, 100), False, id="spin labelling, white if stored"),
        pytest.param(2.36166, 640, Window(1042, 1811), False, id="a volume, dark if stored"),
        pytest.param(2.5, 4, Window(800, 400), False, id="shows neither: the standard's rule"),
    ],
)
def test_h14_a_window_applies_to_the_numbers_it_was_meant_for(
    slope: float, last: int, window: Window, on_stored: bool
) -> None:
    shown = image(numbers(0, last), modality_map=Rescale(slope, 0), windows=(window,), voi_in_doubt=True)

    assert shown.voi_on_stored is on_stored
    assert grey_map(shown, Shading()).voi_on_stored is on_stored


def test_h14_where_the_maker_leaves_no_doubt_the_standard_is_followed() -> None:
    window = Window(200, 400)

    assert not image(numbers(0, 400), modality_map=PHILIPS, windows=(window,)).voi_on_stored
    assert not image(numbers(0, 400), modality_map=PHILIPS, voi_in_doubt=True).voi_on_stored


@pytest.mark.parametrize("decided", [True, False])
def test_h14_what_was_decided_for_the_display_set_holds_for_each_of_its_images(decided: bool) -> None:
    window = (Window(200, 400),)
    doubtful = image(
        numbers(0, 400 if not decided else 4), modality_map=PHILIPS, windows=window, voi_in_doubt=True
    )
    certain = image(numbers(0, 400), modality_map=PHILIPS, windows=window)

    assert doubtful.voi_on_stored is not decided
    assert replace(doubtful, on_stored=decided).voi_on_stored is decided
    assert not replace(certain, on_stored=True).voi_on_stored, "nothing was in doubt"


def test_h14_a_single_number_is_either_under_the_window_or_not() -> None:
    window = Window(200, 400)

    flat = image(np.full((8, 8), 300, np.uint16), modality_map=PHILIPS, windows=(window,), voi_in_doubt=True)

    assert flat.voi_on_stored


def test_h14_computed_windows_speak_of_the_same_numbers() -> None:
    stored = image(numbers(0, 400), modality_map=PHILIPS, windows=(Window(200, 400),), voi_in_doubt=True)

    assert stored.under_window(stored.stored).max() == 400
    assert automatic_voi(stored).width < 402
    assert grey_map(stored, Shading()).to_grey(200) == 128
