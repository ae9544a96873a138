"""Paints curves on ECG paper, from a sheet in millimetres: on the screen, in a picture and on a printer alike."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from viewer.core.waveforms.calipers import Caliper, words
from viewer.core.waveforms.paper import MARGIN_MM, Sheet, Strip
from viewer.core.waveforms.recording import Group, Note

NAME_MM = 3.2
SMALL_MM = 2.3
FINE_FROM_PX = 3.0
"""Millimetre lines are drawn from so many pixels to a millimetre on; closer together they would be a tint."""

_PULSE_S, _PULSE_MV = 0.2, 1.0
_TICK_MM = 2.0
_LINE_MM = 0.28


@dataclass(frozen=True, slots=True)
class Ink:
    """Colours of paper and curves."""

    paper: str
    fine: str
    bold: str
    trace: str
    words: str
    marks: str
    caliper: str


DARK = Ink("#0c0d0e", "#2a1d1d", "#573535", "#dfe3e6", "#c6c9cc", "#5f97ab", "#e0b65c")
LIGHT = Ink("#fffaf7", "#f6dcd6", "#e7b1a6", "#101010", "#202020", "#2a6f8a", "#8a4b00")


@dataclass(frozen=True, slots=True, eq=False)
class Page:
    """What is painted: a sheet of a group, notes about it, calipers on it."""

    group: Group
    sheet: Sheet
    notes: tuple[Note, ...] = ()
    calipers: tuple[Caliper, ...] = ()
    marked: bool = True


def paint_page(painter: QPainter, page: Page, ink: Ink, px_per_mm: float, exposed: QRectF) -> None:
    """Paint the part of a page that lies in ``exposed``, in the painter's pixels."""
    painter.save()
    painter.setClipRect(exposed)
    painter.fillRect(exposed, QColor(ink.paper))
    _grid(painter, ink, px_per_mm, exposed)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for strip in page.sheet.strips:
        _trace(painter, page, strip, ink, px_per_mm, exposed)
    for strip in page.sheet.strips:
        _name(painter, page, strip, ink, px_per_mm)
        if strip.left_mm == MARGIN_MM:
            _margin(painter, page, strip, ink, px_per_mm)
        if page.marked:
            _marks(painter, page, strip, ink, px_per_mm)
    for caliper in page.calipers:
        _caliper(painter, page, caliper, ink, px_per_mm)
    painter.restore()


def _grid(painter: QPainter, ink: Ink, px_per_mm: float, exposed: QRectF) -> None:
    for spacing_mm, color in ((1, ink.fine), (5, ink.bold)):
        step = spacing_mm * px_per_mm
        if spacing_mm == 1 and step < FINE_FROM_PX:
            continue
        columns = np.arange(np.floor(exposed.left() / step), np.ceil(exposed.right() / step) + 1) * step
        rows = np.arange(np.floor(exposed.top() / step), np.ceil(exposed.bottom() / step) + 1) * step
        painter.setPen(QPen(QColor(color), 0))
        lines = [QLineF(x, exposed.top(), x, exposed.bottom()) for x in columns.tolist()]
        lines += [QLineF(exposed.left(), y, exposed.right(), y) for y in rows.tolist()]
        painter.drawLines(lines)


def _trace(painter: QPainter, page: Page, strip: Strip, ink: Ink, px_per_mm: float, exposed: QRectF) -> None:
    group, sheet = page.group, page.sheet
    skew_s = group.channels[strip.channel].skew_s
    shown_s = (
        max(strip.start_s, strip.start_s + (exposed.left() / px_per_mm - strip.left_mm) / sheet.speed_mm_s),
        min(strip.end_s, strip.start_s + (exposed.right() / px_per_mm - strip.left_mm) / sheet.speed_mm_s),
    )
    first = max(0, int((shown_s[0] - skew_s) * group.rate_hz) - 1)
    last = min(group.samples, int((shown_s[1] - skew_s) * group.rate_hz) + 2)
    if last <= first:
        return
    values = group.shown(strip.channel, first, last)
    times_s = np.arange(first, last) / group.rate_hz + skew_s
    x_px = (strip.left_mm + (times_s - strip.start_s) * sheet.speed_mm_s) * px_per_mm
    scale = sheet.scales[strip.channel]
    y_px = (sheet.middle_mm(strip.row) - (values - scale.center) * scale.mm_per_unit) * px_per_mm
    painter.setPen(_pen(ink.trace, _LINE_MM, px_per_mm))
    for part_x, part_y in _thinned(x_px, y_px):
        painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in zip(part_x, part_y, strict=True)]))


