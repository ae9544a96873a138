"""What the audit trail says, in the vocabulary of PS3.15 A.5: events, participants, objects."""

import json
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from viewer.core.plain import fields_of, text, whole


class Event(Enum):
    """What kind of event it is: code and meaning of PS3.16 CID 400, scheme DCM."""

    APPLICATION = ("110100", "Application Activity")
    AUDIT_USED = ("110101", "Audit Log Used")
    ACCESSED = ("110103", "DICOM Instances Accessed")
    DELETED = ("110105", "DICOM Study Deleted")
    EXPORT = ("110106", "Export")
    IMPORT = ("110107", "Import")
    QUERY = ("110112", "Query")
    ALERT = ("110113", "Security Alert")
    AUTHENTICATION = ("110114", "User Authentication")
    PROCEDURE = ("110111", "Procedure Record")


class EventType(Enum):
    """What exactly it was: code and meaning of PS3.16 CID 401, scheme DCM, else our own, scheme 99OVERREAD."""

    START = ("110120", "Application Start")
    STOP = ("110121", "Application Stop")
    LOGIN = ("110122", "Login")
    LOGOUT = ("110123", "Logout")
    ROLES_CHANGED = ("110136", "Security Roles Changed")
    ATTRIBUTES_CHANGED = ("110137", "User security Attributes Changed")
    OVERRIDE = ("110127", "Emergency Override Started")
    LOCK = ("OVR-LOCK", "Workstation locked")
    ASSIGN = ("OVR-ASSIGN", "Reading assigned")
    BEGIN = ("OVR-BEGIN", "Reading begun")
    TAKE_OVER = ("OVR-TAKEOVER", "Reading taken over")
    LEAVE = ("OVR-LEAVE", "Reading left")
    RELEASE = ("OVR-RELEASE", "Report released as preliminary")
    SIGN = ("OVR-SIGN", "Report signed")
    COUNTERSIGN = ("OVR-COUNTERSIGN", "Report countersigned")
    COSIGN = ("OVR-COSIGN", "Report co-signed")
    ADD = ("OVR-ADDENDUM", "Addendum signed")
    RECALL = ("OVR-RECALL", "Report recalled")
    RETRACT = ("OVR-RETRACT", "Report retracted")
    UNBLIND = ("OVR-UNBLIND", "Blinded reading unblinded")
    READ = ("OVR-READ", "Report read")
    RECONCILED = ("OVR-RECONCILED", "Reading brought in step with its report after an interruption")
    VERIFIED = ("OVR-VERIFY", "Signed reports verified")
    COMPARED = ("OVR-COMPARE", "Readings compared")
    DISCUSSED = ("OVR-DISCUSS", "Discrepancy discussed")
    SCORED = ("OVR-SCORE", "Reading scored")
    DECIDED = ("OVR-DECIDE", "Arbitration decided")
    STATISTICS = ("OVR-STATISTICS", "Statistics of readings looked at")
    ATTACHED = ("OVR-ATTACH", "Outside report attached")
    NOTED = ("OVR-NOTE", "Study noted")
    RELATED = ("OVR-RELATE", "Patients merged or split")
    LOOKED_AFTER = ("OVR-LIBRARY", "Library looked after")
    BACKED_UP = ("OVR-BACKUP", "Everything that is kept backed up")
    RESTORED = ("OVR-RESTORE", "Backup restored")


class Outcome(Enum):
    """How it went: EventOutcomeIndicator."""

    DONE = 0
    REFUSED = 4
    FAILED = 8


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """One line of the trail.

    Attributes
    ----------
    action
        EventActionCode: C create, R read, U update, D delete, E execute.
    user_uid, user_name, role
        The active participant; ``user_uid`` is empty for the one implicit reader.
    detail
        What the codes do not say: a reason, why it was refused. Never words of a report.
    """

    event: Event
    type: EventType | None
    action: str
    at: datetime
    outcome: Outcome = Outcome.DONE
    user_uid: str = ""
    user_name: str = ""
    role: str = ""
    study_uid: str = ""
    patient_id: str = ""
    report_uid: str = ""
    detail: str = ""

    def to_bytes(self) -> bytes:
        """Return the bytes that the chain binds."""
        plain = {
            "event": self.event.name,
            "type": "" if self.type is None else self.type.name,
            "action": self.action,
            "at": self.at.isoformat(),
            "outcome": self.outcome.value,
            **{name: getattr(self, name) for name in _WORDS.split()},
        }
        return json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode(
            errors="replace"
        )


_WORDS = "user_uid user_name role study_uid patient_id report_uid detail"


def event_from_bytes(written: bytes) -> AuditEvent:
    """Return the event that bytes stand for."""
    fields = fields_of(json.loads(written), "event", f"event type action at outcome {_WORDS}")
    kind = text(fields["type"], "type")
    return AuditEvent(
        event=Event[text(fields["event"], "event")],
        type=EventType[kind] if kind else None,
        action=text(fields["action"], "action"),
        at=datetime.fromisoformat(text(fields["at"], "at")),
        outcome=Outcome(whole(fields["outcome"], "outcome")),
        **{name: text(fields[name], name) for name in _WORDS.split()},
    )
