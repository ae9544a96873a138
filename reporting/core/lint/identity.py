"""Names, numbers and dates of another patient."""

import re
from collections.abc import Iterator

from reporting.core.lint.doubt import Check, Flaw, Severity, Written
from reporting.core.lint.sentences import Sentence, dates, sentences
from reporting.core.lint.subject import Subject
from viewer.core.wording import iso_date

_NAME = re.compile(
    r"\b(?:patient(?:['’]s)? name"
    r"|name of (?:the )?patient)\s*[:=]\s*([^\W\d_][\w'’^-]*(?:[ ,^]+[A-Z][\w'’-]*){0,3})",
    re.IGNORECASE,
)
_TITLED = re.compile(
    r"(?<!with )(?<!by )(?<!to )(?<!from )(?<![Dd]ear )\b(?:Mr|Mrs|Ms|Miss|Herr"
    r"|Frau)\.?\s+((?:[A-Z][\w'’-]+)(?:\s+[A-Z][\w'’-]+)?)"
)
_NOT_THE_PATIENT = re.compile(
    r"\b(?:discuss\w+|inform\w+|told|refer\w+|surgeon|consultant|colleague|telephone|communicat\w+|thank\w*"
    r"|mother|father|wife|husband)\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"\b(?:patient[- ]?id|pat\.?[- ]?id|mrn|patient (?:number|no\.?))\s*[:#=]?\s*([A-Z0-9][\w./-]*\d[\w/-]*)",
    re.IGNORECASE,
)
_ACCESSION = re.compile(
    r"\baccession(?: (?:number|no\.?))?\s*[:#=]?\s*([A-Z0-9][\w./-]*\d[\w/-]*)", re.IGNORECASE
)
_BORN = re.compile(r"\b(?:date of birth|birth date|dob|born(?: on)?|geboren am)\s*:?\s*$", re.IGNORECASE)
_EXAMINED = re.compile(
    r"\b(?:(?:examination|study|exam|scan) date|date of (?:the )?(?:examination|study|exam|scan))\s*:?\s*$",
    re.IGNORECASE,
)


def doubted(written: Written, subject: Subject) -> Iterator[Flaw]:
    """Yield what names somebody else, or another examination."""
    for sentence in sentences(written.line.text):
        yield from _names(sentence, subject)
        yield from _numbers(sentence, subject)
        yield from _dates(sentence, subject)
        yield from _others(sentence, subject)


def _names(sentence: Sentence, subject: Subject) -> Iterator[Flaw]:
    known = {part.casefold() for part in re.split(r"[\s^=,-]+", subject.patient.name) if part}
    titled = () if _NOT_THE_PATIENT.search(sentence.text) else _TITLED.finditer(sentence.text)
    for found in (*_NAME.finditer(sentence.text), *titled):
        said = {part.casefold() for part in re.split(r"[\s^,-]+", found[1]) if part}
        if known and not said & known:
            yield _flaw(sentence, found, "the patient is called otherwise")


def _numbers(sentence: Sentence, subject: Subject) -> Iterator[Flaw]:
    for pattern, held, why in (
        (_NUMBER, subject.patient.patient_id, "the patient has another number"),
        (_ACCESSION, subject.study.accession, "the study has another accession number"),
    ):
        for found in pattern.finditer(sentence.text):
            if held and found[1].rstrip(".").casefold() != held.casefold():
                yield _flaw(sentence, found, why)


def _dates(sentence: Sentence, subject: Subject) -> Iterator[Flaw]:
    for date in dates(sentence.text):
        before = sentence.text[: date.start]
        for pattern, held, what in (
            (_BORN, subject.patient.birth_date, "the patient was born on"),
            (_EXAMINED, subject.study.date, "the study is of"),
        ):
            if held and pattern.search(before) and held not in date.meant:
                yield Flaw(sentence.start + date.start, sentence.start + date.end, f"{what} {iso_date(held)}")


def _others(sentence: Sentence, subject: Subject) -> Iterator[Flaw]:
    """Yield the full name of another patient who is open now."""
    for family, given in subject.around.other_names:
        found = re.search(
            rf"\b(?:{re.escape(given)}\s+{re.escape(family)}|{re.escape(family)},?\s+{re.escape(given)})\b",
            sentence.text,
            re.IGNORECASE,
        )
        if found:
            at = sentence.start + found.start()
            yield Flaw(at, at + len(found[0]), "another patient who is open now is called so")


def _flaw(sentence: Sentence, found: re.Match[str], why: str) -> Flaw:
    return Flaw(sentence.start + found.start(1), sentence.start + found.end(1), why)


CHECK = Check(
    id="identity",
    title="Another patient",
    explanation="A name, number, birth date or examination date that is not this patient’s",
    severity=Severity.SERIOUS,
    lines=doubted,
)
