"""Somebody who sits before the real window, with small studies: a mouse, keys, and what came of them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from time import monotonic

import numpy as np
from pydicom import Dataset
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.reports.parties import Asker
from app.wiring import Workstation
from tests.builders.dicom import CORONAL, cr_image, ct_slice, set_pixels, uid, us_cine, write
from viewer.core.annotations import History
from viewer.core.overlay import Level
from viewer.core.session import Hand
from viewer.core.study import DisplaySet
from viewer.core.viewport import Layout, ViewportState

SLICES = 30
PATIENCE_S = 30.0
NO_KEY = Qt.KeyboardModifier.NoModifier
LEFT = Qt.MouseButton.LeftButton


def write_studies(folder: Path) -> Path:
    """Write a CT in two planes with its prior, a radiograph and an ultrasound cine of one patient, and another's CT.

    Each slice is 64 × 64 pixels of 1 mm; its values rise to the right from −1000 HU and by 10 HU a slice.
    """
    for number in range(SLICES):
        write(_slice(number, 2.0 * number, "now"), folder / "now" / f"{number}")
        prior = _slice(number, 2.0 * number + 7, "prior", StudyInstanceUID=uid("prior"), StudyDate="20240101")
        prior.FrameOfReferenceUID = uid("frame of the prior")
        write(prior, folder / "prior" / f"{number}")
        other = _slice(number, 2.0 * number, "other", StudyInstanceUID=uid("other"), PatientID="P-2")
        other.PatientName = "Roe^Richard"
        write(other, folder / "other" / f"{number}")
    for number in range(8):
        coronal = _slice(number, 0.0, "coronal", ImageOrientationPatient=list(CORONAL))
        coronal.ImagePositionPatient = ["0", f"{8 * number}", "64"]
        write(coronal, folder / "coronal" / f"{number}")
    write(cr_image(), folder / "radiograph")
    write(us_cine(8), folder / "cine")
    return folder


def _slice(number: int, z_mm: float, series: str, **changes: object) -> Dataset:
    made = ct_slice(z_mm, InstanceNumber=number + 1, SeriesDescription=series, **changes)
    made.SeriesInstanceUID, made.SOPInstanceUID = uid(series), uid(f"{series} {number}")
    made.ImagePositionPatient, made.PixelSpacing = ["0", "0", f"{z_mm}"], ["1", "1"]
    rising = np.tile(np.arange(64, dtype=np.uint16) * 30, (64, 1)) + 24 + 10 * number
    set_pixels(made, rising, bits_stored=12)
    return made


@dataclass
class Reader:
    """A hand on the keyboard and the mouse of a workstation, and eyes on what it shows."""

    at: Workstation

    def wait_for(self, is_so: Callable[[], bool]) -> None:
        """Let the program run until something is so."""
        until = monotonic() + PATIENCE_S
        while not is_so():
            assert monotonic() < until, self.at.window.notice or "waited in vain"
            QTest.qWait(10)

    def sit_down(self) -> None:
        """Begin afresh: one viewport with the CT at its eleventh slice, nothing measured, the scroll tool in hand."""
        session = self.at.session
        self.at.cine.stop()
        self.at.following.linked.set(False)
        self.at.following.lines.set(False)
        self.at.following.clear_point()
        self.at.settings.set(replace(self.at.settings.value, mouse_profile="bir"))
        self.at.desk.save()
        session.history.set(History())
        session.selected.set("")
        session.hand.set(Hand())
        session.annotation_level.set(Level.FULL)
        session.layout.set(Layout())
        for viewport in session.viewports:
            viewport.set(ViewportState())
        self.show("now", index=10)
        self.look_at_image()

    def look_at_image(self) -> None:
        """Put the keyboard on the images."""
        self.at.window.activateWindow()
        self.at.grid.setFocus()
        QTest.qWait(1)

    def set_of(self, series: str) -> DisplaySet:
        """Return the display set of a series."""
        sets = self.at.session.display_sets()
        return next(known for known in sets if series in (known.series.description, known.series.modality))

    def show(self, series: str, cell: int | None = None, index: int = 0) -> None:
        """Put a series into a viewport and wait until its picture is drawn."""
        assert self.at.session.show(self.set_of(series).uid, cell)
        active = self.at.session.active
        active.set(replace(active.value, index=index))
        self.wait_for(self.is_drawn)

    def is_drawn(self) -> bool:
        """Whether the active viewport shows what its state says."""
        state, picture = self.state, self.at.grid.active.picture
        shown = self.at.session.display_set(state.display_set_uid)
        if shown is None or picture is None:
            return False
        scene = picture.scene
        is_there = scene.image.frame.key == shown.frames[state.index].key
        is_shaded = state.shading.voi is None or scene.shading.voi == state.shading.voi
        return is_there and is_shaded and scene.camera == state.camera

    @property
    def state(self) -> ViewportState:
        """The state of the active viewport."""
        return self.at.session.active.value

    @property
    def tool(self) -> str:
        """The tool in hand."""
        return self.at.session.hand.value.tool

    @property
    def corners(self) -> tuple[str, ...]:
        """All that is written in the corners of the active viewport."""
        picture = self.at.grid.active.picture
        assert picture is not None
        text = picture.text
        return (*text.top_left, *text.top_right, *text.bottom_left, *text.bottom_right)

    def press(self, key: Qt.Key, held: Qt.KeyboardModifier = NO_KEY) -> None:
        """Press a key where the keyboard is."""
        QTest.keyClick(self.keyboard, key, held)
        QTest.qWait(1)
        if self.at.session.active.value.display_set_uid:
            self.wait_for(self.is_drawn)

    @property
    def keyboard(self) -> QWidget:
        """Where keys go."""
        on = QApplication.focusWidget()
        assert on is not None
        return on

    def zoom(self) -> float | None:
        """Return the zoom of the active viewport, None where the image is fitted."""
        return self.state.camera.zoom

    def is_playing(self) -> bool:
        """Return whether images are played."""
        return self.at.cine.playing.value

    def point(self, across: float, down: float, cell: int | None = None) -> tuple[QWidget, QPoint]:
        """Return a place in a viewport, as fractions of its size."""
        grid = self.at.grid
        on = grid.active if cell is None else grid.viewports[cell]
        return on, QPoint(round(on.width() * across), round(on.height() * down))

    def click(self, across: float = 0.5, down: float = 0.5, *, button: Qt.MouseButton = LEFT) -> None:
        """Click into the active viewport."""
        on, place = self.point(across, down)
        QTest.mouseMove(on, place)
        QTest.mouseClick(on, button, NO_KEY, place)
        QTest.qWait(1)

    def double_click(self, cell: int = 0) -> None:
        """Double-click into a viewport: press, release, and the second press that Qt calls a double click."""
        on, place = self.point(0.5, 0.5, cell)
        QTest.mouseClick(on, LEFT, NO_KEY, place)
        QTest.mouseDClick(on, LEFT, NO_KEY, place)
        QTest.mouseRelease(on, LEFT, NO_KEY, place)
        QTest.qWait(1)

    def drag(self, *places: tuple[float, float], button: Qt.MouseButton = LEFT) -> None:
        """Press at the first place, move over the others, let go at the last."""
        on, start = self.point(*places[0])
        QTest.mousePress(on, button, NO_KEY, start)
        end = start
        for place in places[1:]:
            _, end = self.point(*place)
            QTest.mouseMove(on, end)
            QTest.qWait(5)
        QTest.mouseRelease(on, button, NO_KEY, end)
        QTest.qWait(1)
        self.wait_for(self.is_drawn)

    def wheel(self, notches: int, held: Qt.KeyboardModifier = NO_KEY, cell: int | None = None) -> None:
        """Turn the wheel over a viewport; towards the reader is positive."""
        on, place = self.point(0.5, 0.5, cell)
        at = QPointF(place)
        turned = QPoint(0, -120 * notches)
        phase, none = Qt.ScrollPhase.NoScrollPhase, Qt.MouseButton.NoButton
        event = QWheelEvent(at, on.mapToGlobal(at), QPoint(), turned, none, held, phase, False)
        QApplication.sendEvent(on, event)
        QTest.qWait(1)
        self.wait_for(self.is_drawn)


def sitting(home: Path, studies: Path, asker: Asker | None = None) -> Iterator[Reader]:
    """Open the real window on studies, with a home of its own; close it when the reader leaves."""
    workstation = Workstation(home, asker)
    found: list[object] = []
    workstation.studies.finished.connect(found.append)
    workstation.start()
    workstation.window.resize(1280, 800)
    reader = Reader(workstation)
    workstation.window.activateWindow()
    assert QTest.qWaitForWindowActive(workstation.window, 10_000)
    workstation.studies.open([studies])
    reader.wait_for(lambda: bool(found))
    reader.wait_for(lambda: workstation.desk.report.value is not None)  # reports are opened after the images
    yield reader
    workstation.window.close()
