"""Structured reports that lie among the opened studies, read by themselves: the earlier reports of other systems."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject

from app.exchange.received import Received
from viewer.core.documents import DocumentKind, document_kind
from viewer.core.session import Session
from viewer.core.study import Instance
from viewer.loading.calls import Call
from viewer.loading.jobs import Jobs
from viewer.ui.binding import listen

MOST = 40
"""Reports of one opening that are read beforehand; all of them open from the series list."""
READING_SECONDS = 30.0


class OpenedReports(QObject):
    """Knows the reports of what is open; reads them in worker processes when somebody first asks for them."""

    def __init__(self, session: Session, jobs: Jobs, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._jobs = session, jobs
        self._read: dict[Path, Received | None] = {}
        self._waiting: set[Path] = set()
        self._told: list[Callable[[], None]] = []
        listen(self, session.opened.changed, self._forget)

    def received(self) -> tuple[Received, ...]:
        """Return those that are read by now."""
        paths = {instance.source.path for instance in self._instances()}
        return tuple(one for path, one in self._read.items() if one is not None and path in paths)

    def when_read(self, call: Callable[[], None]) -> None:
        """Read what is not read yet, and run a call when all is; at once where nothing waits."""
        for instance in self._instances()[:MOST]:
            path = instance.source.path
            if path not in self._read and path not in self._waiting:
                self._waiting.add(path)
                self._start(path)
        if self._waiting:
            self._told.append(call)
        else:
            call()

    def _start(self, path: Path) -> None:
        def read(found: Any) -> None:
            self._settle(path, found)

        work = Call("app.exchange.reading", "read_received", (path,))
        # One that cannot be read is no earlier report; from the series list it opens and says why.
        self._jobs.in_process(work, read, lambda _: self._settle(path, None), seconds=READING_SECONDS)

    def _settle(self, path: Path, found: Received | None) -> None:
        self._waiting.discard(path)
        self._read[path] = found
        if not self._waiting:
            told, self._told = self._told, []
            for call in told:
                call()

    def _forget(self, *_: object) -> None:
        paths = {instance.source.path for instance in self._instances()}
        self._read = {path: one for path, one in self._read.items() if path in paths}

    def _instances(self) -> list[Instance]:
        shown = (one for known in self._session.display_sets() for one in known.instances)
        return [one for one in shown if document_kind(one) is DocumentKind.REPORT]
