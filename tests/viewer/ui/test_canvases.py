"""Both canvases show the same scene, overlay on top, once for many requests, and die quietly."""

from typing import Protocol

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QEvent
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.builders.images import image
from tests.builders.scenes import DIHEDRAL, scene
from viewer.core.camera import Camera
from viewer.core.images import Shading
from viewer.core.scene import Scene
from viewer.core.windowing import Window
from viewer.render.raster import RasterPresenter
from viewer.ui.gl_canvas import GlCanvas
from viewer.ui.gl_renderer import renderer_name
from viewer.ui.raster_canvas import RasterCanvas

NOISY = np.random.default_rng(5).integers(-1000, 1000, (64, 96)).astype(np.int16)
SIZE = (300, 200)
BOTH = pytest.mark.parametrize("kind", [RasterCanvas, GlCanvas])

Canvas = RasterCanvas | GlCanvas


class Kind(Protocol):
    """Makes a canvas."""

    def __call__(self, parent: QWidget | None = None) -> Canvas: ...


def opened(kind: Kind, qtbot: QtBot) -> Canvas:
    """Return a canvas on the screen."""
    canvas = kind()
    qtbot.addWidget(canvas)
    canvas.resize(*SIZE)
    with qtbot.waitExposed(canvas):
        canvas.show()
    QApplication.processEvents()
    return canvas


def pixels(picture: QImage) -> NDArray[np.int64]:
    """Return a picture's red, green and blue, (rows, columns, 3)."""
    plain = picture.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(plain.constBits(), np.uint8).reshape(plain.height(), plain.bytesPerLine())
    return rows[:, : 3 * plain.width()].reshape(plain.height(), plain.width(), 3).astype(np.int64)


def expected(shown: Scene) -> NDArray[np.int64]:
    """Return what the raster presenter makes of a scene, (rows, columns, 3)."""
    return np.repeat(RasterPresenter().pixels(shown)[..., None], 3, axis=2).astype(np.int64)


@BOTH
@pytest.mark.parametrize("camera", [*DIHEDRAL, Camera(zoom=4.7)], ids=str)
def test_the_screen_shows_the_scene(kind: Kind, camera: Camera, qtbot: QtBot) -> None:
    canvas = opened(kind, qtbot)
    shown = scene(image(NOISY), SIZE, camera=camera)

    canvas.show_scene(shown)
    QApplication.processEvents()

    assert np.abs(pixels(canvas.snapshot()) - expected(shown)).max() <= 1


@BOTH
def test_requests_of_one_turn_become_one_paint(kind: Kind, qtbot: QtBot) -> None:
    canvas = opened(kind, qtbot)
    painted: list[int] = []

    def over(painter: QPainter) -> None:
        painted.append(painter.device().width())

    canvas.overlay = over
    for center in range(50):
        canvas.show_scene(scene(image(NOISY), SIZE, shading=Shading(Window(center, 400))))
    QApplication.processEvents()

    assert len(painted) == 1


@BOTH
def test_the_overlay_lies_over_the_image_in_device_pixels(kind: Kind, qtbot: QtBot) -> None:
    canvas = opened(kind, qtbot)
    shown = scene(image(NOISY), SIZE)
    canvas.overlay = lambda painter: painter.fillRect(100, 50, 20, 10, QColor(0, 255, 0))

    canvas.show_scene(shown)
    QApplication.processEvents()

    taken, without = pixels(canvas.snapshot()), expected(shown)
    assert (taken[50:60, 100:120] == (0, 255, 0)).all()
    without[50:60, 100:120] = (0, 255, 0)
    assert np.abs(taken - without).max() <= 1


@BOTH
def test_drawing_over_an_image_leaves_the_next_image_as_it_is(kind: Kind, qtbot: QtBot) -> None:
    canvas = opened(kind, qtbot)

    def over(painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.drawEllipse(20, 20, 60, 40)
        painter.drawText(30, 150, "F, 36 y")
        painter.setClipRect(0, 0, 5, 5)

    for center in (0, 100, -100):
        canvas.overlay = over
        canvas.show_scene(scene(image(NOISY), SIZE, shading=Shading(Window(center, 300))))
        QApplication.processEvents()
    last = scene(image(NOISY), SIZE)
    canvas.overlay = lambda painter: None
    canvas.show_scene(last)
    QApplication.processEvents()

    assert np.abs(pixels(canvas.snapshot()) - expected(last)).max() <= 1


@BOTH
def test_a_scene_of_another_size_leaves_no_rest_of_the_last(kind: Kind, qtbot: QtBot) -> None:
    canvas = opened(kind, qtbot)
    white = image(np.full((64, 96), 1000, np.int16))
    canvas.show_scene(scene(white, SIZE, camera=Camera(zoom=9.0)))
    QApplication.processEvents()

    canvas.show_scene(scene(white, (150, 100), camera=Camera(zoom=9.0)))
    QApplication.processEvents()

    taken = pixels(canvas.snapshot())
    assert (taken[:100, :150] == 255).all()
    assert not taken[100:].any()
    assert not taken[:, 150:].any()


@BOTH
def test_without_a_scene_it_is_black(kind: Kind, qtbot: QtBot) -> None:
    assert not pixels(opened(kind, qtbot).snapshot()).any()


def test_moved_into_another_window_the_image_is_there_again(qtbot: QtBot) -> None:
    canvas = opened(GlCanvas, qtbot)
    shown = scene(image(NOISY), SIZE)
    canvas.show_scene(shown)
    QApplication.processEvents()
    other = QWidget()
    qtbot.addWidget(other)
    other.resize(*SIZE)

    for parent in (other, None, other):
        canvas.setParent(parent)
        canvas.setGeometry(0, 0, *SIZE)
        other.show()
        canvas.show()
        qtbot.waitExposed(canvas)
        QApplication.processEvents()
        canvas.show_scene(shown)
        QApplication.processEvents()
        assert np.abs(pixels(canvas.snapshot()) - expected(shown)).max() <= 1


@BOTH
def test_closing_is_quiet(kind: Kind, qtbot: QtBot) -> None:
    for _ in range(3):
        canvas = kind()
        canvas.resize(*SIZE)
        with qtbot.waitExposed(canvas):
            canvas.show()
        canvas.show_scene(scene(image(NOISY), SIZE))
        QApplication.processEvents()
        canvas.close()
        canvas.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QApplication.processEvents()


@pytest.mark.usefixtures("qtbot")
def test_opengl_is_asked_for_its_name_without_a_window() -> None:
    before = QApplication.topLevelWidgets()

    name = renderer_name()

    assert isinstance(name, str)
    assert QApplication.topLevelWidgets() == before
    if QApplication.platformName() == "offscreen":
        assert name == ""
