"""A reader writes with fields, a measurement, a macro and normal text, and signs."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from reporting.core.report import SectionName
from reporting.ui.section_editor import SectionEditor
from tests.builders.sittings import Reader

FINDINGS, IMPRESSION = SectionName.FINDINGS, SectionName.IMPRESSION


def written() -> SectionEditor:
    focused = QApplication.focusWidget()
    assert isinstance(focused, SectionEditor)
    return focused


def test_a_template_is_filled_from_the_image_to_the_last_field(reader: Reader) -> None:
    program = reader.at
    desk, panel = program.desk, program.panel
    desk.choose_template("us-thyroid")
    QTest.keyClick(program.window, Qt.Key.Key_F8)
    reader.wait_for(lambda: isinstance(QApplication.focusWidget(), SectionEditor))
    assert written().textCursor().selectedText() == "[Right lobe, volume, mL]"
    QTest.keyClicks(written(), "14")
    QTest.keyClick(written(), Qt.Key.Key_F8)
    assert panel.editor(FINDINGS).toPlainText().startswith("Right lobe: 14 mL")

    QTest.keyClick(written(), Qt.Key.Key_F6)
    assert "Cervical lymph nodes: none suspicious." in panel.editor(FINDINGS).toPlainText()

    editor = panel.editor(IMPRESSION)
    editor.setFocus()
    QTest.keyClicks(editor, "//followup modality=ul interval=12")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    report = desk.report.value
    assert report is not None
    assert report.section(IMPRESSION).text == "Follow-up with ultrasound in 12 months."
    assert [known.value for known in report.fields if known.id == "right"] == ["14"]


def test_every_command_of_writing_is_in_the_menu(reader: Reader) -> None:
    ids = {command.id for command in reader.at.commands if command.menu.startswith("Re&port/Wri")}

    assert {"report.next_field", "report.normal", "report.macros", "report.sentence", "report.prior"} <= ids
    assert "report.dictate" not in ids
