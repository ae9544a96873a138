"""Writing a report: begun from a template, filled by the reader, kept in step with the measurements.

All functions are pure, and none loses a word: what the reader wrote stays until the reader changes it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property

from reporting.core.errors import ReportError, signed_error
from reporting.core.fields.answers import answered
from reporting.core.header_facts import HeaderFacts
from reporting.core.lines import line_for, line_for_key_image, says_all, still_right, words_for
from reporting.core.report import (
    Evidence,
    KeyImage,
    Line,
    Mark,
    Reader,
    Report,
    Reservation,
    Role,
    Section,
    SectionName,
    Span,
)
from reporting.core.spans import merged, with_words
from reporting.core.templates import Template
from viewer.core.measurements import Measurement
from viewer.core.study import Patient, StudyHeader


def start_report(
    study: StudyHeader,
    patient: Patient,
    role: Role,
    reader: Reader,
    template: Template,
    facts: HeaderFacts,
    now: datetime,
    *,
    reservations: tuple[Reservation, ...] = (),
) -> Report:
    """Return a new draft, its sections prefilled from the template and the header."""
    sections = tuple(Section(name, template.begun(name, facts)) for name in SectionName)
    at = now.astimezone(UTC)
    begun = Report(
        patient=patient,
        study=study,
        role=role,
        reader=reader,
        template=template.id,
        sections=sections,
        reservations=reservations,
        created_at=at,
        changed_at=at,
    )
    return answered(begun, template.form)


def in_step(report: Report, measurements: Iterable[Measurement], template: Template) -> Report:
    """Return the report after the measurements changed to what they are now.

    A line the reader left alone follows its measurement. A line the reader edited keeps its words and is marked
    as changed, unless the words still hold. Where the measurement is gone, the line stays and is marked as
    deleted. A signed report stays as it is. Doing it twice is the same as once.
    """
    if report.is_signed:
        return report
    now = {known.uid: known for known in measurements}
    sections = tuple(
        replace(section, lines=tuple(_line_in_step(report, line, now, template) for line in section.lines))
        for section in report.sections
    )
    seen = tuple(now.get(known.uid, known) for known in report.measurements)
    return replace(report, sections=sections, measurements=seen)


def insert_measurement(
    report: Report,
    name: SectionName,
    position: int,
    measurement: Measurement,
    template: Template,
    evidence: Evidence,
) -> Report:
    """Return the report with a line on a measurement before line ``position``, counted from 0.

    ``evidence`` is the instance it was drawn on.
    """
    known = tuple(old for old in report.measurements if old.uid != measurement.uid)
    line = line_for(measurement, template.wording(measurement.tool))
    linked = replace(_open(report), measurements=(*known, measurement))
    return _with_evidence(_inserted(linked, name, position, line), evidence)


def insert_value(
    report: Report, name: SectionName, position: int, span: Span, measurement: Measurement, evidence: Evidence
) -> Report:
    """Return the report with a measurement's value in place of a span of a line, following the drawing from now on.

    ``span`` is a field to be filled, or letters of the line.
    """
    section = _open(report).section(name)
    line = section.lines[position]
    others = tuple(known for known in line.spans if known.end <= span.start or known.start >= span.end)
    covered = sorted((*others, span), key=lambda known: known.start)
    filled = with_words(replace(line, spans=tuple(covered)), span, measurement.value_text)
    linked = tuple(
        replace(known, measurement_uid=measurement.uid) if known.start == span.start else known
        for known in filled.spans
    )
    lines = (*section.lines[:position], replace(filled, spans=linked), *section.lines[position + 1 :])
    known = tuple(old for old in report.measurements if old.uid != measurement.uid)
    grown = replace(report, measurements=(*known, measurement)).with_section(Section(name, lines))
    return _with_evidence(grown, evidence)


def insert_key_image(report: Report, name: SectionName, position: int, key_image: KeyImage) -> Report:
    """Return the report with a line on a key image before line ``position``, counted from 0."""
    linked = replace(_open(report), key_images=(*report.key_images, key_image))
    evidence = Evidence(key_image.frame.sop_instance_uid, key_image.sop_class_uid, key_image.series_uid)
    return _with_evidence(_inserted(linked, name, position, line_for_key_image(key_image)), evidence)


def edit_lines(report: Report, name: SectionName, lines: Sequence[Line]) -> Report:
    """Return the report with the lines of a section as the editor has them.

    Links are kept by uid; one that this report does not know is dropped, as is the link of a line without words.
    A linked line with other words than before is from now on the reader's (``edited``), and its mark goes
    once the words give the numbers as they are.
    """
    known = _open(report).section(name).lines
    before, behind = _untouched(known, lines)
    linked = _Linked(report)
    middle = (_taken_over(report, line, linked) for line in lines[before : len(lines) - behind])
    taken = (*known[:before], *middle, *known[len(known) - behind :])
    return report if taken == known else report.with_section(Section(name, taken))


def acknowledge(report: Report, name: SectionName, position: int) -> Report:
    """Return the report with a marked line confirmed by the reader as it is.

    The words stay. Where the measurement was deleted they become plain words, pointing nowhere.
    """
    section = _open(report).section(name)
    line = section.lines[position]
    if line.mark is Mark.DELETED:
        plain = merged(replace(span, measurement_uid="") for span in line.spans)
        confirmed = Line(line.text, spans=plain, listed=line.listed)
    else:
        confirmed = replace(line, mark=Mark.NONE, edited=line.edited or line.mark is Mark.CHANGED)
    lines = (*section.lines[:position], confirmed, *section.lines[position + 1 :])
    return report.with_section(Section(name, lines))


def follow_again(report: Report, name: SectionName, position: int, template: Template) -> Report:
    """Return the report with a line worded anew from its measurement, giving up the reader's own words."""
    section = _open(report).section(name)
    written = section.lines[position]
    measurement = report.measurement(next(iter(written.measurement_uids), ""))
    if measurement is None or section.lines[position].mark is Mark.DELETED:
        raise ReportError(
            "The line was not worded anew",
            why="there is no measurement behind it",
            remedy="Edit the words, or confirm them as they are",
        )
    if written.measurement_uid:
        line = line_for(measurement, template.wording(measurement.tool))
    else:
        line = replace(_with_new_values(report, written), mark=Mark.NONE)
    return report.with_section(
        Section(name, (*section.lines[:position], line, *section.lines[position + 1 :]))
    )


