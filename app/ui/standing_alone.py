"""A panel in a window of its own, to be moved to another screen and made as large as that is."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QDockWidget

SHARE = 0.9
"""Of the height of a screen shared with the images, for a panel of its own."""
WIDTH_PX = 900

_FRAMED = (
    Qt.WindowType.Window
    | Qt.WindowType.WindowMinimizeButtonHint
    | Qt.WindowType.WindowMaximizeButtonHint
    | Qt.WindowType.WindowCloseButtonHint
)


def stand_alone(dock: QDockWidget, *, alone: bool) -> None:
    """Take a panel out into a framed window, on another screen where there is one, or put it back in its place."""
    if not alone:
        dock.setFloating(False)
        return
    beside = dock.screen()
    dock.setFloating(True)
    dock.setWindowFlags(_FRAMED)
    dock.setGeometry(place_apart(beside, QGuiApplication.screens()))
    dock.show()
    dock.raise_()


def place_apart(beside: QScreen, screens: list[QScreen]) -> QRect:
    """Return the whole of another screen, else the right part of the only one."""
    others = [screen for screen in screens if screen is not beside]
    if others:
        return others[0].availableGeometry()
    room = beside.availableGeometry()
    height, width = round(room.height() * SHARE), min(WIDTH_PX, room.width())
    return QRect(room.right() - width, room.top() + (room.height() - height) // 2, width, height)
