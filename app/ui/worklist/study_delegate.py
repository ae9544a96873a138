"""Paints the cells of the worklist itself: a style sheet asked for each of hundreds of cells makes scrolling stall."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.ui.worklist.columns import COLUMNS
from app.ui.worklist.study_model import PENDING, StudyModel, color_of, is_bold
from viewer.ui.theme import COLORS

MARGIN_PX = 6
_MOST_KNOWN = 20_000
_LINE = Qt.AlignmentFlag.AlignVCenter.value | Qt.TextFlag.TextSingleLine.value
_LEFT, _RIGHT = Qt.AlignmentFlag.AlignLeft.value | _LINE, Qt.AlignmentFlag.AlignRight.value | _LINE
Index = QModelIndex | QPersistentModelIndex


class StudyDelegate(QStyledItemDelegate):
    """Draws what a StudyModel holds, one line of text a cell."""

    def __init__(self, model: StudyModel) -> None:
        super().__init__(model)
        self._model = model
        self._elided: dict[tuple[str, int, bool], str] = {}
        self._fonts: tuple[QFont, QFont] | None = None
        self._metrics: tuple[QFontMetrics, QFontMetrics] | None = None
        self._pens: dict[str, QColor] = {}
        self._chosen, self._chosen_unfocused = QColor(COLORS.accent_fill), QColor(COLORS.raised)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        state: QStyle.StateFlag = option.state
        area: QRect = option.rect
        if state & QStyle.StateFlag.State_Selected:
            is_active = bool(state & QStyle.StateFlag.State_Active)
            painter.fillRect(area, self._chosen if is_active else self._chosen_unfocused)
        column, row = COLUMNS[index.column()], self._model.row(index.row())
        if row is None:
            words, color, bold = (PENDING if column.name == "name" else ""), COLORS.faint, False
        else:
            words, color, bold = column.text(row), color_of(row, column), is_bold(row, column)
        if words:
            room = area.adjusted(MARGIN_PX, 0, -MARGIN_PX, 0)
            fonts, metrics = self._letters(option.font)
            painter.setFont(fonts[bold])
            painter.setPen(self._pen(color))
            shown = self._cut(words, room.width(), metrics[bold], bold=bold)
            painter.drawText(room, _RIGHT if column.is_number else _LEFT, shown)

    def _letters(self, font: QFont) -> tuple[tuple[QFont, QFont], tuple[QFontMetrics, QFontMetrics]]:
        if self._fonts is None or self._metrics is None or self._fonts[0] != font:
            bold = QFont(font)
            bold.setBold(True)
            self._fonts, self._metrics = (QFont(font), bold), (QFontMetrics(font), QFontMetrics(bold))
            self._elided.clear()
        return self._fonts, self._metrics

    def _cut(self, words: str, width: int, metrics: QFontMetrics, *, bold: bool) -> str:
        key = (words, width, bold)
        known = self._elided.get(key)
        if known is None:
            if len(self._elided) > _MOST_KNOWN:
                self._elided.clear()
            known = self._elided[key] = metrics.elidedText(words, Qt.TextElideMode.ElideRight, width)
        return known

    def _pen(self, color: str) -> QColor:
        pen = self._pens.get(color)
        if pen is None:
            pen = self._pens[color] = QColor(color)
        return pen
