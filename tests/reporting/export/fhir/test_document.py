"""FHIR documents, looked at by a kept library and by R4's own list of elements."""

import json
from base64 import b64decode
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring
from fhir.resources.R4B.bundle import Bundle
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from reporting.core.report import FieldValue, Line, Report, Section, SectionName
from reporting.export.errors import ExportError
from reporting.export.fhir.document import fhir_document, write_fhir
from reporting.export.fhir.elements import IMAGE_REGION, OWN
from reporting.export.fhir.people import human_names
from reporting.export.letterhead import Letterhead
from tests.reporting.export import reports
from tests.reporting.export.conftest import Tool
from tests.reporting.export.test_formats import every_kind
from viewer.core.study import StudyHeader

R4 = {
    "Bundle": "id meta identifier type timestamp entry",
    "Composition": "id language identifier status type category subject date author title attester custodian section",
    "DiagnosticReport": "id identifier basedOn status category code subject effectiveDateTime issued performer "
    "resultsInterpreter result imagingStudy media conclusion presentedForm",
    "Patient": "id identifier name gender birthDate",
    "Practitioner": "id name qualification",
    "Organization": "id name address",
    "Device": "id deviceName",
    "ImagingStudy": "id identifier status subject started referrer description series",
    "Observation": "id identifier status category code subject performer valueQuantity valueString "
    "valueCodeableConcept note method derivedFrom component",
    "Media": "id extension identifier status type subject operator content note",
}
"""Elements that FHIR 4.0.1 has in these resources, as far as they are written: nothing that came with R4B, which the
library checks against. (R4B changed evidence, medication, subscription and device definitions, none of them used.)"""


def resources(bundle: Mapping[str, Any], kind: str) -> list[Any]:
    return [known["resource"] for known in bundle["entry"] if known["resource"]["resourceType"] == kind]


def texts(value: object) -> Iterator[tuple[str, Any]]:
    """Yield every name with its value, wherever it stands."""
    if isinstance(value, dict):
        for name, inside in value.items():
            yield name, inside
            yield from texts(inside)
    elif isinstance(value, list):
        for inside in value:
            yield from texts(inside)


@pytest.fixture
def written(tmp_path: Path, qapp: QApplication, pictures: dict[str, QImage]) -> Any:
    first = reports.addended()
    (path,) = write_fhir(
        reports.second(first),
        first,
        pictures,
        tmp_path / "r.json",
        letterhead=Letterhead("Clinic", ("Road 1",)),
    )
    return json.loads(path.read_text("utf-8"))


@every_kind
def test_every_report_is_a_valid_r4_document(report: Report, first: Report | None) -> None:
    bundle = fhir_document(report, b"%PDF-1.4", Letterhead("Clinic"))

    Bundle.model_validate(json.loads(json.dumps(bundle, allow_nan=False)))
    for entry in (bundle, *(known["resource"] for known in _entries(bundle))):
        assert set(entry) - {"resourceType"} <= set(R4[str(entry["resourceType"])].split())
    assert all(value not in ("", [], {}, None) for _, value in texts(bundle)), "FHIR knows no empty values"


@every_kind
def test_every_reference_leads_to_a_resource_of_the_document(report: Report, first: Report | None) -> None:
    bundle = fhir_document(report)

    urls = [known["fullUrl"] for known in _entries(bundle)]
    assert len(urls) == len(set(urls))
    assert {value for name, value in texts(bundle) if name == "reference"} <= set(urls)
    assert _entries(bundle)[0]["resource"]["resourceType"] == "Composition"


def _entries(bundle: Mapping[str, Any]) -> list[Any]:
    found: list[Any] = bundle["entry"]
    return found


