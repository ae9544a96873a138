"""The raster presenter: a scene drawn by the processor, the same on every machine.

Stored numbers are brought to screen resolution first and shaded afterwards, so a window drag costs one table
look-up per screen pixel, whatever the size of the image. Interpolation happens between stored numbers, not
between grey levels. Where any pixel that takes part is padding, the nearest stored pixel is shown instead:
padding never mixes with tissue, and no fringe appears at its edge.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QImage, QPainter, Qt

from viewer.core.images import Image, Shading, Stored
from viewer.core.scene import Scene
from viewer.core.windowing import GreyMap
from viewer.render.grey_table import GreyTable
from viewer.render.sampling import STEPS, Sampling, sampling_of
from viewer.render.source import Source, Sources

Pixels = NDArray[np.uint8]
"""(rows, columns) grey levels or (rows, columns, 3) red, green, blue."""

Places = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class _Warp:
    """Numbers at screen resolution, and what they were made from."""

    image: Image
    sampling: Sampling
    numbers: Stored
    source: Source


class RasterPresenter:
    """Draws scenes. Keeps what the next frame is likely to need again; one for each viewport."""

    def __init__(self) -> None:
        self._sources = Sources()
        self._table = GreyTable()
        self._warp: _Warp | None = None
        self._maps: tuple[Sampling, _Maps] | None = None
        self._shading: tuple[Image, Shading, GreyMap] | None = None

    def pixels(self, scene: Scene) -> Pixels:
        """Return the picture, (height, width) or (height, width, 3); black where there is no image."""
        colors = (3,) if scene.image.is_color else ()
        picture = np.zeros((scene.height_px, scene.width_px, *colors), dtype=np.uint8)
        warp = self._warped(scene)
        if warp is not None:
            across, down = warp.sampling.across, warp.sampling.down
            inside = np.s_[
                down.first_px : down.first_px + down.count, across.first_px : across.first_px + across.count
            ]
            picture[inside] = self._shaded(warp, scene)
        return picture

    def draw(self, painter: QPainter, scene: Scene) -> None:
        """Fill (0, 0) to the scene's size, in the painter's units, with the picture."""
        warp = self._warped(scene)
        if warp is None:
            painter.fillRect(0, 0, scene.width_px, scene.height_px, Qt.GlobalColor.black)
            return
        picture = as_image(self._shaded(warp, scene))
        at = QPoint(warp.sampling.across.first_px, warp.sampling.down.first_px)
        for margin in _margins(QRect(at, picture.size()), scene.width_px, scene.height_px):
            painter.fillRect(margin, Qt.GlobalColor.black)
        painter.drawImage(at, picture)

    def picture(self, scene: Scene) -> QImage:
        """Return the picture as an image of its own."""
        return as_image(self.pixels(scene))

    def _warped(self, scene: Scene) -> _Warp | None:
        sampling = sampling_of(scene)
        if sampling.is_empty:
            return None
        known = self._warp
        if known is not None and known.image is scene.image and known.sampling == sampling:
            return known
        if self._maps is None or self._maps[0] != sampling:
            self._maps = (sampling, _Maps(sampling))
        source = self._sources.get(scene.image, sampling.reduction)
        numbers = self._maps[1].sample(source)
        self._warp = _Warp(scene.image, sampling, numbers, source)
        return self._warp

    def _shaded(self, warp: _Warp, scene: Scene) -> Pixels:
        if warp.numbers.ndim == 3:
            return _inverted(warp.numbers.astype(np.uint8, copy=False), scene.shading)
        grey_map = self._grey_map(scene)
        if warp.source.is_tabled:
            return self._table.shade(warp.numbers, warp.source.offset, grey_map)
        return grey_map.to_grey(warp.numbers)

    def _grey_map(self, scene: Scene) -> GreyMap:
        known = self._shading
        if known is None or known[0] is not scene.image or known[1] != scene.shading:
            known = self._shading = (scene.image, scene.shading, scene.grey_map)
        return known[2]


class _Maps:
    """Where each screen column and row looks, in the forms they are sampled by fastest."""

    def __init__(self, sampling: Sampling) -> None:
        across, down = sampling.across.positions(), sampling.down.positions()
        self._transposed = sampling.transposed
        # A turned image is sampled upright and turned afterwards: neighbours stay together in memory.
        x, y = (down, across) if sampling.transposed else (across, down)
        left, top = int(x.min()) // STEPS, int(y.min()) // STEPS
        self._part = np.s_[top : int(y.max()) // STEPS + 2, left : int(x.max()) // STEPS + 2]
        self._x, self._y = x - left * STEPS, y - top * STEPS
        self._between: tuple[Places, Places] | None = None
        if sampling.across.interpolated or sampling.down.interpolated:
            self._between = _places(self._x / STEPS, self._y / STEPS)

    def sample(self, source: Source) -> Stored:
        """Return numbers at screen resolution."""
        numbers = source.numbers[self._part]
        if self._between is None:
            sampled = self._nearest(numbers)
        else:
            sampled = cv2.remap(numbers, *self._between, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
            if source.near_padding is not None:
                mixed = _picked(source.near_padding[self._part], self._x // STEPS, self._y // STEPS)
                sampled = cv2.copyTo(self._nearest(numbers), mixed, sampled)
        return np.ascontiguousarray(cv2.transpose(sampled)) if self._transposed else sampled

    def _nearest(self, numbers: Stored) -> Stored:
        half = STEPS // 2
        return _picked(numbers, (self._x + half) // STEPS, (self._y + half) // STEPS)


def _picked(numbers: Stored, columns: NDArray[np.int64], rows: NDArray[np.int64]) -> Stored:
    return np.take(np.take(numbers, columns, axis=1), rows, axis=0)


def _places(x: NDArray[np.float64], y: NDArray[np.float64]) -> tuple[Places, Places]:
    """Return the column and the row that each screen pixel looks at, (len(y), len(x)) each."""
    columns = np.empty((len(y), len(x)), dtype=np.float32)
    rows = np.empty_like(columns)
    columns[:], rows[:] = x, y[:, None]
    return columns, rows


def _margins(image: QRect, width: int, height: int) -> tuple[QRect, ...]:
    """Return what surrounds an image in a viewport."""
    right, bottom = image.x() + image.width(), image.y() + image.height()
    return (
        QRect(0, 0, width, image.y()),
        QRect(0, bottom, width, height - bottom),
        QRect(0, image.y(), image.x(), image.height()),
        QRect(right, image.y(), width - right, image.height()),
    )


def _inverted(colors: Pixels, shading: Shading) -> Pixels:
    return 255 - colors if shading.inverted else colors


def as_image(pixels: Pixels) -> QImage:
    """Return pixels, grey or colour, as an image that can be painted at once."""
    rows, columns = pixels.shape[:2]
    shown = cv2.cvtColor(pixels, cv2.COLOR_RGB2BGRA if pixels.ndim == 3 else cv2.COLOR_GRAY2BGRA)
    return QImage(shown.data, columns, rows, columns * 4, QImage.Format.Format_RGB32)
