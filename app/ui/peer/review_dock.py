"""Where the differences of two readings stand: under the images, beside the report, or on another screen."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QDockWidget, QMainWindow

from app.ui.peer.review_view import ReviewView

HEIGHT_PX, LEAST_FOR_IMAGES_PX = 300, 260
_LEFT, _RIGHT = Qt.Corner.BottomLeftCorner, Qt.Corner.BottomRightCorner
_AREAS = {_LEFT: Qt.DockWidgetArea.BottomDockWidgetArea, _RIGHT: Qt.DockWidgetArea.RightDockWidgetArea}
"""The report keeps its full height while differences are shown: conclusions are written in it."""


class ReviewDock(QDockWidget):
    """A panel that comes when readings are compared, and that the reader can take out and close."""

    def __init__(self, window: QMainWindow, view: ReviewView) -> None:
        super().__init__("Discrepancies", window)
        self.setObjectName("discrepancies")
        self.setWidget(view)
        self.view = view
        self._window = window
        self._corners = {corner: window.corner(corner) for corner in _AREAS}
        window.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, self)
        self.hide()

    def bring(self) -> None:
        """Show the panel, in front, as tall as the images allow."""
        was_hidden = not self.isVisible()
        if was_hidden and not self.isFloating():
            for corner, area in _AREAS.items():
                self._corners[corner] = self._window.corner(corner)
                self._window.setCorner(corner, area)
        self.show()
        self.raise_()
        if self.isFloating():
            self.activateWindow()
        elif was_hidden:
            images = self._window.centralWidget()
            room = self._window.height() // 3 if images is None else images.height() - LEAST_FOR_IMAGES_PX
            self._window.resizeDocks([self], [max(160, min(HEIGHT_PX, room))], Qt.Orientation.Vertical)

    def hideEvent(self, event: QHideEvent) -> None:
        """Give the corners back to the panels they belong to."""
        super().hideEvent(event)
        if not event.spontaneous():
            for corner, area in self._corners.items():
                self._window.setCorner(corner, area)

    def sizeHint(self) -> QSize:
        return QSize(900, HEIGHT_PX)
