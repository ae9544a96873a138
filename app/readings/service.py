"""Accounts, audit trail and readings of one home, opened together: for the window and for headless commands."""

from dataclasses import dataclass
from pathlib import Path

from app.readings.book import ReadingBook
from app.readings.room import ReadingRoom
from app.security.accounts import AccountBook
from app.security.audit_trail import AuditTrail
from app.security.gate import Gate
from app.security.security_database import SecurityDatabase
from app.settings import why_nothing_is_kept

FOLDER = "security"


@dataclass(frozen=True, slots=True)
class Service:
    """What everybody who reads, signs or organises goes through."""

    database: SecurityDatabase
    accounts: AccountBook
    trail: AuditTrail
    gate: Gate
    room: ReadingRoom

    def close(self) -> None:
        """Let go of the database."""
        self.database.close()


def open_service(home: Path) -> Service:
    """Return the service of a home; where nothing can be kept, one that forgets on closing.

    Raises
    ------
    SecurityError
        Where there are accounts and they cannot be read: nobody gets in then, rather than everybody.
    """
    folder = home / FOLDER
    kept = folder.exists() or not why_nothing_is_kept(home)
    return _joined(SecurityDatabase(folder if kept else None))


def hidden_studies(home: Path) -> frozenset[str]:
    """Return the studies that somebody is still to read blinded, for commands that do not say who asks."""
    if not (home / FOLDER).exists():
        return frozenset()
    service = open_service(home)
    try:
        return service.room.hidden_studies()
    finally:
        service.close()


def closed_service() -> Service:
    """Return a service that lets nobody in, for where the real one cannot be opened."""
    database = SecurityDatabase(None)
    with database.writing() as connection:
        connection.execute("INSERT INTO site (name, value) VALUES ('accounts', 'on')")
    return _joined(database)


def _joined(database: SecurityDatabase) -> Service:
    accounts, trail = AccountBook(database), AuditTrail(database)
    gate = Gate(accounts, trail)
    return Service(database, accounts, trail, gate, ReadingRoom(ReadingBook(database), gate))