@pytest.mark.parametrize(
    ("report", "main", "composed", "measured"),
    [
        (replace(reports.DRAFT, sections=()), "registered", "preliminary", "registered"),
        (reports.DRAFT, "partial", "preliminary", "preliminary"),
        (reports.preliminary(), "preliminary", "preliminary", "preliminary"),
        (reports.final(), "final", "final", "final"),
        (reports.addended(), "appended", "amended", "final"),
    ],
)
def test_how_far_a_report_has_come_is_said_in_the_words_of_fhir(
    report: Report, main: str, composed: str, measured: str
) -> None:
    if not report.sections:
        report = replace(report, sections=Report(report.patient, report.study).sections)
    bundle = fhir_document(report)

    assert resources(bundle, "DiagnosticReport")[0]["status"] == main
    assert resources(bundle, "Composition")[0]["status"] == composed
    assert {known["status"] for known in resources(bundle, "Observation")} == {measured}


def test_h6_numbers_are_read_back_at_full_precision_with_ucum_units_and_their_calibration() -> None:
    observed = {
        known["identifier"][1]["value"]: known
        for known in resources(fhir_document(reports.final()), "Observation")
    }

    nodule, heart = observed[reports.NODULE.uid], observed[reports.HEART.uid]
    assert nodule["valueQuantity"] == {
        "unit": "mm",
        "system": "http://unitsofmeasure.org",
        "code": "mm",
        "value": reports.NODULE.quantities[0].value,
    }
    assert nodule["code"]["coding"] == [{"system": "http://snomed.info/sct", "code": "410668003"}]
    assert heart["method"]["text"] == reports.HEART.trust.value
    assert heart["note"][0]["text"] == "Length 160.1 mm (at detector, not corrected)"
    counted = observed[reports.COUNTED.uid]["valueQuantity"]
    assert (counted["code"], counted["unit"]) == ("{pixels}", "px"), "pixels never pass for millimetres"
    values = [part["valueQuantity"]["value"] for part in observed[reports.REGION.uid]["component"]]
    assert values == [known.value for known in reports.REGION.quantities]


def test_a_report_with_a_number_that_is_none_is_not_written() -> None:
    with pytest.raises(ExportError, match="not finite"):
        fhir_document(reports.NOT_A_NUMBER)


def test_observations_say_on_which_frame_and_with_which_drawing() -> None:
    bundle = fhir_document(reports.final())
    observation = resources(bundle, "Observation")[0]

    (region,) = observation["derivedFrom"][0]["extension"]
    assert region["url"] == IMAGE_REGION
    parts = {
        part["url"]: next(value for name, value in part.items() if name != "url")
        for part in region["extension"]
    }
    assert parts["instance"] == f"urn:oid:{reports.CT_SLICE.sop_instance_uid}"
    assert parts["frame"] == 1
    assert parts["frameOfReference"] == f"urn:oid:{reports.FRAME_OF_REFERENCE}"
    drawn = [float(number) for number in parts["coordinates"].split()]
    assert drawn == [number for point in reports.NODULE.points_lps for number in point]
    study = resources(bundle, "ImagingStudy")[0]
    assert observation["derivedFrom"][0]["reference"] == f"urn:uuid:{study['id']}"
    assert study["identifier"][0] == {"system": "urn:dicom:uid", "value": f"urn:oid:{reports.STUDY_UID}"}
    assert {known["uid"] for known in study["series"]} == {reports.CT_SERIES, reports.CR_SERIES}
    assert [known["modality"]["code"] for known in study["series"]] == ["CT", "CR"]


def test_key_images_go_by_reference_and_h15_say_what_must_be_said_of_them() -> None:
    first, _ = resources(fhir_document(reports.final()), "Media")

    assert first["content"]["url"] == f"urn:oid:{reports.CT_SLICE.sop_instance_uid}"
    assert first["content"]["contentType"] == "application/dicom"
    assert "data" not in first["content"]
    assert "LOSSY 30:1" in first["note"][0]["text"]


