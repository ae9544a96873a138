"""What is being done to the library: one line with how far it is and a way to stop it."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QToolButton, QWidget

from viewer.core.store import Store
from viewer.ui.binding import bind
from viewer.ui.plain_text import label, tooltip


@dataclass(frozen=True, slots=True)
class TaskShown:
    """Something that takes a while.

    Attributes
    ----------
    total
        0 where it is not known.
    waiting
        How many others wait for their turn.
    """

    words: str = ""
    done: int = 0
    total: int = 0
    may_stop: bool = True
    is_stopping: bool = False
    waiting: int = 0

    @property
    def is_any(self) -> bool:
        """Whether there is anything."""
        return bool(self.words)


class TaskLine(QWidget):
    """Follows what is being done; stands nowhere while that is nothing.

    Parameters
    ----------
    is_wanted
        Whether it is to be said here: not where another line on the screen says it.
    """

    stop_wanted = Signal()

    def __init__(
        self,
        task: Store[TaskShown],
        parent: QWidget | None = None,
        is_wanted: Callable[[], bool] = lambda: True,
    ) -> None:
        super().__init__(parent)
        self._task, self._is_wanted = task, is_wanted
        self.words = label(role="dim")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(220)
        self.stop = QToolButton()
        self.stop.setObjectName("inline")
        self.stop.setText("Stop")
        self.stop.setAccessibleName("Stop what is being done to the library")
        self.stop.setToolTip(tooltip("What was done until now stays"))
        self.stop.clicked.connect(self.stop_wanted)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 4, 10, 4)
        layout.addWidget(self.words, 1)
        layout.addWidget(self.bar)
        layout.addWidget(self.stop)
        bind(self, task, self._show)

    def look_again(self) -> None:
        """Ask once more whether it is wanted here."""
        self._show(self._task.value)

    def _show(self, task: TaskShown) -> None:
        self.setVisible(task.is_any and self._is_wanted())
        counts = (
            f": {task.done:,} of {task.total:,}" if task.total else f": {task.done:,}" if task.done else ""
        )
        waiting = f"   ({task.waiting} more waiting)" if task.waiting else ""
        stopping = " – stopping …" if task.is_stopping else ""
        self.words.setText(f"{task.words}{counts.replace(',', ' ')}{stopping}{waiting}")
        self.bar.setMaximum(task.total)
        self.bar.setValue(task.done)
        self.stop.setVisible(task.may_stop)
        self.stop.setEnabled(not task.is_stopping)
