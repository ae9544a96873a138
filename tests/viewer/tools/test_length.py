"""Lengths, with the worked numbers of SAFETY."""

from math import cos, radians, sin

import numpy as np
import pytest

from tests.builders.gestures import clicks, drag
from tests.builders.images import image
from viewer.core.calibration import Axis, Calibration, Region, Trust
from viewer.core.geometry import PlaneGeometry
from viewer.core.images import Image
from viewer.core.measurements import Measurement
from viewer.interaction.quantities import CROSSES_REGIONS
from viewer.tools.length import draw, measure


def length(on: Image, *pixels: tuple[float, float]) -> Measurement:
    measured = drag("length", *pixels, on=on)
    assert measured is not None
    return measured


def wide(**known: object) -> Image:
    return image(np.zeros((200, 200), dtype=np.int16), **known)  # type: ignore[arg-type]  # passed on as they are


def test_h3_anisotropic_pixels_are_measured_with_both_spacings() -> None:
    measured = length(image(spacing=(0.5, 0.25)), (0, 0), (40, 30))

    assert measured.quantities[0].value == pytest.approx(18.0278, abs=5e-5)
    assert measured.summary == "18.0 mm"


def test_h3_a_projection_with_anisotropic_pixels_is_measured_with_both_spacings() -> None:
    measured = length(image(spacing=(0.5, 0.25), trust=Trust.DETECTOR), (0, 0), (40, 30))

    assert measured.quantities[0].value == pytest.approx(18.0278, abs=5e-5)


def test_h3_without_spacing_pixels_are_counted_and_not_stretched() -> None:
    measured = length(image(trust=Trust.NONE, aspect=2.0), (0, 0), (40, 30))

    assert measured.summary == "50.0 px (uncalibrated)"


def test_h6_a_projection_is_measured_at_the_detector_and_as_corrected() -> None:
    corrected = Calibration(0.2 / 1.2, 0.2 / 1.2, Trust.MAGNIFICATION, "estimated, ERMF 1.2")
    detector = Calibration(0.2, 0.2, Trust.DETECTOR, "at detector, not corrected", alternative=corrected)

    measured = length(wide(trust=Trust.DETECTOR, calibration=detector), (20, 50), (120, 50))

    assert [known.text for known in measured.quantities] == [
        "20.0 mm (at detector, not corrected)",
        "16.7 mm (estimated, ERMF 1.2)",
    ]
    assert measured.quantities[1].value == pytest.approx(16.6667, abs=5e-5)
    assert measured.trust is Trust.DETECTOR


def test_h18_a_length_across_slices_is_the_one_in_the_patient() -> None:
    measured = measure(image(), ((10, 20, 30), (13, 24, 42)))

    assert measured.quantities[0].value == pytest.approx(13.0)


def test_h18_a_length_on_an_oblique_plane_is_the_one_in_the_patient() -> None:
    plane = PlaneGeometry(
        (0, 0, 0),
        (cos(radians(30)), sin(radians(30)), 0),
        (0, 0, 1),
        column_spacing_mm=0.8,
        row_spacing_mm=0.8,
    )

    measured = length(wide(plane=plane), (10, 10), (70, 90))

    assert measured.quantities[0].value == pytest.approx(80.0)


def test_h25_within_an_ultrasound_region_its_calibration_holds() -> None:
    region = Region(0, 0, 150, 150, Calibration(0.1, 0.1, Trust.REGION, "US region 1"))

    measured = length(wide(trust=Trust.NONE, regions=(region,)), (20, 50), (120, 50))

    assert measured.quantities[0].value == pytest.approx(10.0)
    assert measured.quantities[0].text == "10.0 mm (US region 1)"
    assert measured.notes == ()


