"""Words of an earlier report for a new one: which reports may be used, and what is taken over."""

from collections.abc import Iterable
from dataclasses import replace

from reporting.core.report import Line, Mark, Report, Section
from reporting.core.spans import merged
from viewer.core.study import Patient


def priors_of(report: Report, known: Iterable[Report]) -> tuple[Report, ...]:
    """Return the signed reports on other studies of the same patient, the newest study first.

    The same patient is one of the same identifier, issuer, name and birth date (SAFETY H16); later studies of the
    patient are none before this one.
    """
    mine = _identity(report.patient)
    found = [
        other
        for other in known
        if other.is_signed
        and other.study.uid != report.study.uid
        and report.patient.patient_id
        and _identity(other.patient) == mine
        and other.study.date <= report.study.date
    ]
    return tuple(sorted(found, key=lambda other: (other.study.date, other.study.time), reverse=True))


def copied(section: Section) -> tuple[Line, ...]:
    """Return the lines of a section as words: no link to the old images, no field, no mark."""
    return tuple(
        Line(
            line.text,
            spans=merged(replace(span, field="", measurement_uid="") for span in line.spans),
            listed=line.listed,
            mark=Mark.NONE,
        )
        for line in section.lines
        if line.text.strip() and not line.key_image_uid
    )


def with_copied(lines: tuple[Line, ...], prior: Section) -> tuple[Line, ...]:
    """Return lines of a section with those of the prior: in place of headings that wait, else behind the words."""
    taken = copied(prior)
    written = tuple(line for line in lines if line.text.strip() and not _waits(line))
    said = {line.text for line in written}
    return (*written, *(line for line in taken if line.text not in said))


def _waits(line: Line) -> bool:
    return line.text.rstrip().endswith(":") and not line.is_linked and not line.spans


def _identity(patient: Patient) -> tuple[str, ...]:
    return (patient.patient_id, patient.issuer, patient.name, patient.birth_date)
