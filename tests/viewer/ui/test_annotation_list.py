"""The list of measurements."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.builders.opened import images
from tests.builders.windows import Reading, ReadingWindow
from tests.viewer.ui.conftest import settle
from viewer.core.annotations import Annotations, History
from viewer.core.carried import MEASUREMENT_MIME
from viewer.core.measurements import Measurement, Place, Quantity
from viewer.core.session import Found
from viewer.core.study import DisplaySet, FrameKey
from viewer.core.windowing import Window
from viewer.ui.annotation_list import EMPTY, NAME, PLACE, VALUE
from viewer.ui.annotation_rows import is_guarded, place_words, renamed, value_words


def length(frame: FrameKey, value: float = 12.4, label: str = "", unit: str = "mm") -> Measurement:
    return Measurement(
        "length",
        Place(frame, "1.2.3", "1.2"),
        ((0.0, 0.0, 0.0), (value, 0.0, 0.0)),
        (Quantity("Length", value, unit, label),),
        voi=Window(40, 80),
    )


@pytest.fixture
def ct(reading: Reading, window: ReadingWindow) -> DisplaySet:
    (made,) = reading.open(images(5))
    reading.session.show(made.uid)
    settle()
    return made


def texts(window: ReadingWindow) -> list[tuple[str, str, str]]:
    return [(item.text(NAME), item.text(VALUE), item.text(PLACE)) for item in window.list._tree.rows()]


def keep(reading: Reading, *measurements: Measurement) -> None:
    history = reading.session.history
    history.set(history.value.record(Annotations(measurements)))
    settle()


def test_an_empty_list_says_how_to_measure(window: ReadingWindow) -> None:
    assert window.list._empty.text() == EMPTY
    assert window.list._empty.isVisible()

    window.list.take_keys({"a distance": "D", "an angle": "G", "a dose": ""})

    assert "Press D for a distance, G for an angle, then" in window.list._empty.text()


def test_a_row_says_what_how_much_and_where(reading: Reading, window: ReadingWindow, ct: DisplaySet) -> None:
    keep(reading, length(ct.frames[2].key))

    assert texts(window) == [("Length", "12.4 mm", "CT S1 · 3")]


def test_h6_a_value_that_is_not_in_the_patient_is_marked() -> None:
    frame = FrameKey("1")
    assert not is_guarded(length(frame))
    assert is_guarded(length(frame, label="at detector, not corrected"))
    assert is_guarded(length(frame, unit="px"))


def test_several_numbers_share_one_remark() -> None:
    made = Measurement(
        "ellipse",
        Place(FrameKey("1"), "", ""),
        (),
        (Quantity("Mean", 10, "HU"), Quantity("Area", 2, "mm²", "estimated"), Quantity("SD", 1, "HU")),
    )
    assert value_words(made) == "Mean 10.0 HU, Area 2.0 mm², SD 1.0 HU (estimated)"


def test_a_click_brings_the_image_and_its_window(
    reading: Reading, window: ReadingWindow, ct: DisplaySet
) -> None:
    keep(reading, length(ct.frames[2].key), length(ct.frames[4].key, 7))
    tree = window.list._tree
    second = list(tree.rows())[1]

    QTest.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=tree.visualItemRect(second).center())

    state = reading.session.active.value
    assert (state.index, state.shading.voi) == (4, Window(40, 80))
    assert reading.session.selected.value == reading.session.annotations.measurements[1].uid


def test_what_is_selected_on_the_image_is_selected_in_the_list(
    reading: Reading, window: ReadingWindow, ct: DisplaySet
) -> None:
    made = length(ct.frames[2].key)
    keep(reading, made)
    index_before = reading.session.active.value.index

    reading.session.selected.set(made.uid)
    assert [item.isSelected() for item in window.list._tree.rows()] == [True]
    assert reading.session.active.value.index == index_before

    reading.session.selected.set("")
    assert [item.isSelected() for item in window.list._tree.rows()] == [False]


def test_delete_removes_and_undo_brings_back(reading: Reading, window: ReadingWindow, ct: DisplaySet) -> None:
    made = length(ct.frames[2].key)
    keep(reading, made)
    reading.session.selected.set(made.uid)

    QTest.keyClick(window.list._tree, Qt.Key.Key_Delete)
    assert texts(window) == []
    assert reading.session.selected.value == ""

    reading.session.history.set(reading.session.history.value.undo())
    assert len(texts(window)) == 1


def test_a_name_is_the_readers_and_can_be_taken_away(
    reading: Reading, window: ReadingWindow, ct: DisplaySet
) -> None:
    keep(reading, length(ct.frames[2].key))
    (item,) = window.list._tree.rows()

    item.setText(NAME, "Nodule")
    assert reading.session.annotations.measurements[0].text == "Nodule"

    (item,) = window.list._tree.rows()
    item.setText(NAME, "Length")
    assert reading.session.annotations.measurements[0].text == ""


def test_the_tools_own_title_is_no_name() -> None:
    assert renamed(length(FrameKey("1")), "Length", "Length").text == ""


def test_a_double_click_sends_a_measurement_to_the_report(
    reading: Reading, window: ReadingWindow, ct: DisplaySet
) -> None:
    made = length(ct.frames[2].key)
    keep(reading, made)
    chosen: list[str] = []
    window.list.chosen.connect(chosen.append)
    tree = window.list._tree
    (item,) = tree.rows()

    place = tree.visualItemRect(item).center()
    QTest.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=place)
    QTest.mouseDClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=place)

    assert chosen == [made.uid]
    assert bytes(tree.mimeData([item]).data(MEASUREMENT_MIME).data()).decode() == made.uid


def test_a_measurement_whose_images_are_closed_stays_in_the_list(
    reading: Reading, window: ReadingWindow, ct: DisplaySet
) -> None:
    keep(reading, length(FrameKey("9.9.9")))

    assert texts(window)[0][2] == "images not open"
    assert place_words(Found(ct, 0)) == "CT S1 · 1"


def test_f13_words_of_the_reader_are_no_markup_in_the_tooltip(
    reading: Reading, window: ReadingWindow, ct: DisplaySet
) -> None:
    noted = replace(length(ct.frames[0].key), notes=("<b>x</b>",))
    reading.session.history.set(History(Annotations((noted,))))
    settle()

    (item,) = window.list._tree.rows()
    assert "&lt;b&gt;" in item.toolTip(VALUE)


def test_a_narrow_list_keeps_the_value_and_leaves_the_place_to_the_tooltip(
    reading: Reading, window: ReadingWindow, ct: DisplaySet
) -> None:
    keep(reading, length(ct.frames[2].key))
    tree = window.list._tree

    window.list.resize(220, 200)
    narrow = tree.isColumnHidden(PLACE)
    window.list.resize(320, 200)

    assert (narrow, tree.isColumnHidden(PLACE)) == (True, False)
    (item,) = tree.rows()
    assert "Image: CT S1 · 3" in item.toolTip(VALUE)
