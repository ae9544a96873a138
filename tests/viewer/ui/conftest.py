"""What tests of widgets share."""

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.builders.pixels import FakePixels
from tests.builders.windows import Reading, ReadingWindow


@pytest.fixture
def reading() -> Reading:
    """A session whose images are in memory at once."""
    return Reading()


@pytest.fixture
def late_reading() -> Reading:
    """A session whose images come when the test delivers them."""
    return Reading(pixels=FakePixels(late=True))


@pytest.fixture
def window(reading: Reading, qtbot: QtBot) -> ReadingWindow:
    """The window of ``reading``, on the screen."""
    return shown(reading, qtbot)


def shown(reading: Reading, qtbot: QtBot) -> ReadingWindow:
    """Return the window of a reading, on the screen."""
    made = reading.window()
    qtbot.addWidget(made)
    made.resize(1000, 700)
    with qtbot.waitExposed(made):
        made.show()
    settle()
    return made


def settle() -> None:
    """Let everything that was asked for happen."""
    for _ in range(6):
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        QApplication.processEvents()
