"""Categories that a report gives: BI-RADS, Lung-RADS, PI-RADS … from its fields and from its words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from reporting.core.report import Report, SectionName


@dataclass(frozen=True, slots=True)
class System:
    """A system of categories.

    Attributes
    ----------
    key
        Its letters alone, as they are found in ids and titles of fields.
    grades
        From the least to the gravest, as far as they are in one order.
    pattern
        How it is written.
    apart
        Grades that stand on no scale: incomplete, not assessable, known already.
    coarse
        A grade that others divide further: 4 for 4A, 4B and 4C.
    """

    name: str
    key: str
    grades: tuple[str, ...]
    pattern: str
    apart: tuple[str, ...] = ()
    coarse: str = ""

    @property
    def scale(self) -> tuple[str, ...]:
        """The grades that stand in one order, the least first, as finely divided as they are."""
        return tuple(grade for grade in self.grades if grade not in (*self.apart, self.coarse))

    @property
    def coarse_scale(self) -> tuple[str, ...]:
        """The same without the division."""
        return tuple(dict.fromkeys(self.coarsened(grade) for grade in self.scale))

    def coarsened(self, grade: str) -> str:
        """Return a grade without its division, where the system knows it undivided."""
        return self.coarse if self.coarse and grade.startswith(self.coarse) else grade


SYSTEMS = (
    System(
        "BI-RADS",
        "birads",
        ("0", "1", "2", "3", "4", "4A", "4B", "4C", "5", "6"),
        r"bi[- ]?rads",
        ("0", "6"),
        "4",
    ),
    System("Lung-RADS", "lungrads", ("0", "1", "2", "3", "4A", "4B", "4X"), r"lung[- ]?rads", ("0",)),
    System("PI-RADS", "pirads", ("1", "2", "3", "4", "5"), r"pi[- ]?rads"),
    System("TI-RADS", "tirads", ("1", "2", "3", "4", "5"), r"ti[- ]?rads"),
    System("CAD-RADS", "cadrads", ("N", "0", "1", "2", "3", "4A", "4B", "5"), r"cad[- ]?rads", ("N",)),
    System("LI-RADS", "lirads", ("1", "2", "3", "4", "5"), r"li[- ]?rads"),
    System("O-RADS", "orads", ("0", "1", "2", "3", "4", "5"), r"\bo[- ]?rads", ("0",)),
    System("Deauville", "deauville", ("1", "2", "3", "4", "5"), r"deauville"),
    System("Bosniak", "bosniak", ("I", "II", "IIF", "III", "IV"), r"bosniak"),
)


@dataclass(frozen=True, slots=True)
class Given:
    """A category as a report gives it, and where; ``row`` is −1 where only a field does."""

    system: System
    grade: str
    text: str
    section: SectionName | None = None
    row: int = -1


def categories(report: Report) -> dict[str, Given]:
    """Return the gravest category that a report gives in each system, by name of the system."""
    found: dict[str, Given] = {}
    for given in (*_written(report), *_answered(report)):
        known = found.get(given.system.name)
        if known is None or _rank(given) > _rank(known):
            found[given.system.name] = given
    return found


def steps_between(system: System, one: str, other: str) -> int | None:
    """Return how many grades lie between two, None where they are not on one scale."""
    scale = system.scale
    if system.coarse in (one, other):
        scale, one, other = system.coarse_scale, system.coarsened(one), system.coarsened(other)
    return abs(scale.index(one) - scale.index(other)) if one in scale and other in scale else None


def _rank(given: Given) -> int:
    return given.system.grades.index(given.grade)


def _written(report: Report) -> Iterator[Given]:
    for section in report.sections:
        if section.name not in (SectionName.FINDINGS, SectionName.IMPRESSION):
            continue
        for row, line in enumerate(section.lines):
            for system in SYSTEMS:
                for found in _pattern(system).finditer(line.text):
                    yield Given(system, _grade(system, found[1]), line.text, section.name, row)


def _answered(report: Report) -> Iterator[Given]:
    for field in report.fields:
        letters = "".join(letter for letter in (field.id + field.title).lower() if letter.isalpha())
        for system in SYSTEMS:
            grade = _grade(system, field.value.strip())
            if system.key in letters and grade:
                yield Given(system, grade, f"{field.title}: {field.value}", *_place(report, field.id))


def _place(report: Report, field_id: str) -> tuple[SectionName | None, int]:
    for section in report.sections:
        for row, line in enumerate(section.lines):
            if any(span.field == field_id for span in line.spans):
                return section.name, row
    return None, -1


def _grade(system: System, written: str) -> str:
    """Return the grade that letters stand for, empty for none: ``tr4`` is 4."""
    bare = re.sub(r"^(?:tr|lr-?)\s*", "", written.strip(), flags=re.IGNORECASE).upper()
    return bare if bare in system.grades else ""


def _pattern(system: System) -> re.Pattern[str]:
    grades = "|".join(sorted(system.grades, key=len, reverse=True))
    return re.compile(
        rf"\b{system.pattern}®?(?:\s*\([^)]*\))?(?:\s*(?:category|score|assessment|v?\d{{4}}))?\s*[:=]?\s*((?:TR|LR-?)?(?:{grades}))\b",
        re.IGNORECASE,
    )
