"""Words of documents nobody vouches for, made fit for the screen (SAFETY F13)."""

from viewer.dicom.text import clean

LONGEST = 2_000_000
"""Characters of a document that are shown; no report is longer."""

CUT = "… (the rest is not shown: the document is larger than any report)"


def readable(text: str) -> str:
    """Return text with its lines and their indents, and without control characters and bidirectional overrides."""
    return "\n".join(_readable_line(line) for line in text.splitlines()).strip("\n")


def _readable_line(line: str) -> str:
    line = line.expandtabs(4)
    indent = len(line) - len(line.lstrip(" "))
    return " " * indent + clean(line)
