"""A reader looks at a photograph with a color profile (SAFETY H31)."""

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColorSpace
from PySide6.QtWidgets import QApplication

from tests.builders.dicom import color_image, set_pixels, write
from tests.builders.sittings import Reader, sitting

STORED = (40, 200, 60)
Key, ALT = Qt.Key, Qt.KeyboardModifier.AltModifier


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory, qapp: QApplication) -> Iterator[Reader]:
    folder = tmp_path_factory.mktemp("photograph")
    made = color_image()
    set_pixels(made, np.tile(np.array(STORED, np.uint8), (64, 64, 1)), bits_stored=8)
    made.ICCProfile = bytes(QColorSpace(QColorSpace.NamedColorSpace.AdobeRgb).iccProfile().data())
    write(made, folder / "photograph.dcm")
    for seated in sitting(folder / "home", folder / "photograph.dcm"):
        seated.show("OT")
        seated.look_at_image()
        yield seated


def seen(reader: Reader) -> tuple[int, int, int]:
    """Return the color in the middle of the viewport."""
    picture = reader.at.grid.active.grab().toImage()
    color = picture.pixelColor(picture.width() // 2, picture.height() // 2)
    return color.red(), color.green(), color.blue()


def badges(reader: Reader) -> list[str]:
    picture = reader.at.grid.active.picture
    assert picture is not None
    return [badge.text for badge in picture.text.badges]


def test_h31_colors_follow_the_profile_until_the_reader_turns_it_off(reader: Reader) -> None:
    managed, told = seen(reader), badges(reader)
    reader.press(Key.Key_C, ALT)
    plain, told_off = seen(reader), badges(reader)
    reader.press(Key.Key_C, ALT)

    assert managed[0] < STORED[0], "a green beyond sRGB has no red left"
    assert "ICC: Adobe RGB" in " ".join(told).replace("(1998)", "").replace("  ", " ")
    assert plain == STORED
    assert "ICC PROFILE OFF" in told_off
    assert seen(reader) == managed
