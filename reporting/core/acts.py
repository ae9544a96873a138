"""What is signed about a report besides its words: what it rests on, who countersigned, that it was withdrawn.

An act is a record of its own in the chain of signed records; it names the digest of the report it is about and
changes nothing in it.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from hashlib import sha256

from reporting.core.encoding import (
    from_bytes,
    moment_from_text,
    moment_to_text,
    reader_from_plain,
    reader_to_plain,
    to_bytes,
)
from reporting.core.report import Reader, Report, Signature
from viewer.core.plain import EncodingError, Plain, fields_of, member, text

VERSION = 1


class ActKind(Enum):
    """What is said about a report."""

    ATTESTATION = "attestation"
    """What was displayed, how complete the study was, how the display was checked, how the signer was known."""
    COUNTERSIGNATURE = "countersignature"
    COSIGNATURE = "cosignature"
    RECALL = "recall"
    RETRACTION = "retraction"


WITHDRAWING = frozenset({ActKind.RECALL, ActKind.RETRACTION})


@dataclass(frozen=True, slots=True)
class Act:
    """One act.

    Attributes
    ----------
    content
        What is said, as plain values.
    """

    kind: ActKind
    report_uid: str
    report_sha256: str
    signature: Signature
    content: Plain


def act_on(
    report: Report, kind: ActKind, content: Plain, reader: Reader, now: datetime, previous_sha256: str
) -> Act:
    """Return an act on a signed report, bound by its own digest."""
    digest = "" if report.signature is None else report.signature.sha256
    bare = Act(kind, report.uid, digest, Signature(reader, now.astimezone(UTC), "", previous_sha256), content)
    return act_from_record(canonical_act_bytes(bare))


def canonical_act_bytes(act: Act) -> bytes:
    """Return the bytes of an act that its own signature binds."""
    return to_bytes(
        {
            "version": VERSION,
            "act": act.kind.name,
            "report_uid": act.report_uid,
            "report_sha256": act.report_sha256,
            "content": act.content,
            "reader": reader_to_plain(act.signature.reader),
            "at": moment_to_text(act.signature.at),
            "previous_sha256": act.signature.previous_sha256,
        }
    )


def act_from_record(written: bytes) -> Act:
    """Return the act that canonical bytes stand for, its digest taken from the bytes themselves."""
    fields = fields_of(
        from_bytes(written), "act", "version act report_uid report_sha256 content reader at previous_sha256"
    )
    if fields["version"] != VERSION:
        raise EncodingError("act.version is not one this program knows")
    content = fields["content"]
    if not isinstance(content, dict):
        raise EncodingError("act.content is not a dictionary")
    return Act(
        kind=member(fields["act"], "act.kind", ActKind),
        report_uid=text(fields["report_uid"], "act.report_uid"),
        report_sha256=text(fields["report_sha256"], "act.report_sha256"),
        signature=Signature(
            reader_from_plain(fields["reader"]),
            moment_from_text(fields["at"], "act.at"),
            sha256(written).hexdigest(),
            text(fields["previous_sha256"], "act.previous_sha256"),
        ),
        content=content,
    )
