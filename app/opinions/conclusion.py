"""What an arbitration begins with: which words it decides between, and what they differ in."""

from reporting.core.peer.review import Review
from reporting.core.report import Line, Report

TEMPLATE = "arbitration"


def compared(reports: tuple[Report, Report]) -> tuple[Line, ...]:
    """Return lines that name the two readings, so that it can be proven which words were meant."""
    return tuple(
        Line(f"{name} reading: {_who(report)}")
        for name, report in zip(("First", "Second"), reports, strict=True)
    )


def disputed(review: Review) -> tuple[Line, ...]:
    """Return a line for each difference, with what both say."""
    lines = [Line("Points in dispute between the two readings")]
    for number, entry in enumerate(review.found.entries, start=1):
        sides = "; ".join(
            f"{name}: “{side.text}”"
            for name, side in (("First", entry.first), ("Second", entry.second))
            if side is not None
        )
        lines.append(
            Line(f"{number}. {entry.topic.value.capitalize()}, {entry.title}: {entry.why}. {sides}.")
        )
    return tuple(lines)


def _who(report: Report) -> str:
    signature = report.signature
    if signature is None:
        return report.reader.name
    return f"{signature.reader.name}, {signature.at:%Y-%m-%d %H:%M} UTC, SHA-256 {signature.sha256}"
