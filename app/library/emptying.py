"""Files on their way out: written down before the catalogue forgets them, so that none comes back or is left over."""

import json
from collections.abc import Iterable

from sqlalchemy import Engine, select

from app.library.catalogue.filing import StoredFile
from app.library.catalogue.schema import INSTANCE
from app.library.files import FileStore
from reporting.store.database import reading
from reporting.store.durable_files import remove_durably, write_durably

_GOING = "going.json"


def note_going(store: FileStore, files: Iterable[StoredFile]) -> None:
    """Write down which files are about to go."""
    going = [[file.folder, file.sha256.hex(), file.size] for file in files]
    write_durably(store.root / _GOING, json.dumps(going).encode())


def end_emptying(engine: Engine, store: FileStore) -> None:
    """Remove the files that are written down, but those that the catalogue still, or again, knows."""
    note = store.root / _GOING
    if not note.exists():
        return
    with reading(engine) as connection:
        for folder, digest, size in json.loads(note.read_bytes()):
            file = StoredFile(folder, bytes.fromhex(digest), size)
            here = (INSTANCE.c.sha256 == file.sha256) & (INSTANCE.c.folder == file.folder)
            if connection.execute(select(INSTANCE.c.id).where(here)).first() is None:
                store.path_of(file).unlink(missing_ok=True)
    remove_durably(note)
