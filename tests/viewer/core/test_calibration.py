"""What a calibration says of a pixel."""

from viewer.core.calibration import Calibration, Region, Trust


def test_lengths_are_in_millimetres_only_where_both_spacings_are_known() -> None:
    known = Calibration(0.25, 0.5, Trust.PATIENT)

    assert known.in_mm
    assert known.unit == "mm"
    assert known.pixel_size == (0.25, 0.5)
    assert known.shape == (0.25, 0.5)


def test_h26_without_spacing_lengths_are_counted_in_pixels_and_say_so() -> None:
    none = Calibration.none(problems=("Pixel Spacing is 0\\0",))

    assert not none.in_mm
    assert none.unit == "px"
    assert none.pixel_size == (1.0, 1.0)
    assert none.label == "uncalibrated"
    assert none.problems == ("Pixel Spacing is 0\\0",)


def test_h3_without_spacing_pixels_are_drawn_by_their_aspect_and_counted_unstretched() -> None:
    tall = Calibration.none(aspect=2.0)

    assert tall.shape == (1.0, 2.0)
    assert tall.pixel_size == (1.0, 1.0)


def test_h25_a_region_holds_its_own_edges_and_nothing_beyond() -> None:
    region = Region(10, 20, 30, 40, Calibration.none())

    assert region.holds(10, 20)
    assert region.holds(30, 40)
    assert not region.holds(30.5, 40)
    assert not region.holds(10, 19.9)
