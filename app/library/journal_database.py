"""The SQLite file of the annotation journal: opened durably, checked, migrated; set aside when it is damaged."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from viewer.core.errors import ViewerError

BUSY_SECONDS = 5.0

MIGRATIONS = (
    """
    CREATE TABLE saves (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        study_uid TEXT NOT NULL,
        saved_at TEXT NOT NULL,
        uids TEXT NOT NULL,
        sha256 TEXT NOT NULL
    ) STRICT;
    CREATE INDEX saves_of_study ON saves (study_uid, number);
    CREATE TABLE measurements (
        save INTEGER NOT NULL,
        study_uid TEXT NOT NULL,
        uid TEXT NOT NULL,
        sop_instance_uid TEXT NOT NULL,
        frame INTEGER NOT NULL,
        frame_of_reference_uid TEXT NOT NULL,
        plain TEXT NOT NULL,
        sha256 TEXT NOT NULL
    ) STRICT;
    CREATE INDEX measurements_by_uid ON measurements (study_uid, uid, save);
    CREATE INDEX measurements_by_frame ON measurements (sop_instance_uid, frame);
    """,
)
"""What brings the file from each version, counted from 0, to the next. The version is SQLite's user_version."""

TABLES = {
    "saves": ("number", "study_uid", "saved_at", "uids", "sha256"),
    "measurements": (
        "save", "study_uid", "uid", "sop_instance_uid", "frame", "frame_of_reference_uid", "plain",
        "sha256",
    ),
}  # fmt: skip


class JournalUnavailableError(ViewerError):
    """The file of measurements can be neither opened nor set aside."""

    def __init__(self, why: str) -> None:
        super().__init__(
            "Measurements cannot be kept",
            why=why,
            remedy="What is measured now is lost on closing; check the folder's permissions and disk, then restart",
        )


class NewerJournalError(ViewerError):
    """The file was written by a newer version of the program. It is never written to."""

    def __init__(self, version: int) -> None:
        super().__init__(
            "Saved measurements cannot be opened",
            why=f"they were saved by a newer version of the program (format {version}, known {len(MIGRATIONS)})",
            remedy="Use the newer version; this one has not touched them",
        )


class DamagedJournalError(ViewerError):
    """The file was damaged. It was set aside, and what could still be read was taken over."""

    def __init__(self, kept_as: str, taken_over: int) -> None:
        super().__init__(
            "The file of saved measurements was damaged",
            why=f"it did not pass its check; {taken_over} records could be taken over, the last ones may be missing",
            remedy=f"Compare measurements with your reports; the damaged file is kept as {kept_as}",
        )


class _DamagedError(Exception):
    """The file is no journal, or one with broken pages."""


