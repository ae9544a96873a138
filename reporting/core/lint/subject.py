"""Whom and what a report is about, as the checks ask for it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from reporting.core.lint.claims import Claim, claims
from reporting.core.lint.surroundings import Surroundings
from reporting.core.report import Report
from viewer.core.measurements import Measurement
from viewer.core.study import Patient, StudyHeader
from viewer.core.wording import age_at

_A_YEAR = {"D": 365, "W": 52, "M": 12, "Y": 1}


def _read_anew(text: str) -> tuple[Claim, ...]:
    return tuple(claims(text))


@dataclass(frozen=True, slots=True)
class Subject:
    """Patient, study and surroundings of a report, and the drawings that its lines rest on.

    Attributes
    ----------
    claims_of
        What a line claims; remembered by whoever asks often.
    """

    patient: Patient
    study: StudyHeader
    around: Surroundings = Surroundings()
    measurements: Mapping[str, Measurement] = field(default_factory=dict)
    claims_of: Callable[[str], tuple[Claim, ...]] = _read_anew

    @property
    def sex(self) -> str:
        """M or F, empty where the header says neither."""
        return self.patient.sex if self.patient.sex in ("M", "F") and not self.patient.quadruped else ""

    @property
    def age_years(self) -> int | None:
        """Whole years at the time of the study, None where they are not known."""
        stored = self.study.patient_age
        if len(stored) == 4 and stored[:3].isdigit() and stored[3] in _A_YEAR:
            return int(stored[:3]) // _A_YEAR[stored[3]]
        counted = age_at(self.patient.birth_date, self.study.date)
        return int(counted.split()[0]) if counted else None


def subject_of(report: Report, around: Surroundings) -> Subject:
    """Return whom and what a report is about."""
    return Subject(report.patient, report.study, around, {known.uid: known for known in report.measurements})
