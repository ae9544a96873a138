"""Paints overlays and shutters over an image: by QPainter, so that every presenter shows the same.

An overlay is a plane of bits. Magnified, each bit covers its pixel exactly; reduced, it is drawn smoothly so that no
thin line is lost and letters stay legible, and a shutter hides a block where it hides most of it.
"""

from collections import OrderedDict
from collections.abc import Iterable
from math import ceil, floor

import cv2
import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPainterPath, QPolygonF, Qt, QTransform

from viewer.core.camera import Affine
from viewer.core.presentation import OverlayPlane, Shutter
from viewer.core.presenting import Mask
from viewer.core.scene import Scene

KEPT = 24

SMOOTH_BELOW = 0.999
"""Scale below which overlays are drawn smoothly; above it each bit covers its pixel."""

FAINTEST = 0.5
"""How much of its strength a line keeps that is thinner than a pixel of the screen."""


class MaskPainter:
    """Paints shutter and masks; keeps the pictures of planes made last. One for each viewport."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[int, int, str], tuple[OverlayPlane, QImage]] = OrderedDict()

    def paint(
        self, painter: QPainter, scene: Scene, masks: Iterable[Mask], shutter: Shutter | None = None
    ) -> None:
        """Paint over a scene, in its device pixels: what is hidden first, then what is laid over."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, on=False)
        painter.setTransform(_transform(scene.affine), combine=True)
        ordered = sorted(masks, key=lambda mask: not mask.hides)
        hiding = [mask for mask in ordered if mask.hides]
        for mask in hiding:
            self._mask(painter, mask, scene)
        if shutter is not None:
            _shut(painter, shutter, scene)
        for mask in ordered[len(hiding) :]:
            self._mask(painter, mask, scene)
        painter.restore()

    def _mask(self, painter: QPainter, mask: Mask, scene: Scene) -> None:
        if not mask.plane.bits.size:
            return
        scale = max(float(np.abs(scene.affine[:, :2]).max()), 1e-6)
        smooth = (
            scale < SMOOTH_BELOW and not mask.hides
        )  # letters stay legible; what hides keeps a sharp edge
        reduction = max(1, floor(1 / scale) if smooth else ceil(1 / scale - 0.01))
        picture = self._picture(mask, reduction)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, on=smooth)
        i, j = mask.plane.header.origin
        size = QRectF(i - 0.5, j - 0.5, picture.width() * reduction, picture.height() * reduction)
        image = scene.image.stored
        painter.setClipRect(QRectF(-0.5, -0.5, image.shape[1], image.shape[0]))
        painter.drawImage(size, picture)
        painter.setClipping(False)

    def _picture(self, mask: Mask, reduction: int) -> QImage:
        key = (id(mask.plane), reduction, mask.color)
        known = self._kept.get(key)
        if known is not None and known[0] is mask.plane:
            self._kept.move_to_end(key)
            return known[1]
        picture = _pictured(mask, reduction)
        self._kept[key] = (mask.plane, picture)
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return picture


def _pictured(mask: Mask, reduction: int) -> QImage:
    """Return a plane in its colour, transparent elsewhere, blocks of bits gathered into one."""
    bits = mask.plane.bits.astype(np.uint8)
    if reduction > 1:
        rows, columns = bits.shape
        bits = cv2.copyMakeBorder(bits, 0, -rows % reduction, 0, -columns % reduction, cv2.BORDER_REPLICATE)
        size = (bits.shape[1] // reduction, bits.shape[0] // reduction)
        share = cv2.resize(bits.astype(np.float32), size, interpolation=cv2.INTER_AREA)
        # A thin line keeps half its strength however far the image is reduced.
        cover = (share >= 0.5) if mask.hides else np.where(share > 0, np.maximum(share, FAINTEST), 0)
    else:
        cover = bits
    color = QColor(mask.color)
    opaque = np.array([color.blue(), color.green(), color.red(), 255], np.float32)
    colors = np.rint(cover[..., np.newaxis] * opaque).astype(np.uint8)
    rows, columns = cover.shape
    shared = QImage(colors.data, columns, rows, columns * 4, QImage.Format.Format_ARGB32_Premultiplied)
    return shared.copy()


def _transform(affine: Affine) -> QTransform:
    """Return image positions to screen positions for a painter."""
    (a, b, c), (d, e, f) = affine.tolist()
    return QTransform(a, d, b, e, c, f)


def _shut(painter: QPainter, shutter: Shutter, scene: Scene) -> None:
    """Cover what lies outside any of the shapes."""
    rows, columns = scene.image.stored.shape[:2]
    margin = 1 / max(
        float(np.abs(scene.affine[:, :2]).max()), 1e-6
    )  # of a screen pixel: no edge may shine through
    whole = QRectF(-0.5, -0.5, columns, rows).adjusted(-margin, -margin, margin, margin)
    hidden = QPainterPath()
    for shape in _shapes(shutter, scene):
        outside = QPainterPath()
        outside.addRect(whole)
        hidden = hidden.united(outside.subtracted(shape))
    painter.fillPath(hidden, QBrush(QColor(shutter.color)))


def _shapes(shutter: Shutter, scene: Scene) -> list[QPainterPath]:
    """Return what each shape leaves to be seen, in image positions."""
    shapes: list[QPainterPath] = []
    if shutter.rectangle:
        left, right, top, bottom = shutter.rectangle
        path = QPainterPath()
        path.addRect(QRectF(left - 0.5, top - 0.5, right - left + 1, bottom - top + 1))
        shapes.append(path)
    if shutter.circle:
        i, j, radius = shutter.circle
        wide, high = scene.canvas.stretch
        path = QPainterPath()
        path.addEllipse(QPointF(i, j), radius, radius * wide / high)
        shapes.append(path)
    if shutter.polygon:
        path = QPainterPath()
        path.setFillRule(Qt.FillRule.OddEvenFill)
        path.addPolygon(QPolygonF([QPointF(i, j) for i, j in shutter.polygon]))
        path.closeSubpath()
        shapes.append(path)
    return shapes
