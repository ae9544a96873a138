"""A sheet of curves as a picture or on real paper, with whose it is and at which scale."""

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFont, QImage, QPageLayout, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QWidget

from viewer.render.trace_painter import LIGHT, Page, paint_page

MM_PER_INCH = 25.4
PICTURE_DPI = 200
MOST_PX = 24_000
LINE_MM = 4.6


def picture_of(page: Page, lines: tuple[str, ...], dpi: float = PICTURE_DPI) -> QImage:
    """Return a page as a picture that knows its size in millimetres, dark curves on light paper."""
    width_mm, height_mm = _size_mm(page, lines)
    px_per_mm = min(dpi / MM_PER_INCH, MOST_PX / width_mm, MOST_PX / height_mm)
    picture = QImage(round(width_mm * px_per_mm), round(height_mm * px_per_mm), QImage.Format.Format_RGB32)
    for set_dots in (picture.setDotsPerMeterX, picture.setDotsPerMeterY):
        set_dots(round(px_per_mm * 1000))
    painter = QPainter(picture)
    _paint(painter, page, lines, px_per_mm)
    painter.end()
    return picture


def ask_and_print_page(page: Page, lines: tuple[str, ...], parent: QWidget) -> bool:
    """Ask for a printer and print a page, landscape; False if the reader changed their mind."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setPageOrientation(QPageLayout.Orientation.Landscape)
    if QPrintDialog(printer, parent).exec() != QDialog.DialogCode.Accepted:
        return False
    print_page(page, lines, printer)
    return True


def print_page(page: Page, lines: tuple[str, ...], printer: QPrinter) -> None:
    """Print a page in true millimetres where it fits the paper; else smaller, and the sheet says so."""
    painter = QPainter(printer)
    true = printer.resolution() / MM_PER_INCH
    width_mm, height_mm = _size_mm(page, lines)
    room = painter.viewport()
    fits = min(room.width() / width_mm / true, room.height() / height_mm / true)
    if fits < 1:
        lines = (*lines, f"Reduced to {fits:.0%} to fit the paper: not true size")
        fits = min(fits, room.height() / _size_mm(page, lines)[1] / true)
    _paint(painter, page, lines, true * min(fits, 1.0))
    painter.end()


def _size_mm(page: Page, lines: tuple[str, ...]) -> tuple[float, float]:
    return page.sheet.width_mm, page.sheet.height_mm + LINE_MM * (len(lines) + 0.5)


def _paint(painter: QPainter, page: Page, lines: tuple[str, ...], px_per_mm: float) -> None:
    width_mm, height_mm = _size_mm(page, lines)
    painter.fillRect(QRectF(0, 0, width_mm * px_per_mm, height_mm * px_per_mm), LIGHT.paper)
    font = QFont(painter.font())
    font.setPixelSize(max(1, round(3.2 * px_per_mm)))
    painter.setFont(font)
    painter.setPen(LIGHT.words)
    for number, line in enumerate(lines, start=1):
        painter.drawText(QPointF(2 * px_per_mm, (number * LINE_MM - 1) * px_per_mm), line)
    painter.translate(0, LINE_MM * (len(lines) + 0.5) * px_per_mm)
    whole = QRectF(0, 0, width_mm * px_per_mm, page.sheet.height_mm * px_per_mm)
    paint_page(painter, page, LIGHT, px_per_mm, whole)
