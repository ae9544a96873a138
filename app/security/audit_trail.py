"""The audit trail: only added to, each line naming the digest of the one before, so that no change goes unnoticed.

Beside the database a head names the last line, with a code made by a key (HMAC-SHA-256). The key lies in the system's
keyring where there is one, else in a file: whoever may write all of these files can then forge the trail as a whole.
"""

import hmac
import json
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from app.security.audit_events import AuditEvent, event_from_bytes
from app.security.credentials import has_keyring, keep_secret, kept_secret, new_secret
from app.security.security_database import GUARDS, HEAD, SecurityDatabase
from reporting.store.durable_files import write_durably

KEY = "audit.key"


@dataclass(frozen=True, slots=True)
class AuditLine:
    """An event at its place in the trail, from 1."""

    sequence: int
    event: AuditEvent
    sha256: str


class AuditTrail:
    """Adds, reads and verifies."""

    def __init__(
        self,
        database: SecurityDatabase,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._database, self._now = database, now
        self._key = _key_for(database.folder)
        self._headed = -1
        database.after_writing = self.keep_head

    def now(self) -> datetime:
        """Return the moment that events are given (UTC)."""
        return self._now()

    def add(self, event: AuditEvent) -> None:
        """Return when the event is on the disk, with whatever transaction it is part of."""
        payload = event.to_bytes()
        with self._database.writing() as connection:
            sequence, previous = _last(connection)
            digest = _digest(sequence + 1, previous, payload)
            connection.execute(
                "INSERT INTO audit (sequence, previous_sha256, sha256, payload) VALUES (?, ?, ?, ?)",
                (sequence + 1, previous, digest, payload),
            )

    def keep_head(self) -> None:
        """Write down, outside the database, how far the trail has come."""
        if self._database.folder is None:
            return
        with self._database.reading() as connection:
            sequence, digest = _last(connection)
        if sequence == self._headed:
            return
        head = {"sequence": sequence, "sha256": digest, "code": self._code(sequence, digest)}
        write_durably(self._database.folder / HEAD, json.dumps(head).encode())
        self._headed = sequence

    def lines(self, *, last: int | None = None) -> Iterator[AuditLine]:
        """Yield the lines of the trail, the newest first; so many at most."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT sequence, payload, sha256 FROM audit ORDER BY sequence DESC LIMIT ?",
                (-1 if last is None else last,),
            ).fetchall()
        for sequence, payload, digest in rows:
            yield AuditLine(sequence, event_from_bytes(payload), digest)

    def verify(self) -> tuple[str, ...]:
        """Return everything that was changed, taken out, moved or cut off; empty if nothing was."""
        problems: list[str] = []
        previous, expected = "", 1
        head = self._head(problems)
        with self._database.reading() as connection:
            for sequence, before, digest, payload in connection.execute(
                "SELECT sequence, previous_sha256, sha256, payload FROM audit ORDER BY sequence"
            ):
                if sequence != expected:
                    problems.append(f"Lines {expected} to {sequence - 1} of the audit trail are missing")
                if before != previous:
                    problems.append(f"Line {sequence} does not follow the line before it")
                if _digest(sequence, before, payload) != digest:
                    problems.append(f"Line {sequence} is not as it was written")
                if head is not None and head[0] == sequence and head[1] != digest:
                    problems.append(f"Line {sequence} is not the one the head names")
                previous, expected = digest, sequence + 1
            remembered = _remembered(connection)
            guards = {
                name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type='trigger'")
            }
        ends = max(remembered, head[0] if head else 0)
        if expected <= ends:
            problems.append(f"Lines {expected} to {ends} of the audit trail are missing")
        problems += [f"The guard {name} was removed" for name in GUARDS if name not in guards]
        return tuple(problems)

    def _head(self, problems: list[str]) -> tuple[int, str] | None:
        folder = self._database.folder
        if folder is None:
            return None
        try:
            head = json.loads((folder / HEAD).read_bytes())
            sequence, digest, code = int(head["sequence"]), str(head["sha256"]), str(head["code"])
        except (OSError, ValueError, KeyError, TypeError):
            problems.append("The head of the audit trail is missing or cannot be read")
            return None
        if not hmac.compare_digest(code, self._code(sequence, digest)):
            problems.append("The head of the audit trail is not the one this program wrote")
        return sequence, digest

    def _code(self, sequence: int, digest: str) -> str:
        return hmac.new(self._key, f"{sequence} {digest}".encode(), sha256).hexdigest()


def _digest(sequence: int, previous: str, payload: bytes) -> str:
    return sha256(f"{sequence}\n{previous}\n".encode() + payload).hexdigest()


def _last(connection: sqlite3.Connection) -> tuple[int, str]:
    row = connection.execute("SELECT sequence, sha256 FROM audit ORDER BY sequence DESC LIMIT 1").fetchone()
    return (_remembered(connection), "") if row is None else (max(row[0], _remembered(connection)), row[1])


def _remembered(connection: sqlite3.Connection) -> int:
    """Return the highest number ever given to a line, which SQLite remembers even if the line is gone."""
    row = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'audit'").fetchone()
    return 0 if row is None else int(row[0])


def _key_for(folder: Path | None) -> bytes:
    if folder is None:
        return new_secret().encode()
    path = folder / KEY
    if path.exists():
        return path.read_bytes()
    name = f"audit {sha256(str(folder.absolute()).encode()).hexdigest()[:16]}"
    if has_keyring():
        secret = kept_secret(name)
        if not secret:
            secret = new_secret()
            keep_secret(name, secret)
        return secret.encode()
    secret = new_secret()
    write_durably(path, secret.encode())
    return secret.encode()
