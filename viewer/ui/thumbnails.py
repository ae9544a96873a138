"""Small pictures of display sets, made from the middle frame when its pixels are in memory."""

from collections import OrderedDict
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QPixmap

from viewer.core.camera import Camera
from viewer.core.images import Image, Shading
from viewer.core.scene import Scene
from viewer.core.study import DisplaySet, FrameKey
from viewer.render.colors import Colors
from viewer.render.raster import RasterPresenter
from viewer.ui.binding import listen
from viewer.ui.pixels import Pixels


def _key(shown: DisplaySet) -> FrameKey:
    return shown.frames[shown.middle].key


@dataclass(frozen=True, slots=True, eq=False)
class _Made:
    """A picture, and what it was made from; not the pixels, whose memory somebody else looks after."""

    frame: FrameKey
    ratio: float
    picture: QPixmap


class Thumbnails(QObject):
    """Makes thumbnails as they are asked for, one in a turn of the event loop, so that nothing waits for them."""

    changed = Signal(str)

    def __init__(self, pixels: Pixels, side_px: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pixels = pixels
        self._side_px = side_px
        self._pictures: dict[str, _Made] = {}
        self._wanted: dict[str, DisplaySet] = {}
        self._ready: OrderedDict[str, float] = OrderedDict()
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._make_one)
        listen(self, pixels.loaded, self._came)

    def picture(self, shown: DisplaySet, ratio: float = 1.0) -> QPixmap | None:
        """Return the picture of a set for a screen of this pixel ratio, None until it is made; then ``changed``."""
        known = self._pictures.get(shown.uid)
        if known is not None and (known.frame, known.ratio) == (_key(shown), ratio):
            return known.picture
        if shown.uid not in self._ready:
            self._ask(shown, ratio)
        return known.picture if known is not None else None

    def _ask(self, shown: DisplaySet, ratio: float) -> None:
        asked = self._wanted.get(shown.uid)
        self._wanted[shown.uid] = shown
        if self._pixels.image(shown.uid, shown.middle) is not None:
            self._ready[shown.uid] = ratio
            self._timer.start()
        elif asked is None or _key(asked) != _key(shown):
            self._pixels.want_later(shown.uid, shown.middle)

    def _came(self, uid: str, index: int) -> None:
        wanted = self._wanted.get(uid)
        if wanted is not None and index == wanted.middle:
            self.changed.emit(uid)

    def _make_one(self) -> None:
        if not self._ready:
            self._timer.stop()
            return
        uid, ratio = self._ready.popitem(last=False)
        shown = self._wanted.pop(uid)
        image = self._pixels.image(uid, shown.middle)
        if image is None:
            return
        self._pictures[uid] = _Made(image.frame.key, ratio, thumbnail(image, self._side_px, ratio))
        self.changed.emit(uid)


def thumbnail(image: Image, side_px: int, ratio: float) -> QPixmap:
    """Return an image fitted into a square, drawn by the same presenter as the viewports."""
    side = round(side_px * ratio)
    scene = Colors().of(Scene(image, Shading(), Camera(), side, side))
    picture = QPixmap.fromImage(RasterPresenter().picture(scene))
    picture.setDevicePixelRatio(ratio)
    return picture
