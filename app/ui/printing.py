"""Saving and printing a picture of a viewport, with its text; saving tables."""

from pathlib import Path

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QFileDialog, QWidget


def ask_and_save(picture: QImage, proposed: str, parent: QWidget) -> str:
    """Ask where to, and save a picture as PNG or JPEG.

    Returns
    -------
    str
        The file, or empty if the reader changed their mind.

    Raises
    ------
    OSError
        Where it cannot be written.
    """
    path, _ = QFileDialog.getSaveFileName(
        parent, "Save picture", proposed, "PNG, exact (*.png);;JPEG, smaller (*.jpg)"
    )
    if path and not picture.save(path, None, 92):
        raise OSError(f"the picture was not written: {path}")
    return path


def ask_and_write(text: str, proposed: str, parent: QWidget) -> str:
    """Ask where to, and save a table as comma-separated values; the file, or empty if the reader changed their mind.

    Raises
    ------
    OSError
        Where it cannot be written.
    """
    path, _ = QFileDialog.getSaveFileName(parent, "Save table", proposed, "Comma-separated values (*.csv)")
    if path:
        Path(path).write_text(text, encoding="utf-8-sig", newline="")
    return path


def ask_and_print(picture: QImage, parent: QWidget) -> bool:
    """Ask for a printer and print a picture as large as the paper allows; False if the reader changed their mind."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    dialog = QPrintDialog(printer, parent)
    if dialog.exec() != QPrintDialog.DialogCode.Accepted:
        return False
    print_picture(picture, printer)
    return True


def print_picture(picture: QImage, printer: QPrinter) -> None:
    """Print a picture on one page, as large as it fits, proportions kept."""
    painter = QPainter(printer)
    page = painter.viewport()
    size = picture.size().scaled(page.size(), Qt.AspectRatioMode.KeepAspectRatio)
    painter.drawImage(QRect(page.topLeft(), size), picture)
    painter.end()
