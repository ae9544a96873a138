"""A report as a FHIR R4 document: a Bundle of Composition, DiagnosticReport and all they refer to.

A document rather than a collection: it is the one kind of bundle that says it is whole, has an author and a moment,
and may be kept as it is. The Composition keeps the sections, which DiagnosticReport has not in R4; receivers that look
for the DiagnosticReport only find conclusion, results, key images and the PDF with both opinions there.
"""

import json
from collections.abc import Mapping, Sequence
from hashlib import sha1
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtGui import QImage

from reporting.core.acts import Act
from reporting.core.report import Report, SectionName
from reporting.export import codes
from reporting.export.dicom_document import IMPLEMENTATION_UID
from reporting.export.errors import ExportError
from reporting.export.fhir import people
from reporting.export.fhir.composition import composition
from reporting.export.fhir.elements import (
    OWN,
    base64,
    concept,
    date,
    filled,
    id_of,
    instant,
    markdown,
    of_terminology,
    reference,
    resource,
    url_of,
)
from reporting.export.fhir.images import imaging_studies, media
from reporting.export.fhir.observations import of_field, of_measurement
from reporting.export.fhir.status import DIAGNOSTIC_REPORT, status_of, taken_back
from reporting.export.files import refusals_in_words, write_whole
from reporting.export.letterhead import PLAIN, Letterhead
from reporting.export.letters import one_line
from reporting.export.moments import made_at
from reporting.export.pdf import write_pdf
from reporting.export.pdf_press import Paper
from reporting.export.standing import withdrawal_of
from reporting.export.versions import content_sha256
from viewer.core.plain import Plain

RADIOLOGY = of_terminology("v2-0074", "RAD", "Radiology")


def write_fhir(
    report: Report,
    first: Report | None,
    pictures: Mapping[str, QImage],
    path: Path,
    *,
    cleared: bool = False,
    paper: Paper = Paper.A4,
    letterhead: Letterhead = PLAIN,
    acts: Sequence[Act] = (),
) -> tuple[Path, ...]:
    """Write the report as a FHIR document with its PDF inside; return what was written. Parameters as for write_pdf."""
    with refusals_in_words(), TemporaryDirectory(prefix=".report-", dir=path.parent) as folder:
        target = Path(folder) / "report.pdf"
        write_pdf(
            report, first, pictures, target, cleared=cleared, paper=paper, letterhead=letterhead, acts=acts
        )
        pdf = target.read_bytes()
    whole = json.dumps(
        fhir_document(report, pdf, letterhead, acts), ensure_ascii=False, allow_nan=False, indent=1
    )
    write_whole(path, lambda partial: partial.write_text(whole + "\n", encoding="utf-8"))
    return (path,)


def fhir_document(
    report: Report, pdf: bytes = b"", letterhead: Letterhead = PLAIN, acts: Sequence[Act] = ()
) -> Plain:
    """Return the bundle; without the PDF the same report always gives the same bundle.

    Of a report that was withdrawn everything is *entered-in-error*, and the first section says by whom and why.
    """
    if not report.study.uid:
        raise ExportError(
            "The report cannot be written as FHIR",
            why="it does not name its study (Study Instance UID)",
            remedy="Open the study again and write the report there",
        )
    resources = _resources(report, pdf, letterhead, acts)
    withdrawn = withdrawal_of(report, acts)
    if withdrawn:
        resources = [taken_back(known) for known in resources]
    version = content_sha256(report) + "".join(known.signature.sha256 for known in report.addenda)
    version += withdrawn
    return {
        "resourceType": "Bundle",
        "id": str(id_of("Bundle", f"{report.uid}\0{version}")),
        "meta": {"source": f"urn:oid:{IMPLEMENTATION_UID}"},
        "identifier": {
            "system": OWN,
            "value": one_line(
                f"{report.uid}/{version[:64]}/{len(report.addenda)}{'/withdrawn' if withdrawn else ''}"
            ),
        },
        "type": "document",
        "timestamp": instant(made_at(report)),
        "entry": [{"fullUrl": url_of(known), "resource": known} for known in resources],
    }


def _resources(report: Report, pdf: bytes, letterhead: Letterhead, acts: Sequence[Act]) -> list[Plain]:
    patient = people.patient(report)
    reader = people.practitioner(report.reader)
    author = reader or people.device()
    site = people.organization(letterhead)
    studies = imaging_studies(report, patient)
    shown = media(report, patient, [author])
    measured = [of_measurement(known, report, patient, studies, author) for known in report.measurements]
    answers = [of_field(known, report, patient, author) for known in report.fields]
    observations = [*measured, *(known for known in answers if known is not None)]
    main = _diagnostic_report(report, pdf, patient, author, studies, shown, observations)
    signers = [people.practitioner(known.signature.reader) for known in report.addenda]
    written = composition(report, patient, author, site, main, signers, acts)
    others = [known for known in (site, *signers) if known is not None]
    found = [written, main, patient, author, *others, *studies.values(), *observations, *shown]
    return list({url_of(known): known for known in found}.values())


def _diagnostic_report(
    report: Report,
    pdf: bytes,
    patient: Plain,
    author: Plain,
    studies: Mapping[str, Plain],
    shown: list[Plain],
    observations: list[Plain],
) -> Plain:
    accession = one_line(report.study.accession)
    ordered: Plain = {"type": "ServiceRequest", "identifier": {"value": accession}}
    is_person = author["resourceType"] == "Practitioner"
    return resource(
        "DiagnosticReport",
        report.uid,
        identifier=[{"system": OWN, "value": one_line(report.uid)}],
        basedOn=[ordered] if accession else [],
        status=status_of(report, DIAGNOSTIC_REPORT),
        category=[RADIOLOGY],
        code=concept(codes.REPORT),
        subject=reference(patient),
        effectiveDateTime=date(report.study.date),
        issued=instant(made_at(report)),
        performer=[reference(author)] if is_person else [],
        resultsInterpreter=[reference(author)] if is_person else [],
        result=[reference(known) for known in observations],
        imagingStudy=[reference(known) for known in studies.values()],
        media=[
            {"comment": one_line(key.caption) or "Key image", "link": reference(known)}
            for key, known in zip(report.key_images, shown, strict=True)
        ],
        conclusion=markdown(report.section(SectionName.IMPRESSION).text),
        presentedForm=[_attached(report, pdf)] if pdf else [],
    )


def _attached(report: Report, pdf: bytes) -> Plain:
    return filled(
        {
            "contentType": "application/pdf",
            "language": "en",
            "data": base64(pdf),
            "size": len(pdf),
            "hash": base64(sha1(pdf, usedforsecurity=False).digest()),  # FHIR R4 Attachment.hash is SHA-1
            "title": f"Radiology report, {report.role.value}, {report.state.value}",
            "creation": instant(made_at(report)),
        }
    )
