"""The look: every colour named, every icon drawn, greys without tint."""

from dataclasses import asdict

import pytest
from PySide6.QtGui import QColor, QIcon
from pytestqt.qtbot import QtBot

from viewer.ui.icons import icon, names
from viewer.ui.theme import COLORS, palette, style_sheet


def test_every_name_in_the_style_sheet_is_a_color() -> None:
    assert "@" not in style_sheet()


def test_text_is_legible_on_every_ground() -> None:
    for ground in (COLORS.window, COLORS.panel, COLORS.field, COLORS.raised, COLORS.accent_fill):
        assert contrast(COLORS.text, ground) >= 4.5
        assert contrast(COLORS.dim, COLORS.panel) >= 4.5


def test_nothing_in_the_room_outshines_the_image() -> None:
    assert max(QColor(color).lightnessF() for color in asdict(COLORS).values()) < 0.82


def test_the_palette_has_a_color_for_each_role_in_use() -> None:
    assert palette().color(palette().ColorRole.Window) == QColor(COLORS.panel)


@pytest.mark.parametrize("name", names())
def test_every_icon_draws_something(qtbot: QtBot, name: str) -> None:
    picture = icon(name).pixmap(24, QIcon.Mode.Normal, QIcon.State.Off).toImage()
    inked = sum(picture.pixelColor(x, y).alpha() > 100 for x in range(24) for y in range(24))
    assert inked > 15


MOVING = ("open", "layout", "scroll", "window", "zoom", "pan", "undo", "redo", "invert", "interpolation")
DRAWING = ("length", "angle", "cobb", "ellipse", "rectangle", "probe", "arrow", "text")
WANTED = (*MOVING, *DRAWING, "flip", "rotate", "key-image", "report", "sign")


@pytest.mark.parametrize("name", WANTED)
def test_there_is_an_icon_for_every_command_of_the_toolbar(name: str) -> None:
    assert name in names()


def test_an_icon_without_a_drawing_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        icon("nothing-of-the-kind")


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours by WCAG 2."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(color: str) -> float:
    named = QColor(color)
    parts = (named.redF(), named.greenF(), named.blueF())
    linear: list[float] = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
