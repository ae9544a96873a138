"""A panel in a window of its own."""

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow, QPlainTextEdit
from pytestqt.qtbot import QtBot

from app.ui.standing_alone import place_apart, stand_alone


class Screen:
    """A screen of some size at some place."""

    def __init__(self, *room: int) -> None:
        self._room = QRect(*room)

    def availableGeometry(self) -> QRect:  # noqa: N802  # Qt's name
        return self._room


@pytest.fixture
def window(qtbot: QtBot) -> QMainWindow:
    made = QMainWindow()
    qtbot.addWidget(made)
    made.resize(800, 600)
    made.setCentralWidget(QPlainTextEdit())
    made.show()
    return made


def test_a_panel_leaves_into_a_framed_window_and_comes_back(window: QMainWindow) -> None:
    dock = QDockWidget("Report")
    words = QPlainTextEdit("Words.")
    dock.setWidget(words)
    window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)

    stand_alone(dock, alone=True)
    assert dock.isFloating()
    assert dock.isVisible()
    assert dock.windowFlags() & Qt.WindowType.WindowMaximizeButtonHint
    assert dock.height() > 600, "as high as the screen nearly is"

    stand_alone(dock, alone=False)
    assert not dock.isFloating()
    assert dock.isVisible()
    assert words.toPlainText() == "Words."


def test_it_takes_the_whole_of_a_second_screen_and_the_side_of_an_only_one() -> None:
    first, second = Screen(0, 0, 1920, 1080), Screen(1920, 0, 2560, 1440)

    assert place_apart(first, [first, second]) == QRect(1920, 0, 2560, 1440)  # type: ignore[arg-type, list-item]
    beside = place_apart(first, [first])  # type: ignore[arg-type, list-item]
    assert QRect(0, 0, 1920, 1080).contains(beside)
    assert beside.width() == 900
