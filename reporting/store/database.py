"""An SQLite file: opened so that what is committed is on the disk, checked, brought to the newest schema.

Reports are kept in one, and so is the catalogue of the library (app.library.catalogue), each with steps of its own.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from alembic.command import upgrade
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from reporting.core.errors import ReportError
from reporting.store.durable_files import set_aside
from viewer.core.errors import ViewerError

BUSY_TIMEOUT_MS = 5_000
LARGE_BYTES = 128 << 20
"""Checking a file of this size takes about a third of a second."""


@dataclass(frozen=True, slots=True)
class Scheme:
    """What kind of database a file should be.

    Attributes
    ----------
    migrations
        The folder of Alembic's steps.
    tables
        Without one of these the file is damaged.
    newer
        Makes the refusal of a file that a newer program wrote.
    settings
        SQLite's PRAGMA assignments beyond those that make it durable.
    first
        Tables that are checked at every start where the file is too large to check all of it then.
    """

    migrations: Path
    tables: frozenset[str]
    newer: Callable[[], ViewerError]
    settings: tuple[str, ...] = ()
    first: tuple[str, ...] = ()


def _newer_error() -> ReportError:
    return ReportError(
        "The reports were not opened",
        why="they were last kept by a newer version of this program",
        remedy="Use the newer version; nothing was changed",
    )


REPORTS = Scheme(
    Path(__file__).parent / "migrations",
    frozenset({"alembic_version", "draft", "signed"}),
    _newer_error,
)


def open_database(path: Path, scheme: Scheme = REPORTS) -> tuple[Engine, Path | None]:
    """Return the database in its newest schema, and where a damaged one was set aside.

    Raises
    ------
    ViewerError
        The scheme's, where the file was written by a newer program; it is then not written to (SAFETY D11).
    """
    known = {script.revision for script in ScriptDirectory.from_config(_config(scheme)).walk_revisions()}
    damaged = None
    if path.exists() and not _is_sound(path, known, scheme):
        damaged = set_aside_database(path)
    engine = _engine(path, scheme)
    try:
        with writing(engine) as connection:
            _migrate(connection, scheme)
    except BaseException:
        engine.dispose()
        raise
    return engine, damaged


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Open a transaction that no other writer can come between; all of it is kept, or nothing."""
    with engine.connect().execution_options(begin="IMMEDIATE") as connection, connection.begin():
        yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Open a transaction that sees one state of the database."""
    with engine.connect().execution_options(begin="DEFERRED") as connection, connection.begin():
        yield connection


def is_intact(connection: Connection) -> bool:
    """Whether SQLite finds its own pages in order."""
    return connection.exec_driver_sql("PRAGMA quick_check(1)").scalar() == "ok"


def _is_sound(path: Path, known: set[str], scheme: Scheme) -> bool:
    """Whether a database can be read and is of a schema this program knows.

    Looks without writing. Where a crash left the index of the write-ahead log unfinished, only who may write can read:
    then the log's own recovery goes first, which changes nothing that was kept.
    """
    try:
        return _looks_sound(path, known, scheme, "ro")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF not in _PERHAPS_UNFINISHED:
            raise
        return _looks_sound(path, known, scheme, "rw")


def _looks_sound(path: Path, known: set[str], scheme: Scheme, mode: str) -> bool:
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode={mode}", uri=True)) as database:
            database.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
            tables = {
                name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            }
            if not tables:
                return True
            if "alembic_version" in tables and _versions(database) - known:
                raise scheme.newer()
            return tables >= scheme.tables and _passes_check(database, path, scheme)
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF in _NOT_DAMAGE:  # the low byte; the rest is detail
            raise
        return False
    except sqlite3.DatabaseError:
        return False


_PERHAPS_UNFINISHED = (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY)
_NOT_DAMAGE = (
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_READONLY,
)


def _passes_check(database: sqlite3.Connection, path: Path, scheme: Scheme) -> bool:
    """Whether SQLite finds its pages in order: all of them, or those of the first tables of a large file."""
    if not scheme.first or path.stat().st_size < LARGE_BYTES:
        return bool(database.execute("PRAGMA quick_check(1)").fetchone() == ("ok",))
    checks = (database.execute(f"PRAGMA quick_check({table})").fetchone() for table in scheme.first)
    return all(check == ("ok",) for check in checks)


def _versions(database: sqlite3.Connection) -> set[str]:
    return {str(version) for (version,) in database.execute("SELECT version_num FROM alembic_version")}


def set_aside_database(path: Path) -> Path:
    """Rename a database that nobody has open, and what belongs to it, so that nothing reads it and nothing is lost."""
    for companion in ("-wal", "-shm"):
        beside = path.with_name(path.name + companion)
        if beside.exists():
            set_aside(beside)
    return set_aside(path)


def _engine(path: Path, scheme: Scheme) -> Engine:
    # Parameters are hidden from errors and logs: they hold what reports say.
    engine = create_engine(f"sqlite:///{path.absolute()}", hide_parameters=True)
    event.listen(engine, "connect", partial(_configure, scheme))
    event.listen(engine, "begin", _begin)
    return engine


def _configure(scheme: Scheme, connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # transactions begin where we say, not where the driver guesses
    cursor = connection.cursor()
    for setting in (
        f"busy_timeout = {BUSY_TIMEOUT_MS}",
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        *scheme.settings,
    ):
        cursor.execute(f"PRAGMA {setting}")
    cursor.close()


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(f"BEGIN {connection.get_execution_options()['begin']}")


def _config(scheme: Scheme) -> Config:
    config = Config()
    config.set_main_option("script_location", str(scheme.migrations).replace("%", "%%"))
    return config


def _migrate(connection: Connection, scheme: Scheme) -> None:
    config = _config(scheme)
    config.attributes["connection"] = connection
    upgrade(config, "head")
