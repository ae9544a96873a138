"""The waveform panel: true millimetres, calipers, pages, and what is said about them."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.ui.trace_printing import picture_of
from tests.builders.waveforms import recording
from viewer.render.trace_painter import Page
from viewer.ui.traces.screen import ASSUMED_DPI, scale_of
from viewer.ui.traces.trace_view import TraceView


@pytest.fixture
def view(qtbot: QtBot) -> TraceView:
    made = TraceView()
    qtbot.addWidget(made)
    made.resize(1100, 600)
    with qtbot.waitExposed(made):
        made.show()
    made.show_waiting("Doe, Jane  ·  P-1")
    made.show_recording(recording())
    return made


def px(view: TraceView, x_mm: float, y_mm: float) -> QPoint:
    """Return a place of the paper in its viewport, at true size and unscrolled."""
    per_mm = scale_of(view.screen()).px_per_mm
    return QPoint(round(x_mm * per_mm), round(y_mm * per_mm))


def drag(view: TraceView, start: QPoint, end: QPoint) -> None:
    on = view.paper.viewport()
    QTest.mousePress(on, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start)
    QTest.mouseMove(on, end)
    QTest.mouseRelease(on, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, end)


def test_the_panel_says_scale_filters_and_where_the_millimetres_come_from(view: TraceView) -> None:
    assert view.facts.text().startswith("25 mm/s  ·  10 mm/mV  ·  filters not stated  ·  ")
    assert "dpi" in view.facts.text()
    assert view.findings.text() == "Written by the device: SINUS RHYTHM"
    view._larger.click()
    assert view.facts.text().endswith("zoomed to 125%, not true size")
    view._true.click()
    assert "not true size" not in view.facts.text()


def test_a_screen_that_does_not_know_its_size_is_assumed_and_said_to_be(view: TraceView) -> None:
    assumed = scale_of(None)

    assert assumed.px_per_mm == pytest.approx(ASSUMED_DPI / 25.4)
    assert "assumed" in assumed.words


def test_dragging_over_a_lead_measures_time_rate_and_voltage(view: TraceView) -> None:
    sheet = view.sheet
    assert sheet is not None
    strip = sheet.strips[0]
    start = px(view, sheet.x_mm(strip, 0.5), sheet.middle_mm(0))
    end = px(view, sheet.x_mm(strip, 1.3), sheet.middle_mm(0) - 5)

    drag(view, start, end)

    assert view.paper.page is not None
    (kept,) = view.paper.page.calipers
    assert kept.milliseconds == pytest.approx(800, abs=15)
    assert kept.difference == pytest.approx(0.5, abs=0.03)
    assert view.says.text().startswith("I   ")
    view.speeds.setCurrentIndex(4)
    view.speeds.activated.emit(4)
    assert view.paper.page.calipers == (kept,), "the same caliper on faster paper"
    QTest.keyClick(view.paper, Qt.Key.Key_Delete)
    assert not view.paper.page.calipers


def test_escape_leads_back_to_the_images(view: TraceView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(view.left):
        QTest.keyClick(view.paper, Qt.Key.Key_Escape)


def test_a_long_recording_is_turned_page_by_page(view: TraceView) -> None:
    view.show_recording(recording(25.0))

    assert view.page_label.text() == "0–10 s"
    view._later.click()
    view._later.click()
    assert view.page_label.text() == "20–25 s"
    assert not view._later.isEnabled()


def test_the_lead_stands_where_its_value_says_on_the_saved_picture(view: TraceView) -> None:
    page = view.paper.page
    assert isinstance(page, Page)

    picture = picture_of(page, ("Doe, Jane", "25 mm/s"), dpi=254.0)

    assert picture.dotsPerMeterX() == 10_000
    strip = page.sheet.strips[-1]
    x = round(page.sheet.x_mm(strip, 9.0) * 10)
    top = round((page.sheet.y_mm(strip, 0.1) + 4.6 * 2.5) * 10)
    column = grey(picture)[top - 12 : top + 13, x]
    assert abs(int(np.argmin(column)) - 12) <= 2, "the curve, the darkest line there, lies at 0.1 mV"


def test_of_a_long_stacked_recording_the_stretch_on_the_screen_is_printed(view: TraceView) -> None:
    view.show_recording(recording(3600.0, names=("I", "II"), unit="mV"))
    bar = view.paper.horizontalScrollBar()
    bar.setValue(bar.maximum() // 2)

    printable = view.printable()

    assert printable is not None
    page, words = printable
    start_s = page.sheet.strips[0].start_s
    assert start_s == pytest.approx(1800, abs=30)
    assert page.sheet.strips[0].end_s == pytest.approx(start_s + 20)
    assert words.endswith("of 3600 s")
    assert page.sheet.width_mm < 520


def test_what_a_place_is_about_is_told_under_the_pointer(view: TraceView) -> None:
    sheet = view.sheet
    assert sheet is not None
    there = px(view, sheet.x_mm(sheet.strips[0], 1.0), sheet.middle_mm(0))

    assert view.paper._said_at(there.toPointF()) == "I\nQRS onset"


def test_h24_a_derived_group_says_so_and_when_it_begins(view: TraceView) -> None:
    whole = recording()
    computed = replace(whole.groups[0], originality="DERIVED", offset_s=0.25)

    view.show_recording(replace(whole, groups=(computed,)))

    assert "derived, not recorded  ·  begins 250 ms into the recording" in view.facts.text()


def test_a_recording_that_cannot_be_read_says_why(view: TraceView) -> None:
    view.show_failure("it holds no waveform")

    assert view.message.text() == "it holds no waveform"
    assert not view.speeds.isEnabled()


def grey(picture: QImage) -> np.ndarray[tuple[int, int], np.dtype[np.uint8]]:
    """Return the green of a picture, (rows, columns)."""
    plain = picture.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(plain.constBits(), np.uint8).reshape(plain.height(), plain.bytesPerLine())
    return rows[:, : plain.width() * 3].reshape(plain.height(), plain.width(), 3)[..., 1].copy()
