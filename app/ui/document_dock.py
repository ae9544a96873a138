"""Where documents stand in the window: beside the images, as a tab with the report, or on another screen."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow

from app.ui.document_view import DocumentView

WIDTH_PX = 500
"""So wide that a page of A4 can be read."""

LEAST_FOR_IMAGES_PX = 420


class DocumentDock(QDockWidget):
    """A panel that comes when a document is opened, and that the reader can take out and close.

    Parameters
    ----------
    beside
        The panel it shares its place with.
    """

    def __init__(self, window: QMainWindow, beside: QDockWidget, view: DocumentView) -> None:
        super().__init__("Document", window)
        self.setObjectName("document")
        self.setWidget(view)
        self.view = view
        window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self)
        window.tabifyDockWidget(beside, self)
        self.hide()
        view.closed.connect(self.hide)
        self._window = window

    def bring(self) -> None:
        """Show the panel, in front, wide enough to read in as long as the images keep enough."""
        was_hidden = not self.isVisible()
        self.show()
        self.raise_()
        if self.isFloating():
            self.activateWindow()
        elif was_hidden and self.width() < WIDTH_PX:
            images = self._window.centralWidget()
            if images is not None and images.width() - (WIDTH_PX - self.width()) >= LEAST_FOR_IMAGES_PX:
                self._window.resizeDocks([self], [WIDTH_PX], Qt.Orientation.Horizontal)

    def sizeHint(self) -> QSize:
        return QSize(WIDTH_PX, 700)
