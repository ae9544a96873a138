"""A table of any length: only what is looked at is asked for, and what was scrolled past is not."""

from time import perf_counter

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.library.catalogue.values import Column, Priority, SortKey, Status, WorklistQuery
from app.ui.worklist.columns import COLUMNS, PLACES
from app.ui.worklist.study_model import AT_ONCE, KEPT_PAGES, PAGE, PENDING, StudyModel, sort_mark, sorted_by
from app.ui.worklist.study_table import StudyTable
from tests.builders.rows import ManyStudies, study_row

NAME = PLACES["name"]
FOREGROUND = Qt.ItemDataRole.ForegroundRole


def shown(model: StudyModel, place: int, column: str = "name") -> object:
    return model.data(model.index(place, PLACES[column]))


def test_a_query_is_asked_once_and_its_first_rows_come_with_the_count(qtbot: QtBot) -> None:
    studies = ManyStudies()
    model = StudyModel(studies)
    with qtbot.waitSignal(model.answered):
        model.ask(WorklistQuery())

    assert model.rowCount() == 100_000
    assert shown(model, 0) == "Doe, Jane 1"
    assert studies.asked == [(0, 2 * PAGE)]


def test_rows_that_have_not_come_are_dots_until_they_do(qtbot: QtBot) -> None:
    studies = ManyStudies()
    model = StudyModel(studies)
    model.ask(WorklistQuery())
    studies.waits = True

    assert shown(model, 50_000) == PENDING
    qtbot.waitUntil(lambda: bool(studies.waiting))
    studies.answer()

    assert shown(model, 50_000) == "Doe, Jane 50001"


def test_of_pages_scrolled_past_only_a_few_are_asked_for_and_the_last_first(
    qtbot: QtBot, qapp: QApplication
) -> None:
    studies = ManyStudies()
    model = StudyModel(studies)
    model.ask(WorklistQuery())
    studies.waits = True
    studies.asked.clear()

    for page in range(10, 500):
        model.row(page * PAGE)
    qtbot.waitUntil(lambda: len(studies.asked) == AT_ONCE)
    qapp.processEvents()

    assert studies.asked[0] == (499 * PAGE, PAGE)
    assert len(studies.asked) == AT_ONCE
    while studies.waiting:
        studies.answer(1)
        qapp.processEvents()
    assert len(studies.asked) <= 8, "what was scrolled past is not looked at any more"


def test_an_answer_to_an_earlier_query_is_dropped() -> None:
    studies = ManyStudies(waits=True, finds=lambda query: 3 if query.text else 1000)
    model = StudyModel(studies)
    model.ask(WorklistQuery())
    model.ask(WorklistQuery(text="doe"))

    studies.answer()

    assert model.rowCount() == 3


def test_memory_for_rows_is_bounded(qapp: QApplication) -> None:
    studies = ManyStudies()
    model = StudyModel(studies)
    model.ask(WorklistQuery())

    for page in range(3 * KEPT_PAGES):
        model.row(page * PAGE)
        qapp.processEvents()

    assert len(model._pages) <= KEPT_PAGES


def test_old_rows_stay_while_the_same_number_of_new_ones_is_on_its_way() -> None:
    studies = ManyStudies(count=500)
    model = StudyModel(studies)
    model.ask(WorklistQuery())
    studies.waits = True
    studies.rows = lambda place: study_row(place + 1, status=Status.FINAL)

    model.ask(WorklistQuery())
    before = shown(model, 0, "status")
    studies.answer()

    assert (before, shown(model, 0, "status")) == ("unread", "final")


@pytest.mark.usefixtures("qapp")
def test_a_table_of_100_000_studies_scrolls_without_a_stall(qtbot: QtBot) -> None:
    table = StudyTable(StudyModel(ManyStudies()))
    qtbot.addWidget(table)
    table.resize(1200, 700)
    table.studies.ask(WorklistQuery())
    table.show()
    qtbot.waitExposed(table)
    bar = table.verticalScrollBar()
    took_ms = []

    for step in range(60):
        bar.setValue(bar.maximum() * step // 60)
        started = perf_counter()
        table.viewport().repaint()
        took_ms.append(1000 * (perf_counter() - started))

    assert sorted(took_ms)[len(took_ms) // 2] < 50
    assert table.studies.rowCount() == 100_000


def test_a_head_clicked_twice_turns_the_order_round_and_with_shift_adds_to_it() -> None:
    query = WorklistQuery()

    once = sorted_by(query, Column.NAME, adding=False)
    twice = sorted_by(once, Column.NAME, adding=False)
    both = sorted_by(twice, Column.DATE, adding=True)

    assert once.sort == (SortKey(Column.NAME, False),)
    assert twice.sort == (SortKey(Column.NAME, True),)
    assert both.sort == (SortKey(Column.NAME, True), SortKey(Column.DATE, True))
    assert [sort_mark(both.sort, column) for column in (Column.NAME, Column.DATE, Column.BYTES)] == [
        " ▼1",
        " ▼2",
        "",
    ]


def test_h16_a_held_study_says_so_and_why() -> None:
    model = StudyModel(ManyStudies(count=1, rows=lambda _: study_row(held="two patients in one study")))
    model.ask(WorklistQuery())

    assert shown(model, 0, "status") == "held"
    told = model.data(model.index(0, PLACES["status"]), Qt.ItemDataRole.ToolTipRole)
    assert "two patients in one study" in str(told)


def test_all_groups_of_a_name_are_shown_and_usual_priorities_are_not() -> None:
    person = study_row().patient
    name = "Yamada^Tarou=山田^太郎=やまだ^たろう"
    row = study_row(patient=type(person)(name, "1"), priority=Priority.ROUTINE)
    model = StudyModel(ManyStudies(count=1, rows=lambda _: row))
    model.ask(WorklistQuery())

    assert shown(model, 0) == "Yamada, Tarou = 山田, 太郎 = やまだ, たろう"
    assert shown(model, 0, "priority") == ""


@pytest.mark.parametrize("column", COLUMNS, ids=lambda column: column.name)
def test_every_column_has_words_for_an_empty_study(column: object) -> None:
    empty = study_row()
    bare = study_row(patient=type(empty.patient)(), header=type(empty.header)("1.2"))

    assert isinstance(column.text(bare), str)  # type: ignore[attr-defined]  # one of COLUMNS
