"""The second opinion: which first one it answers, and what it says of it. The first is never touched."""

from dataclasses import replace

from reporting.core.errors import ReportError, signed_error
from reporting.core.report import Agreement, Report, Response, Role

_NO_ANSWER = "This opinion cannot answer that one"


def respond_to(draft: Report, first: Report) -> Report:
    """Return the draft as a second opinion on a signed report, naming exactly the words that were signed."""
    if draft.is_signed:
        raise signed_error()
    if first.signature is None:
        raise ReportError(
            _NO_ANSWER,
            why="it is not signed, and its words may still change",
            remedy="Ask its reader to sign it, or write a first opinion",
        )
    if draft.study.uid != first.study.uid or draft.patient.patient_id != first.patient.patient_id:
        raise ReportError(
            _NO_ANSWER,
            why="they are about different examinations",
            remedy="Open the examination that the first opinion is about",
        )
    if draft.uid == first.uid:
        raise ReportError(_NO_ANSWER, why="they are the same report", remedy="Begin a second opinion")
    response = Response(
        report_uid=first.uid,
        sha256=first.signature.sha256,
        reader=first.signature.reader,
        signed_at=first.signature.at,
        addenda=len(first.addenda),
    )
    return replace(draft, role=Role.SECOND, response=response)


def with_agreement(draft: Report, agreement: Agreement | None, reason: str = "") -> Report:
    """Return the second opinion with what it says of the first; a reason is needed unless it agrees."""
    if draft.is_signed:
        raise signed_error()
    if draft.response is None:
        raise ReportError(
            "The agreement was not noted",
            why="no first opinion is named",
            remedy="Choose the report that this opinion answers",
        )
    return replace(draft, response=replace(draft.response, agreement=agreement, reason=reason))


def as_first_opinion(draft: Report) -> Report:
    """Return the draft as a first opinion, answering nothing."""
    if draft.is_signed:
        raise signed_error()
    return replace(draft, role=Role.FIRST, response=None)


def answers(second: Report, first: Report) -> bool:
    """Whether one report answers exactly the words of another."""
    response, signature = second.response, first.signature
    if response is None or signature is None:
        return False
    return (response.report_uid, response.sha256) == (first.uid, signature.sha256)
