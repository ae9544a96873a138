"""Text that stays legible on any image: light letters with a dark rim, made once and stamped many times."""

from collections import OrderedDict
from dataclasses import dataclass
from itertools import product

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QImage, QPainter

FAMILIES = ["DejaVu Sans", "Noto Sans", "Segoe UI", "Helvetica Neue", "Noto Sans CJK JP", "Arial"]
"""Tried in this order for each character, so that any script is shown that the machine has letters for."""

PIXELS_PER_POINT = 96 / 72
KEPT = 300
RIM = QColor(0, 0, 0, 190)


def font(points: float, scale: float, *, bold: bool = False) -> QFont:
    """Return the font for a size in points on a screen with so many device pixels per pixel."""
    made = QFont()
    made.setFamilies(FAMILIES)
    made.setPixelSize(max(6, round(points * PIXELS_PER_POINT * scale)))
    made.setBold(bold)
    return made


@dataclass(frozen=True, slots=True)
class Look:
    """How a line of text looks.

    Attributes
    ----------
    rimmed
        False for text on a ground of its own.
    """

    points: float
    color: str
    scale: float = 1.0
    bold: bool = False
    rimmed: bool = True


class Stamps:
    """Makes a picture of each line of text once. A frame mostly writes what the frame before wrote."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, Look], QImage] = OrderedDict()
        self._metrics: dict[Look, QFontMetrics] = {}

    def line_height(self, look: Look) -> int:
        """Return the distance from one line to the next, device pixels."""
        return self._measure(look).lineSpacing()

    def elided(self, text: str, look: Look, width_px: float) -> str:
        """Return the text, shortened with an ellipsis where it is wider than this."""
        return self._measure(look).elidedText(text, Qt.TextElideMode.ElideRight, max(1, int(width_px)))

    def get(self, text: str, look: Look) -> QImage:
        """Return the picture of a line of plain text, rim included."""
        key = (text, look)
        known = self._kept.get(key)
        if known is not None:
            self._kept.move_to_end(key)
            return known
        made = self._make(text, look)
        self._kept[key] = made
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return made

    def _measure(self, look: Look) -> QFontMetrics:
        known = self._metrics.get(look)
        if known is None:
            known = self._metrics[look] = QFontMetrics(font(look.points, look.scale, bold=look.bold))
        return known

    def _make(self, text: str, look: Look) -> QImage:
        metrics = self._measure(look)
        rim = rim_px(look.scale)
        width = metrics.horizontalAdvance(text) + 2 * rim + 1
        picture = QImage(width, metrics.height() + 2 * rim, QImage.Format.Format_ARGB32_Premultiplied)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setFont(font(look.points, look.scale, bold=look.bold))
        at = QPoint(rim, rim + metrics.ascent())
        painter.setPen(RIM)
        around = range(-rim, rim + 1) if look.rimmed else ()
        for dx, dy in product(around, around):
            painter.drawText(at + QPoint(dx, dy), text)
        painter.setPen(QColor(look.color))
        painter.drawText(at, text)
        painter.end()
        return picture


def rim_px(scale: float) -> int:
    """Return the width of the dark rim around letters, device pixels."""
    return max(1, round(scale))


def stamp(painter: QPainter, picture: QImage, x: float, y: float) -> QRect:
    """Put a line's picture with its upper left corner here; return what it covers."""
    at = QPoint(round(x), round(y))
    painter.drawImage(at, picture)
    return QRect(at, picture.size())
