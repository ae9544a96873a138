"""Text that stays legible on any image: light letters with a dark rim, made once and stamped many times."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from itertools import product
from typing import TypeVar

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QImage, QPainter

FAMILIES = ["DejaVu Sans", "Noto Sans", "Segoe UI", "Helvetica Neue", "Noto Sans CJK JP", "Arial"]
"""Tried in this order for each character, so that any script is shown that the machine has letters for."""

PIXELS_PER_POINT = 96 / 72
KEPT = 300
RIM = QColor(0, 0, 0, 190)
GROUND = QColor(0, 0, 0, 175)

Key = TypeVar("Key")
Made = TypeVar("Made")


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
        self._kept: OrderedDict[tuple[tuple[str, ...], Look], QImage] = OrderedDict()
        self._elided: OrderedDict[tuple[str, Look, int], str] = OrderedDict()
        self._metrics: dict[Look, QFontMetrics] = {}

    def line_height(self, look: Look) -> int:
        """Return the distance from one line to the next, device pixels."""
        return self._measure(look).lineSpacing()

    def elided(self, text: str, look: Look, width_px: float) -> str:
        """Return the text, shortened with an ellipsis where it is wider than this."""
        key = (text, look, max(1, int(width_px)))
        return _kept(
            self._elided,
            key,
            lambda: self._measure(look).elidedText(text, Qt.TextElideMode.ElideRight, key[2]),
        )

    def get(self, text: str, look: Look) -> QImage:
        """Return the picture of a line of plain text, rim included."""
        return _kept(self._kept, ((text,), look), lambda: self._make(text, look))

    def block(self, lines: tuple[str, ...], look: Look) -> QImage:
        """Return the picture of lines of plain text on a dark ground."""
        return _kept(self._kept, (("", *lines), look), lambda: self._make_block(lines, look))

    def _measure(self, look: Look) -> QFontMetrics:
        known = self._metrics.get(look)
        if known is None:
            known = self._metrics[look] = QFontMetrics(font(look.points, look.scale, bold=look.bold))
        return known

    def _make(self, text: str, look: Look) -> QImage:
        metrics = self._measure(look)
        rim = rim_px(look.scale)
        width, height = metrics.horizontalAdvance(text) + 2 * rim + 1, metrics.height() + 2 * rim
        at = QPoint(rim, rim + metrics.ascent())
        letters = font(look.points, look.scale, bold=look.bold)
        picture = _blank(width, height)
        painter = QPainter(picture)
        if look.rimmed:
            dark = _written(_blank(width, height), text, letters, RIM, at)
            around = range(-rim, rim + 1)
            for dx, dy in product(around, around):  # a picture is put down quicker than words are written
                painter.drawImage(QPoint(dx, dy), dark)
        painter.end()
        return _written(picture, text, letters, QColor(look.color), at)

    def _make_block(self, lines: tuple[str, ...], look: Look) -> QImage:
        pictures = [self.get(line, look) for line in lines]
        inset, step = round(2 * look.scale), self.line_height(look)
        width = max(picture.width() for picture in pictures) + 2 * inset
        block = _blank(width, step * len(lines) + 2 * inset)
        painter = QPainter(block)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(GROUND)
        painter.drawRoundedRect(block.rect(), 3 * look.scale, 3 * look.scale)
        for line, picture in enumerate(pictures):
            painter.drawImage(QPoint(inset, inset + line * step - rim_px(look.scale)), picture)
        painter.end()
        return block


def _blank(width: int, height: int) -> QImage:
    picture = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
    picture.fill(Qt.GlobalColor.transparent)
    return picture


def _written(picture: QImage, text: str, letters: QFont, color: QColor, at: QPoint) -> QImage:
    painter = QPainter(picture)
    painter.setFont(letters)
    painter.setPen(color)
    painter.drawText(at, text)
    painter.end()
    return picture


def _kept(kept: OrderedDict[Key, Made], key: Key, make: Callable[[], Made]) -> Made:
    """Return what was made for a key before, or make it; what was used longest ago is dropped."""
    known = kept.get(key)
    if known is None:
        known = kept[key] = make()
        if len(kept) > KEPT:
            kept.popitem(last=False)
    else:
        kept.move_to_end(key)
    return known


def rim_px(scale: float) -> int:
    """Return the width of the dark rim around letters, device pixels."""
    return max(1, round(scale))


def stamp(painter: QPainter, picture: QImage, x: float, y: float) -> QRect:
    """Put a line's picture with its upper left corner here; return what it covers."""
    at = QPoint(round(x), round(y))
    painter.drawImage(at, picture)
    return QRect(at, picture.size())
