"""Choosing what numbers are read in, and what PET series are opened with."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QComboBox

from tests.builders.uptake import PER_BQ, pet_images
from tests.builders.windows import Reading, ReadingWindow
from tests.viewer.ui.conftest import settle
from viewer.core.scene import Scene
from viewer.core.windowing import Voi, Window
from viewer.ui.picture import value_at

SUV_0_5 = pytest.approx((2.5 / PER_BQ, 5 / PER_BQ))


def open_pet(reading: Reading, *windows: Voi, no_suv: str = "") -> None:
    made = pet_images(2.0, 1.0, windows=tuple((voi,) for voi in windows), no_suv=no_suv)
    (opened,) = reading.open(made)
    reading.session.show(opened.uid)
    reading.session.active.set(replace(reading.session.active.value, index=0))
    settle()


def scene(window: ReadingWindow) -> Scene:
    picture = window.grid.active.picture
    assert picture is not None
    return picture.scene


def combo(window: ReadingWindow, name: str) -> QComboBox:
    return next(box for box in window.bar.findChildren(QComboBox) if box.accessibleName().startswith(name))


def numbers(voi: Voi | None) -> tuple[float, float]:
    assert isinstance(voi, Window)
    return voi.center, voi.width


def test_h19_a_pet_series_is_opened_as_uptake_with_its_usual_window(
    window: ReadingWindow, reading: Reading
) -> None:
    open_pet(reading)

    assert scene(window).image.unit == "SUVbw"
    assert numbers(scene(window).shading.voi) == SUV_0_5
    assert combo(window, "Values").currentText() == "SUVbw"
    assert combo(window, "Window preset").currentText().startswith("SUV 0–5")


def test_h11_slices_that_bring_a_window_each_share_one(window: ReadingWindow, reading: Reading) -> None:
    open_pet(reading, Window(500, 1000), Window(50, 100), no_suv="no weight")
    first = scene(window).shading.voi
    reading.session.active.set(reading.session.active.value.at(1, 2))
    settle()

    assert isinstance(first, Window)
    assert scene(window).shading.voi == first
    assert combo(window, "Window preset").currentText().startswith("Auto")


def test_slices_that_bring_the_same_window_keep_it(window: ReadingWindow, reading: Reading) -> None:
    open_pet(reading, Window(500, 1000), Window(500, 1000), no_suv="no weight")

    assert scene(window).shading.voi is None


def test_a_window_of_the_image_holds_for_the_series_once_it_is_chosen(
    window: ReadingWindow, reading: Reading
) -> None:
    open_pet(reading, Window(500, 1000), Window(50, 100))
    presets = combo(window, "Window preset")
    presets.activated.emit(0)
    settle()

    assert scene(window).shading.voi == Window(500, 1000)
    assert presets.currentIndex() == 0


def test_another_quantity_changes_the_numbers_and_not_the_picture(
    window: ReadingWindow, reading: Reading
) -> None:
    open_pet(reading)
    before = scene(window)
    values = combo(window, "Values")
    values.textActivated.emit("Bq/ml")
    settle()

    assert scene(window).image.unit == "Bq/ml"
    assert scene(window).shading == before.shading
    assert combo(window, "Window preset").currentText().startswith("SUV 0–5")
    assert reading.session.values.value == ("Bq/ml", "SUVbw")
    assert value_at(before.image, 10, 0) == "column 11, row 1:  0.005 SUVbw"
    assert value_at(scene(window).image, 10, 0) == "column 11, row 1:  20 Bq/ml"


def test_the_formula_is_told_where_the_quantity_is_chosen(window: ReadingWindow, reading: Reading) -> None:
    open_pet(reading)

    assert "SUVbw = Bq/ml × 0.00025" in combo(window, "Values").toolTip()


def test_numbers_typed_are_meant_in_the_quantity_that_is_read(
    window: ReadingWindow, reading: Reading
) -> None:
    open_pet(reading)
    window.bar._width.setValue(10)
    settle()

    center, width = numbers(reading.session.active.value.shading.voi)
    assert (center, width) == pytest.approx((2.5 / PER_BQ, 10 / PER_BQ))
    assert (window.bar._center.value(), window.bar._width.value()) == pytest.approx((2.5, 10))


def test_without_a_choice_there_is_nothing_to_choose(window: ReadingWindow, reading: Reading) -> None:
    open_pet(reading, no_suv="the injected dose is missing")

    assert combo(window, "Values").isHidden()
    assert scene(window).image.unit == "Bq/ml"


def test_scrolling_back_shows_the_same_image_again_without_making_it_anew(
    window: ReadingWindow, reading: Reading
) -> None:
    open_pet(reading)
    first = scene(window).image
    window.grid.active.redraw()
    settle()

    assert scene(window).image is first
