"""When a version of a report was made. Dates in documents are in UTC, as reports keep them."""

from datetime import UTC, datetime

from reporting.core.report import Report, Signature
from reporting.export.errors import ExportError


def made_at(report: Report) -> datetime:
    """Return when the version came to be, UTC: at its last signature, else when it was last changed."""
    signatures: tuple[Signature, ...] = tuple(addendum.signature for addendum in report.addenda)
    if report.signature is not None:
        signatures = (report.signature, *signatures)
    moment = signatures[-1].at if signatures else report.changed_at or report.created_at
    if moment is None:
        raise ExportError(
            "The report cannot be written as a DICOM document",
            why="it does not say when it was written, and every DICOM document must",
            remedy="Save the draft once, then export it again",
        )
    return in_utc(moment)


def in_utc(moment: datetime) -> datetime:
    """Return a moment in UTC; one without a zone is taken to be in UTC, as reports keep them."""
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
