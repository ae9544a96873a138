"""Pictures without a screen: exact grey levels, and what a viewport would show, for print, export and scripts."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Literal

import numpy as np
from PySide6.QtCore import QByteArray
from PySide6.QtGui import QImage, QImageWriter, QPainter

from viewer.core.errors import ViewerError
from viewer.core.images import Image, Shading, grey_map
from viewer.core.overlay import CornerText
from viewer.core.overlays.laid import Laid
from viewer.core.presentation import Shutter
from viewer.core.presenting import Mask
from viewer.core.scene import Scene
from viewer.core.shapes import Drawing
from viewer.render.colors import Colors, colored, has_colors
from viewer.render.corner_text import CornerPainter
from viewer.render.layer_painter import LayerPainter
from viewer.render.mask_painter import MaskPainter
from viewer.render.raster import Pixels, RasterPresenter, as_image
from viewer.render.shape_painter import ShapePainter

JPEG_QUALITY = 95

Format = Literal["png", "jpeg"]


class NotWrittenError(ViewerError):
    """A picture could not be written."""


def render_plain(image: Image, shading: Shading) -> Pixels:
    """Return an image's own pixels shaded, (rows, columns) grey levels or (rows, columns, 3) red, green, blue.

    Exactly the plain formula, nothing sampled and nothing written over it.
    """
    if has_colors(image, shading):
        shown = colored(image, shading).stored.astype(np.uint8)
        return 255 - shown if shading.inverted and image.is_color else shown
    if image.is_color:
        colors = image.stored.astype(np.uint8)
        return 255 - colors if shading.inverted else colors
    return grey_map(image, shading).to_grey(image.stored)


def render_picture(
    scene: Scene,
    text: CornerText | None = None,
    drawings: Iterable[Drawing] = (),
    *,
    scale: float = 1.0,
    masks: Iterable[Mask] = (),
    shutter: Shutter | None = None,
    laid: Sequence[Laid] = (),
) -> QImage:
    """Return what a viewport would show of a scene. Needs a QGuiApplication, on any platform, for its letters."""
    picture = RasterPresenter().picture(Colors().of(scene))
    painter = QPainter(picture)
    LayerPainter().paint(painter, scene, laid, scale=scale)
    MaskPainter().paint(painter, scene, masks, shutter)
    written = CornerPainter().lay_out(text or CornerText(notice=""), scene.width_px, scene.height_px, scale)
    ShapePainter().paint(painter, drawings, scene, scale=scale, avoid=written.places)
    written.paint(painter)
    painter.end()
    return picture


def save(picture: QImage | Pixels, path: Path, kind: Format = "png") -> None:
    """Write a picture; grey pixels stay 8-bit grey.

    Raises
    ------
    NotWrittenError
        Where the file cannot be written.
    """
    shown = picture if isinstance(picture, QImage) else as_file_image(picture)
    writer = QImageWriter(str(path), QByteArray(kind.encode()))
    if kind == "jpeg":
        writer.setQuality(JPEG_QUALITY)
    if not writer.write(shown):
        raise NotWrittenError(
            "The picture was not written",
            why="the folder does not take a file of this name",
            remedy="Choose another folder, or make room on the disk",
        )


def as_file_image(pixels: Pixels) -> QImage:
    """Return pixels in the smallest form a file keeps exactly: 8-bit grey or 24-bit colour."""
    rows, columns = pixels.shape[:2]
    if pixels.ndim == 3:
        return as_image(pixels).convertToFormat(QImage.Format.Format_RGB888)
    kept = pixels.copy()
    return QImage(kept.data, columns, rows, columns, QImage.Format.Format_Grayscale8)
