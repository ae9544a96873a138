"""IHE Basic Image Review on the real window: every key and every mouse button does what its table says.

The tables are those of FEATURES 4.1 and 4.3, tried with key and mouse events on a workstation built as the program
builds it, with files on disk.
"""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.ui.actions import mnemonics
from app.ui.keys_dialog import KeysDialog
from reporting.core.report import SectionName
from reporting.ui.section_editor import SectionEditor
from tests.builders.sittings import SLICES, Reader
from viewer.core.overlay import Level
from viewer.core.windowing import Window

pytestmark = [pytest.mark.story, pytest.mark.usefixtures("qapp")]

Key, Held, Button = Qt.Key, Qt.KeyboardModifier, Qt.MouseButton
LEFT, MIDDLE, RIGHT = Button.LeftButton, Button.MiddleButton, Button.RightButton
SHIFT, CTRL, ALT = Held.ShiftModifier, Held.ControlModifier, Held.AltModifier
FINDINGS = SectionName.FINDINGS


def center(reader: Reader) -> float:
    voi = reader.state.shading.voi
    assert isinstance(voi, Window)
    return voi.center


def measured(reader: Reader) -> list[str]:
    return [measurement.tool for measurement in reader.at.session.annotations.measurements]


def draw_length(reader: Reader) -> None:
    reader.press(Key.Key_D)
    reader.drag((0.3, 0.5), (0.4, 0.5), (0.5, 0.5))
    assert measured(reader) == ["length"]


# Keys that choose what the hand does.


def test_scroll_is_the_tool_at_the_start(reader: Reader) -> None:
    assert reader.tool == "scroll"


@pytest.mark.parametrize(
    ("key", "tool"),
    [
        (Key.Key_S, "scroll"),
        (Key.Key_W, "window"),
        (Key.Key_Z, "zoom"),
        (Key.Key_T, "pan"),
        (Key.Key_D, "length"),
        (Key.Key_A, "cobb"),
        (Key.Key_J, "crosshair"),
    ],
)
def test_a_letter_takes_its_tool(reader: Reader, key: Qt.Key, tool: str) -> None:
    reader.press(Key.Key_Q)

    reader.press(key)

    assert reader.tool == tool


def test_s_drags_through_the_stack(reader: Reader) -> None:
    reader.press(Key.Key_S)
    reader.drag((0.5, 0.3), (0.5, 0.5))
    assert reader.state.index > 10
    reader.drag((0.5, 0.5), (0.5, 0.2))
    assert reader.state.index < 10


def test_w_drags_right_for_a_wider_and_up_for_a_brighter_window(reader: Reader) -> None:
    reader.press(Key.Key_W)
    reader.drag((0.5, 0.5), (0.6, 0.5))
    wider = reader.state.shading.voi
    assert isinstance(wider, Window)
    assert wider.width > 400
    reader.drag((0.5, 0.5), (0.5, 0.4))
    assert center(reader) < wider.center


def test_z_drags_down_to_come_nearer_and_up_to_go_away(reader: Reader) -> None:
    reader.press(Key.Key_Z)
    reader.drag((0.5, 0.4), (0.5, 0.6))
    near = reader.zoom()
    assert near is not None
    reader.drag((0.5, 0.6), (0.5, 0.4))
    far = reader.zoom()
    assert far is not None
    assert far < near


def test_t_moves_the_picture_with_the_hand(reader: Reader) -> None:
    reader.press(Key.Key_T)
    reader.drag((0.5, 0.5), (0.6, 0.5))
    across, down = reader.state.camera.center
    assert across < 0.5
    assert down == pytest.approx(0.5)


def test_d_draws_a_distance_and_shows_it_while_it_is_drawn(reader: Reader) -> None:
    reader.press(Key.Key_D)
    on, start = reader.point(0.3, 0.5)
    _, end = reader.point(0.5, 0.5)
    QTest.mousePress(on, LEFT, Held.NoModifier, start)
    QTest.mouseMove(on, end)
    QTest.qWait(20)
    picture = reader.at.grid.active.picture
    assert picture is not None
    assert "mm" in str(picture.drawings)
    QTest.mouseRelease(on, LEFT, Held.NoModifier, end)
    assert measured(reader) == ["length"]


def test_a_measures_cobbs_angle_with_four_clicks(reader: Reader) -> None:
    reader.press(Key.Key_A)
    for across, down in ((0.3, 0.3), (0.6, 0.3), (0.3, 0.7), (0.6, 0.6)):
        reader.click(across, down)
    assert measured(reader) == ["cobb"]


