"""What an importer left that was killed: half copies removed, whole files that no catalogue knows taken in."""

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

from sqlalchemy import select

from app.library.arriving import Landing, left_by_the_dead
from app.library.catalogue.filing import StoredFile
from app.library.catalogue.schema import INSTANCE
from app.library.errors import kept_clearly
from app.library.handfuls import handfuls
from app.library.library import Library
from app.library.receiving import Candidate, Kind, receive
from reporting.store.database import reading
from viewer.loading.findings import Headers

_AT_ONCE = 32


def reclaim(library: Library, read_headers: Callable[[Sequence[Path]], Headers]) -> int:
    """Take in what was cut off between the store and the catalogue; return how many files that were.

    Such files were never acknowledged, but they are whole: none was renamed into the store before it was on the disk.
    """
    taken = 0
    with kept_clearly("What an interrupted import left was not taken in"):
        for left in left_by_the_dead(library.files.arriving):
            for folder in left.folders:
                orphans = _unknown(library, folder)
                for some in handfuls(orphans, _AT_ONCE):
                    taken += _adopt(library, some, read_headers)
            shutil.rmtree(left.landing, ignore_errors=True)
    return taken


def _unknown(library: Library, folder: int) -> list[tuple[StoredFile, Path]]:
    files = list(library.files.walk(folder))
    with reading(library.engine) as connection:
        known = set(
            connection.execute(select(INSTANCE.c.sha256).where(INSTANCE.c.folder == folder)).scalars()
        )
    return [(file, path) for file, path in files if file.sha256 not in known]


def _adopt(
    library: Library,
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
    for candidate, fate in zip(candidates, fates, strict=True):
        if fate.kind is Kind.DUPLICATE:  # the others may lie where they lay
            candidate.path.unlink(missing_ok=True)
    return sum(fate.kind is not Kind.DUPLICATE for fate in fates)
