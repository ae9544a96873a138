"""Drafts on their way to the shelf: when they are saved, what could not be, and what the reader is told of it."""

from collections.abc import Callable
from datetime import datetime
from time import monotonic

from app.reports.parties import Shelf
from reporting.core.report import Report
from reporting.store.autosave import Autosave
from viewer.core.errors import ViewerError
from viewer.core.store import Store

NOT_SAVED = "Not saved: your words stay here"


class Drafts:
    """Saves what was written, soon; holds on to what the shelf refuses, and tries again (SAFETY D2, D4).

    Attributes
    ----------
    saved
        How safe the words are, for the reader.
    """

    def __init__(
        self,
        shelf: Shelf,
        failed: Callable[[BaseException], None],
        wake: Callable[[int], None],
        now: Callable[[], datetime],
    ) -> None:
        self._shelf, self._failed, self._wake, self._now = shelf, failed, wake, now
        self.saved: Store[str] = Store("")
        self._autosave = Autosave()
        self._refused: dict[str, Report] = {}

    @property
    def is_unsaved(self) -> bool:
        """Whether something was written that is not kept yet."""
        return bool(self._refused) or not self._autosave.is_saved

    def of_study(self, study_uid: str) -> list[Report]:
        """Return the drafts on a study that could not be kept yet."""
        return [known for known in self._refused.values() if known.study.uid == study_uid]

    def newest(self, kept: Report) -> Report:
        """Return a report as it was written last, where the shelf has an older version."""
        return self._refused.get(kept.uid, kept)

    def written(self) -> None:
        """Note that the report at hand was changed: it is to be saved soon."""
        self._autosave = self._autosave.changed(monotonic())
        self._wake_when_due()
        self.saved.set("Not saved yet")

    def save(self, report: Report | None) -> None:
        """Keep what is not kept yet: the report at hand, and those that could not be kept when they were left."""
        if report is not None and not self._autosave.is_saved and not report.is_signed:
            self._refused[report.uid] = report
        if not self._refused:
            return
        try:
            for draft in tuple(self._refused.values()):
                self._shelf.save_draft(draft)
                del self._refused[draft.uid]
        except (ViewerError, OSError) as problem:
            self._autosave = self._autosave.changed(monotonic()).failed(monotonic())
            self._wake_when_due()
            self.saved.set(NOT_SAVED)
            self._failed(problem)
            return
        self._autosave = Autosave()
        self.saved.set(f"Saved {self._now().astimezone():%H:%M:%S}")

    def turn_to(self, report: Report, words: str = "") -> None:
        """Begin to look after another report, of which nothing is unsaved unless it was refused before."""
        if not self._refused:
            self._autosave = Autosave()
        self.saved.set(NOT_SAVED if report.uid in self._refused else words)

    def settle(self, report: Report, words: str) -> None:
        """Note that the shelf has a report by another way than as a draft: signed, or released."""
        self._refused.pop(report.uid, None)
        self._autosave = Autosave()
        if self._refused:
            self.written()
        self.saved.set(words)

    def _wake_when_due(self) -> None:
        wait_ms = self._autosave.wait_ms(monotonic())
        if wait_ms is not None:
            self._wake(wait_ms)
