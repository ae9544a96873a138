"""The way to the library: opened in a thread when somebody first asks, everything asked of it in threads too."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from functools import partial
from pathlib import Path
from typing import Any

from viewer.core.errors import ViewerError
from viewer.core.store import Store
from viewer.loading.calls import Call
from viewer.loading.jobs import Jobs

QUESTIONS = "app.worklist.questions"


class Standing(Enum):
    """Whether the library can be asked."""

    CLOSED = "closed"
    OPENING = "opening"
    OPEN = "open"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class LibraryState:
    """How the library stands, and what the reader should know of it."""

    standing: Standing = Standing.CLOSED
    notices: tuple[str, ...] = ()
    is_read_only: bool = False


Asking = Callable[[Any], Any]
"""Work that is given the open library, in a thread."""

Took = Callable[[Any], None]
Refused = Callable[[BaseException], None]


class Access:
    """Lives on the main thread and never waits there.

    What is asked while the library is being opened is asked as soon as it is open. An answer to somebody who has
    gone is never delivered.

    Parameters
    ----------
    read_headers
        Reads headers of files that nobody vouches for.
    failed
        Told what could not be done, where whoever asked does not say who is.
    permits
        Asked before anything is: see ``app.worklist.permits``.
    """

    def __init__(
        self,
        folder: Path,
        jobs: Jobs,
        read_headers: Callable[..., Any],
        failed: Refused,
        permits: Callable[[str, tuple[Any, ...]], bool],
    ) -> None:
        self.folder, self._permits = folder, permits
        self._jobs, self._read_headers, self._failed = jobs, read_headers, failed
        self.state: Store[LibraryState] = Store(LibraryState())
        self._shelf: Any = None
        self._waiting: list[tuple[Asking, Took, Refused]] = []

    @property
    def is_open(self) -> bool:
        """Whether the library can be asked at once."""
        return self.state.value.standing is Standing.OPEN

    @property
    def exists(self) -> bool:
        """Whether anything was ever imported here."""
        return self.folder.exists()

    def ask(self, question: str, *arguments: Any, done: Took, failed: Refused | None = None) -> bool:
        """Have a function of ``app.worklist.questions`` called with the library, and be told its answer.

        Returns
        -------
        Whether there will be one: whoever is there, or nobody, may not be allowed to ask.
        """
        if not self.is_permitted(question, arguments, failed):
            return False
        self.have_done(lambda shelf: Call(QUESTIONS, question, (shelf, *arguments))(), done, failed)
        return True

    def is_permitted(self, name: str, arguments: tuple[Any, ...], failed: Refused | None = None) -> bool:
        """Whether whoever is there may have something done; told where it is refused, written down where it is done."""
        try:
            return self._permits(name, arguments)
        except ViewerError as refusal:
            (failed or self._failed)(refusal)
            return False

    def have_done(self, work: Asking, done: Took, failed: Refused | None = None) -> None:
        """Have work done with the library in a thread."""
        refused = failed or self._failed
        if self.is_open:
            self._jobs.in_thread(partial(work, self._shelf), done, refused)
            return
        self._waiting.append((work, done, refused))
        self.open()

    def open(self) -> None:
        """Open the library, if it is not open yet; once more where it was refused."""
        if self.state.value.standing in (Standing.OPENING, Standing.OPEN):
            return
        self.state.set(LibraryState(Standing.OPENING))
        self._jobs.in_thread(
            Call(QUESTIONS, "open_shelf", (self.folder, self._read_headers)), self._opened, self._not_opened
        )

    def close(self) -> None:
        """Let go of the library; for when nothing asks it any more."""
        if self._shelf is not None:
            Call(QUESTIONS, "close", (self._shelf,))()
            self._shelf = None
        self.state.set(LibraryState())

    def _opened(self, shelf: Any) -> None:
        self._shelf = shelf
        self.state.set(LibraryState(Standing.OPEN, shelf.notices, shelf.is_read_only))
        waiting, self._waiting = self._waiting, []
        for work, done, failed in waiting:
            self.have_done(work, done, failed)

    def _not_opened(self, problem: BaseException) -> None:
        waiting, self._waiting = self._waiting, []
        self.state.set(LibraryState(Standing.REFUSED, (str(problem),)))
        self._failed(problem)
        for _, _, failed in waiting:
            if failed is not self._failed:
                failed(problem)
