"""The main job on the real window, with mouse and keys: from a folder of files to two signed opinions, and back."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QDragMoveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPlainTextEdit, QPushButton, QRadioButton

from app.headless.sitting import Sitting, pause
from app.wiring import Workstation
from reporting.core.report import Agreement, Report, Role, SectionName, State
from reporting.export.formats import Format, export
from tests.builders.dicom import ct_slice, set_pixels, uid, write
from tests.builders.headless import say
from viewer.core.geometry import Vector
from viewer.core.windowing import Window

pytestmark = [pytest.mark.story, pytest.mark.usefixtures("qapp")]

FINDINGS, IMPRESSION, INDICATION = SectionName.FINDINGS, SectionName.IMPRESSION, SectionName.INDICATION
SLICES, SIDE_PX, SPACING_MM = 6, 128, 0.5
NODULE_LPS, RADIUS_MM = (-68.0, -18.0, 15.0), 4.0
ROOT = Path(__file__).parents[2]
_RUN = "import runpy, sys; sys.path.insert(0, sys.argv.pop(1)); runpy.run_module(sys.argv.pop(1), run_name='__main__')"


def write_patient(folder: Path, name: str, patient_id: str) -> str:
    """Write a CT with a bright disc of 8 mm in its fourth slice; return the uid of the series."""
    series_uid = uid(f"series of {name}")
    rows, columns = np.mgrid[:SIDE_PX, :SIDE_PX]
    x, y = -100.0 + columns * SPACING_MM, -50.0 + rows * SPACING_MM
    inside = (x - NODULE_LPS[0]) ** 2 + (y - NODULE_LPS[1]) ** 2 <= RADIUS_MM**2
    for number in range(SLICES):
        z_mm = 5.0 * number
        made = ct_slice(
            z_mm,
            SOPInstanceUID=uid(f"{name} {number}"),
            StudyInstanceUID=uid(f"study of {name}"),
            SeriesInstanceUID=series_uid,
            FrameOfReferenceUID=uid(f"frame of {name}"),
            PatientName=name,
            PatientID=patient_id,
            PixelSpacing=[str(SPACING_MM)] * 2,
            InstanceNumber=number + 1,
            BodyPartExamined="CHEST",
        )
        stored = np.where(inside & (z_mm == NODULE_LPS[2]), 1064, 174).astype(np.uint16)
        set_pixels(made, stored, bits_stored=12)
        write(made, folder / name / f"{number}.dcm")
    return series_uid


@dataclass
class Answers:
    """Answers the report's questions."""

    words: str = "Discussed by telephone."

    def may_sign(self, report: Report) -> bool:
        return True

    def addendum(self, report: Report, /) -> str:
        return self.words

    def export(self, report: Report, first: Report | None) -> None:
        """Ask nothing."""


@contextmanager
def seated(home: Path, studies: Path, folder: Path) -> Iterator[Sitting]:
    """Give a reader before a window with the studies open; close it afterwards as a reader would."""
    home.mkdir(exist_ok=True)
    at = Sitting(Workstation(home, Answers()), folder, patience_s=30)
    try:
        at.workstation.window.stand_at_first()
        at.sit_down()
        found: list[object] = []
        at.workstation.studies.finished.connect(found.append)
        at.workstation.studies.open([studies])
        at.wait_for("the studies", lambda: bool(found))
        yield at
    finally:
        at.workstation.window.close()
        pause(10)
        at.workstation.window.deleteLater()
        at.workstation.deleteLater()


@pytest.fixture
def studies(tmp_path: Path) -> Path:
    """A folder with the studies of two patients."""
    for name, patient_id in (("Ada", "A-1"), ("Blaise", "B-2")):
        write_patient(tmp_path / "studies", name, patient_id)
    return tmp_path / "studies"


def beside(steps_mm: float) -> Vector:
    """Return a place so far to the left of the nodule's middle."""
    return (NODULE_LPS[0] + steps_mm, NODULE_LPS[1], NODULE_LPS[2])


