"""Comparisons with examinations that were not opened, or that this patient never had."""

import re
from collections.abc import Iterator

from reporting.core.lint.doubt import Check, Flaw, Severity, Written
from reporting.core.lint.sentences import Date, Sentence, dates, sentences
from reporting.core.lint.subject import Subject
from reporting.core.report import SectionName
from viewer.core.wording import iso_date

_STUDY = (
    r"(?:ct|mri?|pet(?:[/-]ct)?|x-?rays?|radiographs?|mammogra\w+|ultrasound|examinations?|exams?"
    r"|stud(?:y|ies)|scans?|images?|imaging"
    r"|films?|investigations?|one|ones)"
)
_PRIOR = r"(?:prior|previous|earlier|preceding|last|former|outside|older)"
_PRIOR_STUDY = re.compile(
    r"\b(?:compared (?:with|to)|(?:in )?comparison (?:with|to)|relative to|since|than (?:on"
    r"|in))\s+(?:(?:the|a|an|her|his)\s+)?"
    rf"(?:{_PRIOR}\s+(?:\w+\s+){{0,2}}{_STUDY}|(?:priors?|previous|earlier)(?=\s*(?:$|[.,;:)]|the\b|there\b|no\b|is\b|are\b)))",
    re.IGNORECASE,
)
_COMPARED = re.compile(
    r"\b(?:compared (?:with|to)|comparison (?:with|to)|relative to|than (?:on|in|at))\b[^;]*$", re.IGNORECASE
)
_SINCE = re.compile(r"\bsince\s+(?:\w+\s+){0,3}$", re.IGNORECASE)
_CHANGING = re.compile(
    r"\b(?:unchanged|stable|increas\w+|decreas\w+|larger|smaller|progress\w+|new|regress\w+|resolved"
    r"|grown|change\w*|grew|shrunk)\b",
    re.IGNORECASE,
)
_NAMED_PRIOR = re.compile(rf"\b{_PRIOR}\b", re.IGNORECASE)
_NONE = re.compile(
    r"\b(?:no|none|not|without|unavailable|nil|n/a|keine?)\b|\breports?\b|\bexternal\b", re.IGNORECASE
)
NOTHING_OPENED = "no earlier examination was opened"
_READ = frozenset({SectionName.FINDINGS, SectionName.IMPRESSION})


def doubted(written: Written, subject: Subject) -> Iterator[Flaw]:
    """Yield what is compared with, where it was not opened or is not known."""
    if written.section is SectionName.COMPARISON:
        yield from _in_comparison(written.line.text, subject)
    elif written.section in _READ:
        for sentence in sentences(written.line.text):
            yield from _in_words(sentence, subject)


def _in_comparison(text: str, subject: Subject) -> Iterator[Flaw]:
    named = list(dates(text))
    for date in named:
        yield from _about(date, 0, subject)
    found = _NAMED_PRIOR.search(text)
    if not named and found and not subject.around.opened_dates and not _NONE.search(text):
        yield Flaw(found.start(), found.end(), NOTHING_OPENED)


def _in_words(sentence: Sentence, subject: Subject) -> Iterator[Flaw]:
    named = [date for date in dates(sentence.text) if _is_compared(sentence.text, date)]
    for date in named:
        yield from _about(date, sentence.start, subject)
    found = None if named or subject.around.opened_dates else _PRIOR_STUDY.search(sentence.text)
    if found and " report" not in sentence.text.lower():
        yield Flaw(sentence.start + found.start(), sentence.start + found.end(), NOTHING_OPENED)


def _is_compared(text: str, date: Date) -> bool:
    before = text[: date.start]
    if _COMPARED.search(before):
        return True
    return bool(_SINCE.search(before) and _CHANGING.search(text))


def _about(date: Date, start: int, subject: Subject) -> Iterator[Flaw]:
    around = subject.around
    if date.meant & (around.opened_dates | {subject.study.date}):
        return
    known = sorted(date.meant & around.prior_dates)
    day = iso_date(known[0] if known else min(date.meant))
    why = (
        f"the examination of {day} was not opened"
        if known
        else f"no examination of this patient on {day} was opened"
    )
    yield Flaw(start + date.start, start + date.end, why)


CHECK = Check(
    id="comparison",
    title="Comparison with earlier examinations",
    explanation="“Compared with” where no prior was opened, or with a date on which this patient had none",
    severity=Severity.SERIOUS,
    lines=doubted,
)
