"""Drawings lie on the pixels they were drawn on: painted lines beside lit pixels, both found on the picture."""

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtGui import QImage, QPainter

from tests.builders.images import image
from tests.builders.scenes import DIHEDRAL, scene
from viewer.core.calibration import Trust
from viewer.core.camera import Camera
from viewer.core.geometry import as_vector
from viewer.core.images import Image, Shading
from viewer.core.scene import Scene
from viewer.core.shapes import Drawing, Segment
from viewer.core.windowing import Window
from viewer.render.raster import RasterPresenter
from viewer.render.shape_painter import ShapePainter

pytestmark = pytest.mark.usefixtures("letters")

BLACK_TO_WHITE = Shading(Window(500, 1000))
SIDE = 101

Brightness = NDArray[np.float64]


def cross(at: tuple[int, int], *, thick: int = 1, trust: Trust = Trust.PATIENT, aspect: float = 1.0) -> Image:
    """Return a black image with one white row and one white column, ``thick`` pixels each, about a pixel."""
    values = np.zeros((SIDE, SIDE), np.int16)
    column, row = at
    reach = thick // 2
    values[:, column - reach : column + reach + 1] = 1000
    values[row - reach : row + reach + 1, :] = 1000
    return image(values, trust=trust, aspect=aspect)


def lit(shown: Scene) -> Brightness:
    """Return how bright the image itself is, (height, width)."""
    return RasterPresenter().pixels(shown).astype(np.float64)


def painted(shown: Scene, *points: tuple[float, float]) -> Brightness:
    """Return how bright a line through pixel positions is drawn, (height, width)."""
    start, end = (as_vector(shown.image.plane.to_lps(point)) for point in points)
    picture = QImage(shown.width_px, shown.height_px, QImage.Format.Format_RGB32)
    picture.fill(0)
    painter = QPainter(picture)
    ShapePainter().paint(painter, [Drawing((Segment(start, end),))], shown)
    painter.end()
    pixels = np.frombuffer(picture.constBits(), np.uint8).reshape(shown.height_px, shown.width_px, 4)
    brightness: Brightness = pixels[..., :3].max(axis=2).astype(np.float64)
    return brightness


def middle(brightness: Brightness) -> float:
    """Return where the light lies along a row of the screen."""
    places = np.arange(len(brightness)) + 0.5
    return float((places * brightness).sum() / brightness.sum())


VIEWS = [
    pytest.param(Camera(zoom=16.0, center=(0.3, 0.4)), (400, 400), 1, id="16 times"),
    pytest.param(Camera(zoom=5.0, center=(0.31, 0.42)), (401, 333), 1, id="5 times"),
    pytest.param(Camera(zoom=1.0), (SIDE, SIDE), 1, id="1 to 1"),
    pytest.param(Camera(), (640, 480), 1, id="fit, larger"),
    pytest.param(Camera(), (61, 67), 9, id="fit, smaller"),
    *(pytest.param(camera, (500, 500), 1, id=str(camera)) for camera in DIHEDRAL),
]


@pytest.mark.parametrize(("camera", "size", "thick"), VIEWS)
@pytest.mark.parametrize("interpolated", [False, True])
def test_h18_a_line_through_pixel_centres_is_painted_over_those_pixels(
    camera: Camera, size: tuple[int, int], thick: int, interpolated: bool
) -> None:
    at = (30, 40)
    shown = scene(
        cross(at, thick=thick), size, camera=camera, shading=BLACK_TO_WHITE, interpolated=interpolated
    )
    down = painted(shown, (at[0], 25.0), (at[0], 55.0))
    across = painted(shown, (15.0, at[1]), (45.0, at[1]))
    light = lit(shown)

    for line in (down, across):
        rows, columns = np.nonzero(line > 100)
        if np.ptp(rows) > np.ptp(columns):
            row = int(rows.min() + np.ptp(rows) * 0.2)
            assert middle(light[row]) == pytest.approx(middle(line[row]), abs=0.75)
        else:
            column = int(columns.min() + np.ptp(columns) * 0.2)
            assert middle(light[:, column]) == pytest.approx(middle(line[:, column]), abs=0.75)


def test_h3_on_pixels_that_are_not_square_too() -> None:
    tall = cross((30, 40), trust=Trust.NONE, aspect=2.0)
    shown = scene(tall, (600, 600), shading=BLACK_TO_WHITE, interpolated=False)
    line = painted(shown, (10.0, 40.0), (25.0, 40.0))
    _, columns = np.nonzero(line > 100)
    column = int(columns.mean())

    assert np.count_nonzero(lit(shown)[:, column] > 128) == pytest.approx(6, abs=1), "twice as high as wide"
    assert middle(lit(shown)[:, column]) == pytest.approx(middle(line[:, column]), abs=0.75)
