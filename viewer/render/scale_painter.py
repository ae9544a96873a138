"""Paints beside an image which colour of a wash stands for which value, in its unit."""

from collections import OrderedDict
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QLinearGradient, QPainter

from viewer.core.overlays.colors import palette_colors
from viewer.core.overlays.laid import Laid
from viewer.core.overlays.layer import ColorScale, Wash
from viewer.core.wording import short_number

LEAST_HEIGHT_PX = 340
"""A viewport lower than this, in logical pixels, has no room for a bar."""

LEFT_PX, WIDTH_PX, APART_PX = 12.0, 12.0, 84.0
TOP, BOTTOM = 0.58, 0.84
HEAD_PX, FOOT_PX = 30.0, 12.0
"""Room for the unit above a bar, and for half a line below it, logical pixels."""

LETTERS_PX = 11
INK, GROUND = QColor("#e8e8e8"), QColor(0, 0, 0, 150)
STOPS = 16
KEPT = 8


class ScalePainter:
    """Paints scales; each is made once and put down as a picture from then on. One for each viewport."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[object, ...], QImage] = OrderedDict()

    def paint(
        self, painter: QPainter, layers: Sequence[Laid], width_px: int, height_px: int, *, scale: float = 1.0
    ) -> None:
        """Paint the scales of all washes at the left, in device pixels."""
        washes = [laid for laid in layers if any(isinstance(raster, Wash) for raster in laid.cut.rasters)]
        if not washes or height_px < LEAST_HEIGHT_PX * scale:
            return
        top, height = round(height_px * TOP), round(height_px * (BOTTOM - TOP))
        for place, laid in enumerate(washes):
            left = round((LEFT_PX + place * APART_PX) * scale)
            if laid.layer.scale is not None and left + APART_PX * scale < width_px / 2:
                above = round(HEAD_PX * scale)
                painter.drawImage(left - 2, top - above, self._picture(laid, laid.layer.scale, height, scale))

    def _picture(self, laid: Laid, colors: ColorScale, height: int, scale: float) -> QImage:
        key = (colors, laid.look.limits, height, scale)
        known = self._kept.get(key)
        if known is None:
            known = self._kept[key] = _pictured(laid, colors, height, scale)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return known


def _pictured(laid: Laid, colors: ColorScale, height: int, scale: float) -> QImage:
    """Return a bar of this height with its values beside it and its unit above."""
    size = round(2 * APART_PX * scale), height + round((HEAD_PX + FOOT_PX) * scale)
    picture = QImage(*size, QImage.Format.Format_ARGB32_Premultiplied)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    font = QFont(painter.font())
    font.setPixelSize(max(1, round(LETTERS_PX * scale)))
    painter.setFont(font)
    _paint(painter, laid, colors, QRectF(2, round(HEAD_PX * scale), WIDTH_PX * scale, height))
    painter.end()
    return picture


def _paint(painter: QPainter, laid: Laid, scale: ColorScale, bar: QRectF) -> None:
    gradient = QLinearGradient(bar.bottomLeft(), bar.topLeft())
    colors = palette_colors(scale.palette)
    for stop in range(STOPS + 1):
        share = stop / STOPS
        gradient.setColorAt(share, QColor(*colors[round(share * (len(colors) - 1))].tolist()))
    painter.fillRect(bar, gradient)
    painter.setPen(INK)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(bar)
    low, high = laid.look.limits or (scale.low, scale.high)
    metrics = QFontMetricsF(painter.font())
    for share in (0.0, 0.5, 1.0):
        words = short_number(low + share * (high - low))
        baseline = bar.bottom() - share * bar.height() + metrics.ascent() / 2 - 1
        _write(painter, QPointF(bar.right() + 5, baseline), words)
    _write(painter, QPointF(bar.left(), bar.top() - metrics.descent() - 6), scale.unit or scale.quantity)


def _write(painter: QPainter, at: QPointF, words: str) -> None:
    """Write legibly on any image."""
    metrics = QFontMetricsF(painter.font())
    behind = metrics.boundingRect(words).translated(at).adjusted(-2, -1, 2, 1)
    painter.fillRect(behind, GROUND)
    painter.setPen(INK)
    painter.drawText(at, words)
