"""The program's own icons: line drawings that take the colours of the theme and stay sharp at any scale."""

from functools import cache
from pathlib import Path

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
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
    drawing = (FOLDER / f"{name}.svg").read_text(encoding="utf-8")
    made = QIcon()
    for size_px in SIZES_PX:
        made.addPixmap(_paint(drawing, COLORS.text, size_px), QIcon.Mode.Normal, QIcon.State.Off)
        made.addPixmap(_paint(drawing, COLORS.accent_text, size_px), QIcon.Mode.Normal, QIcon.State.On)
        made.addPixmap(_paint(drawing, COLORS.strong_line, size_px), QIcon.Mode.Disabled, QIcon.State.Off)
    return made


def names() -> tuple[str, ...]:
    """Return the names of all icons."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.svg")))


def _paint(drawing: str, color: str, size_px: int) -> QPixmap:
    picture = QPixmap(size_px, size_px)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    QSvgRenderer(QByteArray(drawing.replace("currentColor", color).encode())).render(painter)
    painter.end()
    return picture
