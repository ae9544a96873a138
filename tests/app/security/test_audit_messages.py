"""Every audit message is one that the schema of PS3.15 A.5.1.1 allows.

The schema is RELAX NG, which no library here reads; what it says of the elements we write stands below, by element:
children in their order with how often they may come, and attributes with the values they take.
"""

import re
from datetime import UTC, datetime
from xml.etree.ElementTree import Element, fromstring

import pytest

from app.security.audit_events import AuditEvent, Event, EventType, Outcome
from app.security.audit_export import message, to_xml
from app.security.audit_trail import AuditLine

TOKEN, ANY = r"\S(?:.*\S)?", r"(?s:.*)"
CODED = {"csd-code": TOKEN, "codeSystemName": TOKEN, "originalText": TOKEN}
ONCE, MAYBE, MANY, SOME = (1, 1), (0, 1), (0, 99), (1, 99)
SCHEMA: dict[str, tuple[dict[str, tuple[int, int]], dict[str, str], dict[str, str]]] = {
    "AuditMessage": (
        {
            "EventIdentification": ONCE,
            "ActiveParticipant": SOME,
            "AuditSourceIdentification": ONCE,
            "ParticipantObjectIdentification": MANY,
        },
        {},
        {},
    ),
    "EventIdentification": (
        {"EventID": ONCE, "EventTypeCode": MANY, "EventOutcomeDescription": MAYBE},
        {
            "EventDateTime": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)",
            "EventOutcomeIndicator": "0|4|8|12",
        },
        {"EventActionCode": "C|R|U|D|E"},
    ),
    "EventID": ({}, CODED, {"displayName": TOKEN}),
    "EventTypeCode": ({}, CODED, {"displayName": TOKEN}),
    "EventOutcomeDescription": ({}, {}, {}),
    "ActiveParticipant": (
        {"RoleIDCode": MANY},
        {"UserID": ANY, "UserIsRequestor": "true|false|0|1"},
        {"UserName": ANY, "AlternativeUserID": ANY},
    ),
    "RoleIDCode": ({}, CODED, {"displayName": TOKEN}),
    "AuditSourceIdentification": (
        {"AuditSourceTypeCode": MANY},
        {"AuditSourceID": TOKEN},
        {"AuditEnterpriseSiteID": TOKEN},
    ),
    "AuditSourceTypeCode": ({}, {"csd-code": TOKEN}, CODED),
    "ParticipantObjectIdentification": (
        {"ParticipantObjectIDTypeCode": ONCE, "ParticipantObjectName": ONCE},
        {"ParticipantObjectID": TOKEN},
        {
            "ParticipantObjectTypeCode": "[1-4]",
            "ParticipantObjectTypeCodeRole": "[1-9]|1[0-9]|2[0-6]",
            "ParticipantObjectDataLifeCycle": "[1-9]|1[0-5]",
        },
    ),
    "ParticipantObjectIDTypeCode": ({}, CODED, {"displayName": TOKEN}),
    "ParticipantObjectName": ({}, {}, {}),
}
DCM = {
    "110100", "110101", "110103", "110105", "110106", "110107", "110111", "110112", "110113", "110114",
    "110120", "110121", "110122", "110123", "110127", "110136", "110137",
}  # fmt: skip
"""Codes of CID 400 and CID 401 that may stand with the scheme DCM."""


def wrong_in(element: Element) -> list[str]:
    """Return what the schema does not allow in an element, and in everything below it."""
    if element.tag not in SCHEMA:
        return [f"{element.tag} is not known"]
    children, required, optional = SCHEMA[element.tag]
    found = [child.tag for child in element]
    wrong = [f"{element.tag} lacks {name}" for name in required if name not in element.attrib]
    for name, value in element.attrib.items():
        pattern = required.get(name) or optional.get(name)
        if pattern is None or not re.fullmatch(pattern, value):
            wrong.append(f"{element.tag} {name}={value!r}")
    wrong += [
        f"{found.count(name)} × {name} in {element.tag}"
        for name, (least, most) in children.items()
        if not least <= found.count(name) <= most
    ]
    order = [list(children).index(name) for name in found if name in children]
    if order != sorted(order) or len(order) != len(found):
        wrong.append(f"{element.tag} has {found}")
    return wrong + [problem for child in element for problem in wrong_in(child)]


def event(event: Event, kind: EventType | None, outcome: Outcome, **more: str) -> AuditEvent:
    return AuditEvent(event, kind, "E", datetime(2026, 5, 4, 12, tzinfo=UTC), outcome, **more)


FULL = {
    "user_uid": "ada",
    "user_name": "Dr Ada\x01 <b>&",
    "role": "radiologist",
    "study_uid": "1.2.3",
    "patient_id": "P 1",
    "report_uid": "abc",
    "detail": "wrong\x00 patient → retracted",
}


@pytest.mark.parametrize("kind", [None, *EventType])
@pytest.mark.parametrize("outcome", list(Outcome))
@pytest.mark.parametrize("more", [{}, FULL])
def test_every_kind_of_event_is_a_message_the_schema_allows(
    kind: EventType | None, outcome: Outcome, more: dict[str, str]
) -> None:
    for known in Event:
        assert wrong_in(message(event(known, kind, outcome, **more), "workstation")) == []


def test_codes_of_the_standard_stand_with_its_scheme_and_no_others() -> None:
    for kind in EventType:
        coded = next(message(event(Event.PROCEDURE, kind, Outcome.DONE), "w").iter("EventTypeCode"))
        assert (coded.get("codeSystemName") == "DCM") is (kind.value[0] in DCM)
    assert {known.value[0] for known in Event} <= DCM


def test_a_message_the_schema_does_not_allow_is_found() -> None:
    whole = message(event(Event.PROCEDURE, EventType.SIGN, Outcome.DONE, **FULL), "w")
    whole.find("EventIdentification").set("EventOutcomeIndicator", "5")  # type: ignore[union-attr]  # it is there
    whole.remove(whole.find("ActiveParticipant"))  # type: ignore[arg-type]  # it is there

    assert wrong_in(whole) == [
        "0 × ActiveParticipant in AuditMessage",
        "EventIdentification EventOutcomeIndicator='5'",
    ]


def test_the_file_is_xml_whatever_was_written() -> None:
    line = AuditLine(1, event(Event.PROCEDURE, EventType.SIGN, Outcome.DONE, **FULL), "")
    (read,) = fromstring(to_xml([line], "w"))

    assert wrong_in(read) == []
