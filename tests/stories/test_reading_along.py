"""The report is read along while it is written, in the real window."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QToolButton

from app.ui.checks_dialog import ChecksDialog
from reporting.core.report import SectionName
from tests.builders.sittings import Reader

pytestmark = pytest.mark.story


def doubted(reader: Reader) -> list[str]:
    return [doubt.check for doubt in reader.at.proofreader.doubts.value]


def test_a_reader_is_pointed_at_a_size_without_a_unit_and_mends_it(reader: Reader) -> None:
    reader.sit_down()
    reader.at.window.report_dock.show()
    editor = reader.at.panel.editor(SectionName.IMPRESSION)
    editor.setFocus()
    editor.selectAll()
    QTest.keyClicks(editor, "The nodule measures 8")
    reader.wait_for(lambda: "unit" in doubted(reader))
    links = [known for known in reader.at.panel.findChildren(QLabel, "doubted") if "“8”" in known.text()]

    QTest.mouseClick(links[0], Qt.MouseButton.LeftButton)
    assert editor.textCursor().selectedText() == "8"

    editor.moveCursor(editor.textCursor().MoveOperation.Start)
    while editor.textCursor().selectedText() != "8":
        reader.press(Qt.Key.Key_F7)
    QTest.keyClicks(editor, "8 mm")
    reader.wait_for(lambda: "unit" not in doubted(reader))
    assert editor.toPlainText() == "The nodule measures 8 mm"


def test_a_check_is_turned_off_from_the_list(reader: Reader) -> None:
    reader.sit_down()
    editor = reader.at.panel.editor(SectionName.IMPRESSION)
    editor.setFocus()
    editor.selectAll()
    QTest.keyClicks(editor, "The the nodule")
    reader.wait_for(lambda: "doubled-word" in doubted(reader))
    choose = next(known for known in reader.at.panel.findChildren(QToolButton) if known.text() == "Checks…")

    def turn_off() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, ChecksDialog):
            dialog.box("doubled-word").setChecked(False)
            dialog.accept()

    QTimer.singleShot(0, turn_off)
    choose.click()
    reader.wait_for(lambda: "doubled-word" not in doubted(reader))

    assert reader.at.settings.value.checks_off == ("doubled-word",)
    reader.at.settings.set(replace(reader.at.settings.value, checks_off=()))
