"""Plays the frames of the active viewport (BIR key C)."""

from dataclasses import replace
from time import perf_counter

from PySide6.QtCore import QObject, QTimer

from viewer.core.session import Session
from viewer.core.store import Store
from viewer.core.study import Instance

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


class Cine(QObject):
    """Steps through the active viewport in time, round and round, and measures how fast it really goes.

    Attributes
    ----------
    playing
        Whether it runs.
    measured_fps
        Frames shown in the last second; 0 while it stands.
    """

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.playing: Store[bool] = Store(False)
        self.measured_fps: Store[float] = Store(0.0)
        self._timer = QTimer(self)
        self._timer.setTimerType(self._timer.timerType().PreciseTimer)
        self._timer.timeout.connect(self._step)
        self._shown, self._since = 0, 0.0

    def toggle(self) -> None:
        """Play, or stop."""
        self.stop() if self.playing.value else self.play()

    def play(self) -> None:
        """Play at the speed the images ask for."""
        shown = self._session.display_set(self._session.active.value.display_set_uid)
        if shown is None or len(shown.frames) < 2:
            return
        self._shown, self._since = 0, perf_counter()
        self._timer.start(round(1000 / frames_per_second(shown.frames[0].instance)))
        self.playing.set(True)

    def stop(self) -> None:
        """Stand still."""
        self._timer.stop()
        self.playing.set(False)
        self.measured_fps.set(0.0)

    def _step(self) -> None:
        active = self._session.active
        shown = self._session.display_set(active.value.display_set_uid)
        if shown is None or len(shown.frames) < 2:
            self.stop()
            return
        active.set(replace(active.value, index=(active.value.index + 1) % len(shown.frames)))
        self._shown += 1
        passed = perf_counter() - self._since
        if passed >= 1:
            self.measured_fps.set(self._shown / passed)
            self._shown, self._since = 0, perf_counter()
