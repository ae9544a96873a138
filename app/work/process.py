"""One worker process, seen from the program: start it, give it work, lose it."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from app.work.shelves import Shelf, Shelves
from app.work.wire import dump, load_answer, receive, send
from viewer.loading.jobs import WorkerDiedError, WorkerOverdueError

_ROOT = str(Path(__file__).resolve().parents[2])
_BOOT = (
    "import json, sys; "
    "paths, memory, warm, shelves = json.loads(sys.argv[1]); "
    "sys.path[:] = paths; "
    "from app.work.worker import main; "
    "main(memory, warm, shelves)"
)
_ONE_CORE = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
"""Workers share the cores among themselves; libraries in them must not each take all."""

_KEEP_MEMORY = {
    "MALLOC_MMAP_THRESHOLD_": str(32 << 20),
    "MALLOC_TRIM_THRESHOLD_": str(64 << 20),
    "MALLOC_TOP_PAD_": str(4 << 20),
}
"""Let the C library (glibc) keep the memory of a frame for the next: new memory costs an eighth of decoding."""


class WorkerProcess:
    """A process that does one piece of work at a time.

    Started from nothing rather than forked or by ``multiprocessing``: a program with windows and threads cannot be
    forked, and ``multiprocessing`` would import the whole program into every worker.
    """

    def __init__(self, *, memory_bytes: int, warm: Sequence[str]) -> None:
        paths = [_ROOT, *(path for path in sys.path if path and path != _ROOT)]
        self._shelves = Shelves()
        inherited = self._shelves.descriptors
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-c", _BOOT, json.dumps([paths, memory_bytes, list(warm), inherited])],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            env={**os.environ, **_ONE_CORE, **_KEEP_MEMORY},
            pass_fds=inherited,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        self._shelves.forget_descriptor()
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

    def run(self, work: Any, seconds: float) -> tuple[bool, Any]:
        """Do a piece of work and return whether it succeeded and its answer or exception.

        Parameters
        ----------
        seconds
            After how many the process ends itself, should nobody be there to end it.

        Raises
        ------
        WorkerDiedError
            Where the process ends, or is ended, before it has answered.
        """
        shelf = self._shelves.take_free()
        try:
            request = dump((seconds, None if shelf is None else shelf.number, work))
            try:
                send(self._process.stdin, request)  # type: ignore[arg-type]  # a pipe, as asked for above
            except (OSError, ValueError) as problem:
                self.kill()
                raise WorkerDiedError("the worker process had ended before") from problem
            succeeded, answer = self._answer(shelf)
        finally:
            if shelf is not None:
                shelf.leave()
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

    def _answer(self, shelf: Shelf | None = None) -> Any:
        try:
            pieces = receive(self._process.stdout, shelf)  # type: ignore[arg-type]  # a pipe without a buffer
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