def test_j_points_at_a_place_and_escape_takes_the_cross_away(reader: Reader) -> None:
    reader.press(Key.Key_J)
    reader.drag((0.4, 0.4), (0.5, 0.5))
    assert reader.at.following.point_lps.value is not None

    reader.press(Key.Key_Escape)

    assert reader.at.following.point_lps.value is None


# Keys that move through images, series and viewports.


@pytest.mark.parametrize(
    ("key", "held", "index"),
    [
        (Key.Key_Up, Held.NoModifier, 9),
        (Key.Key_Left, Held.NoModifier, 9),
        (Key.Key_Down, Held.NoModifier, 11),
        (Key.Key_Right, Held.NoModifier, 11),
        (Key.Key_Up, SHIFT, 0),
        (Key.Key_Left, SHIFT, 0),
        (Key.Key_Down, SHIFT, 20),
        (Key.Key_Right, SHIFT, 20),
        (Key.Key_Home, Held.NoModifier, 0),
        (Key.Key_End, Held.NoModifier, SLICES - 1),
    ],
)
def test_arrows_home_and_end_scroll(
    reader: Reader, key: Qt.Key, held: Qt.KeyboardModifier, index: int
) -> None:
    reader.press(key, held)

    assert reader.state.index == index


def test_page_keys_show_the_next_and_the_previous_series(reader: Reader) -> None:
    sets = [known.uid for known in reader.at.session.display_sets() if known.frames]
    place = sets.index(reader.state.display_set_uid)
    onward, back = (
        (Key.Key_PageDown, Key.Key_PageUp) if place < len(sets) - 1 else (Key.Key_PageUp, Key.Key_PageDown)
    )

    reader.press(onward)
    other = reader.state.display_set_uid
    reader.press(back)

    assert other != sets[place]
    assert reader.state.display_set_uid == sets[place]


@pytest.mark.parametrize("key", [Key.Key_V, Key.Key_Tab])
def test_v_and_tab_go_to_the_next_viewport(reader: Reader, key: Qt.Key) -> None:
    reader.at.viewing.lay_out(1, 2)
    active = []
    for _ in range(2):
        QTest.keyClick(reader.at.grid, key)
        active.append(reader.at.session.layout.value.active)

    assert active == [1, 0]


# Keys that change how the image looks.


@pytest.mark.parametrize(
    ("key", "window"),
    [
        (Key.Key_1, (40, 400)),
        (Key.Key_3, (40, 80)),
        (Key.Key_4, (-600, 1500)),
        (Key.Key_5, (40, 400)),
        (Key.Key_6, (50, 400)),
        (Key.Key_7, (500, 2000)),
        (Key.Key_8, (90, 150)),
        (Key.Key_9, (300, 600)),
    ],
)
def test_a_digit_sets_its_window(reader: Reader, key: Qt.Key, window: tuple[float, float]) -> None:
    reader.press(key)

    assert f"C {window[0]}  W {window[1]}" in " | ".join(reader.corners)


def test_zero_sets_the_automatic_window(reader: Reader) -> None:
    reader.press(Key.Key_0)

    assert reader.state.preset == "Auto"
    assert any(line.endswith("Auto") for line in reader.corners)


def test_two_without_a_second_window_changes_nothing(reader: Reader) -> None:
    before = reader.state

    reader.press(Key.Key_2)

    assert reader.state == before


def test_i_steps_through_full_minimal_and_no_text(reader: Reader) -> None:
    level = reader.at.session.annotation_level
    full = reader.corners
    steps = []
    for _ in range(3):
        reader.press(Key.Key_I)
        steps.append(level.value)

    assert steps == [Level.MINIMAL, Level.OFF, Level.FULL]
    assert "Doe, Jane" in full
    assert not any("ORIGINAL" in line for line in full), "what all images share is noise"


def test_o_draws_where_the_other_planes_cut(reader: Reader) -> None:
    reader.at.viewing.lay_out(1, 2)
    reader.show("coronal", 1)
    reader.press(Key.Key_O)
    QTest.qWait(20)
    pictures = [viewport.picture for viewport in reader.at.grid.viewports]

    assert reader.at.following.lines.value
    assert [len(picture.drawings) for picture in pictures if picture] == [1, 1]

    reader.press(Key.Key_O)
    assert not reader.at.following.lines.value