def accept_reservation(report: Report, text: str) -> Report:
    """Return the report with one thing that the study lacks accepted by the reader (SAFETY H22)."""
    return replace(
        _open(report),
        reservations=tuple(
            replace(known, accepted=True) if known.text == text else known for known in report.reservations
        ),
    )


def _line_in_step(report: Report, line: Line, now: dict[str, Measurement], template: Template) -> Line:
    if not line.measurement_uid:
        return _values_in_step(report, line, now)
    measured = now.get(line.measurement_uid)
    if measured is None:
        return replace(line, mark=Mark.DELETED)
    if not line.edited:
        words = words_for(measured, template.wording(measured.tool))
        spans = line.spans if words == line.text else ()
        return replace(line, text=words, mark=Mark.NONE, spans=spans)
    return replace(line, mark=_mark_of_edited(line, report.measurement(line.measurement_uid), measured))


def _values_in_step(report: Report, line: Line, now: dict[str, Measurement]) -> Line:
    """Return a line of the reader's with the values inside it as they are now; words the reader changed are marked."""
    mark = Mark.NONE
    for uid in dict.fromkeys(line.measurement_uids):
        span = next(known for known in line.spans if known.measurement_uid == uid)
        before, measured = report.measurement(uid), now.get(uid)
        if measured is None:
            mark = Mark.DELETED
        elif before is not None and line.words_of(span) == before.value_text:
            line = with_words(line, span, measured.value_text)
        elif not says_all(line.words_of(span), measured) and (
            line.mark is Mark.CHANGED
            or before is None
            or not still_right(line.words_of(span), before, measured)
        ):
            mark = Mark.CHANGED if mark is Mark.NONE else mark
    return replace(line, mark=mark)


