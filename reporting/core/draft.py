"""Writing a report: begun from a template, filled by the reader, kept in step with the measurements.

All functions are pure, and none loses a word: what the reader wrote stays until the reader changes it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from reporting.core.errors import ReportError, signed_error
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
)
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
    sections = tuple(
        Section(name, tuple(Line(text) for text in template.lines(name, facts))) for name in SectionName
    )
    at = now.astimezone(UTC)
    return Report(
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
    section = _open(report).section(name)
    taken = tuple(_taken_over(report, line) for line in lines)
    return report if taken == section.lines else report.with_section(Section(name, taken))


def acknowledge(report: Report, name: SectionName, position: int) -> Report:
    """Return the report with a marked line confirmed by the reader as it is.

    The words stay. Where the measurement was deleted they become plain words, pointing nowhere.
    """
    section = _open(report).section(name)
    line = section.lines[position]
    if line.mark is Mark.DELETED:
        confirmed = Line(line.text)
    else:
        confirmed = replace(line, mark=Mark.NONE, edited=line.edited or line.mark is Mark.CHANGED)
    lines = (*section.lines[:position], confirmed, *section.lines[position + 1 :])
    return report.with_section(Section(name, lines))


def follow_again(report: Report, name: SectionName, position: int, template: Template) -> Report:
    """Return the report with a line worded anew from its measurement, giving up the reader's own words."""
    section = _open(report).section(name)
    measurement = report.measurement(section.lines[position].measurement_uid)
    if measurement is None or section.lines[position].mark is Mark.DELETED:
        raise ReportError(
            "The line was not worded anew",
            why="there is no measurement behind it",
            remedy="Edit the words, or confirm them as they are",
        )
    line = line_for(measurement, template.wording(measurement.tool))
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
        return line
    measured = now.get(line.measurement_uid)
    if measured is None:
        return replace(line, mark=Mark.DELETED)
    if not line.edited:
        words = words_for(measured, template.wording(measured.tool))
        return replace(line, text=words, mark=Mark.NONE)
    return replace(line, mark=_mark_of_edited(line, report.measurement(line.measurement_uid), measured))


def _mark_of_edited(line: Line, before: Measurement | None, now: Measurement) -> Mark:
    if says_all(line.text, now):
        return Mark.NONE
    if line.mark is Mark.NONE and before is not None and still_right(line.text, before, now):
        return Mark.NONE
    return Mark.CHANGED


def _taken_over(report: Report, line: Line) -> Line:
    if not line.text.strip() or not _points_somewhere(report, line):
        return Line(line.text)
    linked_alike = [known for known in _all_lines(report) if _same_link(known, line)] or [line]
    old = next((known for known in linked_alike if known.text == line.text), linked_alike[0])
    edited = old.edited or line.text != old.text
    measurement = report.measurement(line.measurement_uid)
    settled = edited and measurement is not None and says_all(line.text, measurement)
    mark = Mark.NONE if settled and old.mark is Mark.CHANGED else old.mark
    return replace(line, edited=edited, mark=mark)


def _points_somewhere(report: Report, line: Line) -> bool:
    measured = report.measurement(line.measurement_uid) is not None
    return measured or report.key_image(line.key_image_uid) is not None


def _same_link(one: Line, other: Line) -> bool:
    return (one.measurement_uid, one.key_image_uid) == (other.measurement_uid, other.key_image_uid)


def _all_lines(report: Report) -> Iterable[Line]:
    return (line for section in report.sections for line in section.lines)


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
