"""The catalogue's SQLite file: never on a network, looked at without writing where nothing may be written."""

import os
from pathlib import Path

import psutil
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from app.library.catalogue.schema import TABLES
from app.library.errors import LibraryError, newer_error
from reporting.store.database import Scheme, open_database

_REMOTE = ("nfs", "cifs", "smb", "afs", "9p", "ceph", "gluster", "lustre", "gpfs", "davfs", "ncpfs", "webdav")
_REMOTE_FUSE = ("fuse.sshfs", "fuse.rclone", "fuse.s3fs", "fuse.gcsfuse", "fuse.davfs", "fuse.curlftpfs")

SCHEME = Scheme(
    Path(__file__).parent / "migrations",
    TABLES,
    newer_error,
    first=("state", "study", "patient", "smart_list", "link", "quarantine"),
    settings=("cache_size = -65536", "mmap_size = 1073741824", "temp_store = MEMORY"),
)


def open_catalogue(path: Path) -> tuple[Engine, Path | None]:
    """Return the catalogue in its newest schema, and where a damaged one was set aside.

    Raises
    ------
    LibraryError
        On a network path, where SQLite's locks do not hold, and for a file of a newer program (SAFETY D11).
    """
    if is_on_network(path.parent):
        raise LibraryError(
            "The library was not opened",
            why="its folder is on a network, where a database may be damaged by two programs at once",
            remedy="Keep the library on a disk of this computer",
        )
    return open_database(path, SCHEME)


def open_for_looking(path: Path) -> Engine:
    """Return a catalogue that is never written to, for a folder that may only be read (SAFETY D5).

    Raises
    ------
    LibraryError
        Where a write-ahead log is still there: what the file says without it may be old.
    """
    log = path.with_name(f"{path.name}-wal")
    if not path.is_file() or (log.exists() and log.stat().st_size):
        raise LibraryError(
            "The library was not opened",
            why="its folder can only be read, and its last changes cannot be taken over",
            remedy="Open it once where it can be written",
        )
    where = f"{path.absolute().as_uri()}?immutable=1&uri=true"
    engine = create_engine(f"sqlite:///{where}", hide_parameters=True)
    event.listen(engine, "connect", _only_look)
    return engine


def _only_look(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA query_only = ON")
    cursor.close()


def is_on_network(folder: Path) -> bool:
    """Whether a folder lies on a file system of another computer."""
    real = os.path.realpath(folder)
    if real.startswith(("\\\\", "//")):
        return True
    best = max(
        (mount for mount in psutil.disk_partitions(all=True) if _is_below(real, mount.mountpoint)),
        key=lambda mount: len(mount.mountpoint),
        default=None,
    )
    if best is None:
        return False
    kind = best.fstype.lower()
    remote = kind.startswith(_REMOTE) or kind in _REMOTE_FUSE
    return remote or "remote" in best.opts.split(",")


def _is_below(real: str, mount: str) -> bool:
    return real == mount or real.startswith(mount.rstrip("/\\") + os.sep)
