"""Catalogues of any size, made of nothing but a seed: no files, only what the catalogue says of them."""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, insert

from app.library.catalogue.asking import set_of
from app.library.catalogue.filing import UNREAD, shown_identity
from app.library.catalogue.headings import FORM, Parting
from app.library.catalogue.notes import next_revision
from app.library.catalogue.schema import HEADING, INSTANCE, PATIENT, SERIES, STUDY, WORD
from app.library.catalogue.words import plain_key, words_of
from reporting.store.database import writing
from viewer.core.calibration import Calibration, Trust
from viewer.core.geometry import PlaneGeometry
from viewer.core.study import (
    FrameDescription,
    Instance,
    Patient,
    PixelFormat,
    PixelSource,
    SeriesHeader,
    StudyHeader,
)

FAMILIES = (
    "Müller", "Schmidt", "García", "Nguyễn", "Østergård", "Łukasiewicz", "O'Brien", "Smith", "Dubois", "Rossi",
    "Novák", "Åkesson", "Yamada", "Kim", "Wang", "Ivanova", "Haddad", "Silva", "Çelik", "Bergström", "Fernández",
    "Kowalska", "Andersen", "Weiß", "Moreau", "Horváth", "Popescu",
)  # fmt: skip
GIVENS = (
    "Anna", "Björn", "Chloé", "Dirk", "Élise", "François", "Greta", "Hans", "Inès", "Jörg", "Karin", "Luís",
    "Mária", "Noël", "Olga", "Pál", "Rosa", "Søren",
)  # fmt: skip
IDEOGRAPHS = ("山田^太郎=やまだ^たろう", "金^希中=김^희중", "王^小東=ワン^シャオトン")
DESCRIPTIONS = (
    "Thorax pa", "CT Thorax/Abdomen", "Schädel nativ", "MR Knie links", "Abdomen supine", "Mammographie bds.",
    "LWS 2 Ebenen", "CTA Aorta", "MRT Herz", "PET/CT Ganzkörper",
)  # fmt: skip
MODALITIES = ("CT", "MR", "DX", "US", "MG", "PT", "XA", "CR")
PARTS = ("CHEST", "ABDOMEN", "HEAD", "KNEE", "BREAST", "LSPINE", "HEART", "")
_AT_ONCE = 2000