def test_answers_to_fields_are_structured() -> None:
    fields = (
        FieldValue("size", "Size", "8,3", "mm"),
        FieldValue("category", "Lung-RADS", "4A", code="RADLEX:RID50138"),
        FieldValue("place", "Place", "segment 6"),
        FieldValue("empty", "Not answered"),
    )
    bundle = fhir_document(replace(reports.DRAFT, fields=fields, measurements=()))

    size, category, place = resources(bundle, "Observation")
    assert (size["valueQuantity"]["value"], size["valueQuantity"]["code"]) == (8.3, "mm")
    assert category["valueCodeableConcept"]["coding"][0] == {
        "system": "http://radlex.org",
        "code": "RID50138",
        "display": "4A",
    }
    assert place["valueString"] == "segment 6"
    assert size["identifier"] == [{"system": OWN, "value": "size"}]


def test_the_pages_are_inside_with_both_opinions(written: Any, tmp_path: Path, tool: Tool) -> None:
    (main,) = resources(written, "DiagnosticReport")
    (form,) = main["presentedForm"]
    pdf = b64decode(form["data"])

    assert form["size"] == len(pdf)
    (tmp_path / "inside.pdf").write_bytes(pdf)
    assert tool("qpdf", "--check", tmp_path / "inside.pdf").returncode == 0
    words = tool("pdftotext", tmp_path / "inside.pdf", "-").stdout
    assert "Second opinion by Boris" in words
    assert "First opinion by Anna" in words
    Bundle.model_validate(written)


def test_a_second_opinion_names_the_report_it_answers(written: Any) -> None:
    sections = resources(written, "Composition")[0]["section"]

    answer = next(known for known in sections if known["title"] == "Answer to the first opinion")
    assert answer["entry"][0]["identifier"] == {"system": OWN, "value": reports.addended().uid}
    assert "partly agree" in answer["text"]["div"]


def test_addenda_stand_first_each_with_who_attests_it() -> None:
    composed = resources(fhir_document(reports.addended()), "Composition")[0]

    assert [known["title"] for known in composed["section"][:2]] == ["Addendum 2", "Addendum 1"]
    assert [known["time"][:10] for known in composed["attester"]] == [
        "2026-11-23",
        "2026-11-24",
        "2026-11-25",
    ]
    assert len({known["party"]["reference"] for known in composed["attester"]}) == 2, "Anna twice, Boris once"


@pytest.mark.parametrize(
    "words",
    [
        "<script>alert(1)</script>",
        "a & b < c > d \"e\" 'f'",
        "]]>",
        "日本語 \u202egnirts",
        "line\u2028two\x07",
    ],
)
def test_f13_words_stay_words_in_the_narrative(words: str) -> None:
    section = Section(SectionName.FINDINGS, (Line(words),))
    composed = resources(fhir_document(reports.DRAFT.with_section(section)), "Composition")[0]

    found = next(known for known in composed["section"] if known["title"] == "Findings")
    read: Element = fromstring(found["text"]["div"])
    assert not [element for element in read.iter() if element.tag.endswith("script")]
    kept = "".join(letter for letter in words if letter not in "\u202e\x07\u2028")
    assert "".join(read.itertext()) == kept


@pytest.mark.parametrize(
    "name", ["Yamada^Tarou=山田^太郎=やまだ^たろう", "خالد^محمد", "Иванов^Иван^Иванович^Dr.^Jr."]
)
def test_h20_names_keep_their_letters_in_each_of_their_groups(name: str) -> None:
    found = list(human_names(name))

    assert len(found) == len(name.split("="))
    for human, group in zip(found, name.split("="), strict=True):
        family, given, *_ = group.split("^")
        assert (human["family"], human["given"][0]) == (family, given)  # type: ignore[index]


def test_h17_the_same_version_gives_the_same_document_and_another_another() -> None:
    assert fhir_document(reports.final()) == fhir_document(reports.final())
    assert fhir_document(reports.final())["id"] != fhir_document(reports.addended())["id"]


def test_a_report_without_its_study_is_not_written() -> None:
    with pytest.raises(ExportError, match="does not name its study"):
        fhir_document(replace(reports.DRAFT, study=StudyHeader("")))
