"""From draft to signed, and after: what may be signed, by whom, and which bytes that binds.

draft → preliminary → final; nothing leads back from final, later words are addenda. A signed record is the
canonical bytes of a report or of one addendum. They name the SHA-256 of the record signed before them in the
same store, so that no record can be changed, taken out or moved unnoticed.
"""

from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256

from reporting.core.encoding import (
    VERSION,
    from_bytes,
    moment_from_text,
    moment_to_text,
    reader_from_plain,
    reader_to_plain,
    report_from_plain,
    report_to_plain,
    to_bytes,
)
from reporting.core.errors import ReportError, signed_error
from reporting.core.readiness import reasons_not_to_sign, unreadable_reader
from reporting.core.report import Addendum, Reader, Report, Signature, State
from viewer.core.plain import EncodingError, fields_of, text, whole


def digest(written: bytes) -> str:
    """Return the SHA-256 of bytes, in hexadecimal."""
    return sha256(written).hexdigest()


def canonical_bytes(report: Report) -> bytes:
    """Return the bytes of a report that its signature binds: all of it but the digest itself and later addenda."""
    bare = None if report.signature is None else replace(report.signature, sha256="")
    return to_bytes(report_to_plain(replace(report, signature=bare, addenda=())))


def canonical_addendum_bytes(report: Report, addendum: Addendum) -> bytes:
    """Return the bytes of an addendum that its own signature binds: its words and the report they belong to."""
    signature = addendum.signature
    return to_bytes(
        {
            "version": VERSION,
            "report_uid": report.uid,
            "report_sha256": "" if report.signature is None else report.signature.sha256,
            "number": addendum.number,
            "text": addendum.text,
            "reader": reader_to_plain(signature.reader),
            "at": moment_to_text(signature.at),
            "previous_sha256": signature.previous_sha256,
        }
    )


def release(report: Report, now: datetime) -> Report:
    """Return the report as preliminary: it may be read by others and still be changed."""
    if report.is_signed:
        raise signed_error()
    return replace(report, state=State.PRELIMINARY, changed_at=now.astimezone(UTC))


def sign(report: Report, reader: Reader, now: datetime, previous_sha256: str) -> Report:
    """Return the report signed by a reader, final, with nothing in it that no line points at.

    Parameters
    ----------
    previous_sha256
        Of the record signed before in the same store, empty for the first.

    Raises
    ------
    ReportError
        With the first of ``reasons_not_to_sign``.
    """
    for reason in reasons_not_to_sign(report, reader):
        raise reason
    at = now.astimezone(UTC)
    final = replace(
        _only_what_is_linked(report),
        reader=reader,
        state=State.FINAL,
        changed_at=at,
        signature=Signature(reader, at, "", previous_sha256),
    )
    return report_from_record(canonical_bytes(final))


def add_addendum(report: Report, words: str, reader: Reader, now: datetime, previous_sha256: str) -> Report:
    """Return the signed report with words added: the next number, a signature of its own, nothing else changed."""
    if report.signature is None:
        raise ReportError(
            "No addendum was made",
            why="the report is not signed yet",
            remedy="Write into the report itself, or sign it first",
        )
    if not words.strip():
        raise ReportError("No addendum was made", why="it has no words", remedy="Write what is to be added")
    if not reader.name.strip():
        raise unreadable_reader("No addendum was made")
    signature = Signature(reader, now.astimezone(UTC), "", previous_sha256)
    unbound = Addendum(len(report.addenda) + 1, words, signature)
    _, addendum = addendum_from_record(canonical_addendum_bytes(report, unbound))
    return replace(report, addenda=(*report.addenda, addendum))


def report_from_record(written: bytes) -> Report:
    """Return the signed report that canonical bytes stand for, its digest taken from the bytes themselves."""
    report = report_from_plain(from_bytes(written))
    if report.signature is None or report.signature.sha256 or report.addenda or not report.is_signed:
        raise EncodingError("not the record of a signed report")
    return replace(report, signature=replace(report.signature, sha256=digest(written)))


def addendum_from_record(written: bytes) -> tuple[str, Addendum]:
    """Return the uid of the report an addendum belongs to, and the addendum, from canonical bytes."""
    fields = fields_of(
        from_bytes(written),
        "addendum",
        "version report_uid report_sha256 number text reader at previous_sha256",
    )
    if fields["version"] != VERSION:
        raise EncodingError("addendum.version is not one this program knows")
    signature = Signature(
        reader=reader_from_plain(fields["reader"]),
        at=moment_from_text(fields["at"], "addendum.at"),
        sha256=digest(written),
        previous_sha256=text(fields["previous_sha256"], "addendum.previous_sha256"),
    )
    addendum = Addendum(
        whole(fields["number"], "addendum.number"), text(fields["text"], "addendum.text"), signature
    )
    return text(fields["report_uid"], "addendum.report_uid"), addendum


def is_proven(report: Report) -> bool:
    """Whether the words of a signed report and of its addenda are those that were signed."""
    if report.signature is None or digest(canonical_bytes(report)) != report.signature.sha256:
        return False
    return all(
        addendum.number == place
        and digest(canonical_addendum_bytes(report, addendum)) == addendum.signature.sha256
        for place, addendum in enumerate(report.addenda, start=1)
    )


def _only_what_is_linked(report: Report) -> Report:
    lines = [line for section in report.sections for line in section.lines]
    measured = {uid for line in lines for uid in line.measurement_uids}
    shown = {line.key_image_uid for line in lines}
    measurements = tuple(known for known in report.measurements if known.uid in measured)
    key_images = tuple(known for known in report.key_images if known.uid in shown)
    frames = [known.place.frame for known in measurements] + [known.frame for known in key_images]
    instances = {frame.sop_instance_uid for frame in frames}
    evidence = tuple(known for known in report.evidence if known.sop_instance_uid in instances)
    return replace(report, measurements=measurements, key_images=key_images, evidence=evidence)
