"""Whole files into their places, in one transaction: what is new, what is known, what contradicts what is known."""

import json
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path

from sqlalchemy import Connection, select, update
from sqlalchemy.dialects.sqlite import insert

from app.library.arriving import Landing
from app.library.catalogue.filing import Arrival, Filing, StoredFile
from app.library.catalogue.notes import next_revision
from app.library.catalogue.schema import INSTANCE, PATIENT, QUARANTINE, STUDY
from app.library.files import sync_folder
from app.library.library import Library
from reporting.store.database import writing
from reporting.store.durable_files import write_durably
from viewer.core.study import Instance, Patient
from viewer.dicom.contents import content_hash
from viewer.dicom.patients import MIXED, same_patient

OTHER_CONTENT = "another object with the same SOP Instance UID and other content is here already"


class Kind(Enum):
    """Where a file went."""

    ADDED = "added"
    DUPLICATE = "duplicate"
    QUARANTINED = "quarantined"


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a file, and why it is kept apart, if it is."""

    kind: Kind
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A whole file on the library's disk, read from ``source``, and what its header says."""

    source: Path
    path: Path
    sha256: bytes
    size: int
    instance: Instance


@dataclass(frozen=True, slots=True)
class _Known:
    """An instance that is here: in the catalogue, or earlier in the same handful."""

    sha256: bytes
    path: Path
    problem: str = ""


def receive(library: Library, candidates: Sequence[Candidate], landing: Landing) -> tuple[Fate, ...]:
    """Put files where they belong and return when the catalogue that knows them is on the disk (SAFETY D3).

    Files that are not taken stay at their path. On failure nothing has been taken.
    """
    moved: list[Path] = []
    try:
        with writing(library.engine) as connection:
            receiving = _Receiving(library, connection, candidates, moved)
            fates = tuple(receiving.fate_of(candidate) for candidate in candidates)
            by_kind = list(zip(candidates, fates, strict=True))
            receiving.keep([one for one, fate in by_kind if fate.kind is Kind.ADDED], landing)
            receiving.keep_apart([pair for pair in by_kind if pair[1].kind is Kind.QUARANTINED])
    except BaseException:
        for path in moved:
            with suppress(OSError):  # whoever imports next adopts it
                path.unlink(missing_ok=True)
        raise
    for study_uid in sorted(receiving.thrown_away):
        library.notes.take_back(study_uid)
    return fates


