"""What a site puts at the head of the reports it hands on: its name, its address, its logo."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QImage, QImageReader, QPainter

from reporting.export.errors import ExportError

LARGEST_BYTES = 2 * 2**20
LEAST_PX, MOST_PX = 32, 4000
FORMATS = ("png", "jpeg")


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Name, lines of the address, and the logo as PNG or JPEG; empty where the site gives none."""

    name: str = ""
    address: tuple[str, ...] = ()
    logo: bytes = b""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to put at the head."""
        return not (self.name or self.address or self.logo)

    def picture(self) -> QImage:
        """Return the logo on white paper, as PDF/A-1 knows no transparency; a null image where there is none."""
        logo = QImage.fromData(self.logo)
        if logo.isNull():
            return logo
        paper = QImage(logo.size(), QImage.Format.Format_RGB32)
        paper.fill(Qt.GlobalColor.white)
        painter = QPainter(paper)
        painter.drawImage(0, 0, logo)
        painter.end()
        return paper


PLAIN = Letterhead()


def read_logo(path: Path) -> bytes:
    """Return the bytes of a logo that can be printed.

    Raises
    ------
    ExportError
        Where it is not a PNG or JPEG, too large, too small, or cannot be read: reports never go out with a logo
        half shown.
    """
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise _refused(f"its file is larger than {LARGEST_BYTES // 2**20} MiB")
        content = path.read_bytes()
    except OSError as error:
        raise _refused(error.strerror or type(error).__name__) from error
    held = QByteArray(content)
    device = QBuffer(held)
    device.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(device)
    if bytes(reader.format().data()).decode() not in FORMATS:
        raise _refused("it is neither PNG nor JPEG")
    size = reader.size()
    least, most = min(size.width(), size.height()), max(size.width(), size.height())
    if not LEAST_PX <= least <= most <= MOST_PX:
        raise _refused(f"its sides are not between {LEAST_PX} and {MOST_PX} pixels")
    if reader.read().isNull():
        raise _refused("it is damaged")
    return content


def _refused(why: str) -> ExportError:
    return ExportError(
        "The logo of the letterhead cannot be used",
        why=why,
        remedy="Choose another PNG or JPEG in the settings, or none",
    )
