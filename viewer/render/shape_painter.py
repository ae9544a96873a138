"""Draws the shapes of measurements over an image: thin coloured lines over a dark rim, legible on black and white."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import cos, hypot, pi, sin

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPen, QPolygonF, QTransform

from viewer.core.geometry import Vector
from viewer.core.scene import Scene
from viewer.core.shapes import ArrowHead, Drawing, Ellipse, Handle, Label, Path, Segment, Shape, Tone
from viewer.render.label_places import Box, place
from viewer.render.lettering import Look, Stamps, stamp

COLORS = {Tone.NORMAL: "#ffd84a", Tone.SELECTED: "#5ce0ff", Tone.PREVIEW: "#9dff8a", Tone.WARNING: "#ff7a5c"}
"""Light colours: the dark rim under them does the work on white."""

RIM = QColor(0, 0, 0)
"""Opaque: a translucent rim costs Qt twenty times as much."""
LINE, RIM_EXTRA = 1.3, 2.4
HANDLE, ARROW = 3.5, 11.0
TEXT = 9.0
GAP = 9.0
LEADER_FROM = 16.0
"""A label farther than this from its point is joined to it by a dotted line."""

PIECE = 12.0
"""Every so many pixels along a line, labels are told that it passes."""


@dataclass(slots=True)
class _Placed:
    """A label waiting for its place, with the look of its drawing."""

    label: Label
    at: QPointF
    color: str


class ShapePainter:
    """Paints drawings; one for each viewport."""

    def __init__(self) -> None:
        self._stamps = Stamps()

    def paint(
        self,
        painter: QPainter,
        drawings: Iterable[Drawing],
        scene: Scene,
        *,
        scale: float = 1.0,
        avoid: Sequence[QRect] = (),
    ) -> None:
        """Paint drawings in the scene's device pixels.

        Parameters
        ----------
        scale
            Device pixels for each pixel of the screen's layout: lines and text grow with it.
        avoid
            Places that are written on already; labels keep off them where they can.
        """
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        taken = [Box(rect.x(), rect.y(), rect.width(), rect.height()) for rect in avoid]
        lines: list[Box] = []
        projection = _Projection(scene)
        waiting: list[_Placed] = []
        for drawing in sorted(drawings, key=lambda drawing: drawing.tone is Tone.SELECTED):
            sketch = _Sketch(projection, scale)
            for shape in drawing.shapes:
                sketch.add(shape)
            color = drawing.color or COLORS[drawing.tone]
            sketch.paint(painter, color)
            taken.extend(sketch.handles)
            lines.extend(sketch.covered)
            waiting += [_Placed(label, at, color) for label, at in sketch.labels]
        for one in waiting:
            taken.append(self._write(painter, one, (taken, lines), (scene.width_px, scene.height_px), scale))
        painter.restore()

    def _write(
        self,
        painter: QPainter,
        placed: _Placed,
        occupied: tuple[Sequence[Box], Sequence[Box]],
        viewport: tuple[float, float],
        scale: float,
    ) -> Box:
        picture = self._stamps.block(placed.label.lines, Look(TEXT, placed.color, scale))
        size = (float(picture.width()), float(picture.height()))
        at = (placed.at.x(), placed.at.y())
        box = place(at, size, viewport, *occupied, gap=GAP * scale)
        if box.distance_to(*at) > LEADER_FROM * scale:
            near = QPointF(*box.nearest_to(*at))
            painter.setPen(QPen(RIM, (LINE + RIM_EXTRA) * scale))
            painter.drawLine(placed.at, near)
            painter.setPen(QPen(QColor(placed.color), LINE * scale, Qt.PenStyle.DotLine))
            painter.drawLine(placed.at, near)
        stamp(painter, picture, box.x, box.y)
        return box


class _Projection:
    """From the image's plane to the screen, as plain numbers: few points are drawn, and each at once."""

    def __init__(self, scene: Scene) -> None:
        plane, affine = scene.image.plane, scene.affine
        to_pixels = np.array([plane.right, plane.down]) / [[plane.column_spacing_mm], [plane.row_spacing_mm]]
        linear = affine[:, :2] @ to_pixels
        offset = affine[:, 2] - linear @ np.asarray(plane.origin_lps)
        self._across, self._down = linear.tolist()
        self._x, self._y = offset.tolist()

    def at(self, point_lps: Vector) -> QPointF:
        """Return where a point is on the screen, device pixels."""
        (a, b, c), (d, e, f), (x, y, z) = self._across, self._down, point_lps
        return QPointF(a * x + b * y + c * z + self._x, d * x + e * y + f * z + self._y)


