"""What an importer left that was killed: half copies removed, whole files that no catalogue knows taken in."""

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

from sqlalchemy import Connection, func, select

from app.library.arriving import Landing, left_by_the_dead
from app.library.catalogue.filing import StoredFile
from app.library.catalogue.schema import INSTANCE
from app.library.errors import kept_clearly
from app.library.handfuls import handfuls
from app.library.library import Library
from app.library.receiving import Candidate, Kind, receive
from reporting.store.database import reading, writing
from viewer.loading.findings import Headers

_AT_ONCE = 32


def reclaim(
    library: Library, read_headers: Callable[[Sequence[Path]], Headers], *, look_at_newest: bool = False
) -> int:
    """Take in whole files that the catalogue does not know; return how many that were.

    Those of an importer that was killed were never acknowledged; but none was renamed into the store before it was on
    the disk, so they are whole.

    Parameters
    ----------
    look_at_newest
        Whether to look into the folders filled last, too: files there that the catalogue forgot, because its
        write-ahead log was removed, were acknowledged (SAFETY D6).
    """
    taken = 0
    with kept_clearly("What an interrupted import left was not taken in"):
        dead = left_by_the_dead(library.files.arriving)
        folders = {folder for left in dead for folder in left.folders}
        if look_at_newest:
            folders.update(_newest(library))
        for folder in sorted(folders):
            for some in handfuls(_unknown(library, folder), _AT_ONCE):
                taken += _adopt(library, folder, some, read_headers)
        for left in dead:
            shutil.rmtree(left.landing, ignore_errors=True)
    return taken


def _newest(library: Library) -> list[int]:
    """Return the folder that the catalogue knows as the last, the one before, and all that come after."""
    with reading(library.engine) as connection:
        last = connection.execute(select(func.max(INSTANCE.c.folder))).scalar() or 0
    return [folder for folder in library.files.folders() if folder >= last - 1]


def _unknown(library: Library, folder: int) -> list[tuple[StoredFile, Path]]:
    files = list(library.files.walk(folder))
    with reading(library.engine) as connection:
        known = _known(connection, folder)
    return [(file, path) for file, path in files if file.sha256 not in known]


def _known(connection: Connection, folder: int) -> set[bytes]:
    return set(connection.execute(select(INSTANCE.c.sha256).where(INSTANCE.c.folder == folder)).scalars())


def _adopt(
    library: Library,
    folder: int,
    orphans: Sequence[tuple[StoredFile, Path]],
    read_headers: Callable[[Sequence[Path]], Headers],
) -> int:
    by_path = {path: file for file, path in orphans}
    headers = read_headers(tuple(by_path))
    candidates = [
        Candidate(path, path, by_path[path].sha256, by_path[path].size, instance)
        for instance in headers.instances
        if (path := instance.source.path) in by_path
    ]
    landing = Landing(library.files.arriving)
    try:
        fates = receive(library, candidates, landing)
    finally:
        landing.leave()
    # What is here twice goes; but not what another program has catalogued meanwhile where it lies.
    with writing(library.engine) as connection:
        known = _known(connection, folder)
        for candidate, fate in zip(candidates, fates, strict=True):
            if fate.kind is Kind.DUPLICATE and candidate.sha256 not in known:
                candidate.path.unlink(missing_ok=True)
    return sum(fate.kind is not Kind.DUPLICATE for fate in fates)
