"""What is doubted is underlined, marked in the margin, listed, led to and dismissed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QContextMenuEvent, QHelpEvent, QTextCharFormat
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QToolButton, QToolTip
from pytestqt.qtbot import QtBot

from reporting.core.lint.doubt import Doubt, Severity
from reporting.core.report import Line, SectionName
from reporting.ui.report_panel import ReportPanel
from reporting.ui.section_editor import SectionEditor
from tests.builders.desks import Desk, desk_at
from viewer.core.store import Store

FINDINGS, IMPRESSION = SectionName.FINDINGS, SectionName.IMPRESSION
WAVE = QTextCharFormat.UnderlineStyle.WaveUnderline


class Along:
    """Somebody who reads along, with doubts of the test's making."""

    def __init__(self) -> None:
        self.doubts: Store[tuple[Doubt, ...]] = Store(())
        self.dismissed: list[Doubt] = []

    def dismiss(self, doubt: Doubt) -> None:
        self.dismissed.append(doubt)
        self.doubts.set(tuple(known for known in self.doubts.value if known != doubt))

    def title(self, check: str) -> str:
        return f"Check {check}"


def doubt(start: int, end: int, words: str, *, row: int = 0, section: SectionName = FINDINGS) -> Doubt:
    return Doubt("sex", Severity.SERIOUS, "the patient is female", section, row, start, end, words)


@pytest.fixture
def along() -> Along:
    return Along()


@pytest.fixture
def at(tmp_path: Path) -> Iterator[Desk]:
    made = desk_at(tmp_path)
    yield made
    made.store.close()


@pytest.fixture
def panel(at: Desk, along: Along, qtbot: QtBot) -> ReportPanel:
    made = ReportPanel(at.desk, None, None, along)
    qtbot.addWidget(made)
    made.resize(480, 900)
    with qtbot.waitExposed(made):
        made.show()
    at.desk.edit(FINDINGS, (Line("No effusion."), Line("🫁 The prostate is enlarged.")))
    return made


def tell(along: Along, *doubts: Doubt) -> None:
    """Doubt these, and let the panel be laid out."""
    along.doubts.set(doubts)
    QApplication.processEvents()
    QApplication.processEvents()


def fold(panel: ReportPanel) -> QToolButton:
    found = panel.findChild(QToolButton, "fold")
    assert isinstance(found, QToolButton)
    return found


def in_first_line(editor: SectionEditor) -> QPoint:
    """Return a place over the third letter."""
    cursor = editor.textCursor()
    cursor.setPosition(3)
    return editor.cursorRect(cursor).center()


def underlined(editor: SectionEditor) -> list[str]:
    """Return the words with a wave under them."""
    found = []
    block = editor.document().firstBlock()
    while block.isValid():
        for known in block.layout().formats():
            if known.format.underlineStyle() is WAVE:
                utf16 = block.text().encode("utf-16-le")
                found.append(utf16[2 * known.start : 2 * (known.start + known.length)].decode("utf-16-le"))
        block = block.next()
    return found


def test_doubted_words_are_underlined_also_behind_a_letter_of_two_places(
    panel: ReportPanel, along: Along
) -> None:
    tell(along, doubt(6, 14, "prostate", row=1))

    assert underlined(panel.editor(FINDINGS)) == ["prostate"]
    tell(along)
    assert underlined(panel.editor(FINDINGS)) == []


def test_words_that_are_changed_are_underlined_no_more(panel: ReportPanel, along: Along, at: Desk) -> None:
    tell(along, doubt(6, 14, "prostate", row=1))
    at.desk.edit(FINDINGS, (Line("No effusion."), Line("🫁 The prostata is enlarged.")))

    assert underlined(panel.editor(FINDINGS)) == []


def test_a_bar_in_the_margin_stands_beside_a_doubted_line(panel: ReportPanel, along: Along) -> None:
    editor = panel.editor(FINDINGS)
    place = QPoint(
        editor.viewport().width() - 3,
        editor.document().firstBlock().layout().boundingRect().toRect().height(),
    )
    before = editor.viewport().grab().toImage().pixelColor(place)
    tell(along, doubt(0, 2, "No"))

    now = editor.viewport().grab().toImage().pixelColor(place)
    assert now != before
    assert now.name() == "#c58af0"


