"""When nobody has touched mouse or keyboard for a while."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QGuiApplication, QWindow

_TOUCHED = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseMove,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TabletPress,
    }
)


class Idle(QObject):
    """Calls once nobody has done anything for so long. Watches windows only, so that painting costs nothing.

    Parameters
    ----------
    after_s
        How long; 0 for never. Asked anew each time.
    """

    def __init__(self, after_s: Callable[[], float], call: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self._after_s, self._watched = after_s, set[int]()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(call)
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        application.focusWindowChanged.connect(self._watch)
        self.touch()

    def touch(self) -> None:
        """Begin to wait anew."""
        after_s = self._after_s()
        if after_s > 0:
            self._timer.start(round(after_s * 1000))
        else:
            self._timer.stop()

    def _watch(self, window: QWindow | None) -> None:
        if window is not None:
            window.installEventFilter(self)
            self.touch()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's name
        """Notice that somebody is there; take nothing away from anybody."""
        if event.type() in _TOUCHED:
            self.touch()
        return False
