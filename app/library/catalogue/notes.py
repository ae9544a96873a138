"""What readers note of studies: status, priority, reader, comments; the trash; saved lists.

Each note is on the disk twice before it is acknowledged, in a file of its own and in the catalogue, so that a
catalogue made anew from the files of the library loses none of them (SAFETY D6).
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from sqlalchemy import Connection, Engine, delete, insert, select, update

from app.library.catalogue.plain_query import (
    lists_from_bytes,
    lists_to_bytes,
    notes_from_bytes,
    notes_to_bytes,
)
from app.library.catalogue.schema import SMART_LIST, STATE, STUDY
from app.library.catalogue.values import (
    Notes,
    Priority,
    SecondRead,
    SmartList,
    Status,
    WorklistQuery,
)
from app.library.catalogue.words import plain_key
from app.library.errors import LibraryError, kept_clearly
from reporting.store.database import reading, writing
from reporting.store.durable_files import clear_unfinished, set_aside, write_durably
from viewer.core.plain import EncodingError

_LISTS, _NAME_LENGTH = "lists.json", 32


class NoteKeeper:
    """Writes notes. Every method may be called on any thread and returns when the note is on the disk.

    Parameters
    ----------
    folder
        Of the notes' own files; their names say nothing of the patient.
    """

    def __init__(self, engine: Engine, folder: Path) -> None:
        self._engine, self._folder = engine, folder

    def set_status(self, study_uid: str, status: Status) -> None:
        """Note how far a study has been read."""
        self.change(study_uid, lambda notes: replace(notes, status=status))

    def set_second_read(self, study_uid: str, second_read: SecondRead) -> None:
        """Note whether a second opinion is wanted, and how far it is."""
        self.change(study_uid, lambda notes: replace(notes, second_read=second_read))

    def set_priority(self, study_uid: str, priority: Priority) -> None:
        """Note how urgent a study is."""
        self.change(study_uid, lambda notes: replace(notes, priority=priority))

    def set_reader(self, study_uid: str, reader: str) -> None:
        """Note who reads a study; empty for nobody."""
        self.change(study_uid, lambda notes: replace(notes, reader=reader))

    def set_comments(self, study_uid: str, comments: str) -> None:
        """Note what a reader wants to remember of a study."""
        self.change(study_uid, lambda notes: replace(notes, comments=comments))

    def throw_away(self, study_uid: str) -> None:
        """Put a study into the trash; its files stay until the trash is emptied."""
        self.change(study_uid, lambda notes: replace(notes, trashed=True))

    def take_back(self, study_uid: str) -> None:
        """Take a study out of the trash, as it was."""
        self.change(study_uid, lambda notes: replace(notes, trashed=False))

    def notes_of(self, study_uid: str) -> Notes:
        """Return what is noted of a study."""
        with reading(self._engine) as connection:
            return _notes(connection, study_uid)

    def change(self, study_uid: str, change: Callable[[Notes], Notes]) -> None:
        """Note something; what another program noted in between stays.

        Raises
        ------
        LibraryError
            Where the study is not here.
        """
        with kept_clearly("The note was not kept"), writing(self._engine) as connection:
            before = _notes(connection, study_uid)
            after = change(before)
            if after == before:
                return
            write_durably(self._file_of(study_uid), notes_to_bytes(study_uid, after))
            put_notes(connection, study_uid, after)

    def lists(self) -> tuple[SmartList, ...]:
        """Return the saved lists in the reader's order."""
        with reading(self._engine) as connection:
            return _lists(connection)

    def save_list(self, name: str, query: WorklistQuery) -> None:
        """Save a query under a name; in place of the one that has the name, else behind the others."""
        with self._changing_lists() as lists:
            place = next((place for place, one in enumerate(lists) if one.name == name), len(lists))
            lists[place : place + 1] = [SmartList(name, query)]

    def rename_list(self, name: str, new: str) -> None:
        """Give a saved list another name; one that has it already is replaced."""
        with self._changing_lists() as lists:
            lists[:] = [
                replace(one, name=new) if one.name == name else one for one in lists if one.name != new
            ]

    def remove_list(self, name: str) -> None:
        """Forget a saved list."""
        with self._changing_lists() as lists:
            lists[:] = [one for one in lists if one.name != name]

    def restore(self) -> tuple[str, ...]:
        """Take notes over from their files, into a catalogue that was made anew.

        Returns
        -------
        What could not be read; such files are set aside.
        """
        problems: list[str] = []
        clear_unfinished(self._folder)
        for path in sorted(self._folder.glob("*.json")):
            if path.name != _LISTS and len(path.stem) != _NAME_LENGTH:
                continue
            try:
                with writing(self._engine) as connection:
                    if path.name == _LISTS:
                        _put_lists(connection, lists_from_bytes(path.read_bytes()))
                    else:
                        put_notes(connection, *notes_from_bytes(path.read_bytes()))
            except EncodingError as error:
                problems.append(f"A note could not be read ({error}); kept as {set_aside(path).name}")
        return tuple(problems)

    def forget(self, study_uid: str) -> None:
        """Remove the file of a study's notes, when the study itself is removed."""
        self._file_of(study_uid).unlink(missing_ok=True)

    @contextmanager
    def _changing_lists(self) -> Iterator[list[SmartList]]:
        with kept_clearly("The list was not saved"), writing(self._engine) as connection:
            lists = list(_lists(connection))
            yield lists
            write_durably(self._folder / _LISTS, lists_to_bytes(lists))
            _put_lists(connection, lists)

    def _file_of(self, study_uid: str) -> Path:
        return self._folder / f"{sha256(study_uid.encode()).hexdigest()[:_NAME_LENGTH]}.json"


