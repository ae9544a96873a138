"""The frame of a structured report: what it rests on, what came before, and whether it may be relied on."""

from pydicom import Dataset

from reporting.core.report import Report, Response, Signature, State
from reporting.export import versions
from reporting.export.codes import OWN_SCHEME
from reporting.export.dicom_document import DocumentIdentity, dt, new_document, person_name
from reporting.export.references import Reference, References, evidence_items

NARRATIVE_CLASS = "1.2.840.10008.5.1.4.1.1.88.22"
"""Enhanced SR: what a report in words with images and numbers needs, and no more."""

NARRATIVE = "narrative"


def answered_reference(response: Response, first: Report | None, study_uid: str) -> Reference:
    """Return the document of the first opinion that a second one answers.

    It is the version that was answered: with as many addenda as there were then, where the first opinion is at
    hand to know them.
    """
    hashes = (
        () if first is None else tuple(known.signature.sha256 for known in first.addenda[: response.addenda])
    )
    return Reference(
        study_uid,
        versions.series_uid(NARRATIVE, response.report_uid),
        versions.signed_uid(NARRATIVE, response.report_uid, response.sha256, hashes),
        NARRATIVE_CLASS,
    )


def new_sr(
    report: Report, identity: DocumentIdentity, kind: str, first: Report | None, organization: str
) -> Dataset:
    """Return a structured report with everything but its content tree.

    A second opinion lists the first under Pertinent Other Evidence and not under Predecessor Documents: a
    predecessor is a document whose content this one takes over or replaces (PS3.3 C.17.2), and a second opinion
    does neither; the first stays valid beside it. An addendum does take the signed report over, whole, so that
    the document before it is its predecessor.
    """
    document = new_document(report, identity)
    references = References(report).all()
    here = [known for known in references if known.study_uid == report.study.uid]
    elsewhere = [known for known in references if known.study_uid != report.study.uid]
    if report.response is not None and not report.response.is_outside:
        elsewhere.append(answered_reference(report.response, first, report.study.uid))
    if here:
        document.CurrentRequestedProcedureEvidenceSequence = evidence_items(here)
    if elsewhere:
        document.PertinentOtherEvidenceSequence = evidence_items(elsewhere)
    predecessor = versions.predecessor_uid(kind, report)
    if predecessor is not None:
        before = Reference(report.study.uid, identity.series_uid, predecessor, identity.sop_class_uid)
        document.PredecessorDocumentsSequence = evidence_items([before])
    document.PerformedProcedureCodeSequence = []
    document.ReferencedPerformedProcedureStepSequence = []
    document.CodingSchemeIdentificationSequence = [_own_scheme()]
    _set_reliability(document, report, organization)
    return document


def _set_reliability(document: Dataset, report: Report, organization: str) -> None:
    """Say how far the document may be relied on: verified only when final and signed by name (SAFETY 3.5)."""
    final = report.state is State.FINAL and report.signature is not None
    document.CompletionFlag = "COMPLETE" if final else "PARTIAL"
    document.PreliminaryFlag = "FINAL" if final else "PRELIMINARY"
    signatures = [] if report.signature is None else [report.signature]
    signatures += [addendum.signature for addendum in report.addenda]
    named = all(person_name(signature.reader.name) for signature in signatures)
    if not (final and named):
        document.VerificationFlag = "UNVERIFIED"
        return
    document.VerificationFlag = "VERIFIED"
    document.VerifyingObserverSequence = [_observer(signature, organization) for signature in signatures]


def _observer(signature: Signature, organization: str) -> Dataset:
    observer = Dataset()
    observer.VerifyingOrganization = organization
    observer.VerificationDateTime = dt(signature.at)
    observer.VerifyingObserverName = person_name(signature.reader.name)
    observer.VerifyingObserverIdentificationCodeSequence = []
    return observer


def _own_scheme() -> Dataset:
    scheme = Dataset()
    scheme.CodingSchemeDesignator = OWN_SCHEME
    scheme.CodingSchemeName = "Codes of the Overread workstation"
    scheme.CodingSchemeResponsibleOrganization = "Overread"
    return scheme
