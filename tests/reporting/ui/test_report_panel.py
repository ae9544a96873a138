"""The panel shows the report store and passes on what the reader does."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QMimeData, QPoint, Qt, QTimer, QUrl
from PySide6.QtGui import QContextMenuEvent, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QRadioButton,
    QToolButton,
)
from pytestqt.qtbot import QtBot

from app.reports.spelling import Dictionary
from reporting.core.errors import ReportError
from reporting.core.report import Agreement, Line, Mark, Report, Role, SectionName
from reporting.ui.report_panel import ReportPanel
from reporting.ui.section_editor import SectionEditor
from tests.builders.desks import Desk, desk_at
from tests.builders.opened import display_set, images, opened
from viewer.core.carried import MEASUREMENT_MIME, SERIES_MIME

FINDINGS, IMPRESSION = SectionName.FINDINGS, SectionName.IMPRESSION


@pytest.fixture
def at(tmp_path: Path) -> Iterator[Desk]:
    made = desk_at(tmp_path)
    yield made
    made.store.close()


@pytest.fixture
def panel(at: Desk, qtbot: QtBot, tmp_path: Path) -> ReportPanel:
    made = ReportPanel(at.desk, Dictionary(tmp_path / "words.txt"))
    qtbot.addWidget(made)
    made.resize(480, 900)
    made.show()
    return made


def report_of(at: Desk) -> Report:
    report = at.desk.report.value
    assert report is not None
    return report


def button(panel: ReportPanel, text: str) -> QPushButton:
    return next(known for known in panel.findChildren(QPushButton) if known.text() == text)


def test_typing_into_a_section_reaches_the_report(panel: ReportPanel, at: Desk) -> None:
    editor = panel.editor(IMPRESSION)
    editor.selectAll()
    QTest.keyClicks(editor, "One nodule.")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    QTest.keyClicks(editor, "Follow up.")

    assert report_of(at).section(IMPRESSION).lines == (Line("One nodule."), Line("Follow up."))


def test_undo_works_as_in_any_editor(panel: ReportPanel, at: Desk) -> None:
    editor = panel.editor(IMPRESSION)
    before = report_of(at).section(IMPRESSION)
    QTest.keyClicks(editor, "One nodule.")
    while editor.document().isUndoAvailable():
        editor.undo()

    assert report_of(at).section(IMPRESSION).text == before.text


def test_markup_is_text(panel: ReportPanel, at: Desk) -> None:
    markup = QMimeData()
    markup.setText("<b>bold</b> & <img src=file:///etc/passwd>")
    panel.editor(IMPRESSION).selectAll()
    panel.editor(IMPRESSION).insertFromMimeData(markup)

    assert report_of(at).section(IMPRESSION).text == "<b>bold</b> & <img src=file:///etc/passwd>"


def test_a_dropped_measurement_becomes_a_linked_line_and_a_click_on_it_jumps(
    panel: ReportPanel, at: Desk, qtbot: QtBot
) -> None:
    measurement = at.measure()
    carried = QMimeData()
    carried.setData(MEASUREMENT_MIME, QByteArray(measurement.uid.encode()))
    editor = panel.editor(FINDINGS)
    editor.insertFromMimeData(carried)
    row = next(n for n, line in enumerate(report_of(at).section(FINDINGS).lines) if line.is_linked)
    at.session.active.set(replace(at.session.active.value, index=2))

    QTest.mouseClick(editor.viewport(), Qt.MouseButton.LeftButton, pos=middle_of(editor, row))

    assert at.session.active.value.index == 0


def middle_of(editor: SectionEditor, row: int) -> QPoint:
    block = editor.document().findBlockByNumber(row)
    return editor.document().documentLayout().blockBoundingRect(block).center().toPoint()


def test_a_link_split_by_enter_stays_with_its_first_half(panel: ReportPanel, at: Desk) -> None:
    measurement = at.measure()
    at.desk.insert_measurement(measurement.uid, FINDINGS, 0)
    editor = panel.editor(FINDINGS)
    cursor = editor.textCursor()
    cursor.setPosition(4)
    editor.setTextCursor(cursor)
    QTest.keyClick(editor, Qt.Key.Key_Return)

    links = [line.measurement_uid for line in report_of(at).section(FINDINGS).lines[:2]]
    assert links == [measurement.uid, ""]


def test_a_line_follows_its_drawing_without_moving_the_cursor(panel: ReportPanel, at: Desk) -> None:
    measurement = at.measure()
    at.desk.insert_measurement(measurement.uid, FINDINGS, 0)
    editor = panel.editor(FINDINGS)
    editor.moveCursor(QTextCursor.MoveOperation.End)
    QTest.keyClick(editor, Qt.Key.Key_Return)
    QTest.keyClicks(editor, "Effusion")
    place = editor.textCursor().positionInBlock()

    at.change(replace(measurement, quantities=(replace(measurement.quantities[0], value=123.0),)))

    assert "123.0 mm" in editor.toPlainText()
    assert editor.textCursor().positionInBlock() == place
    QTest.keyClicks(editor, "s")
    assert report_of(at).section(FINDINGS).lines[-1].text.endswith("Effusions")


def test_a_deleted_measurement_leaves_its_line_marked(panel: ReportPanel, at: Desk) -> None:
    measurement = at.measure()
    at.desk.insert_measurement(measurement.uid, FINDINGS, 0)
    history = at.session.history
    history.set(history.value.record(history.value.now.without(measurement.uid)))

    assert panel.editor(FINDINGS).lines()[0].mark is Mark.DELETED


def test_a_signed_report_cannot_be_typed_into_and_offers_an_addendum(panel: ReportPanel, at: Desk) -> None:
    at.desk.edit(IMPRESSION, (Line("One nodule."),))
    button(panel, "&Sign…").click()

    assert report_of(at).is_signed
    assert all(panel.editor(name).isReadOnly() for name in SectionName)
    assert not button(panel, "&Sign…").isVisible()
    at.answers.words = "Seen again."
    button(panel, "Add&endum…").click()
    assert any("Seen again." in label.text() for label in panel.findChildren(QLabel))


def test_a_second_opinion_says_how_it_stands_to_the_first(panel: ReportPanel, at: Desk, qtbot: QtBot) -> None:
    at.desk.edit(IMPRESSION, (Line("One nodule."),))
    at.desk.sign()
    role = panel.findChildren(QComboBox)[0]
    role.setCurrentIndex(role.findData(Role.SECOND))
    role.activated.emit(role.currentIndex())

    partly = next(known for known in panel.findChildren(QRadioButton) if known.text() == "Partly agree")
    partly.click()

    response = report_of(at).response
    assert response is not None
    assert response.agreement is Agreement.PARTLY
    assert any("Dr Ada" in label.text() for label in panel.findChildren(QLabel))


def test_the_readers_name_goes_under_the_report(panel: ReportPanel, at: Desk) -> None:
    name = next(known for known in panel.findChildren(QLineEdit) if known.placeholderText() == "Your name")
    name.setText("Dr Blaise")
    name.editingFinished.emit()

    assert report_of(at).reader.name == "Dr Blaise"


def test_escape_gives_the_keyboard_back(panel: ReportPanel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(panel.left):
        QTest.keyClick(panel.editor(FINDINGS), Qt.Key.Key_Escape)


def test_with_accounts_on_nobody_writes_under_another_name(panel: ReportPanel) -> None:
    fields = [panel._reader, panel._qualification]
    panel.name_by_account(named=True)
    assert [field.isReadOnly() for field in fields] == [True, True]
    panel.name_by_account(named=False)
    assert [field.isReadOnly() for field in fields] == [False, False]


def test_words_are_learnt_for_the_reader_who_taught_them(tmp_path: Path) -> None:
    dictionary = Dictionary(tmp_path / "words.txt")
    dictionary.turn_to("Dr Ada")
    dictionary.learn("Zyxomycosis")
    assert dictionary.knows("Zyxomycosis")

    dictionary.turn_to("Dr Blaise")
    assert not dictionary.knows("Zyxomycosis")
    dictionary.turn_to("dr ada")
    assert dictionary.knows("Zyxomycosis")
    assert not any("ada" in path.name.lower() for path in tmp_path.iterdir())


def test_unknown_words_are_found_and_learnt(tmp_path: Path) -> None:
    dictionary = Dictionary(tmp_path / "words.txt")

    assert dictionary.knows("atelectasis")
    assert not dictionary.knows("atelektasis")
    assert "consolidation" in dictionary.suggestions("consolidatoin")
    dictionary.learn("Zyxomycosis")
    assert Dictionary(tmp_path / "words.txt").knows("Zyxomycosis")


def test_without_a_study_the_panel_says_what_to_do(panel: ReportPanel, at: Desk) -> None:
    at.desk.report.set(None)

    assert any("Open a study" in label.text() and label.isVisible() for label in panel.findChildren(QLabel))


def test_files_dropped_on_the_report_are_left_to_who_opens_them(panel: ReportPanel) -> None:
    files, words = QMimeData(), QMimeData()
    files.setUrls([QUrl.fromLocalFile("/studies/one")])
    words.setText("No effusion.")
    editor = panel.editor(FINDINGS)

    assert not editor.canInsertFromMimeData(files)
    assert editor.canInsertFromMimeData(words)


def sign_first(at: Desk) -> Report:
    """Write and sign a first opinion with a measurement in it."""
    measurement = at.measure()
    at.desk.insert_measurement(measurement.uid, FINDINGS, 0)
    at.desk.edit(IMPRESSION, (Line("One nodule."),))
    at.desk.sign()
    return report_of(at)


def test_h30_the_panel_names_the_patient_and_study_it_reports_on(panel: ReportPanel, at: Desk) -> None:
    about = [label.text() for label in panel.findChildren(QLabel) if label.objectName() == "about"]

    assert about == ["Lovelace, Ada  A1\nThorax · 2026-01-01"]


def test_h30_undo_never_brings_the_words_of_one_report_into_another(panel: ReportPanel, at: Desk) -> None:
    QTest.keyClicks(panel.editor(IMPRESSION), "Words of the first report.")
    at.desk.begin_first()
    editor = panel.editor(IMPRESSION)

    assert not editor.document().isUndoAvailable()
    assert not editor.document().isRedoAvailable()
    editor.undo()
    assert report_of(at).section(IMPRESSION).is_empty


def test_selecting_a_drawing_lights_its_line_in_the_report(panel: ReportPanel, at: Desk) -> None:
    measurement = at.measure()
    at.desk.insert_measurement(measurement.uid, FINDINGS, 0)
    at.session.selected.set("")
    editor = panel.editor(FINDINGS)
    place = editor.place_of(measurement.uid)
    assert place is not None
    spot = QPoint(editor.viewport().width() - 4, place.center().y())
    before = editor.viewport().grab().toImage().pixelColor(spot)

    at.session.selected.set(measurement.uid)

    assert editor.viewport().grab().toImage().pixelColor(spot) != before
    assert editor.place_of("another") is None


def test_what_is_brought_by_key_lands_behind_the_line_where_the_cursor_was_left(
    panel: ReportPanel, at: Desk, qtbot: QtBot
) -> None:
    at.desk.edit(FINDINGS, (Line("Lungs: a nodule."), Line("Pleura: no effusion.")))
    panel.activateWindow()
    editor = panel.editor(FINDINGS)
    editor.setFocus()
    qtbot.waitUntil(editor.hasFocus)
    editor.moveCursor(QTextCursor.MoveOperation.Start)
    at.session.selected.set(at.measure().uid)

    at.desk.insert_selected()
    at.desk.insert_key_image()

    words = [line.text[:10] for line in report_of(at).section(FINDINGS).lines]
    assert words == ["Lungs: a n", "8.0 mm", "Key image:", "Pleura: no"]


def test_a_changed_measurement_is_settled_with_the_mouse_or_the_keyboard(
    panel: ReportPanel, at: Desk
) -> None:
    measurement = at.measure()
    at.desk.insert_measurement(measurement.uid, FINDINGS, 0)
    at.desk.edit(FINDINGS, (replace(report_of(at).section(FINDINGS).lines[0], text="Nodule of 8.0 mm."),))
    longer = replace(measurement, quantities=(replace(measurement.quantities[0], value=11.0),))
    at.change(longer)
    assert any("measurement is now 11.0 mm" in label.text() for label in panel.findChildren(QLabel))

    take = button(panel, "Take new value")
    QTest.keyClick(take, Qt.Key.Key_Space)

    assert "11.0 mm" in report_of(at).section(FINDINGS).lines[0].text
    assert report_of(at).section(FINDINGS).lines[0].mark is Mark.NONE


def test_the_first_opinion_can_be_read_beside_the_second(panel: ReportPanel, at: Desk) -> None:
    first = sign_first(at)
    at.desk.open_role(Role.SECOND)
    assert not panel.first_opinion.isVisible(), "a second opinion begins unseen"

    button(panel, "Show it").click()

    beside = panel.first_opinion
    assert beside.isVisible()
    assert beside.editor(IMPRESSION).toPlainText() == "One nodule."
    assert beside.editor(IMPRESSION).isReadOnly()
    assert any("Dr Ada" in label.text() for label in beside.findChildren(QLabel))
    line = first.section(FINDINGS).lines[0]
    at.session.selected.set("")
    beside.editor(FINDINGS).line_clicked.emit(line)
    assert at.session.selected.value == line.measurement_uid
    button(panel, "Hide it").click()
    assert not beside.isVisible()


def test_both_measurements_of_a_finding_are_compared(panel: ReportPanel, at: Desk) -> None:
    sign_first(at)
    at.desk.open_role(Role.SECOND)
    again = at.measure(mm=9.5)
    panel.show_first_opinion(True)
    at.desk.insert_measurement(again.uid, FINDINGS, 0)

    words = "\n".join(label.text() for label in panel.first_opinion.findChildren(QLabel))
    assert "8.0 mm  |  9.5 mm  (+1.5 mm)" in words


def test_all_reports_of_the_study_are_listed_and_can_be_opened(panel: ReportPanel, at: Desk) -> None:
    first = sign_first(at)
    at.desk.set_reader("Dr Blaise", "MD")
    at.desk.begin_first()
    at.desk.edit(IMPRESSION, (Line("Another first opinion."),))
    at.desk.begin_second(first.uid)
    at.desk.edit(IMPRESSION, (Line("A second."),))
    menu = next(known for known in panel.findChildren(QToolButton) if known.objectName() == "reports").menu()
    menu.aboutToShow.emit()
    words = [action.text() for action in menu.actions() if action.text()]

    assert len([text for text in words if text.startswith("First opinion")]) == 2
    assert [text for text in words if text.startswith("Second opinion  ·  Dr Blaise  ·  Draft")]
    assert "New second opinion on Dr Ada" in words
    action = next(known for known in menu.actions() if "Dr Ada  ·  Signed" in known.text())
    action.trigger()
    assert report_of(at).uid == first.uid
    assert panel.editor(IMPRESSION).toPlainText() == "One nodule."


def test_a_new_second_opinion_does_not_show_what_another_one_chose(panel: ReportPanel, at: Desk) -> None:
    first = sign_first(at)
    at.desk.open_role(Role.SECOND)
    at.desk.respond(Agreement.DISAGREE, "No nodule.")
    at.desk.begin_second(first.uid)

    assert not any(known.isChecked() for known in panel.findChildren(QRadioButton))


def test_the_image_of_a_dragged_series_goes_in_as_a_key_image(panel: ReportPanel, at: Desk) -> None:
    carried = QMimeData()
    carried.setData(SERIES_MIME, QByteArray(b"set-1.2.3"))
    panel.editor(FINDINGS).insertFromMimeData(carried)
    (key_image,) = report_of(at).key_images
    assert key_image.frame.sop_instance_uid == "1.2.3.2", "what the series is opened at"

    carried.setData(SERIES_MIME, QByteArray(b"set-unknown"))
    panel.editor(FINDINGS).insertFromMimeData(carried)
    assert "not on the screen" in str(at.failures.pop())


def test_escape_gives_the_keyboard_back_from_every_field(panel: ReportPanel, at: Desk, qtbot: QtBot) -> None:
    panel.activateWindow()
    name = next(known for known in panel.findChildren(QLineEdit) if known.placeholderText() == "Your name")
    name.setFocus()
    qtbot.waitUntil(name.hasFocus)

    with qtbot.waitSignal(panel.left):
        QTest.keyClick(name, Qt.Key.Key_Escape)


@pytest.mark.parametrize("width", [320, 430, 640, 900])
def test_nothing_is_cut_off_at_any_width(panel: ReportPanel, at: Desk, width: int) -> None:
    sign_first(at)
    at.desk.open_role(Role.SECOND)
    panel.show_first_opinion(True)
    panel.resize(width, 900)

    assert panel.minimumSizeHint().width() <= 320
    assert panel.width() == width


def test_two_lines_on_one_measurement_both_stay_linked(panel: ReportPanel, at: Desk) -> None:
    measurement = at.measure()
    at.desk.insert_measurement(measurement.uid, FINDINGS, 0)
    at.desk.insert_measurement(measurement.uid, FINDINGS, 1)

    QTest.keyClicks(panel.editor(FINDINGS), "x")

    lines = report_of(at).section(FINDINGS).lines
    assert [line.measurement_uid for line in lines[:2]] == [measurement.uid] * 2


def test_a_report_that_cannot_be_opened_is_said_where_it_would_stand(
    panel: ReportPanel, at: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: str) -> tuple[Report, ...]:
        raise ReportError("The reports were not listed", why="the disk refused it", remedy="Check the disk")

    monkeypatch.setattr(at.store, "reports", broken)
    at.session.opened.set(opened(display_set(images(study_uid="7", series_uid="7.3"))))
    at.session.show("set-7.3")

    assert any(
        "the disk refused it" in label.text() for label in panel.findChildren(QLabel) if label.isVisible()
    )


def test_a_misspelt_word_is_replaced_from_the_menu_and_undo_brings_it_back(
    panel: ReportPanel, at: Desk
) -> None:
    editor = panel.editor(IMPRESSION)
    QTest.keyClicks(editor, "Small nodul.")
    cursor = editor.textCursor()
    cursor.setPosition(8)
    place = editor.cursorRect(cursor).center()

    def choose() -> None:
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        next(action for action in menu.actions() if action.text() == "nodule").trigger()
        menu.close()

    QTimer.singleShot(50, choose)
    asked = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, editor.viewport().mapToGlobal(place))
    QApplication.sendEvent(editor.viewport(), asked)

    assert report_of(at).section(IMPRESSION).text == "Small nodule."
    editor.undo()
    assert report_of(at).section(IMPRESSION).text == "Small nodul."
