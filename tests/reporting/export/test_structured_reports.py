"""Our own structured reports: what they claim, what they rest on, and that they read back to the same values."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from pydicom import Dataset, dcmread

from reporting.core.report import Agreement, Evidence, Line, Mark, Reader, Report, Role, Section, SectionName
from reporting.export.dicom_document import save
from reporting.export.errors import ExportError
from reporting.export.measurement_reading import measurements_of
from reporting.export.measurement_sr import measurement_sr
from reporting.export.narrative_reading import narrative_of
from reporting.export.narrative_sr import narrative_sr
from reporting.export.sr_reading import open_document, tree_of
from tests.builders import reports as other_reports
from tests.reporting.export import reports
from tests.reporting.export.conftest import Tool
from viewer.core.calibration import Trust
from viewer.core.geometry import Vector
from viewer.core.measurements import Measurement, Place, Quantity
from viewer.core.study import FrameKey, Patient

Write = Callable[[Report], Dataset]

BOTH = pytest.mark.parametrize("write", [narrative_sr, measurement_sr], ids=["narrative", "measurements"])


def through_a_file(document: Dataset, folder: Path) -> Dataset:
    """Return a document written to a file and read again."""
    save(document, folder / "document.dcm")
    return open_document(folder / "document.dcm")


def predecessors(document: Dataset) -> list[str]:
    """Return the instances a document takes over."""
    return instances(document.get("PredecessorDocumentsSequence", []))


def instances(studies: list[Dataset]) -> list[str]:
    """Return the SOP Instance UIDs of a hierarchical reference."""
    return [
        item.ReferencedSOPInstanceUID
        for study in studies
        for series in study.ReferencedSeriesSequence
        for item in series.ReferencedSOPSequence
    ]


def drawing(tool: str, points: tuple[Vector, ...], *, in_patient: bool = True) -> Measurement:
    """Return a measurement of an angle with these handles."""
    place = reports.NODULE.place if in_patient else reports.HEART.place
    return Measurement(
        tool, place, points, (Quantity("Angle", 12.3456789, "°"),), Trust.PATIENT, uid=reports.uid(99)
    )


@pytest.mark.parametrize(
    "report",
    [
        reports.DRAFT,
        reports.final(),
        reports.addended(),
        reports.second(reports.final()),
        other_reports.first_opinion(),
    ],
)
def test_measurements_read_back_are_the_ones_written(tmp_path: Path, report: Report) -> None:
    read = measurements_of(through_a_file(measurement_sr(report), tmp_path))

    assert read == tuple(replace(measurement, voi=None) for measurement in report.measurements)


HANDLES = {
    "length": 2,
    "arrow": 2,
    "angle": 3,
    "cobb": 4,
    "rectangle": 4,
    "ellipse": 4,
    "probe": 1,
    "text": 1,
    "a tool of tomorrow": 7,
}


@pytest.mark.parametrize("in_patient", [True, False])
@pytest.mark.parametrize(("tool", "count"), HANDLES.items())
def test_every_drawing_reads_back_to_its_handles(
    tmp_path: Path, tool: str, count: int, *, in_patient: bool
) -> None:
    points = tuple((10.1 * at, 7.3 + at * at / 3, 100.0 / 3 if in_patient else 0.0) for at in range(count))
    measurement = drawing(tool, points, in_patient=in_patient)
    report = replace(reports.DRAFT, measurements=(measurement,))

    (read,) = measurements_of(through_a_file(measurement_sr(report), tmp_path))

    assert read == measurement


@pytest.mark.parametrize("in_patient", [True, False])
def test_another_reader_finds_the_drawing_in_the_graphics_themselves(*, in_patient: bool) -> None:
    points = tuple((10.1 * at, 7.3 + at * at / 3, 5.5 if in_patient else 0.0) for at in range(4))
    document = measurement_sr(
        replace(reports.DRAFT, measurements=(drawing("rectangle", points, in_patient=in_patient),))
    )
    for item in document.ContentSequence[-1].ContentSequence[0].ContentSequence:
        if item.ValueType == "TEXT" and item.ConceptNameCodeSequence[0].CodeValue == "handles":
            item.TextValue = "0 0 0"

    (read,) = measurements_of(document)

    assert len(read.points_lps) == 4
    for found, drawn in zip(read.points_lps, points, strict=True):
        assert found == pytest.approx(drawn, abs=1e-5)


def test_drawings_in_the_patient_are_in_their_frame_of_reference_others_on_their_image() -> None:
    nodes = [node for _, node in tree_of(measurement_sr(reports.DRAFT)).walk()]

    in_patient = {node.frame_of_reference_uid for node in nodes if node.value_type == "SCOORD3D"}
    on_image = {child.frames[0] for node in nodes if node.value_type == "SCOORD" for child in node.children}
    assert in_patient == {reports.FRAME_OF_REFERENCE}
    assert on_image == {reports.RADIOGRAPH}


def test_an_ellipse_is_one_to_others_its_longer_axis_first() -> None:
    report = replace(reports.DRAFT, measurements=(reports.REGION,))

    (graphic, *_) = [
        node for _, node in tree_of(measurement_sr(report)).walk() if node.value_type == "SCOORD3D"
    ]

    assert graphic.graphic == "ELLIPSE"
    assert graphic.coordinates[:6] == pytest.approx((-35.0, 5.1, 100.0, -35.0, 24.9, 100.0))


def test_h6_pixels_are_never_stored_as_millimetres() -> None:
    report = replace(reports.DRAFT, measurements=(reports.COUNTED,))

    units = {
        node.code.value
        for _, node in tree_of(measurement_sr(report)).walk()
        if node.value_type == "NUM" and node.code
    }
    words = {
        node.code.value
        for _, node in tree_of(narrative_sr(report)).walk()
        if node.value_type == "NUM" and node.code
    }

    assert units == words == {"{pixels}"}


def test_h6_a_length_at_the_detector_says_so_beside_the_number() -> None:
    report = replace(reports.DRAFT, measurements=(reports.HEART,))

    for document in (measurement_sr(report), narrative_sr(report)):
        written = [
            node.value for _, node in tree_of(document).walk() if node.name == "As written for the reader"
        ]
        assert written == ["160.1 mm (at detector, not corrected)"]


@pytest.mark.parametrize(
    "report",
    [
        reports.DRAFT,
        reports.preliminary(),
        reports.final(),
        reports.addended(),
        reports.without_measurements(),
    ],
)
def test_words_and_links_read_back_are_the_ones_written(tmp_path: Path, report: Report) -> None:
    read = narrative_of(through_a_file(narrative_sr(report), tmp_path))

    assert (read.report_uid, read.role) == (report.uid, Role.FIRST)
    assert (read.reader, read.qualification) == (report.reader.name, report.reader.qualification)
    written = {section.name: section.lines for section in report.sections if section.lines}
    assert [name for name, _ in read.sections] == list(written)
    for name, lines in read.sections:
        assert [line.text for line in lines] == [line.text for line in written[name]]
        assert [line.measurement_uid for line in lines] == [line.measurement_uid for line in written[name]]
    images = [line.image for _, lines in read.sections for line in lines if line.image is not None]
    linked = [line for section in report.sections for line in section.lines if line.is_linked]
    assert len(images) == len(linked)
    assert read.key_images == tuple((key.caption, key.frame) for key in report.key_images)
    assert [(known.number, known.text, known.reader) for known in read.addenda] == [
        (known.number, known.text, known.signature.reader.name) for known in reversed(report.addenda)
    ]
    assert [known.signed_at for known in read.addenda] == [
        known.signature.at for known in reversed(report.addenda)
    ]


def test_a_mark_on_a_line_is_handed_on() -> None:
    marked = Line("8 mm", measurement_uid=reports.NODULE.uid, mark=Mark.CHANGED)
    report = reports.DRAFT.with_section(Section(SectionName.FINDINGS, (marked,)))

    ((_, _), (_, _), (_, (line,)), (_, _)) = narrative_of(narrative_sr(report)).sections

    assert line.mark == "measurement changed"


@BOTH
@pytest.mark.parametrize(
    ("report", "flags"),
    [
        (reports.DRAFT, ("PARTIAL", "UNVERIFIED", "PRELIMINARY")),
        (reports.preliminary(), ("PARTIAL", "UNVERIFIED", "PRELIMINARY")),
        (reports.final(), ("COMPLETE", "VERIFIED", "FINAL")),
        (reports.addended(), ("COMPLETE", "VERIFIED", "FINAL")),
    ],
)
def test_only_what_is_final_and_signed_by_name_claims_to_be_complete_and_verified(
    write: Write, report: Report, flags: tuple[str, str, str]
) -> None:
    document = write(report)

    assert (document.CompletionFlag, document.VerificationFlag, document.PreliminaryFlag) == flags
    observers = document.get("VerifyingObserverSequence", [])
    signatures = (
        [report.signature, *(addendum.signature for addendum in report.addenda)] if report.signature else []
    )
    assert [str(one.VerifyingObserverName) for one in observers] == [
        f"{one.reader.name}^" for one in signatures
    ]
    assert [one.VerificationDateTime for one in observers] == [
        f"{one.at:%Y%m%d%H%M%S.%f}+0000" for one in signatures
    ]


def test_a_final_report_whose_signer_has_no_name_is_not_verified() -> None:
    final = reports.final()
    assert final.signature is not None
    nameless = replace(final, reader=Reader(), signature=replace(final.signature, reader=Reader("^ =")))

    document = narrative_sr(nameless)

    assert (document.CompletionFlag, document.VerificationFlag) == ("COMPLETE", "UNVERIFIED")
    assert "VerifyingObserverSequence" not in document


@BOTH
def test_an_addendum_is_a_new_object_in_the_same_series_that_names_the_one_before(write: Write) -> None:
    signed = reports.final()
    twice = reports.addended()
    once = replace(twice, addenda=twice.addenda[:1])

    plain, first, second = write(signed), write(once), write(twice)

    assert predecessors(plain) == []
    assert predecessors(first) == [plain.SOPInstanceUID]
    assert predecessors(second) == [first.SOPInstanceUID]
    assert len({known.SOPInstanceUID for known in (plain, first, second)}) == 3
    assert len({known.SeriesInstanceUID for known in (plain, first, second)}) == 1


@pytest.mark.parametrize("first", [reports.final(), reports.addended()])
def test_a_second_opinion_names_the_document_it_answers_and_does_not_replace_it(first: Report) -> None:
    answered = narrative_sr(first)
    document = narrative_sr(reports.second(first), first)

    answer = narrative_of(document).answer

    assert answer is not None
    assert answer.document is not None
    assert answer.document.sop_instance_uid == answered.SOPInstanceUID
    assert instances(document.PertinentOtherEvidenceSequence) == [answered.SOPInstanceUID]
    assert predecessors(document) == []
    assert first.signature is not None
    assert (answer.agreement, answer.report_uid, answer.sha256) == (
        Agreement.PARTLY,
        first.uid,
        first.signature.sha256,
    )
    assert answer.reason == "The nodule has grown; <b>biopsy</b> & not follow-up."


def test_a_second_opinion_can_name_the_document_it_answers_without_having_it() -> None:
    first = reports.final()

    document = narrative_sr(reports.second(first))

    assert instances(document.PertinentOtherEvidenceSequence) == [narrative_sr(first).SOPInstanceUID]


@BOTH
def test_h17_another_version_is_another_object(write: Write) -> None:
    versions = (
        reports.DRAFT,
        reports.DRAFT.with_section(Section(SectionName.IMPRESSION, (Line("Another word."),))),
        reports.preliminary(),
        reports.final(),
        reports.second(reports.final()),
    )

    assert len({write(report).SOPInstanceUID for report in versions}) == len(versions)


@BOTH
def test_h16_identity_is_that_of_the_images_letter_by_letter(write: Write) -> None:
    name = "Yamada^Tarou=山田^太郎=やまだ^たろう"
    document = write(reports.named(name))

    assert str(document.PatientName) == name
    assert document.PatientID == reports.PATIENT.patient_id
    assert document.PatientBirthDate == reports.PATIENT.birth_date
    assert document.StudyInstanceUID == reports.STUDY_UID
    assert document.SpecificCharacterSet == "ISO_IR 192"


@BOTH
def test_header_values_that_are_no_dates_are_left_out_not_passed_on(write: Write) -> None:
    patient = replace(reports.PATIENT, birth_date="1961.03.02", sex="female")
    study = replace(reports.STUDY, date="20261345", time="noon")

    document = write(replace(reports.DRAFT, patient=patient, study=study))

    assert (document.PatientBirthDate, document.PatientSex) == ("", "")
    assert (document.StudyDate, document.StudyTime) == ("", "")


@BOTH
def test_all_evidence_is_listed_by_study_and_series(write: Write) -> None:
    prior = Place(reports.NODULE.place.frame, reports.CT_SERIES, "1.2.826.2", reports.FRAME_OF_REFERENCE)
    report = replace(reports.DRAFT, measurements=(replace(reports.NODULE, place=prior), reports.HEART))

    document = write(report)

    assert instances(document.CurrentRequestedProcedureEvidenceSequence) == [
        reports.RADIOGRAPH.sop_instance_uid
    ]
    assert instances(document.PertinentOtherEvidenceSequence) == [reports.CT_SLICE.sop_instance_uid]
    assert document.PertinentOtherEvidenceSequence[0].StudyInstanceUID == "1.2.826.2"


@BOTH
def test_an_image_of_unknown_kind_is_never_guessed(write: Write) -> None:
    with pytest.raises(ExportError, match="SOP Class UID"):
        write(replace(reports.DRAFT, evidence=(), key_images=()))


@BOTH
def test_a_report_without_a_date_or_study_is_refused(write: Write) -> None:
    with pytest.raises(ExportError, match="when it was written"):
        write(reports.DRAFT_WITHOUT_DATE)
    with pytest.raises(ExportError, match="Study Instance UID"):
        write(replace(reports.DRAFT, study=replace(reports.STUDY, uid="")))


@pytest.mark.corpus
@pytest.mark.parametrize("folder", ["ct/lidc_idri_0314_chest", "mr/patient_position/HFS", "xray"])
def test_h16_documents_fit_into_a_study_of_others(
    corpus: Path, tmp_path: Path, tool: Tool, folder: str
) -> None:
    file = next(path for path in sorted((corpus / folder).rglob("*.dcm")))
    header = dcmread(file, stop_before_pixels=True)
    study = replace(
        reports.STUDY,
        uid=header.StudyInstanceUID,
        date=str(header.get("StudyDate", "")),
        time=str(header.get("StudyTime", "")),
        description=str(header.get("StudyDescription", "")),
        accession=str(header.get("AccessionNumber", "")),
        study_id=str(header.get("StudyID", "")),
        referring=str(header.get("ReferringPhysicianName", "")),
        institution="",
    )
    patient = Patient(
        str(header.PatientName),
        str(header.PatientID),
        str(header.get("IssuerOfPatientID", "")),
        str(header.get("PatientBirthDate", "")),
        str(header.get("PatientSex", "")),
    )
    frame = FrameKey(header.SOPInstanceUID)
    place = Place(frame, header.SeriesInstanceUID, study.uid, str(header.get("FrameOfReferenceUID", "")))
    report = replace(
        reports.DRAFT,
        patient=patient,
        study=study,
        measurements=(replace(reports.NODULE, place=place),),
        key_images=(),
        evidence=(Evidence(frame.sop_instance_uid, header.SOPClassUID, header.SeriesInstanceUID),),
    )
    save(narrative_sr(report), tmp_path / "words.dcm")
    save(measurement_sr(report), tmp_path / "numbers.dcm")

    for written in (tmp_path / "words.dcm", tmp_path / "numbers.dcm"):
        judged = tool("dciodvfy", "-new", written)
        assert judged.returncode == 0, judged.stderr
    together = tool("dcentvfy", file, tmp_path / "words.dcm", tmp_path / "numbers.dcm")
    assert "Error" not in together.stderr, together.stderr


def test_there_is_no_document_of_measurements_without_any() -> None:
    with pytest.raises(ExportError, match="no measurements"):
        measurement_sr(reports.without_measurements())


def test_frames_are_named_where_an_instance_may_have_several() -> None:
    enhanced = "1.2.840.10008.5.1.4.1.1.2.1"
    evidence = tuple(replace(known, sop_class_uid=enhanced) for known in reports.EVIDENCE)
    report = replace(reports.DRAFT, evidence=evidence, key_images=())

    nodes = [node for _, node in tree_of(narrative_sr(report)).walk() if node.value_type == "IMAGE"]

    assert all(node.frames[0].frame == 1 for node in nodes)
    images = [
        child.ReferencedSOPSequence[0]
        for section in narrative_sr(report).ContentSequence
        for line in section.get("ContentSequence", [])
        for child in line.get("ContentSequence", [])
        if child.ValueType == "IMAGE"
    ]
    assert images
    assert all(image.ReferencedFrameNumber == 1 for image in images)