def test_the_list_names_each_doubt_and_hides_without_any(panel: ReportPanel, along: Along) -> None:
    assert not any(known.isVisible() for known in panel.findChildren(QLabel, "doubted"))
    tell(along, doubt(6, 14, "prostate", row=1), Doubt("x", Severity.MINOR, "nothing speaks of it"))

    said = [known.text() for known in panel.findChildren(QLabel, "doubted") if known.isVisible()]
    assert said == ["Findings: “prostate” – the patient is female", "Report: nothing speaks of it"]
    assert fold(panel).text() == "2 doubts about the words"


def test_a_press_on_a_doubt_leads_to_its_words(panel: ReportPanel, along: Along) -> None:
    tell(along, doubt(6, 14, "prostate", row=1))
    (link,) = panel.findChildren(QLabel, "doubted")
    QTest.mouseClick(link, Qt.MouseButton.LeftButton)
    assert panel.here is panel.editor(FINDINGS)
    assert panel.here.textCursor().selectedText() == "prostate"

    panel.editor(FINDINGS).moveCursor(panel.here.textCursor().MoveOperation.Start)
    QTest.keyClick(link, Qt.Key.Key_Return)
    assert panel.here.textCursor().selectedText() == "prostate"


def test_a_doubt_about_a_whole_section_leads_there(panel: ReportPanel, along: Along) -> None:
    tell(along, Doubt("empty", Severity.MINOR, "no finding", IMPRESSION))
    QTest.mouseClick(panel.findChildren(QLabel, "doubted")[0], Qt.MouseButton.LeftButton)

    assert panel.here is panel.editor(IMPRESSION)


def test_a_doubt_is_dismissed_in_the_list(panel: ReportPanel, along: Along) -> None:
    one = doubt(6, 14, "prostate", row=1)
    tell(along, one)
    button = next(known for known in panel.findChildren(QToolButton) if known.text() == "Dismiss")
    button.click()

    assert along.dismissed == [one]
    assert underlined(panel.editor(FINDINGS)) == []


def test_a_doubt_is_dismissed_where_it_stands(panel: ReportPanel, along: Along) -> None:
    one = doubt(0, 11, "No effusion")
    tell(along, one)
    editor = panel.editor(FINDINGS)

    def choose() -> None:
        menu = QApplication.activePopupWidget()
        if isinstance(menu, QMenu):
            for action in menu.actions():
                if action.text() == "Dismiss: the patient is female":
                    action.trigger()
            menu.close()

    QTimer.singleShot(0, choose)
    place = in_first_line(editor)
    editor.contextMenuEvent(
        QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, editor.viewport().mapToGlobal(place))
    )

    assert along.dismissed == [one]


def test_the_mouse_over_doubted_words_is_told_why(panel: ReportPanel, along: Along) -> None:
    tell(along, doubt(0, 11, "No effusion"))
    editor = panel.editor(FINDINGS)
    place = in_first_line(editor)
    QApplication.sendEvent(
        editor.viewport(), QHelpEvent(QHelpEvent.Type.ToolTip, place, editor.viewport().mapToGlobal(place))
    )

    assert QToolTip.text() == "The patient is female"
    QToolTip.hideText()


def test_the_list_can_be_folded(panel: ReportPanel, along: Along) -> None:
    tell(along, doubt(6, 14, "prostate", row=1))
    fold(panel).click()

    assert not panel.findChildren(QLabel, "doubted")[0].isVisible()
    assert fold(panel).isVisible()


def test_checks_are_chosen_from_the_list(panel: ReportPanel, along: Along, qtbot: QtBot) -> None:
    tell(along, doubt(6, 14, "prostate", row=1))
    choose = next(known for known in panel.findChildren(QToolButton) if known.text() == "Checks…")
    with qtbot.waitSignal(panel.checks_wanted):
        choose.click()


def test_a_hundred_doubts_leave_room_for_the_report(panel: ReportPanel, along: Along) -> None:
    tell(along, *(doubt(0, 2, f"No {number}") for number in range(100)))

    assert panel.editor(FINDINGS).viewport().visibleRegion().boundingRect().height() > 20
    frame = fold(panel).parentWidget()
    assert frame is not None
    assert frame.height() < panel.height() / 3


def test_doubts_are_gone_through_one_after_the_other_and_begun_again(
    panel: ReportPanel, along: Along
) -> None:
    panel.show_next_doubt()
    tell(along, doubt(0, 2, "No"), doubt(6, 14, "prostate", row=1))
    seen = []
    for _ in range(3):
        panel.show_next_doubt()
        seen.append(panel.here.textCursor().selectedText())

    assert seen == ["No", "prostate", "No"]
