"""Letterhead, verification code and tables of the reader's own on the pages."""

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pypdfium2
import pytest
from PySide6.QtCore import QSizeF
from PySide6.QtGui import QColor, QImage, QPageSize
from PySide6.QtPrintSupport import QPrinter

from app.ui.report_printing import printer_for
from reporting.core.draft import edit_lines
from reporting.core.report import Line, Report, SectionName
from reporting.core.signing import add_addendum
from reporting.export.errors import ExportError
from reporting.export.letterhead import LARGEST_BYTES, Letterhead, read_logo
from reporting.export.pdf import Edition, paint, write_pdf
from reporting.export.square_code import square_code, square_words
from reporting.export.verification import codes_of, verification_code, version_sha256
from tests.reporting.export import reports
from tests.reporting.export.conftest import Tool

pytestmark = pytest.mark.usefixtures("qapp")
RED = QColor("#d00000")


@pytest.fixture
def logo(tmp_path: Path) -> Path:
    picture = QImage(200, 80, QImage.Format.Format_ARGB32)
    picture.fill(RED)
    picture.save(str(tmp_path / "logo.png"))
    return tmp_path / "logo.png"


def pages(path: Path) -> list[str]:
    document = pypdfium2.PdfDocument(path)
    words = [" ".join(page.get_textpage().get_text_range().split()) for page in document]
    document.close()
    return words


def pixels(path: Path, page: int, scale: float = 2.0) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    document = pypdfium2.PdfDocument(path)
    found = document[page].render(scale=scale).to_numpy().copy()
    document.close()
    return np.asarray(found)


def test_the_letterhead_stands_above_the_first_page_only(tmp_path: Path, logo: Path, tool: Tool) -> None:
    first = reports.addended()
    site = Letterhead("Old Bridge Radiology", ("12 Bridge Street", "+41 61 000"), read_logo(logo))
    (path,) = write_pdf(reports.second(first), first, {}, tmp_path / "r.pdf", letterhead=site)

    said = pages(path)
    assert said[0].startswith("Old Bridge Radiology 12 Bridge Street +41 61 000")
    assert not any("Old Bridge" in page for page in said[1:])
    red = [
        ((pixels(path, page).astype(int) - [0, 0, 0xD0]).__abs__() < 12).all(axis=2).sum() for page in (0, 1)
    ]
    assert red[0] > 3000
    assert red[1] == 0
    assert tool("qpdf", "--check", path).returncode == 0
    assert b"/SMask" not in path.read_bytes().replace(b"/SMask /None", b""), "PDF/A-1 knows no transparency"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"GIF89a" + bytes(100), "neither PNG nor JPEG"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "neither PNG nor JPEG"),
        (b"\x89PNG\r\n\x1a\n" + bytes(40), "neither PNG nor JPEG|sides|damaged"),
        (b"\0" * (LARGEST_BYTES + 1), "larger than 2 MiB"),
    ],
)
def test_a_logo_that_cannot_be_printed_is_refused_in_words(tmp_path: Path, content: bytes, why: str) -> None:
    (tmp_path / "logo").write_bytes(content)

    with pytest.raises(ExportError, match=why):
        read_logo(tmp_path / "logo")


@pytest.mark.parametrize(("wide", "tall"), [(8, 80), (4100, 50)])
def test_a_logo_too_small_or_too_large_is_refused(tmp_path: Path, wide: int, tall: int) -> None:
    picture = QImage(wide, tall, QImage.Format.Format_RGB32)
    picture.fill(RED)
    picture.save(str(tmp_path / "logo.png"))

    with pytest.raises(ExportError, match="sides are not between"):
        read_logo(tmp_path / "logo.png")


def test_a_logo_that_is_gone_is_said_to_be_gone(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="No such file"):
        read_logo(tmp_path / "none.png")