def test_l_links_with_the_offset_of_now_and_u_unlinks(reader: Reader) -> None:
    session = reader.at.session
    reader.at.viewing.lay_out(1, 2)
    reader.show("prior", 1, index=5)
    session.activate(0)

    reader.press(Key.Key_L)
    reader.press(Key.Key_Down)
    linked = [viewport.value.index for viewport in session.viewports[:2]]
    reader.press(Key.Key_U)
    reader.press(Key.Key_Down)

    assert linked == [11, 6]
    assert reader.at.window.notice == "Each viewport scrolls on its own"
    assert [viewport.value.index for viewport in session.viewports[:2]] == [12, 6]


def test_c_plays_and_stops_and_says_how_fast_it_really_goes(reader: Reader) -> None:
    reader.show("US")
    reader.look_at_image()

    QTest.keyClick(reader.at.grid, Key.Key_C)
    assert reader.is_playing()
    reader.wait_for(lambda: reader.at.window.pace.startswith("cine "))
    assert " of 25 frames/s, " in reader.at.window.pace
    QTest.keyClick(reader.at.grid, Key.Key_C)

    assert not reader.is_playing()
    assert reader.at.window.pace == ""


def test_cine_stops_when_the_reader_scrolls_and_does_not_jump_to_another_viewport(reader: Reader) -> None:
    session = reader.at.session
    reader.at.viewing.lay_out(1, 2)
    reader.show("prior", 1)
    session.activate(0)
    QTest.keyClick(reader.at.grid, Key.Key_C)
    session.activate(1)
    before = session.viewports[0].value.index
    reader.wait_for(lambda: session.viewports[0].value.index != before)
    assert session.viewports[1].value.index == 0

    session.viewports[0].set(replace(session.viewports[0].value, index=3))

    reader.wait_for(lambda: not reader.is_playing())
    assert session.viewports[0].value.index == 3


def test_escape_stops_cine_before_it_resets_anything(reader: Reader) -> None:
    reader.press(Key.Key_4)
    QTest.keyClick(reader.at.grid, Key.Key_C)
    QTest.keyClick(reader.at.grid, Key.Key_Escape)

    assert not reader.is_playing()
    assert reader.state.preset == "Lung"


