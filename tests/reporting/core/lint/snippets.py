"""A piece of a report written for the checks, with what stands around it.

In the words ``{8.0 mm|8.0 mm|L|12.0}`` is a value linked to a drawing: what is written, what was measured, on which
side of the patient it lies, and what the same lesion measured on the prior. Parts left away are not known.
"""

import re
from dataclasses import dataclass, replace

from reporting.core.lint.surroundings import Surroundings
from reporting.core.report import Line, Report, Section, SectionName, Span
from tests.builders.reports import PATIENT, STUDY, length
from viewer.core.measurements import Measurement, Quantity

_LINKED = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class Snippet:
    """Lines of findings and what belongs to them."""

    findings: str
    impression: str = "As described."
    sex: str = "M"
    age: str = "060Y"
    comparison: str = ""
    indication: str = "Pain."
    technique: str = "Standard protocol."
    priors: tuple[str, ...] = ()
    """Dates of earlier examinations of the patient that are known."""
    opened: tuple[str, ...] | None = None
    """Those that were opened; by default all that are known."""
    examined: str = ""
    """Side that every series of the study is labelled with."""


def written(snippet: Snippet) -> tuple[Report, Surroundings]:
    """Return the report, and what is known beside it."""
    drawn: dict[str, Measurement] = {}
    sides: dict[str, str] = {}
    earlier: dict[str, Quantity] = {}

    def lines(text: str) -> tuple[Line, ...]:
        return tuple(_line(part, drawn, sides, earlier) for part in text.split("\n") if part)

    said = {
        SectionName.INDICATION: snippet.indication,
        SectionName.TECHNIQUE: snippet.technique,
        SectionName.COMPARISON: snippet.comparison,
        SectionName.FINDINGS: snippet.findings,
        SectionName.IMPRESSION: snippet.impression,
    }
    years = int(snippet.age[:3]) if snippet.age.endswith("Y") else 0
    report = Report(
        patient=replace(PATIENT, sex=snippet.sex, birth_date=f"{2026 - years:04d}0101" if years else ""),
        study=replace(STUDY, patient_age=snippet.age),
        sections=tuple(Section(name, lines(said[name])) for name in SectionName),
    )
    opened = snippet.priors if snippet.opened is None else snippet.opened
    around = Surroundings(
        prior_dates=frozenset(snippet.priors),
        opened_dates=frozenset(opened),
        sides=sides,
        earlier=earlier,
        examined_side=snippet.examined,
    )
    return replace(report, measurements=tuple(drawn.values())), around


def _line(
    text: str, drawn: dict[str, Measurement], sides: dict[str, str], earlier: dict[str, Quantity]
) -> Line:
    said, spans, at = "", [], 0
    for found in _LINKED.finditer(text):
        words, value, side, before = (*found[1].split("|"), "", "", "")[:4]
        said += text[at : found.start()]
        uid = f"drawn-{len(drawn)}"
        number, unit = (value or words).split(" ", 1)
        drawn[uid] = replace(
            length(float(number), uid=uid), quantities=(Quantity("Length", float(number), unit),)
        )
        if side:
            sides[uid] = side
        if before:
            earlier[uid] = Quantity("Length", float(before), unit)
        spans.append(Span(len(said), len(words), measurement_uid=uid))
        said += words
        at = found.end()
    return Line(said + text[at:], spans=tuple(spans))
