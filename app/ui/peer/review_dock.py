"""Where the differences of two readings stand in the window: under the images, or on another screen."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow

from app.ui.peer.review_view import ReviewView

HEIGHT_PX, LEAST_FOR_IMAGES_PX = 260, 260


class ReviewDock(QDockWidget):
    """A panel that comes when readings are compared, and that the reader can take out and close."""

    def __init__(self, window: QMainWindow, view: ReviewView) -> None:
        super().__init__("Discrepancies", window)
        self.setObjectName("discrepancies")
        self.setWidget(view)
        self.view = view
        window.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, self)
        self.hide()
        self._window = window

    def bring(self) -> None:
        """Show the panel, in front, as tall as the images allow."""
        was_hidden = not self.isVisible()
        self.show()
        self.raise_()
        if self.isFloating():
            self.activateWindow()
        elif was_hidden:
            images = self._window.centralWidget()
            room = self._window.height() // 3 if images is None else images.height() - LEAST_FOR_IMAGES_PX
            self._window.resizeDocks([self], [max(160, min(HEIGHT_PX, room))], Qt.Orientation.Vertical)

    def sizeHint(self) -> QSize:
        return QSize(900, HEIGHT_PX)
