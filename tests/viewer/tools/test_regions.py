"""Ellipse and rectangle: area, and what the pixels inside are worth."""

from math import pi

import numpy as np
import pytest

from tests.builders.gestures import Hand, drag, surface
from tests.builders.images import image
from viewer.core.calibration import Trust
from viewer.core.images import Image
from viewer.core.measurements import Measurement
from viewer.core.shapes import Label
from viewer.core.windowing import Padding, Rescale
from viewer.interaction.quantities import COLOR_HAS_NO_UNIT, NO_PIXEL
from viewer.tools.rectangle import draw

Pixel = tuple[float, float]


def measured(tool: str, start: Pixel, end: Pixel, on: Image) -> Measurement:
    measurement = drag(tool, start, end, on=on)
    assert measurement is not None
    return measurement


def values(measurement: Measurement) -> dict[str, str]:
    return {known.name: known.text for known in measurement.quantities}


def test_a_rectangle_tells_mean_sd_area_extremes_and_pixels() -> None:
    shown = image(np.arange(100, dtype=np.int16).reshape(10, 10), spacing=(0.5, 0.25))

    rectangle = measured("rectangle", (1.5, 2.5), (4.5, 5.5), shown)

    inside = shown.stored[3:6, 2:5]
    assert values(rectangle) == {
        "Mean": f"{inside.mean():.1f} HU",
        "SD": f"{inside.std():.1f} HU",
        "Area": "1.1 mm²",
        "Min": "32 HU",
        "Max": "54 HU",
        "Pixels": "9",
    }


def test_what_belongs_together_is_written_on_one_line() -> None:
    rectangle = measured("rectangle", (1.5, 2.5), (4.5, 5.5), image(np.zeros((10, 10), dtype=np.int16)))

    (label,) = [shape for shape in draw(rectangle) if isinstance(shape, Label)]

    assert label.lines == (
        "Mean 0.0 HU   SD 0.0 HU",
        "Area 9.0 mm²",
        "Min 0 HU   Max 0 HU",
        "Pixels 9",
    )


def test_h3_areas_use_both_spacings() -> None:
    shown = image(spacing=(0.5, 0.25))

    rectangle = measured("rectangle", (10, 10), (50, 30), shown)
    ellipse = measured("ellipse", (10, 10), (50, 30), shown)

    areas = [found.quantities[2].value for found in (rectangle, ellipse)]
    assert areas == pytest.approx([10 * 10, pi * 5 * 5])


def test_h6_without_millimetres_an_area_is_in_square_pixels() -> None:
    rectangle = measured("rectangle", (10, 10), (50, 30), image(trust=Trust.NONE, aspect=2.0))

    assert values(rectangle)["Area"] == "800.0 px² (uncalibrated)"


@pytest.mark.parametrize("tool", ["ellipse", "rectangle"])
def test_h10_padding_is_left_out(tool: str) -> None:
    stored = np.full((5, 5), -2000, dtype=np.int16)
    stored[2, 1:4] = (-1000, 0, 100)

    found = measured(tool, (-0.4, -0.4), (4.4, 4.4), image(stored, padding=Padding(-2000, -2000)))

    assert values(found)["Mean"] == "-300.0 HU"
    assert values(found)["Pixels"] == "3"


@pytest.mark.parametrize("tool", ["ellipse", "rectangle"])
def test_it_does_not_matter_from_which_corner_an_outline_is_dragged(tool: str) -> None:
    corners = [((10, 10), (30, 24)), ((30, 24), (10, 10)), ((30, 10), (10, 24)), ((10, 24), (30, 10))]

    found = [measured(tool, start, end, image()).quantities for start, end in corners]

    assert found == [found[0]] * 4


def test_a_circle_holds_the_pixels_whose_centres_it_encloses() -> None:
    found = measured("ellipse", (8, 8), (12, 12), image())

    assert values(found)["Pixels"] == "13"


def test_an_outline_reaching_over_the_edge_counts_the_pixels_there_are() -> None:
    found = measured("rectangle", (-10.2, -10.2), (2.2, 2.2), image())

    assert values(found)["Pixels"] == "9"


def test_an_outline_around_no_pixel_with_a_value_has_an_area_and_says_so() -> None:
    found = measured("rectangle", (10.2, 10.2), (10.8, 10.8), image(spacing=(10, 10)))

    assert values(found) == {"Area": "36.0 mm²", "Pixels": "0"}
    assert found.notes == (NO_PIXEL,)


@pytest.mark.parametrize("tool", ["ellipse", "rectangle"])
def test_an_outline_without_width_is_none(tool: str) -> None:
    assert drag(tool, (10, 10), (10, 40), on=image()) is None


def test_h11_values_of_a_pet_slice_show_what_its_slope_can_tell_apart() -> None:
    shown = image(np.full((20, 20), 9, dtype=np.int16), modality_map=Rescale(0.25), unit="Bq/ml")

    found = values(measured("rectangle", (2, 2), (9, 9), shown))

    assert (found["Mean"], found["Max"]) == ("2.250 Bq/ml", "2.25 Bq/ml")


def test_values_of_an_odd_slope_have_the_decimals_that_tell_them_apart() -> None:
    shown = image(np.full((20, 20), 1000, dtype=np.int16), modality_map=Rescale(0.0123456), unit="g/ml")

    assert values(measured("rectangle", (2, 2), (9, 9), shown))["Max"] == "12.35 g/ml"


def test_colors_are_given_as_luminance_and_it_is_said() -> None:
    shown = image(np.full((20, 20, 3), 100, dtype=np.uint8), trust=Trust.NONE)

    found = measured("ellipse", (2, 2), (9, 9), shown)

    assert values(found)["Mean"] == "100.0 (luminance)"
    assert found.notes == (COLOR_HAS_NO_UNIT,)


def corner_dragged(tool: str, at: Pixel, to: Pixel) -> Measurement:
    shown = image()
    before = measured(tool, (10, 10), (30, 24), shown)
    after = Hand("scroll", surface(shown, measurements=(before,))).drags(at, to).measurement
    assert after is not None
    return after


def test_dragging_a_corner_of_a_rectangle_leaves_the_opposite_one() -> None:
    assert corner_dragged("rectangle", (30, 24), (40, 30)).points_lps == (
        (10, 10, 0), (40, 10, 0), (40, 30, 0), (10, 30, 0),
    )  # fmt: skip


def test_a_rectangle_may_be_pulled_through_its_opposite_corner() -> None:
    after = corner_dragged("rectangle", (30, 24), (4, 4))

    assert values(after)["Pixels"] == "49"


def test_dragging_the_end_of_an_axis_leaves_its_other_end() -> None:
    after = corner_dragged("ellipse", (30, 17), (40, 21))

    assert after.points_lps == ((10, 17, 0), (40, 17, 0), (25, 10, 0), (25, 24, 0))


def test_a_rectangle_pulled_flat_stays_as_it_was_before() -> None:
    shown = image()
    before = measured("rectangle", (10, 10), (30, 24), shown)

    hand = Hand("scroll", surface(shown, measurements=(before,))).drags((30, 24), (20, 24), (10, 24))

    assert hand.measurement is not None
    assert hand.measurement.points_lps[2] == (20, 24, 0)
