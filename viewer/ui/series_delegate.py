"""Paints the rows of the series strip."""

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPixmap, QPolygonF, QTextLayout, QTextOption
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from viewer.core.study import DisplaySet
from viewer.ui.icons import icon
from viewer.ui.series_model import ROW_ROLE
from viewer.ui.series_rows import (
    Light,
    RejectedHeading,
    RejectedRow,
    SetRow,
    StudyRow,
    content,
    light,
    rejected_heading,
    remark,
    remarks_count,
    study_heading,
    title,
    verdict_word,
)
from viewer.ui.theme import COLORS

THUMBNAIL_PX = 96
MARGIN_PX = 8
NARROW_PX = THUMBNAIL_PX + 130
"""In a strip narrower than this words stand under the thumbnail."""
LIGHTS = {Light.GOOD: COLORS.good, Light.CAUTION: COLORS.caution, Light.BAD: COLORS.bad}

Index = QModelIndex | QPersistentModelIndex


class SeriesDelegate(QStyledItemDelegate):
    """Paints studies, series with their thumbnails and badges, and files that could not be read.

    Parameters
    ----------
    picture
        The thumbnail of a display set, None until there is one. Asked only for rows on the screen.
    shown
        Uids of the display sets in the viewports, the active one first.
    """

    def __init__(
        self,
        picture: Callable[[DisplaySet], QPixmap | None],
        shown: Callable[[], tuple[str, ...]],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._picture = picture
        self._shown = shown

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        line = QFontMetrics(option.font).height()
        match index.data(ROW_ROLE):
            case SetRow(shown) if self._width() < NARROW_PX:
                return QSize(100, THUMBNAIL_PX + (4 + bool(remark(shown))) * line + 2 * MARGIN_PX + 4)
            case SetRow():
                return QSize(200, max(THUMBNAIL_PX, 5 * line) + 2 * MARGIN_PX)
            case StudyRow():
                return QSize(200, 2 * line + 2 * MARGIN_PX + 4)
            case RejectedRow():
                return QSize(200, 2 * line + MARGIN_PX + 2)
        return QSize(200, line + 2 * MARGIN_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        area: QRect = option.rect
        state: QStyle.StateFlag = option.state
        font: QFont = option.font
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font)
        row = index.data(ROW_ROLE)
        _paint_ground(painter, area, state, is_heading=isinstance(row, StudyRow | RejectedHeading))
        match row:
            case SetRow():
                self._paint_set(painter, area, row)
            case StudyRow(study, is_open):
                _paint_study(painter, area, study_heading(study), is_open=is_open, warn=bool(study.problems))
            case RejectedHeading(count, is_open):
                _paint_fold(painter, area, is_open=is_open)
                words = area.adjusted(24, 0, -MARGIN_PX, 0)
                _line(painter, words, rejected_heading(count), COLORS.caution)
            case RejectedRow(rejected):
                _paint_two_lines(
                    painter, area.adjusted(24, 4, -MARGIN_PX, -4), rejected.path.name, rejected.reason
                )
        painter.restore()

    def _width(self) -> int:
        view = self.parent()
        return view.viewport().width() if isinstance(view, QListView) else NARROW_PX

    def _paint_set(self, painter: QPainter, area: QRect, row: SetRow) -> None:
        shown = row.shown
        on_screen = self._shown()
        if shown.uid in on_screen:
            is_active = shown.uid == on_screen[0]
            mark = QRect(area.left(), area.top() + MARGIN_PX, 3, area.height() - 2 * MARGIN_PX)
            painter.fillRect(mark, QColor(COLORS.accent if is_active else COLORS.strong_line))
        if not (row.can_be_shown or row.can_be_read or row.can_be_laid):
            painter.setOpacity(0.6)
        frame = QRect(area.left() + MARGIN_PX + 2, area.top() + MARGIN_PX, THUMBNAIL_PX, THUMBNAIL_PX)
        words = area.adjusted(THUMBNAIL_PX + 2 * MARGIN_PX + 4, MARGIN_PX, -MARGIN_PX, -MARGIN_PX)
        if area.width() < NARROW_PX:
            frame.moveLeft(area.left() + (area.width() - THUMBNAIL_PX) // 2)
            words = area.adjusted(MARGIN_PX + 4, THUMBNAIL_PX + MARGIN_PX + 4, -MARGIN_PX, -MARGIN_PX)
        self._paint_picture(painter, frame, row)
        _paint_words(painter, words, row)

    def _paint_picture(self, painter: QPainter, frame: QRect, row: SetRow) -> None:
        painter.fillRect(frame, QColor(COLORS.image))
        picture = self._picture(row.shown) if row.can_be_shown else None
        if row.can_be_read:
            _paint_document(painter, frame)
        elif picture is None:
            painter.setPen(QColor(COLORS.faint))
            painter.drawText(frame, Qt.AlignmentFlag.AlignCenter, row.shown.series.modality or "–")
        else:
            _paint_thumbnail(painter, frame, picture)


def _paint_document(painter: QPainter, frame: QRect) -> None:
    """Paint a sheet where others have their picture."""
    side = frame.width() // 2
    place = QRect(0, 0, side, side)
    place.moveCenter(frame.center())
    painter.setOpacity(0.7)
    icon("report").paint(painter, place)
    painter.setOpacity(1.0)


def _paint_thumbnail(painter: QPainter, frame: QRect, picture: QPixmap) -> None:
    size = picture.deviceIndependentSize()
    corner = QPointF(
        frame.center().x() + 0.5 - size.width() / 2, frame.center().y() + 0.5 - size.height() / 2
    )
    painter.drawPixmap(corner, picture)


def _paint_ground(painter: QPainter, area: QRect, state: QStyle.StateFlag, *, is_heading: bool) -> None:
    color = COLORS.window if is_heading else COLORS.panel
    if state & QStyle.StateFlag.State_Selected:
        color = COLORS.accent_fill if state & QStyle.StateFlag.State_HasFocus else COLORS.raised
    elif state & QStyle.StateFlag.State_MouseOver:
        color = COLORS.raised
    painter.fillRect(area, QColor(color))
    if is_heading:
        painter.fillRect(QRect(area.left(), area.bottom(), area.width(), 1), QColor(COLORS.line))


def _paint_study(
    painter: QPainter, area: QRect, words: tuple[str, str], *, is_open: bool, warn: bool
) -> None:
    _paint_fold(painter, area, is_open=is_open)
    inner = area.adjusted(24, MARGIN_PX, -MARGIN_PX, -MARGIN_PX)
    who, what = words
    heading = QFont(painter.font())
    heading.setWeight(QFont.Weight.DemiBold)
    painter.setFont(heading)
    upper = QRect(inner.left(), inner.top(), inner.width(), inner.height() // 2)
    _line(painter, upper, who, COLORS.bad if warn else COLORS.text)
    heading.setWeight(QFont.Weight.Normal)
    painter.setFont(heading)
    _line(painter, upper.translated(0, upper.height()), what, COLORS.dim)


def _paint_two_lines(painter: QPainter, area: QRect, upper: str, lower: str) -> None:
    half = QRect(area.left(), area.top(), area.width(), area.height() // 2)
    _line(painter, half, upper, COLORS.text)
    _line(painter, half.translated(0, half.height()), lower, COLORS.dim)


def _paint_fold(painter: QPainter, area: QRect, *, is_open: bool) -> None:
    x, y = area.left() + 12.0, area.top() + area.height() / 2
    corners = ((-4, -2), (4, -2), (0, 3)) if is_open else ((-2, -4), (3, 0), (-2, 4))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(COLORS.dim))
    painter.drawPolygon(QPolygonF([QPointF(x + dx, y + dy) for dx, dy in corners]))


def _paint_words(painter: QPainter, area: QRect, row: SetRow) -> None:
    shown = row.shown
    height = QFontMetrics(painter.font()).height()
    used = _two_lines(painter, area, title(shown))
    below = QRect(area.left(), area.top() + used * height, area.width(), height)
    _line(painter, below, content(shown), COLORS.dim)
    said = remark(shown)
    if said:
        lines = area.adjusted(0, (used + 1) * height, 0, 0)
        color = COLORS.dim if row.can_be_shown or row.can_be_read or row.can_be_laid else COLORS.caution
        if row.can_be_shown:
            _line(painter, QRect(lines.left(), lines.top(), lines.width(), height), said, color)
        else:
            _two_lines(painter, lines, said, color)
    if row.can_be_shown:
        _paint_badges(painter, area, shown)


def _paint_badges(painter: QPainter, area: QRect, shown: DisplaySet) -> None:
    height = QFontMetrics(painter.font()).height()
    line = QRect(area.left(), area.bottom() - height + 1, area.width(), height)
    x = line.left()
    lamp = light(shown)
    if lamp is not Light.NONE:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(LIGHTS[lamp]))
        painter.drawEllipse(QRectF(x + 1, line.center().y() - 3, 8, 8))
        word = verdict_word(shown.verdict)
        _line(painter, line.adjusted(15, 0, 0, 0), word, COLORS.dim if lamp is Light.GOOD else LIGHTS[lamp])
        x += 15 + QFontMetrics(painter.font()).horizontalAdvance(word) + 10
    count = remarks_count(shown)
    if count:
        words = "1 note" if count == 1 else f"{count} notes"
        _line(painter, QRect(x, line.top(), line.right() - x, height), words, COLORS.caution)


def _line(painter: QPainter, area: QRect, text: str, color: str) -> None:
    painter.setPen(QColor(color))
    cut = QFontMetrics(painter.font()).elidedText(text, Qt.TextElideMode.ElideRight, area.width())
    painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, cut)


def _two_lines(painter: QPainter, area: QRect, text: str, color: str = COLORS.text) -> int:
    """Paint a text in one line or two, the rest cut; return how many it took."""
    metrics = QFontMetrics(painter.font())
    layout = QTextLayout(text, painter.font())
    layout.setTextOption(QTextOption(Qt.AlignmentFlag.AlignLeft))
    layout.beginLayout()
    first = layout.createLine()
    first.setLineWidth(area.width())
    layout.endLayout()
    length = first.textLength()
    top = QRect(area.left(), area.top(), area.width(), metrics.height())
    if length >= len(text):
        _line(painter, top, text, color)
        return 1
    _line(painter, top, text[:length].rstrip(), color)
    _line(painter, top.translated(0, metrics.height()), text[length:].lstrip(), color)
    return 2
