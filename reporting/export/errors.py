"""What cannot be written, or read, and why."""

from viewer.core.errors import ViewerError


class ExportError(ViewerError):
    """A report cannot be written in a format, or not truthfully."""


class SrError(ViewerError):
    """A structured report cannot be read."""
