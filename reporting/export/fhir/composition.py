"""The words of a report, section by section: FHIR R4 Composition."""

from collections.abc import Iterator, Sequence

from reporting.core.acts import Act
from reporting.core.report import Report
from reporting.export import codes
from reporting.export.fhir.elements import (
    OWN,
    by_identifier,
    concept,
    instant,
    narrative,
    reference,
    resource,
)
from reporting.export.fhir.status import COMPOSITION, status_of
from reporting.export.html_page import section_in_html, words_in_html
from reporting.export.letters import one_line
from reporting.export.moments import made_at
from reporting.export.outline import Pointers, answer_of, heading_of
from reporting.export.standing import standing_of, withdrawal_of
from viewer.core.plain import Plain


def composition(
    report: Report,
    patient: Plain,
    author: Plain,
    site: Plain | None,
    main: Plain,
    signers: Sequence[Plain | None],
    acts: Sequence[Act],
) -> Plain:
    """Return the report in sections: addenda first, then what it answers, then as it was written."""
    attesters = []
    if report.signature is not None and author["resourceType"] == "Practitioner":
        at = instant(report.signature.at)
        attesters.append({"mode": "professional", "time": at, "party": reference(author)})
    for addendum, signer in zip(report.addenda, signers, strict=True):
        if signer is not None:
            at = instant(addendum.signature.at)
            attesters.append({"mode": "professional", "time": at, "party": reference(signer)})
    return resource(
        "Composition",
        report.uid,
        language="en",
        identifier={"system": OWN, "value": one_line(report.uid)},
        status=status_of(report, COMPOSITION),
        type=concept(codes.REPORT),
        category=[concept(codes.ROLES[report.role])],
        subject=reference(patient),
        date=instant(made_at(report)),
        author=[reference(author)],
        title=f"Radiology report, {report.role.value}",
        attester=attesters,
        custodian={} if site is None else reference(site),
        section=[
            *_withdrawal(report, acts),
            *_sections(report),
            *_standing(report, acts),
            _the_report_itself(main),
        ],
    )


def _withdrawal(report: Report, acts: Sequence[Act]) -> Iterator[Plain]:
    if said := withdrawal_of(report, acts):
        yield {"title": "Withdrawn", "text": narrative([f"<p><b>{words_in_html(said)}</b></p>"])}


def _standing(report: Report, acts: Sequence[Act]) -> Iterator[Plain]:
    said = [f"<p>{name}: {words_in_html(value)}</p>" for name, value in standing_of(report, acts)]
    if said:
        yield {"title": "Reading and evidence", "text": narrative(said)}


def _sections(report: Report) -> Iterator[Plain]:
    for addendum in reversed(report.addenda):
        words = f"<p>{words_in_html(heading_of(addendum))}</p><p>{words_in_html(addendum.text)}</p>"
        title = f"Addendum {addendum.number}"
        yield {"title": title, "code": concept(codes.ADDENDUM), "text": narrative([words])}
    if report.response is not None:
        said = [f"<p>{name}: {words_in_html(value)}</p>" for name, value in answer_of(report.response)]
        yield {
            "title": "Answer to the first opinion",
            "code": concept(codes.SECOND_OPINION),
            "text": narrative(said),
            "entry": [by_identifier("DiagnosticReport", OWN, one_line(report.response.report_uid))],
        }
    accepted = [f"<p>{words_in_html(known.text)}</p>" for known in report.reservations if known.accepted]
    if accepted:
        yield {"title": "Reservations", "code": concept(codes.RESERVATION), "text": narrative(accepted)}
    pointers = Pointers(report)
    for section in report.sections:
        text = narrative(_in_xhtml(part) for part in section_in_html(section, pointers))
        if text:
            heading = codes.SECTIONS[section.name].heading
            yield {"title": section.name.value, "code": concept(heading), "text": text}


def _in_xhtml(part: str) -> str:
    """Return a piece of our HTML as FHIR's narrative allows it: without the attributes of a whole page."""
    return part.replace(' dir="auto"', "")


def _the_report_itself(main: Plain) -> Plain:
    return {"title": "Diagnostic report", "entry": [reference(main)]}
