"""Where dose-volume histograms stand in the window: a tab with the report, or on another screen."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow

from app.ui.dose.histogram_view import HistogramView

WIDTH_PX = 560
LEAST_FOR_IMAGES_PX = 420


class HistogramDock(QDockWidget):
    """A panel that comes when histograms are asked for, and that the reader can take out and close."""

    def __init__(self, window: QMainWindow, beside: QDockWidget, view: HistogramView) -> None:
        super().__init__("Dose-volume histograms", window)
        self.setObjectName("dose histograms")
        self.setWidget(view)
        self.view = view
        window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self)
        window.tabifyDockWidget(beside, self)
        self.hide()
        view.closed.connect(self.hide)
        self._window = window

    def bring(self) -> None:
        """Show the panel, in front, wide enough for a plot as long as the images keep enough."""
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
