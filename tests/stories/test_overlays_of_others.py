"""Segmentations, maps and registrations of a study, turned on from strip and legend on the real window (SAFETY H33)."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTreeWidget, QTreeWidgetItem

from tests.builders.dicom import uid, write
from tests.builders.segmentations import ct_stack, parametric_map, registration, segmentation
from tests.builders.sittings import Reader, sitting
from viewer.core.overlays.laid import Laid
from viewer.core.overlays.layer import Labels
from viewer.core.overlays.offers import Progress
from viewer.core.study import DisplaySet
from viewer.ui.overlay_panel import NAME
from viewer.ui.series_model import series_mime
from viewer.ui.series_rows import explanation

pytestmark = [pytest.mark.story, pytest.mark.usefixtures("qapp")]
COUNT, ROWS, COLUMNS = 12, 40, 48
ELSEWHERE, NOWHERE = uid("frame elsewhere"), uid("frame nowhere")
SHIFT = np.eye(4)
SHIFT[:3, 3] = 1.5, 1.0, 2.0


def write_study(folder: Path) -> Path:
    """Write a CT with its segmentation and map; a CT elsewhere, registered to it; and one nowhere, which is not."""
    here = ct_stack(COUNT, rows=ROWS, columns=COLUMNS, series="now")
    pixels = np.zeros((COUNT, ROWS, COLUMNS), np.uint8)
    for number, size in enumerate((0, 3, 5, 9, 5, 0)):
        pixels[number, 10 : 10 + size, 8 : 8 + 2 * size] = 1
    pixels[4, 25:35, 30:40] = 2
    write(segmentation(here, pixels), folder / "seg")
    values = np.tile(np.linspace(0, 900, COLUMNS, dtype=np.float32), (COUNT, ROWS, 1))
    write(parametric_map(here, values), folder / "map")
    for name, frame in (("elsewhere", ELSEWHERE), ("nowhere", NOWHERE)):
        for number, made in enumerate(
            ct_stack(COUNT, rows=ROWS, columns=COLUMNS, series=name, frame_of_reference_uid=frame)
        ):
            write(made, folder / name / f"{number}")
    for number, made in enumerate(here):
        write(made, folder / "now" / f"{number}")
    write(registration(here[0], here[0].FrameOfReferenceUID, [(ELSEWHERE, [SHIFT])]), folder / "reg")
    return folder


@pytest.fixture(scope="module")
def seated(tmp_path_factory: pytest.TempPathFactory, qapp: QApplication) -> Iterator[Reader]:
    folder = tmp_path_factory.mktemp("laid")
    yield from sitting(folder / "home", write_study(folder / "study"))


@pytest.fixture
def reader(seated: Reader) -> Reader:
    """A reader who looks at the CT with everything turned off."""
    seated.sit_down()
    for offer in seated.at.overlays.offers.value:
        seated.at.overlays.turn_off(offer.sop_instance_uid)
    return seated


def organs(reader: Reader) -> DisplaySet:
    return reader.set_of("Organs")


def laid(reader: Reader) -> tuple[Laid, ...]:
    picture = reader.at.grid.active.picture
    return () if picture is None else picture.laid


def badges(reader: Reader) -> str:
    picture = reader.at.grid.active.picture
    assert picture is not None
    return " ".join(badge.text for badge in picture.text.badges)


def turn_on(reader: Reader, series: str = "Organs") -> None:
    assert reader.at.overlays.turn_on_set(reader.set_of(series).uid)
    wanted = {one.sop_instance_uid for one in reader.set_of(series).instances}

    def is_read() -> bool:
        offers = [one for one in reader.at.overlays.offers.value if one.sop_instance_uid in wanted]
        return all(one.progress in (Progress.READ, Progress.FAILED) for one in offers)

    reader.wait_for(is_read)


def tree(reader: Reader) -> QTreeWidget:
    found = reader.at.overlay_dock.panel.findChild(QTreeWidget)
    assert found is not None
    return found


def item(reader: Reader, *names: str) -> QTreeWidgetItem:
    """Return the row of the legend that is reached by these names."""
    rows = [tree(reader).topLevelItem(place) for place in range(tree(reader).topLevelItemCount())]
    found: QTreeWidgetItem | None = None
    for name in names:
        found = next(row for row in rows if row is not None and row.text(NAME) == name)
        rows = [found.child(place) for place in range(found.childCount())]
    assert found is not None
    return found


def test_the_legend_lists_what_can_be_laid_over_images(reader: Reader) -> None:
    reader.press(Qt.Key.Key_L, Qt.KeyboardModifier.ShiftModifier)

    assert reader.at.overlay_dock.isVisible()
    names = {offer.name: offer.kind for offer in reader.at.overlays.offers.value}
    assert names == {"Organs": "Segmentation", "Diffusion map": "Parametric map"}


def test_a_double_click_on_the_series_lays_it_over_the_images_it_was_made_from(reader: Reader) -> None:
    reader.show("nowhere")
    reader.at.strip.overlay_wanted.emit(organs(reader))
    reader.wait_for(lambda: bool(laid(reader)))

    assert reader.state.display_set_uid == reader.set_of("now").uid
    assert reader.state.index == 3  # where most of the first segment is
    assert reader.at.overlay_dock.isVisible()


def test_a_series_that_is_let_go_over_a_viewport_is_laid_over_it(reader: Reader) -> None:
    viewport = reader.at.grid.active
    carried = series_mime(organs(reader).uid)
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    viewport.dropEvent(QDropEvent(QPointF(9, 9), Qt.DropAction.CopyAction, carried, left, none))
    reader.wait_for(lambda: bool(reader.at.session.layers.value.visible))

    assert reader.state.display_set_uid == reader.set_of("now").uid


def test_a_row_is_hidden_and_shown_by_its_box(reader: Reader) -> None:
    turn_on(reader)
    (layer,) = reader.at.session.layers.value.visible

    item(reader, "Organs", "Liver").setCheckState(NAME, Qt.CheckState.Unchecked)

    assert not reader.at.session.layers.value.look(layer.uid).of(1).visible
    item(reader, "Organs", "Liver").setCheckState(NAME, Qt.CheckState.Checked)
    assert reader.at.session.layers.value.look(layer.uid).of(1).visible


def test_an_object_is_taken_away_by_its_box_and_comes_back_at_once(reader: Reader) -> None:
    turn_on(reader)
    reader.wait_for(lambda: reader.is_drawn())
    item(reader, "Organs").setCheckState(NAME, Qt.CheckState.Unchecked)
    assert not reader.at.session.layers.value.visible

    item(reader, "Organs").setCheckState(NAME, Qt.CheckState.Checked)

    assert tuple(layer.name for layer in reader.at.session.layers.value.visible) == ("Organs",)


def test_a_row_leads_to_its_largest_slice(reader: Reader) -> None:
    turn_on(reader)
    reader.show("now", index=0)

    tree(reader).itemDoubleClicked.emit(item(reader, "Organs", "Spleen"), 0)

    assert reader.state.index == 4


def test_h33_a_registered_series_gets_the_overlay_where_the_registration_says_and_is_told(
    reader: Reader,
) -> None:
    turn_on(reader)
    reader.show("elsewhere", index=2)
    reader.wait_for(lambda: bool(laid(reader)))

    (found,) = laid(reader)
    raster = found.cut.rasters[0]
    # Slice 2 elsewhere lies at z 4 mm, which is 6 mm here: slice 3; 1.5 and 1 mm are 2 pixels of 0.75 and 0.5 mm.
    assert raster.to_image[:, 2] == pytest.approx([-2.0, -2.0])
    assert isinstance(raster, Labels)
    assert int((raster.numbers == 1).sum()) == 9 * 18
    assert "placed by registration HEADFIRST" in badges(reader)


def test_h33_an_unregistered_series_gets_no_overlay_and_is_told_why(reader: Reader) -> None:
    turn_on(reader)
    reader.show("nowhere", index=2)
    reader.wait_for(lambda: "not shown" in badges(reader))

    assert laid(reader) == ()
    assert "Organs not shown: not registered" in badges(reader)


def test_a_map_is_washed_over_the_images_with_its_scale(reader: Reader) -> None:
    turn_on(reader, "Diffusion map")
    reader.wait_for(lambda: bool(laid(reader)))

    (found,) = laid(reader)
    assert found.layer.scale is not None
    assert (found.layer.scale.quantity, found.layer.scale.high) == ("Apparent diffusion", 900)


def test_reading_is_stopped_by_taking_the_object_away(reader: Reader) -> None:
    reader.at.session.layers.set(reader.at.session.layers.value.kept(()))
    (instance,) = organs(reader).instances
    reader.at.overlays.turn_on(instance.sop_instance_uid)

    reader.at.overlays.turn_off(instance.sop_instance_uid)
    QTest.qWait(300)

    assert not reader.at.session.layers.value.visible


def test_a_registration_keeps_its_header(reader: Reader) -> None:
    found = reader.set_of("REG")

    assert found.instances[0].registration is not None
    assert not found.frames
    assert "Applied to overlays: HEADFIRST" in explanation(found)


def test_h33_a_key_image_shows_the_segments_that_lay_over_it_and_names_them(reader: Reader) -> None:
    turn_on(reader)
    reader.show("now", index=4)
    reader.wait_for(lambda: bool(laid(reader)))

    reader.press(Qt.Key.Key_K)

    report = reader.at.desk.report.value
    assert report is not None
    key_image = report.key_images[-1]
    assert "with Segmentation Organs: Liver, Spleen" in key_image.notes
    picture = reader.at.pictures.of(report)[key_image.uid]
    assert picture.width() / picture.height() == pytest.approx(COLUMNS * 0.75 / (ROWS * 0.5), abs=0.01)
    row = picture.height() * 30 // ROWS
    colors = [picture.pixelColor(i, row) for i in range(picture.width())]
    assert max(_spread(one) for one in colors) > 60


def _spread(color: QColor) -> int:
    parts = (color.red(), color.green(), color.blue())
    return max(parts) - min(parts)
