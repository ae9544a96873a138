"""Which version of a report a document holds, and the UIDs that follow from that.

UIDs are derived, so that exporting a version twice gives the same object and another version never the same UID
(SAFETY H17). A signed report's are derived from what its readers know of it: its uid, the hash of the words signed
and the hashes of its addenda. So a second opinion can name the document of the report it answers without having it.
"""

from hashlib import sha256
from uuid import UUID

from pydicom.uid import UID

from reporting.core.report import Report
from reporting.core.signing import canonical_bytes, digest
from reporting.export.errors import ExportError
from viewer.core.plain import EncodingError

LAYOUT = "1"
"""Raised when documents are laid out otherwise, so that their UIDs change with their bytes."""


def derived_uid(*parts: str) -> UID:
    """Return the UID that always belongs to these words: 2.25 and 128 bits of their SHA-256. PS3.5 B.2."""
    digest = sha256("\x00".join(parts).encode()).digest()
    return UID(f"2.25.{UUID(bytes=digest[:16], version=5).int}")


def series_uid(kind: str, report_uid: str) -> UID:
    """Return the series in which all versions of a report's document of one kind lie."""
    return derived_uid("series", kind, report_uid)


def instance_uid(kind: str, report: Report, content_sha256: str) -> UID:
    """Return the UID of the document of this version; an unsigned one is known by the hash of all it says."""
    if report.signature is None:
        return derived_uid("instance", LAYOUT, kind, report.uid, "unsigned", content_sha256)
    hashes = tuple(addendum.signature.sha256 for addendum in report.addenda)
    return signed_uid(kind, report.uid, report.signature.sha256, hashes)


def signed_uid(kind: str, report_uid: str, words_sha256: str, addenda_sha256: tuple[str, ...] = ()) -> UID:
    """Return the UID of a signed report's document, known to whoever knows the hash of its words."""
    return derived_uid("instance", LAYOUT, kind, report_uid, words_sha256, *addenda_sha256)


def content_sha256(report: Report) -> str:
    """Return the hash of all that a report says, addenda left out.

    Raises
    ------
    ExportError
        Where it says what cannot be written, e.g. a number that is none.
    """
    try:
        return digest(canonical_bytes(report))
    except EncodingError as error:
        raise ExportError(
            "The report was not written",
            why=str(error),
            remedy="Correct or delete what it names, then try again",
        ) from error


def predecessor_uid(kind: str, report: Report) -> UID | None:
    """Return the UID of the document that an addendum replaced; None where there is none."""
    if report.signature is None or not report.addenda:
        return None
    hashes = tuple(addendum.signature.sha256 for addendum in report.addenda[:-1])
    return signed_uid(kind, report.uid, report.signature.sha256, hashes)


def tracking_uid(measurement_uid: str) -> UID:
    """Return the UID under which a measurement is tracked: that of its UUID where its uid is one."""
    try:
        return UID(f"2.25.{UUID(hex=measurement_uid).int}")
    except ValueError:
        return derived_uid("tracking", measurement_uid)
