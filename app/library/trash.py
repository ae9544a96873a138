"""The trash emptied. Until then what was thrown away is only hidden (``NoteKeeper.throw_away`` and ``take_back``)."""

from collections.abc import Sequence

from sqlalchemy import Connection, delete, select

from app.library.catalogue.filing import StoredFile
from app.library.catalogue.notes import next_revision
from app.library.catalogue.schema import INSTANCE, LINK, SERIES, STUDY, WORD
from app.library.emptying import end_emptying, note_going
from app.library.errors import kept_clearly
from app.library.library import Library
from reporting.store.database import writing


def empty_trash(library: Library, study_uids: Sequence[str] | None = None) -> int:
    """Remove studies that lie in the trash, all or some, for good; return how many files went.

    Which files go is written down first: cut off in the middle, the next start ends it, and a catalogue made again
    from the files does not bring them back.
    """
    library.must_be_writable()
    with kept_clearly("The trash was not emptied"):
        with writing(library.engine) as connection:
            studies = _in_trash(connection, study_uids)
            files = [file for number in studies for file in _files_of(connection, number)]
            note_going(library.files, files)
            for number in studies:
                _remove(connection, number)
            next_revision(connection)
        for uid in studies.values():
            library.notes.forget(uid)
        end_emptying(library.engine, library.files)
    return len(files)


def _in_trash(connection: Connection, study_uids: Sequence[str] | None) -> dict[int, str]:
    query = select(STUDY.c.id, STUDY.c.uid).where(STUDY.c.trashed > 0)
    if study_uids is not None:
        query = query.where(STUDY.c.uid.in_(list(study_uids)))
    return {row.id: row.uid for row in connection.execute(query)}


def _files_of(connection: Connection, study: int) -> list[StoredFile]:
    query = select(INSTANCE).join(SERIES, SERIES.c.id == INSTANCE.c.series).where(SERIES.c.study == study)
    return [StoredFile(row.folder, row.sha256, row.size) for row in connection.execute(query)]


def _remove(connection: Connection, study: int) -> None:
    series = select(SERIES.c.id).where(SERIES.c.study == study)
    connection.execute(delete(INSTANCE).where(INSTANCE.c.series.in_(series)))
    for table in (SERIES, WORD, LINK):
        connection.execute(delete(table).where(table.c.study == study))
    connection.execute(delete(STUDY).where(STUDY.c.id == study))
