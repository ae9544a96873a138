"""A report on paper, looked at before it is printed: the same pages as the PDF."""

from collections.abc import Callable

from PySide6.QtCore import QMarginsF
from PySide6.QtGui import QPageLayout, QPageSize
from PySide6.QtPrintSupport import QPrinter, QPrintPreviewDialog
from PySide6.QtWidgets import QWidget

Paint = Callable[[QPrinter], None]


SHEETS = {"A4": QPageSize.PageSizeId.A4, "Letter": QPageSize.PageSizeId.Letter}


def printer_for(paper: str) -> QPrinter:
    """Return a printer with whole sheets, upright; the pages bring their own margins."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName("Radiology report")  # no name of the patient: it would stand in queues and logs
    layout = QPageLayout(QPageSize(SHEETS[paper]), QPageLayout.Orientation.Portrait, QMarginsF())
    layout.setMode(QPageLayout.Mode.FullPageMode)
    printer.setPageLayout(layout)
    printer.setFullPage(True)
    return printer


def preview(printer: QPrinter, paint: Paint, parent: QWidget) -> QPrintPreviewDialog:
    """Return a window that shows the pages and prints them; another sheet chosen there is set anew."""
    dialog = QPrintPreviewDialog(printer, parent)
    dialog.setWindowTitle("Print the report")
    dialog.resize(900, 1000)
    dialog.paintRequested.connect(paint)
    return dialog
