"""A report on paper: PDF/A-1b, the patient on every page, both opinions where there are two.

Needs a QGuiApplication, and no screen.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from errno import EIO
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QMarginsF, QPointF, QRectF, Qt, QUuid
from PySide6.QtGui import (
    QColor,
    QFont,
    QImage,
    QPagedPaintDevice,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
)
from PySide6.QtPrintSupport import QPrinter

from reporting.core.acts import Act
from reporting.core.report import Report, State
from reporting.core.signing import canonical_bytes, digest
from reporting.export.belonging import make_sure_they_belong_together
from reporting.export.files import write_whole
from reporting.export.letterhead import PLAIN, Letterhead
from reporting.export.pdf_blocks import letterhead_strips
from reporting.export.pdf_content import Content
from reporting.export.pdf_press import (
    ACCENT,
    HAIRLINE,
    RESOLUTION_DPI,
    WARNING,
    WARNING_TINT,
    Paper,
    Press,
    Run,
    Strip,
    Style,
    barred,
    beside,
    rule,
    stack,
)
from reporting.export.standing import withdrawal_of
from reporting.export.verification import verification_code
from reporting.export.versions import derived_uid
from reporting.export.wording import NOT_FOR_DIAGNOSIS, STATES, sex_on_paper
from viewer.core.wording import iso_date, spoken_name

SIDE_MM, TOP_MM, BODY_GAP_MM, FOOT_GAP_MM, BOTTOM_MM = 18.0, 11.0, 4.0, 3.0, 9.0
WATERMARK = QColor("#f0eeea")
GAPS = "[U+…] stands for a letter that the computer which made this file has no font for."


@dataclass(frozen=True, slots=True)
class _Page:
    """What stands on one page, and whose report it is."""

    report: Report
    head: list[Strip]
    strips: list[Strip]


def write_pdf(
    report: Report,
    first: Report | None,
    pictures: Mapping[str, QImage],
    path: Path,
    *,
    cleared: bool = False,
    paper: Paper = Paper.A4,
    letterhead: Letterhead = PLAIN,
    acts: Sequence[Act] = (),
) -> tuple[Path, ...]:
    """Write a report, and the first opinion it answers behind it, to a file; return what was written.

    Parameters
    ----------
    pictures
        By uid of the key image; a missing one is said to be missing.
    cleared
        Whether the site may use the program for primary diagnosis; else every page says it is not (SAFETY H29).
    letterhead
        Of the site, above the first page.
    acts
        What was signed about both reports besides their words.

    Raises
    ------
    ExportError
        Where the two reports are not on the same patient and study (H16), or the file cannot be written.
    """
    edition = Edition(report, first, pictures, letterhead, cleared=cleared, acts=tuple(acts))
    write_whole(path, lambda partial: _write(edition, partial, paper))
    return (path,)


@dataclass(frozen=True, slots=True)
class Edition:
    """What is set on pages: a report, the first opinion it answers, pictures, and what the site says of itself.

    Raises
    ------
    ExportError
        Where the two reports are not on the same patient and study (H16).
    """

    report: Report
    first: Report | None
    pictures: Mapping[str, QImage]
    letterhead: Letterhead = PLAIN
    cleared: bool = False
    acts: tuple[Act, ...] = ()

    def __post_init__(self) -> None:
        if self.first is not None:
            make_sure_they_belong_together(self.report, self.first)

    @property
    def reports(self) -> tuple[Report, ...]:
        """The reports in the order of the pages."""
        return (self.report,) if self.first is None else (self.report, self.first)


def paint(edition: Edition, device: QPdfWriter | QPrinter) -> None:
    """Set a report on the pages of a device: a PDF, or paper. The device gives sheet and resolution.

    Raises
    ------
    OSError
        Where the device does not take pages.
    """
    press = Press(device)
    sheet = QRectF(device.pageLayout().fullRectPixels(device.resolution()))
    width = sheet.width() - 2 * press.px(SIDE_MM)
    site = letterhead_strips(edition.letterhead, press, width)
    parts = [
        (
            one,
            _head(one, press, width, withdrawal_of(one, edition.acts)),
            Content(press, width, one, edition.pictures, edition.acts).strips(),
        )
        for one in edition.reports
    ]
    # Only now is it known whether letters were missing, and with it how tall the foot is.
    foot_px = press.height(_foot(edition.report, press, width, "", cleared=edition.cleared))
    pages: list[_Page] = []
    for one, head, strips in parts:
        above = site if one is edition.report else []
        taken = press.px(TOP_MM + BODY_GAP_MM + FOOT_GAP_MM + BOTTOM_MM) + press.height(head) + foot_px
        bodies = paginated(strips, sheet.height() - taken, press.height(above))
        pages += [_Page(one, head if at else [*above, *head], body) for at, body in enumerate(bodies)]
    painter = QPainter()
    if not painter.begin(device):
        raise OSError(EIO, "the pages could not be begun")
    painter.setRenderHint(QPainter.RenderHint.LosslessImageRendering)
    for number, page in enumerate(pages, start=1):
        if number > 1:
            device.newPage()
        foot = _foot(page.report, press, width, f"Page {number} of {len(pages)}", cleared=edition.cleared)
        _draw_page(painter, press, sheet, page, foot)
    painter.end()


def _write(edition: Edition, path: Path, paper: Paper) -> None:
    paint(edition, _writer(edition.report, path, paper))
    # Qt does not say when the disk was full: a file without its end is half a report.
    if not path.read_bytes().rstrip().endswith(b"%%EOF"):
        raise OSError(EIO, "the PDF was not written to its end")


def _writer(report: Report, path: Path, paper: Paper) -> QPdfWriter:
    writer = QPdfWriter(str(path))
    writer.setPdfVersion(QPagedPaintDevice.PdfVersion.PdfVersion_A1b)
    writer.setResolution(RESOLUTION_DPI)
    # No name in the title: it would show in window titles and lists of recent files.
    writer.setTitle(f"Radiology report, {report.role.value}, {report.state.value}")
    writer.setCreator("Overread")
    writer.setAuthor(report.reader.name or "Overread")
    identity = derived_uid("pdf", report.uid, digest(canonical_bytes(report)), str(len(report.addenda)))
    writer.setDocumentId(QUuid(str(UUID(int=int(identity.rpartition(".")[2])))))
    layout = QPageLayout(
        QPageSize(paper.value), QPageLayout.Orientation.Portrait, QMarginsF(), QPageLayout.Unit.Millimeter
    )
    layout.setMode(QPageLayout.Mode.FullPageMode)
    writer.setPageLayout(layout)
    return writer


def _head(report: Report, press: Press, width: float, withdrawn: str) -> list[Strip]:
    """Return what stands above every page: whose images, which examination, how far the report has come."""
    patient, study = report.patient, report.study
    right = press.px(64)
    left = width - right - press.px(4)
    born = f"born {iso_date(patient.birth_date)}" if patient.birth_date else "birth date unknown"
    facts = [f"ID {patient.patient_id or 'unknown'}", born, sex_on_paper(patient.sex) or "sex unknown"]
    if patient.issuer:
        facts.insert(1, f"issued by {patient.issuer}")
    who = [
        *press.lines([Run(spoken_name(patient.name) or "Name unknown", Style.NAME)], left, leading=1.15),
        *press.lines([Run("   ".join(facts), Style.SMALL_STRONG)], left),
    ]
    state, meaning = STATES[report.state]
    end = Qt.AlignmentFlag.AlignRight
    what = [
        *press.lines(
            [Run(report.role.value.capitalize() + "  ", Style.CELL), Run(state, Style.CELL_STRONG)],
            right,
            align=end,
        ),
        *press.lines(
            [Run(f"Study {iso_date(study.date) or 'of unknown date'}", Style.SMALL)], right, align=end
        ),
        *press.lines([Run(f"Accession {study.accession or 'none'}", Style.SMALL)], right, align=end),
    ]
    head = [beside([(0.0, who), (width - right, what)]), press.space(1), rule(press, width, ACCENT, 0.35)]
    if withdrawn:
        banner = press.lines([Run(withdrawn.partition(":")[0], Style.ALARM)], width - press.px(7))
        head += [press.space(1.5), *barred(banner, press, WARNING, tint=WARNING_TINT, width_px=width)]
    if report.state is not State.FINAL:
        banner = press.lines([Run(f"{state} — {meaning}", Style.WARNING)], width - press.px(7))
        head += [press.space(1.5), *barred(banner, press, WARNING, tint=WARNING_TINT, width_px=width)]
    return head


def _foot(report: Report, press: Press, width: float, page: str, *, cleared: bool) -> list[Strip]:
    right = press.px(34)
    said = "" if cleared else NOT_FOR_DIAGNOSIS
    left = press.lines([Run(said, Style.ALARM)], width - right) if said else []
    if press.has_gaps:
        left += press.lines([Run(GAPS, Style.SMALL)], width - right)
    made = "Made by Overread"
    if report.signature is not None:
        made += f" · Verification code {verification_code(report)}"
    left += press.lines([Run(made, Style.FIXED)], width - right)
    numbered = press.lines([Run(page, Style.SMALL_STRONG)], right, align=Qt.AlignmentFlag.AlignRight)
    return [
        rule(press, width, HAIRLINE, 0.2),
        press.space(1),
        beside([(0.0, left), (width - right, numbered)]),
    ]


def paginated(strips: list[Strip], room_px: float, taken_px: float = 0.0) -> list[list[Strip]]:
    """Return strips by page; what must stay together stays together unless it is taller than a page.

    ``taken_px`` of the first page are not to be had.
    """
    pages: list[list[Strip]] = [[]]
    used = taken_px
    for group in _groups(strips):
        height = sum(strip.height_px for strip in group)
        if used + height > room_px and pages[-1]:
            pages.append([])
            used = 0.0
        for strip in group:
            if used + strip.height_px > room_px and pages[-1]:
                pages.append([])
                used = 0.0
            if strip.is_space and not pages[-1]:
                continue
            if strip.above is not None and not pages[-1]:
                pages[-1].append(strip.above)
                used += strip.above.height_px
            pages[-1].append(strip)
            used += strip.height_px
    return pages


def _groups(strips: list[Strip]) -> list[list[Strip]]:
    groups: list[list[Strip]] = [[]]
    for strip in strips:
        groups[-1].append(strip)
        if not strip.with_next:
            groups.append([])
    return [group for group in groups if group]


def _draw_page(painter: QPainter, press: Press, sheet: QRectF, page: _Page, foot: list[Strip]) -> None:
    x = press.px(SIDE_MM)
    if page.report.state is not State.FINAL:
        _draw_watermark(painter, sheet, STATES[page.report.state][0])
    stack(painter, page.head, x, press.px(TOP_MM))
    stack(painter, page.strips, x, press.px(TOP_MM + BODY_GAP_MM) + press.height(page.head))
    stack(painter, foot, x, sheet.height() - press.px(BOTTOM_MM) - press.height(foot))


def _draw_watermark(painter: QPainter, sheet: QRectF, word: str) -> None:
    """Draw a word across the page, in solid grey below everything else: PDF/A-1 knows no transparency."""
    painter.save()
    painter.translate(QPointF(sheet.width() / 2, sheet.height() / 2))
    painter.rotate(-52)
    font = QFont(painter.font())
    font.setPointSizeF(84)
    font.setBold(True)
    painter.setFont(font)
    painter.setPen(WATERMARK)
    area = QRectF(-sheet.height(), -sheet.height() / 4, 2 * sheet.height(), sheet.height() / 2)
    painter.drawText(area, Qt.AlignmentFlag.AlignCenter, word)
    painter.restore()
