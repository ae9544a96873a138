"""Brings the measurements of opened studies back, and keeps every change of them."""

from collections.abc import Callable
from dataclasses import replace

from app.library.annotation_journal import AnnotationJournal
from viewer.core.annotations import Annotations, History
from viewer.core.errors import ViewerError
from viewer.core.session import Session
from viewer.core.study import Opened


class MeasurementKeeper:
    """Stands between the session's history and the journal on the disk.

    A study's measurements are loaded when it is opened; what the reader does afterwards is on the disk before the
    next event is handled, so that nothing is lost when the program ends, however it ends.
    """

    def __init__(
        self, session: Session, journal: AnnotationJournal, failed: Callable[[BaseException], None]
    ) -> None:
        self._session, self._journal, self._failed = session, journal, failed
        self._loaded: set[str] = set()
        self._told = 0
        self._tell()
        session.opened.changed.connect(self._load)
        session.history.changed.connect(self._keep)

    def _tell(self) -> None:
        for problem in self._journal.problems[self._told :]:
            self._failed(problem)
        self._told = len(self._journal.problems)

    def _load(self, opened: Opened, _: Opened) -> None:
        studies = {study.header.uid for study in opened.studies}
        history = self._session.history.value
        kept = history.now
        for uid in studies - self._loaded:
            self._loaded.add(uid)
            for measurement in self._journal.load(uid).measurements:
                kept = kept.with_one(measurement)
        self._tell()
        gone = self._loaded - studies
        self._loaded -= gone
        kept = Annotations(tuple(known for known in kept.measurements if known.place.study_uid not in gone))
        if kept != history.now:
            self._session.history.set(replace(history, now=kept, before=(), undone=()))

    def _keep(self, now: History, before: History) -> None:
        touched = {
            known.place.study_uid for known in set(now.now.measurements) ^ set(before.now.measurements)
        }
        for uid in touched & self._loaded:
            try:
                self._journal.save(uid, now.now.of_study(uid))
            except ViewerError as problem:
                self._failed(problem)