def _thinned(x_px: NDArray[np.float64], y_px: NDArray[np.float64]) -> list[tuple[list[float], list[float]]]:
    """Return unbroken pieces of a curve; of many samples in a pixel only the lowest and the highest."""
    here = np.isfinite(y_px)
    edges = np.flatnonzero(np.diff(here.astype(np.int8))) + 1
    pieces = []
    for x, y in zip(np.split(x_px, edges), np.split(y_px, edges), strict=True):
        if not np.isfinite(y[0]):
            continue
        per_px = len(x) / max(float(x[-1] - x[0]), 1.0)
        if per_px > 4:
            x, y = _extremes(x, y, int(per_px))
        pieces.append((x.tolist(), y.tolist()))
    return pieces


def _extremes(
    x: NDArray[np.float64], y: NDArray[np.float64], together: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return lowest and highest of so many samples at a time, in the order in which they come."""
    starts = np.arange(0, len(y) // together * together, together)
    blocks = y[: len(starts) * together].reshape(len(starts), together)
    low, high = blocks.argmin(axis=1), blocks.argmax(axis=1)
    places = np.sort(np.stack([starts + low, starts + high], axis=1), axis=1).ravel()
    places = np.append(places, np.arange(len(starts) * together, len(y)))
    return x[places], y[places]


def _name(painter: QPainter, page: Page, strip: Strip, ink: Ink, px_per_mm: float) -> None:
    channel = page.group.channels[strip.channel]
    left = (strip.left_mm + 0.8) * px_per_mm
    top = (page.sheet.middle_mm(strip.row) - page.sheet.row_mm / 2 + 0.5) * px_per_mm
    if strip.left_mm > MARGIN_MM:
        middle = page.sheet.middle_mm(strip.row) * px_per_mm
        painter.setPen(_pen(ink.words, _LINE_MM, px_per_mm))
        x = strip.left_mm * px_per_mm
        painter.drawLine(QLineF(x, middle - 3 * px_per_mm, x, middle - px_per_mm))
        painter.drawLine(QLineF(x, middle + px_per_mm, x, middle + 3 * px_per_mm))
    said = "  ".join((channel.name, *channel.remarks))
    _text(painter, said, QPointF(left, top), NAME_MM * px_per_mm, ink.words, ink.paper)


def _margin(painter: QPainter, page: Page, strip: Strip, ink: Ink, px_per_mm: float) -> None:
    """Paint the calibration pulse of a voltage; of anything else what a centimetre stands for."""
    sheet, channel = page.sheet, page.group.channels[strip.channel]
    scale, middle = sheet.scales[strip.channel], sheet.middle_mm(strip.row)
    if channel.millivolts is None:
        unit = page.group.shown_unit(strip.channel) or "stored numbers"
        for words_there, y in ((f"{10 / scale.mm_per_unit:g}/cm", 1.5), (unit, 4.5)):
            _text(
                painter,
                words_there,
                QPointF(px_per_mm, (middle + y) * px_per_mm),
                SMALL_MM * px_per_mm,
                ink.words,
            )
        _text(
            painter,
            f"{scale.center:g} –",
            QPointF(px_per_mm, (middle - 1.6) * px_per_mm),
            SMALL_MM * px_per_mm,
            ink.words,
        )
        return
    painter.setPen(_pen(ink.trace, _LINE_MM, px_per_mm))
    width, height = _PULSE_S * sheet.speed_mm_s, _PULSE_MV * scale.mm_per_unit
    left = max(1.0, MARGIN_MM - 3 - width)
    right = min(left + width, MARGIN_MM - 2)
    corners = [
        (left - 1, 0.0),
        (left, 0.0),
        (left, -height),
        (right, -height),
        (right, 0.0),
        (right + 1, 0.0),
    ]
    painter.drawPolyline(QPolygonF([QPointF(x * px_per_mm, (middle + y) * px_per_mm) for x, y in corners]))


def _marks(painter: QPainter, page: Page, strip: Strip, ink: Ink, px_per_mm: float) -> None:
    """Paint moments that were noted, and their words in the lowest row where there is room."""
    sheet = page.sheet
    bottom = (sheet.middle_mm(strip.row) + sheet.row_mm / 2) * px_per_mm
    free_from = -1.0
    for note in page.notes:
        if note.channels and strip.channel not in note.channels:
            continue
        for start_s, end_s in note.spans_s:
            if not (strip.start_s <= start_s <= strip.end_s):
                continue
            x = sheet.x_mm(strip, start_s) * px_per_mm
            painter.setPen(_pen(ink.marks, _LINE_MM * 0.7, px_per_mm))
            painter.drawLine(QLineF(x, bottom - _TICK_MM * px_per_mm, x, bottom))
            if end_s > start_s:
                end = sheet.x_mm(strip, min(end_s, strip.end_s)) * px_per_mm
                painter.drawLine(QLineF(x, bottom - px_per_mm, end, bottom - px_per_mm))
            if (strip.row == sheet.rows - 1 or note.channels) and x >= free_from:
                size = SMALL_MM * px_per_mm
                at = QPointF(x + 0.5 * px_per_mm, bottom - _TICK_MM * px_per_mm - size)
                free_from = _text(painter, note.text, at, size, ink.marks) + 2 * px_per_mm


def _caliper(painter: QPainter, page: Page, caliper: Caliper, ink: Ink, px_per_mm: float) -> None:
    sheet = page.sheet
    for strip in sheet.strips:
        holds = strip.channel == caliper.channel and all(
            strip.start_s <= time <= strip.end_s for time in (caliper.start_s, caliper.end_s)
        )
        if not holds:
            continue
        start = (
            QPointF(sheet.x_mm(strip, caliper.start_s), sheet.y_mm(strip, caliper.start_value)) * px_per_mm
        )
        end = QPointF(sheet.x_mm(strip, caliper.end_s), sheet.y_mm(strip, caliper.end_value)) * px_per_mm
        middle, half = sheet.middle_mm(strip.row) * px_per_mm, sheet.row_mm / 2 * px_per_mm
        painter.setPen(_pen(ink.caliper, _LINE_MM, px_per_mm))
        for x in (start.x(), end.x()):
            painter.drawLine(QLineF(x, middle - half, x, middle + half))
        painter.setPen(QPen(QColor(ink.caliper), 1, Qt.PenStyle.DashLine))
        for y in (start.y(), end.y()):
            painter.drawLine(QLineF(start.x(), y, end.x(), y))
        at = QPointF(min(start.x(), end.x()), middle - half - NAME_MM * px_per_mm * 1.4)
        at.setY(max(at.y(), 1.0))
        _text(painter, words(caliper, page.group), at, NAME_MM * px_per_mm, ink.caliper, ink.paper)
        return


def _pen(color: str, width_mm: float, px_per_mm: float) -> QPen:
    pen = QPen(QColor(color), max(1.0, width_mm * px_per_mm))
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return pen


def _text(
    painter: QPainter, words_there: str, at: QPointF, size_px: float, color: str, ground: str = ""
) -> float:
    """Write a line with its top left at a place; return where it ends."""
    font = QFont(painter.font())
    font.setPixelSize(max(9, round(size_px)))
    painter.setFont(font)
    metrics = QFontMetricsF(font)
    width = metrics.horizontalAdvance(words_there)
    if ground:
        behind = QColor(ground)
        behind.setAlpha(190)
        painter.fillRect(QRectF(at.x() - 1, at.y(), width + 2, metrics.height()), behind)
    painter.setPen(QColor(color))
    painter.drawText(QPointF(at.x(), at.y() + metrics.ascent()), words_there)
    return at.x() + width
