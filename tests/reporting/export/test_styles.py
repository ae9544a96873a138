"""Bold, italic and underlined words, lists and tables on their way out."""

from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
from pydicom import Dataset, dcmread
from pytestqt.qtbot import QtBot

from reporting.core.draft import edit_lines, insert_value
from reporting.core.report import Line, Listed, Report, SectionName, Span
from reporting.export.formats import Format, export
from reporting.export.json_file import report_from_json, report_to_json
from reporting.export.wording import in_plain_words, listed_marks
from tests.builders.reports import draft, evidence, length

LINES = (
    Line("Solid nodule of 8 mm.", spans=(Span(0, 12, bold=True), Span(16, 4, italic=True, underline=True))),
    Line("first", listed=Listed.NUMBER),
    Line("second", listed=Listed.NUMBER),
    Line("point", listed=Listed.BULLET),
    Line("Vessel\tStenosis", spans=(Span(0, 15, bold=True),)),
    Line("LAD\t50 %"),
)


@pytest.fixture
def styled() -> Report:
    return edit_lines(draft(), SectionName.IMPRESSION, LINES)


def test_styles_survive_json(styled: Report) -> None:
    assert report_from_json(report_to_json(styled)) == styled


def test_words_and_lists_stand_on_the_pages_of_a_pdf(styled: Report, tmp_path: Path, qtbot: QtBot) -> None:
    (path,) = export(Format.PDF, styled, None, {}, tmp_path / "report.pdf")

    document = pypdfium2.PdfDocument(path)
    words = " ".join("".join(page.get_textpage().get_text_range() for page in document).split())
    document.close()
    for said in ("Solid nodule of 8 mm.", "1. first", "2. second", "• point", "Vessel Stenosis", "LAD 50 %"):
        assert said in words


def test_a_bold_word_is_set_in_a_bold_font(styled: Report, tmp_path: Path, qtbot: QtBot) -> None:
    plain = edit_lines(draft(), SectionName.IMPRESSION, (replace(LINES[0], spans=()),))
    stressed = edit_lines(draft(), SectionName.IMPRESSION, LINES[:1])
    pixels = []
    for name, report in (("a", plain), ("b", stressed)):
        (path,) = export(Format.PDF, report, None, {}, tmp_path / f"{name}.pdf")
        document = pypdfium2.PdfDocument(path)
        pixels.append(int((255 - document[0].render(scale=2).to_numpy().astype(int)).sum()))
        document.close()

    assert pixels[1] > pixels[0]


def test_sr_says_the_same_in_plain_words(styled: Report, tmp_path: Path) -> None:
    (path, *_) = export(Format.SR, styled, None, {}, tmp_path / "report.dcm")

    said = _texts(dcmread(path, force=True))
    for words in ("Solid nodule of 8 mm.", "1. first", "2. second", "• point", "LAD | 50 %"):
        assert words in said


def test_sr_refers_to_the_measurement_of_a_value_inside_a_line(tmp_path: Path) -> None:
    begun = edit_lines(draft(), SectionName.IMPRESSION, (Line("Nodule of [size]."),))
    report = insert_value(
        begun, SectionName.IMPRESSION, 0, Span(10, 6), length(9.5, uid="inside"), evidence()
    )
    (path, *_) = export(Format.SR, report, None, {}, tmp_path / "report.dcm")

    assert report.section(SectionName.IMPRESSION).text == "Nodule of 9.5 mm."
    assert "inside" in _texts(dcmread(path, force=True))


def test_numbers_begin_anew_after_other_lines() -> None:
    lines = (Line("a", listed=Listed.NUMBER), Line("b"), Line("c", listed=Listed.NUMBER))

    assert list(listed_marks(lines)) == ["1.", "", "1."]
    assert in_plain_words(Line("a\tb"), "") == "a | b"


def _texts(item: Dataset) -> list[str]:
    own = [str(item.TextValue)] if "TextValue" in item else []
    return own + [words for below in item.get("ContentSequence", []) for words in _texts(below)]
