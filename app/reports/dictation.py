"""Dictation by a recogniser that somebody installs; the program brings none.

The dictation of the operating system needs nothing of this: what it recognises reaches the text as any input method
does. A recogniser of one's own, for example one that works without a network, is a Python package that names an
entry point of the group ``overread.dictation``::

    [project.entry-points."overread.dictation"]
    mine = "my_package:Recogniser"

The entry point is called without arguments and returns a ``Recogniser``. There is a menu entry only where one is
installed.
"""

from collections.abc import Callable, Iterable
from importlib.metadata import EntryPoint, entry_points
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from viewer.core.errors import ViewerError

GROUP = "overread.dictation"


class Recogniser(Protocol):
    """Listens and writes. Its methods are called on the main thread and return at once."""

    title: str
    """What it is called in the menu."""

    def start(self, on_words: Callable[[str], None], /) -> None:
        """Begin to listen. ``on_words`` takes recognised words, blanks included; it may be called on any thread."""

    def stop(self) -> None:
        """Listen no more; words on their way may still come."""


class DictationError(ViewerError):
    """A recogniser that does not work."""

    def __init__(self, name: str, problem: BaseException) -> None:
        super().__init__(
            "Dictation is not available",
            why=f"the recogniser “{name}” failed ({type(problem).__name__})",
            remedy="Write by keyboard or with the system's dictation; ask whoever installed it",
        )


def installed() -> tuple[EntryPoint, ...]:
    """Return the recognisers that are installed, none of them loaded yet."""
    return tuple(entry_points(group=GROUP))


class Dictation(QObject):
    """Turns the first recogniser installed on and off; brings its words to the main thread.

    Parameters
    ----------
    write
        Puts words where the cursor stands.
    """

    _words = Signal(str)

    def __init__(
        self,
        found: Iterable[EntryPoint],
        write: Callable[[str], None],
        failed: Callable[[BaseException], None],
    ) -> None:
        super().__init__()
        self._entry = next(iter(found), None)
        self._failed = failed
        self._recogniser: Recogniser | None = None
        self.is_listening = False
        self._words.connect(write)

    @property
    def is_installed(self) -> bool:
        """Whether there is a recogniser."""
        return self._entry is not None

    def toggle(self) -> None:
        """Listen, or no more. The recogniser is loaded when it is first used."""
        if self._entry is None:
            return
        try:
            if self._recogniser is None:
                self._recogniser = self._entry.load()()
            if self.is_listening:
                self._recogniser.stop()
            else:
                self._recogniser.start(self._words.emit)
        except Exception as problem:  # a boundary: the plug-in is somebody else's
            self._failed(DictationError(self._entry.name, problem))
            self.is_listening = False
        else:
            self.is_listening = not self.is_listening
