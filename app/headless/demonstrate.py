"""The demonstration reading: the program reads a synthetic study by itself, with real mouse and key events.

``main.py demonstrate`` (and ``make run`` where there is no screen) opens the window, reads, signs a first and a
second opinion, and writes screenshots, the PDF and the DICOM SR.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import Qt

from app.demonstration.studies import truth
from app.demonstration.truth import CtTruth
from app.headless.sitting import Agreeing, NotReadyError, Sitting
from app.start import make_application
from app.wiring import Workstation
from reporting.core.report import Agreement, Report, Role, SectionName
from reporting.export.formats import Format, export
from viewer.core.geometry import Vector, as_vector

MAGNIFYING_NOTCHES = 8


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
    workstation.window.stand_at_first()
    sitting.sit_down()
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


def _go_to_nodule(sitting: Sitting, ct: CtTruth) -> None:
    """Choose the lung window by key, go to the nodule, bring it to the middle and magnify it."""
    sitting.press("window.4")
    sitting.scroll_to(ct.nodule.center_lps)
    sitting.bring_to_middle(ct.nodule.center_lps)
    sitting.magnify_at(ct.nodule.center_lps, MAGNIFYING_NOTCHES)


def _measure_nodule(sitting: Sitting, ct: CtTruth, across: Vector) -> None:
    """Take the distance tool by key, drag across the nodule, and name what was measured."""
    middle, radius = ct.nodule.center_lps, ct.nodule.diameter_mm / 2
    (x, y, z), (right, back, up) = middle, across
    start, end = (
        (x + step * right * radius, y + step * back * radius, z + step * up * radius) for step in (-1, 1)
    )
    sitting.press("tool.length")
    sitting.drag(start, middle, end)
    sitting.name_measurement("Solid nodule, right upper lobe")


def _first_opinion(sitting: Sitting, ct: CtTruth) -> Report:
    workstation = sitting.workstation
    sitting.wait_for("the report", lambda: sitting.report.study.uid == ct.study_uid)
    workstation.desk.set_reader("Dr A. First", "MD, radiologist")
    sitting.drag(*_window_drag(sitting), button=Qt.MouseButton.RightButton)
    sitting.picture("windowed")
    _go_to_nodule(sitting, ct)
    _measure_nodule(sitting, ct, (1.0, 0.0, 0.0))
    sitting.picture("measured")
    sitting.type_into(SectionName.INDICATION, "Cough for six weeks.")
    sitting.type_into(SectionName.FINDINGS, " Small solid nodule in the right upper lobe.", after="Lungs")
    sitting.press("report.insert_measurement")
    sitting.press("report.key_image")
    for heading, words in FINDINGS.items():
        sitting.type_into(SectionName.FINDINGS, f" {words}", after=heading)
    sitting.type_into(
        SectionName.IMPRESSION,
        "Solid nodule of 8 mm in the right upper lobe.\nFollow-up CT in three months.",
    )
    sitting.picture("first-opinion")
    _sign(sitting)
    sitting.picture("first-opinion-signed")
    return sitting.report


FINDINGS = {
    "Pleura:": "No effusion.",
    "Mediastinum:": "No mass.",
    "Hila:": "Not enlarged.",
    "Heart": "Normal size.",
    "Chest wall": "Unremarkable.",
    "Upper abdomen": "No focal lesion.",
    "Bones:": "No destruction.",
}
"""What the demonstration says behind the headings of the template."""


def _second_opinion(sitting: Sitting, ct: CtTruth) -> Report:
    workstation = sitting.workstation
    workstation.desk.open_role(Role.SECOND)
    workstation.desk.set_reader("Dr B. Second", "MD, thoracic radiologist")
    sitting.press("view.fit")
    _go_to_nodule(sitting, ct)
    _measure_nodule(sitting, ct, (0.0, 1.0, 0.0))
    sitting.type_into(SectionName.FINDINGS, " Nodule with smooth margins, no calcification.", after="Lungs")
    sitting.press("report.insert_measurement")
    sitting.press("report.key_image")
    for heading, words in FINDINGS.items():
        sitting.type_into(SectionName.FINDINGS, f" {words}", after=heading)
    sitting.type_into(
        SectionName.IMPRESSION, "Solid nodule of 8 mm in the right upper lobe, smooth.\nCT in six months."
    )
    workstation.desk.respond(
        Agreement.PARTLY, "The nodule is confirmed; at this size and shape CT in six months is enough."
    )
    sitting.picture("second-opinion")
    _sign(sitting)
    sitting.picture("second-opinion-signed")
    return sitting.report


def _sign(sitting: Sitting) -> None:
    sitting.press("report.sign")
    sitting.wait_for("the signature", lambda: sitting.report.is_signed)


def _window_drag(sitting: Sitting) -> tuple[Vector, Vector]:
    """Return a drag a little to the right and up: a wider and brighter window."""
    frame = sitting.workstation.viewing.frame
    if frame is None:
        raise NotReadyError("an image")
    start, end = as_vector(frame.plane.to_lps((200, 300))), as_vector(frame.plane.to_lps((240, 260)))
    return start, end


def _look_round(sitting: Sitting) -> None:
    """Lay the follow-up beside, then show X-ray and MR."""
    workstation, known = sitting.workstation, truth()
    workstation.desk.open_role(Role.FIRST)
    workstation.viewing.lay_out(1, 2)
    sitting.show(known.follow_up_ct.series_uid, 1)
    _go_to_nodule(sitting, known.follow_up_ct)
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
    for chosen in Format:
        path = sitting.folder / f"{name}{chosen.suffix}"
        yield from export(chosen, report, first, pictures, path)
