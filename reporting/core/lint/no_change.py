"""“Unchanged”, said of something whose numbers changed."""

import re
from collections.abc import Iterator

from reporting.core.discrepancy.tolerances import uncertainty
from reporting.core.lint.doubt import Check, Flaw, Severity, Written
from reporting.core.lint.sentences import SIZED, Sentence, number, sentences
from reporting.core.lint.subject import Subject
from viewer.core.calibration import Trust
from viewer.core.measurements import Measurement, Quantity

_SAME = re.compile(
    r"\bunchanged\b|\bnot changed\b|\bstable\b(?!\s+(?:disease|patient|condition))|\bconstant\b"
    r"|\b(?:no|without)(?:\s+\w+){0,3}?\s+(?:change|growth)\b|\bsame size\b|\bunverändert\b"
    r"|\bgrößenkonstant\b",
    re.IGNORECASE,
)
_NOT_OF_SIZE = re.compile(
    r"(?:clinically|h(?:a)?emodynamically|neurologically|not|no longer)\s*$", re.IGNORECASE
)
_CHANGED = re.compile(
    r"\b(?:larger|smaller|grown|increas\w+|decreas\w+|progress\w+|regress\w+|shrunk|enlarged)\b",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"\b(?:previous(?:ly)?|formerly|before|prior|earlier|was|were|compared (?:with|to)|vs\.?|from"
    r"|vorher)\b[^\d]{0,24}$"
    r"|\(\s*$",
    re.IGNORECASE,
)
_MM = {"mm": 1.0, "cm": 10.0}


def doubted(written: Written, subject: Subject) -> Iterator[Flaw]:
    """Yield words that say nothing changed, beside numbers that lie further apart than two hands "
    "may differ."""
    line = written.line
    if not _SAME.search(line.text):
        return
    if line.measurement_uid:
        yield from _in_sentence(Sentence(0, line.text), (line.measurement_uid,), subject)
        return
    for sentence in sentences(line.text):
        inside = (
            span.measurement_uid
            for span in line.spans
            if span.measurement_uid and sentence.start <= span.start < sentence.end
        )
        yield from _in_sentence(sentence, tuple(inside), subject)


def _in_sentence(sentence: Sentence, uids: tuple[str, ...], subject: Subject) -> Iterator[Flaw]:
    said = _SAME.search(sentence.text)
    if said is None or _NOT_OF_SIZE.search(sentence.text[: said.start()]) or _CHANGED.search(sentence.text):
        return
    why = next(_apart(sentence.text, uids, subject), "")
    if why:
        yield Flaw(sentence.start + said.start(), sentence.start + said.end(), why)


def _apart(text: str, uids: tuple[str, ...], subject: Subject) -> Iterator[str]:
    measured = [known for uid in uids if (known := subject.measurements.get(uid)) is not None]
    for known in measured:
        before = subject.around.before(known.uid)
        if before is not None and known.quantities:
            yield from _differ(before, known.quantities[0], known.trust)
    if len(measured) > 1:
        return
    yield from _quoted(text, measured[0] if measured else None)


def _quoted(text: str, measured: Measurement | None) -> Iterator[str]:
    """Yield how a size in the words lies apart from the one they give for the time before."""
    now: list[Quantity] = []
    before: list[Quantity] = []
    for found in SIZED.finditer(text):
        if found[2].lower() not in _MM:
            continue
        size = Quantity("Length", number(found[1]) * _MM[found[2].lower()], "mm")
        (before if _BEFORE.search(text[: found.start()]) else now).append(size)
    if len(now) == 1 and len(before) == 1:
        yield from _differ(before[0], now[0], measured.trust if measured else Trust.PATIENT)


def _differ(before: Quantity, now: Quantity, trust: Trust) -> Iterator[str]:
    if (before.unit, before.label) != (now.unit, now.label):
        return
    if abs(now.value - before.value) > max(uncertainty(before, trust), uncertainty(now, trust)):
        yield f"it measured {before.text} before and {now.text} now"


CHECK = Check(
    id="no-change",
    title="“Unchanged” against changed measurements",
    explanation="“No change”, “unchanged”, “stable” beside measurements that differ by more than their uncertainty",
    severity=Severity.SERIOUS,
    lines=doubted,
)