def _with_new_values(report: Report, line: Line) -> Line:
    for uid in dict.fromkeys(line.measurement_uids):
        span = next(known for known in line.spans if known.measurement_uid == uid)
        measured = report.measurement(uid)
        line = with_words(line, span, measured.value_text) if measured is not None else line
    return line


def _mark_of_edited(line: Line, before: Measurement | None, now: Measurement) -> Mark:
    if says_all(line.text, now):
        return Mark.NONE
    if line.mark is Mark.NONE and before is not None and still_right(line.text, before, now):
        return Mark.NONE
    return Mark.CHANGED


def _taken_over(report: Report, line: Line, linked: "_Linked") -> Line:
    if not line.text.strip() or not line.is_linked or not _points_somewhere(report, line):
        return _own_words(report, line)
    linked_alike = linked.alike(line) or [line]
    old = next((known for known in linked_alike if known.text == line.text), linked_alike[0])
    edited = old.edited or line.text != old.text
    measurement = report.measurement(line.measurement_uid)
    settled = edited and measurement is not None and says_all(line.text, measurement)
    mark = Mark.NONE if settled and old.mark is Mark.CHANGED else old.mark
    return replace(line, edited=edited, mark=mark)


def _points_somewhere(report: Report, line: Line) -> bool:
    measured = report.measurement(line.measurement_uid) is not None
    return measured or report.key_image(line.key_image_uid) is not None


def _own_words(report: Report, line: Line) -> Line:
    """Return a line that points nowhere as a whole, with the values inside it that are still known."""
    known = {uid for uid in line.measurement_uids if report.measurement(uid) is not None}
    spans = (
        span if span.measurement_uid in known else replace(span, measurement_uid="") for span in line.spans
    )
    mark = line.mark if known and not _all_said(report, line) else Mark.NONE
    return Line(line.text, spans=merged(spans), listed=line.listed, mark=mark)


def _all_said(report: Report, line: Line) -> bool:
    """Whether every value inside a line is what was measured last."""
    return line.mark is Mark.CHANGED and all(
        measured is not None and says_all(line.words_of(span), measured)
        for span in line.spans
        if span.measurement_uid
        for measured in [report.measurement(span.measurement_uid)]
    )


class _Linked:
    """The linked lines of a report, found by what they point at; looked up only if they are asked for."""

    def __init__(self, report: Report) -> None:
        self._report = report

    @cached_property
    def _by_link(self) -> dict[tuple[str, str], list[Line]]:
        found: dict[tuple[str, str], list[Line]] = {}
        for section in self._report.sections:
            for line in section.lines:
                if line.is_linked:
                    found.setdefault((line.measurement_uid, line.key_image_uid), []).append(line)
        return found

    def alike(self, line: Line) -> list[Line]:
        """Return the lines that point at the same."""
        return self._by_link.get((line.measurement_uid, line.key_image_uid), [])


def _untouched(known: Sequence[Line], lines: Sequence[Line]) -> tuple[int, int]:
    """Return how many lines at the beginning and at the end are the very values the report has.

    An editor gives lines back as they are where nothing was typed: a keystroke costs one line.
    """
    most = min(len(known), len(lines))
    before = 0
    while before < most and known[before] is lines[before]:
        before += 1
    behind = 0
    while behind < most - before and known[-1 - behind] is lines[-1 - behind]:
        behind += 1
    return before, behind


def _inserted(report: Report, name: SectionName, position: int, line: Line) -> Report:
    lines = report.section(name).lines
    at = min(max(position, 0), len(lines))
    return report.with_section(Section(name, (*lines[:at], line, *lines[at:])))


def _with_evidence(report: Report, evidence: Evidence) -> Report:
    others = (known for known in report.evidence if known.sop_instance_uid != evidence.sop_instance_uid)
    return replace(report, evidence=(*others, evidence))


def _open(report: Report) -> Report:
    if report.is_signed:
        raise signed_error()
    return report
