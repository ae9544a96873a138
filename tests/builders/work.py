"""Work for worker processes: good, bad and deadly. Imports little, so that workers have it quickly."""

import os
import signal
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from viewer.core.errors import ViewerError


def add(first: int, second: int) -> int:
    return first + second


def process_id() -> int:
    return os.getpid()


def refuse() -> None:
    raise ValueError("slice 3 is missing")


def refuse_in_the_readers_words() -> None:
    raise ViewerError("This cannot be shown", why="it is damaged", remedy="Ask for it again")


def refuse_with_what_does_not_travel() -> None:
    raise NotAnException(lambda: None)


class NotAnException(BaseException):
    """Raised by decoders written in other languages (SAFETY finding 3)."""


def end_like_a_crashed_decoder() -> None:
    os.kill(os.getpid(), signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)


def hang() -> None:
    while True:
        pass


def sleep(seconds: float) -> None:
    time.sleep(seconds)


def frame(value: int) -> NDArray[np.int16]:
    return np.full((512, 512), value, dtype=np.int16)


def frames(count: int, value: int) -> list[NDArray[np.int16]]:
    return [frame(value) for _ in range(count)]


def print_something() -> str:
    print("a library that talks")
    os.write(1, b"and one that talks past Python")
    return "done"


def ask_for_memory(size: int) -> int:
    return len(bytearray(size))


def modules() -> set[str]:
    return set(sys.modules)


def answer_with_a_function() -> Callable[..., Any]:
    return os.system


class NobodyCanReadThis:
    """Work that fails as it is unpacked."""

    def __call__(self) -> None:
        """Never reached."""

    def __reduce__(self) -> tuple[Callable[[str], Any], tuple[str]]:
        return int, ("not a number",)
