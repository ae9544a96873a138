"""Brings the measurements of opened studies back, and keeps every change of them."""

from collections.abc import Callable
from itertools import chain
from typing import Protocol

from viewer.core.annotations import Annotations, History
from viewer.core.errors import ViewerError
from viewer.core.measurements import Measurement
from viewer.core.session import Session
from viewer.core.study import Opened


class Journal(Protocol):
    """Keeps measurements durably: app.library.annotation_journal, or a blinded reader's own."""

    @property
    def problems(self) -> tuple[ViewerError, ...]:
        """What the reader has to be told, in the order found."""

    def load(self, study_uid: str) -> Annotations:
        """Return the measurements of a study."""

    def save(self, study_uid: str, annotations: Annotations) -> None:
        """Return when the measurements of a study are on the disk."""


class MeasurementKeeper:
    """Stands between the session's history and the journal on the disk.

    A study's measurements are loaded when it is opened; what the reader does afterwards is on the disk before the
    next event is handled, so that nothing is lost when the program ends, however it ends.
    """

    def __init__(self, session: Session, journal: Journal, failed: Callable[[BaseException], None]) -> None:
        self._session, self._journal, self._failed = session, journal, failed
        self._loaded: set[str] = set()
        self._unread: dict[str, ViewerError] = {}
        self._told = 0
        self._tell()
        session.opened.changed.connect(self._load)
        session.history.changed.connect(self._keep)

    def _tell(self) -> None:
        for problem in self._journal.problems[self._told :]:
            self._failed(problem)
        self._told = len(self._journal.problems)

    def keep(self) -> None:
        """Save what could not be saved before; nothing where all is kept."""
        for uid in self._loaded:
            self._save(uid)

    def turn_to(self, study_uid: str) -> None:
        """Put the measurements of a study away and bring back those that may be seen now; no undo leads back."""
        if study_uid not in self._loaded:
            return
        self._save(study_uid)
        back = self._read(study_uid)
        self._tell()

        def as_seen_now(known: Annotations) -> Annotations:
            others = (drawn for drawn in known.measurements if drawn.place.study_uid != study_uid)
            return Annotations((*others, *back))

        self._session.selected.set("")
        self._session.history.set(self._session.history.value.everywhere(as_seen_now))

    def _load(self, opened: Opened, _: Opened) -> None:
        studies = {study.header.uid for study in opened.studies}
        gone, new = self._loaded - studies, sorted(studies - self._loaded)
        self._loaded = studies
        back = tuple(chain.from_iterable(self._read(uid) for uid in new))
        self._tell()

        def as_opened(known: Annotations) -> Annotations:
            staying = (drawn for drawn in known.measurements if drawn.place.study_uid not in gone)
            return Annotations((*staying, *back))

        if gone or back:
            self._session.history.set(self._session.history.value.everywhere(as_opened))

    def _read(self, study_uid: str) -> tuple[Measurement, ...]:
        try:
            found = self._journal.load(study_uid).measurements
        except ViewerError as problem:
            self._unread[study_uid] = problem
            self._failed(problem)
            return ()
        self._unread.pop(study_uid, None)
        return found

    def _keep(self, now: History, before: History) -> None:
        touched = {
            known.place.study_uid for known in set(now.now.measurements) ^ set(before.now.measurements)
        }
        for uid in touched & self._loaded:
            self._save(uid)

    def _save(self, study_uid: str) -> None:
        """Save a study, unless its journal could not be read: what is there already is not to be saved over."""
        try:
            if study_uid in self._unread:
                raise self._unread[study_uid]
            self._journal.save(study_uid, self._session.annotations.of_study(study_uid))
        except ViewerError as problem:
            self._failed(problem)
