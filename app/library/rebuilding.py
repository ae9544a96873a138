"""The catalogue made again from the files: they are the truth (SAFETY D6).

All of it happens in one transaction: until it is on the disk, the old catalogue is the one everybody sees, and a
rebuild that is cut off leaves it as it was. Notes of readers, saved lists, links between patients and quarantine come
back from their own files; reports and measurements lie elsewhere and are not touched.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, delete

from app.library.at_once import AtOnce
from app.library.catalogue.filing import Arrival, Filing, StoredFile
from app.library.catalogue.notes import next_revision
from app.library.catalogue.schema import (
    HEADING,
    INSTANCE,
    LINK,
    PATIENT,
    QUARANTINE,
    SERIES,
    SMART_LIST,
    STUDY,
    WORD,
)
from app.library.errors import kept_clearly
from app.library.handfuls import handfuls
from app.library.library import Library
from app.library.linking import restore_links
from app.library.receiving import OTHER_CONTENT, put_quarantined
from reporting.store.database import writing
from viewer.core.study import Patient
from viewer.dicom.patients import MIXED, same_patient
from viewer.loading.findings import Headers

_AT_ONCE, _AHEAD = 200, 4
_MADE_AGAIN = (WORD, LINK, INSTANCE, SERIES, STUDY, PATIENT, HEADING, QUARANTINE, SMART_LIST)


class RebuildCancelledError(Exception):
    """The reader stopped a rebuild; the catalogue is as it was."""


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What a rebuild found.

    Attributes
    ----------
    problems
        Files that could not be catalogued, by their names in the store, and notes that could not be read.
    """

    files: int
    instances: int
    problems: tuple[str, ...] = ()


def rebuild(
    library: Library,
    read_headers: Callable[[Sequence[Path]], Headers],
    at_once: AtOnce = map,
    *,
    progress: Callable[[int], None] = lambda _: None,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> Rebuilt:
    """Make the catalogue again; ``progress`` is told how many files were read.

    Raises
    ------
    LibraryError
        Where the catalogue cannot be written; it is then as before.
    """
    library.must_be_writable()
    with kept_clearly("The catalogue was not made again"):
        with writing(library.engine) as connection:
            rebuilding = _Rebuilding(library, connection)
            rebuilding.forget()
            for several in handfuls(handfuls(library.files.walk(), _AT_ONCE), _AHEAD):
                if is_cancelled():
                    raise RebuildCancelledError
                for files, headers in at_once(_reading(read_headers), several):
                    rebuilding.take(files, headers)
                progress(rebuilding.files)
            problems = [*rebuilding.problems, *_quarantine_again(library, connection)]
        problems += library.notes.restore()
        problems += restore_links(library)
        library.must_rebuild = False
    return Rebuilt(rebuilding.files, rebuilding.instances, tuple(problems))


_Stored = list[tuple[StoredFile, Path]]


def _reading(
    read_headers: Callable[[Sequence[Path]], Headers],
) -> Callable[[_Stored], tuple[_Stored, Headers]]:
    def read(files: _Stored) -> tuple[_Stored, Headers]:
        return files, read_headers([path for _, path in files])

    return read


class _Rebuilding:
    def __init__(self, library: Library, connection: Connection) -> None:
        self._library, self._connection = library, connection
        self._uids: set[str] = set()
        self._patients: dict[str, Patient] = {}
        self.files = self.instances = 0
        self.problems: list[str] = []

    def forget(self) -> None:
        """Empty what is made again."""
        for table in _MADE_AGAIN:
            self._connection.execute(delete(table))

    def take(self, files: _Stored, headers: Headers) -> None:
        """Catalogue some files."""
        by_path = {path: file for file, path in files}
        arrivals = []
        for instance in headers.instances:
            path = instance.source.path
            patient = self._patients.setdefault(instance.study.uid, instance.patient)
            if not same_patient(patient, instance.patient):
                self.problems.append(f"{path.name}: {MIXED}")
            elif instance.sop_instance_uid in self._uids:
                self.problems.append(f"{path.name}: {OTHER_CONTENT}")
            else:
                self._uids.add(instance.sop_instance_uid)
                arrivals.append(Arrival(instance, by_path[path]))
        self.problems += [f"{one.path.name}: {one.reason}" for one in headers.rejected]
        if headers.not_dicom:
            self.problems.append(f"{headers.not_dicom} files in the store are not DICOM")
        if arrivals:
            Filing(self._connection, self._library.parting).file(arrivals)
        self.files += len(files)
        self.instances += len(arrivals)


def _quarantine_again(library: Library, connection: Connection) -> list[str]:
    now, problems = next_revision(connection), []
    for path in sorted(library.files.quarantine.glob("*.json")):
        try:
            note = json.loads(path.read_bytes())
            if path.with_suffix("").exists():
                put_quarantined(connection, note, now)
        except (ValueError, KeyError, TypeError):
            problems.append(f"{path.name}: why this file is kept apart cannot be read")
    return problems
