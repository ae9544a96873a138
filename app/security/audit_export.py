"""The audit trail for others: AuditMessage as XML (PS3.15 A.5.1), or a table (CSV)."""

import csv
import io
from collections.abc import Iterable
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from app.security.audit_events import AuditEvent, EventType
from app.security.audit_trail import AuditLine

OWN_SCHEME = "99OVERREAD"
COLUMNS = (
    "sequence",
    "at",
    "event",
    "type",
    "action",
    "outcome",
    "user",
    "account",
    "role",
    "study_uid",
    "patient_id",
    "report_uid",
    "detail",
    "sha256",
)


def to_xml(lines: Iterable[AuditLine], source: str) -> bytes:
    """Return one AuditMessage for each line, in an element of ours that holds them together."""
    top = Element("AuditMessages")
    for line in lines:
        top.append(message(line.event, source))
    indent(top)
    return bytes(tostring(top, encoding="utf-8", xml_declaration=True)) + b"\n"


def message(event: AuditEvent, source: str) -> Element:
    """Return the AuditMessage of an event."""
    top = Element("AuditMessage")
    identified = SubElement(
        top,
        "EventIdentification",
        EventActionCode=event.action,
        EventDateTime=event.at.isoformat(timespec="milliseconds"),
        EventOutcomeIndicator=str(event.outcome.value),
    )
    _coded(identified, "EventID", *event.event.value, "DCM")
    if event.type is not None:
        _coded(identified, "EventTypeCode", *event.type.value, scheme_of(event.type))
    if event.detail:
        SubElement(identified, "EventOutcomeDescription").text = _printable(event.detail)
    user = SubElement(
        top, "ActiveParticipant", UserID=event.user_uid or "implicit reader", UserIsRequestor="true"
    )
    if event.user_name:
        user.set("UserName", _printable(event.user_name))
    if event.role:
        _coded(user, "RoleIDCode", event.role, event.role, OWN_SCHEME)
    place = SubElement(top, "AuditSourceIdentification", AuditSourceID=source)
    _coded(place, "AuditSourceTypeCode", "1", "End-user display device", "DCM")
    if event.patient_id:
        _object(top, event.patient_id, "1", "1", ("2", "Patient Number", "RFC-3881"))
    if event.study_uid:
        _object(top, event.study_uid, "2", "3", ("110180", "Study Instance UID", "DCM"))
    if event.report_uid:
        _object(top, event.report_uid, "2", "3", ("12", "URI", "RFC-3881"))
    return top


def to_csv(lines: Iterable[AuditLine]) -> bytes:
    """Return a table with one row for each line; cells that a spreadsheet would run begin with an apostrophe."""
    written = io.StringIO()
    table = csv.writer(written)
    table.writerow(COLUMNS)
    for line in lines:
        event = line.event
        kind = "" if event.type is None else event.type.value[1]
        words = (
            line.sequence,
            event.at.isoformat(),
            event.event.value[1],
            kind,
            event.action,
            event.outcome.name.lower(),
            event.user_name,
            event.user_uid,
            event.role,
            event.study_uid,
            event.patient_id,
            event.report_uid,
            event.detail,
            line.sha256,
        )
        table.writerow(_harmless(str(word)) for word in words)
    return written.getvalue().encode()


def scheme_of(kind: EventType) -> str:
    """Return the coding scheme of a type of event."""
    return "DCM" if kind.value[0].isdigit() else OWN_SCHEME


def _coded(parent: Element, name: str, code: str, meaning: str, scheme: str) -> None:
    SubElement(parent, name, {"csd-code": code, "codeSystemName": scheme, "originalText": meaning})


def _object(top: Element, uid: str, kind: str, role: str, coded: tuple[str, str, str]) -> None:
    named = SubElement(
        top,
        "ParticipantObjectIdentification",
        ParticipantObjectID=_printable(uid),
        ParticipantObjectTypeCode=kind,
        ParticipantObjectTypeCodeRole=role,
    )
    _coded(named, "ParticipantObjectIDTypeCode", *coded)
    SubElement(named, "ParticipantObjectName")


def _printable(words: str) -> str:
    """Return words without what XML cannot hold."""
    return "".join(letter for letter in words if letter in "\t\n" or letter >= " ")


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@") else cell
