"""Whom the report desk deals with: where reports are kept, and who answers for the reader."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from reporting.core.report import Reader, Report


class Shelf(Protocol):
    """Where reports are kept durably (reporting.store)."""

    def reports(self, study_uid: str) -> tuple[Report, ...]:
        """Return the reports of a study: drafts, last saved first, then signed, last signed first."""

    def load(self, report_uid: str) -> Report:
        """Return one report."""

    def save_draft(self, report: Report) -> None:
        """Keep a draft; returns when it is durable."""

    def save_preliminary(self, report: Report, now: datetime) -> Report:
        """Release a report before it is final; returns it when it is durable."""

    def sign(self, report: Report, reader: Reader, now: datetime) -> Report:
        """Sign and keep; returns the signed report when it is durable."""

    def add_addendum(self, report_uid: str, words: str, reader: Reader, now: datetime) -> Report:
        """Sign and keep an addendum; returns the report with it when it is durable."""


def at_once(call: Callable[[], None]) -> None:
    """Run a call now."""
    call()


class Asker(Protocol):
    """Asks the reader; dialogs in the program, answers in tests."""

    def may_sign(self, report: Report) -> bool:
        """Whether the reader confirms signing."""

    def addendum(self, report: Report, /) -> str:
        """Return the words to add, empty for none."""

    def export(self, report: Report, first: Report | None) -> None:
        """Let the reader choose how a report is handed on."""
