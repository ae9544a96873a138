"""One viewport: what it shows, what it says, what the hand does."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.builders.opened import ADA, BLAISE, images
from tests.builders.windows import Reading, ReadingWindow
from tests.viewer.ui.conftest import settle, shown
from viewer.core.images import Shading
from viewer.core.overlay import Level
from viewer.core.session import Hand
from viewer.core.viewport import Layout
from viewer.core.windowing import Window
from viewer.ui.picture import EMPTY, NOTHING_OPEN, Picture
from viewer.ui.series_model import series_mime
from viewer.ui.viewport import Viewport

NONE, CTRL, SHIFT = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
)
LEFT, RIGHT, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton


def viewport(window: ReadingWindow) -> Viewport:
    return window.grid.active


def words(of: Viewport) -> str:
    return of._cover.words if of._pages.currentWidget() is of._cover else ""


def picture(of: Viewport) -> Picture:
    assert of.picture is not None
    return of.picture


def wheel(on: QWidget, turned: int, held: Qt.KeyboardModifier = NONE) -> None:
    at = QPointF(on.rect().center())
    event = QWheelEvent(
        at,
        on.mapToGlobal(at),
        QPoint(),
        QPoint(0, turned),
        Qt.MouseButton.NoButton,
        held,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(on, event)
    settle()


def mouse(on: QWidget, kind: QMouseEvent.Type, at: QPoint, button: Qt.MouseButton) -> None:
    held = Qt.MouseButton.NoButton if kind is QMouseEvent.Type.MouseButtonRelease else button
    changed = Qt.MouseButton.NoButton if kind is QMouseEvent.Type.MouseMove else button
    event = QMouseEvent(kind, QPointF(at), QPointF(on.mapToGlobal(at)), changed, held, NONE)
    QApplication.sendEvent(on, event)


def drag(on: QWidget, start: QPoint, end: QPoint, button: Qt.MouseButton = LEFT) -> None:
    mouse(on, QMouseEvent.Type.MouseButtonPress, start, button)
    for step in range(1, 6):
        mouse(on, QMouseEvent.Type.MouseMove, start + (end - start) * step / 5, button)
    mouse(on, QMouseEvent.Type.MouseButtonRelease, end, button)
    settle()


def grey_in_the_middle(of: Viewport) -> int:
    grabbed = of.grab().toImage()
    return grabbed.pixelColor(grabbed.width() // 2, grabbed.height() // 2 + 40).red()


def test_an_empty_viewport_says_what_to_do(reading: Reading, window: ReadingWindow) -> None:
    before = words(viewport(window))
    reading.open(images(1))
    settle()

    assert (before, words(viewport(window))) == (NOTHING_OPEN, EMPTY)


def test_the_value_under_a_resting_pointer_is_that_of_the_image_shown(
    reading: Reading, window: ReadingWindow
) -> None:
    (ct,) = reading.open(images(4))
    reading.session.show(ct.uid)
    settle()
    shown_on = viewport(window)
    said: list[str] = []
    shown_on.pointed.connect(said.append)
    mouse(shown_on, QMouseEvent.Type.MouseMove, shown_on.rect().center(), Qt.MouseButton.NoButton)
    at_first = len(said)

    wheel(shown_on, -120)
    QApplication.sendEvent(shown_on, QEvent(QEvent.Type.Leave))

    assert at_first == 1
    assert len(said) == 3
    assert said[1].partition(":")[0] == said[0].partition(":")[0], "the same place"
    assert said[2] == "", "nothing is pointed at any more"


def test_a_series_is_shown_with_its_patient_in_the_corner(reading: Reading, window: ReadingWindow) -> None:
    (ct,) = reading.open(images(3))
    reading.session.show(ct.uid)
    settle()

    shown_now = picture(viewport(window))

    assert shown_now.scene.image.frame.key == ct.frames[1].key, "a stack of slices is opened in its middle"
    assert shown_now.text.top_left[0] == "Lovelace, Ada"


def test_while_an_image_loads_the_reader_is_told_how_far(late_reading: Reading, qtbot: QtBot) -> None:
    window = shown(late_reading, qtbot)
    (ct,) = late_reading.open(images(5))
    late_reading.session.show(ct.uid)
    settle()
    assert words(viewport(window)) == "Loading image 3…   0 of 5 in memory"
    assert late_reading.pixels.wanted[-1] == (ct.uid, 2)

    late_reading.pixels.deliver(ct.uid, 2)
    settle()

    assert picture(viewport(window)).scene.image.frame.key == ct.frames[2].key
    assert picture(viewport(window)).waiting == ""


def test_nothing_is_drawn_again_when_other_images_of_the_series_come(
    reading: Reading, window: ReadingWindow
) -> None:
    (ct,) = reading.open(images(5))
    reading.session.show(ct.uid)
    settle()
    drawn: list[int] = []
    viewport(window).pictured.connect(lambda: drawn.append(1))

    reading.pixels.loaded.emit(ct.uid, 3)
    reading.pixels.progress.emit(ct.uid, 4, 5)
    settle()
    assert drawn == []

    reading.session.active.set(replace(reading.session.active.value, index=3))
    settle()
    assert drawn == [1]


def test_while_the_next_slice_loads_the_old_one_stays_under_its_own_number(
    late_reading: Reading, qtbot: QtBot
) -> None:
    window = shown(late_reading, qtbot)
    (ct,) = late_reading.open(images(5))
    late_reading.session.show(ct.uid)
    late_reading.pixels.deliver(ct.uid, 2)
    settle()

    late_reading.session.active.set(replace(late_reading.session.active.value, index=3))
    settle()

    still = picture(viewport(window))
    assert still.scene.image.frame.key == ct.frames[2].key
    assert still.text.bottom_right[-1] == "3 / 5"
    assert still.waiting.startswith("Loading image 4")


def test_f6_an_image_that_cannot_be_decoded_says_why_and_the_others_stay_usable(
    late_reading: Reading, qtbot: QtBot
) -> None:
    window = shown(late_reading, qtbot)
    (ct,) = late_reading.open(images(20))
    late_reading.session.show(ct.uid)
    late_reading.pixels.deliver(ct.uid, 0)
    late_reading.session.active.set(replace(late_reading.session.active.value, index=16))
    late_reading.pixels.fail(ct.uid, 16, "frame 17 cannot be decoded: the JPEG 2000 stream ends too early")
    settle()
    assert "frame 17 cannot be decoded" in words(viewport(window))
    assert "other images" in words(viewport(window))

    late_reading.session.active.set(replace(late_reading.session.active.value, index=0))
    settle()

    assert picture(viewport(window)).scene.image.frame.key == ct.frames[0].key


def test_h30_images_of_another_series_never_stay_on_the_screen(late_reading: Reading, qtbot: QtBot) -> None:
    window = shown(late_reading, qtbot)
    ct, mr = late_reading.open(images(2), images(2, series_uid="1.2.4"))
    late_reading.session.show(ct.uid)
    late_reading.pixels.deliver(ct.uid, 0)
    settle()

    late_reading.session.show(mr.uid)
    settle()

    assert viewport(window).picture is None
    assert words(viewport(window)).startswith("Loading")


def test_h30_a_loader_that_answers_with_another_image_is_not_believed(reading: Reading, qtbot: QtBot) -> None:
    window = shown(reading, qtbot)
    (ct,) = reading.open(images(2))
    reading.pixels.add(ct, images(2, series_uid="6.6.6", patient=BLAISE))
    reading.session.show(ct.uid)
    settle()

    assert viewport(window).picture is None


def test_h30_in_a_thousand_quick_switches_words_and_pixels_never_come_apart(
    late_reading: Reading, qtbot: QtBot
) -> None:
    window = shown(late_reading, qtbot)
    window.resize(420, 300)
    window.strip.hide()
    patients = {"Lovelace, Ada": 60, "Pascal, Blaise": 200}
    ada = images(4, patient=ADA, grey=60, windows=(Window(128, 256),))
    blaise = images(4, patient=BLAISE, grey=200, series_uid="7.3", study_uid="7", windows=(Window(128, 256),))
    sets = late_reading.open(ada, blaise)
    late_reading.session.annotation_level.set(Level.MINIMAL)
    painted: list[tuple[str, int]] = []
    screen = viewport(window)
    for turn in range(1000):
        wanted = sets[(turn * 7 // 3) % 2]
        late_reading.session.show(wanted.uid)
        late_reading.session.active.set(replace(late_reading.session.active.value, index=turn % 4))
        late_reading.pixels.forget(sets[turn % 2].uid, (turn + 1) % 4)
        late = sets[(turn // 2) % 2]
        late_reading.pixels.deliver(late.uid, (turn * 3) % 4)
        QApplication.processEvents()
        if screen.picture is not None:
            assert screen.picture.scene.image.frame.instance.patient == wanted.patient
            painted.append((screen.picture.text.top_left[0], grey_in_the_middle(screen)))

    assert len(painted) > 200
    assert {name for name, _ in painted} == set(patients)
    assert [grey for name, grey in painted if abs(patients[name] - grey) > 1] == []


def test_many_changes_in_one_turn_are_drawn_once(reading: Reading, window: ReadingWindow) -> None:
    (ct,) = reading.open(images(9))
    reading.session.show(ct.uid)
    settle()
    drawn: list[int] = []
    viewport(window).pictured.connect(lambda: drawn.append(1))

    for index in range(9):
        reading.session.active.set(replace(reading.session.active.value, index=index))
    settle()

    assert len(drawn) == 1
    assert picture(viewport(window)).scene.image.frame.key == ct.frames[8].key


def test_a_viewport_that_is_not_seen_does_not_work(reading: Reading, window: ReadingWindow) -> None:
    (ct,) = reading.open(images(2))
    reading.session.viewports[3].set(replace(reading.session.viewports[3].value, display_set_uid=ct.uid))
    settle()

    assert reading.pixels.wanted == []


@pytest.mark.parametrize(
    ("turned", "held", "index"), [(-120, NONE, 11), (120, NONE, 9), (-120, SHIFT, 20), (1200, NONE, 0)]
)
def test_the_wheel_scrolls_and_stops_at_the_ends(
    reading: Reading, window: ReadingWindow, turned: int, held: Qt.KeyboardModifier, index: int
) -> None:
    (ct,) = reading.open(images(40))
    reading.session.show(ct.uid)
    reading.session.active.set(replace(reading.session.active.value, index=10))
    settle()

    wheel(viewport(window), turned, held)

    assert reading.session.active.value.index == index


def test_ctrl_and_the_wheel_zoom_about_the_pointer(reading: Reading, window: ReadingWindow) -> None:
    (ct,) = reading.open(images(4))
    reading.session.show(ct.uid)
    settle()

    wheel(viewport(window), 120, CTRL)

    camera = reading.session.active.value.camera
    assert camera.zoom is not None
    assert reading.session.active.value.index == ct.opens_at == 2


def test_the_left_button_holds_the_chosen_tool_and_makes_a_measurement(
    reading: Reading, window: ReadingWindow
) -> None:
    (ct,) = reading.open(images(1))
    reading.session.show(ct.uid)
    reading.session.hand.set(Hand("length"))
    settle()
    middle = viewport(window).rect().center()

    drag(viewport(window), middle - QPoint(90, 0), middle + QPoint(90, 0))

    (made,) = reading.session.annotations.measurements
    zoom = picture(viewport(window)).scene.affine[0, 0]
    assert made.quantities[0].value == pytest.approx(180 / zoom, rel=1e-6)
    assert reading.session.selected.value == made.uid
    assert picture(viewport(window)).drawings[-1].uid == made.uid


def test_the_preview_is_drawn_while_the_hand_moves(reading: Reading, window: ReadingWindow) -> None:
    (ct,) = reading.open(images(1))
    reading.session.show(ct.uid)
    reading.session.hand.set(Hand("length"))
    settle()
    middle = viewport(window).rect().center()

    mouse(viewport(window), QMouseEvent.Type.MouseButtonPress, middle, LEFT)
    mouse(viewport(window), QMouseEvent.Type.MouseMove, middle + QPoint(50, 0), LEFT)
    settle()

    assert len(picture(viewport(window)).drawings) == 1
    assert viewport(window).cancel()
    settle()
    assert picture(viewport(window)).drawings == ()
    assert not viewport(window).cancel()


def test_the_right_button_always_windows_and_a_right_click_opens_the_menu(
    reading: Reading, window: ReadingWindow, qtbot: QtBot
) -> None:
    (ct,) = reading.open(images(1))
    reading.session.show(ct.uid)
    settle()
    asked: list[int] = []
    window.grid.menu_wanted.connect(lambda cell, at: asked.append(cell))
    middle = viewport(window).rect().center()

    drag(viewport(window), middle, middle + QPoint(60, 0), RIGHT)
    assert reading.session.active.value.shading != Shading()
    assert asked == []

    drag(viewport(window), middle, middle, RIGHT)
    assert asked == [0]


def test_a_right_click_while_drawing_drops_the_drawing_and_opens_no_menu(
    reading: Reading, window: ReadingWindow
) -> None:
    (ct,) = reading.open(images(1))
    reading.session.show(ct.uid)
    reading.session.hand.set(Hand("cobb"))
    settle()
    asked: list[int] = []
    window.grid.menu_wanted.connect(lambda cell, at: asked.append(cell))
    middle = viewport(window).rect().center()
    drag(viewport(window), middle, middle + QPoint(40, 0))

    drag(viewport(window), middle, middle, RIGHT)

    assert asked == []
    assert not viewport(window).cancel()


def test_the_middle_button_pans(reading: Reading, window: ReadingWindow) -> None:
    (ct,) = reading.open(images(1))
    reading.session.show(ct.uid)
    settle()
    middle = viewport(window).rect().center()

    drag(viewport(window), middle, middle + QPoint(60, 0), MIDDLE)

    assert reading.session.active.value.camera.center[0] < 0.5


def test_the_text_tool_asks_for_words_and_undo_takes_both_back(
    reading: Reading, window: ReadingWindow
) -> None:
    (ct,) = reading.open(images(1))
    reading.session.show(ct.uid)
    reading.session.hand.set(Hand("arrow"))
    settle()
    middle = viewport(window).rect().center()
    drag(viewport(window), middle, middle + QPoint(60, 30))
    asker = viewport(window)._asker
    assert asker.isVisible()

    asker.setText("  lingula ")
    asker.returnPressed.emit()

    (made,) = reading.session.annotations.measurements
    assert made.text == "lingula"
    reading.session.history.set(reading.session.history.value.undo())
    assert reading.session.annotations.measurements == ()


def test_a_series_dropped_on_a_viewport_is_shown_there(reading: Reading, window: ReadingWindow) -> None:
    (ct,) = reading.open(images(2))
    carried = series_mime(ct.uid)
    at = viewport(window).rect().center()
    copy = Qt.DropAction.CopyAction
    enter = QDragEnterEvent(at, copy, carried, LEFT, NONE)
    QApplication.sendEvent(viewport(window), enter)
    assert enter.isAccepted()

    QApplication.sendEvent(viewport(window), QDropEvent(QPointF(at), copy, carried, LEFT, NONE))

    assert reading.session.active.value.display_set_uid == ct.uid


def test_place_and_value_under_the_pointer_are_told(reading: Reading, window: ReadingWindow) -> None:
    (ct,) = reading.open(images(1, grey=17))
    reading.session.show(ct.uid)
    settle()
    said: list[str] = []
    window.grid.pointed.connect(said.append)

    mouse(
        viewport(window),
        QMouseEvent.Type.MouseMove,
        viewport(window).rect().center(),
        Qt.MouseButton.NoButton,
    )

    assert said[-1].endswith("17 HU")


def test_h29_every_image_says_that_it_is_not_for_primary_diagnosis(
    reading: Reading, window: ReadingWindow
) -> None:
    (ct,) = reading.open(images(1))
    reading.session.show(ct.uid)
    reading.session.annotation_level.set(Level.OFF)
    settle()

    assert "NOT FOR PRIMARY DIAGNOSIS" in picture(viewport(window)).text.notice


def test_a_viewport_dies_quietly(reading: Reading, qtbot: QtBot) -> None:
    window = reading.window()
    window.show()
    (ct,) = reading.open(images(2))
    reading.session.show(ct.uid)
    settle()
    window.deleteLater()
    settle()
    del window

    reading.session.active.set(replace(reading.session.active.value, index=1))
    reading.pixels.progress.emit(ct.uid, 1, 2)
    settle()

    assert len(reading.session.history.changed) == 0


def test_the_picture_fills_what_the_slider_leaves(reading: Reading, window: ReadingWindow) -> None:
    dx, ct = reading.open(images(1), images(5, series_uid="1.2.4"))
    for shown_set in (dx, ct):
        reading.session.show(shown_set.uid)
        settle()
        scene = picture(viewport(window)).scene
        ratio = window.devicePixelRatioF()
        canvas = viewport(window)._canvas.as_widget()
        assert (scene.width_px, scene.height_px) == (canvas.width() * ratio, canvas.height() * ratio)


def test_in_a_small_viewport_only_the_minimal_words_stand(reading: Reading, window: ReadingWindow) -> None:
    (ct,) = reading.open(images(5))
    reading.session.show(ct.uid)
    settle()
    assert len(picture(viewport(window)).text.top_left) == 3

    reading.session.layout.set(Layout(4, 4))
    settle()

    assert picture(viewport(window)).text.top_left == ("Lovelace, Ada", "A1")
