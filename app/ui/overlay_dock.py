"""Where the legend of overlays stands in the window: a tab beside the measurements, or on another screen."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow

from viewer.ui.overlay_panel import OverlayPanel

LEAST_PX = 380


class OverlayDock(QDockWidget):
    """A panel that comes when something is laid over images.

    Parameters
    ----------
    beside
        The panel it shares its place with.
    """

    def __init__(self, window: QMainWindow, beside: QDockWidget, panel: OverlayPanel) -> None:
        super().__init__("Overlays", window)
        self.setObjectName("overlays")
        self.setWidget(panel)
        self.panel = panel
        self._window = window
        window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, self)
        window.tabifyDockWidget(beside, self)
        beside.raise_()

    def bring(self) -> None:
        """Show the panel in front, high enough for a legend."""
        self.show()
        self.raise_()
        if not self.isFloating() and self.height() < LEAST_PX:
            self._window.resizeDocks([self], [LEAST_PX], Qt.Orientation.Vertical)

    def toggle(self) -> None:
        """Bring the panel before the reader, or put it away where it is in front."""
        if self.isVisible() and not self.visibleRegion().isEmpty():
            self.hide()
        else:
            self.bring()
