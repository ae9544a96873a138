"""Somebody who sits before the window and works with real mouse and key events: for demonstration and stories."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

from PySide6.QtCore import QEventLoop, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QTextCursor, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTreeWidget, QWidget

from app.wiring import Workstation
from reporting.core.report import Report, SectionName
from viewer.core.camera import to_screen
from viewer.core.geometry import Vector
from viewer.core.linking import nearest_index
from viewer.ui.viewport import BORDER_PX

PATIENCE_S = 120.0
NOTCH = 120
"""What a wheel reports for one notch, eighths of a degree."""


class NotReadyError(Exception):
    """The program did not come so far in time."""


def pause(wait_ms: int) -> None:
    """Let the program run for so long, its threads too: QTest.qWait would keep Python's lock from them."""
    loop = QEventLoop()
    QTimer.singleShot(wait_ms, loop.quit)
    loop.exec()


@dataclass
class Sitting:
    """Looks, points, types, and takes screenshots.

    Attributes
    ----------
    pictures
        The screenshots taken so far.
    patience_s
        How long the program may take for anything.
    """

    workstation: Workstation
    folder: Path
    pictures: list[Path] = field(default_factory=list)
    patience_s: float = PATIENCE_S

    def sit_down(self) -> None:
        """Have the window on the screen and the keyboard in it."""
        window = self.workstation.window
        self.workstation.start()
        window.activateWindow()
        self.wait_for("the keyboard", window.isActiveWindow)

    def wait_for(self, what: str, is_so: Callable[[], bool]) -> None:
        """Let the program run until something is so."""
        until = monotonic() + self.patience_s
        while not is_so():
            if monotonic() > until:
                raise NotReadyError(what)
            pause(10)

    def picture(self, name: str) -> None:
        """Take a screenshot of the window."""
        pause(150)
        path = self.folder / f"{len(self.pictures) + 1:02d}-{name}.png"
        self.workstation.window.grab().save(str(path))
        self.pictures.append(path)

    # The keyboard.

    def press(self, command_id: str) -> None:
        """Press the key of a command, as the keymap has it, where the images are."""
        self.turn_to_image()
        pause(10)
        QTest.keySequence(self.workstation.grid, self.workstation.keymap.of(command_id)[0])
        pause(10)

    def turn_to_image(self) -> None:
        """Press Escape in the report, if the cursor is there: the keyboard is the image's again."""
        panel, written = self.workstation.panel, QApplication.focusWidget()
        if written is not None and panel.isAncestorOf(written):
            QTest.keyClick(written, Qt.Key.Key_Escape)
            pause(10)
        if QApplication.focusWidget() is None or not self.workstation.grid.hasFocus():
            self.workstation.grid.setFocus()

    def type_into(self, name: SectionName, text: str, *, after: str | None = None) -> None:
        """Write into a section of the report: in place of what it says, or behind some words in it."""
        editor = self.workstation.panel.editor(name)
        editor.setFocus()
        if after is None:
            editor.selectAll()
        else:
            found = editor.document().find(after)
            if found.isNull():
                raise NotReadyError(f"the words {after!r}")
            found.movePosition(QTextCursor.MoveOperation.EndOfBlock)
            editor.setTextCursor(found)
        self.type(editor, text)

    def type(self, widget: QWidget, text: str) -> None:
        """Type words; a line break is the Return key."""
        for place, line in enumerate(text.split("\n")):
            if place:
                QTest.keyClick(widget, Qt.Key.Key_Return)
            QTest.keyClicks(widget, line)
        pause(10)

    def name_measurement(self, words: str) -> None:
        """Give the measurement that is selected in the list a name there."""
        tree = self.measurement_tree
        tree.setFocus()
        item = tree.currentItem()
        if item is None:
            raise NotReadyError("a measurement in the list")
        tree.setCurrentItem(item, 0)
        QTest.keyClick(tree, Qt.Key.Key_F2)
        pause(20)
        written = QApplication.focusWidget()
        if written is None or written is tree:
            raise NotReadyError("a field for the name")
        QTest.keyClicks(written, words)
        QTest.keyClick(written, Qt.Key.Key_Return)
        pause(20)
        self.workstation.grid.setFocus()

    # The mouse.

    def show(self, series_uid: str, cell: int | None = None) -> None:
        """Put a series into a viewport and wait for its pixels."""
        session, pixels = self.workstation.session, self.workstation.pixels
        self.wait_for("the series", lambda: any(s.series.uid == series_uid for s in session.display_sets()))
        uid = next(known.uid for known in session.display_sets() if known.series.uid == series_uid)
        session.show(uid, cell)

        def all_there() -> bool:
            shown = session.display_set(uid)  # it grows while the folder is still being read
            return shown is not None and pixels.loaded_count(uid) == len(shown.frames)

        self.wait_for("the images", all_there)
        self.wait_for("the image", lambda: self._is_drawn(session.active.value.index))

    def scroll_to(self, point_lps: Vector) -> None:
        """Press the arrow keys until the slice nearest to a point is shown."""
        session = self.workstation.session
        state = session.active.value
        shown = session.display_set(state.display_set_uid)
        wanted = nearest_index(shown.frames, point_lps) if shown else None
        if wanted is None:
            raise NotReadyError("a stack of slices")
        while (now := session.active.value.index) != wanted:
            self.press("view.next_frame" if wanted > now else "view.previous_frame")
            if session.active.value.index == now:
                raise NotReadyError("the next slice")
        self.wait_for("the slice", lambda: self._is_drawn(wanted))

    def magnify_at(self, point_lps: Vector, notches: int) -> None:
        """Turn the wheel with Ctrl held over a point, which stays where it is."""
        viewport = self.workstation.grid.active
        for _ in range(notches):
            place = QPointF(self.place(point_lps))
            turned = QWheelEvent(
                place,
                viewport.mapToGlobal(place),
                QPoint(),
                QPoint(0, NOTCH),
                Qt.MouseButton.NoButton,
                Qt.KeyboardModifier.ControlModifier,
                Qt.ScrollPhase.NoScrollPhase,
                False,
            )
            QApplication.sendEvent(viewport, turned)
            pause(20)

    def bring_to_middle(self, point_lps: Vector) -> None:
        """Pan with the middle button until a point lies in the middle."""
        viewport = self.workstation.grid.active
        self._drag([self.place(point_lps), viewport.rect().center()], Qt.MouseButton.MiddleButton)

    def drag(self, *points_lps: Vector, button: Qt.MouseButton = Qt.MouseButton.LeftButton) -> None:
        """Press at the first point, move over the others, release at the last."""
        self._drag([self.place(point) for point in points_lps], button)

    def place(self, point_lps: Vector) -> QPoint:
        """Return where a point of the patient lies in the active viewport."""
        viewport = self.workstation.grid.active
        if viewport.picture is None:
            raise NotReadyError("an image")
        scene, ratio = viewport.picture.scene, viewport.picture.scale
        x, y = to_screen(scene.affine, scene.image.plane.to_pixels(point_lps))
        return QPoint(round(x / ratio) + BORDER_PX, round(y / ratio) + BORDER_PX)

    @property
    def measurement_tree(self) -> QTreeWidget:
        """The list of measurements."""
        tree = self.workstation.annotations.findChild(QTreeWidget)
        if not isinstance(tree, QTreeWidget):
            raise NotReadyError("the list of measurements")
        return tree

    @property
    def report(self) -> Report:
        """The report in the panel, once it has come."""
        self.wait_for("a report", lambda: self.workstation.desk.report.value is not None)
        report = self.workstation.desk.report.value
        if report is None:
            raise NotReadyError("a report")
        return report

    def _drag(self, places: list[QPoint], button: Qt.MouseButton) -> None:
        viewport = self.workstation.grid.active
        QTest.mousePress(viewport, button, Qt.KeyboardModifier.NoModifier, places[0])
        for place in places[1:]:
            QTest.mouseMove(viewport, place)
            pause(20)
        QTest.mouseRelease(viewport, button, Qt.KeyboardModifier.NoModifier, places[-1])
        pause(20)

    def _is_drawn(self, index: int) -> bool:
        picture = self.workstation.grid.active.picture
        state = self.workstation.session.active.value
        shown = self.workstation.session.display_set(state.display_set_uid)
        return bool(picture and shown and picture.scene.image.frame.key == shown.frames[index].key)


class Agreeing:
    """Answers the report's questions, where nobody sits before the screen."""

    def may_sign(self, report: Report) -> bool:
        """Sign what has an impression."""
        return not report.section(SectionName.IMPRESSION).is_empty

    def addendum(self, _report: Report, /) -> str:
        """Add nothing."""
        return ""

    def export(self, report: Report, first: Report | None) -> None:
        """Export nothing by dialog."""
