"""The sentences of a line, and the dates and numbers in them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_END = re.compile(r"[.!?;](?=\s|$)")
_SHORT = re.compile(
    r"\b(?:Dr|Mr|Mrs|Ms|Prof|St|vs|approx|ca|resp|incl|excl|fig|no|e\.g|i\.e|max|min|\d)$", re.IGNORECASE
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DATES = re.compile(
    r"\b(?P<iso>(?:19|20)\d\d-\d\d-\d\d)\b"
    r"|\b(?P<numeric>\d{1,2}[./]\d{1,2}[./](?:19|20)\d\d)\b"
    rf"|\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<month>{_MONTH}),?\s+(?P<year>(?:19|20)\d\d)\b"
    rf"|\b(?P<month2>{_MONTH})\s+(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year2>(?:19|20)\d\d)\b",
    re.IGNORECASE,
)
UNIT = r"mm²|cm²|mm³|cm³|mm2|cm2|mm3|cm3|mm|cm|ml|HU|°|degrees?|px|µm|%"
SIZED = re.compile(rf"(?<![\d.,A-Za-z−-])(\d+(?:[.,]\d+)?)\s*-?({UNIT})(?![A-Za-z])", re.IGNORECASE)
"""A number and its unit."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """Letters of a line from ``start`` on."""

    start: int
    text: str

    @property
    def end(self) -> int:
        """The first letter behind it."""
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class Date:
    """A date as written, and what it may mean: YYYYMMDD. 03/04/2026 may mean two days."""

    start: int
    end: int
    meant: frozenset[str]


def sentences(text: str) -> Iterator[Sentence]:
    """Yield the sentences of a line."""
    start = 0
    for found in _END.finditer(text):
        abbreviated = found[0] == "." and _SHORT.search(text, start, found.start()) is not None
        is_last = found.end() == len(text)
        if abbreviated and not is_last and not text[found.start() - 1].isdigit():
            continue
        if text[start : found.end()].strip():
            yield Sentence(start, text[start : found.end()])
        start = found.end()
    if text[start:].strip():
        yield Sentence(start, text[start:])


def dates(text: str) -> Iterator[Date]:
    """Yield the dates in words: ISO, European and American."""
    for found in _DATES.finditer(text):
        meant = frozenset(_meant(found))
        if meant:
            yield Date(found.start(), found.end(), meant)


def number(written: str) -> float:
    """Return a number written with a point or a comma."""
    return float(written.replace(",", "."))


def _meant(found: re.Match[str]) -> Iterator[str]:
    if found["iso"]:
        yield found["iso"].replace("-", "")
    elif found["numeric"]:
        one, other, year = re.split(r"[./]", found["numeric"])
        yield from _days(year, int(other), int(one))
        if "/" in found["numeric"]:
            yield from _days(year, int(one), int(other))
    else:
        month = (found["month"] or found["month2"])[:3].lower()
        day, year = found["day"] or found["day2"], found["year"] or found["year2"]
        yield from _days(year, _MONTHS.index(month) + 1, int(day))


def _days(year: str, month: int, day: int) -> Iterator[str]:
    if 1 <= month <= len(_MONTHS) and 1 <= day <= 31:
        yield f"{year}{month:02d}{day:02d}"