def fill_catalogue(engine: Engine, studies: int, *, instances_each: int = 10, seed: int = 1) -> None:
    """Add so many studies of about half as many patients, two series each; the same for the same seed."""
    chance = random.Random(seed)
    patients = [_patient(number, chance) for number in range(max(studies // 2, 1))]
    heading = _heading()
    with writing(engine) as connection:
        connection.execute(insert(HEADING), [heading])
        for start in range(0, len(patients), _AT_ONCE):
            some = enumerate(patients[start : start + _AT_ONCE], start + 1)
            connection.execute(insert(PATIENT), [_patient_row(number, one) for number, one in some])
    for start in range(1, studies + 1, _AT_ONCE):
        with writing(engine) as connection:
            now = next_revision(connection)
            numbers = range(start, min(start + _AT_ONCE, studies + 1))
            rows = [_study(number, patients, chance, now, instances_each) for number in numbers]
            connection.execute(insert(STUDY), rows)
            words = [
                {"word": word, "study": row["id"]}
                for row in rows
                for word in sorted(_words(row, patients[row["patient"] - 1]))
            ]
            connection.execute(insert(WORD), words)
            series = [one for row in rows for one in _series(row)]
            connection.execute(insert(SERIES), series)
            connection.execute(insert(INSTANCE), [one for row in series for one in _instances(row, chance)])


def _patient(number: int, chance: random.Random) -> Patient:
    name = f"{chance.choice(FAMILIES)}^{chance.choice(GIVENS)}"
    if number % 20 == 0:
        name = f"{name}={chance.choice(IDEOGRAPHS)}"
    born = f"{chance.randrange(1925, 2020)}{chance.randrange(1, 13):02d}{chance.randrange(1, 29):02d}"
    return Patient(name, f"P{number:07d}", "HOSPITAL", born, chance.choice("FM"))


def _patient_row(number: int, patient: Patient) -> dict[str, Any]:
    return {
        "id": number,
        "patient_id": patient.patient_id,
        "issuer": patient.issuer,
        "name": patient.name,
        "birth_date": patient.birth_date,
        "sex": patient.sex,
        "quadruped": 0,
    }


def _study(
    number: int, patients: list[Patient], chance: random.Random, now: int, instances_each: int
) -> dict[str, Any]:
    patient = chance.randrange(len(patients))
    modality = chance.choice(MODALITIES)
    reader = chance.choice(("", "", "Ada", "Grace", "Marie Curie"))
    description = chance.choice(DESCRIPTIONS)
    return {
        **UNREAD,
        "id": number,
        "uid": f"1.2.826.0.1.3680043.10.1338.{number}",
        "patient": patient + 1,
        "shown_patient": patient + 1,
        **shown_identity(patients[patient]),
        "date": f"{chance.randrange(2016, 2027)}{chance.randrange(1, 13):02d}{chance.randrange(1, 29):02d}",
        "time": f"{chance.randrange(24):02d}{chance.randrange(60):02d}00",
        "description": description,
        "description_key": plain_key(description),
        "accession": f"A{chance.randrange(10**8):08d}",
        "study_id": str(number),
        "referring": "Dr^House",
        "patient_age": f"{chance.randrange(1, 99):03d}Y",
        "institution": "General Hospital",
        "modalities": set_of((modality, "SR") if number % 7 == 0 else (modality,)),
        "body_parts": set_of((chance.choice(PARTS),)),
        "series": 2,
        "instances": 2 * (instances_each // 2),
        "bytes": 526_000 * instances_each,
        "status": chance.choice((0, 0, 0, 1, 2, 3, 3, 3, 4)),
        "second_read": chance.choice((0, 0, 0, 0, 1, 2, 3, 4)),
        "priority": chance.choice((1, 1, 1, 1, 0, 2, 3)),
        "reader": reader,
        "reader_key": plain_key(reader),
        "imported": now,
        "changed": now,
    }


def _words(row: dict[str, Any], patient: Patient) -> frozenset[str]:
    return words_of(patient.name, patient.patient_id, row["accession"], row["description"])


def _series(row: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for number in (1, 2):
        yield {
            "id": 2 * row["id"] + number - 2,
            "uid": f"{row['uid']}.{number}",
            "study": row["id"],
            "number": number,
            "modality": row["modalities"].split("/")[1],
            "description": f"series {number}",
            "body_part": "",
            "instances": row["instances"] // 2,
            "bytes": row["bytes"] // 2,
        }


def _instances(series: dict[str, Any], chance: random.Random) -> Iterator[dict[str, Any]]:
    for number in range(1, series["instances"] + 1):
        uid = f"{series['uid']}.{number}"
        own = (
            f'["{uid}",{number},"",["20260102","101112","{number}.0"],'
            f'[{{"PlaneGeometry":[[-175.0,-175.0,{number}.0],[1.0,0.0,0.0],[0.0,1.0,0.0],0.68,0.68]}},[],'
            '{"Rescale":[1.0,-1024.0]}],null]'
        )
        yield {
            "uid": uid,
            "series": series["id"],
            "heading": 1,
            "folder": series["id"] // 100 + 1,
            "sha256": chance.randbytes(32),
            "size": 526_000,
            "pixel_offset": 1600,
            "pixel_length": 524_288,
            "own": own,
            "problem": "",
        }


def _heading() -> dict[str, Any]:
    described = FrameDescription(
        PlaneGeometry.without_patient(), Calibration(0.68, 0.68, Trust.PATIENT), unit="HU"
    )
    instance = Instance(
        "1", "1.2.840.10008.5.1.4.1.1.2", Patient(), StudyHeader("1"), SeriesHeader("1", modality="CT"),
        PixelSource(Path(), "1.2.840.10008.1.2.1"), 1, PixelFormat(512, 512), descriptions=(described,),
        attributes=(("ContentDate", "1"), ("ContentTime", "1"), ("SliceLocation", "1")),
    )  # fmt: skip
    parted = Parting().part(instance)
    return {
        "id": 1,
        "digest": parted.digest,
        "form": FORM,
        "sop_class": instance.sop_class_uid,
        "transfer_syntax": instance.source.transfer_syntax_uid,
        "plain": parted.heading,
    }
