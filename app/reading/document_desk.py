"""Opens the documents of a study: reads them in worker processes, and leads from their references to images."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from app.documents.document import Document, DocumentError
from app.ui.document_view import DocumentView
from viewer.core.documents import DocumentKind, document_kind, document_word, documents_of
from viewer.core.errors import ViewerError
from viewer.core.placement import is_same_patient
from viewer.core.session import Session
from viewer.core.study import DisplaySet, FrameKey, Instance
from viewer.core.viewport import ViewportState
from viewer.core.wording import iso_date, spoken_name
from viewer.loading.calls import Call
from viewer.loading.jobs import Jobs, WorkerDiedError
from viewer.ui.binding import listen
from viewer.ui.instance_choice import name_of_series

READING_SECONDS = 30.0
DRAWING_SECONDS = 15.0
SEARCH_SECONDS = 30.0

OTHER_PATIENT = "This document is of another patient than the images"


class DocumentDesk(QObject):
    """Shows one document at a time in a view.

    Parameters
    ----------
    bring
        Brings the view before the reader.
    tell
        Says a sentence once.
    show_header
        Shows the header of a file, under a title.
    open_trace
        Shows a waveform of a series, by its place among the waveforms: this view shows none.
    """

    def __init__(
        self,
        session: Session,
        jobs: Jobs,
        view: DocumentView,
        *,
        bring: Callable[[], None],
        tell: Callable[[str], None],
        failed: Callable[[BaseException], None],
        show_header: Callable[[str, Path], None],
        open_trace: Callable[[DisplaySet, int], bool],
    ) -> None:
        super().__init__(view)
        self._session = session
        self._jobs = jobs
        self._view = view
        self._bring = bring
        self._tell = tell
        self._failed = failed
        self._show_header = show_header
        self._open_trace = open_trace
        self._set: DisplaySet | None = None
        self._instance: Instance | None = None
        self._document: Document | None = None
        view.reference_chosen.connect(self.follow)
        view.document_chosen.connect(self._choose)
        view.pages.page_wanted.connect(self._draw)
        view.search_wanted.connect(self._find)
        view.words_wanted.connect(self._copy)
        view.header_wanted.connect(self._look_at_header)
        view.closed.connect(self.put_away)
        listen(self, session.opened.changed, self._reopened)
        listen(self, session.layout.changed, self._warn)
        for viewport in session.viewports:
            listen(self, viewport.changed, self._looked_elsewhere)

    def open(self, shown: DisplaySet, place: int = 0) -> bool:
        """Show a document of a series, the first by default; False where the series holds none."""
        documents = documents_of(shown)
        if shown.blocked or not 0 <= place < len(documents):
            return False
        instance = documents[place]
        kind = document_kind(instance)
        if kind is DocumentKind.WAVEFORM:
            before = (document_kind(one) is DocumentKind.WAVEFORM for one in documents[:place])
            return self._open_trace(shown, sum(before))
        self._set, self._instance, self._document = shown, instance, None
        self._view.show_choice([_name(one, number) for number, one in enumerate(documents, start=1)], place)
        self._view.show_waiting(_identity(shown, instance))
        self._warn()
        self._bring()
        keyboard_was_on = QApplication.focusWidget()
        self._jobs.in_process(
            Call("app.documents.reading", "read_document", (instance.source.path, kind)),
            lambda document: self._arrived(instance, document, keyboard_was_on),
            lambda problem: self._refused(instance, problem),
            seconds=READING_SECONDS,
        )
        return True

    def open_file(self, path: Path, kind: DocumentKind, about: DisplaySet, identity: str) -> None:
        """Show a file that is no object of a study but belongs to it: a report from outside, as it was received."""
        shown = about.instances[0]
        instance = replace(
            shown, sop_instance_uid="", sop_class_uid="", source=replace(shown.source, path=path), pixels=None
        )
        self._set, self._instance, self._document = None, instance, None
        self._view.show_choice([], -1)
        self._view.show_waiting(identity)
        self._bring()
        self._jobs.in_process(
            Call("app.documents.reading", "read_document", (path, kind)),
            lambda document: self._arrived(instance, document, QApplication.focusWidget()),
            lambda problem: self._refused(instance, problem),
            seconds=READING_SECONDS,
        )

    def put_away_file(self) -> None:
        """Show no report from outside any more; a document of the study stays."""
        if self._set is None:
            self.put_away()

    def put_away(self) -> None:
        """Show no document any more."""
        self._set = self._instance = self._document = None
        self._view.show_nothing()

    def follow(self, key: FrameKey) -> None:
        """Go where a reference leads: to an image, or to another document."""
        found = self._session.find(key)
        if found is not None:
            if self._set is not None and not is_same_patient(self._set, found.display_set):
                self._tell("The image it points at is open as that of another patient, and is not shown")
            else:
                self._session.jump_to(key)
            return
        for shown in self._session.display_sets():
            for place, document in enumerate(documents_of(shown)):
                if document.sop_instance_uid == key.sop_instance_uid and self._is_own(shown):
                    self.open(shown, place)
                    return
        self._tell(self._why_not(key))

    def named(self, shown: tuple[FrameKey, ...]) -> dict[FrameKey, str]:
        """Return what references are called: of those that are open, the series and the place in it."""
        wanted = set(shown)
        uids = {key.sop_instance_uid for key in wanted}
        names: dict[FrameKey, str] = {}
        for one in self._session.display_sets():
            if not self._is_own(one):
                continue
            for index, frame in enumerate(one.frames):
                if frame.instance.sop_instance_uid in uids and frame.key in wanted:
                    names[frame.key] = f"{name_of_series(one)}, image {index + 1}"
            for document in documents_of(one):
                if document.sop_instance_uid in uids:
                    names[FrameKey(document.sop_instance_uid)] = f"{document_word(document)}, {_day(one)}"
        return names

    # What became of reading.

    def _arrived(self, instance: Instance, document: Document, keyboard_was_on: QWidget | None) -> None:
        if instance is self._instance:
            self._document = document
            self._view.show_document(document, self._names(document))
            if QApplication.focusWidget() is keyboard_was_on:  # else the reader went on with something else
                self._view.take_keyboard()

    def _refused(self, instance: Instance, problem: BaseException) -> None:
        if instance is self._instance:
            self._view.show_failure(_words(problem))
            if not isinstance(problem, DocumentError | WorkerDiedError):
                self._failed(problem)

    def _names(self, document: Document) -> Callable[[FrameKey], str]:
        names = self.named(tuple(key for line in document.lines for key in line.frames))
        return lambda key: names.get(key, "")

    # What the reader wants of a document.

    def _choose(self, place: int) -> None:
        if self._set is not None:
            self.open(self._set, place)

    def _draw(self, page: int, scale: float) -> None:
        instance = self._instance
        if instance is None:
            return

        def drawn(picture: Any) -> None:
            if instance is self._instance:
                self._view.pages.show_picture(page, scale, picture)

        def failed(problem: BaseException) -> None:
            if instance is self._instance:
                self._view.pages.show_failure(page, _words(problem))

        work = Call("app.documents.reading", "draw", (instance.source.path, page, scale))
        self._jobs.in_process(work, drawn, failed, seconds=DRAWING_SECONDS)

    def _find(self, words: str) -> None:
        instance = self._instance
        if instance is None:
            return
        self._jobs.in_process(
            Call("app.documents.reading", "find", (instance.source.path, words)),
            lambda hits: self._view.show_hits(words, hits) if instance is self._instance else None,
            self._failed,
            seconds=SEARCH_SECONDS,
        )

    def _copy(self, page: int, area: object) -> None:
        if self._instance is not None:
            self._jobs.in_process(
                Call("app.documents.reading", "words_in", (self._instance.source.path, page, area)),
                self._copied,
                self._failed,
                seconds=DRAWING_SECONDS,
            )

    def _copied(self, words: str) -> None:
        if words.strip():
            QGuiApplication.clipboard().setText(words)
            count = len(words.split())
            self._tell("1 word copied" if count == 1 else f"{count} words copied")
        else:
            self._tell("There are no words to copy: the page is a picture")

    def _look_at_header(self) -> None:
        if self._instance is not None and self._set is None:
            self._tell("It is a report from outside, and no object of this study: there is no header to show")
        elif self._instance is not None:
            self._show_header("DICOM header", self._instance.source.path)

    # What changes elsewhere.

    def _reopened(self, *_: object) -> None:
        """Put the document away with its study; where it stays, its references may lead elsewhere now."""
        if self._instance is None:
            return
        if self._set is None:
            open_studies = {known.study.uid for known in self._session.display_sets()}
            if self._instance.study.uid not in open_studies:
                self.put_away()
            return
        path = self._instance.source.path
        now = next(
            (
                shown
                for shown in self._session.display_sets()
                if any(document.source.path == path for document in documents_of(shown))
            ),
            None,
        )
        if now is None or not is_same_patient(self._set, now):
            self.put_away()
            return
        self._set = now
        if self._document is not None:
            self._view.rename_references(self._names(self._document))
        self._warn()

    def _looked_elsewhere(self, new: ViewportState, old: ViewportState) -> None:
        if new.display_set_uid != old.display_set_uid:
            self._warn()

    def _warn(self, *_: object) -> None:
        """Say where document and images are of two patients (H30)."""
        shown = self._set
        if shown is None:
            return
        on_screen = self._session.viewports[: self._session.layout.value.cells]
        others = (self._session.display_set(store.value.display_set_uid) for store in on_screen)
        is_other = any(other is not None and not is_same_patient(shown, other) for other in others)
        self._view.warn(OTHER_PATIENT if is_other else "")

    def _is_own(self, shown: DisplaySet) -> bool:
        return self._set is None or is_same_patient(self._set, shown)

    def _why_not(self, key: FrameKey) -> str:
        uid = key.sop_instance_uid
        if not uid:
            return "The reference names no object"
        if self._session.find(FrameKey(uid)) is not None:
            return f"The image it points at is open, but has no frame {key.frame}"
        return f"What it points at is not open (SOP Instance UID {uid})"


def _identity(shown: DisplaySet, instance: Instance) -> str:
    patient = shown.patient
    who = (
        spoken_name(patient.name) or "No name",
        patient.patient_id,
        iso_date(patient.birth_date),
        patient.sex,
    )
    what = (document_word(instance), shown.study.description, iso_date(shown.study.date))
    return "\n".join("  ·  ".join(part for part in parts if part) for parts in (who, what))


def _name(instance: Instance, place: int) -> str:
    date = iso_date(instance.attribute("ContentDate"))
    number = place if instance.number is None else instance.number
    return "  ".join(part for part in (f"{document_word(instance)} {number}", date) if part)


def _day(shown: DisplaySet) -> str:
    return iso_date(shown.study.date) or "without date"


def _words(problem: BaseException) -> str:
    if isinstance(problem, ViewerError):
        return f"{problem.what}: {problem.why}.\n\n{problem.remedy}."
    return "The document cannot be shown: reading it took too long, or ended unexpectedly."
