"""Shows a scene with the raster presenter: where OpenGL is software or absent."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from viewer.core.scene import Scene
from viewer.render.raster import RasterPresenter


def nothing_over(painter: QPainter) -> None:
    """Draw nothing over the image."""


class RasterCanvas(QWidget):
    """A widget that paints a scene. Requests of one turn of events become one paint.

    Attributes
    ----------
    overlay
        Called after the image was drawn, with a painter in device pixels.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.overlay: Callable[[QPainter], None] = nothing_over
        self._presenter = RasterPresenter()
        self._scene: Scene | None = None

    def show_scene(self, scene: Scene) -> None:
        """Draw this at the next repaint."""
        self._scene = scene
        self.update()

    def as_widget(self) -> QWidget:
        """Return the widget."""
        return self

    def snapshot(self) -> QImage:
        """Return what is on the screen, overlay included, in device pixels."""
        ratio = self.devicePixelRatioF()
        picture = QImage(self.size() * ratio, QImage.Format.Format_RGB32)
        painter = QPainter(picture)
        self._paint(painter, picture.width(), picture.height())
        painter.end()
        return picture

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        ratio = self.devicePixelRatioF()
        painter.scale(1 / ratio, 1 / ratio)
        self._paint(painter, round(self.width() * ratio), round(self.height() * ratio))
        painter.end()

    def _paint(self, painter: QPainter, width_px: int, height_px: int) -> None:
        scene = self._scene
        if scene is None or (scene.width_px, scene.height_px) != (width_px, height_px):
            painter.fillRect(0, 0, width_px, height_px, Qt.GlobalColor.black)
        if scene is not None:
            self._presenter.draw(painter, scene)
            self.overlay(painter)
