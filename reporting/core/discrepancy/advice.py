"""What a report recommends: follow-up with its interval, biopsy, further imaging, referral, treatment, nothing."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from reporting.core.discrepancy.said import clauses
from reporting.core.report import Report, SectionName

_KINDS: tuple[tuple[str, str], ...] = (
    (
        "nothing further",
        r"no (?:further|specific|additional) [\w-]+|no follow-?up|follow-?up (?:is )?not (?:needed|necessary)",
    ),
    ("biopsy", r"biops(?:y|ies)|histolog\w+|cytolog\w+|fna\b|aspiration"),
    ("referral", r"refer(?:ral|red)?\b|multidisciplinary|tumou?r board|mdt\b|consultation"),
    ("treatment", r"treatment|therapy|surg(?:ery|ical)|resection|antibiotics|anticoagulation|drainage"),
    ("screening", r"(?:routine|annual|regular) (?:screening|mammograph\w+|examination)"),
    ("follow-up", r"follow-?up|surveillance|re-?evaluat\w+|(?:repeat|control)\b[\w -]*"),
    (
        "further imaging",
        r"further imaging|additional (?:views|imaging)|(?:mri?|ct|pet(?:/ct)?|ultrasound|sonography)\b",
    ),
    ("clinical correlation", r"clinical(?:ly)? correlat\w+|laborator\w+"),
)
_CUE = re.compile(
    r"\b(?:recommend\w*|advis\w+|advice|suggest\w*|should|consider\w*|follow-?up|biopsy|control|repeat|referral"
    r"|no further|screening|indicated)\b",
    re.IGNORECASE,
)
_IN_FINDINGS = re.compile(r"\b(?:recommend\w*|advis\w+|suggest(?:ed)? to)\b", re.IGNORECASE)
_INTERVAL = re.compile(
    r"\b(\d+|one|two|three|four|six|nine|twelve|eighteen|a|an)(?:\s*(?:-|–|to)\s*(\d+))?[\s-]*(day|week|month|year)s?\b",
    re.IGNORECASE,
)
_NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "six": 6, "nine": 9, "twelve": 12, "eighteen": 18,
}  # fmt: skip
_DAYS = {"day": 1.0, "week": 7.0, "month": 30.44, "year": 365.25}
_SAME_PART = 0.25
"""Intervals this close to each other are the same: three months and twelve weeks."""


@dataclass(frozen=True, slots=True)
class Advice:
    """One recommendation, and where it stands; ``days`` is its interval, None where it gives none."""

    kind: str
    text: str
    section: SectionName
    row: int
    days: float | None = None
    interval: str = ""


def recommendations(report: Report) -> dict[str, Advice]:
    """Return what a report recommends, by kind: of each the first said, in the impression before the findings."""
    found: dict[str, Advice] = {}
    for name in (SectionName.IMPRESSION, SectionName.FINDINGS):
        cue = _CUE if name is SectionName.IMPRESSION else _IN_FINDINGS
        for row, line in enumerate(report.section(name).lines):
            for clause in clauses(line.text):
                if cue.search(clause.text):
                    for advice in _advice(clause.text.strip(), name, row):
                        found.setdefault(advice.kind, advice)
    return found


def same_interval(one: Advice, other: Advice) -> bool:
    """Whether two recommendations of a kind mean the same time; one that gives none contradicts nothing."""
    if one.days is None or other.days is None:
        return True
    return abs(one.days - other.days) <= _SAME_PART * max(one.days, other.days)


def _advice(text: str, name: SectionName, row: int) -> Iterator[Advice]:
    kinds = [kind for kind, pattern in _KINDS if re.search(rf"\b(?:{pattern})", text, re.IGNORECASE)]
    if "nothing further" in kinds:
        kinds = ["nothing further"]
    elif "screening" in kinds or "follow-up" in kinds:
        kinds = [kind for kind in kinds if kind != "further imaging"]  # "CT in three months" is the follow-up
    timed = _INTERVAL.search(text)
    if timed and kinds == ["further imaging"]:
        kinds = ["follow-up"]
    for kind in kinds:
        days = _days(timed) if timed and kind in ("follow-up", "screening") else None
        yield Advice(kind, text, name, row, days, timed[0] if timed and days is not None else "")


def _days(found: re.Match[str]) -> float:
    numbers = [_NUMBERS.get(part.lower()) or float(part) for part in (found[1], found[2]) if part]
    return sum(numbers) / len(numbers) * _DAYS[found[3].lower()]
