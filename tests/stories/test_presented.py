"""A colleague's presentation states and key images, by key, menu and setting, on the real window (SAFETY H27)."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QMenu

from tests.builders.dicom import ct_slice, set_pixels, uid, write
from tests.builders.presentation import (
    annotation,
    area,
    graphic,
    item,
    key_objects,
    presentation_state,
    references,
    text,
    with_overlay,
)
from tests.builders.sittings import Reader, sitting
from viewer.core.images import Shading
from viewer.core.viewport import ViewportState
from viewer.core.windowing import Window

pytestmark = [pytest.mark.story, pytest.mark.usefixtures("qapp")]
SHIFT = Qt.KeyboardModifier.ShiftModifier
FIFTH = 4


def write_study(folder: Path) -> Path:
    """Write twelve slices, two presentation states of the fifth, and a selection of three of them."""
    slices = []
    for number in range(12):
        made = ct_slice(
            2.0 * number, InstanceNumber=number + 1, SeriesDescription="now", PixelSpacing=["1", "1"]
        )
        made.SOPInstanceUID = uid(f"slice {number}")
        set_pixels(made, np.full((64, 64), 1024 + 10 * number, np.uint16), bits_stored=12)
        slices.append(made)
    with_overlay(slices[FIFTH], np.eye(64, dtype=np.bool_), label="Arrow")
    for number, one in enumerate(slices):
        write(one, folder / f"{number}")
    window = item(WindowCenter="1050", WindowWidth="100", ReferencedImageSequence=references(slices[FIFTH]))
    marks = annotation(graphic("POLYLINE", [10, 10, 30, 30]), texts=[text("mass", box=[10, 10, 20, 14])])
    state = presentation_state(
        slices[FIFTH],
        SoftcopyVOILUTSequence=[window],
        DisplayedAreaSelectionSequence=[area(17, 17, 48, 48)],
        GraphicAnnotationSequence=[marks],
        ImageRotation=90,
        ImageHorizontalFlip="N",
        ShutterShape="RECTANGULAR",
        ShutterLeftVerticalEdge="20",
        ShutterRightVerticalEdge="40",
        ShutterUpperHorizontalEdge="20",
        ShutterLowerHorizontalEdge="40",
    )
    older = presentation_state(
        slices[FIFTH], name="older", ContentCreatorName="Jones^Bill", PresentationCreationDate="20260101"
    )
    write(state, folder / "state")
    write(older, folder / "older state")
    write(key_objects(*slices[2:7:2]), folder / "keys")
    return folder


@pytest.fixture(scope="module")
def seated(tmp_path_factory: pytest.TempPathFactory, qapp: QApplication) -> Iterator[Reader]:
    folder = tmp_path_factory.mktemp("presented")
    yield from sitting(folder / "home", write_study(folder / "study"))


@pytest.fixture
def reader(seated: Reader) -> Reader:
    """A reader who looks at the fifth slice."""
    seated.at.settings.set(replace(seated.at.settings.value, presentation="choose"))
    seated.sit_down()
    seated.at.viewing.go_to(FIFTH)
    seated.wait_for(seated.is_drawn)
    return seated


def badges(reader: Reader) -> list[str]:
    picture = reader.at.grid.active.picture
    assert picture is not None
    return [badge.text for badge in picture.text.badges]


def test_h23_states_and_selections_are_listed_and_counted(reader: Reader) -> None:
    opened = reader.at.session.opened.value

    assert opened.accounted == opened.files == 15


def test_h27_states_are_offered_and_not_applied_by_themselves(reader: Reader) -> None:
    assert "2 GSPS available" in badges(reader)
    assert reader.state.presentation_uid == ""


def test_h27_a_key_applies_the_latest_with_its_name_on_the_image(reader: Reader) -> None:
    reader.press(Qt.Key.Key_P, SHIFT)

    picture = reader.at.grid.active.picture
    assert picture is not None
    assert {"GSPS: Smith 2026-11-02", "ROTATED", "SHUTTER"} <= set(badges(reader))
    assert picture.shutter is not None
    assert picture.scene.grey_map.voi == Window(26, 100)  # stored 1050, in HU
    assert reader.state.camera.quarter_turns == 1
    assert reader.state.camera.fitted == (0.5, 0.5)
    assert len(picture.drawings) == 1
    assert "Shown as by AS_READ – Smith 2026-11-02" in reader.at.window.notice


def test_where_none_was_made_for_the_image_the_key_says_so(reader: Reader) -> None:
    reader.press(Qt.Key.Key_Home)

    reader.press(Qt.Key.Key_P, SHIFT)

    assert reader.at.window.notice == "No presentation state was made for this image"


def test_the_key_goes_on_to_the_older_one_and_then_to_none(reader: Reader) -> None:
    names = []
    for _ in range(3):
        reader.press(Qt.Key.Key_P, SHIFT)
        names.append(next((words for words in badges(reader) if words.startswith("GSPS:")), ""))

    assert names == ["GSPS: Smith 2026-11-02", "GSPS: Jones 2026-01-01", ""]
    assert reader.state.camera.quarter_turns == 0


def test_escape_shows_the_image_by_itself_again(reader: Reader) -> None:
    reader.press(Qt.Key.Key_P, SHIFT)

    reader.press(Qt.Key.Key_Escape)

    assert reader.state.presentation_uid == ""
    assert "2 GSPS available" in badges(reader)


def test_h27_another_slice_is_not_presented_and_says_so(reader: Reader) -> None:
    reader.press(Qt.Key.Key_P, SHIFT)

    reader.press(Qt.Key.Key_Down)

    assert "GSPS of Smith 2026-11-02 not applied: it was made for other images" in badges(reader)
    picture = reader.at.grid.active.picture
    assert picture is not None
    assert picture.shutter is None
    assert picture.scene.shading.rendition is None


def test_the_readers_own_window_stays_in_the_images_values(reader: Reader) -> None:
    reader.press(Qt.Key.Key_P, SHIFT)

    reader.at.session.active.set(replace(reader.state, shading=Shading(Window(40, 400))))
    reader.wait_for(reader.is_drawn)

    scene = reader.at.grid.scene
    assert scene is not None
    assert scene.grey_map.to_grey(scene.image.stored).max() == round(Window(40, 400).shade(40.0).item() * 255)


def test_h27_overlay_and_shutter_are_switched_off_with_a_mark(reader: Reader) -> None:
    reader.wait_for(lambda: bool(reader.at.grid.active.picture and reader.at.grid.active.picture.masks))
    reader.press(Qt.Key.Key_O, SHIFT)
    assert "OVERLAYS HIDDEN" in badges(reader)
    reader.press(Qt.Key.Key_O, SHIFT)

    reader.press(Qt.Key.Key_P, SHIFT)
    reader.press(Qt.Key.Key_H, SHIFT)

    assert "SHUTTER OPENED" in badges(reader)
    assert "OVERLAYS HIDDEN" not in badges(reader)


def test_key_images_are_gone_through_by_key_and_wheel(reader: Reader) -> None:
    reader.press(Qt.Key.Key_Home)
    reader.press(Qt.Key.Key_K, SHIFT)
    assert reader.state.index == 2
    assert "key 1 of 3: Of Interest" in reader.corners

    reader.press(Qt.Key.Key_Down)
    assert reader.state.index == 4
    reader.wheel(1)
    assert reader.state.index == 6
    reader.press(Qt.Key.Key_Down)
    assert "key 3 of 3: Of Interest" in reader.corners
    assert "3 of 12 images" in reader.at.window.notice

    reader.press(Qt.Key.Key_K, SHIFT)
    reader.press(Qt.Key.Key_Down)
    assert reader.state.index == 7


def test_cine_plays_key_images_only(reader: Reader) -> None:
    reader.press(Qt.Key.Key_K, SHIFT)
    seen: set[int] = set()

    def see(now: ViewportState, _: ViewportState) -> None:
        seen.add(now.index)

    reader.at.session.active.changed.connect(see)
    reader.at.cine.play()
    reader.wait_for(lambda: len(seen) == 3)
    reader.at.cine.stop()
    reader.at.session.active.changed.disconnect(see)

    assert seen == {2, 4, 6}


def offers(reader: Reader, menu_title: str) -> dict[str, QAction]:
    """Open the menu over the image and return what one of its menus offers."""
    found: dict[str, QAction] = {}

    def look() -> None:
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        for action in menu.actions():
            inner = action.menu()
            if isinstance(inner, QMenu) and inner.title().replace("&", "") == menu_title:
                found.update({offer.text(): offer for offer in inner.actions()})
                for offer in inner.actions():
                    if offer.text().startswith(("AS_READ – Jones", "Of Interest")):
                        offer.trigger()
        menu.close()

    QTimer.singleShot(100, look)
    reader.at.doors.show_viewport_menu(0, reader.at.grid.mapToGlobal(QPoint(200, 200)))
    return found


def test_the_menu_names_every_state_and_applies_the_chosen_one(reader: Reader) -> None:
    found = offers(reader, "Presentation state")

    assert list(found) == ["None", "AS_READ – Smith 2026-11-02", "AS_READ – Jones 2026-01-01"]
    reader.wait_for(lambda: "GSPS: Jones 2026-01-01" in badges(reader))


def test_the_menu_names_every_selection_and_keeps_to_the_chosen_one(reader: Reader) -> None:
    found = offers(reader, "Key images")

    assert list(found) == ["All images", "Of Interest 2026-11-03"]
    assert reader.state.key_places == (2, 4, 6)


def test_by_its_author_the_latest_is_applied_once_and_the_readers_choice_stands(reader: Reader) -> None:
    reader.at.settings.set(replace(reader.at.settings.value, presentation="by its author"))
    session = reader.at.session
    shown = reader.state.display_set_uid
    session.active.set(replace(reader.state.showing(""), index=0))

    session.active.set(reader.state.showing(shown, FIFTH))
    reader.wait_for(lambda: "GSPS: Smith 2026-11-02" in badges(reader))
    reader.press(Qt.Key.Key_Escape)
    session.opened.changed.emit(session.opened.value, session.opened.value)

    assert reader.state.presentation_uid == ""


def test_h27_a_key_image_of_the_report_is_pictured_as_it_was_presented_and_says_so(reader: Reader) -> None:
    reader.press(Qt.Key.Key_P, SHIFT)

    reader.press(Qt.Key.Key_K)

    report = reader.at.desk.report.value
    assert report is not None
    (key_image,) = report.key_images
    assert "as presented by Smith 2026-11-02" in key_image.notes
    taken = reader.at.pictures.of(report)[key_image.uid]
    assert taken.pixelColor(5, 5).name() == "#000000"  # shut
    row = [taken.pixelColor(x, taken.height() // 2).red() for x in range(taken.width())]
    assert 165 in row  # 40 HU by the state's window: (40 - 25.5) / 99 + 0.5 of 255


def test_h27_a_key_image_keeps_what_lay_over_it_when_a_measurement_is_drawn_anew(reader: Reader) -> None:
    reader.press(Qt.Key.Key_P, SHIFT)
    reader.press(Qt.Key.Key_K)
    report = reader.at.desk.report.value
    assert report is not None
    key_image = report.key_images[-1]
    before = reader.at.pictures.of(report)[key_image.uid]
    reader.press(Qt.Key.Key_P, SHIFT)
    reader.press(Qt.Key.Key_P, SHIFT)
    assert reader.state.presentation_uid == ""

    reader.press(Qt.Key.Key_D)
    reader.drag((0.4, 0.4), (0.6, 0.6))
    reader.press(Qt.Key.Key_M)

    now = reader.at.desk.report.value
    assert now is not None
    after = reader.at.pictures.of(now)[key_image.uid]
    assert after != before
    assert after.pixelColor(5, 5).name() == "#000000"
