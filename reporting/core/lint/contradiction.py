"""Findings and impression that deny each other."""

from collections.abc import Iterator

from reporting.core.lint.claims import Claim
from reporting.core.lint.doubt import Check, Flaw, Severity
from reporting.core.lint.subject import Subject
from reporting.core.report import Report, SectionName

QUOTED = 60
Placed = tuple[int, Claim]


def doubted(report: Report, subject: Subject) -> Iterator[tuple[SectionName | None, int | None, Flaw]]:
    """Yield what the impression claims and the findings deny, or the other way round."""
    found = _claims(report, SectionName.FINDINGS, subject)
    for row, concluded in _claims(report, SectionName.IMPRESSION, subject):
        same = [known for _, known in found if known.kind == concluded.kind]
        against = [known for known in same if _deny(known, concluded)]
        if against and not any(_agree(known, concluded) for known in same):
            why = f"the findings say: “{_short(against[0].sentence)}”"
            yield SectionName.IMPRESSION, row, Flaw(concluded.start, concluded.end, why)


def _claims(report: Report, name: SectionName, subject: Subject) -> list[Placed]:
    lines = report.section(name).lines
    return [(row, claim) for row, line in enumerate(lines) for claim in subject.claims_of(line.text)]


def _deny(one: Claim, other: Claim) -> bool:
    if one.present is other.present:
        return False
    denial, claim = (other, one) if one.present else (one, other)
    on_its_side = not denial.side or denial.side == claim.side
    return on_its_side and denial.organs <= claim.organs


def _agree(one: Claim, other: Claim) -> bool:
    """Whether two claims of one kind say the same: then the report says both, and of different places."""
    return one.present is other.present


def _short(text: str) -> str:
    return text if len(text) <= QUOTED else text[: QUOTED - 1].rstrip() + "…"


CHECK = Check(
    id="contradiction",
    title="Findings against impression",
    explanation="“No pneumothorax” in the findings and “pneumothorax” in the impression, or the other way round",
    severity=Severity.SERIOUS,
    whole=doubted,
)
