"""The watched folder: looked at every few seconds; what became whole there is imported."""

from collections.abc import Callable
from pathlib import Path
from time import monotonic

from PySide6.QtCore import QObject, QTimer

from app.library.watching import WatchedFolder
from viewer.loading.jobs import Jobs

EVERY_MS = 3000


class Arrivals(QObject):
    """Watches one folder, or none.

    Parameters
    ----------
    arrived
        Told files that became whole.
    is_busy
        Whether what came before is still being imported; then nothing is looked at.
    """

    def __init__(
        self,
        jobs: Jobs,
        arrived: Callable[[tuple[Path, ...]], None],
        failed: Callable[[BaseException], None],
        is_busy: Callable[[], bool],
    ) -> None:
        super().__init__()
        self._jobs, self._arrived, self._failed, self._is_busy = jobs, arrived, failed, is_busy
        self._watched: WatchedFolder | None = None
        self._is_looking = False
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self._look)

    def watch(self, folder: str) -> None:
        """Watch a folder from now on; empty for none."""
        if folder == (str(self._watched.folder) if self._watched else ""):
            return
        self._watched = WatchedFolder(Path(folder)) if folder else None
        if self._watched is None:
            self._timer.stop()
        else:
            self._timer.start()

    def close(self) -> None:
        """Watch nothing more."""
        self._timer.stop()
        self._watched = None

    def _look(self) -> None:
        watched = self._watched
        if watched is None or self._is_looking or self._is_busy():
            return
        self._is_looking = True
        self._jobs.in_thread(
            lambda: watched.ready(monotonic()), lambda ready: self._looked(watched, ready), self._not_looked
        )

    def _looked(self, watched: WatchedFolder, ready: tuple[Path, ...]) -> None:
        self._is_looking = False
        if ready and watched is self._watched:
            self._arrived(ready)

    def _not_looked(self, problem: BaseException) -> None:
        self._is_looking = False
        self._failed(problem)
