"""The press a PDF is set on: sheet, measures, type and colours, and words broken into lines."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from enum import Enum
from unicodedata import category

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPageSize,
    QPainter,
    QPdfWriter,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)
from PySide6.QtPrintSupport import QPrinter

from reporting.export.letters import is_control

FAMILIES = ("Noto Sans", "DejaVu Sans", "Segoe UI", "Helvetica Neue", "Arial")
FIXED_FAMILIES = ("Noto Sans Mono", "DejaVu Sans Mono", "Consolas", "Menlo")

INK, GREY, HAIRLINE, TINT = QColor("#16202a"), QColor("#5b6875"), QColor("#b9c2ca"), QColor("#f3f5f7")
ACCENT, WARNING, WARNING_TINT, ALARM = (
    QColor("#1f4e79"),
    QColor("#8a4b00"),
    QColor("#fdf0d9"),
    QColor("#a4161a"),
)

MM_PER_INCH = 25.4
RESOLUTION_DPI = 600


class Paper(Enum):
    """The sheet a report is printed on."""

    A4 = QPageSize.PageSizeId.A4
    LETTER = QPageSize.PageSizeId.Letter


class Style(Enum):
    """Kinds of type: size in points, bold, colour."""

    TITLE = (17.0, False, ACCENT)
    PART = (12.0, True, ACCENT)
    NAME = (11.5, True, INK)
    HEADING = (8.0, True, ACCENT)
    BODY = (9.75, False, INK)
    STRONG = (9.75, True, INK)
    SMALL = (7.75, False, GREY)
    SMALL_STRONG = (7.75, True, INK)
    CELL = (8.5, False, INK)
    CELL_STRONG = (8.5, True, INK)
    ALARM = (7.75, True, ALARM)
    WARNING = (8.5, True, WARNING)
    FIXED = (7.0, False, GREY)

    @property
    def color(self) -> QColor:
        """The ink."""
        return self.value[2]


Draw = Callable[[QPainter, float, float], None]
"""Draws at x, y, device pixels, the upper left corner of what is drawn."""


@dataclass(frozen=True, slots=True)
class Strip:
    """A horizontal strip of a page that is never cut.

    Attributes
    ----------
    height_px
        Device pixels.
    with_next
        Whether it must not be the last on its page: headings, all lines of a paragraph but the last two.
    is_space
        Left out at the top of a page.
    above
        Repeated above it where it comes first on a page: the titles of a table.
    """

    height_px: float
    draw: Draw
    with_next: bool = False
    is_space: bool = False
    above: "Strip | None" = None


@dataclass(frozen=True, slots=True)
class Run:
    """Words in one kind of type, stressed as their writer stressed them."""

    text: str
    style: Style = Style.BODY
    bold: bool = False
    italic: bool = False
    underline: bool = False


class Press:
    """Sets words for one PDF or printer. Letters for which this computer has no font are set as their code points."""

    def __init__(self, writer: QPdfWriter | QPrinter) -> None:
        self._writer = writer
        self._fonts = {style: self._font(style) for style in Style}
        self._has_glyph: dict[str, bool] = {}

    @property
    def has_gaps(self) -> bool:
        """Whether a letter had to be written as its code point."""
        return not all(self._has_glyph.values())

    def px(self, mm: float) -> float:
        """Return millimetres of paper in device pixels."""
        return mm * self._writer.resolution() / MM_PER_INCH

    def space(self, mm: float) -> Strip:
        """Return white space."""
        return Strip(self.px(mm), _draw_nothing, with_next=True, is_space=True)

    def lines(
        self,
        runs: Iterable[Run],
        width_px: float,
        *,
        leading: float = 1.3,
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
        indent_px: float = 0.0,
    ) -> list[Strip]:
        """Return words broken into lines, each a strip; no paragraph leaves a single line on a page."""
        strips: list[Strip] = []
        for paragraph in _paragraphs(runs):
            strips += self._paragraph(paragraph, width_px - indent_px, leading, align, indent_px)
        return [
            replace(strip, with_next=at == 0 < len(strips) - 1 or at == len(strips) - 2)
            for at, strip in enumerate(strips)
        ]

    def height(self, strips: Iterable[Strip]) -> float:
        """Return how tall strips are together, device pixels."""
        return sum(strip.height_px for strip in strips)

    def width(self, text: str, style: Style) -> float:
        """Return how wide words are on one line, device pixels."""
        return QFontMetricsF(self._fonts[style], self._writer).horizontalAdvance(self.printable(text))

    def printable(self, text: str) -> str:
        """Return words without control characters, letters without a font as ``[U+65E5]``.

        Nothing is lost silently: a box for a letter could be any letter.
        """
        kept = (
            " " if letter == "\t" else letter for letter in text if letter == "\t" or not is_control(letter)
        )
        return "".join(letter if self._can_show(letter) else f"[U+{ord(letter):04X}]" for letter in kept)

    def _paragraph(
        self, runs: list[Run], width_px: float, leading: float, align: Qt.AlignmentFlag, indent_px: float
    ) -> list[Strip]:
        words = [replace(run, text=self.printable(run.text)) for run in runs]
        text = "".join(run.text for run in words)
        first = words[0].style if words else Style.BODY
        layout = QTextLayout(text or " ", self._fonts[first], self._writer)
        layout.setTextOption(_wrapping(align))
        layout.setFormats(self._formats(words))
        layout.beginLayout()
        strips = []
        while (line := layout.createLine()).isValid():
            line.setLineWidth(width_px)
            line.setPosition(QPointF(0, 0))
            height = line.height() * leading
            top = (height - line.height()) / 2
            strips.append(Strip(height, _line_drawer(layout, line.lineNumber(), indent_px, top)))
        layout.endLayout()
        return strips

    def _formats(self, words: list[Run]) -> list[QTextLayout.FormatRange]:
        formats, start = [], 0
        for run in words:
            length = len(run.text.encode("utf-16-le")) // 2
            form = QTextCharFormat()
            form.setFont(self._stressed(run))
            form.setForeground(run.style.color)
            span = QTextLayout.FormatRange()
            span.start, span.length, span.format = start, length, form
            formats.append(span)
            start += length
        return formats

    def _stressed(self, run: Run) -> QFont:
        font = self._fonts[run.style]
        if run.bold or run.italic or run.underline:
            font = QFont(font)
            font.setBold(font.bold() or run.bold)
            font.setItalic(run.italic)
            font.setUnderline(run.underline)
        return font

    def _font(self, style: Style) -> QFont:
        points, bold, _ = style.value
        font = QFont()
        font.setFamilies(list(FIXED_FAMILIES if style is Style.FIXED else FAMILIES))
        font.setPointSizeF(points)
        font.setBold(bold)
        font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        font.setFeature(QFont.Tag("liga"), 0)  # words copied or searched must be the letters written
        if style is Style.HEADING:
            font.setLetterSpacing(QFont.SpacingType.PercentageSpacing, 106)
        return QFont(font, self._writer)

    def _can_show(self, letter: str) -> bool:
        if letter.isascii() or category(letter) in ("Mn", "Mc", "Me", "Cf", "Zs"):
            return True
        if letter not in self._has_glyph:
            layout = QTextLayout(letter, self._fonts[Style.BODY], self._writer)
            layout.beginLayout()
            layout.createLine().setLineWidth(self.px(50))
            layout.endLayout()
            glyphs = [index for run in layout.glyphRuns() for index in run.glyphIndexes()]
            self._has_glyph[letter] = bool(glyphs) and 0 not in glyphs
        return self._has_glyph[letter]


def rule(press: Press, width_px: float, color: QColor = HAIRLINE, mm: float = 0.2) -> Strip:
    """Return a thin line."""

    def draw(painter: QPainter, x: float, y: float) -> None:
        painter.fillRect(QRectF(x, y, width_px, press.px(mm)), color)

    return Strip(press.px(mm), draw, with_next=True)


def barred(
    strips: list[Strip], press: Press, color: QColor, *, tint: QColor | None = None, width_px: float
) -> list[Strip]:
    """Return strips moved in behind a vertical bar; with some air above and below where they stand on a tint."""
    inset = press.px(3.5)
    if tint is not None:
        air = Strip(press.px(1.2), _draw_nothing, with_next=True)
        strips = [
            air,
            *strips[:-1],
            *(replace(strip, with_next=True) for strip in strips[-1:]),
            replace(air, with_next=False),
        ]

    def drawer(strip: Strip) -> Draw:
        def draw(painter: QPainter, x: float, y: float) -> None:
            if tint is not None:
                painter.fillRect(QRectF(x, y, width_px, strip.height_px + 1), tint)
            painter.fillRect(QRectF(x, y, press.px(0.8), strip.height_px + 1), color)
            strip.draw(painter, x + inset, y)

        return draw

    return [replace(strip, draw=drawer(strip)) for strip in strips]


def beside(cells: list[tuple[float, list[Strip]]], *, with_next: bool = False) -> Strip:
    """Return columns of strips, each at its x, as one strip."""
    height = max((sum(strip.height_px for strip in strips) for _, strips in cells), default=0.0)

    def draw(painter: QPainter, x: float, y: float) -> None:
        for offset, strips in cells:
            stack(painter, strips, x + offset, y)

    return Strip(height, draw, with_next=with_next)


def stack(painter: QPainter, strips: Iterable[Strip], x: float, y: float) -> None:
    """Draw strips one below the other."""
    for strip in strips:
        strip.draw(painter, x, y)
        y += strip.height_px


def _paragraphs(runs: Iterable[Run]) -> list[list[Run]]:
    """Return runs split where the words have line ends."""
    paragraphs: list[list[Run]] = [[]]
    for run in runs:
        first, *others = run.text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        paragraphs[-1].append(replace(run, text=first))
        paragraphs += [[replace(run, text=other)] for other in others]
    return paragraphs


def _wrapping(align: Qt.AlignmentFlag) -> QTextOption:
    option = QTextOption(align)
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    return option


def _line_drawer(layout: QTextLayout, number: int, indent_px: float, top_px: float) -> Draw:
    def draw(painter: QPainter, x: float, y: float) -> None:
        painter.setPen(INK)
        layout.lineAt(number).draw(painter, QPointF(x + indent_px, y + top_px))

    return draw


def _draw_nothing(painter: QPainter, x: float, y: float) -> None:
    """Leave the paper white."""
