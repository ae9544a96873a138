"""Plays the frames of the active viewport in time (BIR key C)."""

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter

from PySide6.QtCore import QObject, Qt, QTimer

from viewer.core.cine import SPEEDS, Timing, timing_of
from viewer.core.scene import Scene
from viewer.core.session import Session
from viewer.core.store import Store
from viewer.core.study import DisplaySet, FrameKey
from viewer.core.viewport import ViewportState
from viewer.ui.cine_bar import Keys
from viewer.ui.pixels import Pixels

AHEAD = 6
"""Frames that must be in memory before playing goes on after it had to wait."""

LATEST_MS, SOONEST_MS, WAIT_MS = 250, 1, 15


@dataclass(frozen=True, slots=True)
class Tally:
    """Frames that were due on the screen since playing began, and those that came there.

    Attributes
    ----------
    under_way
        Whether the last of them is still to come.
    """

    due: int = 0
    pictured: int = 0
    under_way: bool = False

    @property
    def dropped(self) -> int:
        """Frames that never came on the screen, and will not come."""
        return max(self.due - self.pictured - self.under_way, 0)


class Cine(QObject):
    """Shows the frames of one viewport when they are due, and measures what really came on the screen.

    It plays the series it was started on, and stops when the reader takes over: another place, another series.
    A frame that is due and not in memory yet is waited for; one that is overtaken by time is dropped and counted.

    Attributes
    ----------
    playing
        Whether it runs.
    waiting
        Whether it stands still because the next frames are not in memory yet.
    measured_fps
        Different frames that came on the screen in the last second; 0 while it stands or is not known yet.
    wanted_fps
        The speed the images ask for, times the speed chosen.

    Parameters
    ----------
    clock
        Tells seconds.
    """

    def __init__(
        self,
        session: Session,
        pixels: Pixels,
        parent: QObject | None = None,
        *,
        clock: Callable[[], float] = perf_counter,
    ) -> None:
        super().__init__(parent)
        self._session, self._pixels, self._clock = session, pixels, clock
        self.playing: Store[bool] = Store(False)
        self.waiting: Store[bool] = Store(False)
        self.measured_fps: Store[float] = Store(0.0)
        self.speed: Store[float] = Store(1.0)
        self.loops: Store[bool] = Store(True)
        self.keys: Store[Keys] = Store(Keys())
        self.tally = Tally()
        self.wanted_fps = 0.0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._step)
        self._cell = 0
        self._own = ViewportState()
        self._timing = Timing((0.0, 1.0))
        self._anchor_s, self._anchor_ms = 0.0, 0.0
        self._second = Tally()
        self._since = 0.0
        self._last: FrameKey | None = None

    def toggle(self) -> None:
        """Play, or stop."""
        self.stop() if self.playing.value else self.play()

    def toggle_in(self, cell: int) -> None:
        """Play in a cell, or stop if it plays there."""
        if self.is_playing_in(cell):
            self.stop()
            return
        self._session.activate(cell)
        self.play()

    def is_playing_in(self, cell: int) -> bool:
        """Whether this cell is the one that plays."""
        return self.playing.value and self._cell == cell

    def play(self) -> None:
        """Play at the speed the images ask for, from the frame that is shown; from the first at the end."""
        state = self._session.active.value
        shown = self._session.display_set(state.display_set_uid)
        if shown is None or state.count(len(shown.frames)) < 2:
            return
        self._cell = self._session.layout.value.active
        self._timing = _timing(shown, state)
        at_end = state.position == self._timing.count - 1 and not self.loops.value
        self._own = state.at(0, len(shown.frames)) if at_end else state
        self._session.active.set(self._own)
        self._restart()
        self.playing.set(True)

    def stop(self) -> bool:
        """Stand still; False if it did not play."""
        was_playing = self.playing.value
        self._timer.stop()
        self.playing.set(False)
        self.waiting.set(False)
        self.measured_fps.set(0.0)
        return was_playing

    def seek(self, cell: int, position: int) -> None:
        """Go to a place among the frames of a cell; what plays there goes on from it."""
        store = self._session.viewports[cell]
        shown = self._session.display_set(store.value.display_set_uid)
        if shown is None:
            return
        there = store.value.at(position, len(shown.frames))
        if self.is_playing_in(cell):
            self._own = there
            self._restart()
        store.set(there)

    def step(self, cell: int, by: int) -> None:
        """Stand still, some frames on or back."""
        self.stop()
        self.seek(cell, self._session.viewports[cell].value.position + by)

    def step_active(self, by: int) -> None:
        """Stand still in the active viewport, some frames on or back."""
        self.step(self._session.layout.value.active, by)

    def set_speed(self, speed: float) -> None:
        """Play so many times as fast as recorded."""
        self.speed.set(speed)
        if self.playing.value:
            self._restart()

    def change_speed(self, by: int) -> None:
        """Play at the next higher or lower speed on offer."""
        nearest = min(range(len(SPEEDS)), key=lambda place: abs(SPEEDS[place] - self.speed.value))
        self.set_speed(SPEEDS[min(max(nearest + by, 0), len(SPEEDS) - 1)])

    def toggle_loop(self) -> None:
        """Begin again after the last frame, or stop there."""
        self.loops.set(not self.loops.value)

    def see(self, scene: Scene | None) -> None:
        """Count a picture that came on the screen."""
        if not self.playing.value or scene is None or scene.image.frame.key == self._last:
            return
        if self._cell != self._session.layout.value.active:
            return
        self._last = scene.image.frame.key
        self.tally = Tally(self.tally.due, self.tally.pictured + 1)
        passed = self._clock() - self._since
        if passed >= 1:
            self.measured_fps.set((self.tally.pictured - self._second.pictured) / passed)
            self._second, self._since = self.tally, self._clock()

    def pace(self) -> str:
        """Return in words how fast it goes and what was lost; empty while that is not known."""
        if self.waiting.value:
            return "waiting for frames"
        if not self.measured_fps.value:
            return ""
        lost = self.tally.dropped
        return f"{self.measured_fps.value:.1f} of {self.wanted_fps:.3g} frames/s, " + (
            f"{lost} dropped" if lost else "none dropped"
        )

    # In time.

    def _restart(self) -> None:
        """Count time and frames from the frame that is shown."""
        self.tally = self._second = Tally()
        shown = self._session.display_set(self._own.display_set_uid)
        self._since, self._last = self._clock(), shown.frames[self._own.index].key if shown else None
        self.wanted_fps = self._timing.fps * self.speed.value
        self._anchor(self._own.position)
        self._timer.start(SOONEST_MS)

    def _anchor(self, position: int) -> None:
        """Let a frame begin now."""
        self._anchor_s, self._anchor_ms = self._clock(), self._timing.starts_ms[position]

    def _now_ms(self) -> float:
        return self._anchor_ms + (self._clock() - self._anchor_s) * 1000 * self.speed.value

    def _step(self) -> None:
        store = self._session.viewports[self._cell]
        shown = self._session.display_set(store.value.display_set_uid)
        if shown is None or self._is_elsewhere(store.value):
            self.stop()
            return
        self._own = store.value
        due = self._due()
        if due is None:
            self.stop()
            return
        if due != self._own.position:
            self._go_to(due, shown)
        self._timer.start(WAIT_MS if self.waiting.value else self._until_next_ms())

    def _due(self) -> int | None:
        """Return which frame is to be shown now; None where the end was reached and nothing follows."""
        now_ms, total_ms = self._now_ms(), self._timing.total_ms
        if now_ms >= total_ms:
            last = self._timing.count - 1
            if not self.loops.value:
                return None if self._own.position == last else last
            self._anchor_s, self._anchor_ms = self._clock(), now_ms % total_ms
            now_ms = self._anchor_ms
        return self._timing.position_at(now_ms)

    def _go_to(self, due: int, shown: DisplaySet) -> None:
        """Show the frame that is due, if it is there; else stand still until some frames are."""
        count = self._timing.count
        next_one = self._own.at((self._own.position + 1) % count, len(shown.frames))
        there = self._own.at(due, len(shown.frames))
        needed = AHEAD if self.waiting.value else 1
        target = next_one if self.waiting.value else there
        if not self._are_here(shown, target, needed):
            self.waiting.set(True)
            self._pixels.want(shown.uid, target.index)
            self._anchor(self._own.position)
            return
        if self.waiting.value:  # what was waited for is no drop
            self.waiting.set(False)
            there, due = next_one, next_one.position
            self._anchor(due)
        self.tally = Tally(
            self.tally.due + (due - self._own.position) % count, self.tally.pictured, under_way=True
        )
        self._own = there
        self._session.viewports[self._cell].set(there)

    def _are_here(self, shown: DisplaySet, first: ViewportState, needed: int) -> bool:
        """Whether so many frames from one on are in memory, or will never be."""
        for place in range(first.position, min(first.position + needed, self._timing.count)):
            index = first.at(place, len(shown.frames)).index
            if self._pixels.image(shown.uid, index) is None and not self._pixels.failure(shown.uid, index):
                return False
        return True

    def _until_next_ms(self) -> int:
        """Return when to look again: when the next frame is due."""
        begins_ms = self._timing.starts_ms[self._own.position + 1]
        left_ms = (begins_ms - self._now_ms()) / self.speed.value
        return round(min(max(left_ms, SOONEST_MS), LATEST_MS))

    def _is_elsewhere(self, now: ViewportState) -> bool:
        """Whether the reader scrolled, or shows something else here, since the last step."""
        there = (self._own.display_set_uid, self._own.index)
        return (now.display_set_uid, now.index) != there or self._cell >= self._session.layout.value.cells


def _timing(shown: DisplaySet, state: ViewportState) -> Timing:
    whole = timing_of(shown)
    return whole.of(state.key_places) if state.key_places else whole
