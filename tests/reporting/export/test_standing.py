"""What was signed about a report besides its words stands in the documents made of it."""

import json
from pathlib import Path

import pytest
from fhir.resources.R4B.bundle import Bundle

from reporting.core.acts import Act, ActKind, act_on
from reporting.core.report import Report
from reporting.export.errors import ExportError
from reporting.export.fhir.document import fhir_document
from reporting.export.formats import Format, export
from reporting.export.hl7.encoding import segments_of
from reporting.export.hl7.message import oru
from reporting.export.html_page import report_to_html
from reporting.export.json_file import read_json, report_from_json, report_to_json
from reporting.export.plain_text import report_to_text
from reporting.export.standing import READ_BLINDED, evidence_of, reading_of, standing_of, withdrawal_of
from tests.builders.reports import ADA, NOON, first_opinion
from tests.reporting.export.conftest import Tool
from viewer.core.plain import Plain

ATTESTED: Plain = {
    "blinding": "blinded",
    "unblinded_because": "",
    "frames": 300,
    "frames_displayed": 120,
    "modalities": ["CT"],
    "completeness": "101 of 300 images received",
    "display": "display checked on 2026-05-04",
    "signed_with": "password or system credential of the account",
}


@pytest.fixture
def report() -> Report:
    return first_opinion()


def act(report: Report, kind: ActKind, content: Plain) -> Act:
    return act_on(report, kind, content, ADA, NOON, "")


@pytest.fixture
def acts(report: Report) -> tuple[Act, ...]:
    """A resident's blinded reading, countersigned, co-signed, and retracted in the end."""
    return (
        act(report, ActKind.ATTESTATION, ATTESTED),
        act(
            report,
            ActKind.COUNTERSIGNATURE,
            {"written_by": "Dr Rea", "role": "resident", "words_changed": 3},
        ),
        act(report, ActKind.COSIGNATURE, {}),
        act(report, ActKind.RETRACTION, {"reason": "wrong patient"}),
    )


def test_facts_are_put_in_words(report: Report, acts: tuple[Act, ...]) -> None:
    facts = dict(standing_of(report, acts))

    assert facts["Read"] == READ_BLINDED
    assert facts["Countersigned"] == "written by Dr Rea (resident), 3 words changed by the supervisor"
    assert facts["Co-signed"].startswith(ADA.name)
    assert facts["Images"] == "CT 120 of 300 were on the screen"
    assert facts["Study"] == "101 of 300 images received"
    assert facts["Display"] == "display checked on 2026-05-04"
    assert withdrawal_of(report, acts).startswith("RETRACTED, not to be acted on: wrong patient – ")


def test_an_unblinded_reading_says_so_and_why(report: Report) -> None:
    said = {**ATTESTED, "blinding": "unblinded", "unblinded_because": "asked by the referrer"}
    assert reading_of(report, [act(report, ActKind.ATTESTATION, said)]) == (
        "unblinded before signing: asked by the referrer"
    )
    assert (
        reading_of(report, [act(report, ActKind.ATTESTATION, {**ATTESTED, "blinding": "not blinded"})]) == ""
    )


def test_acts_on_another_report_say_nothing_of_this_one(report: Report, acts: tuple[Act, ...]) -> None:
    other = first_opinion(uid="other")

    assert standing_of(other, acts) == ()
    assert withdrawal_of(other, acts) == ""
    assert list(evidence_of(report, ())) == []


def test_text_and_pdf_say_it(
    tmp_path: Path, report: Report, acts: tuple[Act, ...], tool: Tool, qapp: object
) -> None:
    export(Format.PDF, report, None, {}, tmp_path / "r.pdf", acts=acts)
    printed = tool("pdftotext", "-layout", tmp_path / "r.pdf", "-").stdout
    text = report_to_text(report, acts=acts)
    for words in (printed, text):
        assert "RETRACTED, not to be acted on" in words
        assert "120 of 300 were on the screen" in words
        assert "written by Dr Rea (resident)" in words
        assert "display checked on 2026-05-04" in words
    assert tool("qpdf", "--check", tmp_path / "r.pdf").returncode == 0


def test_json_carries_the_acts_and_older_files_are_read(
    tmp_path: Path, report: Report, acts: tuple[Act, ...]
) -> None:
    export(Format.JSON, report, None, {}, tmp_path / "r.json", acts=acts)

    assert read_json(tmp_path / "r.json") == report
    assert '"act": "RETRACTION"' in (tmp_path / "r.json").read_text()
    changed = (tmp_path / "r.json").read_text().replace("wrong patient", "right patient")
    with pytest.raises(ExportError, match="SHA-256 differs"):
        report_from_json(changed)
    older = report_to_json(report).replace('"version": 2', '"version": 1').replace(',\n  "acts": []', "")
    assert report_from_json(older) == report


def test_a_withdrawn_report_is_marked_as_wrong_for_every_machine(
    report: Report, acts: tuple[Act, ...]
) -> None:
    bundle = json.loads(json.dumps(fhir_document(report, acts=acts)))
    Bundle.model_validate(bundle)
    kinds = {known["resource"]["resourceType"]: known["resource"] for known in bundle["entry"]}
    for kind in ("DiagnosticReport", "Composition", "Observation", "Media"):
        assert kinds[kind]["status"] == "entered-in-error"
    assert "wrong patient" in kinds["Composition"]["section"][0]["text"]["div"]
    assert bundle["id"] != fhir_document(report)["id"]

    found = segments_of(oru(report, acts=acts))
    assert found[4].field(25) == "X"
    assert {known.field(11) for known in found if known.name == "OBX"} == {"W"}
    assert found[5].words(5).startswith("RETRACTED, not to be acted on: wrong patient")
    assert found[0].field(10) != segments_of(oru(report))[0].field(10)

    page = report_to_html(report, None, {}, acts=acts)
    assert page.index("RETRACTED, not to be acted on") < page.index("Technique".upper())
    assert READ_BLINDED in page


def test_a_report_that_counts_is_not_marked_as_wrong(report: Report, acts: tuple[Act, ...]) -> None:
    standing = acts[:3]

    assert "entered-in-error" not in json.dumps(fhir_document(report, acts=standing))
    assert {known.field(11) for known in segments_of(oru(report, acts=standing)) if known.name == "OBX"} == {
        "F"
    }
    assert READ_BLINDED in oru(report, acts=standing)
