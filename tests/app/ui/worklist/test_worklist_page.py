"""The page by itself: what is typed, clicked and dropped becomes a question or a wish, and nothing is done here."""

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QInputDialog, QLineEdit
from pytestqt.qtbot import QtBot

from app.library.catalogue.values import Column, Notes, Priority, SecondRead, SmartList, Status, WorklistQuery
from app.ui.worklist.answers import StudyDetails
from app.ui.worklist.columns import PLACES
from app.ui.worklist.filter_header import ChoiceFilter
from app.ui.worklist.task_line import TaskShown
from app.ui.worklist.worklist_page import EMPTY, NONE_FOUND, TRASH_EMPTY, WorklistPage
from tests.builders.pixels import FakePixels
from tests.builders.rows import ManyStudies, study_row
from viewer.core.store import Store

TODAY = date(2026, 3, 14)
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


class Desk:
    """A page over many studies, and what it wished for."""

    def __init__(self, qtbot: QtBot) -> None:
        self.studies = ManyStudies(count=1000)
        self.task: Store[TaskShown] = Store(TaskShown())
        self.page = WorklistPage(self.studies, FakePixels(), self.task, lambda: TODAY)
        qtbot.addWidget(self.page)
        self.page.resize(1280, 760)
        self.page.show()
        self.page.activateWindow()
        qtbot.waitExposed(self.page)
        self.wished: list[str] = []
        table = self.page.table
        for name in ("open", "open_beside", "open_with_prior", "delete", "undo"):
            getattr(table, f"{name}_wanted").connect(lambda name=name: self.wished.append(name))
        self.page.left.connect(lambda: self.wished.append("left"))
        self.page.ask(WorklistQuery())
        self.page.take_keyboard()

    @property
    def query(self) -> WorklistQuery:
        """What is asked for now."""
        return self.page.model.query

    def press(self, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key over the rows."""
        QTest.keyClick(self.page.table, key, held)

    def filter_by(self, name: str, words: str) -> QLineEdit:
        """Type into the field under a column."""
        field = self.page.table.header.field(PLACES[name])
        assert isinstance(field, QLineEdit)
        field.setFocus()
        QTest.keyClicks(field, words)
        QTest.keyClick(field, Qt.Key.Key_Return)
        return field


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    return Desk(qtbot)


def test_the_first_study_is_under_the_cursor_and_described_below(desk: Desk) -> None:
    assert desk.page.counted.text() == "1 000 studies"
    assert desk.page.details.heading.text().startswith("Doe, Jane 1")
    assert "CT Thorax" in desk.page.details.heading.text()


@pytest.mark.parametrize(
    ("key", "held", "wish"),
    [
        (Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "open"),
        (Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier, "open"),
        (Qt.Key.Key_Return, CTRL, "open_with_prior"),
        (Qt.Key.Key_Return, SHIFT, "open_beside"),
        (Qt.Key.Key_Delete, Qt.KeyboardModifier.NoModifier, "delete"),
        (Qt.Key.Key_Z, CTRL, "undo"),
        (Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier, "left"),
    ],
)
def test_everything_can_be_wished_for_with_the_keyboard(
    desk: Desk, key: Qt.Key, held: Qt.KeyboardModifier, wish: str
) -> None:
    desk.press(key, held)

    assert desk.wished == [wish]


def test_what_is_typed_over_the_rows_searches(desk: Desk, qtbot: QtBot) -> None:
    desk.press(Qt.Key.Key_M)
    QTest.keyClicks(desk.page.search, "uller")

    qtbot.waitUntil(lambda: desk.query.text == "muller")
    QTest.keyClick(desk.page.search, Qt.Key.Key_Down)
    assert desk.page.table.hasFocus()
    desk.press(Qt.Key.Key_Escape)
    assert desk.query.text == ""
    assert desk.wished == [], "the first Escape takes the search away, the second leaves"


def test_slash_turns_to_the_search_without_a_letter(desk: Desk) -> None:
    desk.press(Qt.Key.Key_Slash)

    assert desk.page.search.hasFocus()
    assert desk.page.search.text() == ""


def test_fields_under_the_heads_filter_and_clear_takes_them_away(desk: Desk) -> None:
    desk.filter_by("description", "thorax")
    desk.filter_by("modality", "ct mr")
    desk.filter_by("date", "7d")

    assert desk.query == WorklistQuery(
        columns=((Column.DESCRIPTION, "thorax"),),
        modalities=frozenset({"CT", "MR"}),
        date_from="20260307",
        date_to="20260314",
    )
    desk.page.clear.click()
    assert replace(desk.query, sort=()) == WorklistQuery(sort=())


def test_a_date_that_is_none_is_marked_and_asks_for_nothing(desk: Desk) -> None:
    field = desk.filter_by("date", "soon")

    assert field.property("wrong") is True
    assert desk.query.date_from == ""


def test_any_of_several_values_can_be_chosen_above_a_column(desk: Desk) -> None:
    status = desk.page.table.header.field(PLACES["status"])
    assert isinstance(status, ChoiceFilter)

    for action in status.menu().actions():
        if action.text() in ("unread", "in progress"):
            action.setChecked(True)

    assert desk.query.statuses == {Status.UNREAD, Status.IN_PROGRESS}
    assert status.text() == "2 chosen"


def test_a_click_on_a_head_sorts(desk: Desk) -> None:
    desk.page.table.header.sectionClicked.emit(PLACES["name"])

    assert [key.column for key in desk.query.sort] == [Column.NAME]


def test_the_shipped_lists_are_there_and_one_click_asks_them(desk: Desk) -> None:
    names = desk.page.lists.names()

    desk.page.lists.list.itemClicked.emit(desk.page.lists.list.item(names.index("Unread")))

    assert names == [
        "All studies", "Unread", "Today", "STAT", "Second read wanted", "In progress", "Trash",
    ]  # fmt: skip
    assert desk.query.statuses == {Status.UNREAD}
    today = desk.page.lists.list.item(names.index("Today"))
    desk.page.lists.list.itemClicked.emit(today)
    assert (desk.query.date_from, desk.query.date_to) == ("20260314", "20260314")


def test_a_list_is_saved_under_a_name_that_no_shipped_one_has(
    desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved: list[str] = []
    desk.page.lists.save_wanted.connect(saved.append)
    for name in ("Trash", "  Night shift ", ""):
        monkeypatch.setattr(QInputDialog, "getText", lambda *_, name=name, **__: (name, True))
        desk.page.lists._ask_name()

    assert saved == ["Night shift"]
    desk.page.lists.show_lists((SmartList("Night shift", WorklistQuery(text="ct")),))
    assert desk.page.lists.names()[-1] == "Night shift"


@pytest.mark.parametrize(
    ("query", "words"),
    [
        (WorklistQuery(), EMPTY),
        (WorklistQuery(text="nobody"), NONE_FOUND),
        (WorklistQuery(in_trash=True), TRASH_EMPTY),
    ],
)
def test_an_empty_list_says_why(desk: Desk, query: WorklistQuery, words: str) -> None:
    desk.studies.count = 0

    desk.page.ask(query)

    assert desk.page.empty.isVisible()
    assert desk.page.empty.text() == words
    assert desk.page.details.heading.text() == "No study chosen"


def test_the_study_under_the_cursor_stays_there_when_the_order_changes(desk: Desk) -> None:
    desk.page.table.go_to(41)
    desk.studies.rows = lambda place: study_row(1000 - place)
    desk.studies.finds = lambda _: 1000

    desk.page.look_again()

    # ManyStudies says that the study of number n stands at place n − 1, whatever its rows are.
    assert desk.page.table.currentIndex().row() == 41


def test_when_the_study_under_the_cursor_goes_the_next_one_takes_its_place(desk: Desk) -> None:
    desk.page.table.go_to(41)
    desk.studies.count = 999
    desk.page.table.uid = ""

    desk.page.look_again()

    assert desk.page.table.currentIndex().row() == 41


def test_notes_are_told_as_changes_and_words_when_the_cursor_leaves(desk: Desk) -> None:
    told: list[tuple[str, Notes]] = []
    notes = desk.page.details.notes
    notes.changed.connect(lambda uid, how: told.append((uid, how(Notes()))))

    notes.priority.setCurrentIndex(notes.priority.findData(int(Priority.STAT)))
    notes.priority.activated.emit(notes.priority.currentIndex())
    notes.comments.setPlainText("Ask the ward")
    desk.page.table.go_to(5)

    assert told == [
        ("1.2.1", Notes(priority=Priority.STAT)),
        ("1.2.1", Notes(comments="Ask the ward")),
    ]
    assert notes.comments.toPlainText() == ""


def test_who_reads_blinded_cannot_see_or_change_what_others_noted(desk: Desk) -> None:
    desk.page.blinded = frozenset({"1.2.1"})
    desk.page.show_current()
    notes = desk.page.details.notes

    assert not notes.status.isEnabled()
    assert not notes.comments.isEnabled()
    assert "blinded" in notes.told.text()


def test_d5_nothing_can_be_noted_in_a_library_that_can_only_be_read(desk: Desk) -> None:
    desk.page.is_fixed = True
    desk.page.show_current()

    assert not desk.page.details.notes.isEnabled()


def test_priors_and_series_are_shown_for_the_study_chosen_and_for_no_other(desk: Desk) -> None:
    prior = study_row(9, second_read=SecondRead.WANTED)
    desk.page.show_details(StudyDetails(study_row(77), (prior,)))
    assert desk.page.details.priors.topLevelItemCount() == 0

    desk.page.show_details(StudyDetails(study_row(1), (prior,), damaged=2))

    assert desk.page.details.priors.chosen() == prior
    assert desk.page.details.warning.text() == "2 files damaged and not shown"


def test_files_that_are_dropped_are_handed_on(desk: Desk) -> None:
    dropped: list[list[str]] = []
    desk.page.table.dropped.connect(dropped.append)
    carried = QMimeData()
    carried.setUrls([QUrl.fromLocalFile("/somewhere/study"), QUrl("https://example.org/x")])
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    event = QDropEvent(QPointF(50, 50), copy, carried, left, Qt.KeyboardModifier.NoModifier)

    desk.page.table.dropEvent(event)

    assert dropped == [["/somewhere/study"]]


def test_what_is_being_done_is_said_with_counts_and_can_be_stopped(desk: Desk, qtbot: QtBot) -> None:
    line = desk.page.task_line
    assert not line.isVisible()

    desk.task.set(TaskShown("Importing", 1056, 1498, waiting=1))

    assert line.isVisible()
    assert line.words.text() == "Importing: 1 056 of 1 498   (1 more waiting)"
    with qtbot.waitSignal(line.stop_wanted):
        line.stop.click()


def test_widths_and_order_of_columns_outlive_the_page(desk: Desk, qtbot: QtBot) -> None:
    desk.page.table.setColumnWidth(PLACES["name"], 333)
    desk.page.table.header.setSectionHidden(PLACES["arrived"], True)
    kept = desk.page.kept_state()

    again = Desk(qtbot).page
    again.restore_kept(kept)

    assert again.table.columnWidth(PLACES["name"]) == 333
    assert again.table.isColumnHidden(PLACES["arrived"])