def test_the_code_follows_from_the_version_signed() -> None:
    final = reports.final()
    signature = final.signature
    assert signature is not None

    assert version_sha256(final) == signature.sha256
    assert verification_code(final).replace("-", "").lower() == signature.sha256[:20]
    more = add_addendum(final, "More.", reports.ANNA, reports.WRITTEN, "")
    assert codes_of(more) == (verification_code(final), verification_code(more))
    assert verification_code(more) != verification_code(final)
    assert verification_code(reports.DRAFT) == ""


@pytest.mark.parametrize("report", [reports.final(), reports.addended()])
def test_the_square_on_paper_says_report_and_version_and_nothing_of_the_patient(
    tmp_path: Path, report: Report
) -> None:
    (path,) = write_pdf(report, None, {}, tmp_path / "r.pdf")

    last = pixels(path, len(pages(path)) - 1, scale=4)
    read, *_ = cv2.QRCodeDetector().detectAndDecode(np.ascontiguousarray(last))
    assert read == square_words(report)
    assert version_sha256(report) in read
    assert "Muster" not in read
    assert "4711" not in read
    assert f"Verification code {verification_code(report)}" in pages(path)[-1]


def test_an_unsigned_report_has_no_code(tmp_path: Path) -> None:
    (path,) = write_pdf(reports.DRAFT, None, {}, tmp_path / "r.pdf")

    assert "Verification" not in "".join(pages(path))


def test_a_square_code_has_no_border_of_its_own() -> None:
    dark = square_code("OVERREAD")

    assert dark.shape[0] == dark.shape[1]
    assert dark[0, :7].all()
    assert dark[:7, 0].all()


def test_a_long_table_repeats_its_titles_and_stays_on_the_page(tmp_path: Path) -> None:
    lines = (
        Line("Vessel\tStenosis\tRemark"),
        *(Line(f"row {at}\t50 %\t{'long remark ' * 9}") for at in range(60)),
    )
    report = edit_lines(reports.DRAFT, SectionName.FINDINGS, lines)
    (path,) = write_pdf(replace(report, measurements=(), key_images=()), None, {}, tmp_path / "r.pdf")

    said = [page for page in pages(path) if "row " in page]
    assert len(said) > 1
    assert all("Vessel Stenosis Remark" in page for page in said)
    for number in range(len(said)):
        picture = pixels(path, number)
        assert (picture[:, -60:] == 255).all(), "nothing reaches into the margin"


def test_a_table_of_many_columns_is_set_within_the_page(tmp_path: Path) -> None:
    cells = "\t".join(f"column {at} of many" for at in range(14))
    report = edit_lines(reports.DRAFT, SectionName.FINDINGS, (Line(cells), Line(cells)))
    (path,) = write_pdf(report, None, {}, tmp_path / "r.pdf")

    assert (pixels(path, 0)[:, -60:] == 255).all()
    assert all(f"{at}" in pages(path)[0] for at in range(14))


@pytest.mark.parametrize(
    ("paper", "sheet"), [("A4", QPageSize.PageSizeId.A4), ("Letter", QPageSize.PageSizeId.Letter)]
)
def test_a_printer_gets_the_pages_of_the_pdf(tmp_path: Path, paper: str, sheet: QPageSize.PageSizeId) -> None:
    first = reports.addended()
    edition = Edition(reports.second(first), first, {})
    printer = printer_for(paper)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))

    paint(edition, printer)

    (pdf,) = write_pdf(reports.second(first), first, {}, tmp_path / "r.pdf")
    assert pages(tmp_path / "printed.pdf") == pages(pdf) or paper == "Letter"
    document = pypdfium2.PdfDocument(tmp_path / "printed.pdf")
    size = QPageSize(sheet).size(QPageSize.Unit.Point)
    assert QSizeF(*document[0].get_size()).toSize() == size.toSize()
    document.close()


def test_h16_an_edition_never_holds_the_opinions_of_two_patients() -> None:
    first = reports.final()
    other = replace(first, patient=replace(first.patient, patient_id="ID-4712"))

    with pytest.raises(ExportError, match="not on the same patient"):
        Edition(reports.second(first), other, {})
