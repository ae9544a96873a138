"""Reports for the tests of this folder: every state, two opinions, scripts and letters that break careless writers."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from reporting.core.report import (
    Agreement,
    Evidence,
    KeyImage,
    Line,
    Reader,
    Report,
    Response,
    Role,
    Section,
    SectionName,
)
from reporting.core.signing import add_addendum, release, sign
from viewer.core.calibration import Trust
from viewer.core.images import Shading
from viewer.core.measurements import Measurement, Place, Quantity
from viewer.core.study import FrameKey, Patient, StudyHeader
from viewer.core.windowing import Window

CT, CR = "1.2.840.10008.5.1.4.1.1.2", "1.2.840.10008.5.1.4.1.1.1"
STUDY_UID, CT_SERIES, CR_SERIES = "1.2.826.1.1", "1.2.826.1.1.1", "1.2.826.1.1.2"
CT_SLICE, RADIOGRAPH = FrameKey("1.2.826.1.1.1.7"), FrameKey("1.2.826.1.1.2.1")
FRAME_OF_REFERENCE = "1.2.826.1.9"

WRITTEN = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
PATIENT = Patient("Muster^Erika", "ID-4711", "", "19610302", "F")
STUDY = StudyHeader(STUDY_UID, "20261120", "081500", "CT thorax", "ACC-77", "S1", "Referrer^Rita", "065Y", "")
ANNA, BORIS = (
    Reader("Anna Fischer", "Consultant radiologist"),
    Reader("Boris Novák", "Professor of radiology"),
)


def uid(number: int) -> str:
    """Return a uid as the program makes them, always the same for a number."""
    return UUID(int=number).hex


NODULE = Measurement(
    "length",
    Place(CT_SLICE, CT_SERIES, STUDY_UID, FRAME_OF_REFERENCE),
    ((-40.25, 12.5, 100.0), (-32.125, 14.0, 100.0)),
    (Quantity("Length", 8.262_301_435_179_6, "mm"),),
    Trust.PATIENT,
    text="nodule <b>&amp; left</b>",
    uid=uid(11),
)
REGION = Measurement(
    "ellipse",
    Place(CT_SLICE, CT_SERIES, STUDY_UID, FRAME_OF_REFERENCE),
    ((-40.0, 15.0, 100.0), (-30.0, 15.0, 100.0), (-35.0, 5.1, 100.0), (-35.0, 24.9, 100.0)),
    (
        Quantity("Mean", -12.345_678_901_234, "HU"),
        Quantity("SD", 1 / 3, "HU"),
        Quantity("Min", -50.0, "HU", decimals=0),
        Quantity("Max", 31.0, "HU", decimals=0),
        Quantity("Area", 78.539_816, "mm²"),
        Quantity("Pixels", 161.0, "", decimals=0),
    ),
    Trust.PATIENT,
    notes=("one sample was padding",),
    uid=uid(12),
)
HEART = Measurement(
    "length",
    Place(RADIOGRAPH, CR_SERIES, STUDY_UID),
    ((100.25, 300.5, 0.0), (900.75, 310.0, 0.0)),
    (Quantity("Length", 160.1, "mm", "at detector, not corrected"),),
    Trust.DETECTOR,
    uid=uid(13),
)
COUNTED = Measurement(
    "length",
    Place(RADIOGRAPH, CR_SERIES, STUDY_UID),
    ((10.0, 20.0, 0.0), (13.0, 24.0, 0.0)),
    (Quantity("Length", 5.0, "px", "uncalibrated"),),
    Trust.NONE,
    uid=uid(14),
)
ARROW = Measurement(
    "arrow",
    Place(CT_SLICE, CT_SERIES, STUDY_UID, FRAME_OF_REFERENCE),
    ((1.0, 2.0, 3.0), (4.0, 5.0, 6.0)),
    text="日本語 and Кириллица",
    uid=uid(15),
)
MEASUREMENTS = (NODULE, REGION, HEART, COUNTED, ARROW)

PICTURE = KeyImage(
    CT_SLICE,
    CT_SERIES,
    CT,
    "Nodule in segment 6 <b>&",
    Shading(Window(-500, 1500)),
    notes=("LOSSY 30:1 (ISO_10918_1)",),
    uid=uid(21),
)
RADIOGRAPH_PICTURE = KeyImage(RADIOGRAPH, CR_SERIES, CR, "Heart", uid=uid(22))
EVIDENCE = (
    Evidence(CT_SLICE.sop_instance_uid, CT, CT_SERIES),
    Evidence(RADIOGRAPH.sop_instance_uid, CR, CR_SERIES),
)
LITERAL = 'Size <b>8 & 9</b> &lt; 1 cm; 5 < 6 > 4 "quoted" {value} %s \\ ^ ='

SECTIONS = (
    Section(SectionName.INDICATION, (Line("Cough for three weeks."),)),
    Section(SectionName.TECHNIQUE, (Line("Helical CT of the thorax, no contrast."),)),
    Section(SectionName.COMPARISON, ()),
    Section(
        SectionName.FINDINGS,
        (
            Line("Nodule 8.3 mm in segment 6.", measurement_uid=NODULE.uid),
            Line("Mean -12.3 HU, SD 0.3 HU.", measurement_uid=REGION.uid),
            Line("Heart 160.1 mm (at detector, not corrected).", measurement_uid=HEART.uid),
            Line("Marker 5.0 px (uncalibrated).", measurement_uid=COUNTED.uid),
            Line("See the arrow.", measurement_uid=ARROW.uid),
            Line(LITERAL),
            Line("Key image: nodule.", key_image_uid=PICTURE.uid),
            Line("Key image: heart.", key_image_uid=RADIOGRAPH_PICTURE.uid),
        ),
    ),
    Section(SectionName.IMPRESSION, (Line("Pulmonary nodule, follow up."), Line("Узел в лёгком. 肺結節。"))),
)

DRAFT = Report(
    PATIENT,
    STUDY,
    reader=ANNA,
    sections=SECTIONS,
    measurements=MEASUREMENTS,
    key_images=(PICTURE, RADIOGRAPH_PICTURE),
    evidence=EVIDENCE,
    created_at=WRITTEN - timedelta(minutes=20),
    changed_at=WRITTEN,
    uid=uid(1),
)

DRAFT_WITHOUT_DATE = replace(DRAFT, created_at=None, changed_at=None)
NOBODY = replace(DRAFT, patient=Patient(), study=StudyHeader(STUDY_UID), reader=Reader(), uid=uid(5))
"""By a reader without a name, on a patient and study of which nothing is known."""

NOT_A_NUMBER = replace(
    DRAFT, measurements=(replace(NODULE, quantities=(Quantity("Length", float("nan"), "mm"),)),)
)


def preliminary() -> Report:
    """Return the report released before it is signed."""
    return release(DRAFT, WRITTEN + timedelta(minutes=1))


def final(draft: Report = DRAFT) -> Report:
    """Return the report signed."""
    return sign(draft, ANNA, WRITTEN + timedelta(minutes=5), "")


def addended() -> Report:
    """Return the signed report with two addenda, the second by someone else."""
    once = add_addendum(
        final(), "Compared with 2025: <i>unchanged</i>.", ANNA, WRITTEN + timedelta(days=1), "a" * 64
    )
    return add_addendum(once, "Second addendum.\nTwo lines.", BORIS, WRITTEN + timedelta(days=2), "b" * 64)


def second_draft(first: Report) -> Report:
    """Return a second opinion on a signed report, not signed itself."""
    assert first.signature is not None
    response = Response(
        first.uid,
        first.signature.sha256,
        first.reader,
        first.signature.at,
        Agreement.PARTLY,
        "The nodule has grown; <b>biopsy</b> & not follow-up.",
        addenda=len(first.addenda),
    )
    sections = tuple(
        Section(section.name, (Line("Grown nodule: biopsy."),))
        if section.name is SectionName.IMPRESSION
        else section
        for section in SECTIONS
    )
    return replace(DRAFT, role=Role.SECOND, reader=BORIS, response=response, sections=sections, uid=uid(2))


def second(first: Report) -> Report:
    """Return a signed second opinion."""
    return sign(second_draft(first), BORIS, WRITTEN + timedelta(days=3), "c" * 64)


def without_measurements() -> Report:
    """Return a signed report of words only, resting on nothing."""
    words = (Line("Normal chest."),)
    sections = tuple(replace(known, lines=words) for known in SECTIONS)
    bare = replace(DRAFT, sections=sections, measurements=(), key_images=(), evidence=(), uid=uid(3))
    return final(bare)


def named(name: str) -> Report:
    """Return a signed report on a patient of this name."""
    return final(replace(DRAFT, patient=replace(PATIENT, name=name), uid=uid(4)))
