"""Instances into the catalogue. Each function works inside the transaction it is given."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.dialects.sqlite import insert as insert_or

from app.library.catalogue.asking import members_of, set_of
from app.library.catalogue.headings import FORM, Parted, Parting
from app.library.catalogue.notes import next_revision
from app.library.catalogue.schema import HEADING, INSTANCE, PATIENT, SERIES, STUDY, WORD
from app.library.catalogue.values import Notes
from app.library.catalogue.words import plain_key, words_of
from viewer.core.plain import EncodingError
from viewer.core.study import Instance, Patient, SeriesHeader
from viewer.dicom.patients import same_patient


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One file of the library: the folder it lies in, the SHA-256 that is its name, its size in bytes."""

    folder: int
    sha256: bytes
    size: int


@dataclass(frozen=True, slots=True)
class Arrival:
    """An instance and the file it was stored in."""

    instance: Instance
    file: StoredFile


class Filing:
    """Puts arrivals of one transaction where they belong."""

    def __init__(self, connection: Connection, parting: Parting) -> None:
        self._connection, self._parting = connection, parting
        self._now = next_revision(connection)

    def file(self, arrivals: Sequence[Arrival]) -> None:
        """Add instances that are not in the catalogue yet, and what they belong to."""
        by_series: defaultdict[tuple[str, str], list[Arrival]] = defaultdict(list)
        for arrival in arrivals:
            by_series[arrival.instance.study.uid, arrival.instance.series.uid].append(arrival)
        headings = self._headings(arrivals)
        for (study_uid, _), several in by_series.items():
            study = self._study(study_uid, several[0].instance)
            series = self._series(study, several[0].instance.series)
            size = sum(arrival.file.size for arrival in several)
            self._connection.execute(
                insert(INSTANCE), [_row(arrival, series, headings) for arrival in several]
            )
            for table, number in ((SERIES, series), (STUDY, study)):
                grown = {
                    "instances": table.c.instances + len(several),
                    "bytes": table.c.bytes + size,
                }
                self._connection.execute(update(table).where(table.c.id == number).values(**grown))

    def _headings(self, arrivals: Sequence[Arrival]) -> dict[int, tuple[int, str]]:
        """Return the heading's number and the own part of each arrival, by the arrival's identity."""
        parted = {id(arrival): self._part(arrival.instance) for arrival in arrivals}
        rows = {
            parted[id(arrival)].digest: {
                "digest": parted[id(arrival)].digest,
                "form": FORM if parted[id(arrival)].heading else "",
                "sop_class": arrival.instance.sop_class_uid,
                "transfer_syntax": arrival.instance.source.transfer_syntax_uid,
                "plain": parted[id(arrival)].heading,
            }
            for arrival in arrivals
        }
        self._connection.execute(insert_or(HEADING).on_conflict_do_nothing(), list(rows.values()))
        query = select(HEADING.c.digest, HEADING.c.id).where(HEADING.c.digest.in_(rows))
        numbers = {row.digest: row.id for row in self._connection.execute(query)}
        return {key: (numbers[one.digest], one.own) for key, one in parted.items()}

    def _part(self, instance: Instance) -> Parted:
        """Return an instance in parts; one that cannot be written down is read from its file whenever it is opened."""
        try:
            return self._parting.part(instance)
        except (EncodingError, ValueError):
            return Parted(b"", b"", "")

    def _study(self, uid: str, instance: Instance) -> int:
        row = self._connection.execute(select(STUDY).where(STUDY.c.uid == uid)).first()
        if row is None:
            return self._new_study(instance)
        changes = {}
        for name, member in (
            ("modalities", instance.series.modality),
            ("body_parts", instance.series.body_part),
        ):
            known = getattr(row, name)
            grown = set_of((*members_of(known), member))
            if grown != known:
                changes[name] = grown
        self._connection.execute(
            update(STUDY).where(STUDY.c.id == row.id).values(changed=self._now, **changes)
        )
        return int(row.id)

    def _new_study(self, instance: Instance) -> int:
        patient, study = instance.patient, instance.study
        number = patient_number(self._connection, patient)
        values: dict[str, Any] = {
            "uid": study.uid,
            "patient": number,
            "shown_patient": number,
            **shown_identity(patient),
            "date": study.date,
            "time": study.time,
            "description": study.description,
            "description_key": plain_key(study.description),
            "accession": study.accession,
            "study_id": study.study_id,
            "referring": study.referring,
            "patient_age": study.patient_age,
            "institution": study.institution,
            "modalities": set_of((instance.series.modality,)),
            "body_parts": set_of((instance.series.body_part,)),
            "imported": self._now,
            "changed": self._now,
        }
        row = self._connection.execute(insert(STUDY).values(**UNREAD, **values))
        assert row.inserted_primary_key is not None
        added = int(row.inserted_primary_key[0])
        put_words(self._connection, added, patient, study.accession, study.description)
        return added

    def _series(self, study: int, series: SeriesHeader) -> int:
        here = (SERIES.c.study == study) & (SERIES.c.uid == series.uid)
        known = self._connection.execute(select(SERIES.c.id).where(here)).scalar()
        if known is not None:
            return int(known)
        row = self._connection.execute(
            insert(SERIES).values(
                uid=series.uid,
                study=study,
                number=series.number,
                modality=series.modality,
                description=series.description,
                body_part=series.body_part,
                instances=0,
                bytes=0,
            )
        )
        assert row.inserted_primary_key is not None
        self._connection.execute(update(STUDY).where(STUDY.c.id == study).values(series=STUDY.c.series + 1))
        return int(row.inserted_primary_key[0])


