"""Paints overlay layers over an image, by QPainter, so that every presenter shows the same.

Fillings first, then lines; the layers in their order, what was turned on last on top.
"""

from collections import OrderedDict
from collections.abc import Sequence

import cv2
import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen, Qt

from viewer.core.camera import Affine
from viewer.core.overlays.laid import Laid
from viewer.core.overlays.layer import Labels, Outline, Shares, Wash
from viewer.core.overlays.looks import DrawnRow, drawn_rows
from viewer.core.scene import Scene
from viewer.render.layer_raster import (
    Box,
    Colors,
    LabelColors,
    Numbers,
    around,
    common,
    extent,
    grown,
    occupied,
    onto_image,
    reduced,
    reduced_map,
    reduction_of,
    sampled,
    share_colors,
    wash_colors,
    wash_places,
)
from viewer.render.polylines import path_through
from viewer.render.scale_painter import ScalePainter

KEPT = 8
FORMAT = QImage.Format.Format_ARGB32_Premultiplied
LINE_PX = 1.5
"""Width of lines, logical pixels."""

HAIRS_BELOW_PX = 2.0

_Made = tuple[Laid, tuple[tuple[Box, Colors], ...]]


class LayerPainter:
    """Paints layers; keeps what was made of them last. One for each viewport."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[object, ...], _Made] = OrderedDict()
        self._colors: OrderedDict[tuple[DrawnRow, ...], LabelColors] = OrderedDict()
        self._scales = ScalePainter()

    def paint(self, painter: QPainter, scene: Scene, layers: Sequence[Laid], *, scale: float = 1.0) -> None:
        """Paint layers over a scene, in its device pixels; ``scale`` device pixels make a logical one."""
        if not layers:
            self._kept.clear()  # it holds whole objects in memory
        for laid in layers:
            for box, colors in self._rasters(laid, scene, scale):
                rows, columns = colors.shape
                shared = QImage(colors.data, columns, rows, 4 * columns, FORMAT)
                painter.drawImage(box.left, box.top, shared)
            if laid.cut.outlines:
                self._outlines(painter, laid, scene, scale)
        self._scales.paint(painter, layers, scene.width_px, scene.height_px, scale=scale)

    def _rasters(self, laid: Laid, scene: Scene, scale: float) -> tuple[tuple[Box, Colors], ...]:
        key = (
            *(id(laid.cut), laid.look, scene.affine.tobytes(), scene.width_px, scene.height_px),
            *(scale, scene.interpolated),
        )
        known = self._kept.get(key)
        if known is not None and known[0].cut is laid.cut:
            self._kept.move_to_end(key)
            return known[1]
        made = tuple(self._made(laid, scene, scale))
        self._kept[key] = (laid, made)
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return made

    def _made(self, laid: Laid, scene: Scene, scale: float) -> list[tuple[Box, Colors]]:
        rows = drawn_rows(laid.layer, laid.look)
        whole = _image_box(scene)
        made = []
        for raster in laid.cut.rasters:
            inside = occupied(raster)
            if inside is None:
                continue
            to_screen = onto_image(scene.affine, raster.to_image)
            thickness_px = max(1, round(LINE_PX * scale))
            box = common(
                whole, grown(extent(to_screen, *around(inside, reduction_of(to_screen))), thickness_px)
            )
            if not box.is_empty:
                made += self._colored(raster, laid, rows, to_screen, box, thickness_px, scene.interpolated)
        return made

    def _colored(
        self,
        raster: Labels | Shares | Wash,
        laid: Laid,
        rows: tuple[DrawnRow, ...],
        to_screen: Affine,
        box: Box,
        thickness_px: int,
        interpolated: bool,
    ) -> list[tuple[Box, Colors]]:
        factor = reduction_of(to_screen)
        if isinstance(raster, Wash):
            if laid.layer.scale is None:
                return []
            values = wash_places(raster.values, laid.layer.scale, laid.look)
            places = _washed(values, to_screen, box, interpolated)
            return [(box, wash_colors(places, laid.layer.scale.palette, laid.look.opacity))]
        numbers: Numbers = raster.numbers if isinstance(raster, Labels) else raster.shares
        if factor > 1:
            numbers = reduced(numbers, factor)
            to_screen = reduced_map(to_screen, factor)
        if isinstance(raster, Shares):
            row = next((row for row in rows if row.number == raster.number), None)
            if row is None:
                return []
            shares = sampled(numbers, to_screen, box)
            outlined = laid.look.outlined
            return [(box, share_colors(shares, row, outlined=outlined, thickness_px=thickness_px))]
        table = self._table(rows, shows_all=len(rows) == len(laid.layer.rows))
        shown = table.shown(numbers)
        colors = sampled(table.filled(shown), to_screen, box)
        if laid.look.outlined:
            table.line(colors, sampled(shown, to_screen, box), thickness_px)
        return [(box, colors)]

    def _table(self, rows: tuple[DrawnRow, ...], *, shows_all: bool) -> LabelColors:
        known = self._colors.get(rows)
        if known is None:
            known = self._colors[rows] = LabelColors(rows, shows_all=shows_all)
            while len(self._colors) > KEPT:
                self._colors.popitem(last=False)
        return known

    def _outlines(self, painter: QPainter, laid: Laid, scene: Scene, scale: float) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = _image_box(scene)
        painter.setClipRect(QRectF(box.left, box.top, box.width, box.height))
        for row in drawn_rows(laid.layer, laid.look):
            own = [outline for outline in laid.cut.outlines if outline.number == row.number]
            if not own:
                continue
            path = _path(own, laid, scene.affine)
            color = QColor(row.color)
            if row.opacity > 0:
                filling = QColor(color)
                filling.setAlphaF(row.opacity)
                painter.fillPath(_closed(own, laid, scene.affine), filling)
            if laid.look.outlined:
                painter.setBrush(Qt.BrushStyle.NoBrush)
                _stroke(painter, path, color, LINE_PX * scale)
        painter.restore()


def _stroke(painter: QPainter, path: QPainterPath, color: QColor, width_px: float) -> None:
    """Draw a line; one that is thinner than two pixels as a hair drawn twice, which costs an eighth and looks alike."""
    thin = width_px < HAIRS_BELOW_PX
    painter.setPen(QPen(color, 1.0 if thin else width_px))
    for _ in range(2 if thin else 1):
        painter.drawPath(path)


def _closed(outlines: Sequence[Outline], laid: Laid, affine: Affine) -> QPainterPath:
    return _path([outline for outline in outlines if outline.closed], laid, affine)


def _path(outlines: Sequence[Outline], laid: Laid, affine: Affine) -> QPainterPath:
    """Return outlines on the screen as one path, odd-even."""
    if not outlines:
        return path_through((), ())
    together = laid.grid.to_pixels(np.concatenate([outline.points_lps for outline in outlines]))
    places = together @ affine[:, :2].T + affine[:, 2]
    ends = np.cumsum([len(outline.points_lps) for outline in outlines])
    return path_through(np.split(places, ends[:-1]), [outline.closed for outline in outlines])


def _washed(values: Numbers, to_screen: Affine, box: Box, interpolated: bool) -> Numbers:
    """Return values at screen resolution; between pixels where images are smoothed too, but for those at a rim."""
    if not interpolated:
        return sampled(values, to_screen, box, np.nan)
    inverse = np.linalg.inv(to_screen[:, :2])
    first = inverse @ (np.array([box.left + 0.5, box.top + 0.5]) - to_screen[:, 2])
    between = cv2.warpAffine(
        values,
        np.concatenate([inverse, first[:, None]], axis=1),
        (box.width, box.height),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )
    if np.isnan(values).any():
        unknown = np.isnan(between)
        between[unknown] = sampled(values, to_screen, box, np.nan)[unknown]
    return np.asarray(between)


def _image_box(scene: Scene) -> Box:
    """Return the part of the viewport that the image fills."""
    rows, columns = scene.image.stored.shape[:2]
    over = extent(scene.affine, -0.5, -0.5, columns - 0.5, rows - 0.5)
    return common(over, Box(0, 0, scene.width_px, scene.height_px))
