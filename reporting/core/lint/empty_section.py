"""An impression of nothing: the findings are empty."""

from collections.abc import Iterator

from reporting.core.lint.doubt import Check, Flaw, Severity
from reporting.core.lint.subject import Subject
from reporting.core.report import Report, SectionName


def doubted(report: Report, _subject: Subject) -> Iterator[tuple[SectionName | None, int | None, Flaw]]:
    """Yield the findings where they say nothing, and the impression concludes something from them."""
    concluded = not report.section(SectionName.IMPRESSION).is_empty
    if concluded and report.section(SectionName.FINDINGS).is_empty:
        yield SectionName.FINDINGS, None, Flaw(0, 0, "there is an impression, and no finding")


CHECK = Check(
    id="empty-section",
    title="Empty findings",
    explanation="An impression is written, and the findings are empty",
    severity=Severity.MINOR,
    whole=doubted,
)
