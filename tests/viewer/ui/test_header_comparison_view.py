"""Two headers side by side, and the choice of the second."""

from pathlib import Path

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.builders.opened import display_set, images, not_displayable
from viewer.dicom.header_comparison import ComparedRow, compare
from viewer.dicom.header_row import HeaderRow
from viewer.ui.header_comparison_view import ABSENT, HeaderComparisonView, summary
from viewer.ui.instance_choice import InstanceChoice, choices_of, proposed


def row(depth: int, tag: str, name: str, value: str) -> HeaderRow:
    return HeaderRow(depth, tag, "LO", len(value), name, value)


FIRST = (
    row(0, "(0008,0060)", "Modality", "CT"),
    row(0, "(0008,1140)", "Referenced Image Sequence", "1 item"),
    row(1, "(FFFE,E000)", "Item 1", ""),
    row(2, "(0008,1155)", "Referenced SOP Instance UID", "1.2.3"),
    row(0, "(0018,0060)", "KVP", "120"),
)
SECOND = (
    row(0, "(0008,0060)", "Modality", "CT"),
    row(0, "(0008,1140)", "Referenced Image Sequence", "1 item"),
    row(1, "(FFFE,E000)", "Item 1", ""),
    row(2, "(0008,1155)", "Referenced SOP Instance UID", "1.2.4"),
    row(0, "(0018,0088)", "Spacing Between Slices", "5"),
)
COMPARED: tuple[ComparedRow, ...] = compare(FIRST, SECOND)


def shown(view: HeaderComparisonView) -> list[tuple[str, str, str]]:
    """Return name and both values of every row that is shown, in order."""
    found, texts = view.table.found, []

    def walk(above: QModelIndex) -> None:
        for number in range(found.rowCount(above)):
            index = found.index(number, 0, above)
            name, one, other = (str(index.siblingAtColumn(column).data()) for column in (2, 3, 4))
            texts.append((name, one, other))
            walk(index)

    walk(QModelIndex())
    return texts


def test_only_what_differs_is_shown_with_what_it_lies_in(qtbot: QtBot) -> None:
    view = HeaderComparisonView(COMPARED, "CT S1, number 1", "CT S1, number 2")
    qtbot.addWidget(view)

    assert shown(view) == [
        ("Referenced Image Sequence", "1 item", "1 item"),
        ("Item 1", "", ""),
        ("Referenced SOP Instance UID", "1.2.3", "1.2.4"),
        ("KVP", "120", ABSENT),
        ("Spacing Between Slices", ABSENT, "5"),
    ]


def test_everything_is_shown_where_the_reader_wants_it(qtbot: QtBot) -> None:
    view = HeaderComparisonView(COMPARED, "one", "other")
    qtbot.addWidget(view)

    view.only.setChecked(False)

    assert ("Modality", "CT", "CT") in shown(view)
    assert len(shown(view)) == len(COMPARED)


def test_a_few_letters_find_a_difference(qtbot: QtBot) -> None:
    view = HeaderComparisonView(COMPARED, "one", "other")
    qtbot.addWidget(view)

    view.table.search.setText("kvp")

    assert shown(view) == [("KVP", "120", ABSENT)]


def test_what_differs_is_counted() -> None:
    assert summary(COMPARED) == (
        "3 the same, 1 with another value, 1 only in the first, 1 only in the second"
    )
    assert summary(compare(FIRST, FIRST)) == "5 the same, none differs"


def test_both_values_are_copied(qtbot: QtBot) -> None:
    view = HeaderComparisonView(COMPARED, "one", "other")
    qtbot.addWidget(view)
    view.show()
    view.activateWindow()
    assert QTest.qWaitForWindowActive(view)
    view.table.tree.setFocus()
    view.table.tree.selectAll()

    QTest.keyClick(view.table.tree, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)

    assert QGuiApplication.clipboard().text().splitlines()[-2:] == [
        "(0018,0060)\tLO\tKVP\t120\t–",
        "(0018,0088)\tLO\tSpacing Between Slices\t–\t5",
    ]


CT = display_set(images(3, description="Thorax"))
MR = display_set(images(2, series_uid="1.2.4", modality="MR", number=2))
CHOICES = choices_of((CT, MR, not_displayable()))


def path_of(number: int) -> Path:
    return CT.instances[number].source.path


def test_every_object_can_be_chosen_once() -> None:
    assert [(choice.series, choice.name) for choice in CHOICES] == [
        ("CT S1 Thorax", "number 1"),
        ("CT S1 Thorax", "number 2"),
        ("CT S1 Thorax", "number 3"),
        ("MR S2 Series without a name", "number 1"),
        ("MR S2 Series without a name", "number 2"),
        ("SR S1 Report", "number 1"),
    ]


def test_the_next_of_the_series_is_proposed_else_the_one_before() -> None:
    after_first, after_last = proposed(CHOICES, path_of(0)), proposed(CHOICES, path_of(2))

    assert after_first is not None
    assert after_first.path == path_of(1)
    assert after_last is not None
    assert after_last.path == path_of(1)
    assert proposed(CHOICES, Path("elsewhere")) == CHOICES[0]
    assert proposed(CHOICES[:1], path_of(0)) is None


def test_what_the_reader_chose_is_handed_over(qtbot: QtBot) -> None:
    asked = InstanceChoice(CHOICES, path_of(0))
    qtbot.addWidget(asked)
    chosen: list[object] = []
    asked.chosen.connect(chosen.append)

    asked._search.setText("mr s2")
    asked.accept()

    assert chosen == [CHOICES[3]]


def test_nothing_is_handed_over_where_nothing_is_found(qtbot: QtBot) -> None:
    asked = InstanceChoice(CHOICES, path_of(0))
    qtbot.addWidget(asked)
    chosen: list[object] = []
    asked.chosen.connect(chosen.append)

    asked._search.setText("no such series")
    asked.accept()

    assert not chosen
    assert not asked._ok.isEnabled()
