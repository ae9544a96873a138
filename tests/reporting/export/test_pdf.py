"""What a report looks like on paper, read back by independent tools."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from unicodedata import normalize

import pytest
from PySide6.QtGui import QImage

from reporting.core.report import Line, Mark, Report, Reservation, Section, SectionName
from reporting.export.errors import ExportError
from reporting.export.pdf import paginated, write_pdf
from reporting.export.pdf_press import Paper, Strip
from reporting.export.wording import NOT_FOR_DIAGNOSIS
from tests.reporting.export import reports
from tests.reporting.export.conftest import Tool

Print = Callable[..., list[str]]

pytestmark = pytest.mark.usefixtures("qapp")

LONG = replace(
    reports.DRAFT,
    sections=tuple(
        Section(section.name, tuple(Line(f"Sentence {at} of a long report. " * 6) for at in range(25)))
        for section in reports.SECTIONS
    ),
)


def pages(path: Path, tool: Tool) -> list[str]:
    """Return the words of each page as an independent reader finds them."""
    said = tool("pdftotext", "-layout", path, "-")
    assert said.returncode == 0, said.stderr
    return said.stdout.rstrip("\f").split("\f")


def words(path: Path, tool: Tool) -> str:
    """Return all words with single blanks, line breaks inside long ones closed."""
    return " ".join("\n".join(pages(path, tool)).split())


@pytest.fixture
def printed(tmp_path: Path, pictures: dict[str, QImage], tool: Tool) -> Print:
    """Print a report and return its pages as words."""

    def print_it(report: Report, first: Report | None = None, *, cleared: bool = False) -> list[str]:
        path = tmp_path / "report.pdf"
        write_pdf(report, first, pictures, path, cleared=cleared)
        return pages(path, tool)

    return print_it


@pytest.mark.parametrize("paper", Paper)
@pytest.mark.parametrize(
    ("report", "first"), [(LONG, None), (reports.second(reports.addended()), reports.addended())]
)
def test_the_file_is_pdf_a_with_every_font_inside(
    tmp_path: Path,
    tool: Tool,
    pictures: dict[str, QImage],
    paper: Paper,
    report: Report,
    first: Report | None,
) -> None:
    path = tmp_path / "report.pdf"
    write_pdf(report, first, pictures, path, paper=paper)

    assert tool("qpdf", "--check", path).returncode == 0
    metadata = tool("pdfinfo", "-meta", path).stdout
    assert 'pdfaid:part="1"' in metadata
    assert 'pdfaid:conformance="B"' in metadata
    fonts = tool("pdffonts", path).stdout.splitlines()[2:]
    assert fonts
    assert all(re.search(r"Identity-H\s+yes", line) for line in fonts)
    raw = path.read_bytes()
    assert b"/SMask /None" in raw or b"/SMask" not in raw, "PDF/A-1 knows no transparency"
    assert b"/OutputIntents" in raw
    facts = tool("pdfinfo", path).stdout
    assert ("A4" if paper is Paper.A4 else "letter") in facts
    assert reports.PATIENT.patient_id not in facts
    assert "Muster" not in facts, "titles show in windows and lists of recent files"


@pytest.mark.parametrize(
    ("report", "first"),
    [
        (LONG, None),
        (reports.preliminary(), None),
        (reports.second(reports.addended()), reports.addended()),
    ],
)
def test_every_page_says_whose_it_is_how_far_it_has_come_and_what_it_is_not(
    printed: Print, report: Report, first: Report | None
) -> None:
    found = printed(report, first)

    assert len(found) > 1
    for number, page in enumerate(found, start=1):
        for said in (
            "Muster, Erika",
            "ID-4711",
            "born 1961-03-02",
            "female",
            "2026-11-20",
            "ACC-77",
            f"Page {number} of {len(found)}",
            NOT_FOR_DIAGNOSIS,
        ):
            assert said in page, f"page {number} lacks {said}"
        assert report.state.name in page


def test_words_copied_from_the_file_are_the_letters_written(printed: Print) -> None:
    sentence = "Different office file flow: fi fl ffi ffl."
    section = Section(SectionName.FINDINGS, (Line(sentence),))

    assert sentence in "\n".join(printed(reports.DRAFT.with_section(section)))


def test_what_is_not_known_of_the_patient_is_said_not_to_be_known(printed: Print) -> None:
    (first, *_) = printed(reports.NOBODY)

    for said in ("Name unknown", "ID unknown", "birth date unknown", "sex unknown", "Study of unknown date"):
        assert said in first


def test_who_issued_the_identifier_is_printed_with_it(printed: Print) -> None:
    patient = replace(reports.PATIENT, issuer="CLINIC")

    assert "issued by CLINIC" in printed(replace(reports.DRAFT, patient=patient))[0]


def test_h29_only_a_cleared_site_prints_without_the_warning(printed: Print) -> None:
    assert not any(NOT_FOR_DIAGNOSIS in page for page in printed(reports.final(), cleared=True))


def test_an_unsigned_report_can_not_be_taken_for_a_signed_one(printed: Print) -> None:
    draft, preliminary, final = (
        "\n".join(printed(report)) for report in (reports.DRAFT, reports.preliminary(), reports.final())
    )

    assert "DRAFT — not signed, not to be acted on" in draft
    assert "PRELIMINARY — not signed, may still change" in preliminary
    assert "Not signed" in draft
    assert "Signed by" not in draft + preliminary
    assert "DRAFT" not in final
    assert "PRELIMINARY" not in final
    assert "Signed by Anna Fischer, Consultant radiologist" in final
    assert "2026-11-23 09:35:00 UTC" in final
    signature = reports.final().signature
    assert signature is not None
    assert signature.sha256 in final


def test_f13_words_are_printed_letter_by_letter(printed: Print) -> None:
    found = "\n".join(printed(reports.final()))

    assert reports.LITERAL in found
    assert reports.NODULE.text in found
    assert reports.PICTURE.caption in found


@pytest.mark.parametrize(
    "name", ["山田^太郎", "Люкceмбypг", "Διονυσιος", "<b>^&amp;", "שרון^דבורה", "洪^吉洞"]
)
def test_h20_every_letter_of_a_name_is_there_or_named_by_its_code_point(printed: Print, name: str) -> None:
    for page in printed(reports.named(name)):
        # Fonts that draw two code points with one glyph give back the other: 山 is found as U+2F2D.
        page = normalize("NFKC", page)
        for letter in name.replace("^", ""):
            assert letter in page or f"[U+{ord(letter):04X}]" in page


def test_h20_what_would_turn_the_words_round_is_left_out(printed: Print) -> None:
    assert "Muster" in printed(reports.named("\u202eMuster\x07^Erika"))[0]


def test_the_table_gives_every_number_with_unit_and_calibration(printed: Print) -> None:
    found = " ".join("\n".join(printed(reports.final())).split())

    for measured in ("8.3 mm in the patient", "-12.3 HU", "78.5 mm² in the patient", "160.1 mm at detector"):
        assert measured in found
    assert "5.0 px uncalibrated" in found
    assert "one sample was padding" in found


def test_h15_a_lossy_picture_says_so(printed: Print) -> None:
    assert "LOSSY 30:1 (ISO_10918_1)" in "\n".join(printed(reports.final()))


def test_a_picture_that_is_not_at_hand_is_said_to_be_missing(tmp_path: Path, tool: Tool) -> None:
    write_pdf(reports.final(), None, {}, tmp_path / "report.pdf")

    assert words(tmp_path / "report.pdf", tool).count("The picture is not part of this file") == 2


def test_a_second_opinion_comes_before_the_first_which_is_there_in_full(printed: Print) -> None:
    first = reports.addended()
    found = " ".join("\n".join(printed(reports.second(first), first)).split())

    order = [
        "Second opinion by Boris Novák, Professor of radiology",
        "Partly agree with the first opinion",
        "The nodule has grown; <b>biopsy</b> & not follow-up.",
        "Answers the first opinion by Anna Fischer",
        "Grown nodule: biopsy.",
        "First opinion by Anna Fischer",
        "Addendum 2",
        "Addendum 1",
        "Pulmonary nodule, follow up.",
    ]
    places = [found.index(said) for said in order]
    assert places == sorted(places)


def test_h16_two_opinions_on_different_patients_are_never_put_into_one_file(tmp_path: Path) -> None:
    first = reports.final()
    second = reports.second(first)
    other = replace(first, patient=replace(first.patient, patient_id="ID-4712"))

    with pytest.raises(ExportError, match="not on the same patient"):
        write_pdf(second, other, {}, tmp_path / "report.pdf")

    assert not list(tmp_path.iterdir())


def test_what_the_reader_must_still_look_at_is_printed(printed: Print) -> None:
    marked = Line("Nodule 8.3 mm.", measurement_uid=reports.NODULE.uid, edited=True, mark=Mark.CHANGED)
    report = reports.DRAFT.with_section(Section(SectionName.FINDINGS, (marked,)))
    report = replace(report, reservations=(Reservation("2 of 30 slices are missing", accepted=True),))

    found = "\n".join(printed(report))

    assert "(measurement changed)" in found
    assert "2 of 30 slices are missing" in found


def test_a_table_that_goes_on_repeats_its_titles(printed: Print) -> None:
    many = tuple(replace(reports.HEART, uid=f"{at}") for at in range(120))
    found = printed(replace(reports.DRAFT, measurements=many))

    with_rows = [page for page in found if re.search(r"^\s*M\d+ ", page, re.MULTILINE)]
    assert len(with_rows) > 2
    assert all("Quantity" in page for page in with_rows)


def test_a_heading_never_stands_alone_at_the_foot_of_a_page() -> None:
    def strip(height_px: float, *, with_next: bool = False) -> Strip:
        return Strip(height_px, lambda painter, x, y: None, with_next=with_next)

    heading, line = strip(10, with_next=True), strip(10)

    assert paginated([line, line, heading, line], 30) == [[line, line], [heading, line]]


def test_space_is_left_out_at_the_top_of_a_page_and_what_is_too_tall_is_cut_between_its_strips() -> None:
    def strip(height_px: float, *, with_next: bool = False, is_space: bool = False) -> Strip:
        return Strip(height_px, lambda painter, x, y: None, with_next, is_space)

    space, glued, line = strip(5, with_next=True, is_space=True), strip(10, with_next=True), strip(10)

    assert paginated([line, line, line, space, line], 30) == [[line, line, line], [line]]
    assert paginated([glued, glued, glued, glued, line], 30) == [[glued, glued, glued], [glued, line]]
