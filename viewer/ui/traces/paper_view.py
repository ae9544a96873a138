"""Paper that is scrolled and measured on."""

from dataclasses import replace

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QToolTip, QWidget

from viewer.core.waveforms.calipers import Caliper, words
from viewer.core.waveforms.paper import Strip
from viewer.render.trace_painter import DARK, Ink, Page, paint_page
from viewer.ui.plain_text import tooltip
from viewer.ui.theme import COLORS

LEAST_DRAG_PX = 4
MOST_PX = 2**31 - 1
"""What a scroll bar can count."""
_NEAR_PX = 4


class PaperView(QAbstractScrollArea):
    """Shows a page, in millimetres of the screen. Dragging measures; the wheel scrolls, with Ctrl it zooms."""

    measured = Signal(str)
    """What the calipers in hand say; empty where there are none."""
    zoom_wanted = Signal(float)
    left = Signal()
    calipers_changed = Signal(tuple)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._page: Page | None = None
        self._ink: Ink = DARK
        self._px_per_mm = 4.0
        self._strip: Strip | None = None
        self._pressed_px = QPointF()
        self._drawn: Caliper | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.viewport().setCursor(Qt.CursorShape.CrossCursor)
        self.setAccessibleName("Trace")

    def show_page(self, page: Page | None, ink: Ink, px_per_mm: float) -> None:
        """Show a page at a scale; the place at the left stays where it is in time."""
        before = self.horizontalScrollBar().value() / self._px_per_mm
        self._page, self._ink, self._px_per_mm = page, ink, px_per_mm
        self._set_ranges()
        self.horizontalScrollBar().setValue(round(before * px_per_mm))
        self.viewport().update()

    @property
    def page(self) -> Page | None:
        """What is shown."""
        return self._page

    @property
    def first_shown_s(self) -> float:
        """The time at the left edge, for sheets whose rows all begin together."""
        if self._page is None:
            return 0.0
        strip = self._page.sheet.strips[0]
        left_mm = self.horizontalScrollBar().value() / self._px_per_mm
        return self._page.sheet.time_s(strip, max(left_mm, strip.left_mm))

    def _set_ranges(self) -> None:
        size, view = (0.0, 0.0), self.viewport().size()
        if self._page is not None:
            sheet = self._page.sheet
            size = (sheet.width_mm * self._px_per_mm, sheet.height_mm * self._px_per_mm)
        for bar, whole, part in (
            (self.horizontalScrollBar(), size[0], view.width()),
            (self.verticalScrollBar(), size[1], view.height()),
        ):
            bar.setRange(0, min(max(0, round(whole) - part), MOST_PX))
            bar.setPageStep(part)
            bar.setSingleStep(max(1, round(5 * self._px_per_mm)))

    def _offset(self) -> QPointF:
        return QPointF(self.horizontalScrollBar().value(), self.verticalScrollBar().value())

    def _place_mm(self, at: QPointF) -> tuple[float, float]:
        there = (at + self._offset()) / self._px_per_mm
        return there.x(), there.y()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), QColor(COLORS.window))
        if self._page is None:
            return
        offset = self._offset()
        painter.translate(-offset)
        shown = self._page
        if self._drawn is not None:
            shown = replace(shown, calipers=(*shown.calipers, self._drawn))
        sheet = shown.sheet
        whole = QRectF(0, 0, max(sheet.width_mm * self._px_per_mm, self.viewport().width()), 0)
        whole.setHeight(max(sheet.height_mm * self._px_per_mm, self.viewport().height()))
        exposed = QRectF(event.rect()).translated(offset).intersected(whole)
        paint_page(painter, shown, self._ink, self._px_per_mm, exposed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._set_ranges()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self._page is not None:
            self._strip = self._page.sheet.strip_at(*self._place_mm(event.position()))
            self._pressed_px = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        far = (event.position() - self._pressed_px).manhattanLength() >= LEAST_DRAG_PX
        if self._strip is not None and self._page is not None and (far or self._drawn is not None):
            self._drawn = self._caliper(self._strip, self._page, event.position())
            self.measured.emit(words(self._drawn, self._page.group))
            self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._strip = None
        if self._drawn is not None and self._page is not None and event.button() is Qt.MouseButton.LeftButton:
            drawn, self._drawn = self._drawn, None
            self._keep((*self._page.calipers, drawn))

    def _caliper(self, strip: Strip, page: Page, at: QPointF) -> Caliper:
        """Return the caliper from where the button was pressed: it stays on the lead it began on."""
        start, end = self._place_mm(self._pressed_px), self._place_mm(at)
        sheet = page.sheet
        return Caliper(
            strip.channel,
            sheet.time_s(strip, start[0]),
            sheet.value(strip, start[1]),
            sheet.time_s(strip, end[0]),
            sheet.value(strip, end[1]),
        )

    def _keep(self, calipers: tuple[Caliper, ...]) -> None:
        if self._page is not None:
            self._page = replace(self._page, calipers=calipers)
            self.measured.emit(words(calipers[-1], self._page.group) if calipers else "")
            self.calipers_changed.emit(calipers)
            self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, page = event.key(), self._page
        if key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and page is not None:
            self._keep(page.calipers[:-1])
        elif key == Qt.Key.Key_Escape:
            if self._drawn is not None:
                self._drawn = self._strip = None
                self.viewport().update()
            else:
                self.left.emit()
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            bar = self.horizontalScrollBar()
            bar.setValue(bar.minimum() if key == Qt.Key.Key_Home else bar.maximum())
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_wanted.emit(1.25 if event.angleDelta().y() > 0 else 0.8)
            event.accept()
        elif self.verticalScrollBar().maximum() == 0 or event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            steps = event.angleDelta().y() or event.angleDelta().x()
            bar = self.horizontalScrollBar()
            bar.setValue(bar.value() - round(steps / 120 * 25 * self._px_per_mm))
            event.accept()
        else:
            super().wheelEvent(event)

    def viewportEvent(self, event: object) -> bool:
        if isinstance(event, QHelpEvent):
            said = self._said_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), tooltip(said), self)
            return True
        return bool(super().viewportEvent(event))  # type: ignore[arg-type]  # whatever Qt sends

    def _said_at(self, at: QPointF) -> str:
        """Return what there is to say about a place: the channel, its filters, and what was noted there."""
        page = self._page
        strip = None if page is None else page.sheet.strip_at(*self._place_mm(at))
        if page is None or strip is None:
            return ""
        channel, x_mm = page.group.channels[strip.channel], self._place_mm(at)[0]
        noted = [
            note.text
            for note in page.notes
            if not note.channels or strip.channel in note.channels
            for start_s, end_s in note.spans_s
            if page.sheet.x_mm(strip, start_s) - _NEAR_PX / self._px_per_mm
            <= x_mm
            <= page.sheet.x_mm(strip, end_s) + _NEAR_PX / self._px_per_mm
        ]
        named = channel.name if channel.source in ("", channel.name) else f"{channel.name}: {channel.source}"
        return "\n".join(part for part in (named, channel.filters.words, *channel.remarks, *noted) if part)
