"""Shows a scene with VTK in an OpenGL widget: where a graphics card answers. The only place where Qt meets VTK."""

from collections.abc import Callable

from PySide6.QtGui import QImage, QPainter
from PySide6.QtOpenGLWidgets import QOpenGLWidget
from PySide6.QtWidgets import QWidget
from vtkmodules.vtkRenderingOpenGL2 import vtkGenericOpenGLRenderWindow

from viewer.core.scene import Scene
from viewer.render.slice_scene import SliceScene
from viewer.ui.raster_canvas import nothing_over


class GlCanvas(QOpenGLWidget):
    """A widget that draws a scene. Requests of one turn of events become one rendering.

    Moving the widget into another window gives it a new OpenGL context; what lies on the graphics card is freed
    before the old one goes, and built again in the new one.

    Attributes
    ----------
    overlay
        Called after the image was drawn, with a painter in device pixels.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.overlay: Callable[[QPainter], None] = nothing_over
        self._scene: Scene | None = None
        self._drawn: _Drawn | None = None

    def show_scene(self, scene: Scene) -> None:
        """Draw this at the next repaint."""
        self._scene = scene
        self.update()

    def as_widget(self) -> QWidget:
        """Return the widget."""
        return self

    def snapshot(self) -> QImage:
        """Return what is on the screen, overlay included, in device pixels."""
        return self.grabFramebuffer()

    def initializeGL(self) -> None:
        self._drawn = _Drawn()
        self.context().aboutToBeDestroyed.connect(self._release)

    def paintGL(self) -> None:
        if self._drawn is None:
            return
        ratio = self.devicePixelRatioF()
        self._drawn.render(self._scene, round(self.width() * ratio), round(self.height() * ratio))
        painter = QPainter(self)
        painter.scale(1 / ratio, 1 / ratio)
        if self._scene is not None:
            self.overlay(painter)
        painter.end()
        self._drawn.forget_state()

    def _release(self) -> None:
        if self._drawn is not None:
            self.makeCurrent()
            self._drawn.release()
            self._drawn = None
            self.doneCurrent()


class _Drawn:
    """VTK's side of one OpenGL context; made and released while that context is current."""

    def __init__(self) -> None:
        self._slice = SliceScene()
        self._window = vtkGenericOpenGLRenderWindow()
        self._window.SetOwnContext(False)
        self._window.SetMultiSamples(0)
        self._window.SetFrameBlitModeToBlitToCurrent()
        self._window.AddRenderer(self._slice.renderer)
        self._window.SetReadyForRendering(True)
        self._window.SetIsDirect(True)
        self._window.SetSupportsOpenGL(True)
        self._window.SetIsCurrent(True)
        self._window.OpenGLInit()

    def render(self, scene: Scene | None, width_px: int, height_px: int) -> None:
        """Draw a scene into the widget's framebuffer, or nothing but black."""
        self._window.SetSize(width_px, height_px)
        if scene is not None:
            self._slice.show(scene, self._window)
        self._window.Render()

    def forget_state(self) -> None:
        """Tell VTK that somebody else has drawn in its context."""
        self._window.GetState().Reset()

    def release(self) -> None:
        """Free the graphics card's memory."""
        self._slice.release(self._window)
        self._window.Finalize()
        self._window.SetReadyForRendering(False)
