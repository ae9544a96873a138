"""A page in place of the reading view, in one window: the panels beside the images go and come back with them."""

from PySide6.QtWidgets import QDockWidget, QMainWindow, QStackedWidget, QToolBar, QWidget


class Swapping:
    """Shows either the images with their panels, or another page over the whole window."""

    def __init__(self, window: QMainWindow) -> None:
        self._window = window
        self._stack: QStackedWidget | None = None
        self._away: list[QWidget] = []
        self._in_front: list[QDockWidget] = []

    @property
    def is_away(self) -> bool:
        """Whether another page stands in place of the images."""
        return self._stack is not None and self._stack.currentIndex() > 0

    def show(self, page: QWidget) -> None:
        """Show a page; panels of their own window stay."""
        if self._stack is None:
            reading = self._window.centralWidget()
            assert reading is not None, "a window with images"
            stack = self._stack = QStackedWidget()
            stack.addWidget(reading)
            self._window.setCentralWidget(stack)
        if self._stack.indexOf(page) < 0:
            self._stack.addWidget(page)
        if not self.is_away:
            docks = self._window.findChildren(QDockWidget)
            bars = self._window.findChildren(QToolBar)
            within = [dock for dock in docks if not dock.isFloating() and dock.toggleViewAction().isChecked()]
            self._away = [
                *within,
                *(bar for bar in bars if bar.parent() is self._window and not bar.isHidden()),
            ]
            self._in_front = [dock for dock in within if not dock.visibleRegion().isEmpty()]
            for widget in self._away:
                widget.hide()
        self._stack.setCurrentWidget(page)
        page.show()

    def back(self) -> None:
        """Show the images with the panels that were there."""
        if self._stack is not None and self.is_away:
            self._stack.setCurrentIndex(0)
            away, self._away = self._away, []
            for widget in away:
                widget.show()
            for dock in self._in_front:  # of panels behind each other, the one that was seen
                dock.raise_()

    def give_up(self, page: QWidget) -> None:
        """Let a page go, for a window of its own."""
        self.back()
        if self._stack is not None and self._stack.indexOf(page) >= 0:
            self._stack.removeWidget(page)
