"""A report from outside that came with a study: its original, and the answer to each of its findings."""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from reporting.core.encoding import moment_from_text, moment_to_text
from reporting.core.readings.encoding import member_from_plain, member_to_plain
from reporting.core.readings.reading import Member
from reporting.core.report import Agreement, Line, Reader, Response
from viewer.core.plain import EncodingError, Plain, fields_of, member, text, whole

MOST_SENTENCES = 200


class OutsideKind(Enum):
    """What was received."""

    PDF = "PDF document"
    REPORT = "DICOM structured report"
    TEXT = "text"
    PHOTOGRAPH = "photograph"
    ENCAPSULATED = "document in a DICOM object"


@dataclass(frozen=True, slots=True)
class OutsideReport:
    """One report from outside.

    Attributes
    ----------
    sha256, size_bytes
        Of the file as it was received; it is never written again.
    name
        Of the file as it was received.
    author, written_at
        As whoever attached it said; empty and the moment of attaching where nobody did.
    """

    uid: str
    study_uid: str
    kind: OutsideKind
    sha256: str
    size_bytes: int
    name: str
    author: str
    written_at: datetime
    attached_by: Member
    attached_at: datetime

    @property
    def title(self) -> str:
        """What it is called in lists."""
        author = self.author or "author not named"
        kind = self.kind.value[:1].upper() + self.kind.value[1:]
        return f"{kind}, {author}, {self.written_at:%Y-%m-%d}"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a second opinion says of one finding of a report from outside."""

    finding: str
    agreement: Agreement
    comment: str = ""


def sentences(words: str) -> tuple[str, ...]:
    """Return the sentences of a report, to be answered one by one: without headings, numbers of pages and the like."""
    joined = re.sub(r"(?<![.:;!?])\s*\n(?=\s*[a-zäöüß(])", " ", words)
    parts = re.split(r"(?<=[.!?])\s+|\n+", joined)
    cleaned = (" ".join(part.split()) for part in parts)
    return tuple(part for part in cleaned if len(part.split()) >= 3 and not part.endswith(":"))[
        :MOST_SENTENCES
    ]


def overall(answers: tuple[Answer, ...]) -> Agreement | None:
    """Return what the answers say together, None where there is none."""
    given = {answer.agreement for answer in answers}
    if not given:
        return None
    return given.pop() if len(given) == 1 else Agreement.PARTLY


def response_to(outside: OutsideReport, answers: tuple[Answer, ...]) -> Response:
    """Return what a second opinion answers to: exactly these bytes from outside, and how far it agrees."""
    agreement = overall(answers)
    agreed = sum(answer.agreement is Agreement.AGREE for answer in answers)
    reason = f"{agreed} of {len(answers)} findings are agreed with" if answers else ""
    return Response(
        report_uid=outside.uid,
        sha256=outside.sha256,
        reader=Reader(outside.author),
        signed_at=outside.written_at,
        agreement=agreement,
        reason="" if agreement is Agreement.AGREE else reason,
    )


def letter(outside: OutsideReport, answers: tuple[Answer, ...]) -> tuple[Line, ...]:
    """Return the lines of the answer: which document, and each finding with what is said of it."""
    head = f"Answer to the outside report ({outside.kind.value}, {outside.author or 'author not named'})"
    lines = [Line(f"{head}, SHA-256 {outside.sha256[:16]}…")]
    for number, answer in enumerate(answers, start=1):
        comment = f" {answer.comment.strip()}" if answer.comment.strip() else ""
        lines.append(Line(f"{number}. “{answer.finding}” – {answer.agreement.value}.{comment}"))
    return tuple(lines)


def outside_to_plain(known: OutsideReport) -> Plain:
    """Return a report from outside as a plain dictionary."""
    return {
        "uid": known.uid,
        "study_uid": known.study_uid,
        "kind": known.kind.name,
        "sha256": known.sha256,
        "size_bytes": known.size_bytes,
        "name": known.name,
        "author": known.author,
        "written_at": moment_to_text(known.written_at),
        "attached_by": member_to_plain(known.attached_by),
        "attached_at": moment_to_text(known.attached_at),
    }


def outside_from_plain(plain: object) -> OutsideReport:
    """Return the report from outside that a dictionary stands for."""
    fields = fields_of(
        plain,
        "outside",
        "uid study_uid kind sha256 size_bytes name author written_at attached_by attached_at",
    )
    by = member_from_plain(fields["attached_by"])
    if by is None:
        raise EncodingError("outside.attached_by is nobody")
    return OutsideReport(
        text(fields["uid"], "outside.uid"),
        text(fields["study_uid"], "outside.study_uid"),
        member(fields["kind"], "outside.kind", OutsideKind),
        text(fields["sha256"], "outside.sha256"),
        whole(fields["size_bytes"], "outside.size_bytes"),
        text(fields["name"], "outside.name"),
        text(fields["author"], "outside.author"),
        moment_from_text(fields["written_at"], "outside.written_at"),
        by,
        moment_from_text(fields["attached_at"], "outside.attached_at"),
    )
