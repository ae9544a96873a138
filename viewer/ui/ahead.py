"""What layers lay over the images that come next, made while the reader looks at this one."""

from PySide6.QtCore import QObject, QTimer

from viewer.core.session import Session
from viewer.ui.picture import Shown
from viewer.ui.pixels import Pixels

IMAGES_AHEAD = 6
REST_MS = 12
"""Nothing is made ahead while images follow each other faster than this."""


class Ahead(QObject):
    """Looks ahead in the direction in which the reader scrolls, one image in each turn of events."""

    def __init__(self, session: Session, pixels: Pixels, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._pixels = session, pixels
        self._uid, self._index, self._step, self._left = "", 0, 1, 0
        self._turn = QTimer(self)
        self._turn.setSingleShot(True)
        self._turn.timeout.connect(self._look)

    def follow(self, shown: Shown | None) -> None:
        """Begin again at the image that is shown now."""
        if shown is None or not self._session.layers.value.visible:
            self._turn.stop()
            return
        if shown.display_set.uid != self._uid:
            self._uid, self._step = shown.display_set.uid, 1
        elif shown.index != self._index:
            self._step = 1 if shown.index > self._index else -1
        self._index, self._left = shown.index, IMAGES_AHEAD
        self._turn.start(REST_MS)

    def _look(self) -> None:
        shown, session = self._session.display_set(self._uid), self._session
        at = self._index + self._step * (IMAGES_AHEAD - self._left + 1)
        if shown is None or not self._left or not 0 <= at < len(shown.frames):
            return
        self._left -= 1
        image = self._pixels.image(self._uid, at)
        if image is not None:
            session.cuts.over(image, session.layers.value, session.companions.registrations)
        self._turn.start(0)
