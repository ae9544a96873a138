"""Every shipped template, filled in, signed and handed on in every format: nothing of it is lost on the way."""

import json
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
from fhir.resources.R4B.bundle import Bundle
from pydicom import dcmread
from PySide6.QtWidgets import QApplication

from reporting.core.draft import start_report
from reporting.core.field_book import FieldBook
from reporting.core.fields.answers import answered, without_empty
from reporting.core.fields.definition import Field, Kind
from reporting.core.fields.layout import entry
from reporting.core.header_facts import HeaderFacts
from reporting.core.report import Line, Report, Role, SectionName
from reporting.core.signing import sign
from reporting.core.spans import with_words
from reporting.core.templates import Template, read_templates
from reporting.export.formats import Format, export
from reporting.export.hl7.encoding import segments_of
from reporting.export.json_file import read_json
from reporting.export.narrative_reading import narrative_of
from reporting.export.wording import in_plain_words, listed_marks
from tests.reporting.export import reports
from tests.reporting.export.conftest import Tool

TEMPLATES = read_templates(Path(__file__).parents[3] / "resources" / "report_templates")[0]
NASTY = "Größe 8 <b>& ^~| 日本語"


def written(template: Template) -> Report:
    """Return a signed report with every field of a template answered, and an entry of each of its findings."""
    facts = HeaderFacts(modality="CT", indication="Cough", examination="CT thorax", study_date="2026-05-04")
    report = start_report(
        reports.STUDY, reports.PATIENT, Role.FIRST, reports.ANNA, template, facts, reports.WRITTEN
    )
    book = FieldBook(template.form, ())
    findings = report.section(SectionName.FINDINGS)
    entries = tuple(entry(finding, 1) for finding in template.form.findings)
    report = report.with_section(replace(findings, lines=(*findings.lines, *entries)))
    for section in report.sections:
        lines = tuple(_filled(line, book) for line in section.lines)
        report = report.with_section(replace(section, lines=lines))
    impression = report.section(SectionName.IMPRESSION)
    report = report.with_section(replace(impression, lines=(*impression.lines, Line(NASTY))))
    return sign(without_empty(answered(report, book), book), reports.ANNA, reports.WRITTEN, "")


def _filled(line: Line, book: FieldBook) -> Line:
    for span in reversed(line.spans):
        field = book.field(span.field) if span.field else None
        if field is not None:
            line = with_words(line, span, _answer(field))
    return line


def _answer(field: Field) -> str:
    if field.options:
        return field.options[0].text
    if field.kind is Kind.NUMBER:
        number = f"{field.least if field.least is not None else 1:g}"
        return f"{number} {field.unit}".rstrip()
    return "2026-05-04" if field.kind is Kind.DATE else "words"


every_template = pytest.mark.parametrize("template", TEMPLATES, ids=lambda known: known.id)


def words_of(report: Report) -> list[str]:
    """Return the lines of a report as formats without stresses have them."""
    return [
        in_plain_words(line, mark)
        for section in report.sections
        for line, mark in zip(section.lines, listed_marks(section.lines), strict=True)
        if line.text.strip()
    ]


@every_template
def test_a_filled_template_is_read_back_from_json_sr_fhir_and_hl7(
    qapp: QApplication, tmp_path: Path, tool: Tool, template: Template
) -> None:
    report = written(template)
    paths = {
        known: export(known, report, None, {}, tmp_path / f"r-{known.short}{known.suffix}")
        for known in Format
    }

    assert read_json(paths[Format.JSON][0]) == report
    narrative = narrative_of(dcmread(paths[Format.SR][0]))
    assert [line.text for _, lines in narrative.sections for line in lines] == words_of(report)
    judged = tool("dciodvfy", "-new", paths[Format.SR][0])
    assert "Error" not in judged.stderr
    Bundle.model_validate(json.loads(paths[Format.FHIR][0].read_text("utf-8")))
    message = segments_of(paths[Format.HL7][0].read_bytes().decode("utf-8"))
    said = "\n".join(known.words(5) for known in message if known.name == "OBX" and known.field(2) == "FT")
    text = paths[Format.TEXT][0].read_text("utf-8")
    for line in words_of(report):
        assert line.replace("\t", " ") in said
        assert line in text


@every_template
def test_a_filled_template_is_whole_on_paper(
    qapp: QApplication, tmp_path: Path, tool: Tool, template: Template
) -> None:
    report = written(template)
    (path,) = export(Format.PDF, report, None, {}, tmp_path / "r.pdf")

    assert tool("qpdf", "--check", path).returncode == 0
    document = pypdfium2.PdfDocument(path)
    said = "".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    squeezed = "".join(said.split())
    for section in report.sections:
        for line in section.lines:
            for cell in line.text.split("\t"):
                assert "".join(cell.replace("日本語", "").split()) in squeezed
