"""The report store, opened in a thread when the first report is needed: its database engine takes long to import."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Protocol

from app.on_demand import report_store
from reporting.core.report import Reader, Report
from viewer.loading.jobs import Jobs


class Reports(Protocol):
    """What is asked of the report store; see reporting.store.report_store."""

    notices: tuple[str, ...]

    def reports(self, study_uid: str | None = None) -> tuple[Report, ...]: ...
    def load(self, report_uid: str) -> Report: ...
    def save_draft(self, report: Report) -> None: ...
    def save_preliminary(self, report: Report, now: datetime) -> Report: ...
    def sign(self, report: Report, reader: Reader, now: datetime) -> Report: ...
    def add_addendum(self, report_uid: str, words: str, reader: Reader, now: datetime) -> Report: ...
    def close(self) -> None: ...


class ReportShelf:
    """The reports of one folder, behind a door that opens at the first use.

    Parameters
    ----------
    noticed
        Told what the store has to say about opening: a damaged database set aside, reports restored.
    failed
        Told why the store could not be opened, where nobody asked it anything directly.
    open_store
        Opens the store of a folder; may run in a thread.
    """

    def __init__(
        self,
        folder: Path,
        jobs: Jobs,
        noticed: Callable[[str], None],
        failed: Callable[[BaseException], None],
        open_store: Callable[[Path], Reports] = report_store,
    ) -> None:
        self._folder, self._jobs, self._open_store = folder, jobs, open_store
        self._noticed, self._failed = noticed, failed
        self._opened: Reports | None = None
        self._waiting: list[Callable[[], None]] = []

    @property
    def is_open(self) -> bool:
        """Whether reports can be asked for without waiting."""
        return self._opened is not None

    def when_open(self, call: Callable[[], None]) -> None:
        """Run a call once reports can be asked for: at once, or when a thread has opened the store."""
        if self._opened is not None:
            call()
            return
        self._waiting.append(call)
        if len(self._waiting) == 1:
            self._jobs.in_thread(self._open, self._tell, self._refuse)

    @property
    def _store(self) -> Reports:
        if self._opened is None:
            self._tell(self._open())
        assert self._opened is not None, "opened just now"
        return self._opened

    def _open(self) -> tuple[str, ...]:
        self._opened = self._open_store(self._folder)
        return self._opened.notices

    def _tell(self, notices: tuple[str, ...]) -> None:
        for notice in notices:
            self._noticed(notice)
        waiting, self._waiting = self._waiting, []
        for call in waiting:
            call()

    def _refuse(self, problem: BaseException) -> None:
        self._waiting.clear()
        self._failed(problem)

    def reports(self, study_uid: str) -> tuple[Report, ...]:
        """Return the reports of a study: drafts, last saved first, then signed, last signed first."""
        return self._store.reports(study_uid)

    def all_reports(self) -> tuple[Report, ...]:
        """Return every report that is kept and may be seen."""
        return self._store.reports()

    def load(self, report_uid: str) -> Report:
        """Return one report."""
        return self._store.load(report_uid)

    def save_draft(self, report: Report) -> None:
        """Keep a draft."""
        self._store.save_draft(report)

    def save_preliminary(self, report: Report, now: datetime) -> Report:
        """Release a report before it is final."""
        return self._store.save_preliminary(report, now)

    def sign(self, report: Report, reader: Reader, now: datetime) -> Report:
        """Sign a report for good."""
        return self._store.sign(report, reader, now)

    def add_addendum(self, report_uid: str, words: str, reader: Reader, now: datetime) -> Report:
        """Add words to a signed report for good."""
        return self._store.add_addendum(report_uid, words, reader, now)

    def close(self) -> None:
        """Let go of the database, if it was opened."""
        if self._opened is not None:
            self._opened.close()