def test_p_prints_what_is_shown(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    printed: list[int] = []
    monkeypatch.setattr("app.window_doors.ask_and_print", lambda picture, _: printed.append(picture.width()))

    reader.press(Key.Key_P)

    assert printed == [reader.at.grid.active._area.width()]


@pytest.mark.parametrize("key", [Key.Key_H, Key.Key_F1])
def test_h_and_f1_show_the_keys(reader: Reader, key: Qt.Key) -> None:
    seen: list[bool] = []

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        seen.append(isinstance(dialog, KeysDialog))
        if dialog is not None:
            dialog.close()

    QTimer.singleShot(200, look)
    reader.press(key)

    assert seen == [True]


def test_f10_hides_all_panels_and_brings_them_back(reader: Reader) -> None:
    window = reader.at.window
    docks = (window.series_dock, window.measurements_dock, window.report_dock)

    reader.press(Key.Key_F10)
    hidden = [dock.isVisible() for dock in docks]
    reader.press(Key.Key_F10)

    assert hidden == [False, False, False]
    assert all(dock.isVisible() for dock in docks)


def test_f11_takes_the_whole_screen_and_gives_it_back(reader: Reader) -> None:
    reader.press(Key.Key_F11)
    full = reader.at.window.isFullScreen()
    reader.press(Key.Key_F11)

    assert full
    assert not reader.at.window.isFullScreen()


def test_escape_resets_the_display_keeps_the_place_and_undo_brings_measurements_back(reader: Reader) -> None:
    draw_length(reader)
    reader.at.session.selected.set("")
    reader.press(Key.Key_4)
    reader.wheel(-2, CTRL)
    assert reader.zoom() is not None

    reader.press(Key.Key_Escape)

    assert (reader.state.index, reader.state.preset) == (10, "")
    assert reader.zoom() is None
    assert measured(reader) == []
    reader.press(Key.Key_Z, CTRL)
    assert measured(reader) == ["length"]


def test_the_first_escape_only_lets_go_of_what_is_selected(reader: Reader) -> None:
    draw_length(reader)

    reader.press(Key.Key_Escape)

    assert reader.at.session.selected.value == ""
    assert measured(reader) == ["length"]


# Keys for measurements.


def test_undo_redo_and_delete(reader: Reader) -> None:
    draw_length(reader)

    reader.press(Key.Key_Z, CTRL)
    undone = measured(reader)
    reader.press(Key.Key_Y, CTRL)
    redone = measured(reader)
    reader.at.session.selected.set(reader.at.session.annotations.measurements[0].uid)
    reader.press(Key.Key_Delete)

    assert (undone, redone, measured(reader)) == ([], ["length"], [])


def test_arrows_nudge_the_selected_measurement_and_do_not_scroll(reader: Reader) -> None:
    draw_length(reader)
    before = reader.at.session.annotations.measurements[0].points_lps

    reader.press(Key.Key_Right)

    after = reader.at.session.annotations.measurements[0].points_lps
    assert [one[0] + 1 for one in before] == pytest.approx([one[0] for one in after])
    assert reader.state.index == 10


def test_k_puts_the_image_into_the_report(reader: Reader) -> None:
    reader.press(Key.Key_K)

    report = reader.at.desk.report.value
    assert report is not None
    frame = reader.at.viewing.frame
    assert frame is not None
    assert [image.frame for image in report.key_images] == [frame.key]
    assert any(line.key_image_uid for line in report.section(FINDINGS).lines)


def test_a_measurement_chosen_in_the_list_comes_back_under_its_window(reader: Reader) -> None:
    reader.press(Key.Key_4)
    draw_length(reader)
    measurement = reader.at.session.annotations.measurements[0]
    reader.press(Key.Key_Escape)
    reader.press(Key.Key_5)
    reader.press(Key.Key_Home)

    reader.at.session.jump_to_measurement(measurement)
    reader.wait_for(reader.is_drawn)
    QTest.qWait(20)

    assert reader.state.index == 10
    assert reader.at.bar._presets.currentText().startswith("Lung")


# Writing.


def test_r_puts_the_keyboard_into_the_report_where_bare_keys_are_text(reader: Reader) -> None:
    draw_length(reader)
    before = (reader.tool, reader.state, measured(reader))

    reader.press(Key.Key_R)
    editor = QApplication.focusWidget()
    assert isinstance(editor, SectionEditor)
    QTest.keyClicks(editor, "swztvdajoicprluhk 0123456789")
    for key in (Key.Key_Left, Key.Key_Up, Key.Key_Home, Key.Key_PageUp, Key.Key_Down, Key.Key_End):
        QTest.keyClick(editor, key)

    assert (reader.tool, reader.state, measured(reader)) == before
    assert "swztvdajoicprluhk 0123456789" in editor.toPlainText()
    QTest.keyClick(reader.keyboard, Key.Key_Escape)


def test_escape_in_the_report_goes_back_to_the_image_and_removes_nothing(reader: Reader) -> None:
    draw_length(reader)
    reader.press(Key.Key_4)
    reader.at.session.selected.set("")
    reader.press(Key.Key_R)

    QTest.keyClick(reader.keyboard, Key.Key_Escape)

    assert not isinstance(QApplication.focusWidget(), SectionEditor)
    assert measured(reader) == ["length"]
    assert reader.state.preset == "Lung"
    reader.press(Key.Key_W)
    assert reader.tool == "window"


def test_the_report_stays_with_its_study_while_the_prior_is_looked_at_beside_it(reader: Reader) -> None:
    desk = reader.at.desk
    report = desk.report.value
    assert report is not None
    reader.at.viewing.lay_out(1, 2)

    reader.show("prior", 1)

    beside = desk.report.value
    assert beside is not None
    assert beside.study.uid == report.study.uid

    reader.at.viewing.lay_out(1, 1)
    reader.show("prior", 0)

    alone = desk.report.value
    assert alone is not None
    assert alone.study.uid != report.study.uid


# Turning and flipping: projections only, and never by a bare letter.


def test_h7_slices_cannot_be_turned_or_flipped(reader: Reader) -> None:
    for key in (Key.Key_R, Key.Key_L, Key.Key_M):
        reader.press(key, ALT)

    assert not reader.state.camera.turned_or_flipped


def test_h7_a_flipped_radiograph_says_so_and_its_letters_follow(reader: Reader) -> None:
    reader.show("CR")
    reader.look_at_image()
    reader.press(Key.Key_M, ALT)

    picture = reader.at.grid.active.picture
    assert picture is not None
    assert (picture.text.letters.left, picture.text.letters.right) == ("L", "R")
    assert "FLIPPED" in [badge.text for badge in picture.text.badges]


def test_no_key_of_a_command_is_taken_by_a_menu(reader: Reader) -> None:
    keys = {key for bound in reader.at.keymap.keys.values() for key in bound}

    assert keys.isdisjoint(mnemonics(reader.at.window.menuBar()))
