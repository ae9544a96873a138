"""The program that a worker process runs: take a piece of work, do it, answer, until nobody asks any more.

Started by ``app.work.process``. It decodes what nobody vouches for, so it expects to be killed: it holds
nothing that would be missed, may use little memory, and ends by itself when the program is gone.
"""

import faulthandler
import os
import signal
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from typing import Any

from app.work.shelves import Counter
from app.work.wire import dump, load_answer, load_request, receive, send

try:
    import fcntl
    import resource
except ImportError:  # Windows has neither
    fcntl = resource = None  # type: ignore[assignment]

_GRACE_SECONDS = 5.0
"""A worker past its time is killed by the program; this much later it ends itself, should the program be gone."""


def main(memory_bytes: int, warm: Sequence[str], shelves: Sequence[int]) -> None:
    """Serve the program at the other end of standard input and output.

    Parameters
    ----------
    memory_bytes
        Address space that may be used, 0 for no limit.
    warm
        Modules to import before the first piece of work.
    shelves
        Descriptors of the memory shared with the program, if any.
    """
    counter = Counter(shelves)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    requests, answers, nowhere = _take_over_streams()
    _limit_memory(memory_bytes)
    for module in warm:
        import_module(module)
    send(answers, dump("ready"))
    with suppress(EOFError, BrokenPipeError):
        while True:
            send(answers, _reply(receive(requests), counter, nowhere))


def _reply(pieces: list[Any], counter: Counter, nowhere: int) -> list[memoryview]:
    """Do a piece of work; its failure, and one to even understand it, is an answer too."""
    try:
        seconds, number, work = load_request(pieces)
        faulthandler.dump_traceback_later(seconds + _GRACE_SECONDS, exit=True, file=nowhere)
        return dump((True, work()), counter.shelf(number))
    except (
        BaseException
    ) as problem:  # a declared boundary: some codecs raise what is no Exception (finding 3)
        return _failure(problem)
    finally:
        faulthandler.cancel_dump_traceback_later()


def _failure(problem: BaseException) -> list[memoryview]:
    """Return a failure as the program can read it: the exception itself, or its words where it does not travel."""
    with suppress(Exception):
        pieces = dump((False, problem))
        load_answer([bytearray(piece) for piece in pieces[1:]])
        return pieces
    return dump((False, RuntimeError(f"{type(problem).__name__}: {problem}")))


def _take_over_streams() -> tuple[Any, Any, int]:
    """Return standard input and output for messages, and leave libraries that print with nothing to print to."""
    requests = os.fdopen(os.dup(0), "rb", buffering=0)
    answers = os.fdopen(os.dup(1), "wb", buffering=0)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1):
        os.dup2(nowhere, descriptor)
    _widen(answers.fileno())
    return requests, answers, nowhere


def _widen(descriptor: int) -> None:
    """Let a pipe hold a whole frame where the system can (Linux), so that fewer turns are needed."""
    if hasattr(fcntl, "F_SETPIPE_SZ"):
        with suppress(OSError):
            fcntl.fcntl(descriptor, fcntl.F_SETPIPE_SZ, 1 << 20)


def _limit_memory(memory_bytes: int) -> None:
    """Let a file that asks for too much fail here, and leave no image of memory behind after a crash."""
    limits = [("RLIMIT_CORE", 0)] + ([("RLIMIT_AS", memory_bytes)] if memory_bytes else [])
    for name, limit in limits:
        if hasattr(resource, name):
            with suppress(OSError, ValueError):
                resource.setrlimit(getattr(resource, name), (limit, limit))
