"""The look of the program: a calm dark room, so that the images are the brightest thing on the screen."""

import re
from dataclasses import asdict, dataclass
from pathlib import Path

from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

RESOURCES = Path(__file__).resolve().parents[2] / "resources"
POINTS = 10


@dataclass(frozen=True, slots=True)
class Colors:
    """Colours by what they mean. Neutral greys, so that no tint changes how grey levels are seen."""

    image: str = "#000000"
    window: str = "#131415"
    panel: str = "#1a1b1d"
    field: str = "#101112"
    raised: str = "#27292c"
    hover: str = "#303337"
    line: str = "#2d3033"
    strong_line: str = "#44484d"
    text: str = "#c6c9cc"
    dim: str = "#8d9297"
    faint: str = "#63686d"
    accent: str = "#5f97ab"
    accent_fill: str = "#243b45"
    accent_text: str = "#a9cbd8"
    good: str = "#6c9f78"
    caution: str = "#c79a4b"
    bad: str = "#c66a5f"


COLORS = Colors()


def style_sheet(colors: Colors = COLORS) -> str:
    """Return the style sheet, its ``@names`` replaced by the colours.

    Raises
    ------
    KeyError
        For a name that is no colour.
    """
    written = (RESOURCES / "themes" / "dark.qss").read_text(encoding="utf-8")
    named = {**asdict(colors), "icons": (RESOURCES / "icons").as_posix()}
    return re.sub(r"@([a-z_]+)", lambda match: named[match[1]], written)


def palette(colors: Colors = COLORS) -> QPalette:
    """Return the palette from which everything without a rule in the style sheet is painted."""
    made = QPalette()
    role = QPalette.ColorRole
    for named, color in (
        (role.Window, colors.panel),
        (role.WindowText, colors.text),
        (role.Base, colors.field),
        (role.AlternateBase, colors.panel),
        (role.Text, colors.text),
        (role.PlaceholderText, colors.faint),
        (role.Button, colors.raised),
        (role.ButtonText, colors.text),
        (role.BrightText, colors.text),
        (role.Highlight, colors.accent_fill),
        (role.HighlightedText, colors.text),
        (role.Link, colors.accent_text),
        (role.LinkVisited, colors.accent_text),
        (role.ToolTipBase, colors.raised),
        (role.ToolTipText, colors.text),
        (role.Light, colors.strong_line),
        (role.Midlight, colors.hover),
        (role.Mid, colors.line),
        (role.Dark, colors.field),
        (role.Shadow, colors.image),
        (role.Accent, colors.accent),
    ):
        made.setColor(named, QColor(color))
    for named in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        made.setColor(QPalette.ColorGroup.Disabled, named, QColor(colors.faint))
    made.setColor(QPalette.ColorGroup.Disabled, role.Highlight, QColor(colors.raised))
    return made


def apply_theme(application: QApplication) -> None:
    """Give the whole program its look."""
    application.setStyle(QStyleFactory.create("Fusion"))
    application.setPalette(palette())
    font = QFont(application.font())
    font.setPointSize(POINTS)
    application.setFont(font)
    application.setStyleSheet(style_sheet())