def _unread() -> dict[str, Any]:
    notes = Notes()
    return {
        "status": int(notes.status),
        "second_read": int(notes.second_read),
        "priority": int(notes.priority),
        "reader": "",
        "reader_key": "",
        "comments": "",
        "comments_key": "",
        "trashed": 0,
        "held": "",
        "series": 0,
        "instances": 0,
        "bytes": 0,
    }


UNREAD = _unread()
"""What a study begins with."""


def patient_number(connection: Connection, patient: Patient) -> int:
    """Return the number of a patient, a new one unless all that is known of both agrees, the ID among it."""
    if patient.patient_id:
        query = select(PATIENT).where(PATIENT.c.patient_id == patient.patient_id).order_by(PATIENT.c.id)
        for row in connection.execute(query):
            known = Patient(
                row.name, row.patient_id, row.issuer, row.birth_date, row.sex, bool(row.quadruped)
            )
            if same_patient(known, patient):
                return int(row.id)
    added = connection.execute(
        insert(PATIENT).values(
            patient_id=patient.patient_id,
            issuer=patient.issuer,
            name=patient.name,
            birth_date=patient.birth_date,
            sex=patient.sex,
            quadruped=int(patient.quadruped),
        )
    )
    assert added.inserted_primary_key is not None
    return int(added.inserted_primary_key[0])


def shown_identity(patient: Patient) -> dict[str, str]:
    """Return the columns of a study that say whose it is."""
    return {
        "patient_key": plain_key(patient.patient_id),
        "name_key": plain_key(patient.name),
        "birth_date": patient.birth_date,
    }


def put_words(connection: Connection, study: int, patient: Patient, accession: str, description: str) -> None:
    """Have a study found by these words and no others."""
    words = words_of(patient.name, patient.patient_id, accession, description)
    connection.execute(WORD.delete().where(WORD.c.study == study))
    if words:
        connection.execute(insert(WORD), [{"word": word, "study": study} for word in sorted(words)])


def _row(arrival: Arrival, series: int, headings: dict[int, tuple[int, str]]) -> dict[str, Any]:
    heading, own = headings[id(arrival)]
    source = arrival.instance.source
    return {
        "uid": arrival.instance.sop_instance_uid,
        "series": series,
        "heading": heading,
        "folder": arrival.file.folder,
        "sha256": arrival.file.sha256,
        "size": arrival.file.size,
        "pixel_offset": source.offset,
        "pixel_length": source.length,
        "own": own,
        "problem": "",
    }