def look(at: Sitting) -> None:
    """Window with the right button, scroll with the keys, magnify with the wheel."""
    at.show(uid("series of Ada"))
    at.wait_for("the report", lambda: at.report.patient.patient_id == "A-1")
    before = at.workstation.session.active.value
    at.drag(beside(-10), beside(10), button=Qt.MouseButton.RightButton)
    windowed = at.workstation.session.active.value.shading.voi
    assert isinstance(windowed, Window)
    assert windowed != before.shading.voi
    at.scroll_to(NODULE_LPS)
    assert at.workstation.session.active.value.index == 3
    at.magnify_at(NODULE_LPS, 4)


def measure(at: Sitting) -> None:
    """Drag across the nodule, pull an end too far, and take that back."""
    at.press("tool.length")
    at.drag(beside(-RADIUS_MM), beside(0), beside(RADIUS_MM))
    assert length_mm(at) == pytest.approx(8.0, abs=0.5)
    at.drag(beside(RADIUS_MM), beside(6), beside(8))
    assert length_mm(at) == pytest.approx(12.0, abs=0.5)
    at.press("edit.undo")
    assert length_mm(at) == pytest.approx(8.0, abs=0.5)


def length_mm(at: Sitting) -> float:
    quantity = at.workstation.session.annotations.measurements[0].quantities[0]
    assert quantity.unit == "mm"
    return quantity.value


def double_click_in_list(at: Sitting, row: int = 0) -> None:
    tree = at.measurement_tree
    item = tree.topLevelItem(row)
    assert item is not None
    place = tree.visualItemRect(item).center()
    QTest.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=place)
    QTest.mouseDClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=place)
    pause(20)


def drag_from_list(at: Sitting) -> None:
    """Drag the measurement from the list onto the findings: with the real pointer where a program can move it."""
    tree, editor = at.measurement_tree, at.workstation.panel.editor(FINDINGS)
    item = tree.topLevelItem(1)
    assert item is not None
    source = tree.viewport().mapToGlobal(tree.visualItemRect(item).center())
    target = editor.viewport().mapToGlobal(QPoint(60, editor.viewport().height() - 4))
    before = len(linked(at, FINDINGS))
    if QApplication.platformName() == "xcb" and shutil.which("xdotool"):
        steps = [source + QPoint(15, 5), (source + target) / 2, target - QPoint(9, 0), target]
        moves = [part for step in steps for part in (*_move(step), "sleep", "0.15")]
        command = ["xdotool", *_move(source), "mousedown", "1", "sleep", "0.1", *moves, "mouseup", "1"]
        with subprocess.Popen(command):
            at.wait_for("the dropped measurement", lambda: len(linked(at, FINDINGS)) > before)
    else:
        carried = tree.mimeData([item])
        to = editor.viewport().mapFromGlobal(target)
        none, left = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
        QApplication.sendEvent(
            editor.viewport(), QDragMoveEvent(to, Qt.DropAction.CopyAction, carried, left, none)
        )
        QApplication.sendEvent(
            editor.viewport(), QDropEvent(QPointF(to), Qt.DropAction.CopyAction, carried, left, none)
        )


def _move(to: QPoint) -> list[str]:
    return ["mousemove", str(to.x()), str(to.y())]


def linked(at: Sitting, name: SectionName) -> list[str]:
    """Return the words of a section that are linked to a drawing."""
    return [line.text for line in at.report.section(name).lines if line.measurement_uid]


def write_first(at: Sitting) -> Report:
    """Bring measurements in by key, double-click and drag, and an image by key; write, release and sign."""
    at.workstation.desk.set_reader("Dr A. First", "MD")
    at.press("report.insert_measurement")
    at.press("report.key_image")
    assert linked(at, FINDINGS) == ["8.0 mm"]
    at.type_into(INDICATION, "Cough.")
    at.press("report.show")
    assert at.workstation.panel.editor(FINDINGS).hasFocus()
    at.type_into(IMPRESSION, "Nodule of 8 mm.\nFollow-up in three months.")
    double_click_in_list(at)
    assert linked(at, IMPRESSION) == ["8.0 mm"]
    at.press("tool.length")
    at.drag(_above(-RADIUS_MM), _above(0), _above(RADIUS_MM))
    drag_from_list(at)
    assert len(linked(at, FINDINGS)) == 2
    at.press("report.preliminary")
    assert at.report.state is State.PRELIMINARY
    at.press("report.sign")
    assert at.report.is_signed
    return at.report


