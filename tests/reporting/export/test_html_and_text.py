"""Pages for browsers and plain text, read back by parsers that are not ours."""

from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QTextBrowser

from reporting.core.draft import edit_lines
from reporting.core.report import Line, Listed, Report, SectionName, Span
from reporting.export.errors import ExportError
from reporting.export.html_page import report_to_html
from reporting.export.letterhead import Letterhead
from reporting.export.outline import identity_of
from reporting.export.plain_text import report_to_text
from reporting.export.wording import NOT_FOR_DIAGNOSIS, cells_of
from tests.reporting.export import reports
from tests.reporting.export.test_formats import every_kind

SITE = Letterhead("Clinic <&> Sons", ("1 Road", ""))
SAFE_TAGS = {
    *(
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "h1",
        "h2",
        "p",
        "br",
        "hr",
        "div",
        "span",
        "b",
        "i",
        "bdi",
    ),
    *("table", "tr", "th", "td", "figure", "figcaption", "img"),
}


class Page(HTMLParser):
    """Everything a page has: its elements, their attributes, its words."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.words: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return "".join(self.words)


@every_kind
def test_a_page_has_no_scripts_and_loads_nothing(
    report: Report, first: Report | None, pictures: dict[str, QImage]
) -> None:
    page = Page(report_to_html(report, first, pictures, letterhead=SITE))

    assert set(page.tags) <= SAFE_TAGS
    assert not [name for name, _ in page.attributes if name.startswith("on") or name == "href"]
    assert all((value or "").startswith("data:image/") for name, value in page.attributes if name == "src")
    assert any("default-src 'none'" in (value or "") for _, value in page.attributes)


@every_kind
def test_page_and_text_name_patient_examination_and_state(report: Report, first: Report | None) -> None:
    page, words = Page(report_to_html(report, first, {})).text, report_to_text(report, first)

    for _, value in identity_of(report):
        assert value in page
        assert value in words
    assert report.state.name in page
    assert report.state.name in words
    assert NOT_FOR_DIAGNOSIS in page
    assert NOT_FOR_DIAGNOSIS in words


def test_f13_words_stay_words_letter_by_letter() -> None:
    markup = '<script>alert(1)</script><img src=x onerror=y> & "quoted" <b>'
    report = edit_lines(reports.DRAFT, SectionName.FINDINGS, (Line(markup),))
    report = replace(report, patient=replace(reports.PATIENT, name=markup))

    page = Page(report_to_html(report, None, {}))

    assert "script" not in page.tags
    assert page.tags.count("img") == 0
    assert markup in page.text
    assert markup in report_to_text(report)


def test_h20_what_would_turn_words_round_is_left_out() -> None:
    report = edit_lines(reports.DRAFT, SectionName.FINDINGS, (Line("8\u202e mm 31\x07"),))

    for written in (report_to_html(report, None, {}), report_to_text(report)):
        assert "\u202e" not in written
        assert "\x07" not in written
        assert "8 mm 31" in written


def test_stresses_lists_and_tables_stand_on_the_page(qapp: QApplication) -> None:
    lines = (
        Line("bold and italic", spans=(Span(0, 4, bold=True), Span(9, 6, italic=True, underline=True))),
        Line("first", listed=Listed.NUMBER),
        Line("Vessel\tStenosis", spans=(Span(3, 8, bold=True),)),
        Line("LAD\t50 %"),
    )
    report = edit_lines(reports.DRAFT, SectionName.IMPRESSION, lines)
    page = report_to_html(report, None, {})

    assert "<b>bold</b> and <i><span" in page
    assert "<th>Ves<b>sel</b></th><th><b>Sten</b>osis</th>" in page
    assert "<td>LAD</td><td>50 %</td>" in page
    view = QTextBrowser()
    view.setHtml(page)
    assert "bold and italic\n1. first\nVessel\nStenosis\nLAD\n50 %" in view.toPlainText()
    assert "Vessel | Stenosis\nLAD | 50 %" in report_to_text(report)


def test_cells_keep_their_own_stresses() -> None:
    line = Line("ab\tcd\te", spans=(Span(1, 4, bold=True),))

    assert cells_of(line) == [
        Line("ab", spans=(Span(1, 1, bold=True),)),
        Line("cd", spans=(Span(0, 2, bold=True),)),
        Line("e"),
    ]


def test_both_opinions_addenda_and_the_code_are_in_page_and_text() -> None:
    first = reports.addended()
    second = reports.second(first)
    for words in (Page(report_to_html(second, first, {})).text, report_to_text(second, first)):
        order = ["Boris Novák", "The nodule has grown", "Grown nodule: biopsy.", "Addendum 2", "Addendum 1"]
        places = [words.index(said) for said in order]
        assert places == sorted(places)
        assert words.count("Verification code") == 2


def test_h6_every_number_has_its_unit_and_calibration() -> None:
    page, words = Page(report_to_html(reports.final(), None, {})).text, report_to_text(reports.final())

    assert "Length 160.1 mm (at detector, not corrected)" in words
    assert "Length 5.0 px (uncalibrated)" in words
    assert "Length160.1 mmat detector, not corrected" in page


def test_pictures_are_inside_and_missing_ones_said_to_be_missing(pictures: dict[str, QImage]) -> None:
    assert report_to_html(reports.final(), None, pictures).count("data:image/png;base64,") == 2
    assert report_to_html(reports.final(), None, {}).count("The picture is not part of this file") == 2


@pytest.mark.parametrize("write", [report_to_text, lambda one, other: report_to_html(one, other, {})])
def test_h16_opinions_of_two_patients_are_never_put_together(write: object, tmp_path: Path) -> None:
    first = reports.final()
    other = replace(first, patient=replace(first.patient, patient_id="ID-4712"))

    assert callable(write)
    with pytest.raises(ExportError, match="not on the same patient"):
        write(reports.second(first), other)


def test_no_name_stands_in_the_title_of_the_page() -> None:
    page = report_to_html(reports.final(), None, {})

    title = page[page.index("<title>") : page.index("</title>")]
    assert "Muster" not in title
    assert "4711" not in title
