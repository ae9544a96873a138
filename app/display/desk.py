"""The display check in the window: asked for in Tools, relied on in evidence, told of where it is overdue."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from PySide6.QtCore import QTimer
from PySide6.QtGui import QScreen
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QMainWindow

from app.commands import Command
from app.display.check_book import NEVER, QUESTIONS, CheckBook, DisplayCheck
from app.display.pattern import pattern
from app.ui.display_check import DisplayCheckDialog
from viewer.ui.plain_text import label

LOOK_MS = 3_600_000


class DisplayDesk:
    """Shows the pattern on every screen in turn and keeps what was seen.

    Parameters
    ----------
    days
        For how long a check is relied on.
    reader
        Who looks.
    """

    def __init__(
        self,
        book: CheckBook,
        window: QMainWindow,
        days: Callable[[], int],
        reader: Callable[[], str],
        tell: Callable[[str], None],
        failed: Callable[[BaseException], None],
    ) -> None:
        self._book, self._window, self._days, self._reader = book, window, days, reader
        self._tell, self._failed = tell, failed
        self.overdue: QLabel = label("")
        self.overdue.setObjectName("warning")
        self.overdue.hide()
        window.statusBar().addPermanentWidget(self.overdue)
        self._timer = QTimer(window)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        QTimer.singleShot(0, self.look)

    def commands(self) -> Iterator[Command]:
        """Yield what is reached from the menu."""
        yield Command(
            "tools.display_check",
            "&Display check…",
            "A test pattern on every screen; what you see of it is kept and stands in the evidence of reports",
            self.check,
            "&Tools",
            separator_before=True,
        )

    def state(self) -> str:
        """Return how far the screen that images are on was checked, in words for evidence."""
        return self._book.state(screen_name(self._window.screen()), self._now(), self._days())

    def check(self) -> None:
        """Show the pattern on every screen, the one with the window first; a screen given up ends it."""
        here = self._window.screen()
        screens = [here, *(one for one in QApplication.screens() if one is not here)]
        for screen in screens:
            dialog = DisplayCheckDialog(screen, screen_name(screen), QUESTIONS, pattern, self._window)
            accepted = dialog.exec() == QDialog.DialogCode.Accepted
            not_seen = dialog.not_seen()
            dialog.deleteLater()
            if not accepted:
                break
            try:
                self._book.keep(DisplayCheck(screen_name(screen), self._now(), self._reader(), not_seen))
            except OSError as problem:
                self._failed(problem)
                break
            self._tell(self._book.state(screen_name(screen), self._now(), self._days()).capitalize())
        self.look()

    def look(self) -> None:
        """Say in the status line that the check of this screen is overdue; nothing where it is not."""
        words = self._book.warning(screen_name(self._window.screen()), self._now(), self._days())
        self.overdue.setText(words)
        self.overdue.setToolTip(f"Tools, Display check: until then reports say “{NEVER}”" if words else "")
        self.overdue.setVisible(bool(words))

    @staticmethod
    def _now() -> datetime:
        return datetime.now(UTC)


def screen_name(screen: QScreen) -> str:
    """Return maker, model, serial number and size: what a check of a screen belongs to."""
    size = screen.geometry().size() * screen.devicePixelRatio()
    said = (screen.manufacturer(), screen.model() or screen.name(), screen.serialNumber())
    return " ".join((*(part.strip() for part in said if part.strip()), f"{size.width()}×{size.height()}"))
