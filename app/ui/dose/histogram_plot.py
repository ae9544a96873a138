"""Dose-volume histograms as curves: computed ones drawn through, those of the dose file dashed."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui.dose.axes import Frame, ticks
from viewer.core.radiotherapy.dvh import Dvh, Origin
from viewer.core.radiotherapy.reference import ReferenceDose
from viewer.ui.theme import COLORS

LINE_PX, CHOSEN_PX = 1.6, 3.0
NEAR_PX = 14.0
MOST_POINTS = 600
TICK_PX = 70
"""Ticks are about so far apart."""


@dataclass(frozen=True, slots=True)
class Curves:
    """What is plotted.

    Attributes
    ----------
    in_percent
        Doses as parts of the reference dose.
    in_cc
        Volumes in cm³ instead of parts of the structure.
    chosen
        Place of the histogram that is drawn thicker, -1 for none.
    """

    each: tuple[Dvh, ...] = ()
    hidden: frozenset[int] = frozenset()
    reference: ReferenceDose | None = None
    unit: str = "Gy"
    in_percent: bool = False
    in_cc: bool = False
    chosen: int = -1


class HistogramPlot(QWidget):
    """Draws histograms, and says what lies under the pointer."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMouseTracking(True)
        self.setMinimumHeight(180)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("Dose-volume histogram")
        self._curves = Curves()
        self._lines: tuple[tuple[int, NDArray[np.float64]], ...] = ()
        self._pointed: QPointF | None = None

    def show_curves(self, curves: Curves) -> None:
        """Draw these."""
        self._curves = curves
        self._lines = tuple(
            (place, _line(one, curves))
            for place, one in enumerate(curves.each)
            if place not in curves.hidden
            and len(one.doses)
            and (not curves.in_cc or one.volume_cc is not None)
        )
        self.update()

    def reading(self) -> str:
        """Return what the curve nearest to the pointer says there, empty where there is none."""
        frame, at = self._frame(), self._pointed
        if at is None or not self._lines or not frame.holds(at.x(), at.y()):
            return ""
        dose = frame.value_x(at.x())
        volumes = [
            (place, float(np.interp(dose, line[:, 0], line[:, 1], right=0.0))) for place, line in self._lines
        ]
        place, volume = min(volumes, key=lambda one: abs(frame.y(one[1]) - at.y()))
        if abs(frame.y(volume) - at.y()) > NEAR_PX:
            return ""
        one = self._curves.each[place]
        received = f"{volume:.1f} {self._unit_y()} receive {dose:.2f} {self._unit_x()}".rstrip()
        return f"{one.name} ({one.origin.value}): {received}"

    def sizeHint(self) -> QSize:
        return QSize(460, 300)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(COLORS.field))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = self._frame()
        self._paint_axes(painter, frame)
        painter.setClipRect(QRectF(frame.left, frame.top - 2, frame.width + 2, frame.height + 4))
        for place, line in sorted(self._lines, key=lambda one: one[0] == self._curves.chosen):
            one = self._curves.each[place]
            pen = QPen(QColor(_legible(one.color)), CHOSEN_PX if place == self._curves.chosen else LINE_PX)
            if one.origin is Origin.FILE:
                pen.setStyle(Qt.PenStyle.DashLine)
            painter.setPen(pen)
            painter.drawPolyline(QPolygonF([QPointF(frame.x(x), frame.y(y)) for x, y in line.tolist()]))
        painter.setClipping(False)
        words = self.reading()
        if words:
            painter.setPen(QColor(COLORS.text))
            box = QRectF(frame.left + 8, frame.top + 4, frame.width - 16, 40)
            painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.TextFlag.TextWordWrap, words)
        painter.end()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._pointed = event.position()
        self.update()

    def leaveEvent(self, event: QEvent) -> None:  # noqa: ARG002 - Qt's signature
        self._pointed = None
        self.update()

    def _paint_axes(self, painter: QPainter, frame: Frame) -> None:
        metrics = QFontMetricsF(painter.font())
        thin, words = QPen(QColor(COLORS.line)), QColor(COLORS.dim)
        for value in ticks(frame.most_x, int(frame.width // TICK_PX)):
            x = frame.x(value)
            painter.setPen(thin)
            painter.drawLine(QPointF(x, frame.top), QPointF(x, frame.top + frame.height))
            painter.setPen(words)
            box = QRectF(x - 40, frame.top + frame.height + 3, 80, metrics.height())
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, f"{value:g}")
        for value in ticks(frame.most_y, int(frame.height // (TICK_PX / 2))):
            y = frame.y(value)
            painter.setPen(thin)
            painter.drawLine(QPointF(frame.left, y), QPointF(frame.left + frame.width, y))
            painter.setPen(words)
            box = QRectF(0, y - metrics.height() / 2, frame.left - 6, metrics.height())
            painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, f"{value:g}")
        painter.setPen(words)
        below = QRectF(frame.left, self.height() - metrics.height() - 2, frame.width, metrics.height())
        painter.drawText(
            below, Qt.AlignmentFlag.AlignCenter, f"Dose [{self._unit_x()}]" if self._unit_x() else "Dose"
        )
        painter.save()
        painter.translate(2, frame.top + frame.height / 2)
        painter.rotate(-90)
        along = QRectF(-frame.height / 2, 0, frame.height, metrics.height())
        painter.drawText(along, Qt.AlignmentFlag.AlignCenter, f"Volume [{self._unit_y()}]")
        painter.restore()

    def _frame(self) -> Frame:
        line_px = QFontMetricsF(self.font()).height()
        left, bottom = line_px * 2 + 26, line_px * 2 + 8
        most_x = max((float(line[-1, 0]) for _, line in self._lines), default=1.0) * 1.03
        most_y = (
            max((float(line[0, 1]) for _, line in self._lines), default=100.0)
            if self._curves.in_cc
            else 100.0
        )
        width, height = max(self.width() - left - 12, 10), max(self.height() - bottom - 10, 10)
        return Frame(left, 10, width, height, max(most_x, 1e-9), max(most_y, 1e-9))

    def _unit_x(self) -> str:
        return "%" if self._curves.in_percent else self._curves.unit

    def _unit_y(self) -> str:
        return "cm³" if self._curves.in_cc else "%"


def _line(one: Dvh, curves: Curves) -> NDArray[np.float64]:
    """Return a curve, (n, 2) of dose and volume in the units of the axes, thinned to what can be seen."""
    step = max(1, len(one.doses) // MOST_POINTS)
    places = np.unique(np.append(np.arange(0, len(one.doses), step), len(one.doses) - 1))
    doses = one.doses[places]
    if curves.in_percent and curves.reference is not None and curves.reference.dose > 0:
        doses = doses * (100 / curves.reference.dose)
    return np.stack((doses, (one.volumes_cc if curves.in_cc else one.percents)[places]), axis=1)


def _legible(color: str) -> str:
    """Return a colour that can be seen on the dark ground."""
    made = QColor(color)
    if not made.isValid():
        return COLORS.text
    if made.lightnessF() < 0.3:
        made.setHslF(max(made.hslHueF(), 0.0), made.hslSaturationF(), 0.45)
    return made.name()
