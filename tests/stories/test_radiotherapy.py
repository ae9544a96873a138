"""A reader looks at a treatment: structures and dose over the planning CT, histograms, and the plan."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QInputDialog, QTreeWidget

from app.ui.dose.histogram_plot import HistogramPlot
from tests.builders.plans_on_ct import write_planning_study
from tests.builders.sittings import Reader, sitting
from tests.builders.treatments import DOSE, STRUCTURES
from viewer.core.overlays.laid import Laid
from viewer.core.radiotherapy.layers import DoseContent

pytestmark = pytest.mark.story


@pytest.fixture(scope="module")
def reader(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    folder = write_planning_study(tmp_path_factory.mktemp("planning"))
    yield from sitting(tmp_path_factory.mktemp("home"), folder)


def laid(reader: Reader) -> dict[str, Laid]:
    """Return what lies over the image on the screen, by kind."""
    picture = reader.at.grid.active.picture
    return {} if picture is None else {one.layer.kind: one for one in picture.laid}


def show_treatment(reader: Reader) -> None:
    reader.show("planning", index=5)
    for uid in (STRUCTURES, DOSE):
        reader.at.overlays.turn_on(uid)
    reader.wait_for(lambda: set(laid(reader)) == {"Structures", "Dose"})


def run(reader: Reader, command_id: str) -> None:
    (command,) = [one for one in reader.at.commands if one.id == command_id]
    assert command.enabled()
    command.run()


def test_structures_and_dose_lie_over_the_planning_images(reader: Reader) -> None:
    show_treatment(reader)

    shown = laid(reader)

    assert [row.label for row in shown["Structures"].layer.rows] == ["PTV", "Cord"]
    assert {outline.number for outline in shown["Structures"].cut.outlines} == {1, 2}
    assert shown["Dose"].cut.rasters


def test_beyond_its_last_contour_a_structure_is_not_shown(reader: Reader) -> None:
    show_treatment(reader)

    reader.at.viewing.go_to(10)
    reader.wait_for(lambda: reader.state.index == 10 and reader.is_drawn())

    reader.wait_for(lambda: {one.number for one in laid(reader)["Structures"].cut.outlines} == {2})


def test_isodoses_refer_to_what_the_plan_prescribes(reader: Reader) -> None:
    show_treatment(reader)

    def reference() -> str:
        content = laid(reader)["Dose"].layer.content
        assert isinstance(content, DoseContent)
        return content.reference.name

    reader.wait_for(lambda: reference() == "prescribed to PTV by plan Boost")
    assert laid(reader)["Dose"].layer.rows[2].label == "100 %  60 Gy"


def test_histograms_are_computed_and_those_of_the_file_are_named_as_such(reader: Reader) -> None:
    view = reader.at.histogram_dock.view

    run(reader, "view.histograms")

    reader.wait_for(lambda: len(view.rows()) == 4)
    heads, ptv, cord, of_file = view.rows()
    assert reader.at.histogram_dock.isVisible()
    assert (ptv[0], cord[0], of_file[0]) == ("PTV", "Cord", "PTV (dose file)")
    assert (ptv[-2], of_file[-2]) == ("computed here", "from the dose file")
    number = dict(zip(heads, ptv, strict=True))
    assert float(number["Volume [cm³]"]) == pytest.approx(6.6, abs=0.01)
    assert float(number["Mean [Gy]"]) == pytest.approx(31.0, abs=0.1)
    assert float(number["Max [Gy]"]) == pytest.approx(41.0, abs=0.1)
    assert float(number["Min [Gy]"]) == pytest.approx(21.0, abs=0.1)


def test_another_reference_dose_changes_isodoses_and_percentages(reader: Reader) -> None:
    show_treatment(reader)
    run(reader, "view.histograms")
    view = reader.at.histogram_dock.view
    reader.wait_for(lambda: len(view.rows()) == 4)

    view.metrics.setText("V50% nonsense")
    view.reference.setValue(62.0)

    reader.wait_for(lambda: laid(reader)["Dose"].layer.rows[2].label == "100 %  62 Gy")
    assert view.rows()[1][2] == "50.00"
    assert "nonsense" in view.odd.text()
    assert view.references.currentText() == "62 Gy – chosen by the reader"
    view.references.activated.emit(0)
    reader.wait_for(lambda: laid(reader)["Dose"].layer.rows[2].label == "100 %  60 Gy")


def test_the_reader_chooses_which_isodose_lines_are_drawn(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    show_treatment(reader)
    panel = reader.at.overlay_dock.panel
    tree = panel.findChild(QTreeWidget)
    assert tree is not None
    tops = [tree.topLevelItem(place) for place in range(tree.topLevelItemCount())]
    dose = next(top for top in tops if top is not None and top.text(1) == "Dose")
    menu = panel.menu(dose)
    assert menu is not None
    answers, said = ["70, high", "70, 30 Gy"], []

    def answer(dialog: QInputDialog) -> int:
        said.append(dialog.labelText())
        dialog.setTextValue(answers.pop(0))
        return 1

    monkeypatch.setattr(QInputDialog, "exec", answer)
    next(action for action in menu.actions() if action.text() == "Isodose levels…").trigger()

    assert "“high” is no dose" in said[1]
    reader.wait_for(lambda: len(laid(reader)["Dose"].layer.rows) == 2)
    rows = [row.label for row in laid(reader)["Dose"].layer.rows]
    assert rows == ["70 %  42 Gy", "50 %  30 Gy"]


def test_a_row_without_its_tick_is_not_plotted_and_the_table_can_be_copied(reader: Reader) -> None:
    run(reader, "view.histograms")
    view = reader.at.histogram_dock.view
    reader.wait_for(lambda: len(view.rows()) == 4)
    plotted = len(lines_of(view.plot))

    tick = view.table.item(0, 0)
    assert tick is not None
    tick.setCheckState(Qt.CheckState.Unchecked)
    view._copied.click()

    assert len(lines_of(view.plot)) == plotted - 1
    assert QGuiApplication.clipboard().text().startswith("Structure\tVolume [cm³]")


def lines_of(plot: HistogramPlot) -> tuple[object, ...]:
    return plot._lines


def test_the_plan_is_read_like_a_document(reader: Reader) -> None:
    strip = reader.at.strip
    shown = reader.set_of("RTPLAN series")

    strip._view.opened.emit(strip._model.index_of_set(shown.uid))

    text = reader.at.document_dock.view.text
    reader.wait_for(lambda: "prescribed 60 Gy" in text.toPlainText())


def test_closing_the_study_takes_everything_away(reader: Reader, tmp_path: Path) -> None:
    show_treatment(reader)
    run(reader, "view.histograms")
    reader.wait_for(lambda: len(reader.at.histogram_dock.view.rows()) == 4)

    reader.at.studies.put_away()

    reader.wait_for(lambda: not reader.at.histogram_dock.view.rows())
    assert not reader.at.session.layers.value.layers
    assert not reader.at.doses.can_open()
    reader.at.studies.open([write_planning_study(tmp_path)])
    reader.wait_for(reader.at.doses.can_open)
