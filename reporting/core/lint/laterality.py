"""Left and right in the text, against where the linked drawing lies."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from reporting.core.lint.doubt import Check, Flaw, Severity, Written
from reporting.core.lint.sentences import Sentence, sentences
from reporting.core.lint.subject import Subject
from reporting.core.report import SectionName

NAMES = {"L": "left", "R": "right"}
_SIDE = re.compile(
    r"\b(?P<R>right(?:[- ]sided)?|rul|rml|rll|rechts|rechte[nrms]?)\b|\b(?P<L>left(?:[- ]sided)?|lul"
    r"|lll|linke[nrms]?)\b"
    r"|\b(?P<both>bilateral(?:ly)?|both|beidseits|contralateral|opposite)\b",
    re.IGNORECASE,
)
_NOT_A_PLACE_BEFORE = re.compile(
    r"\b(?:to(?:wards)? the|convex|than (?:on |in )?the|compared (?:with|to) the|shift(?:ed)?"
    r"|from the|(?:is|are|was) )\s*$",
    re.IGNORECASE,
)
_NOT_A_PLACE_BEHIND = re.compile(
    r"[- ](?:\w+ ){0,2}?(?:lobe of the liver|hepatic|liver lobe|ventric\w+|atri\w+|heart|cardiac"
    r"|coronary|main|anterior"
    r" descending|circumflex|renal vein|portal|brachiocephalic|innominate|pulmonary arter\w+|gastric"
    r"|bundle|crus|convex"
    r"|dominan\w+|of (?:the )?midline|border|\w+ectomy|\w+plasty|\w+ectomi[sz]ed|now|away)",
    re.IGNORECASE,
)
_LIMB = re.compile(
    r"\b(right|left)\s+(?:\w+\s+)?(knee|hip|shoulder|ankle|wrist|elbow|hand|foot|forearm|thumb)\b",
    re.IGNORECASE,
)
_BESIDE = re.compile(
    r"\b(?:compar\w+|contralateral|opposite|other|than|unlike|both|history|status|replac\w+|prior"
    r"|previous)\b",
    re.IGNORECASE,
)
_EXAMINED = frozenset({SectionName.TECHNIQUE, SectionName.FINDINGS, SectionName.IMPRESSION})


@dataclass(frozen=True, slots=True)
class _Side:
    start: int
    end: int
    name: str


def doubted(written: Written, subject: Subject) -> Iterator[Flaw]:
    """Yield sides that are not those of the drawings they are said of, or of the limb that was examined."""
    text = written.line.text
    if subject.around.examined_side and written.section in _EXAMINED:
        yield from _other_limb(text, subject.around.examined_side)
    whole = subject.around.side_of(written.line.measurement_uid or written.line.key_image_uid)
    if whole:
        yield from _against(_only(list(_sides(text))), whole)
        return
    if not any(subject.around.side_of(uid) for uid in written.line.measurement_uids):
        return
    for sentence in sentences(text):
        yield from _in_sentence(sentence, written, subject)


def _in_sentence(sentence: Sentence, written: Written, subject: Subject) -> Iterator[Flaw]:
    sides = list(_sides(written.line.text, sentence.start, sentence.end))
    values = [
        span
        for span in written.line.spans
        if span.measurement_uid and sentence.start <= span.start < sentence.end
    ]
    for place, span in enumerate(values):
        lies = subject.around.side_of(span.measurement_uid)
        if not lies:
            continue
        behind = values[place + 1].start if place + 1 < len(values) else sentence.end
        before = values[place - 1].end if place else sentence.start
        said = [side for side in sides if before <= side.start < span.start][-1:]
        said = said or [side for side in sides if span.end <= side.start < behind][:1]
        yield from _against(said[0] if said else None, lies)


def _against(said: "_Side | None", lies: str) -> Iterator[Flaw]:
    if said is not None and said.name in NAMES and said.name != lies:
        yield Flaw(said.start, said.end, f"the linked drawing lies on the {NAMES[lies]}")


def _only(sides: list[_Side]) -> _Side | None:
    """Return the side that is said where no other is."""
    return sides[0] if len({side.name for side in sides}) == 1 else None


def _sides(text: str, start: int = 0, end: int | None = None) -> Iterator[_Side]:
    for found in _SIDE.finditer(text, start, len(text) if end is None else end):
        before, behind = (
            text[max(0, found.start() - 30) : found.start()],
            text[found.end() : found.end() + 50],
        )
        if _NOT_A_PLACE_BEFORE.search(before) or _NOT_A_PLACE_BEHIND.match(behind):
            continue
        yield _Side(found.start(), found.end(), str(found.lastgroup))


def _other_limb(text: str, examined: str) -> Iterator[Flaw]:
    for sentence in sentences(text):
        if _BESIDE.search(sentence.text):
            continue
        for found in _LIMB.finditer(sentence.text):
            if found[1][0].upper() != examined:
                at = sentence.start + found.start(1)
                yield Flaw(
                    at, at + len(found[1]), f"the images are labelled as of the {NAMES[examined]} side"
                )


CHECK = Check(
    id="laterality",
    title="Left and right",
    explanation="A side in the text that is not the one the linked drawing lies on, or the images are labelled with",
    severity=Severity.SERIOUS,
    lines=doubted,
)
