"""One worker process, seen from the program: start it, give it work, lose it."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from app.work.wire import load_answer, receive, send
from viewer.loading.jobs import WorkerDiedError, WorkerOverdueError

_ROOT = str(Path(__file__).resolve().parents[2])
_BOOT = (
    "import json, sys; "
    "paths, memory, warm = json.loads(sys.argv[1]); "
    "sys.path[:] = paths; "
    "from app.work.worker import main; "
    "main(memory, warm)"
)
_ONE_CORE = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
"""Workers share the cores among themselves; libraries in them must not each take all."""


class WorkerProcess:
    """A process that does one piece of work at a time.

    Started from nothing rather than forked or by ``multiprocessing``: a program with windows and threads cannot be
    forked, and ``multiprocessing`` would import the whole program into every worker.
    """

    def __init__(self, *, memory_bytes: int, warm: Sequence[str]) -> None:
        paths = [_ROOT, *(path for path in sys.path if path and path != _ROOT)]
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-c", _BOOT, json.dumps([paths, memory_bytes, list(warm)])],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            env={**os.environ, **_ONE_CORE},
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        self.deadline: float | None = None
        self._expired = self._killed = False

    @property
    def pid(self) -> int:
        """The number the system knows it by."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Whether the process still runs and has not been told to end."""
        return not self._killed and self._process.poll() is None

    def wait_until_ready(self) -> None:
        """Wait until everything is imported; WorkerDiedError if that fails."""
        self._answer()

    def run(self, request: list[memoryview]) -> tuple[bool, Any]:
        """Do a piece of work and return whether it succeeded and its answer or exception.

        Raises
        ------
        WorkerDiedError
            Where the process ends, or is ended, before it has answered.
        """
        try:
            send(self._process.stdin, request)  # type: ignore[arg-type]  # a pipe, as asked for above
        except (OSError, ValueError) as problem:
            self.kill()
            raise WorkerDiedError("the worker process had ended before") from problem
        succeeded, answer = self._answer()
        return succeeded, answer

    def kill(self) -> None:
        """End the process at once, whatever it does. May be called from any thread, and twice."""
        self._killed = True
        self._process.kill()

    def expire(self) -> None:
        """End the process because its time is over."""
        self._expired = True
        self.kill()

    def close(self) -> None:
        """End the process and leave nothing of it behind. Nobody may be waiting for an answer."""
        self.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()

    def _answer(self) -> Any:
        try:
            pieces = receive(self._process.stdout)  # type: ignore[arg-type]  # a pipe without a buffer
        except (EOFError, OSError, ValueError, MemoryError) as problem:
            self.kill()
            if self._expired:
                raise WorkerOverdueError("it took too long") from problem
            raise WorkerDiedError("it ended the worker process") from problem
        try:
            return load_answer(pieces)
        except Exception as problem:  # a declared boundary: whatever a spoiled process may have sent
            self.kill()
            raise WorkerDiedError("the worker process sent an answer that cannot be read") from problem