def test_h25_across_the_edge_of_a_region_pixels_are_counted_and_it_is_said() -> None:
    region = Region(0, 0, 60, 150, Calibration(0.1, 0.1, Trust.REGION, "US region 1"))

    measured = length(wide(trust=Trust.NONE, regions=(region,)), (20, 50), (120, 50))

    assert measured.summary == "100.0 px (uncalibrated)"
    assert measured.notes == (CROSSES_REGIONS,)
    assert CROSSES_REGIONS in str(draw(measured)), "it is said on the image"


def spectrum(left: int = 0, right: int = 95) -> Region:
    """Return a region of a Doppler spectrum: 4 ms and 0.5 cm/s a pixel."""
    named = Calibration(None, None, Trust.REGION, "US region 2")
    return Region(left, 0, right, 63, named, Axis("Time", "ms", 4.0), Axis("Velocity", "cm/s", 0.5))


def test_h25_in_a_spectrum_velocity_and_time_are_measured_and_no_length() -> None:
    measured = length(wide(trust=Trust.NONE, regions=(spectrum(),)), (10, 50), (40, 10))

    assert [quantity.text for quantity in measured.quantities] == [
        "20.0 cm/s (US region 2)",
        "120 ms (US region 2)",
    ]
    assert [quantity.name for quantity in measured.quantities] == ["Velocity", "Time"]
    assert measured.trust is Trust.REGION
    assert "Velocity 20.0 cm/s" in str(draw(measured))


def test_h25_in_an_m_mode_depth_and_time_are_measured() -> None:
    named = Calibration(None, None, Trust.REGION, "US region 1")
    m_mode = Region(0, 0, 95, 63, named, Axis("Time", "ms", 5.0), Axis("Depth", "mm", 0.2))

    measured = length(wide(trust=Trust.NONE, regions=(m_mode,)), (10, 10), (50, 40))

    assert [(known.name, round(known.value, 6), known.unit) for known in measured.quantities] == [
        ("Depth", 6.0, "mm"),
        ("Time", 200.0, "ms"),
    ]


def test_h25_from_a_picture_into_a_spectrum_nothing_but_pixels_is_measured() -> None:
    tissue = Region(0, 0, 40, 63, Calibration(0.1, 0.1, Trust.REGION, "US region 1"))

    measured = length(wide(trust=Trust.NONE, regions=(tissue, spectrum(left=41))), (20, 30), (60, 30))

    assert measured.summary == "40.0 px (uncalibrated)"
    assert measured.notes == (CROSSES_REGIONS,)


def test_h25_over_a_trace_the_picture_below_it_is_measured() -> None:
    heart_trace = Region(
        0, 0, 95, 63, Calibration(None, None, Trust.REGION, "US region 1"), Axis("Time", "ms", 4.0)
    )
    tissue = Region(0, 0, 95, 63, Calibration(0.1, 0.1, Trust.REGION, "US region 2"))

    measured = length(wide(trust=Trust.NONE, regions=(heart_trace, tissue)), (10, 30), (60, 30))

    assert measured.summary == "5.0 mm (US region 2)"


def test_h25_regions_that_contradict_each_other_give_no_millimetres() -> None:
    two = tuple(
        Region(0, 0, 95, 63, Calibration(mm, mm, Trust.REGION, f"US region {number}"))
        for number, mm in enumerate((0.1, 0.2), start=1)
    )

    assert length(wide(trust=Trust.NONE, regions=two), (10, 30), (60, 30)).summary == "50.0 px (uncalibrated)"


def test_h26_zero_spacing_gives_pixels() -> None:
    measured = length(
        wide(trust=Trust.NONE, calibration=Calibration.none(problems=("zero",))), (0, 0), (30, 40)
    )

    assert measured.summary == "50.0 px (uncalibrated)"


def test_a_click_without_a_drag_measures_nothing() -> None:
    assert drag("length", (3, 4), on=image()) is None


def test_a_length_is_drawn_by_clicking_at_both_ends_too() -> None:
    measured = clicks("length", (0, 0), (30, 40), on=image())

    assert measured is not None
    assert measured.summary == "50.0 mm"
