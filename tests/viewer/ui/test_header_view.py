"""Every element of a header, found by a few letters."""

from dataclasses import dataclass

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from viewer.ui.header_view import HeaderView, header_model


@dataclass(frozen=True)
class Row:
    depth: int
    tag: str
    vr: str
    length: int | None
    name: str
    value: str


ROWS = (
    Row(0, "(0008,0060)", "CS", 2, "Modality", "CT"),
    Row(0, "(0040,0275)", "SQ", None, "Request Attributes Sequence", "1 item"),
    Row(1, "", "", None, "Item 1", ""),
    Row(2, "(0032,1060)", "LO", 12, "Requested Procedure Description", "Thorax <b>CT</b>"),
    Row(0, "(0028,0010)", "US", 2, "Rows", "512"),
)


def test_sequences_are_nested_as_in_the_file(qtbot: QtBot) -> None:
    model = header_model(ROWS)

    assert model.rowCount() == 3
    item = model.item(1).child(0)
    assert item.child(0, 4).text() == "Thorax <b>CT</b>"
    assert model.item(2, 3).text() == "Rows"


def test_a_depth_that_skips_a_level_hangs_under_the_nearest(qtbot: QtBot) -> None:
    model = header_model((Row(0, "a", "", None, "", ""), Row(7, "b", "", None, "", "")))

    assert model.item(0).child(0).text() == "b"


def test_a_few_letters_find_an_element_wherever_it_lies(qtbot: QtBot) -> None:
    view = HeaderView("CT-1", ROWS)
    qtbot.addWidget(view)
    assert view.table.count.text() == "3 elements"

    view.table.search.setText("thorax")

    assert view.table.found.rowCount() == 1
    assert view.table.count.text() == "1 element"


def test_chosen_rows_are_copied_as_text(qtbot: QtBot) -> None:
    view = HeaderView("CT-1", ROWS)
    qtbot.addWidget(view)
    view.table.tree.setCurrentIndex(view.table.found.index(0, 0))

    view.table.copy_rows()

    assert QGuiApplication.clipboard().text() == "(0008,0060)\tCS\t2\tModality\tCT"


def test_a_file_that_could_not_be_read_says_why_on_top(qtbot: QtBot) -> None:
    view = HeaderView("IMG7", (), "(0028,0010) Rows is missing")
    qtbot.addWidget(view)

    assert [label.text() for label in view.findChildren(QLabel)] == [
        "(0028,0010) Rows is missing",
        "No element",
    ]
