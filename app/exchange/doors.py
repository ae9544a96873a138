"""Hands the report on by paper and clipboard, and opens reports that others handed on."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from PySide6.QtGui import QGuiApplication
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QFileDialog, QWidget

from app.exchange.received import Received
from app.exchange.received_shelf import ReceivedShelf
from app.reports.desk import ReportDesk
from app.reports.pictures import Pictures
from app.settings import Settings
from app.ui.prior_window import PriorWindow
from app.ui.received_window import ReceivedWindow
from app.ui.report_printing import preview, printer_for
from reporting.core.acts import Act
from reporting.core.report import Report
from reporting.export.plain_text import report_to_text
from viewer.core.errors import ViewerError
from viewer.core.session import Session
from viewer.core.store import Store
from viewer.core.study import FrameKey, Patient
from viewer.core.wording import iso_date, spoken_name
from viewer.loading.calls import Call
from viewer.loading.jobs import Jobs

REPORTS = "Reports (*.json *.dcm *.sr);;All files (*)"
READING_SECONDS = 30.0
OTHER_PATIENT = "This report is of another patient than the images"


@dataclass(eq=False)
class ExchangeDoors:
    """Opens what has to do with handing on.

    Attributes
    ----------
    may_hand_on
        Asks whether a report may be handed on, writes that down, and tells the reader where it may not.
    acts_of
        What was signed about a report, and the one it answers, besides their words.
    named
        What references are called where their images are open.
    """

    window: QWidget
    session: Session
    jobs: Jobs
    desk: ReportDesk
    pictures: Pictures
    settings: Store[Settings]
    received: ReceivedShelf
    may_hand_on: Callable[[Report], bool]
    named: Callable[[tuple[FrameKey, ...]], dict[FrameKey, str]]
    follow: Callable[[FrameKey], None]
    show_header: Callable[[str, Path], None]
    tell: Callable[[str], None]
    failed: Callable[[BaseException], None]
    acts_of: Callable[[Report, Report | None], tuple[Act, ...]] = lambda _, __: ()

    def has_report(self) -> bool:
        """Whether there is a report to hand on."""
        return self.desk.report.value is not None

    def copy_text(self) -> None:
        """Put the whole report, as it stands, into the clipboard as text."""
        report = self._handed_on()
        if report is None:
            return
        first = self.desk.answered()
        cleared = self.settings.value.cleared_for_diagnosis
        words = report_to_text(report, first, cleared=cleared, acts=self.acts_of(report, first))
        QGuiApplication.clipboard().setText(words)
        self.tell("The report is in the clipboard as text, with the patient's name")

    def print_report(self) -> None:
        """Show the pages as they will be printed, and print them from there."""
        report = self._handed_on()
        if report is None:
            return
        first = self.desk.answered()
        try:
            paint = _pages().painter_of(
                report,
                first,
                self.pictures.of(report, first),
                self.settings.value,
                self.acts_of(report, first),
            )
        except (ViewerError, OSError) as problem:
            self.failed(problem)
            return
        printer = printer_for(self.settings.value.paper)  # the dialog does not keep it alive
        dialog = preview(printer, self._careful(paint), self.window)
        dialog.exec()
        dialog.deleteLater()

    def open_file(self) -> None:
        """Ask for a report somebody handed on, and open it."""
        path, _ = QFileDialog.getOpenFileName(self.window, "Open a report", str(Path.home()), REPORTS)
        if path:
            self.take_in(Path(path))

    def take_in(self, path: Path) -> None:
        """Read a report from a file, keep the file as it came, and show it beside the images."""

        def read(received: Any) -> None:
            try:
                self.received.refuse_hidden(received)
                self.received.keep(path, received)
            except (ViewerError, OSError) as problem:
                self.failed(problem)
                return
            self.show(received, path)

        work = Call("app.exchange.reading", "read_received", (path,))
        self.jobs.in_process(work, read, self.failed, seconds=READING_SECONDS)

    def show(self, received: Received, path: Path) -> ReceivedWindow:
        """Show a report that was received in a file."""
        document = received.document
        names = self.named(tuple(key for line in document.lines for key in line.frames))
        window = ReceivedWindow(
            document,
            _whose(received),
            self._warning(received.patient),
            lambda key: names.get(key, ""),
            lambda: self._header_of(path),
            self.window,
        )
        window.view.reference_chosen.connect(lambda key: self._follow(received.patient, key))
        window.show()
        return window

    def put_away(self, *_: object) -> None:
        """Close every report of others that is shown: whoever comes next may not be allowed to see it."""
        for kind in (ReceivedWindow, PriorWindow):
            for window in self.window.findChildren(kind):
                window.close()

    def look_again(self, study_uid: str) -> None:
        """Put reports away where what others found in a study must not be seen any more."""
        if self.received.hides(study_uid):
            self.put_away()

    def _handed_on(self) -> Report | None:
        report = self.desk.report.value
        if report is None:
            return None
        self.desk.save()
        return report if self.may_hand_on(report) else None

    def _careful(self, paint: Callable[[QPrinter], None]) -> Callable[[QPrinter], None]:
        def painted(printer: QPrinter) -> None:
            try:
                paint(printer)
            except OSError as problem:
                self.failed(problem)

        return painted

    def _follow(self, patient: Patient, key: FrameKey) -> None:
        found = self.session.find(key)
        if found is not None and _identity(found.display_set.patient) != _identity(patient):
            self.tell("The image it points at is open as that of another patient, and is not shown")
        else:
            self.follow(key)

    def _header_of(self, path: Path) -> None:
        if path.read_bytes()[:1] == b"{":
            self.tell("The file is no DICOM object and has no header")
        else:
            self.show_header("DICOM header", path)

    def _warning(self, patient: Patient) -> str:
        """Say where report and images are of two patients (SAFETY H16, H30)."""
        shown = self.session.display_set(self.session.active.value.display_set_uid)
        is_other = shown is not None and _identity(shown.patient) != _identity(patient)
        return OTHER_PATIENT if is_other else ""


def _pages() -> Any:
    """Return what sets pages, imported when it is first needed (see app.on_demand)."""
    return import_module("app.exchange.pages")


def _identity(patient: Patient) -> tuple[str, ...]:
    return (patient.patient_id, patient.issuer, patient.name, patient.birth_date)


def _whose(received: Received) -> str:
    patient, study = received.patient, received.study
    who = (
        spoken_name(patient.name) or "No name",
        patient.patient_id,
        iso_date(patient.birth_date),
        patient.sex,
    )
    what = ("Report received", study.description, iso_date(study.date))
    return "\n".join("  ·  ".join(part for part in parts if part) for parts in (who, what))
