"""The places opened lately."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QMenu

from app.settings import Settings
from viewer.core.store import Store


class RecentMenu(QMenu):
    """Lists recent places, newest first, made anew each time it is shown."""

    def __init__(self, settings: Store[Settings], open_places: Callable[[Sequence[Path]], None]) -> None:
        super().__init__("&Recent places")
        self._settings, self._open = settings, open_places
        self.setToolTipsVisible(True)
        self.aboutToShow.connect(self._fill)
        self._fill()

    def _fill(self) -> None:
        self.clear()
        for place in self._settings.value.recent_places:
            action = self.addAction(Path(place).name.replace("&", "&&") or place)
            action.setToolTip(place)
            action.triggered.connect(lambda _=False, chosen=Path(place): self._open([chosen]))
        if self.isEmpty():
            self.addAction("Nothing opened yet").setEnabled(False)
