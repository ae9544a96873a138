"""Reads a report through with all checks, and next time only what was changed since."""

from collections.abc import Generator
from dataclasses import replace

from reporting.core.lint.claims import Claim, claims
from reporting.core.lint.doubt import Check, Doubt, Flaw, Written
from reporting.core.lint.subject import Subject, subject_of
from reporting.core.lint.surroundings import Surroundings
from reporting.core.report import Line, Report, Section, SectionName
from viewer.core.measurements import Measurement

_Found = tuple[tuple[Check, Flaw], ...]
_Key = tuple[SectionName, Line, tuple[Measurement | None, ...]]


class Reading:
    """Remembers what was found in each line, as long as neither the line nor what it is held against changes.

    A whole report is read in steps, so that a screen can be drawn between them.
    """

    def __init__(self, checks: tuple[Check, ...]) -> None:
        self._checks = checks
        self._held_against: object = None
        self._lines: dict[_Key, _Found] = {}
        self._claims: dict[str, tuple[Claim, ...]] = {}
        self._sections: dict[SectionName, tuple[Section, tuple[Measurement, ...], tuple[Doubt, ...]]] = {}

    def steps(self, report: Report, around: Surroundings) -> Generator[None, None, tuple[Doubt, ...]]:
        """Yield after each line that had to be read; return all doubts, in the order of the report."""
        held = (report.patient, report.study, around)
        if held != self._held_against:
            self._held_against = held
            self._lines.clear()
            self._sections.clear()
        subject = replace(subject_of(report, around), claims_of=self._claims_of)
        found: list[Doubt] = []
        for section in report.sections:
            found += yield from self._section(section, subject, report.measurements)
        for line in _paragraphs(report):
            if line.text not in self._claims:
                self._claims_of(line.text)
                yield
        found += self._whole(report, subject)
        self._forget(report)
        order = list(SectionName)
        found.sort(
            key=lambda known: (
                order.index(known.section) if known.section else len(order),
                known.row or 0,
                known.start,
            )
        )
        return tuple(found)

    def _section(
        self, section: Section, subject: Subject, measurements: tuple[Measurement, ...]
    ) -> Generator[None, None, tuple[Doubt, ...]]:
        known = self._sections.get(section.name)
        if known is not None and known[0] is section and known[1] == measurements:
            return known[2]
        doubts: list[Doubt] = []
        for row, line in enumerate(section.lines):
            key = (section.name, line, tuple(subject.measurements.get(uid) for uid in line.measurement_uids))
            if key not in self._lines:
                written = Written(section.name, line)
                self._lines[key] = tuple(
                    (check, flaw)
                    for check in self._checks
                    if check.lines is not None
                    for flaw in check.lines(written, subject)
                )
                yield
            doubts += [_doubt(check, flaw, section.name, row, line.text) for check, flaw in self._lines[key]]
        self._sections[section.name] = (section, measurements, tuple(doubts))
        return tuple(doubts)

    def _whole(self, report: Report, subject: Subject) -> list[Doubt]:
        doubts = []
        for check in self._checks:
            for name, row, flaw in check.whole(report, subject) if check.whole is not None else ():
                text = report.section(name).lines[row].text if name is not None and row is not None else ""
                doubts.append(_doubt(check, flaw, name, row, text))
        return doubts

    def _claims_of(self, text: str) -> tuple[Claim, ...]:
        known = self._claims.get(text)
        if known is None:
            known = self._claims[text] = tuple(claims(text))
        return known

    def _forget(self, report: Report) -> None:
        """Let go of lines that are no longer written, once they are many."""
        written = sum(len(section.lines) for section in report.sections)
        if len(self._lines) > 2 * written + 200:
            self._lines.clear()
            self._claims.clear()


def doubts(report: Report, around: Surroundings, checks: tuple[Check, ...]) -> tuple[Doubt, ...]:
    """Return everything that is doubted about a report, read at once."""
    steps = Reading(checks).steps(report, around)
    while True:
        try:
            next(steps)
        except StopIteration as done:
            found: tuple[Doubt, ...] = done.value
            return found


def _paragraphs(report: Report) -> tuple[Line, ...]:
    return (*report.section(SectionName.FINDINGS).lines, *report.section(SectionName.IMPRESSION).lines)


def _doubt(check: Check, flaw: Flaw, name: SectionName | None, row: int | None, text: str) -> Doubt:
    return Doubt(
        check.id, check.severity, flaw.why, name, row, flaw.start, flaw.end, text[flaw.start : flaw.end]
    )