def _above(steps_mm: float) -> Vector:
    return (NODULE_LPS[0], NODULE_LPS[1] + steps_mm, NODULE_LPS[2])


def write_second(at: Sitting, first: Report) -> Report:
    panel, desk = at.workstation.panel, at.workstation.desk
    desk.open_role(Role.SECOND)
    desk.set_reader("Dr B. Second", "MD")
    assert any("Dr A. First" in label.text() for label in panel.findChildren(QLabel) if label.isVisible())
    at.press("report.first_opinion")
    assert panel.first_opinion.editor(IMPRESSION).toPlainText() == first.section(IMPRESSION).text
    partly = next(known for known in panel.findChildren(QRadioButton) if known.text() == "Partly agree")
    QTest.mouseClick(partly, Qt.MouseButton.LeftButton, pos=QPoint(8, partly.height() // 2))
    (reason,) = (known for known in panel.findChildren(QPlainTextEdit) if known.isVisible())
    reason.setFocus()
    at.type(reason, "Six months are enough.")
    double_click_in_list(at)
    at.type_into(IMPRESSION, "Nodule of 8 mm, smooth.")
    sign = next(known for known in panel.findChildren(QPushButton) if known.text() == "&Sign…")
    QTest.mouseClick(sign, Qt.MouseButton.LeftButton)
    assert at.report.is_signed
    return at.report


def hand_on(at: Sitting, report: Report, first: Report | None, folder: Path) -> list[Path]:
    """Export in every format."""
    folder.mkdir()
    pictures = at.workstation.pictures.of(report, first)
    assert set(pictures) >= {known.uid for known in report.key_images}
    ways = [(chosen, folder / f"report-{chosen.short}{chosen.suffix}") for chosen in Format]
    return [file for way, path in ways for file in export(way, report, first, pictures, path)]


def judge(files: list[Path]) -> None:
    """Have DCMTK read, and dicom3tools check, every DICOM object written."""
    for file in files:
        if file.suffix != ".dcm":
            continue
        if shutil.which("dciodvfy"):
            said = subprocess.run(["dciodvfy", "-new", file], capture_output=True, text=True, check=False)
            assert "Error" not in said.stdout + said.stderr, said.stderr
        if shutil.which("dsrdump") and "epdf" not in file.name:
            subprocess.run(["dsrdump", file], capture_output=True, check=True)


def test_a_study_is_read_measured_signed_reopened_answered_and_handed_on(
    studies: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    monkeypatch.setenv("OVERREAD_HOME", str(home))
    with seated(home, studies, tmp_path) as at:
        look(at)
        measure(at)
        first = write_first(at)

    with seated(home, studies, tmp_path) as at:
        at.show(uid("series of Ada"))
        at.wait_for("the report", lambda: at.report.uid == first.uid)
        assert at.report == first
        assert length_mm(at) == pytest.approx(8.0, abs=0.5)
        at.press("report.addendum")
        assert [added.text for added in at.report.addenda] == ["Discussed by telephone."]
        kept = at.workstation.shelf.load(first.uid)
        signed_files = {path: path.read_bytes() for path in (home / "reports" / "signed").iterdir()}
        assert len(signed_files) == 3, "the report, what it rests on, and its addendum"
        second = write_second(at, kept)
        assert second.response is not None
        assert (second.response.report_uid, second.response.reader.name) == (first.uid, "Dr A. First")
        assert second.response.agreement is Agreement.PARTLY
        assert second.response.reason == "Six months are enough."
        assert at.workstation.shelf.load(first.uid) == kept
        assert {path: path.read_bytes() for path in signed_files} == signed_files
        judge(hand_on(at, kept, None, tmp_path / "first"))
        judge(hand_on(at, second, kept, tmp_path / "second"))

    hand_on_without_window(second, tmp_path / "headless")


def hand_on_without_window(second: Report, folder: Path) -> None:
    """List and export with the headless commands."""
    folder.mkdir()
    listed = say("report", "list")
    assert (listed.code, len(listed.out.splitlines())) == (0, 2)
    for chosen in Format:
        path = folder / f"second{chosen.suffix}"
        said = say("report", "export", second.uid[:12], "--format", chosen.short, "--out", path)
        assert (said.code, said.err) == (0, "")
        assert path.stat().st_size > 1000
    assert say("report", "export", "0" * 12, "--format", "pdf", "--out", folder / "x.pdf").code == 2
    refused = say("report", "export", second.uid, "--format", "pdf", "--out", folder / "no" / "x.pdf")
    assert refused.code == 1
    assert refused.complaints[0].startswith("main.py: The report was not written")


def test_the_report_is_written_in_a_window_of_its_own_and_comes_back(studies: Path, tmp_path: Path) -> None:
    with seated(tmp_path / "home", studies, tmp_path) as at:
        at.show(uid("series of Ada"))
        at.wait_for("the report", lambda: at.report.patient.patient_id == "A-1")
        dock, editor = at.workstation.window.report_dock, at.workstation.panel.editor(IMPRESSION)
        at.press("report.float")
        assert dock.isFloating()
        dock.activateWindow()
        at.wait_for("the report's window", dock.isActiveWindow)
        editor.setFocus()
        at.type(editor, "One nodule.")
        QTest.keyClick(editor, Qt.Key.Key_Escape)
        at.wait_for("the images' window", at.workstation.window.isActiveWindow)
        assert at.workstation.grid.hasFocus()
        QTest.keySequence(at.workstation.grid, at.workstation.keymap.of("report.float")[0])
        assert not dock.isFloating()
        assert editor.toPlainText() == at.report.section(IMPRESSION).text == "One nodule."


def test_h16_h30_two_patients_in_a_row_never_share_a_report(studies: Path, tmp_path: Path) -> None:
    with seated(tmp_path / "home", studies, tmp_path) as at:
        for name, patient_id in (("Ada", "A-1"), ("Blaise", "B-2")):
            at.show(uid(f"series of {name}"))
            at.wait_for("the report", lambda who=patient_id: at.report.patient.patient_id == who)  # type: ignore[misc]
            assert at.report.section(IMPRESSION).is_empty
            at.type_into(IMPRESSION, f"Words about {name}.")

        at.show(uid("series of Ada"))
        ada = at.report
        at.show(uid("series of Blaise"))
        blaise = at.report

    assert ada.section(IMPRESSION).text == "Words about Ada."
    assert blaise.section(IMPRESSION).text == "Words about Blaise."
    assert (ada.patient.patient_id, blaise.patient.patient_id) == ("A-1", "B-2")


def test_d2_a_killed_program_loses_five_seconds_of_words_and_no_measurement(
    studies: Path, tmp_path: Path
) -> None:
    home, told = tmp_path / "home", tmp_path / "told"
    module = "tests.stories.writing_until_killed"
    command = [sys.executable, "-P", "-c", _RUN, str(ROOT), module, str(home), str(studies), str(told)]
    with subprocess.Popen(command, cwd=ROOT) as writer:
        try:
            wait_until_written(told, 7.0)
        finally:
            os.kill(writer.pid, signal.SIGKILL)
            killed_at = monotonic()
    progress = json.loads(told.read_text().splitlines()[-1])
    all_words = [json.loads(line) for line in told.read_text().splitlines()]

    with seated(home, studies, tmp_path) as at:
        at.show(uid("series of Ada"))
        at.wait_for("the report", lambda: at.report.patient.patient_id == "A-1")
        words = at.report.section(IMPRESSION).text
        drawn = len(at.workstation.session.annotations.measurements)

    missing_since = next((one["at"] for one in all_words if len(one["words"]) > len(words)), killed_at)
    assert progress["words"].startswith(words)
    assert killed_at - missing_since <= 5.0
    assert drawn == progress["drawn"] > 0


def wait_until_written(told: Path, for_s: float) -> None:
    """Let the other program write for some seconds after its first word."""
    until = monotonic() + 60
    while not told.exists() and monotonic() < until:
        sleep(0.05)
    sleep(for_s)
