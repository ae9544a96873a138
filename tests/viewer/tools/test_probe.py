"""The value of a pixel, and where it lies."""

import numpy as np
import pytest

from tests.builders.gestures import clicks, drag
from tests.builders.images import image
from viewer.core.calibration import Axis, Calibration, Region, Trust
from viewer.core.geometry import PlaneGeometry
from viewer.core.images import Image
from viewer.core.measurements import Measurement
from viewer.core.windowing import Padding, Rescale
from viewer.tools.probe import NOT_FINITE, PADDING
from viewer.ui.picture import value_at


def probed(pixel: tuple[float, float], on: Image) -> Measurement:
    measurement = clicks("probe", pixel, on=on)
    assert measurement is not None
    return measurement


@pytest.mark.parametrize("pixel", [(5, 2), (4.6, 1.6), (5.4, 2.4)])
def test_the_value_is_that_of_the_pixel_under_the_pointer_and_not_interpolated(
    pixel: tuple[float, float],
) -> None:
    assert probed(pixel, image()).summary == f"{5 + 96 * 2} HU"


def test_h25_in_a_spectrum_the_velocity_and_the_time_under_the_pointer_are_given() -> None:
    named = Calibration(None, None, Trust.REGION, "US region 2")
    time, velocity = Axis("Time", "ms", 4.0, 5.0), Axis("Velocity", "cm/s", 0.5, 30.0, falls=True)
    on = image(trust=Trust.NONE, regions=(Region(0, 0, 95, 63, named, time, velocity),))

    quantities = probed((10, 2), on).quantities

    assert [(one.name, one.text) for one in quantities[:2]] == [
        ("Velocity", "14.0 cm/s (US region 2)"),
        ("Time", "20 ms (US region 2)"),
    ]
    assert value_at(on, 10, 2).startswith("column 11, row 3, velocity 14.0 cm/s, time 20 ms:")
    assert value_at(on, 10, 95) == "", "that is beyond the picture"


def test_a_probe_says_where_it_is_in_the_patient() -> None:
    plane = PlaneGeometry((-10, 20, 30), (1, 0, 0), (0, 1, 0), 1, 1)

    assert probed((3, 4), image(plane=plane)).notes == ("column 4, row 5", "R 7.0  P 24.0  H 30.0 mm")


def test_h7_without_patient_geometry_no_side_is_named() -> None:
    assert probed((3, 4), image(trust=Trust.DETECTOR)).notes == ("column 4, row 5",)


def test_h12_the_value_is_the_rescaled_one() -> None:
    shown = image(np.full((9, 9), 24, dtype=np.int16), modality_map=Rescale(1, -1024))

    assert probed((3, 3), shown).summary == "-1000 HU"


def test_h10_padding_is_said_to_be_none() -> None:
    shown = image(np.full((9, 9), -2000, dtype=np.int16), padding=Padding(-2000, -2000))

    found = probed((3, 3), shown)

    assert found.quantities == ()
    assert PADDING in found.notes


def test_a_value_that_is_no_number_is_not_shown_as_one() -> None:
    found = probed((3, 3), image(np.full((9, 9), np.nan, dtype=np.float32)))

    assert found.quantities == ()
    assert NOT_FINITE in found.notes


def test_a_color_is_given_with_its_parts() -> None:
    found = probed((3, 3), image(np.full((9, 9, 3), (10, 20, 30), dtype=np.uint8), trust=Trust.NONE))

    assert found.quantities[0].text == "18 (luminance)"
    assert "red 10, green 20, blue 30" in found.notes


def test_beside_the_image_there_is_nothing_to_probe() -> None:
    assert clicks("probe", (-3, 4), on=image()) is None


def test_a_probe_may_be_dragged_to_its_place() -> None:
    found = drag("probe", (3, 4), (5, 2), on=image())

    assert found is not None
    assert found.summary == "197 HU"
