"""What one clause of a report says: which kind of finding, where, how large, and whether it is there."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from reporting.core.discrepancy.vocabulary import KINDS, LEVELS, NEGATIONS, ORGANS, SIDES

Level = tuple[str, str]
"""What kind of level, and which: ("lobe", "upper lobe")."""


@dataclass(frozen=True, slots=True)
class Said:
    """A clause, understood as far as the vocabulary goes.

    Attributes
    ----------
    side
        "left", "right", "both sides"; empty where none is said.
    levels
        Lobe, segment, vertebra, quadrant …
    sizes_mm
        Lengths given now; those of an earlier examination are left out.
    present
        Whether it is said to be there.
    """

    text: str
    kinds: frozenset[str] = frozenset()
    organs: frozenset[str] = frozenset()
    side: str = ""
    levels: frozenset[Level] = frozenset()
    sizes_mm: tuple[float, ...] = ()
    present: bool = True

    def levels_of(self, kind: str) -> frozenset[str]:
        """Return the levels of one kind that are named."""
        return frozenset(name for known, name in self.levels if known == kind)


@dataclass(frozen=True, slots=True)
class Clause:
    """Some letters of a line, counted from ``start``."""

    start: int
    text: str


_ENDS = re.compile(r"(?<=[.;!?])\s+|;\s*|\s+(?=(?:but|however|whereas)\b)", re.IGNORECASE)
_SIZED = re.compile(r"\d\s*(?:mm|cm)\b", re.IGNORECASE)
_SIZE = re.compile(
    r"(\d+(?:[.,]\d+)?)(?:\s*(?:mm|cm)?\s*[x×]\s*(\d+(?:[.,]\d+)?))?(?:\s*(?:mm|cm)?\s*[x×]\s*(\d+(?:[.,]\d+)?))?"
    r"\s*(mm|cm)\b",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"\(?\b(?:previously|formerly|earlier|before|prior|compared (?:with|to)|was)\b[^.;,)]*\)?", re.IGNORECASE
)
_UNFILLED = re.compile(r"\[[^\[\]]*\]")
_VERTEBRA = re.compile(
    r"\b(c|th|t|d|l|s)(\d{1,2})(?:\s*[-/–]\s*(?:c|th|t|d|l|s)?(\d{1,2}))?\b(?!\s*[-–]?\s*(?:w\b|weighted|signal|hyper|hypo|flair))",
    re.IGNORECASE,
)
_SEGMENT = re.compile(r"\bsegments?\s+(\d{1,2}|[ivx]+)[ab]?\b", re.IGNORECASE)
_CLOCK = re.compile(r"\b(\d{1,2})\s*o[’']?\s?clock\b", re.IGNORECASE)
_MOST = {"c": 7, "t": 12, "l": 6, "s": 5}
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10}


def clauses(line: str) -> Iterator[Clause]:
    """Yield the clauses of a line: sentences, and parts of them that say something of their own."""
    start = 0
    for end in [*(found.end() for found in _ENDS.finditer(line)), len(line)]:
        yield from _apart(Clause(start, line[start:end]))
        start = end


def _apart(sentence: Clause) -> Iterator[Clause]:
    """Yield a sentence; one that denies first and then gives a size is two clauses: the size belongs to something."""
    denied = re.search(rf"\b(?:{NEGATIONS})\b", sentence.text, re.IGNORECASE)
    comma = sentence.text.find(", ", denied.end()) if denied else -1
    if comma >= 0 and _SIZED.search(sentence.text, comma):
        yield Clause(sentence.start, sentence.text[:comma])
        yield Clause(sentence.start + comma + 2, sentence.text[comma + 2 :])
    elif sentence.text.strip():
        yield sentence


def understood(text: str) -> Said:
    """Return what a clause says."""
    now = _BEFORE.sub(" ", _UNFILLED.sub(" ", text))
    lower = now.lower()
    kinds = frozenset(name for name, pattern in KINDS if _in(pattern, lower))
    if len(kinds) > 1:
        kinds -= {"inflammation"}
    return Said(
        text=text.strip(),
        kinds=kinds,
        organs=frozenset(name for name, pattern in ORGANS if _in(pattern, lower)),
        side=next((name for name, pattern in SIDES if _in(pattern, lower)), "")
        if not _both(lower)
        else "both sides",
        levels=frozenset(_levels(lower)),
        sizes_mm=tuple(_sizes(now)),
        present=re.search(rf"\b(?:{NEGATIONS})\b", lower) is None,
    )


def _both(lower: str) -> bool:
    return _in("right", lower) and _in("left", lower)


def _levels(lower: str) -> Iterator[Level]:
    yield from ((kind, name) for kind, name, pattern in LEVELS if _in(pattern, lower))
    yield from (("segment", str(_whole(found[1]))) for found in _SEGMENT.finditer(lower))
    yield from (("o’clock", found[1]) for found in _CLOCK.finditer(lower))
    for found in _VERTEBRA.finditer(lower):
        region = {"th": "t", "d": "t"}.get(found[1], found[1])
        numbers = [int(number) for number in (found[2], found[3]) if number]
        weighting = found[1] == "t" and numbers[0] <= 2 and "vertebra" not in lower
        if weighting or not 1 <= numbers[0] <= _MOST[region]:
            continue
        written = "/".join(str(number) for number in numbers)
        yield ("vertebra", f"{region.upper()}{written}")


def _sizes(text: str) -> Iterator[float]:
    for found in _SIZE.finditer(text):
        factor = 10.0 if found[4].lower() == "cm" else 1.0
        yield max(float(part.replace(",", ".")) for part in found.groups()[:3] if part) * factor


def _whole(written: str) -> int:
    return int(written) if written.isdigit() else _ROMAN.get(written, 0)


def _in(pattern: str, lower: str) -> bool:
    return _compiled(pattern).search(lower) is not None


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{pattern})\b")
