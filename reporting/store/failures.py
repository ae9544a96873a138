"""What the disk and the database refuse, in words meant for the reader."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from reporting.core.errors import ReportError
from viewer.core.plain import EncodingError


@contextmanager
def told_clearly(what: str, *, saving: bool = False) -> Iterator[None]:
    """Turn failures of disk, database and encoding into a ReportError that begins with ``what``.

    With ``saving``, the remedy begins with where the words are: still with whoever asked.
    """
    kept = "The words are still in the editor; " if saving else ""
    try:
        yield
    except OSError as error:
        raise _told(what, _of_disk(error.errno), kept) from error
    except (SQLAlchemyError, sqlite3.Error) as error:
        raise _told(what, _of_database(error), kept) from error
    except EncodingError as error:
        remedy = (
            "take out the measurement named" if saving else "verify the reports; their files are kept apart"
        )
        raise _told(what, (str(error), remedy), kept) from error


def _told(what: str, reason: tuple[str, str], kept: str) -> ReportError:
    why, remedy = reason
    remedy = kept + remedy
    return ReportError(what, why=why, remedy=remedy[0].upper() + remedy[1:])


_FULL = ("the disk is full", "free some space and try again")
_NOT_ALLOWED = (
    "the program may not write in the folder of the reports",
    "ask for permission to write there, or choose another folder in the settings",
)
_IN_USE = ("another program is using the report database", "close the other program and try again")


def _of_disk(number: int | None) -> tuple[str, str]:
    """Return why and remedy for what the operating system answers."""
    if number in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return _FULL
    if number in (errno.EACCES, errno.EPERM, errno.EROFS):
        return _NOT_ALLOWED
    name = errno.errorcode.get(number or 0, "unknown")
    return f"the disk refused it ({name})", "check the disk and try again"


def _of_database(error: Exception) -> tuple[str, str]:
    """Return why and remedy for what SQLite answers."""
    origin = error.orig if isinstance(error, DBAPIError) else error
    code = getattr(origin, "sqlite_errorcode", 0) & 0xFF  # the low byte; the rest is detail
    if code == sqlite3.SQLITE_FULL:
        return _FULL
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_CANTOPEN):
        return _NOT_ALLOWED
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return _IN_USE
    name = getattr(origin, "sqlite_errorname", type(error).__name__)
    return (
        f"the report database refused it ({name})",
        "start the program again: it checks the database and restores it",
    )
