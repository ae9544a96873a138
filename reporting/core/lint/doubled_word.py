"""The same word twice."""

import re
from collections.abc import Iterator

from reporting.core.lint.doubt import Check, Flaw, Severity, Written
from reporting.core.lint.subject import Subject

_TWICE = re.compile(r"\b([^\W\d_]{2,})\s+(\1)\b", re.IGNORECASE)
_MAY_BE = frozenset({"that", "had", "very", "beri", "no"})
_ASKING = re.compile(r"\b(?:what|where|how|whatever|which)\b[^.;]*$", re.IGNORECASE)


def doubted(written: Written, _subject: Subject) -> Iterator[Flaw]:
    """Yield words written twice."""
    for found in _TWICE.finditer(written.line.text):
        word = found[1].lower()
        before = written.line.text[: found.start()]
        if word in _MAY_BE or (word == "is" and _ASKING.search(before)):
            continue
        yield Flaw(found.start(), found.end(), "the same word twice")


CHECK = Check(
    id="doubled-word",
    title="Word written twice",
    explanation="“of of”, “the the”",
    severity=Severity.MINOR,
    lines=doubted,
)
