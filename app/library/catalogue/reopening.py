"""A study as the catalogue knows it: instances with the places of their pixels, no header read."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, select

from app.library.catalogue.filing import StoredFile
from app.library.catalogue.headings import FORM, heading_of, joined
from app.library.catalogue.schema import HEADING, INSTANCE, SERIES, STUDY
from reporting.store.database import reading
from viewer.core.plain import EncodingError
from viewer.core.study import Instance


@dataclass(frozen=True, slots=True)
class Catalogued:
    """What the catalogue knows of a study's files.

    Attributes
    ----------
    instances
        As their headers describe them, in the order of their import.
    files
        What should lie at the place of each, for verification.
    unread
        Files whose headers must be read again: they were catalogued by another version of the program.
    damaged
        Files known to be not what was stored, and what is wrong; they are not shown (SAFETY D8).
    """

    instances: tuple[Instance, ...] = ()
    files: tuple[StoredFile, ...] = ()
    unread: tuple[Path, ...] = ()
    damaged: tuple[tuple[Path, str], ...] = ()


def catalogued(engine: Engine, study_uid: str, path_of: Callable[[StoredFile], Path]) -> Catalogued:
    """Return what the catalogue knows of the files of a study; nothing for a study that is not there."""
    query = (
        select(INSTANCE)
        .join(SERIES, SERIES.c.id == INSTANCE.c.series)
        .join(STUDY, STUDY.c.id == SERIES.c.study)
        .where(STUDY.c.uid == study_uid)
        .order_by(INSTANCE.c.id)
    )
    with reading(engine) as connection:
        rows = connection.execute(query).all()
        headings = _headings(connection, {row.heading for row in rows})
    instances, files, unread, damaged = [], [], [], []
    for row in rows:
        file = StoredFile(row.folder, row.sha256, row.size)
        path = path_of(file)
        files.append(file)
        if row.problem:
            damaged.append((path, row.problem))
            continue
        shared = headings.get(row.heading)
        if shared is None:
            unread.append(path)
        else:
            instances.append(joined(shared, row.own, path, row.pixel_offset, row.pixel_length))
    return Catalogued(tuple(instances), tuple(files), tuple(unread), tuple(damaged))


def _headings(connection: Connection, numbers: set[int]) -> dict[int, Instance]:
    """Return headings of this version by number; those of others are left out."""
    found = {}
    wanted = sorted(numbers)
    for start in range(0, len(wanted), _AT_ONCE):
        some = HEADING.c.id.in_(wanted[start : start + _AT_ONCE])
        for row in connection.execute(select(HEADING).where(some, HEADING.c.form == FORM)):
            with suppress(EncodingError):  # then the header of the file is read again
                found[row.id] = heading_of(row.plain)
    return found


_AT_ONCE = 500
