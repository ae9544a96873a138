"""Reports made for tests: a signed first opinion, a second one that answers it, and what they rest on."""

from dataclasses import replace
from datetime import UTC, datetime

from reporting.core.draft import edit_lines, insert_key_image, insert_measurement, start_report
from reporting.core.header_facts import HeaderFacts
from reporting.core.opinions import respond_to, with_agreement
from reporting.core.report import (
    Agreement,
    Evidence,
    KeyImage,
    Line,
    Reader,
    Report,
    Role,
    SectionName,
)
from reporting.core.signing import sign
from reporting.core.templates import Template
from viewer.core.calibration import Trust
from viewer.core.camera import Camera
from viewer.core.images import Shading
from viewer.core.measurements import Measurement, Place, Quantity
from viewer.core.study import FrameKey, Patient, StudyHeader
from viewer.core.windowing import Window

CT_IMAGE = "1.2.840.10008.5.1.4.1.1.2"
LUNG = Window(-600, 1500, explanation="Lung")
NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
ADA = Reader("Dr Ada Lovelace", "Consultant radiologist")
BLAISE = Reader("Dr Blaise Pascal", "Radiologist")
PATIENT = Patient(name="Doe^Jane", patient_id="P1", issuer="CLINIC", birth_date="19610203", sex="F")
STUDY = StudyHeader(
    uid="1.2.826.0.1.1",
    date="20260504",
    time="101530",
    description="CT thorax",
    accession="A100",
    study_id="7",
    referring="Curie^Marie",
    patient_age="065Y",
    institution="Test Clinic",
)
SERIES_UID = "1.2.826.0.1.1.2"
SPACE_UID = "1.2.826.0.1.1.9"

CT_CHEST = Template(
    id="ct-chest",
    title="CT chest",
    modalities=("CT",),
    body_parts=("CHEST",),
    sections=(
        (SectionName.INDICATION, ("{indication}",)),
        (SectionName.TECHNIQUE, ("{modality}, {study_description}.", "Contrast medium: {contrast}.")),
        (SectionName.COMPARISON, ("Compared with: {prior_dates}.",)),
        (SectionName.FINDINGS, ("Lungs:",)),
    ),
    wordings=(("length", "{text}: {value}"), ("ellipse", "{text}: {values}")),
)
FACTS = HeaderFacts(
    modality="CT",
    body_part="CHEST",
    study_description="CT thorax",
    indication="Cough for six weeks",
    prior_dates="2026-01-14",
)


def place(slice_number: int = 40) -> Place:
    """Return a place on a slice of the test study."""
    return Place(FrameKey(f"{SERIES_UID}.{slice_number}"), SERIES_UID, STUDY.uid, SPACE_UID)


def evidence(slice_number: int = 40) -> Evidence:
    """Return the instance of a slice of the test study."""
    return Evidence(f"{SERIES_UID}.{slice_number}", CT_IMAGE, SERIES_UID)


def length(
    value_mm: float = 8.0, *, text: str = "Nodule, right upper lobe", label: str = "", uid: str = "length-1"
) -> Measurement:
    """Return a length on slice 40, by default one in the patient."""
    return Measurement(
        tool="length",
        place=place(40),
        points_lps=((10.0, 20.0, 200.0), (10.0 + value_mm, 20.0, 200.0)),
        quantities=(Quantity("Length", value_mm, "mm", label),),
        trust=Trust.DETECTOR if label else Trust.PATIENT,
        text=text,
        voi=LUNG,
        uid=uid,
    )


def region(mean_hu: float = 45.1, *, text: str = "Nodule", uid: str = "region-1") -> Measurement:
    """Return an ellipse on slice 41 with its statistics."""
    return Measurement(
        tool="ellipse",
        place=place(41),
        points_lps=((12.0, 20.0, 201.0), (16.0, 20.0, 201.0), (12.0, 22.0, 201.0)),
        quantities=(
            Quantity("Mean", mean_hu, "HU"),
            Quantity("SD", 12.0, "HU"),
            Quantity("Min", 10.0, "HU", decimals=0),
            Quantity("Max", 81.0, "HU", decimals=0),
            Quantity("Area", 25.1, "mm²"),
            Quantity("Pixels", 51.0, "", decimals=0),
        ),
        trust=Trust.PATIENT,
        text=text,
        uid=uid,
    )


def key_image() -> KeyImage:
    """Return slice 40 as it was looked at: lung window, zoomed in."""
    return KeyImage(
        frame=FrameKey(f"{SERIES_UID}.40"),
        series_uid=SERIES_UID,
        sop_class_uid=CT_IMAGE,
        caption="Nodule in the right upper lobe",
        shading=Shading(LUNG),
        camera=Camera(zoom=2.5, center=(0.3, 0.4)),
        uid="key-image-1",
    )


def draft(
    *,
    uid: str = "report-1",
    reader: Reader = ADA,
    impression: str = "Solid nodule in the right upper lobe, follow-up in three months.",
    now: datetime = NOON,
) -> Report:
    """Return a first opinion ready to be signed, with a length, a region and a key image."""
    begun = start_report(STUDY, PATIENT, Role.FIRST, reader, CT_CHEST, FACTS, now)
    report = replace(begun, uid=uid)
    report = edit_lines(report, SectionName.FINDINGS, (Line("No effusion."),))
    report = insert_measurement(report, SectionName.FINDINGS, 0, length(), CT_CHEST, evidence(40))
    report = insert_measurement(report, SectionName.FINDINGS, 1, region(), CT_CHEST, evidence(41))
    report = insert_key_image(report, SectionName.FINDINGS, 2, key_image())
    return edit_lines(report, SectionName.IMPRESSION, (Line(impression),) if impression else ())


def first_opinion(*, uid: str = "report-1", previous_sha256: str = "", now: datetime = NOON) -> Report:
    """Return a complete first opinion, signed by ADA."""
    return sign(draft(uid=uid, now=now), ADA, now, previous_sha256)


def second_draft(first: Report, *, uid: str = "report-2", now: datetime = NOON) -> Report:
    """Return a second opinion that partly agrees, by BLAISE, ready to be signed."""
    own = draft(uid=uid, reader=BLAISE, impression="The nodule is part-solid.", now=now)
    return with_agreement(respond_to(own, first), Agreement.PARTLY, "The nodule is part-solid, not solid.")


def second_opinion(first: Report, *, uid: str = "report-2", now: datetime = NOON) -> Report:
    """Return a second opinion that partly agrees, signed by BLAISE after the first."""
    previous = "" if first.signature is None else first.signature.sha256
    return sign(second_draft(first, uid=uid, now=now), BLAISE, now, previous)
