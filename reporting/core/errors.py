"""What reporting refuses, in words meant for the reader."""

from viewer.core.errors import ViewerError


class ReportError(ViewerError):
    """A report cannot be written, signed, kept or read as asked."""


def signed_error() -> ReportError:
    """Return the refusal of every change to signed words."""
    return ReportError(
        "The report was not changed",
        why="it is signed, and signed words stay as they are",
        remedy="Add an addendum",
    )
