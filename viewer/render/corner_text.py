"""Draws what is written around an image. All sizes follow the screen's scale; nothing decides content here."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from viewer.core.overlay import Badge, CornerText, Mood, Ruler
from viewer.render.lettering import Look, Stamps, rim_px, stamp

TEXT, LETTER, NOTICE, BADGE = 9.0, 12.0, 8.0, 8.0
"""Sizes in points."""

MARGIN = 8.0
WHITE, AMBER = "#e8eaed", "#ffc34d"
GROUND = {Mood.PLAIN: "#3c4650", Mood.CAUTION: "#f0a92e", Mood.DANGER: "#e0402f"}
INK = {Mood.PLAIN: "#f2f4f6", Mood.CAUTION: "#1d1503", Mood.DANGER: "#ffffff"}

MOST_OF_HEIGHT, MOST_OF_WIDTH = 0.42, 0.48
"""How much of the viewport one corner may take; lines beyond are left out: identity, window and side come last."""

SMALL, MOST_OF_SMALL = 320.0, 0.15
"""Below this height a viewport has room for little but the image."""


@dataclass(frozen=True, slots=True)
class Written:
    """Words that have their places but are not painted yet: what is drawn goes beneath them, and labels keep off.

    Attributes
    ----------
    places
        What will be written on, device pixels.
    """

    places: tuple[QRect, ...]
    strokes: tuple[Callable[[QPainter], object], ...]

    def paint(self, painter: QPainter) -> None:
        """Paint the words, in device pixels."""
        for stroke in self.strokes:
            stroke(painter)


class CornerPainter:
    """Lays out corner text, letters, ruler, badges and the notice; one for each viewport."""

    def __init__(self) -> None:
        self._stamps = Stamps()

    def lay_out(self, text: CornerText, width_px: int, height_px: int, scale: float = 1.0) -> Written:
        """Find the places for what is written into (0, 0) to this size, device pixels."""
        page = _Page(self._stamps, width_px, height_px, scale)
        page.corner(text.top_left, top=True, left=True)
        page.corner(text.top_right, top=True, left=False)
        page.corner(text.bottom_left, top=False, left=True)
        page.corner(text.bottom_right, top=False, left=False)
        page.notice(text.notice)
        page.letters(text)
        page.badges(text.badges)
        if text.ruler is not None:
            page.ruler(text.ruler)
        return Written(tuple(page.covered), tuple(page.strokes))


class _Page:
    """One viewport while the words around its image find their places."""

    def __init__(self, stamps: Stamps, width: int, height: int, scale: float) -> None:
        self._stamps = stamps
        self._width, self._height, self._scale = width, height, scale
        self._margin = MARGIN * scale
        self._foot = self._margin
        self._head = self._margin
        self.covered: list[QRect] = []
        self.strokes: list[Callable[[QPainter], object]] = []

    def _look(self, points: float, color: str = WHITE, *, bold: bool = False) -> Look:
        return Look(points, color, self._scale, bold)

    def _stamp(self, picture: QImage, x: float, y: float) -> None:
        self.covered.append(QRect(QPoint(round(x), round(y)), picture.size()))
        self.strokes.append(partial(stamp, picture=picture, x=x, y=y))

    def corner(self, lines: tuple[str, ...], *, top: bool, left: bool) -> None:
        look = self._look(TEXT)
        step = self._stamps.line_height(look)
        share = MOST_OF_SMALL if self._height < SMALL * self._scale else MOST_OF_HEIGHT
        room = max(1, int(self._height * share / step))
        shown = lines[:room] if top else lines[-room:]
        y = self._margin if top else self._height - self._margin - step * len(shown)
        for line in shown:
            text = self._stamps.elided(line, look, self._width * MOST_OF_WIDTH - self._margin)
            picture = self._stamps.get(text, look)
            x = self._margin if left else self._width - self._margin - picture.width()
            self._stamp(picture, x, y)
            y += step

    def notice(self, text: str) -> None:
        if text:
            look = self._look(NOTICE, AMBER, bold=True)
            picture = self._stamps.get(self._stamps.elided(text, look, self._width - 2 * self._margin), look)
            y = self._height - self._margin - picture.height()
            if self._in_the_way(QRect(self._middle(picture.width()), round(y), picture.width(), 4)):
                y = self._clear_of_corners(picture.width(), y)
            self._stamp(picture, self._middle(picture.width()), y)
            self._foot = self._height - y + 2 * self._scale

    def _middle(self, width: float) -> int:
        return round((self._width - width) / 2)

    def _in_the_way(self, place: QRect) -> bool:
        return any(place.intersects(other) for other in self.covered)

    def _clear_of_corners(self, width: float, y: float) -> float:
        """Return the lowest place in the middle that no corner text reaches into."""
        column = QRect(self._middle(width), self._height // 2, round(width), self._height)
        tops = [other.top() for other in self.covered if other.intersects(column)]
        return min([y, *(top - self._stamps.line_height(self._look(NOTICE)) for top in tops)])

    def letters(self, text: CornerText) -> None:
        look = self._look(LETTER, AMBER, bold=True)
        letters = text.letters
        inset = self._margin + (26 * self._scale if text.ruler is not None else 0)
        for letter, edge in (
            (letters.left, "left"),
            (letters.right, "right"),
            (letters.top, "top"),
            (letters.bottom, "bottom"),
        ):
            if not letter:
                continue
            picture = self._stamps.get(letter, look)
            middle_y = (self._height - picture.height()) / 2
            x, y = {
                "left": (self._margin, middle_y),
                "right": (self._width - inset - picture.width(), middle_y),
                "top": (self._middle(picture.width()), self._margin / 2),
                "bottom": (self._middle(picture.width()), self._height - self._foot - picture.height()),
            }[edge]
            if edge == "top":  # in a small viewport the words of both corners meet in the middle
                y = self._below_corners(QRect(round(x), round(y), picture.width(), picture.height()))
            self._stamp(picture, x, y)
            if edge == "top":
                self._head = y + picture.height() + 2 * self._scale

    def badges(self, badges: tuple[Badge, ...]) -> None:
        """Put badges in rows under the upper letter, the urgent first."""
        order = list(Mood)
        space = 4 * self._scale
        pictures = [
            (
                badge,
                self._stamps.get(
                    badge.text, Look(BADGE, INK[badge.mood], self._scale, bold=True, rimmed=False)
                ),
            )
            for badge in sorted(badges, key=lambda badge: -order.index(badge.mood))
        ]
        y = self._head
        while pictures:
            row: list[tuple[Badge, QImage]] = []
            width = 0.0
            while pictures and (not row or width + pictures[0][1].width() < self._width * 0.5):
                row.append(pictures.pop(0))
                width += row[-1][1].width() + 4 * space
            x = (self._width - width + space) / 2
            y = self._below_corners(QRect(round(x), round(y), round(width), row[0][1].height()))
            for badge, picture in row:
                x += self._pill(badge, picture, x, y) + space
            y += row[0][1].height() + space

    def _below_corners(self, row: QRect) -> float:
        """Return the first height from which a row of badges covers no words."""
        for other in sorted(self.covered, key=QRect.bottom):
            if other.intersects(row):
                row.moveTop(other.bottom() + round(2 * self._scale))
        return row.top()

    def _pill(self, badge: Badge, picture: QImage, x: float, y: float) -> float:
        space = 4 * self._scale
        ground = QRectF(round(x), round(y), picture.width() + 2 * space, picture.height())
        self.strokes.append(partial(_paint_pill, ground=ground, mood=badge.mood, scale=self._scale))
        self.strokes.append(partial(stamp, picture=picture, x=ground.x() + space, y=ground.y()))
        self.covered.append(ground.toRect())
        return ground.width()

    def ruler(self, ruler: Ruler) -> None:
        """Draw a vertical scale at the right edge, ticks inwards."""
        x = round(self._width - self._margin)
        top, length = (self._height - ruler.length_px) / 2, ruler.length_px
        thick = max(1, round(self._scale))
        marks = [QRect(x - thick, round(top), thick, round(length) + thick)]
        for tick in range(ruler.ticks + 1):
            whole = tick in (0, ruler.ticks) or 2 * tick == ruler.ticks
            reach = round((10 if whole else 5) * self._scale)
            marks.append(QRect(x - reach, round(top + length * tick / ruler.ticks), reach, thick))
        self.strokes.append(partial(_paint_marks, marks=tuple(marks), rim=rim_px(self._scale)))
        look = self._look(NOTICE)
        picture = self._stamps.get(self._stamps.elided(ruler.text, look, self._width * MOST_OF_WIDTH), look)
        reach = round(10 * self._scale)
        self.covered.append(QRect(x - reach, round(top), reach, round(length)))
        self._stamp(picture, x - picture.width(), top + length + 3 * self._scale)


def _paint_pill(painter: QPainter, ground: QRectF, mood: Mood, scale: float) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(0, 0, 0, 160), scale))
    painter.setBrush(QColor(GROUND[mood]))
    painter.drawRoundedRect(ground, 3 * scale, 3 * scale)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _paint_marks(painter: QPainter, marks: tuple[QRect, ...], rim: int) -> None:
    for mark in marks:
        painter.fillRect(mark.adjusted(-rim, -rim, rim, rim), Qt.GlobalColor.black)
    for mark in marks:
        painter.fillRect(mark, QColor(WHITE))