def next_revision(connection: Connection) -> int:
    """Return the number of this transaction, one more than the last that changed anything."""
    connection.execute(_TICK)
    return int(connection.execute(_CLOCK).scalar_one())


def put_notes(connection: Connection, study_uid: str, notes: Notes) -> None:
    """Write notes into the catalogue; for a study that is not there, nothing happens."""
    now = next_revision(connection)
    was = connection.execute(select(STUDY.c.trashed).where(STUDY.c.uid == study_uid)).scalar() or 0
    change = update(STUDY).where(STUDY.c.uid == study_uid)
    connection.execute(
        change.values(
            status=int(notes.status),
            second_read=int(notes.second_read),
            priority=int(notes.priority),
            reader=notes.reader,
            reader_key=plain_key(notes.reader),
            comments=notes.comments,
            comments_key=plain_key(notes.comments),
            trashed=(was or now) if notes.trashed else 0,
            changed=now,
        )
    )


def _notes(connection: Connection, study_uid: str) -> Notes:
    row = connection.execute(select(STUDY).where(STUDY.c.uid == study_uid)).first()
    if row is None:
        raise LibraryError(
            "The note was not kept", why="the study is no longer in the library", remedy="Import it again"
        )
    return Notes(
        Status(row.status),
        SecondRead(row.second_read),
        Priority(row.priority),
        row.reader,
        row.comments,
        bool(row.trashed),
    )


def _lists(connection: Connection) -> tuple[SmartList, ...]:
    rows = connection.execute(select(SMART_LIST.c.query).order_by(SMART_LIST.c.place)).scalars().all()
    return tuple(one for row in rows for one in lists_from_bytes(row.encode()))


def _put_lists(connection: Connection, lists: Sequence[SmartList]) -> None:
    connection.execute(delete(SMART_LIST))
    for place, one in enumerate(lists):
        written = lists_to_bytes([one]).decode()
        connection.execute(insert(SMART_LIST).values(name=one.name, place=place, query=written))
    next_revision(connection)


_TICK = update(STATE).where(STATE.c.name == "clock").values(number=STATE.c.number + 1)
_CLOCK = select(STATE.c.number).where(STATE.c.name == "clock")
