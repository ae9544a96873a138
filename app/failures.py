"""Where every exception ends: a line in the log without patient data, and words for the reader."""

import logging
import logging.handlers
import sys
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from psygnal import EmitLoopError

from viewer.core.errors import ViewerError

LOG = logging.getLogger("overread")
LOG_BYTES, LOG_FILES = 5_000_000, 10


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the reader should know: what, why, what next. Shown as plain text."""

    what: str
    why: str = ""
    remedy: str = ""
    serious: bool = True


def notice_of(error: BaseException) -> Notice:
    """Return words for the reader. Only our own errors promise to hold no patient data in them."""
    if isinstance(error, ViewerError):
        return Notice(error.what, error.why, error.remedy)
    if isinstance(error, PermissionError):
        return Notice(
            "A file could not be used", "the system does not allow it", "Check who may read and write there"
        )
    if isinstance(error, OSError):
        return Notice(
            "A file could not be used", error.strerror or "the system refused", "Check the disk and try again"
        )
    if isinstance(error, MemoryError):
        return Notice(
            "There is not enough memory", "the images are larger than what is free", "Close other studies"
        )
    return Notice(
        "Something went wrong inside Overread",
        f"{type(error).__name__} in {_place(error)}",
        "What you wrote is kept; if it happens again, send the log to whoever looks after this program",
    )


def _place(error: BaseException) -> str:
    steps = traceback.extract_tb(error.__traceback__)
    return f"{Path(steps[-1].filename).name}, line {steps[-1].lineno}" if steps else "an unknown place"


class Failures:
    """Takes exceptions from every door and hands their notice on. One for the program."""

    def __init__(self, show: Callable[[Notice], None]) -> None:
        self._show = show

    def take(self, error: BaseException) -> None:
        """Log an exception (its kind and where, never its message) and tell the reader."""
        if isinstance(error, KeyboardInterrupt | SystemExit):
            raise error
        error = _what_it_wraps(error)
        LOG.error("%s", _without_message(error))
        self._show(notice_of(error))

    def install(self) -> None:
        """Receive what nobody catches, on any thread."""
        sys.excepthook = self._uncaught
        threading.excepthook = self._uncaught_in_thread

    def _uncaught(
        self, _kind: type[BaseException], error: BaseException, _trace: TracebackType | None
    ) -> None:
        self.take(error)

    def _uncaught_in_thread(self, arguments: threading.ExceptHookArgs) -> None:
        if arguments.exc_value is not None:
            LOG.error("%s", _without_message(arguments.exc_value))


def _what_it_wraps(error: BaseException) -> BaseException:
    """Return what went wrong in whoever listened to a signal, rather than that a signal could not be told."""
    while isinstance(error, EmitLoopError) and error.__cause__ is not None:
        error = error.__cause__
    return error


def _without_message(error: BaseException) -> str:
    steps = traceback.extract_tb(error.__traceback__)
    where = " < ".join(f"{Path(step.filename).name}:{step.lineno}" for step in reversed(steps))
    return f"{type(error).__name__} at {where}"


def start_log(folder: Path) -> None:
    """Write the log into a folder, ten files of 5 MB at most."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    kept = logging.handlers.RotatingFileHandler(
        folder / "overread.log", maxBytes=LOG_BYTES, backupCount=LOG_FILES - 1, encoding="utf-8"
    )
    kept.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    LOG.addHandler(kept)
    LOG.setLevel(logging.INFO)
    LOG.propagate = False
    for chatty in ("pydicom", "pynetdicom", "highdicom"):
        logging.getLogger(chatty).setLevel(logging.CRITICAL)
