"""An empty impression."""

from collections.abc import Iterator

from reporting.core.lint.doubt import Check, Flaw, Severity
from reporting.core.lint.subject import Subject
from reporting.core.report import Report, SectionName


def doubted(report: Report, _subject: Subject) -> Iterator[tuple[SectionName | None, int | None, Flaw]]:
    """Yield the impression where nothing is written in it."""
    if report.section(SectionName.IMPRESSION).is_empty:
        yield SectionName.IMPRESSION, None, Flaw(0, 0, "the impression is empty")


CHECK = Check(
    id="impression",
    title="Empty impression",
    explanation="Nothing written where the referrer reads first; signing waits for it in any case",
    severity=Severity.SERIOUS,
    asked_anyway=True,
    whole=doubted,
)
