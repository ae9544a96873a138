"""Writing with help: fields, choices, macros, styles, dictation by an input method."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.reports.author import Author
from app.reports.macro_shelf import MacroShelf
from reporting.core.report import FieldValue, Line, Listed, Mark, Report, SectionName
from reporting.store.sentences import SentenceIndex
from reporting.ui.report_panel import ReportPanel
from reporting.ui.section_editor import SectionEditor
from reporting.ui.text.styles import Styled
from tests.builders.desks import Desk, desk_at

FINDINGS, IMPRESSION = SectionName.FINDINGS, SectionName.IMPRESSION
SHIPPED = Path(__file__).resolve().parents[3] / "resources" / "macros"
Key = Qt.Key


@pytest.fixture
def at(tmp_path: Path) -> Iterator[Desk]:
    made = desk_at(tmp_path)
    yield made
    made.store.close()


@pytest.fixture
def author(at: Desk, tmp_path: Path) -> Author:
    shelf = MacroShelf(tmp_path / "macros", lambda: None, SHIPPED, at.failures.append)
    at.desk.offer_macros(shelf.macros)
    return Author(at.desk, shelf, SentenceIndex(tmp_path / "s.sqlite3"), at.store.reports)


@pytest.fixture
def panel(at: Desk, author: Author, qtbot: QtBot) -> ReportPanel:
    made = ReportPanel(at.desk, None, author)
    qtbot.addWidget(made)
    made.resize(480, 900)
    made.show()
    made.activateWindow()
    qtbot.waitActive(made)
    return made


def report_of(at: Desk) -> Report:
    report = at.desk.report.value
    assert report is not None
    return report


PATIENCE = 150


def written(panel: ReportPanel) -> SectionEditor:
    for _ in range(PATIENCE):  # the window's manager may take a moment to give it the keyboard
        focused = QApplication.focusWidget()
        if isinstance(focused, SectionEditor):
            return focused
        QTest.qWait(20)
    raise AssertionError("no section has the keyboard")


def type_(panel: ReportPanel, *words: str | Qt.Key) -> None:
    for one in words:
        if isinstance(one, str):
            QTest.keyClicks(written(panel), one)
        else:
            QTest.keyClick(written(panel), one)


def value(at: Desk, uid: str) -> FieldValue:
    return next(known for known in report_of(at).fields if known.id == uid)


def test_tab_goes_from_field_to_field_and_a_bare_number_gets_its_unit(panel: ReportPanel, at: Desk) -> None:
    at.desk.choose_template("us-thyroid")
    panel.step_field(forward=True)
    assert written(panel).textCursor().selectedText() == "[Right lobe, volume, mL]"

    type_(panel, "12", Key.Key_Tab, "9", Key.Key_Tab)

    assert [(value(at, uid).value, value(at, uid).unit) for uid in ("right", "left")] == [
        ("12", "mL"),
        ("9", "mL"),
    ]
    assert report_of(at).section(FINDINGS).text.startswith("Right lobe: 12 mL\nLeft lobe: 9 mL")
    assert written(panel).textCursor().selectedText() == "[Isthmus, mm]"
    QTest.keyClick(written(panel), Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert written(panel).textCursor().selectedText() == "9 mL"


def test_a_choice_is_offered_filtered_by_typing_and_taken_by_tab(panel: ReportPanel, at: Desk) -> None:
    at.desk.choose_template("mammography")
    panel.step_field(forward=True)
    offer = panel.editor(FINDINGS).assistant.offer  # type: ignore[union-attr]  # made when something is offered
    assert offer is not None
    assert offer.isVisible()

    type_(panel, "c", Key.Key_Tab)

    assert value(at, "composition").value == "C"
    assert value(at, "composition").remark == ""


def test_return_takes_the_row_and_what_is_typed_next_is_behind_the_field(
    panel: ReportPanel, at: Desk
) -> None:
    at.desk.choose_template("mammography")
    panel.step_field(forward=True)
    type_(panel, Key.Key_Down, Key.Key_Down, Key.Key_Return, " on both sides")

    assert value(at, "composition").value == "B"
    assert "Breast composition: B on both sides" in report_of(at).section(FINDINGS).text


def test_several_choices_are_ticked_one_by_one(panel: ReportPanel, at: Desk) -> None:
    at.desk.choose_template("pathology-second-read")
    panel.step_field(forward=True)
    type_(panel, Key.Key_Down, Key.Key_Return, Key.Key_Down, Key.Key_Return)
    assert value(at, "stains").value == "HE, PAS"

    type_(panel, Key.Key_Return)
    assert value(at, "stains").value == "HE"


def test_escape_closes_the_choices_before_it_leaves_the_report(
    panel: ReportPanel, at: Desk, qtbot: QtBot
) -> None:
    at.desk.choose_template("mammography")
    panel.step_field(forward=True)
    offer = panel.editor(FINDINGS).assistant.offer  # type: ignore[union-attr]  # as above
    assert offer is not None
    with qtbot.assertNotEmitted(panel.left):
        type_(panel, Key.Key_Escape)
    assert not offer.isVisible()
    with qtbot.waitSignal(panel.left):
        type_(panel, Key.Key_Escape)


def test_a_filled_field_that_is_deleted_waits_again(panel: ReportPanel, at: Desk) -> None:
    at.desk.choose_template("us-thyroid")
    panel.step_field(forward=True)
    type_(panel, "12", Key.Key_Tab)
    QTest.keyClick(written(panel), Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)

    type_(panel, Key.Key_Delete)
    assert report_of(at).section(FINDINGS).lines[0].text == "Right lobe: [Right lobe, volume, mL]"
    type_(panel, Key.Key_Delete)
    assert report_of(at).section(FINDINGS).lines[0].text == "Right lobe: "


def test_fields_are_walked_over_sections_and_from_the_last_to_the_first(panel: ReportPanel, at: Desk) -> None:
    at.desk.choose_template("mammography")
    panel.step_field(forward=False)
    assert written(panel) is panel.editor(IMPRESSION)
    panel.step_field(forward=True)
    assert written(panel) is panel.editor(FINDINGS)


def test_brackets_in_the_text_are_stops_too(panel: ReportPanel, at: Desk) -> None:
    at.desk.edit(IMPRESSION, (Line("Nodule in the [place]."),))
    panel.editor(IMPRESSION).setFocus()
    panel.editor(IMPRESSION).moveCursor(QTextCursor.MoveOperation.Start)
    panel.step_field(forward=True)

    type_(panel, "right lung")

    assert report_of(at).section(IMPRESSION).text == "Nodule in the right lung."


def test_h6_a_measurement_fills_the_number_field_and_follows_its_drawing(
    panel: ReportPanel, at: Desk
) -> None:
    at.desk.choose_template("us-thyroid")
    drawn = at.measure(mm=16.0)
    panel.editor(FINDINGS).setFocus()
    while value(at, "nodule#1.size").value == "":
        panel.step_field(forward=True)
        if written(panel).textCursor().selectedText() == "[Largest diameter, mm]":
            at.desk.insert_here(drawn.uid)

    at.change(replace(drawn, quantities=(replace(drawn.quantities[0], value=21.0),)))

    line = next(line for line in report_of(at).section(FINDINGS).lines if "Nodule 1" in line.text)
    assert "21.0 mm" in line.text
    assert (line.measurement_uids, line.mark) == ((drawn.uid,), Mark.NONE)
    assert value(at, "nodule#1.size").value == "21.0"


def test_words_of_the_reader_inside_a_line_are_marked_not_overwritten(panel: ReportPanel, at: Desk) -> None:
    at.desk.choose_template("us-thyroid")
    drawn = at.measure(mm=16.0)
    at.desk.stand_at(FINDINGS, 2, "isthmus")
    at.desk.insert_here(drawn.uid)
    line = report_of(at).section(FINDINGS).lines[2]
    reworded = replace(line, text=line.text.replace("16.0 mm", "17.5 mm"))
    at.desk.edit(FINDINGS, (*report_of(at).section(FINDINGS).lines[:2], reworded))

    at.change(replace(drawn, quantities=(replace(drawn.quantities[0], value=21.0),)))
    assert report_of(at).section(FINDINGS).lines[2].text == "Isthmus: 17.5 mm"
    assert report_of(at).section(FINDINGS).lines[2].mark is Mark.CHANGED

    at.desk.acknowledge(FINDINGS, 2, take_new=True)
    assert report_of(at).section(FINDINGS).lines[2].text == "Isthmus: 21.0 mm"


def test_a_macro_expands_with_its_parameters_and_leads_to_what_is_missing(
    panel: ReportPanel, at: Desk
) -> None:
    editor = panel.editor(IMPRESSION)
    editor.setFocus()
    type_(panel, "Lungs: //nodule size=8 place=middle", Key.Key_Return)

    assert report_of(at).section(IMPRESSION).text == "Lungs: [Density] nodule of 8 mm in the middle lobe."
    assert written(panel).textCursor().selectedText() == "[Density]"
    type_(panel, "so", Key.Key_Tab)
    assert report_of(at).section(IMPRESSION).text.startswith("Lungs: solid nodule of 8 mm")
    assert value(at, "//nodule#1.density").value == "solid"


def test_macros_are_previewed_while_their_name_is_typed(panel: ReportPanel, at: Desk) -> None:
    panel.editor(IMPRESSION).setFocus()
    type_(panel, "//eff")
    assistant = panel.editor(IMPRESSION).assistant
    assert assistant is not None
    assert assistant.offer is not None
    assert assistant.offer.isVisible()
    assert assistant.offer.current == 0

    type_(panel, "x")
    assert not assistant.offer.isVisible()


def test_bold_words_and_lists_are_the_reports(panel: ReportPanel, at: Desk) -> None:
    editor = panel.editor(IMPRESSION)
    editor.setFocus()
    type_(panel, "Urgent finding")
    cursor = editor.textCursor()
    cursor.setPosition(0)
    cursor.setPosition(6, QTextCursor.MoveMode.KeepAnchor)
    editor.setTextCursor(cursor)
    editor.restyle(Styled.BOLD)
    editor.restyle(Styled.UNDERLINE)
    editor.list_lines(Listed.NUMBER)

    (line,) = report_of(at).section(IMPRESSION).lines
    assert [(line.words_of(span), span.bold, span.italic, span.underline) for span in line.spans] == [
        ("Urgent", True, False, True)
    ]
    assert line.listed is Listed.NUMBER
    editor.restyle(Styled.BOLD)
    editor.list_lines(Listed.NUMBER)
    assert not report_of(at).section(IMPRESSION).lines[0].spans[0].bold
    assert report_of(at).section(IMPRESSION).lines[0].listed is Listed.NONE


def test_dictated_words_come_as_from_any_input_method(panel: ReportPanel, at: Desk) -> None:
    editor = panel.editor(IMPRESSION)
    editor.setFocus()
    thinking = QInputMethodEvent("no effu", [])
    QApplication.sendEvent(editor, thinking)
    assert report_of(at).section(IMPRESSION).is_empty

    said = QInputMethodEvent()
    said.setCommitString("No effusion 😀. ")
    QApplication.sendEvent(editor, said)
    editor.insert_dictated("No pneumothorax.")

    assert report_of(at).section(IMPRESSION).text == "No effusion 😀. No pneumothorax."


def test_dictation_fills_the_field_that_is_selected(panel: ReportPanel, at: Desk) -> None:
    at.desk.choose_template("us-thyroid")
    panel.step_field(forward=True)
    QApplication.sendEvent(written(panel), QInputMethodEvent("twel", []))
    written(panel).insert_dictated("12 mL")

    assert value(at, "right").value == "12"
    assert report_of(at).section(FINDINGS).lines[0].text == "Right lobe: 12 mL"


def test_normal_text_fills_headings_and_leaves_words_alone(at: Desk, author: Author) -> None:
    at.desk.choose_template("ct-chest")
    lines = report_of(at).section(FINDINGS).lines
    own = tuple(Line("Pleura: small effusion.") if line.text == "Pleura:" else line for line in lines)
    at.desk.edit(FINDINGS, own)

    author.write_normal()

    text = report_of(at).section(FINDINGS).text
    assert "Pleura: small effusion." in text
    assert "Mediastinum: no enlarged lymph node, no mass." in text
    assert "Pleura: no effusion" not in text
    before = report_of(at)
    author.write_normal()
    assert report_of(at).sections == before.sections


def test_a_further_finding_stands_behind_the_last_one(at: Desk, author: Author) -> None:
    at.desk.choose_template("us-thyroid")
    author.add_finding(author.findings()[0])

    texts = [line.text[:9] for line in report_of(at).section(FINDINGS).lines]
    assert texts[texts.index("Nodule 1:") + 1] == "Nodule 2:"


def test_empty_fields_are_taken_out_when_the_report_is_signed(at: Desk) -> None:
    at.desk.choose_template("ct-chest")
    at.desk.edit(IMPRESSION, (Line("No nodule."),))
    at.desk.sign()

    assert report_of(at).is_signed
    assert "[" not in report_of(at).section(FINDINGS).text
    assert report_of(at).fields == tuple(known for known in report_of(at).fields if not known.required)


def test_an_own_sentence_is_found_once_it_is_signed(at: Desk, author: Author) -> None:
    at.desk.edit(IMPRESSION, (Line("Degenerative change of the whole spine."),))
    assert author.sentences("degenerative") == ()

    at.desk.sign()
    author.search_anew()
    assert [known.text for known in author.sentences("degen spine")] == [
        "Degenerative change of the whole spine."
    ]


def test_lines_put_in_above_leave_the_cursor_with_its_words(panel: ReportPanel, at: Desk) -> None:
    at.desk.edit(IMPRESSION, (Line("One."), Line("Two.")))
    editor = panel.editor(IMPRESSION)
    editor.setFocus()
    editor.moveCursor(QTextCursor.MoveOperation.End)

    at.desk.edit(IMPRESSION, (Line("Zero."), Line("One."), Line("Two.")))
    type_(panel, " Three.")

    assert report_of(at).section(IMPRESSION).text == "Zero.\nOne.\nTwo. Three."
