"""What a report says beside its sections, in words: for every format that people read and no press sets."""

from collections.abc import Iterator

from reporting.core.report import Addendum, KeyImage, Line, Mark, Report, Response, State
from reporting.export.letters import one_line
from reporting.export.wording import (
    STATES,
    calibration_on_paper,
    moment_on_paper,
    number_on_paper,
    reader_on_paper,
    sex_on_paper,
    shading_on_paper,
    signed_by,
)
from viewer.core.measurements import Measurement
from viewer.core.wording import clock_time, iso_date, spoken_name

Fact = tuple[str, str]
"""A name and what it is."""


def title_of(report: Report) -> str:
    """Return what the document is: never without how far it has come."""
    state, meaning = STATES[report.state]
    return f"Radiology report – {report.role.value} – {state}, {meaning}"


def identity_of(report: Report) -> Iterator[Fact]:
    """Yield whose report it is, on which examination, by whom; what is not known is said not to be."""
    patient, study = report.patient, report.study
    issuer = f" (issued by {patient.issuer})" if patient.issuer else ""
    yield "Patient", one_line(spoken_name(patient.name)) or "name unknown"
    yield "ID", one_line(f"{patient.patient_id}{issuer}") if patient.patient_id else "unknown"
    yield "Born", one_line(iso_date(patient.birth_date)) or "birth date unknown"
    yield "Sex", one_line(sex_on_paper(patient.sex)) or "unknown"
    when = " ".join(part for part in (iso_date(study.date), clock_time(study.time)) if part)
    parts = [part for part in (study.description, when or "date unknown", study.institution) if part]
    yield "Examination", one_line(", ".join(parts))
    yield "Accession", one_line(study.accession) or "none"
    if study.referring:
        yield "Referred by", one_line(spoken_name(study.referring))
    yield "Reader", one_line(reader_on_paper(report.reader))


class Pointers:
    """What lines of a report point at, by the names they have everywhere: M1, M2 … and Image 1, Image 2 …"""

    def __init__(self, report: Report) -> None:
        self.measured = {known.uid: f"M{at}" for at, known in enumerate(report.measurements, start=1)}
        self.shown = {known.uid: f"Image {at}" for at, known in enumerate(report.key_images, start=1)}

    def of(self, line: Line) -> str:
        """Return what stands behind a line: its pointers, and what changed since it was written."""
        uids = dict.fromkeys((*line.measurement_uids, line.key_image_uid))
        found = [self.measured.get(uid) or self.shown.get(uid, "") for uid in uids]
        named = ", ".join(name for name in found if name)
        mark = f"({line.mark.value})" if line.mark is not Mark.NONE else ""
        return " ".join(part for part in (f"[{named}]" if named else "", mark) if part)


def answer_of(response: Response) -> Iterator[Fact]:
    """Yield what a second opinion says of the first, and exactly which words it answers."""
    agreement = response.agreement
    yield "Agreement", "not stated yet" if agreement is None else f"{agreement.value} with the first opinion"
    if response.reason.strip():
        yield "Reason", response.reason
    by = f"{reader_on_paper(response.reader)}, signed {moment_on_paper(response.signed_at)}"
    more = f", with {response.addenda} addenda" if response.addenda > 1 else ", with 1 addendum"
    yield "Answers", one_line(by + (more if response.addenda else ""))
    yield "SHA-256", response.sha256


def heading_of(addendum: Addendum) -> str:
    """Return number, signer and time of an addendum."""
    return one_line(f"Addendum {addendum.number} – {signed_by(addendum.signature)}")


def numbers_of(measurement: Measurement) -> Iterator[tuple[str, str, str]]:
    """Yield name, value with unit, and where the unit comes from, of every number (SAFETY H6)."""
    for quantity in measurement.quantities:
        yield quantity.name, number_on_paper(quantity), calibration_on_paper(quantity, measurement)


def number_in_words(number: tuple[str, str, str]) -> str:
    """Return name, value and calibration of a number in one piece: never the number by itself."""
    name, value, trust = number
    return f"{name} {value}{f' ({trust})' if trust else ''}".strip()


def looked_at(key: KeyImage) -> str:
    """Return how a picture was looked at, and what must be said wherever it goes (SAFETY H15, H24)."""
    return " · ".join(one_line(part) for part in (shading_on_paper(key), *key.notes) if part)


def signature_of(report: Report) -> str:
    """Return who signed and when, or that nobody did."""
    if report.signature is None:
        return "Not signed" if report.state is State.DRAFT else "Not signed: released before it is final"
    return f"Signed by {one_line(signed_by(report.signature))}"