class _Sketch:
    """The lines of one drawing on the screen."""

    def __init__(self, projection: _Projection, scale: float) -> None:
        self._at, self._scale = projection.at, scale
        self._lines, self._dashed, self._heads = QPainterPath(), QPainterPath(), QPainterPath()
        self.covered: list[Box] = []
        """Areas and pieces of lines, which labels rather leave uncovered."""
        self._handles: list[QPointF] = []
        self.labels: list[tuple[Label, QPointF]] = []

    @property
    def handles(self) -> list[Box]:
        """Places of handles, which labels must not cover."""
        reach = (HANDLE + 2) * self._scale
        return [Box(at.x() - reach, at.y() - reach, 2 * reach, 2 * reach) for at in self._handles]

    def add(self, shape: Shape) -> None:
        """Add a shape of the drawing."""
        match shape:
            case Segment(start, end, dashed):
                self._segment(self._at(start), self._at(end), self._dashed if dashed else self._lines)
            case Path(points, closed) if points:
                self._polygon([self._at(point) for point in points], closed=closed)
            case Ellipse(center, first, second):
                self._ellipse(self._at(center), self._at(first), self._at(second))
            case ArrowHead(tip, origin):
                self._arrow_head(self._at(tip), self._at(origin))
            case Handle(at):
                self._handles.append(self._at(at))
            case Label(at, lines) if lines:
                self.labels.append((shape, self._at(at)))
            case Path() | Label():
                pass

    def paint(self, painter: QPainter, color: str) -> None:
        """Draw rim first, then lines, arrow heads and handles."""
        scale = self._scale
        rim = QPen(RIM, (LINE + RIM_EXTRA) * scale)
        thin = QPen(QColor(color), LINE * scale)
        broken = QPen(thin)
        broken.setDashPattern([4.0, 3.0])
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for path, pen in ((self._lines, thin), (self._dashed, broken), (self._heads, thin)):
            if not path.isEmpty():
                painter.strokePath(path, rim)
                painter.strokePath(path, pen)
        if not self._heads.isEmpty():
            painter.fillPath(self._heads, QBrush(QColor(color)))
        for at in self._handles:
            for pen in (rim, thin):
                painter.setPen(pen)
                painter.drawEllipse(at, HANDLE * scale, HANDLE * scale)

    def _segment(self, start: QPointF, end: QPointF, path: QPainterPath) -> None:
        path.moveTo(start)
        path.lineTo(end)
        self._cover(start, end)

    def _cover(self, start: QPointF, end: QPointF) -> None:
        reach = 2 * self._scale
        pieces = max(1, round(hypot(end.x() - start.x(), end.y() - start.y()) / (PIECE * self._scale)))
        for piece in range(pieces + 1):
            at = start + (end - start) * (piece / pieces)
            self.covered.append(Box(at.x() - reach, at.y() - reach, 2 * reach, 2 * reach))

    def _polygon(self, points: list[QPointF], *, closed: bool) -> None:
        for start, end in pairwise(points):
            self._cover(start, end)
        self._lines.addPolygon(QPolygonF(points))
        if closed:
            self._lines.closeSubpath()
            self._leave_free(QPolygonF(points).boundingRect())

    def _ellipse(self, center: QPointF, first: QPointF, second: QPointF) -> None:
        circle = QPainterPath()
        circle.addEllipse(QPointF(0.0, 0.0), 1.0, 1.0)
        one, other = first - center, second - center
        ellipse = QTransform(one.x(), one.y(), other.x(), other.y(), center.x(), center.y()).map(circle)
        self._lines.addPath(ellipse)
        self._leave_free(ellipse.boundingRect())

    def _leave_free(self, area: QRectF) -> None:
        self.covered.append(Box(area.x(), area.y(), area.width(), area.height()))

    def _arrow_head(self, tip: QPointF, origin: QPointF) -> None:
        dx, dy = origin.x() - tip.x(), origin.y() - tip.y()
        length = hypot(dx, dy)
        if length == 0:
            return
        back = ARROW * self._scale / length
        self._heads.moveTo(tip)
        for turn in (pi / 8, -pi / 8):
            self._heads.lineTo(
                tip.x() + back * (dx * cos(turn) - dy * sin(turn)),
                tip.y() + back * (dx * sin(turn) + dy * cos(turn)),
            )
        self._heads.closeSubpath()
