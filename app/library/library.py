"""The library of one folder, opened: catalogue, files, notes. What everything else of the library is given."""

import os
from pathlib import Path
from typing import Self

from sqlalchemy import func, select

from app.library.catalogue.database import open_catalogue, open_for_looking
from app.library.catalogue.headings import Parting
from app.library.catalogue.notes import NoteKeeper
from app.library.catalogue.reopening import Catalogued, catalogued
from app.library.catalogue.schema import INSTANCE, QUARANTINE
from app.library.catalogue.worklist import Worklist
from app.library.emptying import end_emptying
from app.library.errors import kept_clearly, read_only_error
from app.library.files import FileStore
from reporting.store.database import reading, set_aside_database
from reporting.store.durable_files import remove_durably, write_durably

CATALOGUE = "catalogue.sqlite3"
_CONDEMNED = "catalogue.condemned"


class Library:
    """Opens the library of a folder; close it when the program ends.

    Opening a catalogue of a million instances takes well below three seconds; do it in a thread.

    Attributes
    ----------
    worklist
        Answers queries.
    notes
        Writes what readers note.
    files
        Where files lie.
    parting
        Writes headers in parts, remembering those it saw last.
    is_read_only
        Whether nothing can be changed here (SAFETY D5).
    must_rebuild
        Whether the catalogue was damaged or lost while files are there: ``app.library.rebuilding.rebuild`` makes it
        again. Until then the worklist is empty.
    notices
        What the reader should know about opening.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files = FileStore(folder)
        self.is_read_only = folder.exists() and not os.access(folder, os.W_OK)
        notices: list[str] = []
        with kept_clearly("The library was not opened"):
            if self.is_read_only:
                self.engine = open_for_looking(folder / CATALOGUE)
                notices.append("The library can only be read: its folder or disk takes no changes")
            else:
                self.files.prepare()
                put_aside = self._put_aside()
                self.engine, damaged = open_catalogue(folder / CATALOGUE)
                end_emptying(self.engine, self.files)
                damaged = damaged or put_aside
                if damaged is not None:
                    notices.append(
                        f"The catalogue of the library was damaged and set aside as {damaged.name}"
                    )
        self.parting = Parting()
        self.notes = NoteKeeper(self.engine, self.files.notes)
        self.worklist = Worklist(self.engine)
        self.must_rebuild = not self.is_read_only and self._is_lost()
        self.notices = tuple(notices)

    def close(self) -> None:
        """Let go of the catalogue."""
        self.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def catalogued(self, study_uid: str) -> Catalogued:
        """Return a study as the catalogue knows it, ready to be grouped and shown."""
        with kept_clearly("The study was not opened"):
            return catalogued(self.engine, study_uid, self.files.path_of)

    def quarantined_files(self) -> int:
        """Return how many files are kept apart."""
        with reading(self.engine) as connection:
            return int(connection.execute(select(func.count()).select_from(QUARANTINE)).scalar_one())

    def must_be_writable(self) -> None:
        """Raise where nothing can be changed (SAFETY D5)."""
        if self.is_read_only:
            raise read_only_error()

    def condemn(self) -> None:
        """Have the catalogue, found damaged while it is used, made again at the next start."""
        self.must_be_writable()
        write_durably(self.folder / _CONDEMNED, b"")

    def _put_aside(self) -> Path | None:
        if not (self.folder / _CONDEMNED).exists():
            return None
        bad = set_aside_database(self.folder / CATALOGUE) if (self.folder / CATALOGUE).exists() else None
        remove_durably(self.folder / _CONDEMNED)
        return bad

    def _is_lost(self) -> bool:
        """Whether there are files of which an empty catalogue knows nothing."""
        with reading(self.engine) as connection:
            if connection.execute(select(INSTANCE.c.id).limit(1)).first() is not None:
                return False
        return next(self.files.walk(), None) is not None
