"""What is done to the library and takes a while: one after the other, each with its progress and a way to stop."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QObject, QTimer

from app.ui.worklist.task_line import TaskShown
from app.worklist.access import Access
from viewer.core.store import Store
from viewer.loading.calls import Call

LABOURS = "app.worklist.labours"
LOOK_MS = 100


class Steps:
    """How far an errand is, told by the thread that does it and looked at by the main thread."""

    def __init__(self) -> None:
        self.done, self.total = 0, 0
        self._stopped = False

    def tell(self, done: int, total: int = 0) -> None:
        """Say how far it is; a total of 0 is not known."""
        self.done, self.total = done, total

    def stop(self) -> None:
        """Ask for an end."""
        self._stopped = True

    def is_stopped(self) -> bool:
        """Whether an end was asked for."""
        return self._stopped


@dataclass(frozen=True, slots=True, eq=False)
class _Errand:
    words: str
    function: str
    arguments: tuple[Any, ...]
    done: Callable[[Any], None]
    failed: Callable[[BaseException], None]
    may_stop: bool
    steps: Steps = field(default_factory=Steps)


class Errands(QObject):
    """Does one errand at a time.

    Attributes
    ----------
    shown
        What is being done now, for whoever shows it.
    """

    def __init__(self, access: Access, failed: Callable[[BaseException], None]) -> None:
        super().__init__()
        self._access, self._failed = access, failed
        self.shown: Store[TaskShown] = Store(TaskShown())
        self._now: _Errand | None = None
        self._waiting: deque[_Errand] = deque()
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self._look)

    @property
    def is_busy(self) -> bool:
        """Whether anything is being done."""
        return self._now is not None

    def run(
        self,
        words: str,
        function: str,
        *arguments: Any,
        done: Callable[[Any], None],
        failed: Callable[[BaseException], None] | None = None,
        may_stop: bool = True,
    ) -> None:
        """Have a function of ``app.worklist.labours`` called with the library, the arguments and Steps."""
        if not self._access.is_permitted(function, arguments, failed):
            return
        self._waiting.append(_Errand(words, function, arguments, done, failed or self._failed, may_stop))
        self._next()

    def stop(self) -> None:
        """End what is being done; what waits comes next."""
        if self._now is not None:
            self._now.steps.stop()
            self._look()

    def close(self) -> None:
        """End everything."""
        self._waiting.clear()
        self.stop()
        self._timer.stop()

    def _next(self) -> None:
        if self._now is None and self._waiting:
            errand = self._now = self._waiting.popleft()
            self._timer.start()
            self._access.have_done(
                lambda shelf: Call(LABOURS, errand.function, (shelf, *errand.arguments, errand.steps))(),
                lambda answer: self._end(errand, lambda: errand.done(answer)),
                lambda problem: self._end(errand, lambda: errand.failed(problem)),
            )
        self._look()

    def _end(self, errand: _Errand, tell: Callable[[], None]) -> None:
        if self._now is errand:
            self._now = None
            self._timer.stop()
        try:
            tell()
        finally:
            self._next()

    def _look(self) -> None:
        now = self._now
        if now is None:
            self.shown.set(TaskShown())
            return
        steps = now.steps
        stopping, waiting = steps.is_stopped(), len(self._waiting)
        self.shown.set(TaskShown(now.words, steps.done, steps.total, now.may_stop, stopping, waiting))