class _Receiving:
    def __init__(
        self, library: Library, connection: Connection, candidates: Sequence[Candidate], moved: list[Path]
    ) -> None:
        self._library, self._connection, self._moved = library, connection, moved
        self._known = self._known_instances({one.instance.sop_instance_uid for one in candidates})
        self._apart = self._known_apart({one.sha256 for one in candidates})
        self._patients, self.thrown_away = self._known_studies({one.instance.study.uid for one in candidates})

    def fate_of(self, candidate: Candidate) -> Fate:
        """Decide what becomes of one file."""
        instance = candidate.instance
        if candidate.sha256 in self._apart:
            return Fate(Kind.QUARANTINED, self._apart[candidate.sha256])
        known = self._known.get(instance.sop_instance_uid)
        if known is not None:
            if known.sha256 == candidate.sha256:
                if known.problem:
                    self._mend(candidate, known)
                return Fate(Kind.DUPLICATE)
            return Fate(Kind.DUPLICATE) if _same(candidate, known) else Fate(Kind.QUARANTINED, OTHER_CONTENT)
        patient = self._patients.setdefault(instance.study.uid, instance.patient)
        if not same_patient(patient, instance.patient):
            return Fate(Kind.QUARANTINED, MIXED)
        self._known[instance.sop_instance_uid] = _Known(candidate.sha256, candidate.path)
        return Fate(Kind.ADDED)

    def keep(self, candidates: Sequence[Candidate], landing: Landing) -> None:
        """Move files into the store and catalogue them."""
        if not candidates:
            return
        files = self._library.files
        folder = files.next_folder(len(candidates))
        landing.goes_into(folder)
        arrivals = []
        for candidate in candidates:
            stored = StoredFile(folder, candidate.sha256, candidate.size)
            self._move(candidate.path, files.path_of(stored))
            arrivals.append(Arrival(candidate.instance, stored))
        files.sync(folder)
        Filing(self._connection, self._library.parting).file(arrivals)

    def keep_apart(self, refused: Sequence[tuple[Candidate, Fate]]) -> None:
        """Move files into quarantine, each with a note that says why."""
        new = [pair for pair in refused if pair[0].sha256 not in self._apart]
        if not new:
            return
        now = next_revision(self._connection)
        for candidate, fate in new:
            instance = candidate.instance
            place = self._library.files.quarantined(candidate.sha256)
            note: dict[str, str | int] = {
                "sha256": candidate.sha256.hex(),
                "size": candidate.size,
                "uid": instance.sop_instance_uid,
                "study_uid": instance.study.uid,
                "reason": fate.reason,
            }
            write_durably(place.with_suffix(".json"), json.dumps(note).encode())
            self._move(candidate.path, place)
            put_quarantined(self._connection, note, now)
        sync_folder(self._library.files.quarantine)

    def _move(self, path: Path, place: Path) -> None:
        path.rename(place)
        self._moved.append(place)

    def _mend(self, candidate: Candidate, known: _Known) -> None:
        """Put a good copy in the place of a file that was found damaged (SAFETY D8)."""
        candidate.path.replace(known.path)
        sync_folder(known.path.parent)
        of_uid = INSTANCE.c.uid == candidate.instance.sop_instance_uid
        self._connection.execute(update(INSTANCE).where(of_uid).values(problem=""))
        next_revision(self._connection)

    def _known_instances(self, uids: Iterable[str]) -> dict[str, _Known]:
        rows = self._connection.execute(select(INSTANCE).where(INSTANCE.c.uid.in_(sorted(uids))))
        path_of = self._library.files.path_of
        return {
            row.uid: _Known(row.sha256, path_of(StoredFile(row.folder, row.sha256, row.size)), row.problem)
            for row in rows
        }

    def _known_apart(self, digests: Iterable[bytes]) -> dict[bytes, str]:
        query = select(QUARANTINE.c.sha256, QUARANTINE.c.reason)
        rows = self._connection.execute(query.where(QUARANTINE.c.sha256.in_(sorted(digests))))
        return {row.sha256: row.reason for row in rows}

    def _known_studies(self, uids: Iterable[str]) -> tuple[dict[str, Patient], set[str]]:
        """Return whose the studies are, by their headers, and which of them lie in the trash."""
        joined = STUDY.join(PATIENT, PATIENT.c.id == STUDY.c.patient)
        query = select(PATIENT, STUDY.c.uid, STUDY.c.trashed).select_from(joined)
        patients, trashed = {}, set()
        for row in self._connection.execute(query.where(STUDY.c.uid.in_(sorted(uids)))):
            patients[row.uid] = Patient(
                row.name, row.patient_id, row.issuer, row.birth_date, row.sex, bool(row.quadruped)
            )
            if row.trashed:
                trashed.add(row.uid)
        return patients, trashed


def put_quarantined(connection: Connection, note: dict[str, str | int], now: int) -> None:
    """Catalogue a file that is kept apart; a study of several patients is held until a person has looked (H16)."""
    values = {**note, "sha256": bytes.fromhex(str(note["sha256"])), "arrived": now}
    connection.execute(insert(QUARANTINE).values(values).on_conflict_do_nothing())
    if note["reason"] == MIXED:
        connection.execute(update(STUDY).where(STUDY.c.uid == note["study_uid"]).values(held=MIXED))


def _same(candidate: Candidate, known: _Known) -> bool:
    """Whether two files hold the same dataset, whatever their file meta information says (SAFETY H17)."""
    there = replace(candidate.instance, source=replace(candidate.instance.source, path=known.path))
    mine, theirs = content_hash(candidate.instance), content_hash(there)
    return bool(mine) and mine == theirs
