"""Measurements that survive closing and crashing.

An SQLite file, in write-ahead mode and synchronised in full, to which every change is only ever added: one row
for each save of a study, one for each measurement that save made or changed. What was deleted or measured anew
therefore stays in the file. Each measurement is keyed by SOP Instance UID, frame and Frame of Reference.
"""

import json
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from app.library.journal_database import (
    JournalUnavailableError,
    NewerJournalError,
    open_database,
    open_for_looking,
    transaction,
)
from viewer.core.annotations import Annotations
from viewer.core.encoding import measurement_from_plain, measurement_to_plain
from viewer.core.errors import ViewerError
from viewer.core.measurements import Measurement
from viewer.core.plain import EncodingError, each, text


class JournalWriteError(ViewerError):
    """Measurements could not be saved."""

    def __init__(self, why: str) -> None:
        super().__init__(
            "Measurements could not be saved",
            why=why,
            remedy="They stay on the screen and are saved with the next change; make room on the disk",
        )


class UnreadableMeasurementError(ViewerError):
    """A saved measurement cannot be read. It stays in the file."""

    def __init__(self, why: str) -> None:
        super().__init__(
            "A saved measurement cannot be shown",
            why=why,
            remedy="Measure it again; the others are not affected",
        )


class JournalReadError(ViewerError):
    """Saved measurements of a study cannot be read at all."""

    def __init__(self, why: str) -> None:
        super().__init__(
            "Saved measurements could not be read",
            why=why,
            remedy="What is measured now in this study is not kept; close it, check the disk and open it again",
        )


class AnnotationJournal:
    """Keeps the measurements of all studies. Used from one thread.

    Where the file cannot be written, it is looked at as far as that goes, and every save fails (SAFETY D5, D11).

    Attributes
    ----------
    problems
        What the reader has to be told, in the order found: a damaged file, measurements that cannot be read.
    """

    def __init__(self, path: Path) -> None:
        self._known: dict[str, Annotations] = {}
        self._unreadable: dict[str, tuple[str, ...]] = {}
        self.problems: tuple[ViewerError, ...] = ()
        try:
            self._database, damage = open_database(path)
            self.problems = () if damage is None else (damage,)
        except (JournalUnavailableError, NewerJournalError) as problem:
            self._database, self.problems = open_for_looking(path), (problem,)

    def close(self) -> None:
        """Close the file. What was saved is on the disk already."""
        self._database.close()

    def save(self, study_uid: str, annotations: Annotations) -> None:
        """Return when the measurements of a study are on the disk as they are in ``annotations``.

        Those of other studies are left out. The study must have been loaded, so that nothing that was measured
        before is taken for deleted.

        Raises
        ------
        JournalWriteError
            When they cannot be written; nothing of this save is then kept, and the next one tries again.
        """
        if study_uid not in self._known:
            raise ValueError("the measurements of a study are loaded before they are saved")
        wanted = annotations.of_study(study_uid)
        before = self._known[study_uid]
        if wanted == before:
            return
        try:
            changed = [_row(new) for new in wanted.measurements if before.find(new.uid) != new]
            with transaction(self._database):
                self._add(study_uid, wanted, changed)
        except (sqlite3.Error, EncodingError) as error:
            raise JournalWriteError(str(error)) from error
        self._known[study_uid] = wanted

    def load(self, study_uid: str) -> Annotations:
        """Return the measurements of a study as they were saved last.

        One that cannot be read is left out and named among the problems; it stays in the file.

        Raises
        ------
        JournalReadError
            Where the disk does not give them back; the study is then not loaded.
        """
        measurements, unreadable = [], []
        try:
            for uid in self._uids(study_uid):
                try:
                    measurements.append(self._newest(study_uid, uid))
                except EncodingError as error:
                    unreadable.append(uid)
                    self._tell(UnreadableMeasurementError(str(error)))
        except sqlite3.Error as error:
            raise JournalReadError(str(error)) from error
        loaded = Annotations(tuple(measurements))
        self._known[study_uid] = loaded
        self._unreadable[study_uid] = tuple(unreadable)
        return loaded

    def _unseen(self, study_uid: str) -> Iterator[str]:
        """Yield what is kept of a study and is not ours to take out: unreadable, or saved by another window (D7)."""
        known = {measurement.uid for measurement in self._known[study_uid].measurements}
        yield from (uid for uid in self._uids(study_uid) if uid not in known)
        yield from self._unreadable[study_uid]

    def _uids(self, study_uid: str) -> tuple[str, ...]:
        """Return the uids of the last save that can be read."""
        saves = self._database.execute(
            "SELECT uids, sha256 FROM saves WHERE study_uid = ? ORDER BY number DESC", (study_uid,)
        )
        for written, checksum in saves:
            try:
                return each(_checked(written, checksum), "uids", text)
            except EncodingError as error:
                self._tell(UnreadableMeasurementError(str(error)))
        return ()

    def _newest(self, study_uid: str, uid: str) -> Measurement:
        row = self._database.execute(
            "SELECT plain, sha256 FROM measurements WHERE study_uid = ? AND uid = ? ORDER BY rowid DESC LIMIT 1",
            (study_uid, uid),
        ).fetchone()
        if row is None:
            raise EncodingError("its record is gone")
        return measurement_from_plain(_checked(*row))

    def _tell(self, problem: ViewerError) -> None:
        self.problems = (*self.problems, problem)

    def _add(self, study_uid: str, wanted: Annotations, changed: list[tuple[object, ...]]) -> None:
        uids = [measurement.uid for measurement in wanted.measurements]
        uids += [uid for uid in self._unseen(study_uid) if uid not in uids]
        number = self._database.execute(
            "INSERT INTO saves (study_uid, saved_at, uids, sha256) VALUES (?, ?, ?, ?)",
            (study_uid, datetime.now(UTC).isoformat(), *_with_checksum(list(dict.fromkeys(uids)))),
        ).lastrowid
        self._database.executemany(
            "INSERT INTO measurements"
            " (save, study_uid, uid, sop_instance_uid, frame, frame_of_reference_uid, plain, sha256)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [(number, study_uid, *row) for row in changed],
        )


def _row(measurement: Measurement) -> tuple[object, ...]:
    place = measurement.place
    return (
        measurement.uid,
        place.frame.sop_instance_uid,
        place.frame.frame,
        place.frame_of_reference_uid,
        *_with_checksum(measurement_to_plain(measurement)),
    )


def _with_checksum(plain: object) -> tuple[str, str]:
    written = json.dumps(plain, allow_nan=False)
    return written, sha256(written.encode()).hexdigest()


def _checked(written: str, checksum: str) -> object:
    """Return what was written, if it still is what it was: SQLite notices broken pages, but not a changed digit."""
    if sha256(written.encode()).hexdigest() != checksum:
        raise EncodingError("it is not as it was saved")
    return json.loads(written)