def open_database(path: Path) -> tuple[sqlite3.Connection, DamagedJournalError | None]:
    """Return the file, ready for transactions, in the newest version; and what to tell if it was damaged.

    Raises
    ------
    NewerJournalError, JournalUnavailableError
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            return _opened(path), None
        except _DamagedError:
            return _start_again(path)
    except (OSError, sqlite3.Error) as error:
        raise JournalUnavailableError(_reason(error)) from error


def open_for_looking(path: Path) -> sqlite3.Connection:
    """Return the file as it is, or an empty one in its place, never to be written to (SAFETY D5).

    A file whose write-ahead log is still there is not looked at: what it says without the log may be old.
    """
    with suppress(OSError, sqlite3.Error, _DamagedError, NewerJournalError):
        log = _log_of(path)
        if path.exists() and not (log.exists() and log.stat().st_size):
            database = sqlite3.connect(
                f"{path.absolute().as_uri()}?immutable=1", uri=True, isolation_level=None
            )
            try:
                _check(database)
                if _version(database) == len(MIGRATIONS):
                    database.text_factory = _text
                    return database
            except BaseException:
                database.close()
                raise
            database.close()
    empty = _connected(Path(":memory:"))
    _migrate(empty)
    empty.execute("PRAGMA query_only = ON")
    return empty


@contextmanager
def transaction(database: sqlite3.Connection) -> Iterator[None]:
    """Do all of it or nothing; afterwards it is on the disk."""
    database.execute("BEGIN IMMEDIATE")
    try:
        yield
        database.execute("COMMIT")
    except BaseException:
        if database.in_transaction:
            database.execute("ROLLBACK")
        raise


def _opened(path: Path) -> sqlite3.Connection:
    log = _log_of(path)
    if not path.exists() and not log.exists():
        _create(path)
    if not path.exists() or path.stat().st_size == 0:
        raise _DamagedError
    database = _connected(path)
    try:
        _check(database)
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = FULL")
        _migrate(database)
    except BaseException as error:
        database.close()
        if isinstance(error, sqlite3.DatabaseError) and not isinstance(error, sqlite3.OperationalError):
            raise _DamagedError from error
        raise
    return database


def _create(path: Path) -> None:
    """Make a new file beside its place and move it there when it is whole: one that is empty was emptied later."""
    new = path.with_name(f"{path.name}.new")
    for remains in (new, new.with_name(f"{new.name}-journal")):
        remains.unlink(missing_ok=True)
    with closing(_connected(new)) as database:
        database.execute("PRAGMA synchronous = FULL")
        _migrate(database)
    new.replace(path)
    if hasattr(os, "O_DIRECTORY"):  # where folders can be synchronised
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _connected(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
    database.text_factory = _text
    return database


def _check(database: sqlite3.Connection) -> None:
    """Raise unless the file is new, or a sound journal of a known version. Writes nothing (SAFETY D6, D11)."""
    version = _version(database)
    if version > len(MIGRATIONS):
        raise NewerJournalError(version)
    tables = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    is_new = version == 0 and not tables
    if not is_new and (version == 0 or not tables >= TABLES.keys()):
        raise _DamagedError
    if database.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
        raise _DamagedError


def _migrate(database: sqlite3.Connection) -> None:
    for version in range(_version(database), len(MIGRATIONS)):
        with transaction(database):
            for statement in MIGRATIONS[version].split(";"):
                database.execute(statement)
            database.execute(f"PRAGMA user_version = {version + 1}")


def _version(database: sqlite3.Connection) -> int:
    (version,) = database.execute("PRAGMA user_version").fetchone()
    return int(version)


def _start_again(path: Path) -> tuple[sqlite3.Connection, DamagedJournalError]:
    """Set a damaged file aside and begin a new one with what can still be read of it."""
    bad = _set_aside(path)
    database = _opened(path)
    taken_over = 0
    # SQLite changes what it opens: the damaged file stays as it is, and a copy is read.
    with TemporaryDirectory(dir=path.parent) as folder, transaction(database):
        copy = Path(folder) / "damaged.sqlite"
        for original, copied in ((bad, copy), (_log_of(bad), _log_of(copy))):
            if original.exists():
                shutil.copyfile(original, copied)
        with closing(_connected(copy)) as damaged:
            for table, columns in TABLES.items():
                taken_over += _take_over(damaged, database, table, columns)
    return database, DamagedJournalError(bad.name, taken_over)


def _take_over(
    damaged: sqlite3.Connection, database: sqlite3.Connection, table: str, columns: tuple[str, ...]
) -> int:
    """Copy the rows of a table that can be read, one by one; return how many."""
    marks = ", ".join("?" * len(columns))
    taken_over = 0
    for row in _readable_rows(damaged, table, columns):
        with suppress(sqlite3.IntegrityError):  # a row broken so that the table refuses it
            database.execute(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", row)
            taken_over += 1
    return taken_over


def _set_aside(path: Path) -> Path:
    """Rename a file and its write-ahead log, so that they still belong together, to a name not taken yet."""
    bad = path.with_name(f"{path.name}.bad")
    number = 1
    while bad.exists() or _log_of(bad).exists():
        number += 1
        bad = path.with_name(f"{path.name}.{number}.bad")
    if path.exists():
        path.rename(bad)
    if _log_of(path).exists():
        _log_of(path).rename(_log_of(bad))
    path.with_name(f"{path.name}-shm").unlink(missing_ok=True)
    return bad


def _readable_rows(
    damaged: sqlite3.Connection, table: str, columns: tuple[str, ...]
) -> Iterator[tuple[object, ...]]:
    """Go through the rows of a damaged table one by one, passing over those on broken pages."""
    last = None
    with suppress(sqlite3.DatabaseError):
        (last,) = damaged.execute(f"SELECT max(rowid) FROM {table}").fetchone()
    for rowid in range(1, (last or 0) + 1):
        with suppress(sqlite3.DatabaseError):
            yield from damaged.execute(
                f"SELECT {', '.join(columns)} FROM {table} WHERE rowid = ?", (rowid,)
            ).fetchall()


def _log_of(path: Path) -> Path:
    """Return SQLite's write-ahead log of a file."""
    return path.with_name(f"{path.name}-wal")


def _text(stored: bytes) -> str:
    """Return text even where it is damaged: its checksum, not a decoding error, tells."""
    return stored.decode(errors="replace")


def _reason(error: OSError | sqlite3.Error) -> str:
    """Return why, without the path: folders may carry names."""
    if isinstance(error, sqlite3.Error):
        return str(error)
    return error.strerror or type(error).__name__
