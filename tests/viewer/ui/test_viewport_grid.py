"""Rows and columns of viewports, the active one, the large one."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.builders.opened import BLAISE, images
from tests.builders.windows import Reading, ReadingWindow
from tests.viewer.ui.conftest import settle
from viewer.core.scene import Scene
from viewer.core.viewport import Layout
from viewer.ui.layout_picker import LayoutPicker, pointed_at
from viewer.ui.slice_slider import SliceSlider, index_at, mark_span
from viewer.ui.viewport_grid import place_of, visible_cells


@pytest.mark.parametrize("rows", [1, 2, 3, 4])
@pytest.mark.parametrize("columns", [1, 2, 4])
def test_the_grid_shows_as_many_viewports_as_the_layout_says(
    reading: Reading, window: ReadingWindow, rows: int, columns: int
) -> None:
    reading.session.layout.set(Layout(rows, columns))
    settle()

    visible = window.grid.viewports
    assert len(visible) == rows * columns
    assert all(viewport.isVisible() for viewport in visible)
    widths = {viewport.width() for viewport in visible}
    assert max(widths) - min(widths) <= 1


def test_a_click_makes_a_viewport_active(reading: Reading, window: ReadingWindow) -> None:
    reading.session.layout.set(Layout(1, 2))
    settle()

    QTest.mouseClick(window.grid.viewports[1], Qt.MouseButton.LeftButton, pos=QPoint(30, 30))

    assert reading.session.layout.value.active == 1


def test_a_double_click_lets_a_viewport_fill_the_grid_and_back(
    reading: Reading, window: ReadingWindow
) -> None:
    reading.open(images(2))
    reading.session.layout.set(Layout(2, 2))
    settle()
    second = window.grid.viewports[1]

    QTest.mouseClick(second, Qt.MouseButton.LeftButton, pos=QPoint(30, 30))
    QTest.mouseDClick(second, Qt.MouseButton.LeftButton, pos=QPoint(30, 30))
    settle()
    assert window.grid.viewports == (second,)
    assert second.width() == window.grid.width()

    QTest.mouseDClick(second, Qt.MouseButton.LeftButton, pos=QPoint(30, 30))
    settle()
    assert len(window.grid.viewports) == 4


def test_a_single_viewport_cannot_be_enlarged(reading: Reading, window: ReadingWindow) -> None:
    window.grid.maximize()

    assert not reading.session.layout.value.maximized


def test_h16_another_patient_dropped_beside_the_first_clears_the_grid_and_says_so(
    reading: Reading, window: ReadingWindow
) -> None:
    ada, blaise = reading.open(images(2), images(2, patient=BLAISE, series_uid="7.3", study_uid="7"))
    reading.session.layout.set(Layout(1, 2))
    reading.session.show(ada.uid, 0)
    settle()
    said: list[str] = []
    reading.session.noticed.connect(said.append)

    window.grid.viewports[1].dropped.emit(blaise.uid)
    settle()

    names = [viewport.picture and viewport.picture.text.top_left[0] for viewport in window.grid.viewports]
    assert names == [None, "Pascal, Blaise"]
    assert "Another patient" in said[0]


def test_the_active_viewports_picture_is_announced(reading: Reading, window: ReadingWindow) -> None:
    (ct,) = reading.open(images(2))
    heard: list[Scene | None] = []
    window.grid.scene_changed.connect(heard.append)

    reading.session.show(ct.uid)
    settle()

    assert heard[-1] is not None
    assert heard[-1] is window.grid.scene


def test_lines_over_images_are_drawn_again_on_demand(reading: Reading, window: ReadingWindow) -> None:
    (ct,) = reading.open(images(2))
    reading.session.show(ct.uid)
    settle()
    drawn: list[int] = []
    window.grid.active.pictured.connect(lambda: drawn.append(1))

    window.grid.redraw()
    settle()

    assert drawn == [1]


def test_cells_stand_in_reading_order() -> None:
    layout = Layout(2, 3, active=4)
    assert [place_of(cell, layout) for cell in visible_cells(layout)] == [
        (0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2)
    ]  # fmt: skip
    assert visible_cells(replace(layout, maximized=True)) == (4,)


@pytest.mark.parametrize(("at", "picked"), [((1, 1), (1, 1)), ((60, 25), (1, 2)), ((900, 900), (4, 4))])
def test_the_picker_points_out_rows_and_columns(at: tuple[int, int], picked: tuple[int, int]) -> None:
    assert pointed_at(QPointF(*at)) == picked


def test_the_picker_is_used_by_mouse_and_by_keys(qtbot: QtBot) -> None:
    picker = LayoutPicker()
    qtbot.addWidget(picker)
    picker.show_layout(Layout(1, 1))
    picked: list[tuple[int, int]] = []
    picker.picked.connect(lambda rows, columns: picked.append((rows, columns)))

    QTest.mouseClick(picker, Qt.MouseButton.LeftButton, pos=QPoint(60, 60))
    QTest.keyClick(picker, Qt.Key.Key_Right)
    QTest.keyClick(picker, Qt.Key.Key_Up)
    QTest.keyClick(picker, Qt.Key.Key_Return)

    assert picked == [(2, 2), (1, 3)]


@pytest.mark.parametrize("count", [2, 20, 5000])
def test_every_slice_can_be_reached_or_passed_on_the_slider(count: int) -> None:
    for index in (0, count // 2, count - 1):
        top, length = mark_span(index, count, 600.0)
        assert 0 <= top <= 600 - length + 1e-9
        assert index_at(top + length / 2, count, 600.0) == index


def test_outside_the_slider_lie_the_first_and_the_last_slice() -> None:
    assert index_at(-50, 30, 600) == 0
    assert index_at(900, 30, 600) == 29
    assert index_at(10, 1, 600) == 0


def test_dragging_the_slider_scrolls(reading: Reading, window: ReadingWindow) -> None:
    (ct,) = reading.open(images(30))
    reading.session.show(ct.uid)
    settle()
    slider = window.grid.active.findChild(SliceSlider)
    assert isinstance(slider, SliceSlider)

    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=QPoint(5, slider.height() - 1))
    settle()
    assert reading.session.active.value.index == 29
    QTest.mouseMove(slider, QPoint(5, 0))
    settle()
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=QPoint(5, 0))

    assert reading.session.active.value.index == 0


def test_a_single_image_has_no_slider(reading: Reading, window: ReadingWindow) -> None:
    (dx,) = reading.open(images(1))
    reading.session.show(dx.uid)
    settle()

    slider = window.grid.active.findChild(SliceSlider)
    assert isinstance(slider, SliceSlider)
    assert not slider.isVisible()
