"""What the library refuses, in words meant for the reader."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from viewer.core.errors import ViewerError


class LibraryError(ViewerError):
    """The library cannot be opened, read or changed as asked."""


def newer_error() -> LibraryError:
    """Return the refusal of a catalogue that a newer program wrote (SAFETY D11)."""
    return LibraryError(
        "The library was not opened",
        why="it was last used by a newer version of this program",
        remedy="Use the newer version; nothing was changed",
    )


def read_only_error() -> LibraryError:
    """Return the refusal of every change where nothing can be written (SAFETY D5)."""
    return LibraryError(
        "The library was not changed",
        why="its folder or disk can only be read here",
        remedy="Ask for permission to write there, or choose another folder",
    )


@contextmanager
def kept_clearly(what: str) -> Iterator[None]:
    """Turn what the disk and the database refuse into a LibraryError that begins with ``what``; no path in it."""
    try:
        yield
    except OSError as error:
        raise _told(what, _of_disk(error.errno)) from error
    except (SQLAlchemyError, sqlite3.Error) as error:
        raise _told(what, _of_database(error)) from error


_FULL = ("the disk is full", "Free some space and try again; what is in the library already stays")
_NOT_ALLOWED = ("the program may not write in the library's folder", "Ask for permission to write there")


def disk_said(error: OSError) -> str:
    """Return why the library's disk refused, in words."""
    return _of_disk(error.errno)[0]


def _told(what: str, reason: tuple[str, str]) -> LibraryError:
    why, remedy = reason
    return LibraryError(what, why=why, remedy=remedy)


def _of_disk(number: int | None) -> tuple[str, str]:
    if number in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return _FULL
    if number in (errno.EACCES, errno.EPERM, errno.EROFS):
        return _NOT_ALLOWED
    return (
        f"the disk refused it ({errno.errorcode.get(number or 0, 'unknown')})",
        "Check the disk and try again",
    )


def _of_database(error: Exception) -> tuple[str, str]:
    origin = error.orig if isinstance(error, DBAPIError) else error
    code = getattr(origin, "sqlite_errorcode", 0) & 0xFF  # the low byte; the rest is detail
    if code == sqlite3.SQLITE_FULL:
        return _FULL
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_CANTOPEN):
        return _NOT_ALLOWED
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return "another program is changing the library", "Wait until it has finished and try again"
    name = getattr(origin, "sqlite_errorname", type(error).__name__)
    return (
        f"its catalogue refused it ({name})",
        "Start the program again: it checks the catalogue and makes it anew",
    )
