"""Reports from outside at work: attached to the study at hand, shown beside its images, answered."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from app.peer.outside import OutsideReports
from app.reading.document_desk import READING_SECONDS, DocumentDesk
from app.reports.desk import ReportDesk
from app.ui.peer.answer_dialog import AnswerDialog
from app.ui.peer.outside_dialog import AuthorForm, OutsideDialog
from reporting.core.outside import Answer, OutsideKind, OutsideReport, letter, response_to, sentences
from viewer.core.documents import DocumentKind
from viewer.core.errors import ViewerError
from viewer.core.wording import iso_date, spoken_name
from viewer.loading.calls import Call
from viewer.loading.jobs import Jobs

TEMPLATE = "second-opinion"
KINDS = "Reports (*.pdf *.dcm *.txt *.jpg *.jpeg *.png *.tif *.tiff *.bmp);;All files (*)"


class OutsideDesk:
    """What the reader does with reports from outside.

    Parameters
    ----------
    reports
        Where they are kept, None before reports are open.
    """

    def __init__(
        self,
        reports: Callable[[], OutsideReports | None],
        desk: ReportDesk,
        documents: DocumentDesk,
        jobs: Jobs,
        parent: Callable[[], QWidget],
        *,
        may_write: Callable[[], bool],
        bring_report: Callable[[], None],
        tell: Callable[[str], None],
        failed: Callable[[BaseException], None],
    ) -> None:
        self._reports, self._desk, self._documents, self._jobs = reports, desk, documents, jobs
        self._parent, self._may_write, self._tell, self._failed = parent, may_write, tell, failed
        self._bring_report = bring_report
        self._shown: OutsideReport | None = None

    def show_list(self) -> None:
        """List the reports from outside of the study at hand."""
        self._try(
            lambda: OutsideDialog(
                self.known(),
                self._ask_and_attach,
                self.show,
                self.ask_answers,
                may_write=self._may_write(),
                parent=self._parent(),
            ).exec()
        )

    def known(self) -> Sequence[OutsideReport]:
        """Return the reports from outside of the study at hand."""
        kept, report = self._reports(), self._desk.report.value
        return () if kept is None or report is None else kept.of_study(report.study.uid)

    def attach(self, path: Path, author: str = "", written_at: datetime | None = None) -> None:
        """Attach a file to the study at hand."""
        kept, report = self._reports(), self._desk.report.value
        if kept is not None and report is not None:
            patient = report.patient.patient_id
            self._try(
                lambda: kept.attach(
                    report.study.uid, path, patient_id=patient, author=author, written_at=written_at
                )
            )

    def show(self, chosen: OutsideReport) -> None:
        """Show the original beside the images."""
        kept, study = self._reports(), self._desk.reported()
        if kept is None or study is None or not study.display_sets:
            return

        def show() -> None:
            path = kept.original(chosen)
            about = study.display_sets[0]
            who = "  ·  ".join(
                part
                for part in (
                    spoken_name(about.patient.name) or "No name",
                    about.patient.patient_id,
                    iso_date(about.patient.birth_date),
                )
                if part
            )
            by = chosen.attached_by.name or "the reader"
            identity = f"{who}\nFrom outside: {chosen.title}\nAttached to this study by {by}"
            self._documents.open_file(path, _kind(chosen), about, identity)
            self._shown = chosen

        self._try(show)

    def look_again(self) -> None:
        """Put the original away where whoever is there may see it no more: from now on they read blinded."""
        kept, shown = self._reports(), self._shown
        if kept is None or shown is None:
            return
        if shown not in kept.of_study(shown.study_uid):
            self._shown = None
            self._documents.put_away_file()

    def ask_answers(self, chosen: OutsideReport) -> None:
        """Read the words of the original, and ask for an answer to each finding."""
        kept = self._reports()
        if kept is None:
            return

        def read() -> None:
            path = kept.original(chosen)
            self.show(chosen)
            self._jobs.in_process(
                Call("app.documents.reading", "words_of", (path, _kind(chosen))),
                lambda words: self._ask(chosen, sentences(words)),
                lambda _: self._ask(chosen, ()),  # what cannot be read as words is answered by hand
                seconds=READING_SECONDS,
            )

        self._try(read)

    def answer(self, chosen: OutsideReport, answers: tuple[Answer, ...]) -> None:
        """Begin a second opinion that answers a report from outside, finding by finding."""
        self._desk.answer_outside(response_to(chosen, answers), letter(chosen, answers), TEMPLATE)
        self._bring_report()
        self._tell(f"{len(answers)} findings answered in a second opinion: complete and sign it")

    def _ask(self, chosen: OutsideReport, found: Sequence[str]) -> None:
        dialog = AnswerDialog(chosen.title, found, self._parent())
        if dialog.exec() == QDialog.DialogCode.Accepted and dialog.answers:
            self.answer(chosen, dialog.answers)

    def _ask_and_attach(self) -> Sequence[OutsideReport]:
        path, _ = QFileDialog.getOpenFileName(
            self._parent(), "Attach an outside report", str(Path.home()), KINDS
        )
        if path:
            form = AuthorForm(Path(path).name, self._parent())
            if form.exec() == QDialog.DialogCode.Accepted:
                self.attach(Path(path), form.author.text(), form.written_at)
        return self.known()

    def _try(self, act: Callable[[], object]) -> None:
        try:
            act()
        except (ViewerError, OSError) as problem:
            self._failed(problem)


def _kind(chosen: OutsideReport) -> DocumentKind:
    return DocumentKind.REPORT if chosen.kind is OutsideKind.REPORT else DocumentKind.PDF
