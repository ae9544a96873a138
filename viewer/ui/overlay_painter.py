"""Paints what lies over an image, from the one value that also holds the image."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from viewer.render.corner_text import CornerPainter
from viewer.render.layer_painter import LayerPainter
from viewer.render.mask_painter import MaskPainter
from viewer.render.shape_painter import ShapePainter
from viewer.ui.picture import Picture

WAITING_PT = 9.0
GROUND = QColor(0, 0, 0, 170)
INK = QColor("#d8c38a")


class OverlayPainter:
    """Paints overlays, drawings, words and what the reader waits for; one for each viewport, for what it keeps."""

    def __init__(self) -> None:
        self._corners = CornerPainter()
        self._shapes = ShapePainter()
        self._layers = LayerPainter()
        self._masks = MaskPainter()

    def paint(self, painter: QPainter, picture: Picture) -> None:
        """Paint over a picture, in device pixels."""
        scene, scale = picture.scene, picture.scale
        self._layers.paint(painter, scene, picture.laid, scale=scale)
        self._masks.paint(painter, scene, picture.masks, picture.shutter)
        written = self._corners.lay_out(picture.text, scene.width_px, scene.height_px, scale)
        self._shapes.paint(painter, picture.drawings, scene, scale=scale, avoid=written.places)
        written.paint(painter)
        if picture.waiting:
            _paint_waiting(painter, picture.waiting, scene.width_px, scene.height_px, scale)


def _paint_waiting(painter: QPainter, words: str, width_px: int, height_px: int, scale: float) -> None:
    painter.save()
    font = QFont(painter.font())
    font.setPixelSize(max(1, round(WAITING_PT * scale * 4 / 3)))
    painter.setFont(font)
    metrics = QFontMetricsF(font)
    shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, width_px * 0.9)
    width, height = metrics.horizontalAdvance(shown) + 16 * scale, metrics.height() + 8 * scale
    area = QRectF((width_px - width) / 2, (height_px - height) / 2, width, height)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(GROUND)
    painter.drawRoundedRect(area, 4 * scale, 4 * scale)
    painter.setPen(INK)
    painter.drawText(area, Qt.AlignmentFlag.AlignCenter, shown)
    painter.restore()
