"""What the images say of themselves that a report begins with."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from reporting.core.report import Reservation
from viewer.core.geometry import Verdict
from viewer.core.study import DisplaySet, Instance, Study


@dataclass(frozen=True, slots=True)
class HeaderFacts:
    """Facts for the placeholders of a template; empty where the headers say nothing.

    Attributes
    ----------
    examination
        Modality and study description, the modality said once: "CT thorax".
    modality, body_part
        Of most series of the study, as the headers spell them: CT, CHEST …
    prior_dates
        Of earlier examinations at hand, ready to be read: "2026-01-14, 2025-09-02".
    sex, age
        Of the patient at the time, as the header has them: "F", "065Y".
    procedure
        Code of what was ordered.
    """

    modality: str = ""
    body_part: str = ""
    study_description: str = ""
    study_date: str = ""
    examination: str = ""
    indication: str = ""
    contrast: str = ""
    technique: str = ""
    prior_dates: str = ""
    sex: str = ""
    age: str = ""
    procedure: str = ""

    @property
    def age_years(self) -> int | None:
        """The age in whole years, None where it is not known."""
        found = re.fullmatch(r"(\d{3})([DWMY])", self.age)
        return int(found[1]) // _A_YEAR[found[2]] if found else None

    @property
    def examined(self) -> str:
        """What was examined, for choosing a template: the body part, else what the study is called."""
        return self.body_part or self.study_description


PLACEHOLDERS = tuple(HeaderFacts.__dataclass_fields__)
"""The names a template may mention in its sections."""

_A_YEAR = {"D": 365, "W": 52, "M": 12, "Y": 1}
"""How many make a year."""

_INDICATIONS = (
    "ReasonForTheRequestedProcedure",
    "RequestedProcedureDescription",
    "AdmittingDiagnosesDescription",
)
MESSAGES = 3
"""How many missing slices are named one by one."""

_NOT_THE_EXAMINATION = {"SR", "PR", "KO", "DOC", "SEG", "OT", "SC", "REG", "RTSTRUCT"}


def facts_of(study: Study, prior_dates: Iterable[str] = ()) -> HeaderFacts:
    """Return the facts of an opened study; prior dates are YYYYMMDD."""
    shown = [known for known in study.display_sets if known.instances]
    instances = [known.instances[0] for known in shown]
    modality = _commonest(_modalities(instances))
    return HeaderFacts(
        modality=modality,
        body_part=_commonest(instance.series.body_part for instance in instances),
        study_description=study.header.description,
        study_date=readable_date(study.header.date),
        examination=_examination(modality, study.header.description),
        indication=_first(instance.attribute(name) for name in _INDICATIONS for instance in instances),
        contrast=_first(instance.attribute("ContrastBolusAgent") for instance in instances),
        technique=_technique(shown),
        prior_dates=", ".join(readable_date(date) for date in sorted(prior_dates, reverse=True) if date),
        sex=study.patient.sex,
        age=study.header.patient_age,
        procedure=_first(instance.attribute("ProcedureCode") for instance in instances),
    )


def reservations_of(study: Study) -> tuple[Reservation, ...]:
    """Return what the study lacks, each to be accepted before a report on it is signed (SAFETY H5, H22)."""
    gaps = (
        f"{shown.title or shown.series.description or 'A series'}: {_few(shown.verdict.messages)}"
        for shown in study.display_sets
        if shown.verdict.kind is Verdict.GAP
    )
    return tuple(Reservation(words) for words in dict.fromkeys((*study.problems, *gaps)))


def _few(messages: tuple[str, ...]) -> str:
    """Return the first three messages, and how many more there are."""
    more = len(messages) - MESSAGES
    return "; ".join(messages[:MESSAGES]) + (f"; and {more} more" if more > 0 else "")


def readable_date(date: str) -> str:
    """Return YYYYMMDD as YYYY-MM-DD; anything else as it is (SAFETY H21)."""
    return f"{date[:4]}-{date[4:6]}-{date[6:]}" if len(date) == 8 and date.isdigit() else date


def _modalities(instances: Iterable[Instance]) -> Iterable[str]:
    return (known.series.modality for known in instances if known.series.modality not in _NOT_THE_EXAMINATION)


def _examination(modality: str, description: str) -> str:
    says_it = modality in description.upper().split()
    return " ".join(part for part in ("" if says_it else modality, description.strip()) if part)


def _technique(shown: Iterable[DisplaySet]) -> str:
    """Return the series by their own descriptions, each once, in order."""
    named = (known.instances[0].series.description.strip() for known in shown if known.frames)
    return ", ".join(dict.fromkeys(name for name in named if name))


def _commonest(words: Iterable[str]) -> str:
    counted = Counter(word for word in words if word)
    return counted.most_common(1)[0][0] if counted else ""


def _first(words: Iterable[str]) -> str:
    return next((word for word in words if word), "")
