"""Where waveforms stand in the window: below the images, beside the series, or on another screen."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow

from viewer.ui.traces.trace_view import TraceView

SIZE = QSize(1000, 520)
LEAST_FOR_IMAGES_PX = 180


class TraceDock(QDockWidget):
    """A panel that comes when a waveform is opened, and that the reader can take out and close."""

    def __init__(self, window: QMainWindow, view: TraceView) -> None:
        super().__init__("Waveform", window)
        self.setObjectName("waveform")
        self.setWidget(view)
        self.view = view
        window.setCorner(Qt.Corner.BottomLeftCorner, Qt.DockWidgetArea.LeftDockWidgetArea)
        window.setCorner(Qt.Corner.BottomRightCorner, Qt.DockWidgetArea.BottomDockWidgetArea)
        window.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, self)
        self.hide()
        view.closed.connect(self.hide)
        self._window = window

    def bring(self, *, beside_images: bool) -> None:
        """Show the panel; as high as the window allows where there are no images beside which it is read."""
        was_hidden = not self.isVisible()
        self.show()
        self.raise_()
        if self.isFloating():
            self.activateWindow()
        elif was_hidden:
            free = self._window.height() - LEAST_FOR_IMAGES_PX
            height = min(SIZE.height(), round(self._window.height() * 0.62)) if beside_images else free
            self._window.resizeDocks([self], [height], Qt.Orientation.Vertical)

    def sizeHint(self) -> QSize:
        return SIZE
