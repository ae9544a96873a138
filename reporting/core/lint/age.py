"""Ages, and words that belong to another age than the patient's."""

import re
from collections.abc import Iterator

from reporting.core.lint.doubt import Check, Flaw, Severity, Written
from reporting.core.lint.sentences import sentences
from reporting.core.lint.subject import Subject

GROWN_YEARS, AGED_YEARS, MENOPAUSE_YEARS = 25, 40, 35
"""From when on words for children are doubted, until when those for the old, and those of the menopause."""
_SLACK_YEARS = 1
_PERSON = r"(?:male|female|man|woman|gentleman|lady|boy|girl|patient|child|infant)"
_AGED = re.compile(
    rf"\b(?:(\d{{1,3}})[- ]?(?:year|yr)s?[- ]?old\s+(?:\w+\s+)?{_PERSON}|aged\s+(\d{{1,3}}))\b", re.IGNORECASE
)
_MONTHS_OLD = re.compile(rf"\b\d{{1,2}}[- ](?:month|week|day)s?[- ]old\s+{_PERSON}\b", re.IGNORECASE)
_YOUNG = re.compile(
    r"\b(?:infants?|neonat(?:e|es)|newborn|preterm|toddler|this child|the child|paediatric patient"
    r"|pediatric patient"
    r"|open (?:physes|growth plates|fontanelles?)|unfused (?:physes|apophys[ei]s)|germinal matrix"
    r"|säugling|neugeborene\w*)\b",
    re.IGNORECASE,
)
_OLD = re.compile(
    r"\b(?:elderly|geriatric|senile|octogenarian|nonagenarian|advanced age"
    r"|age-related (?:\w+ )?(?:atrophy|volume loss|involution))\b",
    re.IGNORECASE,
)
_MENOPAUSE = re.compile(r"\b(?:post-?menopausal|after menopause)\b", re.IGNORECASE)
_SOMEONE_ELSE = re.compile(
    r"\b(?:mother|father|sister|brother|son|daughter|donor|family|when|at the age|was)\b", re.IGNORECASE
)
_ANOTHER_TIME = re.compile(
    r"\b(?:mother|father|family|history|since|in childhood|in infancy|as an? \w+|delivered"
    r"|pregnan\w+|gestation\w*|born"
    r"|early menopause|premature|unlike|unusual|not|son|daughter|at the age|when)\b",
    re.IGNORECASE,
)


def doubted(written: Written, subject: Subject) -> Iterator[Flaw]:
    """Yield ages that are not the patient's, and words for people of another age."""
    years = subject.age_years
    if years is None or subject.patient.quadruped:
        return
    for sentence in sentences(written.line.text):
        for found in () if _SOMEONE_ELSE.search(sentence.text) else _AGED.finditer(sentence.text):
            if abs(int(found[1] or found[2]) - years) > _SLACK_YEARS:
                yield _flaw(sentence.start, found, years)
        if _ANOTHER_TIME.search(sentence.text):
            continue
        for known, is_odd in (
            (_MONTHS_OLD, years > _SLACK_YEARS),
            (_YOUNG, years >= GROWN_YEARS),
            (_OLD, years < AGED_YEARS),
            (_MENOPAUSE, years < MENOPAUSE_YEARS),
        ):
            for found in known.finditer(sentence.text) if is_odd else ():
                yield _flaw(sentence.start, found, years)


def _flaw(start: int, found: re.Match[str], years: int) -> Flaw:
    return Flaw(start + found.start(), start + found.end(), f"the patient is {years} years old")


CHECK = Check(
    id="age",
    title="Age of the patient",
    explanation="An age other than the header’s; words for children said of adults, and for the old of the young",
    severity=Severity.SERIOUS,
    lines=doubted,
)
