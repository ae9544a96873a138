"""The demonstration reading: the program reads a synthetic study by itself, with real mouse and key events.

``main.py demonstrate`` (and ``make run`` where there is no screen) opens the window, reads, signs a first and a
second opinion, and writes screenshots, the PDF and the DICOM SR.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from app.demonstration.studies import truth
from app.demonstration.truth import CtTruth
from app.start import make_application
from app.wiring import Workstation
from reporting.core.report import Agreement, Report, Role, SectionName
from reporting.export.formats import Format, export
from viewer.core.camera import to_screen
from viewer.core.geometry import Vector, as_vector
from viewer.core.linking import nearest_index
from viewer.ui.viewport import BORDER_PX

PATIENCE_S = 120.0


class NotReadyError(Exception):
    """The program did not come so far in time."""


@dataclass
class Sitting:
    """Somebody who sits before the window: looks, points, types, and takes screenshots."""

    workstation: Workstation
    folder: Path
    pictures: list[Path] = field(default_factory=list)

    def wait_for(self, what: str, is_so: Callable[[], bool]) -> None:
        """Let the program run until something is so."""
        until = monotonic() + PATIENCE_S
        while not is_so():
            if monotonic() > until:
                raise NotReadyError(what)
            QTest.qWait(20)

    def picture(self, name: str) -> None:
        """Take a screenshot of the window."""
        QTest.qWait(150)
        path = self.folder / f"{len(self.pictures) + 1:02d}-{name}.png"
        self.workstation.window.grab().save(str(path))
        self.pictures.append(path)

    def press(self, command_id: str) -> None:
        """Press the key of a command, as the keymap has it."""
        key = self.workstation.keymap.of(command_id)[0]
        QTest.keySequence(self.workstation.grid, key)
        QTest.qWait(20)

    def show(self, series_uid: str, cell: int | None = None) -> None:
        """Put a series into a viewport and wait for its pixels."""
        session = self.workstation.session
        shown = next(known for known in session.display_sets() if known.series.uid == series_uid)
        session.show(shown.uid, cell)
        pixels = self.workstation.pixels
        self.wait_for("the images", lambda: pixels.loaded_count(shown.uid) == len(shown.frames))

    def scroll_to(self, point_lps: Vector) -> None:
        """Turn the wheel until the slice nearest to a point is shown."""
        session = self.workstation.session
        state = session.active.value
        shown = session.display_set(state.display_set_uid)
        wanted = nearest_index(shown.frames, point_lps) if shown else None
        if wanted is None:
            raise NotReadyError("a stack of slices")
        while session.active.value.index != wanted:
            self.press("view.next_frame" if wanted > session.active.value.index else "view.previous_frame")
        self.wait_for("the slice", lambda: self._is_drawn(wanted))

    def drag(self, *points_lps: Vector, button: Qt.MouseButton = Qt.MouseButton.LeftButton) -> None:
        """Press at the first point, move over the others, release at the last."""
        viewport = self.workstation.grid.active
        places = [self._place(point) for point in points_lps]
        QTest.mousePress(viewport, button, Qt.KeyboardModifier.NoModifier, places[0])
        for place in places[1:]:
            QTest.mouseMove(viewport, place)
            QTest.qWait(30)
        QTest.mouseRelease(viewport, button, Qt.KeyboardModifier.NoModifier, places[-1])
        QTest.qWait(30)

    def type_into(self, name: SectionName, text: str) -> None:
        """Replace what a section of the report says."""
        editor = self.workstation.panel.editor(name)
        editor.setFocus()
        editor.selectAll()
        for place, line in enumerate(text.splitlines()):
            if place:
                QTest.keyClick(editor, Qt.Key.Key_Return)
            QTest.keyClicks(editor, line)

    @property
    def report(self) -> Report:
        """The report in the panel, once it has come."""
        self.wait_for("a report", lambda: self.workstation.desk.report.value is not None)
        report = self.workstation.desk.report.value
        if report is None:
            raise NotReadyError("a report")
        return report

    def _is_drawn(self, index: int) -> bool:
        picture = self.workstation.grid.active.picture
        state = self.workstation.session.active.value
        shown = self.workstation.session.display_set(state.display_set_uid)
        return bool(picture and shown and picture.scene.image.frame.key == shown.frames[index].key)

    def _place(self, point_lps: Vector) -> QPoint:
        viewport = self.workstation.grid.active
        if viewport.picture is None:
            raise NotReadyError("an image")
        scene, ratio = viewport.picture.scene, viewport.picture.scale
        x, y = to_screen(scene.affine, scene.image.plane.to_pixels(point_lps))
        return QPoint(round(x / ratio) + BORDER_PX, round(y / ratio) + BORDER_PX)


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


def demonstrate(folder: Path) -> int:
    """Read the demonstration studies; write what came of it into a folder; return the exit code."""
    folder.mkdir(parents=True, exist_ok=True)
    home = folder / "home"
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(mode=0o700)
    os.environ["OVERREAD_HOME"] = str(home)
    application = make_application()
    workstation = Workstation(home, Agreeing())
    sitting = Sitting(workstation, folder)
    try:
        written = [*_reading(sitting)]
    finally:
        workstation.window.close()
        application.processEvents()
    print("The demonstration reading is done. It wrote:")
    for path in (*sitting.pictures, *written):
        print(f"  {path}")
    return 0


def _reading(sitting: Sitting) -> Iterator[Path]:
    workstation, known = sitting.workstation, truth()
    workstation.start()
    workstation.window.resize(1600, 960)
    workstation.window.stand_at_first()
    QTest.qWaitForWindowActive(workstation.window)
    sitting.picture("empty")
    opened: list[object] = []
    workstation.studies.finished.connect(lambda found: opened.append(found))
    workstation.studies.open_demonstration()
    sitting.wait_for("the demonstration studies", lambda: bool(opened))
    sitting.show(known.first_ct.series_uid)
    sitting.picture("opened")
    first = _first_opinion(sitting, known.first_ct)
    second = _second_opinion(sitting, known.first_ct)
    _look_round(sitting)
    yield from _hand_on(sitting, first, None, "first-opinion")
    yield from _hand_on(sitting, second, first, "second-opinion")


def _measure_nodule(sitting: Sitting, ct: CtTruth) -> None:
    """Choose the lung window and the distance tool by key, go to the nodule, and measure across it."""
    x, y, z = ct.nodule.center_lps
    radius = ct.nodule.diameter_mm / 2
    sitting.press("window.4")
    sitting.scroll_to(ct.nodule.center_lps)
    sitting.press("tool.length")
    sitting.drag((x - radius, y, z), (x, y, z), (x + radius, y, z))


def _first_opinion(sitting: Sitting, ct: CtTruth) -> Report:
    workstation = sitting.workstation
    workstation.desk.set_reader("Dr A. First", "MD, radiologist")
    sitting.drag(*_window_drag(sitting), button=Qt.MouseButton.RightButton)
    sitting.picture("windowed")
    _measure_nodule(sitting, ct)
    sitting.picture("measured")
    sitting.press("report.insert_measurement")
    sitting.press("report.key_image")
    sitting.type_into(SectionName.INDICATION, "Cough for six weeks.")
    sitting.type_into(
        SectionName.IMPRESSION, "Solid nodule in the right upper lobe.\nFollow-up CT in three months."
    )
    sitting.picture("first-opinion")
    workstation.desk.sign()
    sitting.wait_for("the signature", lambda: sitting.report.is_signed)
    sitting.picture("first-opinion-signed")
    return sitting.report


def _second_opinion(sitting: Sitting, ct: CtTruth) -> Report:
    workstation = sitting.workstation
    workstation.desk.open_role(Role.SECOND)
    workstation.desk.set_reader("Dr B. Second", "MD, thoracic radiologist")
    _measure_nodule(sitting, ct)
    sitting.press("report.insert_measurement")
    sitting.press("report.key_image")
    sitting.type_into(SectionName.IMPRESSION, "Solid nodule of 8 mm in the right upper lobe, margins smooth.")
    workstation.desk.respond(
        Agreement.PARTLY, "The nodule is seen; follow-up in six months is enough at this size."
    )
    sitting.picture("second-opinion")
    workstation.desk.sign()
    sitting.wait_for("the signature", lambda: sitting.report.is_signed)
    sitting.picture("second-opinion-signed")
    return sitting.report


def _window_drag(sitting: Sitting) -> tuple[Vector, Vector]:
    """Return a drag a little to the right and up: a wider and brighter window."""
    frame = sitting.workstation.viewing.frame
    if frame is None:
        raise NotReadyError("an image")
    start, end = as_vector(frame.plane.to_lps((200, 300))), as_vector(frame.plane.to_lps((240, 260)))
    return start, end


def _look_round(sitting: Sitting) -> None:
    """Lay follow-up, X-ray and MR beside and after each other."""
    workstation, known = sitting.workstation, truth()
    workstation.viewing.lay_out(1, 2)
    sitting.show(known.follow_up_ct.series_uid, 1)
    sitting.press("window.4")
    sitting.scroll_to(known.follow_up_ct.nodule.center_lps)
    sitting.picture("compared")
    workstation.viewing.lay_out(1, 1)
    sitting.show(known.radiograph.series_uid)
    sitting.picture("radiograph")
    workstation.viewing.lay_out(1, 2)
    sitting.show(known.head.t1_series_uid, 0)
    sitting.scroll_to(known.head.lesion.center_lps)
    sitting.show(known.head.t2_series_uid, 1)
    sitting.scroll_to(known.head.lesion.center_lps)
    sitting.picture("head")


def _hand_on(sitting: Sitting, report: Report, first: Report | None, name: str) -> Iterator[Path]:
    pictures = sitting.workstation.pictures.of(report, first)
    for chosen in (Format.PDF, Format.SR, Format.JSON):
        path = sitting.folder / f"{name}{chosen.suffix}"
        yield from export(chosen, report, first, pictures, path)
