"""The bar of windows and zooms."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.builders.images import image
from tests.builders.opened import images
from tests.builders.windows import Reading, ReadingWindow
from tests.viewer.ui.conftest import settle
from viewer.core.camera import Camera
from viewer.core.images import Image, Shading, automatic_voi
from viewer.core.viewport import Layout, ViewportState
from viewer.core.windowing import Padding, VoiFunction, VoiLut, Window
from viewer.modalities.table import modality_for
from viewer.ui.window_bar import BY_HAND, NOT_TURNED, BarKeys, WindowBar
from viewer.ui.window_choices import (
    AUTO,
    choices,
    chosen,
    decimals_of,
    edited_window,
    full_range,
    with_window,
    zoom_typed,
    zoom_words,
)

OWN = (Window(40, 400, explanation="Mediastinum"), Window(-600, 1500))
CT = modality_for("CT")


def ct(windows: tuple[Window, ...] = OWN) -> list[Image]:
    return images(2, windows=windows)


def shown_ct(reading: Reading, windows: tuple[Window, ...] = OWN, modality: str = "CT") -> None:
    (made,) = reading.open(images(2, windows=windows, modality=modality))
    reading.session.show(made.uid)
    settle()


def test_the_images_own_windows_come_first_with_their_explanation() -> None:
    titles = [choice.title for choice in choices(ct()[0], CT)]

    assert titles[:2] == ["Mediastinum", "Image window 2"]
    assert titles[-2:] == ["Auto", "Full range"]
    assert "Brain" in titles


def test_presets_for_hounsfield_are_not_offered_for_other_values() -> None:
    assert [choice.title for choice in choices(image(unit="", windows=OWN), CT)] == [
        "Mediastinum", "Image window 2", "Auto", "Full range"
    ]  # fmt: skip


def test_a_colour_picture_has_no_windows() -> None:
    assert choices(image(np.zeros((4, 4, 3), np.uint8)), CT) == ()


def test_h10_the_full_range_leaves_padding_out() -> None:
    padded = image(np.array([[-2000, -1000], [0, 100]], np.int16), padding=Padding(-2000, -2000))

    window = full_range(padded)

    assert window.ramp() == (-1000, 100)


def test_the_full_range_of_nothing_is_still_a_window() -> None:
    empty = image(np.full((2, 2), -2000, np.int16), padding=Padding(-2000, -2000))
    flat = image(np.full((2, 2), 7, np.int16))

    assert full_range(empty) == automatic_voi(empty)
    assert full_range(flat).center == 7


def test_the_choice_in_force_is_known() -> None:
    one = ct()[0]
    offered = choices(one, CT)
    state = ViewportState()
    brain = next(choice for choice in offered if choice.title == "Brain")

    assert offered[chosen(state, offered, one)].title == "Mediastinum"
    assert offered[chosen(with_window(state, OWN[1]), offered, one)].title == "Image window 2"
    assert offered[chosen(with_window(state, brain.voi(one), "Brain"), offered, one)].title == "Brain"
    assert chosen(with_window(state, Window(1, 2)), offered, one) == -1


def test_an_image_without_windows_of_its_own_is_shown_by_auto() -> None:
    one = ct(())[0]
    offered = choices(one, CT)

    assert offered[chosen(ViewportState(), offered, one)].title == AUTO


def test_h13_typed_numbers_keep_the_function_and_never_make_an_impossible_window() -> None:
    assert edited_window(Window(40, 400), 50, 0) == Window(50, 1)
    exact = edited_window(Window(1, 0.5, VoiFunction.LINEAR_EXACT), 1, 0)
    assert exact.function is VoiFunction.LINEAR_EXACT
    assert edited_window(VoiLut(0, (0, 1), 8), 1, 2).function is VoiFunction.LINEAR


@pytest.mark.parametrize(
    ("text", "zoom"),
    [("150", 1.5), ("150 %", 1.5), ("87,5%", 0.875), ("big", None), ("0", None), ("1e9", None)],
)
def test_a_typed_zoom_is_a_percentage(text: str, zoom: float | None) -> None:
    assert zoom_typed(text) == zoom


def test_the_zoom_is_said_in_true_percent() -> None:
    assert zoom_words(Camera(), 1.486) == "Fit  149 %"
    assert zoom_words(Camera(zoom=1.0), 1.0) == "100 %"
    assert zoom_words(Camera(zoom=0.054), 0.054) == "5.4 %"


def test_numbers_show_as_many_decimals_as_they_have() -> None:
    assert [decimals_of(window) for window in (Window(40, 400), Window(1138.5, 2277), Window(2.5, 5))] == [
        0,
        1,
        2,
    ]


def test_without_an_image_the_bar_is_empty_and_off(window: ReadingWindow) -> None:
    assert not window.bar.isEnabled()
    assert window.bar._center.text() == ""


def test_the_bar_shows_the_store_and_writes_it(reading: Reading, window: ReadingWindow) -> None:
    shown_ct(reading)
    bar = window.bar
    assert (bar._center.value(), bar._width.value(), bar._presets.currentText()) == (
        40,
        400,
        "Mediastinum  [1]",
    )

    bar._width.setValue(350)
    settle()

    assert reading.session.active.value.shading.voi == Window(40, 350)
    assert bar._presets.currentIndex() == -1
    assert bar._presets.placeholderText() == BY_HAND


def test_a_preset_is_chosen_and_named(reading: Reading, window: ReadingWindow) -> None:
    shown_ct(reading)
    bar = window.bar
    place = next(at for at in range(bar._presets.count()) if bar._presets.itemText(at).startswith("Lung"))

    bar._presets.activated.emit(place)
    settle()

    assert reading.session.active.value.preset == "Lung"
    assert reading.session.active.value.shading.voi == Window(-600, 1500, explanation="Lung")
    assert bar._presets.currentIndex() == place


def test_invert_and_interpolation_are_switches(reading: Reading, window: ReadingWindow) -> None:
    shown_ct(reading)

    window.bar._invert.click()
    window.bar._smooth.click()
    settle()

    assert reading.session.active.value.shading == Shading(inverted=True)
    assert not reading.session.active.value.interpolated
    reading.session.active.set(replace(reading.session.active.value, interpolated=True))
    settle()
    assert window.bar._smooth.isChecked()


def test_the_zoom_is_chosen_or_typed_and_fit_comes_back(reading: Reading, window: ReadingWindow) -> None:
    shown_ct(reading)
    bar = window.bar
    for typed, zoom in (("250", 2.5), ("nonsense", 2.5), ("100 %", 1.0), ("Fit", None)):
        bar._zoom.setEditText(typed)
        bar._typed.returnPressed.emit()
        settle()
        assert reading.session.active.value.camera.zoom == zoom
    assert bar._zoom.currentText().startswith("Fit  ")


def test_the_zoom_is_shown_again_after_an_empty_viewport(reading: Reading, window: ReadingWindow) -> None:
    shown_ct(reading)
    reading.session.layout.set(Layout(1, 2, active=1))
    settle()
    assert window.bar._zoom.currentText() == ""

    reading.session.activate(0)

    assert window.bar._zoom.currentText().startswith("Fit  ")


def test_h7_slices_are_never_turned_or_flipped_and_the_reader_is_told_why(
    reading: Reading, window: ReadingWindow
) -> None:
    shown_ct(reading)

    assert not window.bar._flip.isEnabled()
    assert not window.bar._rotate.isEnabled()
    assert window.bar._flip.toolTip() == NOT_TURNED


def test_buttons_say_their_keys_even_after_they_could_not_be_used(
    reading: Reading, window: ReadingWindow
) -> None:
    window.bar.take_keys(BarKeys(invert="Shift+I", flip="Alt+M", fit="Ctrl+0"))
    shown_ct(reading)
    assert window.bar._flip.toolTip() == NOT_TURNED

    shown_ct(reading, modality="DX")

    assert window.bar._flip.toolTip() == "Flip left to right (Alt+M)"
    assert window.bar._invert.toolTip().endswith("(Shift+I)")
    assert window.bar._rotate.toolTip() == "Rotate a quarter turn clockwise"
    assert window.bar._zoom.toolTip() == "Zoom: Fit (Ctrl+0)"


def test_a_narrow_bar_leaves_out_what_has_a_menu_and_keeps_numbers_preset_and_zoom(
    reading: Reading, qtbot: QtBot
) -> None:
    desk = QWidget()
    qtbot.addWidget(desk)
    bar = WindowBar(reading.session, desk)
    bar.resize(900, 30)
    desk.show()
    assert bar._flip.isVisible()
    least = bar.minimumSizeHint().width()

    bar.resize(least, 30)

    spared = (bar._flip, bar._rotate, bar._smooth, bar._invert)
    kept = (bar._center, bar._width, bar._presets, bar._zoom)
    assert least < 400
    assert not any(part.isVisible() for part in spared)
    assert all(part.isVisible() for part in kept)
    assert bar.minimumSizeHint().width() == least
    bar.resize(900, 30)
    assert all(part.isVisible() for part in spared)


def typed(field: QWidget, keys: str) -> None:
    field.setFocus()
    field.window().activateWindow()
    written = field.findChildren(QLineEdit)[0]
    written.selectAll()
    QTest.keyClicks(field, keys)


def test_escape_gives_up_what_was_typed_and_leaves_for_the_images(
    reading: Reading, window: ReadingWindow, qtbot: QtBot
) -> None:
    shown_ct(reading)
    for field, before in ((window.bar._center, "40"), (window.bar._zoom, window.bar._zoom.currentText())):
        typed(field, "77")

        with qtbot.waitSignal(window.bar.left, timeout=1000):
            QTest.keyClick(field, Qt.Key.Key_Escape)

        assert field.findChildren(QLineEdit)[0].text() == before
    assert reading.session.active.value.shading.voi is None
    assert reading.session.active.value.camera == Camera()


def test_enter_takes_what_was_typed_and_leaves_for_the_images(
    reading: Reading, window: ReadingWindow, qtbot: QtBot
) -> None:
    shown_ct(reading)
    for field, words in ((window.bar._width, "350"), (window.bar._zoom, "150")):
        typed(field, words)
        with qtbot.waitSignal(window.bar.left, timeout=1000):
            QTest.keyClick(field, Qt.Key.Key_Return)

    assert reading.session.active.value.shading.voi == Window(40, 350)
    assert reading.session.active.value.camera.zoom == 1.5


def test_tab_goes_to_the_next_field_and_not_to_the_next_viewport(
    reading: Reading, window: ReadingWindow
) -> None:
    pressed: list[str] = []
    next_viewport = QAction(window)
    next_viewport.setShortcut("Tab")
    next_viewport.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    next_viewport.triggered.connect(lambda: pressed.append("Tab"))
    window.bar.addAction(next_viewport)
    shown_ct(reading)
    window.activateWindow()
    assert QTest.qWaitForWindowActive(window)
    typed(window.bar._center, "60")

    QTest.keyClick(window.bar._center, Qt.Key.Key_Tab)
    settle()

    assert pressed == []
    assert window.bar._width.hasFocus()
    assert reading.session.active.value.shading.voi == Window(60, 400)


def test_h7_what_is_seen_is_flipped_left_to_right_even_after_a_turn(
    reading: Reading, window: ReadingWindow
) -> None:
    shown_ct(reading, modality="DX")
    window.bar._rotate.click()
    settle()
    before = window.grid.scene
    assert before is not None

    window.bar._flip.click()
    settle()

    after = window.grid.scene
    assert after is not None
    assert np.allclose(after.affine[0, :2], -before.affine[0, :2])
    assert np.allclose(after.affine[1, :2], before.affine[1, :2])
