"""The SQLite file of accounts, readings and the audit trail: opened durably, checked, migrated.

One file for all three, so that a step of a reading and its line in the trail are kept together or not at all. A
damaged file is never replaced by an empty one: that would open the workstation to everybody.
"""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from app.security.errors import SecurityError

BUSY_SECONDS = 5.0

MIGRATIONS = (
    """
    CREATE TABLE site (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
    CREATE TABLE account (
        uid TEXT PRIMARY KEY,
        login TEXT NOT NULL UNIQUE,
        plain TEXT NOT NULL
    ) STRICT;
    CREATE TABLE reading (
        uid TEXT PRIMARY KEY,
        study_uid TEXT NOT NULL,
        report_uid TEXT NOT NULL,
        plain TEXT NOT NULL
    ) STRICT;
    CREATE INDEX reading_of_study ON reading (study_uid);
    CREATE INDEX reading_of_report ON reading (report_uid);
    CREATE TABLE released (
        number INTEGER PRIMARY KEY,
        report_uid TEXT NOT NULL,
        words TEXT NOT NULL,
        by_uid TEXT NOT NULL,
        at TEXT NOT NULL
    ) STRICT;
    CREATE INDEX released_of_report ON released (report_uid);
    CREATE TABLE seen (
        study_uid TEXT NOT NULL,
        report_uid TEXT NOT NULL,
        account_uid TEXT NOT NULL,
        at TEXT NOT NULL,
        PRIMARY KEY (study_uid, report_uid, account_uid)
    ) STRICT;
    CREATE TABLE audit (
        sequence INTEGER PRIMARY KEY AUTOINCREMENT,
        previous_sha256 TEXT NOT NULL,
        sha256 TEXT NOT NULL UNIQUE,
        payload BLOB NOT NULL
    ) STRICT;
    CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit
        BEGIN SELECT RAISE(ABORT, 'the audit trail is only added to'); END;
    CREATE TRIGGER audit_is_not_deleted BEFORE DELETE ON audit
        BEGIN SELECT RAISE(ABORT, 'the audit trail is only added to'); END
    """,
    """
    CREATE TABLE review (
        uid TEXT PRIMARY KEY,
        study_uid TEXT NOT NULL,
        first_report TEXT NOT NULL,
        second_report TEXT NOT NULL,
        plain TEXT NOT NULL,
        UNIQUE (first_report, second_report)
    ) STRICT;
    CREATE INDEX review_of_study ON review (study_uid);
    CREATE TABLE outside_report (
        uid TEXT PRIMARY KEY,
        study_uid TEXT NOT NULL,
        plain TEXT NOT NULL
    ) STRICT;
    CREATE INDEX outside_report_of_study ON outside_report (study_uid)
    """,
)
"""What brings the file from each version, counted from 0, to the next. The version is SQLite's user_version."""

HEAD = "audit.head"
GUARDS = ("audit_is_not_changed", "audit_is_not_deleted")


class SecurityDatabase:
    """One connection, for the thread that opened it.

    Attributes
    ----------
    folder
        Where it lies; None where nothing can be kept and all of it is gone on closing.
    after_writing
        Called when something new is on the disk.
    """

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder
        self.after_writing: Callable[[], None] = _nothing
        self._closed = False
        try:
            self._connection = _opened(folder)
        except (OSError, sqlite3.Error) as error:
            raise SecurityError(
                "Accounts and audit trail cannot be opened",
                why=error.strerror or type(error).__name__ if isinstance(error, OSError) else str(error),
                remedy="Reports stay closed until the file security.sqlite3 is repaired or restored",
            ) from error

    def close(self) -> None:
        """Let go of the file. What was kept is on the disk already; who comes late opens it again."""
        self._closed = True
        self._connection.close()

    @property
    def _database(self) -> sqlite3.Connection:
        if self._closed:
            self._connection, self._closed = _opened(self.folder), False
        return self._connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Do all of it or nothing; afterwards it is on the disk. Within another such turn, part of that."""
        if _is_open(self._database):
            yield self._database
            return
        try:
            self._database.execute("BEGIN IMMEDIATE")
            yield self._database
            self._database.execute("COMMIT")
        except BaseException as error:
            if _is_open(self._database):
                self._database.execute("ROLLBACK")
            if isinstance(error, sqlite3.Error):
                raise _not_kept(error) from error
            raise
        self.after_writing()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Look without changing anything."""
        try:
            yield self._database
        except sqlite3.Error as error:
            raise SecurityError(
                "Accounts and audit trail cannot be read", why=str(error), remedy="Check the disk"
            ) from error


def _not_kept(error: sqlite3.Error) -> SecurityError:
    return SecurityError(
        "That was not done, as it could not be written down",
        why=str(error),
        remedy="Make room on the disk, or ask for permission to write there, and try again",
    )


def _opened(folder: Path | None) -> sqlite3.Connection:
    path = ":memory:" if folder is None else str(_made(folder))
    database = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
    try:
        version = int(database.execute("PRAGMA user_version").fetchone()[0])
        if version > len(MIGRATIONS):
            raise SecurityError(
                "Accounts and audit trail were not opened",
                why="they were last kept by a newer version of this program",
                remedy="Use the newer version; nothing was changed",
            )
        if database.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
            raise sqlite3.DatabaseError("the file is damaged")
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = FULL")
        for step in range(version, len(MIGRATIONS)):
            _migrate(database, step)
    except BaseException:
        database.close()
        raise
    return database


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / "security.sqlite3"
    if not path.exists() and (folder / HEAD).exists():
        raise sqlite3.DatabaseError("the file is missing, although it was here before")
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    return path


def _migrate(database: sqlite3.Connection, step: int) -> None:
    database.execute("BEGIN IMMEDIATE")
    for statement in MIGRATIONS[step].split(";\n"):
        database.execute(statement)
    database.execute(f"PRAGMA user_version = {step + 1}")
    database.execute("COMMIT")


def _is_open(database: sqlite3.Connection) -> bool:
    """Whether a transaction is under way."""
    return database.in_transaction


def _nothing() -> None:
    """Do nothing."""
