"""The mouse in its three profiles on the real window (FEATURES 4.3), and what is dropped on it."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from reporting.core.report import SectionName
from tests.builders.sittings import Reader
from viewer.core.viewport import Layout

pytestmark = [pytest.mark.story, pytest.mark.usefixtures("qapp")]

MIDDLE, RIGHT = Qt.MouseButton.MiddleButton, Qt.MouseButton.RightButton
SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier

PROFILES = ("bir", "pacs", "weasis")
AT_START = {"bir": "scroll", "pacs": "window", "weasis": "window"}


def use(reader: Reader, profile: str) -> None:
    reader.at.settings.set(replace(reader.at.settings.value, mouse_profile=profile))
    reader.at.session.hand.set(replace(reader.at.session.hand.value, tool=AT_START[profile]))


@pytest.mark.parametrize("profile", PROFILES)
def test_a_profile_takes_effect_at_once_with_its_tool(reader: Reader, profile: str) -> None:
    before = "pacs" if profile == "bir" else "bir"
    use(reader, before)

    reader.at.settings.set(replace(reader.at.settings.value, mouse_profile=profile))

    assert reader.tool == AT_START[profile]


@pytest.mark.parametrize("profile", PROFILES)
def test_the_left_button_does_what_is_in_hand(reader: Reader, profile: str) -> None:
    use(reader, profile)
    before = reader.state

    reader.drag((0.5, 0.3), (0.5, 0.5))

    scrolled, windowed = reader.state.index != before.index, reader.state.shading != before.shading
    assert (scrolled, windowed) == ((True, False) if profile == "bir" else (False, True))


@pytest.mark.parametrize("profile", PROFILES)
def test_the_middle_button_moves_the_picture(reader: Reader, profile: str) -> None:
    use(reader, profile)

    reader.drag((0.5, 0.5), (0.6, 0.6), button=MIDDLE)

    assert reader.state.camera.center[0] < 0.5
    assert reader.state.camera.center[1] < 0.5


def test_the_right_button_windows_zooms_or_rests(reader: Reader) -> None:
    changed = {}
    for profile in PROFILES:
        reader.sit_down()
        use(reader, profile)
        before = reader.state
        reader.drag((0.5, 0.3), (0.55, 0.4), button=RIGHT)
        changed[profile] = (reader.state.shading != before.shading, reader.state.camera != before.camera)

    assert changed == {"bir": (True, False), "pacs": (False, True), "weasis": (False, False)}


@pytest.mark.parametrize("profile", PROFILES)
def test_the_wheel_scrolls_by_one_or_ten_and_zooms(reader: Reader, profile: str) -> None:
    use(reader, profile)
    reader.wheel(1)
    one = reader.state.index
    reader.wheel(1, SHIFT)
    ten = reader.state.index
    reader.wheel(-1, CTRL)

    assert (one, ten) == (11, 21)
    assert reader.zoom() is not None
    assert reader.state.index == 21


def test_the_wheel_makes_the_viewport_under_it_the_active_one(reader: Reader) -> None:
    reader.at.viewing.lay_out(1, 2)
    reader.show("prior", 1)
    assert reader.at.session.layout.value.active == 1

    reader.wheel(1, cell=0)

    assert reader.at.session.layout.value.active == 0
    assert reader.state.index == 11


@pytest.mark.parametrize("profile", PROFILES)
def test_a_right_click_opens_the_menu_and_changes_nothing(reader: Reader, profile: str) -> None:
    use(reader, profile)
    before = reader.state
    offered: list[str] = []

    def look() -> None:
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        offered.extend(action.text().replace("&", "") for action in menu.actions())
        menu.close()

    QTimer.singleShot(200, look)
    reader.click(button=RIGHT)

    assert {"Window preset", "Window", "Length", "Key image", "Reset"} <= set(offered)
    assert len([words for words in offered if words]) == len({words for words in offered if words})
    assert reader.state == before


@pytest.mark.parametrize("profile", PROFILES)
def test_a_double_click_maximizes_and_gives_back(reader: Reader, profile: str) -> None:
    use(reader, profile)
    reader.at.viewing.lay_out(2, 2)
    reader.double_click(0)
    full = reader.at.session.layout.value
    reader.double_click(0)

    assert full == Layout(2, 2, 0, maximized=True)
    assert reader.at.session.layout.value == Layout(2, 2, 0)
    assert reader.at.session.annotations.measurements == ()


def drop(on: QWidget, path: Path) -> None:
    """Carry a folder from the file manager over a widget and let it go."""
    carried = QMimeData()
    carried.setUrls([QUrl.fromLocalFile(str(path))])
    place, copy = on.rect().center(), Qt.DropAction.CopyAction
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    entered = QDragEnterEvent(place, copy, carried, left, none)
    QApplication.sendEvent(on, entered)
    assert entered.isAccepted()
    QApplication.sendEvent(on, QDropEvent(QPointF(place), copy, carried, left, none))


@pytest.mark.parametrize("where", ["images", "series", "report"])
def test_a_folder_can_be_dropped_anywhere(reader: Reader, tmp_path: Path, where: str) -> None:
    opened: list[Path] = []
    window = reader.at.window
    window.dropped.disconnect()
    window.dropped.connect(opened.extend)
    report = reader.at.panel.editor(SectionName.FINDINGS)
    on = {"images": reader.at.grid.active, "series": reader.at.strip, "report": report.viewport()}[where]

    drop(on, tmp_path)

    window.dropped.disconnect()
    window.dropped.connect(reader.at.studies.open)
    assert opened == [tmp_path]
    assert str(tmp_path) not in report.toPlainText()
