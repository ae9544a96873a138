"""A reader opens an ECG from the series list, measures a beat, and goes back to the images."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.builders.dicom import write
from tests.builders.sittings import Reader, sitting, write_studies
from tests.builders.waveforms import ecg

pytestmark = pytest.mark.story


@pytest.fixture(scope="module")
def reader(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    folder = write_studies(tmp_path_factory.mktemp("studies"))
    write(ecg(), folder / "ecg")
    yield from sitting(tmp_path_factory.mktemp("home"), folder)


def test_an_ecg_opens_below_the_images_is_measured_and_left_again(reader: Reader) -> None:
    reader.sit_down()
    strip, view = reader.at.strip, reader.at.trace_dock.view

    strip._view.opened.emit(strip._model.index_of_set(reader.set_of("ecg").uid))
    reader.wait_for(lambda: view.paper.page is not None)

    assert reader.at.trace_dock.isVisible()
    assert view.paper.hasFocus()
    assert view.layouts.currentText() == "3 × 4 and rhythm"
    assert "P-1" in view.identity.text()
    sheet = view.sheet
    assert sheet is not None
    one = sheet.strips[0]
    on, per_mm = view.paper.viewport(), view.paper._px_per_mm
    places = [
        (sheet.x_mm(one, seconds) * per_mm, sheet.middle_mm(0) * per_mm) for seconds in (0.1, 0.1 + 60 / 72)
    ]
    start, end = (QPoint(round(x), round(y)) for x, y in places)
    QTest.mousePress(on, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start)
    QTest.mouseMove(on, end)
    QTest.mouseRelease(on, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, end)
    assert any(f"{rate} bpm" in view.says.text() for rate in (71, 72, 73))
    QTest.keyClick(view.paper, Qt.Key.Key_Escape)
    assert reader.at.grid.hasFocus()


def test_h30_an_ecg_of_another_patient_than_the_images_says_so(reader: Reader) -> None:
    reader.sit_down()
    view = reader.at.trace_dock.view
    reader.at.traces.open(reader.set_of("ecg"))
    reader.wait_for(lambda: view.paper.page is not None)

    assert not view.warning.isVisible()
    reader.show("other")
    assert view.warning.isVisible()
    assert "another patient" in view.warning.text()
