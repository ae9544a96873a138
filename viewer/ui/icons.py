"""The program's own icons: line drawings that take the colours of the theme and stay sharp at any scale."""

from functools import cache
from pathlib import Path

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from viewer.ui.theme import COLORS, RESOURCES

FOLDER: Path = RESOURCES / "icons"
SIZES_PX = (16, 20, 24, 32, 40, 48, 64)


@cache
def icon(name: str) -> QIcon:
    """Return the icon of this name, e.g. "length"; resources/icons holds one drawing for each.

    Raises
    ------
    FileNotFoundError
        For a name without a drawing.
    """
    drawing = (FOLDER / f"{name}.svg").read_text(encoding="utf-8").replace("currentColor", "#ffffff")
    renderer = QSvgRenderer(QByteArray(drawing.encode()))
    made = QIcon()
    for size_px in SIZES_PX:
        shape = _shape(renderer, size_px)
        made.addPixmap(_tinted(shape, COLORS.text), QIcon.Mode.Normal, QIcon.State.Off)
        made.addPixmap(_tinted(shape, COLORS.accent_text), QIcon.Mode.Normal, QIcon.State.On)
        made.addPixmap(_tinted(shape, COLORS.strong_line), QIcon.Mode.Disabled, QIcon.State.Off)
    return made


@cache
def names() -> tuple[str, ...]:
    """Return the names of all icons."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.svg")))


def _shape(renderer: QSvgRenderer, size_px: int) -> QPixmap:
    """Return a drawing in white, which any colour can take the place of."""
    picture = QPixmap(size_px, size_px)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    renderer.render(painter)
    painter.end()
    return picture


def _tinted(shape: QPixmap, color: str) -> QPixmap:
    picture = QPixmap(shape)
    painter = QPainter(picture)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
    painter.fillRect(picture.rect(), QColor(color))
    painter.end()
    return picture
