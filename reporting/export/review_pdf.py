"""What two readings differ in, on paper: PDF/A-1b, the patient on every page.

Needs a QGuiApplication, and no screen.
"""

from collections.abc import Iterator
from dataclasses import replace
from errno import EIO
from pathlib import Path

from PySide6.QtCore import QMarginsF, QRectF, Qt
from PySide6.QtGui import QPagedPaintDevice, QPageLayout, QPageSize, QPainter, QPdfWriter

from reporting.core.discrepancy.entry import Entry, Side
from reporting.core.peer.review import Review
from reporting.core.report import Report
from reporting.export.files import write_whole
from reporting.export.pdf import BOTTOM_MM, SIDE_MM, TOP_MM, paginated
from reporting.export.pdf_press import (
    ACCENT,
    HAIRLINE,
    RESOLUTION_DPI,
    Paper,
    Press,
    Run,
    Strip,
    Style,
    beside,
    rule,
    stack,
)
from reporting.export.wording import NOT_FOR_DIAGNOSIS, moment_on_paper, signed_by
from viewer.core.wording import iso_date, spoken_name

HEAD_MM, FOOT_MM = 17.0, 12.0


def write_review_pdf(
    review: Review,
    reports: tuple[Report, Report],
    path: Path,
    *,
    cleared: bool = False,
    paper: Paper = Paper.A4,
) -> tuple[Path, ...]:
    """Write a review to a file; return what was written."""
    write_whole(path, lambda partial: _print(review, reports, partial, cleared=cleared, paper=paper))
    return (path,)


def _print(
    review: Review, reports: tuple[Report, Report], path: Path, *, cleared: bool, paper: Paper
) -> None:
    writer = _writer(path, paper)
    press = Press(writer)
    sheet = QRectF(writer.pageLayout().fullRectPixels(writer.resolution()))
    width = sheet.width() - 2 * press.px(SIDE_MM)
    room = sheet.height() - press.px(TOP_MM + HEAD_MM + FOOT_MM + BOTTOM_MM)
    pages = paginated(list(_strips(press, width, review, reports)), room)
    painter = QPainter()
    if not painter.begin(writer):
        raise OSError(EIO, "the PDF could not be begun")
    x = press.px(SIDE_MM)
    for number, strips in enumerate(pages, start=1):
        if number > 1:
            writer.newPage()
        stack(painter, _head(press, width, reports[0]), x, press.px(TOP_MM))
        stack(painter, strips, x, press.px(TOP_MM + HEAD_MM))
        foot = _foot(press, width, f"Page {number} of {len(pages)}", cleared=cleared)
        stack(painter, foot, x, sheet.height() - press.px(BOTTOM_MM + FOOT_MM - 3))
    painter.end()
    if not path.read_bytes().rstrip().endswith(b"%%EOF"):
        raise OSError(EIO, "the PDF was not written to its end")


def _writer(path: Path, paper: Paper) -> QPdfWriter:
    writer = QPdfWriter(str(path))
    writer.setPdfVersion(QPagedPaintDevice.PdfVersion.PdfVersion_A1b)
    writer.setResolution(RESOLUTION_DPI)
    writer.setTitle("Discrepancies of two readings")  # no name: titles show in windows and lists
    writer.setCreator("Overread")
    layout = QPageLayout(
        QPageSize(paper.value), QPageLayout.Orientation.Portrait, QMarginsF(), QPageLayout.Unit.Millimeter
    )
    layout.setMode(QPageLayout.Mode.FullPageMode)
    writer.setPageLayout(layout)
    return writer


def _head(press: Press, width: float, report: Report) -> list[Strip]:
    patient, study = report.patient, report.study
    born = f"born {iso_date(patient.birth_date)}" if patient.birth_date else "birth date unknown"
    facts = (
        f"ID {patient.patient_id or 'unknown'}   {born}   Study {iso_date(study.date) or 'of unknown date'}"
    )
    return [
        *press.lines([Run(spoken_name(patient.name) or "Name unknown", Style.NAME)], width, leading=1.15)[:1],
        *press.lines([Run(f"{facts}   Accession {study.accession or 'none'}", Style.SMALL_STRONG)], width)[
            :1
        ],
        press.space(1),
        rule(press, width, ACCENT, 0.35),
    ]


def _foot(press: Press, width: float, page: str, *, cleared: bool) -> list[Strip]:
    right = press.px(34)
    said = "Peer review: not part of the report" if cleared else NOT_FOR_DIAGNOSIS
    left = press.lines([Run(said, Style.ALARM)], width - right)
    numbered = press.lines([Run(page, Style.SMALL_STRONG)], right, align=Qt.AlignmentFlag.AlignRight)
    return [
        rule(press, width, HAIRLINE, 0.2),
        press.space(1),
        beside([(0.0, left), (width - right, numbered)]),
    ]


def _strips(press: Press, width: float, review: Review, reports: tuple[Report, Report]) -> Iterator[Strip]:
    def text(words: str, style: Style = Style.CELL) -> list[Strip]:
        return press.lines([Run(words, style)], width)

    yield from text("Discrepancies of two readings", Style.TITLE)
    for name, report in zip(("First", "Second"), reports, strict=True):
        signed = signed_by(report.signature) if report.signature else "not signed"
        yield from text(f"{name} reading: {signed}")
        yield from text(f"SHA-256 {report.signature.sha256 if report.signature else ''}", Style.FIXED)
    yield from text("The second reader saw nothing of the first." if review.blinded else "Not blinded.")
    yield from text(f"Compared {moment_on_paper(review.made_at)}", Style.SMALL)
    found = review.found
    count = len(found.entries)
    yield from text(
        f"{count} {'difference' if count == 1 else 'differences'}; {found.agreed} findings in both",
        Style.STRONG,
    )
    for note in found.notes:
        yield from text(note, Style.SMALL)
    if review.given is not None:
        given = review.given
        yield from text(f"RADPEER {given.score.grade}: {given.score.meaning}", Style.STRONG)
        yield from text(f"{given.reason} — {given.by.name}, {moment_on_paper(given.at)}")
        yield from text(f"The review is {review.stage.value}.")
    yield press.space(3)
    for number, entry in enumerate(found.entries, start=1):
        yield from _entry(press, width, number, entry, discussed=entry.uid in review.discussed)


def _entry(press: Press, width: float, number: int, entry: Entry, *, discussed: bool) -> Iterator[Strip]:
    yield press.space(2)
    head = f"{number}. {entry.topic.value.capitalize()}: {entry.title}{'   ✓ discussed' if discussed else ''}"
    yield from (
        replace(strip, with_next=True) for strip in press.lines([Run(head, Style.CELL_STRONG)], width)
    )
    yield from (replace(strip, with_next=True) for strip in press.lines([Run(entry.why, Style.SMALL)], width))
    half = width / 2
    cells = [
        (x, press.lines([Run(_said(side), Style.CELL)], half - press.px(4)))
        for x, side in ((0.0, entry.first), (half, entry.second))
    ]
    yield beside(cells)
    yield rule(press, width, HAIRLINE, 0.15)


def _said(side: Side | None) -> str:
    return "–" if side is None else side.text
