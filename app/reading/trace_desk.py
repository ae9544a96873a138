"""Opens the waveforms of a study: reads them in worker processes, shows them on paper, saves and prints them."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject

from app.ui.printing import ask_and_save
from app.ui.trace_printing import ask_and_print_page, picture_of
from viewer.core.documents import DocumentKind, document_kind, documents_of
from viewer.core.errors import ViewerError
from viewer.core.placement import is_same_patient
from viewer.core.session import Session
from viewer.core.study import DisplaySet, Instance
from viewer.core.viewport import ViewportState
from viewer.core.waveforms.recording import Recording
from viewer.core.wording import iso_date, spoken_name
from viewer.loading.calls import Call
from viewer.loading.jobs import Jobs
from viewer.ui.binding import listen
from viewer.ui.traces.trace_view import TraceView

READING_SECONDS = 30.0
NO_SOUND = "sound is not played"
_AUDIO = frozenset(f"1.2.840.10008.5.1.4.1.1.9.4.{number}" for number in (1, 2))
OTHER_PATIENT = "This waveform is of another patient than the images"


class TraceDesk(QObject):
    """Shows one recording at a time in a view.

    Parameters
    ----------
    bring
        Brings the view before the reader; told whether images are on the screen.
    show_header
        Shows the header of a file, under a title.
    marker
        What a device that is not cleared writes on every picture (H29); empty for a cleared one.
    """

    def __init__(
        self,
        session: Session,
        jobs: Jobs,
        view: TraceView,
        *,
        bring: Callable[[bool], None],
        failed: Callable[[BaseException], None],
        show_header: Callable[[str, Path], None],
        marker: Callable[[], str],
    ) -> None:
        super().__init__(view)
        self._session, self._jobs, self._view = session, jobs, view
        self._bring, self._failed, self._show_header, self._marker = bring, failed, show_header, marker
        self._set: DisplaySet | None = None
        self._instance: Instance | None = None
        view.document_chosen.connect(self._choose)
        view.header_wanted.connect(self._look_at_header)
        view.save_wanted.connect(self._save)
        view.print_wanted.connect(self._print)
        view.closed.connect(self.put_away)
        listen(self, session.opened.changed, self._reopened)
        listen(self, session.layout.changed, self._warn)
        for viewport in session.viewports:
            listen(self, viewport.changed, self._looked_elsewhere)

    def open(self, shown: DisplaySet, place: int = 0) -> bool:
        """Show a recording of a series, the first by default; False where the series holds none."""
        recordings = recordings_of(shown)
        if shown.blocked or not 0 <= place < len(recordings):
            return False
        instance = recordings[place]
        self._set, self._instance = shown, instance
        names = [_name(one, number) for number, one in enumerate(recordings, start=1)]
        self._view.warn("")
        self._view.show_choice(names, place)
        self._view.show_waiting(identity(shown, instance))
        self._warn()
        self._bring(bool(self._images()))
        self._jobs.in_process(
            Call("viewer.dicom.waveforms", "read_waveform", (instance.source.path,)),
            lambda recording: self._arrived(instance, recording),
            lambda problem: self._refused(instance, problem),
            seconds=READING_SECONDS,
        )
        return True

    def open_alone(self) -> None:
        """Open the first waveform of a study that holds nothing else to look at."""
        if self._set is not None or any(shown.frames for shown in self._session.display_sets()):
            return
        for shown in self._session.display_sets():
            if self.open(shown):
                return

    def put_away(self) -> None:
        """Show no waveform any more."""
        self._set = self._instance = None
        self._view.show_nothing()

    # What became of reading.

    def _arrived(self, instance: Instance, recording: Recording) -> None:
        if instance is self._instance:
            self._view.show_recording(recording, NO_SOUND if instance.sop_class_uid in _AUDIO else "")
            self._warn()
            self._view.paper.setFocus()

    def _refused(self, instance: Instance, problem: BaseException) -> None:
        if instance is self._instance:
            why = f"{problem.what}: {problem.why}." if isinstance(problem, ViewerError) else str(problem)
            self._view.show_failure(
                f"The waveform cannot be shown\n\n{why}\n\nIts header can still be looked at."
            )

    # What the reader wants of a recording.

    def _choose(self, place: int) -> None:
        if self._set is not None:
            self.open(self._set, place)

    def _look_at_header(self) -> None:
        if self._instance is not None:
            self._show_header("DICOM header", self._instance.source.path)

    def _save(self) -> None:
        printable = self._view.printable()
        if printable is None:
            return
        page, stretch = printable
        try:
            ask_and_save(
                picture_of(page, self._lines(stretch)), str(Path.home() / "waveform.png"), self._view
            )
        except OSError as problem:
            self._failed(problem)

    def _print(self) -> None:
        printable = self._view.printable()
        if printable is not None:
            page, stretch = printable
            ask_and_print_page(page, self._lines(stretch), self._view)

    def _lines(self, stretch: str) -> tuple[str, ...]:
        """Return what is written over a sheet that leaves the program."""
        said = (self._view.identity.text(), self._view.scale_words(), stretch, self._marker())
        return tuple(part for part in said if part)

    # What changes elsewhere.

    def _reopened(self, *_: object) -> None:
        """Put the waveform away with its study."""
        if self._set is None or self._instance is None:
            return
        path = self._instance.source.path
        for shown in self._session.display_sets():
            if any(one.source.path == path for one in recordings_of(shown)) and is_same_patient(
                self._set, shown
            ):
                self._set = shown
                self._warn()
                return
        self.put_away()

    def _looked_elsewhere(self, new: ViewportState, old: ViewportState) -> None:
        if new.display_set_uid != old.display_set_uid:
            self._warn()

    def _images(self) -> list[DisplaySet]:
        """Return what the viewports on the screen show."""
        on_screen = self._session.viewports[: self._session.layout.value.cells]
        shown = (self._session.display_set(store.value.display_set_uid) for store in on_screen)
        return [one for one in shown if one is not None]

    def _warn(self, *_: object) -> None:
        """Say where waveform and images are of two patients (H30)."""
        shown = self._set
        if shown is None:
            return
        is_other = any(not is_same_patient(shown, other) for other in self._images())
        if is_other or self._view.warning.text() == OTHER_PATIENT:
            self._view.warn(OTHER_PATIENT if is_other else "")


def recordings_of(shown: DisplaySet) -> tuple[Instance, ...]:
    """Return the waveforms of a display set."""
    return tuple(one for one in documents_of(shown) if document_kind(one) is DocumentKind.WAVEFORM)


def identity(shown: DisplaySet, instance: Instance) -> str:
    """Return whose recording it is and what it is, in a line."""
    patient = shown.patient
    date = iso_date(
        instance.attribute("AcquisitionDate") or instance.attribute("ContentDate") or shown.study.date
    )
    who = (
        spoken_name(patient.name) or "No name",
        patient.patient_id,
        iso_date(patient.birth_date),
        patient.sex,
    )
    return "  ·  ".join(part for part in (*who, shown.series.modality, date) if part)


def _name(instance: Instance, place: int) -> str:
    number = place if instance.number is None else instance.number
    return "  ".join(
        part for part in (f"Waveform {number}", iso_date(instance.attribute("ContentDate"))) if part
    )
