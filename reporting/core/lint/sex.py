"""Words that belong to the other sex than the patient's."""

import re
from collections.abc import Iterator

from reporting.core.lint.doubt import Check, Flaw, Severity, Written
from reporting.core.lint.sentences import sentences
from reporting.core.lint.subject import Subject

_FEMALE = re.compile(
    r"\b(?:uter(?:us|ine)|intrauterine|endometri\w*|myometri\w*|ovar(?:y|ies|ian)|adnex\w+|vagina"
    r"|vaginal|vulva\w*|hysterectomy"
    r"|oophorectomy|ovariectomy|(?:post|peri|pre)?-?menopaus\w+|pregnan\w+|gestation\w*|hydrosalpinx"
    r"|fallopian|fibroids?|IUD"
    r"|eierstock\w*|gebärmutter|schwanger\w*)\b",
    re.IGNORECASE,
)
_MALE = re.compile(
    r"\b(?:prostat(?:e|ic|itis|ectomy|a)|seminal vesicles?|test(?:is|es|icles?|icular)|scrot\w+"
    r"|penis|penile|epididym\w+"
    r"|vas deferens|spermatic|orchi\w+|hydrocele|samenblasen?|hoden)\b",
    re.IGNORECASE,
)
_WOMAN = re.compile(
    r"\b(?:[Ss]he|her|Her|[Ff]emale patient|Mrs|(?:(?:\d+[- ]year[- ]old|[Tt]his"
    r"|[Tt]he)\s+(?:\d+[- ]year[- ]old\s+)?"
    r"(?:female|woman|lady|girl)))\b"
)
_MAN = re.compile(
    r"\b(?:[Hh]e|[Hh]is|him|[Mm]ale patient|Mr|(?:(?:\d+[- ]year[- ]old|[Tt]his"
    r"|[Tt]he)\s+(?:\d+[- ]year[- ]old\s+)?"
    r"(?:male|man|gentleman|boy)))\b"
)
_SOMEONE_ELSE = re.compile(
    r"\b(?:mother|father|sister|brother|aunt|uncle|family|familial|daughter|son|maternal|paternal"
    r"|wife|husband|partner|donor"
    r"|Dr|Prof|doctor|surgeon|consultant|colleague|physician|radiologist|discussed|informed"
    r"|reported to|bundle|His[- ]Purkinje"
    r"|ocular|orbital|skin|cutaneous|preterm|infant|neonate|newborn|born|canal of Nuck"
    r"|tunica vaginalis|processus vaginalis|specific membrane|PSMA|transgender|gender)\b",
    re.IGNORECASE,
)
_NAMED = {"M": "male", "F": "female"}


def doubted(written: Written, subject: Subject) -> Iterator[Flaw]:
    """Yield words of the other sex."""
    words = {"M": (_FEMALE, _WOMAN), "F": (_MALE, _MAN)}.get(subject.sex, ())
    if not any(known.search(written.line.text) for known in words):
        return
    for sentence in sentences(written.line.text):
        if _SOMEONE_ELSE.search(sentence.text):
            continue
        for known in words:
            for found in known.finditer(sentence.text):
                at = sentence.start + found.start()
                yield Flaw(at, at + len(found[0]), f"the patient is {_NAMED[subject.sex]}")


CHECK = Check(
    id="sex",
    title="Sex of the patient",
    explanation="Organs, states and pronouns that do not go with the sex in the header: a prostate in a woman",
    severity=Severity.SERIOUS,
    lines=doubted,
)
