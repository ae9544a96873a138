"""Measurements without a unit."""

import re
from collections.abc import Iterator

from reporting.core.lint.doubt import Check, Flaw, Severity, Written
from reporting.core.lint.subject import Subject

_NUMBER = r"\d+(?:[.,]\d+)?"
_TIMES = rf"{_NUMBER}\s*[x×]\s*{_NUMBER}(?:\s*[x×]\s*{_NUMBER})?"
_OPEN = r"(?=\s*(?:$|[.,;:)](?!\d)|\s(?:in|at|on|and|with|within|near|previously|before|formerly)\b))"
"""What stands behind a number that has no unit: nothing, or a word that is none."""
_SAID = re.compile(
    rf"\b(?:measur(?:es|ed|ing)|diameter|(?:short|long)[- ]axis|(?:size|length|width|thickness"
    rf"|calibre|caliber) of)"
    rf"(?:\s+(?:of|is|was|up to|about|approximately|approx\.|ca\.|=)|:)*\s*(?P<one>{_TIMES}|{_NUMBER}){_OPEN}"
    rf"|(?<![\w.,/])(?P<area>{_TIMES}){_OPEN}"
    rf"|(?<![\w.,/-])(?P<across>{_NUMBER}) in (?:diameter|length|size|width|thickness)\b",
    re.IGNORECASE,
)
_SHARED = re.compile(
    rf"^\s*(?:,|and|or|to|by|-|–|/)\s*(?:{_NUMBER}\s*(?:,|and|or|to|by|-|–|/)\s*)*{_NUMBER}\s*-?(?:mm"
    rf"|cm|ml|m|°|%|HU)",
    re.IGNORECASE,
)
_NO_SIZE = re.compile(
    r"\b(?:matrix|grid|b-values?|series|images?|pixels?|tesla|phases?|SUV\w*|score|ratio|index)\b",
    re.IGNORECASE,
)


def doubted(written: Written, _subject: Subject) -> Iterator[Flaw]:
    """Yield sizes that do not say in what they are measured."""
    text = written.line.text
    for found in _SAID.finditer(text):
        group = str(found.lastgroup)
        if _SHARED.match(text[found.end(group) :]) or _NO_SIZE.search(
            text[max(0, found.start() - 30) : found.end()]
        ):
            continue
        yield Flaw(found.start(group), found.end(group), "a size without a unit")


CHECK = Check(
    id="unit",
    title="Measurement without unit",
    explanation="“measures 8”, “2.3 x 1.4”: millimetres or centimetres?",
    severity=Severity.SERIOUS,
    lines=doubted,
)
