"""Reports from outside, kept as they were received: bytes unaltered, under their SHA-256, read by whom may see them."""

import json
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

from app.readings.room import ReadingRoom
from app.security.audit_events import Event, EventType
from app.security.security_database import SecurityDatabase
from reporting.core.errors import ReportError
from reporting.core.outside import OutsideKind, OutsideReport, outside_from_plain, outside_to_plain
from reporting.core.readings.reading import Member
from reporting.core.readings.staff import Right
from reporting.core.report import OUTSIDE
from reporting.store.durable_files import write_durably

LARGEST_BYTES = 512 << 20
ENDINGS = {
    OutsideKind.PDF: ".pdf",
    OutsideKind.REPORT: ".dcm",
    OutsideKind.TEXT: ".txt",
    OutsideKind.PHOTOGRAPH: ".picture",
    OutsideKind.ENCAPSULATED: ".dcm",
}
_PHOTOGRAPHS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"II*\0", b"MM\0*", b"BM")
_REPORTS = b"1.2.840.10008.5.1.4.1.1.88."
_LOOK = 8192


class OutsideReports:
    """The reports from outside of one home, for whoever is there. Nobody who reads blinded sees them."""

    def __init__(self, folder: Path, database: SecurityDatabase, room: ReadingRoom) -> None:
        self._folder, self._database, self._room = folder, database, room
        self._gate = room.gate

    def attach(
        self,
        study_uid: str,
        path: Path,
        *,
        patient_id: str = "",
        author: str = "",
        written_at: datetime | None = None,
    ) -> OutsideReport:
        """Keep a file as it is, with the study it came with.

        Raises
        ------
        ReportError
            Where it is no report that can be shown; nothing is then kept.
        """
        person = self._gate.require(Right.WRITE)
        self._refuse_blinded(study_uid)
        if path.stat().st_size > LARGEST_BYTES:
            raise _refused("it is larger than 512 MiB", "Attach the report alone")
        content = path.read_bytes()
        kind = kind_of(content)
        if kind is None:
            raise _refused(
                "it is neither PDF, text, picture nor DICOM document", "Print it as PDF, or photograph it"
            )
        now = self._room.now().astimezone(UTC)
        digest = sha256(content).hexdigest()
        made = OutsideReport(
            f"{OUTSIDE}{uuid4().hex}", study_uid, kind, digest, len(content), path.name, author.strip(),
            written_at or now, Member.of(person), now,
        )  # fmt: skip
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        kept = self._file(made)
        if not kept.exists() or sha256(kept.read_bytes()).hexdigest() != digest:
            write_durably(kept, content)
        with self._database.writing() as connection:
            connection.execute(
                "INSERT INTO outside_report (uid, study_uid, plain) VALUES (?, ?, ?)",
                (made.uid, study_uid, json.dumps(outside_to_plain(made), ensure_ascii=False)),
            )
            self._gate.note(
                Event.PROCEDURE,
                EventType.ATTACHED,
                "C",
                study_uid=study_uid,
                patient_id=patient_id,
                report_uid=made.uid,
                detail=f"{kind.value}, SHA-256 {digest}",
            )
        return made

    def of_study(self, study_uid: str) -> tuple[OutsideReport, ...]:
        """Return the reports from outside of a study, in the order they were attached."""
        self._gate.require(Right.READ)
        if self._room.hides(study_uid):
            return ()
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT plain FROM outside_report WHERE study_uid = ? ORDER BY rowid", (study_uid,)
            ).fetchall()
        return tuple(outside_from_plain(json.loads(plain)) for (plain,) in rows)

    def original(self, known: OutsideReport) -> Path:
        """Return the file as it was received, proven to be that; whoever looks at it is blind no more.

        Raises
        ------
        ReportError
            Where it is missing or was altered.
        """
        self._gate.require(Right.READ)
        self._refuse_blinded(known.study_uid)
        path = self._file(known)
        if not path.exists() or sha256(path.read_bytes()).hexdigest() != known.sha256:
            raise _refused("it is missing, or not as it was received", "Attach it again")
        self._room.note_drawings_seen(known.study_uid)
        return path

    def _refuse_blinded(self, study_uid: str) -> None:
        if self._room.hides(study_uid):
            raise _refused("you read this study blinded", "Sign your reading first, or unblind it knowingly")

    def _file(self, known: OutsideReport) -> Path:
        return self._folder / f"{known.sha256}{ENDINGS[known.kind]}"


def kind_of(content: bytes) -> OutsideKind | None:
    """Return what a file is, by its first bytes; None for what cannot be shown."""
    start = content[:_LOOK]
    if start[128:132] == b"DICM":
        return OutsideKind.REPORT if _REPORTS in start else OutsideKind.ENCAPSULATED
    if start.startswith(b"%PDF-"):
        return OutsideKind.PDF
    if start.startswith(_PHOTOGRAPHS):
        return OutsideKind.PHOTOGRAPH
    wide = start[:2] in (b"\xff\xfe", b"\xfe\xff")
    return OutsideKind.TEXT if start.strip() and (wide or b"\0" not in start) else None


def _refused(why: str, remedy: str) -> ReportError:
    return ReportError("The outside report was not taken", why=why, remedy=remedy)
