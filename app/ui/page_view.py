"""Pages of a document, one below the other; each is drawn elsewhere when it comes into view."""

from collections import OrderedDict
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from app.documents.document import Hit, PageSize
from viewer.ui.theme import COLORS

GAP_PX = 10
MOST_PICTURES_BYTES = 256 << 20
LEAST_SCALE, MOST_SCALE = 0.2, 6.0
STEP = 1.25
PAPER_OPACITY = 0.85
"""White paper in a dark room would blind the reader for the images beside it."""

_SOON_MS, _SETTLED_MS = 20, 120
"""How long pages wait to be drawn: while scrolling, and while the view changes its size."""

_ALIKE = 0.01
"""A picture this near to the wanted scale is as good."""

Area = tuple[float, float, float, float]
"""Left, top, right, bottom as fractions of a page."""


class PageView(QAbstractScrollArea):
    """Shows pages, what was found on them, and an area the reader marks to copy its words."""

    page_wanted = Signal(int, float)
    """Number (from 0) and scale, device pixels per point, of a page that should be drawn."""
    page_changed = Signal(int)
    """The page in the middle is another."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Pages")
        self.viewport().setCursor(Qt.CursorShape.IBeamCursor)
        self._sizes: tuple[PageSize, ...] = ()
        self._scale: float | None = None
        self._pictures: OrderedDict[int, tuple[float, QImage]] = OrderedDict()
        self._failures: dict[int, str] = {}
        self._asked: dict[int, float] = {}
        self._hits: dict[int, list[Area]] = {}
        self._current: Hit | None = None
        self._pressed: tuple[int, QPointF] | None = None
        self.marked: tuple[int, Area] | None = None
        """Page and area that the reader marked."""
        self._page = 0
        self._laid: tuple[float, int, list[QRect]] | None = None
        self._draw_soon = QTimer(self)
        self._draw_soon.setSingleShot(True)
        self._draw_soon.timeout.connect(self._want_pages)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)

    def show_pages(self, sizes: Sequence[PageSize]) -> None:
        """Show pages of these sizes, from the first on, as wide as the view."""
        self._sizes = tuple(sizes)
        self._laid = None
        self._scale = None
        self._pictures.clear()
        self._failures.clear()
        self._asked.clear()
        self.marked = None
        self.show_hits(())
        self._set_ranges()
        self.verticalScrollBar().setValue(0)
        self._page = 0

    def show_picture(self, page: int, scale: float, picture: NDArray[np.uint8]) -> None:
        """Show a page that was drawn: blue, green, red, (rows, columns, 3)."""
        rows, columns, _ = picture.shape
        image = QImage(picture.data, columns, rows, 3 * columns, QImage.Format.Format_BGR888).copy()
        self._pictures[page] = (scale, image)
        self._pictures.move_to_end(page)
        self._asked.pop(page, None)
        self._forget()
        self.viewport().update()

    def show_failure(self, page: int, words: str) -> None:
        """Say on a page why it was not drawn."""
        self._failures[page] = words
        self._asked.pop(page, None)
        self.viewport().update()

    def show_hits(self, hits: Sequence[Hit], current: Hit | None = None) -> None:
        """Mark what was found, and bring one of it into view."""
        self._hits = {}
        for hit in hits:
            self._hits.setdefault(hit.page, []).extend(hit.areas)
        self._current = current
        if current is not None and current.areas:
            area = self._on_view(current.page, current.areas[0])
            if not self.viewport().rect().contains(area.toRect()):
                bar = self.verticalScrollBar()
                bar.setValue(bar.value() + round(area.top()) - self.viewport().height() // 3)
        self.viewport().update()

    @property
    def page(self) -> int:
        """The page in the middle of the view, from 0."""
        return self._page

    def go_to(self, page: int) -> None:
        """Bring the top of a page to the top of the view."""
        if 0 <= page < len(self._sizes):
            self.verticalScrollBar().setValue(self._places()[page].top() - GAP_PX)

    def zoom(self, factor: float) -> None:
        """Show pages larger or smaller; what is in the middle stays there."""
        self._rescale(min(max(self.scale * factor, LEAST_SCALE), MOST_SCALE))

    def fit_width(self) -> None:
        """Show pages as wide as the view, whatever becomes of it."""
        self._rescale(None)

    @property
    def scale(self) -> float:
        """Pixels per point."""
        if self._scale is not None:
            return self._scale
        widest = max((size.width_pt for size in self._sizes), default=612.0)
        return max((self.viewport().width() - 2 * GAP_PX) / widest, 0.05)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._keeping_place(self._set_ranges)
        self._draw_soon.start(_SETTLED_MS)

    def paintEvent(self, _: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), QColor(COLORS.field))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for page, on_view in self._in_view():
            self._paint_page(painter, page, on_view)
        painter.end()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(STEP ** (event.angleDelta().y() / 120))
            event.accept()
            return
        super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        ends = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: len(self._sizes) - 1}
        if event.key() in ends:
            self.go_to(ends[Qt.Key(event.key())])
            return
        super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        page = next((page for page, place in self._in_view() if place.contains(at.toPoint())), None)
        self._pressed = None if page is None else (page, at)
        self.marked = None
        self.viewport().update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is not None:
            page, start = self._pressed
            self.marked = page, self._fractions(page, QRectF(start, event.position()).normalized())
            self.viewport().update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: ARG002 - Qt's signature
        self._pressed = None

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.StyleChange:
            self._set_ranges()
        super().changeEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(480, 640)

    def _paint_page(self, painter: QPainter, page: int, place: QRect) -> None:
        painter.save()
        painter.fillRect(place, QColor("black"))
        painter.setOpacity(PAPER_OPACITY)
        _, image = self._pictures.get(page, (0.0, None))
        if image is not None:
            painter.drawImage(place, image)
            self._pictures.move_to_end(page)
        else:
            painter.fillRect(place, QColor("white"))
        painter.setOpacity(1.0)
        if page in self._failures:
            painter.setPen(QColor(COLORS.bad))
            words = place.adjusted(20, 20, -20, -20)
            flags = Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
            painter.drawText(words, flags, self._failures[page])
        elif self._is_wanted(page) and not self._draw_soon.isActive():
            self._draw_soon.start(_SOON_MS)
        self._paint_marks(painter, page)
        painter.restore()

    def _is_wanted(self, page: int) -> bool:
        """Whether a page is to be drawn for the present scale, and nobody was asked yet."""
        wanted, (drawn, _) = self._wanted_scale(), self._pictures.get(page, (0.0, None))
        is_sharp = abs(drawn - wanted) < _ALIKE * wanted
        return page not in self._failures and not is_sharp and self._asked.get(page) != wanted

    def _wanted_scale(self) -> float:
        return self.scale * self.devicePixelRatioF()

    def _want_pages(self) -> None:
        for page, _ in self._in_view():
            if self._is_wanted(page):
                self._asked[page] = self._wanted_scale()
                self.page_wanted.emit(page, self._asked[page])

    def _in_view(self) -> list[tuple[int, QRect]]:
        """Return the pages in view, and where."""
        shift, view = self._shift(), self.viewport().rect()
        placed = ((page, place.translated(shift)) for page, place in enumerate(self._places()))
        return [(page, place) for page, place in placed if place.intersects(view)]

    def _paint_marks(self, painter: QPainter, page: int) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
        found, current = QColor(COLORS.caution).lighter(150), QColor(COLORS.caution)
        chosen = QColor(COLORS.accent).lighter(130)
        marks = [(area, found) for area in self._hits.get(page, ())]
        if self._current is not None and self._current.page == page:
            marks += [(area, current) for area in self._current.areas]
        if self.marked is not None and self.marked[0] == page:
            marks.append((self.marked[1], chosen))
        for area, color in marks:
            painter.fillRect(self._on_view(page, area), color)

    def _places(self) -> list[QRect]:
        """Return where the pages lie, in pixels from the top left corner of all of them."""
        scale, view = self.scale, self.viewport().width()
        if self._laid is not None and self._laid[:2] == (scale, view):
            return self._laid[2]
        top, places = GAP_PX, []
        widths = [round(size.width_pt * scale) for size in self._sizes]
        middle = max([*widths, view - 2 * GAP_PX]) / 2 + GAP_PX
        for size, width in zip(self._sizes, widths, strict=True):
            height = round(size.height_pt * scale)
            places.append(QRect(round(middle - width / 2), top, width, height))
            top += height + GAP_PX
        self._laid = scale, view, places
        return places

    def _shift(self) -> QPoint:
        return QPoint(-self.horizontalScrollBar().value(), -self.verticalScrollBar().value())

    def _on_view(self, page: int, area: Area) -> QRectF:
        place = self._places()[page].translated(self._shift())
        left, top, right, bottom = area
        return QRectF(
            place.left() + left * place.width(),
            place.top() + top * place.height(),
            (right - left) * place.width(),
            (bottom - top) * place.height(),
        )

    def _fractions(self, page: int, area: QRectF) -> Area:
        place = QRectF(self._places()[page].translated(self._shift()))
        inside = area.intersected(place)
        return (
            (inside.left() - place.left()) / place.width(),
            (inside.top() - place.top()) / place.height(),
            (inside.right() - place.left()) / place.width(),
            (inside.bottom() - place.top()) / place.height(),
        )

    def _rescale(self, scale: float | None) -> None:
        def change() -> None:
            self._scale = scale
            self._set_ranges()

        self._keeping_place(change)
        self.viewport().update()

    def _keeping_place(self, change: Callable[[], None]) -> None:
        """Do something that changes how large pages are; the page in the middle stays, at the same height."""
        bar, half = self.verticalScrollBar(), self.viewport().height() / 2
        places = self._places()
        page = min(self._page, len(places) - 1)
        before = (bar.value() + half - places[page].top()) / max(places[page].height(), 1) if places else 0.0
        is_at_top = bar.value() == 0
        change()
        places = self._places()
        if places and not is_at_top:
            bar.setValue(round(places[page].top() + before * places[page].height() - half))

    def _set_ranges(self) -> None:
        places, view = self._places(), self.viewport().size()
        height = places[-1].bottom() + GAP_PX if places else 0
        width = max((place.right() for place in places), default=0) + GAP_PX
        self.verticalScrollBar().setRange(0, max(height - view.height(), 0))
        self.verticalScrollBar().setPageStep(view.height())
        self.verticalScrollBar().setSingleStep(40)
        self.horizontalScrollBar().setRange(0, max(width - view.width(), 0))
        self.horizontalScrollBar().setPageStep(view.width())

    def _scrolled(self) -> None:
        middle = self.verticalScrollBar().value() + self.viewport().height() // 2
        places = self._places()
        page = next((number for number, place in enumerate(places) if middle < place.bottom() + GAP_PX), 0)
        if page != self._page:
            self._page = page
            self.page_changed.emit(page)
        self.viewport().update()

    def _forget(self) -> None:
        """Keep no more pictures than fit; those seen last stay."""
        while len(self._pictures) > 1 and self._kept_bytes() > MOST_PICTURES_BYTES:
            self._pictures.popitem(last=False)

    def _kept_bytes(self) -> int:
        return sum(image.sizeInBytes() for _, image in self._pictures.values())
