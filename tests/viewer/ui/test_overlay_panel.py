"""The legend of overlays: it shows what there is and how far it is read, and changes looks."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QDoubleSpinBox, QMenu, QSlider, QTreeWidget, QTreeWidgetItem
from pytestqt.qtbot import QtBot

from tests.builders.layers import labels, layer, stack
from viewer.core.overlays.layer import WHOLE, ColorScale, LegendRow, OverlayLayer
from viewer.core.overlays.looks import Look
from viewer.core.overlays.offers import Offer, Progress
from viewer.core.overlays.stack import ValueContent
from viewer.core.session import Session
from viewer.core.store import Store
from viewer.ui.overlay_controls import OverlayControls
from viewer.ui.overlay_panel import MOST_ROWS, NAME, NOTE, OverlayPanel

ON, OFF = Qt.CheckState.Checked, Qt.CheckState.Unchecked
NUMBERS = np.ones((1, 8, 8), np.uint8)
OFFER = Offer("9.1", "set", "Segmentation", "Organs")


class Legend:
    """A panel with its session and offers."""

    def __init__(self, qtbot: QtBot, *offers: Offer) -> None:
        self.session, self.offers = Session(), Store[tuple[Offer, ...]](offers)
        self.panel = OverlayPanel(self.session, self.offers)
        qtbot.addWidget(self.panel)
        self.panel.resize(300, 500)
        self.panel.show()

    def add(self, made: OverlayLayer) -> None:
        self.session.layers.set(self.session.layers.value.with_layer(made))

    def look(self, uid: str = "9.1") -> Look:
        return self.session.layers.value.look(uid)

    @property
    def tree(self) -> QTreeWidget:
        found = self.panel.findChild(QTreeWidget)
        assert found is not None
        return found

    def top(self, place: int = 0) -> QTreeWidgetItem:
        found = self.tree.topLevelItem(place)
        assert found is not None
        return found

    def control(self, kind: type[QSlider]) -> QSlider:
        found = self.panel.findChild(OverlayControls)
        assert found is not None
        control = found.findChild(kind)
        assert control is not None
        return control


@pytest.fixture
def legend(qtbot: QtBot) -> Legend:
    """A legend with one segmentation that has been read."""
    made = Legend(qtbot, replace(OFFER, progress=Progress.READ))
    made.add(layer(labels(NUMBERS)))
    return made


def test_an_empty_legend_says_what_would_be_listed(qtbot: QtBot) -> None:
    made = Legend(qtbot)

    assert not made.tree.isVisible()


def test_reading_is_told_with_its_progress(qtbot: QtBot) -> None:
    made = Legend(qtbot, OFFER)
    made.offers.set((replace(OFFER, progress=Progress.READING, done=3, total=12),))

    assert (made.top().text(NOTE), made.top().checkState(NAME)) == ("reading 3 of 12…", ON)


def test_a_refusal_is_told_with_its_reason(qtbot: QtBot) -> None:
    made = Legend(qtbot, replace(OFFER, progress=Progress.FAILED, why="its planes are not parallel"))

    assert (made.top().text(NOTE), made.top().checkState(NAME)) == ("its planes are not parallel", OFF)


def test_a_warning_stands_beside_the_name(legend: Legend) -> None:
    legend.add(replace(layer(labels(NUMBERS)), warning="INCOMPLETE, frame 3 cannot be decoded"))

    assert legend.top().text(NOTE) == "INCOMPLETE, frame 3 cannot be decoded"


def test_rows_are_listed_with_their_names(legend: Legend) -> None:
    assert [child(legend.top(), place).text(NAME) for place in range(2)] == ["Liver", "Spleen"]


def test_the_box_of_an_object_asks_for_it(qtbot: QtBot) -> None:
    made = Legend(qtbot, OFFER)

    with qtbot.waitSignal(made.panel.turned) as asked:
        made.top().setCheckState(NAME, ON)

    assert asked.args == ["9.1", True]


def test_the_slider_changes_the_layer_or_the_chosen_row(legend: Legend) -> None:
    legend.tree.setCurrentItem(legend.top())
    legend.control(QSlider).setValue(80)
    legend.tree.setCurrentItem(child(legend.top(), 1))
    legend.control(QSlider).setValue(10)

    assert (legend.look().opacity, legend.look().of(1).opacity, legend.look().of(2).opacity) == (
        0.8,
        None,
        0.1,
    )


def test_filling_and_line_are_turned_off_alone(legend: Legend) -> None:
    fill, line = legend.panel.findChildren(QCheckBox)

    fill.setChecked(False)
    line.setChecked(False)

    assert (legend.look().filled, legend.look().outlined) == (False, False)


def test_one_row_is_shown_alone_and_all_again(legend: Legend) -> None:
    _act(legend.panel.menu(child(legend.top(), 0)), "Show this one only")
    assert (legend.look().of(1).visible, legend.look().of(2).visible) == (True, False)

    _act(legend.panel.menu(child(legend.top(), 0)), "Show all")
    assert legend.look().rows == ()


def test_a_double_click_asks_for_the_largest_slice(legend: Legend, qtbot: QtBot) -> None:
    with qtbot.waitSignal(legend.panel.go_wanted) as asked:
        legend.tree.itemDoubleClicked.emit(child(legend.top(), 1), NAME)

    assert asked.args == ["9.1", 2]


def test_an_object_that_is_being_read_can_be_stopped_and_its_header_read(qtbot: QtBot) -> None:
    made = Legend(qtbot, replace(OFFER, progress=Progress.READING))

    with qtbot.waitSignal(made.panel.stopped) as stopped:
        _act(made.panel.menu(made.top()), "Stop reading")
    with qtbot.waitSignal(made.panel.header_wanted) as header:
        _act(made.panel.menu(made.top()), "Header…")

    assert (stopped.args, header.args) == (["9.1"], ["set"])


def test_the_range_of_a_wash_is_set_by_its_ends(qtbot: QtBot) -> None:
    values = np.ones((1, 8, 8), np.float32)
    made = Legend(qtbot, OFFER)
    made.add(
        layer(
            ValueContent(stack(values), values),
            rows=(LegendRow(WHOLE, "ADC", "#ffffff"),),
            scale=ColorScale("ADC", "mm²/s", 0.0, 900.0, 0.0, 900.0),
        )
    )
    low, high = made.panel.findChildren(QDoubleSpinBox)

    low.setValue(100)
    high.setValue(400)

    assert made.look().limits == (100, 400)
    low.setValue(500)
    assert made.look().limits == (100, 400)


def test_two_layers_of_an_object_have_boxes_of_their_own(legend: Legend) -> None:
    legend.add(replace(layer(labels(NUMBERS), uid="9.1 lines"), sop_instance_uid="9.1", name="Isodoses"))

    lines = child(legend.top(), 1)
    lines.setCheckState(NAME, OFF)

    assert lines.text(NAME) == "Isodoses"
    assert not legend.look("9.1 lines").visible
    assert legend.look("9.1").visible


def test_f16_very_many_rows_are_counted_and_not_all_listed(qtbot: QtBot) -> None:
    made = Legend(qtbot, OFFER)
    rows = tuple(LegendRow(number, f"Segment {number}", "#ff0000") for number in range(1, MOST_ROWS + 501))
    made.add(layer(labels(NUMBERS), rows=rows))

    assert made.top().childCount() == MOST_ROWS + 1
    assert child(made.top(), MOST_ROWS).text(NAME) == "and 500 more"


def child(item: QTreeWidgetItem, place: int) -> QTreeWidgetItem:
    found = item.child(place)
    assert found is not None
    return found


def _act(menu: QMenu | None, words: str) -> None:
    assert menu is not None
    next(action for action in menu.actions() if action.text() == words).trigger()
