"""Reports that others handed on, as files: our JSON, and structured reports of any template.

Files are read in worker processes: nobody vouches for them. What is found is frozen.
"""

from dataclasses import replace
from pathlib import Path

from pydicom import Dataset

from app.documents.document import Document, DocumentError, Line, LineKind
from app.documents.structured_report import read_report
from app.exchange.received import Received
from reporting.core.jumps import jump_of
from reporting.core.report import KeyImage, Reader, Report, Role, Section, State
from reporting.core.report import Line as ReportLine
from reporting.export.errors import ExportError
from reporting.export.json_file import read_json
from reporting.export.measurement_reading import measurements_of
from reporting.export.narrative_reading import NarrativeLine, narrative_of
from reporting.export.outline import heading_of, identity_of, signature_of, title_of
from reporting.export.sr_reading import open_document
from reporting.export.sr_tree import text_of
from reporting.export.wording import in_plain_words, listed_marks
from viewer.core.study import FrameKey, Patient, StudyHeader

_JSON_BEGINS = (b"{", b"\xef\xbb\xbf{")


def read_received(path: Path) -> Received:
    """Return the report in a file.

    Raises
    ------
    DocumentError
        Where it is none, was changed on the way, or cannot be read.
    """
    with path.open("rb") as file:
        begins = file.read(16).lstrip()
    if begins.startswith(_JSON_BEGINS):
        try:
            report = read_json(path)
        except ExportError as refusal:
            raise DocumentError(refusal.why) from refusal
        return Received(report.patient, report.study, document_of(report), report)
    document = read_report(path)
    dataset = open_document(path)
    return Received(_patient(dataset), _study(dataset), document, report_in(dataset))


def document_of(report: Report) -> Document:
    """Return a report of ours as lines that lead to its images."""
    lines = [
        Line(0, LineKind.PROSE, heading_of(addendum), addendum.text) for addendum in reversed(report.addenda)
    ]
    for section in report.sections:
        if section.is_empty:
            continue
        lines.append(Line(0, LineKind.HEADING, section.name.value))
        marked = zip(section.lines, listed_marks(section.lines), strict=True)
        lines += [
            Line(1, LineKind.ITEM, "", in_plain_words(line, mark), _frames(report, line))
            for line, mark in marked
            if line.text.strip()
        ]
    warnings = () if report.is_signed else ("Not signed",)
    facts = (*identity_of(report), ("Signature", signature_of(report)))
    return Document(title_of(report), facts, warnings, tuple(lines))


def report_in(dataset: Dataset) -> Report | None:
    """Return a structured report in our sections; None where it has no words in sections we know.

    Its lines keep their links: to the measurement where the document brings it, else to the image.
    """
    words = narrative_of(dataset)
    if not any(lines for _, lines in words.sections):
        return None
    keys: dict[FrameKey, KeyImage] = {}
    measured = {known.uid: known for known in measurements_of(dataset)}
    sections = {name: [_line(line, keys, set(measured)) for line in lines] for name, lines in words.sections}
    report = Report(
        patient=_patient(dataset),
        study=_study(dataset),
        role=words.role or Role.FIRST,
        reader=Reader(words.reader or _author(dataset), words.qualification),
        state=State.FINAL if words.verified else State.PRELIMINARY,
        measurements=tuple(measured.values()),
        key_images=tuple(keys.values()),
        uid=words.report_uid or text_of(dataset, "SOPInstanceUID"),
        sections=(),
    )
    made = (Section(section.name, tuple(sections.get(section.name, ()))) for section in _all_sections())
    return replace(report, sections=tuple(made))


def _all_sections() -> tuple[Section, ...]:
    return Report(Patient(), StudyHeader("")).sections


def _line(line: NarrativeLine, keys: dict[FrameKey, KeyImage], measured: set[str]) -> ReportLine:
    if line.measurement_uid in measured:
        return ReportLine(line.text, measurement_uid=line.measurement_uid)
    if line.image is None:
        return ReportLine(line.text)
    key = keys.setdefault(line.image, KeyImage(line.image, series_uid="", sop_class_uid=""))
    return ReportLine(line.text, key_image_uid=key.uid)


def _frames(report: Report, line: ReportLine) -> tuple[FrameKey, ...]:
    inside = (replace(line, measurement_uid=uid, key_image_uid="") for uid in line.measurement_uids)
    jumps = [jump_of(report, one) for one in (*inside, line)]
    return tuple(dict.fromkeys(jump.frame for jump in jumps if jump is not None))


def _author(dataset: Dataset) -> str:
    return text_of(dataset, "InstitutionName")


def _patient(dataset: Dataset) -> Patient:
    return Patient(
        name=text_of(dataset, "PatientName"),
        patient_id=text_of(dataset, "PatientID"),
        issuer=text_of(dataset, "IssuerOfPatientID"),
        birth_date=text_of(dataset, "PatientBirthDate"),
        sex=text_of(dataset, "PatientSex"),
    )


def _study(dataset: Dataset) -> StudyHeader:
    return StudyHeader(
        uid=text_of(dataset, "StudyInstanceUID"),
        date=text_of(dataset, "StudyDate"),
        time=text_of(dataset, "StudyTime"),
        description=text_of(dataset, "StudyDescription"),
        accession=text_of(dataset, "AccessionNumber"),
        institution=text_of(dataset, "InstitutionName"),
    )
