"""A PDF in a DICOM envelope, so that an archive keeps it with the study. PS3.3 A.45.1."""

from hashlib import sha256

from pydicom import Dataset
from pydicom.uid import EncapsulatedPDFStorage

from reporting.core.report import Report, State
from reporting.export import versions
from reporting.export.codes import REPORT
from reporting.export.dicom_document import DocumentIdentity, new_document
from reporting.export.errors import ExportError
from reporting.export.moments import made_at
from reporting.export.references import References, instance_item
from reporting.export.sr_items import coded

PDF = "pdf"
SERIES_NUMBER = 9903


def encapsulate(report: Report, pdf: bytes) -> Dataset:
    """Return a DICOM document that carries these bytes unchanged.

    Its UID follows from the bytes too: two PDFs of one version may differ in their time of making, and two objects
    that differ must not share a UID (SAFETY H17).
    """
    if not pdf.startswith(b"%PDF-"):
        raise ExportError(
            "The DICOM document was not written",
            why="what was to be put into it is not a PDF",
            remedy="Write the PDF again",
        )
    identity = DocumentIdentity(
        sop_class_uid=EncapsulatedPDFStorage,
        sop_instance_uid=versions.derived_uid(
            "instance", versions.LAYOUT, PDF, report.uid, sha256(pdf).hexdigest()
        ),
        series_uid=versions.series_uid(PDF, report.uid),
        modality="DOC",
        series_number=SERIES_NUMBER,
        made_at=made_at(report),
        description=f"Report as PDF, {report.role.value}",
        instance_number=1 + len(report.addenda),
    )
    document = new_document(report, identity)
    document.ConversionType = "WSD"
    document.AcquisitionDateTime = ""
    document.BurnedInAnnotation = "YES"  # the pages name the patient
    document.RecognizableVisualFeatures = "NO"
    document.VerificationFlag = "VERIFIED" if report.state is State.FINAL else "UNVERIFIED"
    document.DocumentTitle = f"Radiology report, {report.role.value}, {report.state.value}"
    document.ConceptNameCodeSequence = [coded(REPORT)]
    document.SourceInstanceSequence = [instance_item(known) for known in References(report).all()]
    if not document.SourceInstanceSequence:
        del document.SourceInstanceSequence
    document.MIMETypeOfEncapsulatedDocument = "application/pdf"
    document.EncapsulatedDocument = pdf if len(pdf) % 2 == 0 else pdf + b"\0"
    document.EncapsulatedDocumentLength = len(pdf)
    return document


def pdf_in(document: Dataset) -> bytes:
    """Return the PDF that a DICOM document carries, without the byte that makes its length even."""
    carried = bytes(document.EncapsulatedDocument)
    length = document.get("EncapsulatedDocumentLength")
    return carried[:length] if length else carried.removesuffix(b"\0")
