"""Plays the frames of the active viewport (BIR key C)."""

from time import perf_counter

from PySide6.QtCore import QObject, Qt, QTimer

from viewer.core.scene import Scene
from viewer.core.session import Session
from viewer.core.store import Store
from viewer.core.study import FrameKey, Instance
from viewer.core.viewport import ViewportState

USUAL_FPS = 15.0
FASTEST_FPS, SLOWEST_FPS = 120.0, 0.5


def frames_per_second(instance: Instance) -> float:
    """Return the speed the maker of the frames recommends, else a usual one.

    Recommended Display Frame Rate (0008,2144), Cine Rate (0018,0040), Frame Time (0018,1063) in ms.
    """
    for keyword in ("RecommendedDisplayFrameRate", "CineRate"):
        rate = _number(instance.attribute(keyword))
        if rate > 0:
            return min(max(rate, SLOWEST_FPS), FASTEST_FPS)
    frame_time_ms = _number(instance.attribute("FrameTime"))
    if frame_time_ms > 0:
        return min(max(1000 / frame_time_ms, SLOWEST_FPS), FASTEST_FPS)
    return USUAL_FPS


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


def _next(state: ViewportState, frames: int) -> ViewportState:
    """Return the state one frame on, round and round."""
    return state.at((state.position + 1) % state.count(frames), frames)


class Cine(QObject):
    """Steps through one viewport in time, round and round, and measures how fast it really goes.

    It plays the series it was started on, and stops when the reader takes over: another place, another series.

    Attributes
    ----------
    playing
        Whether it runs.
    measured_fps
        Different frames that came on the screen in the last second; 0 while it stands or is not known yet.
    wanted_fps
        The speed the images ask for.
    """

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.playing: Store[bool] = Store(False)
        self.measured_fps: Store[float] = Store(0.0)
        self.wanted_fps = USUAL_FPS
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._step)
        self._cell = 0
        self._own = ViewportState()
        self._pictured, self._since = 0, 0.0
        self._last: FrameKey | None = None

    def toggle(self) -> None:
        """Play, or stop."""
        self.stop() if self.playing.value else self.play()

    def play(self) -> None:
        """Play at the speed the images ask for."""
        shown = self._session.display_set(self._session.active.value.display_set_uid)
        if shown is None or len(shown.frames) < 2:
            return
        self._cell = self._session.layout.value.active
        self._own = self._session.active.value
        self._pictured, self._since, self._last = 0, perf_counter(), None
        self.wanted_fps = frames_per_second(shown.frames[0].instance)
        self._timer.start(round(1000 / self.wanted_fps))
        self.playing.set(True)

    def stop(self) -> bool:
        """Stand still; False if it did not play."""
        was_playing = self.playing.value
        self._timer.stop()
        self.playing.set(False)
        self.measured_fps.set(0.0)
        return was_playing

    def see(self, scene: Scene | None) -> None:
        """Count a picture that came on the screen."""
        if not self.playing.value or scene is None or scene.image.frame.key == self._last:
            return
        self._last = scene.image.frame.key
        self._pictured += 1
        passed = perf_counter() - self._since
        if passed >= 1:
            self.measured_fps.set(self._pictured / passed)
            self._pictured, self._since = 0, perf_counter()

    def _step(self) -> None:
        store = self._session.viewports[self._cell]
        shown = self._session.display_set(store.value.display_set_uid)
        if shown is None or self._is_elsewhere(store.value):
            self.stop()
            return
        self._own = _next(store.value, len(shown.frames))
        store.set(self._own)

    def _is_elsewhere(self, now: ViewportState) -> bool:
        """Whether the reader scrolled, or shows something else here, since the last step."""
        there = (self._own.display_set_uid, self._own.index)
        return (now.display_set_uid, now.index) != there or self._cell >= self._session.layout.value.cells
