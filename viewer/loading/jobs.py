"""What loading needs from whoever runs its work; app.work.jobs is the real one, tests pass one that runs at once."""

from collections.abc import Callable
from typing import Protocol, TypeVar

Answer = TypeVar("Answer")


class Ticket(Protocol):
    """A piece of work that was handed over."""

    def cancel(self) -> None:
        """Drop the work if it has not started; its answer is never delivered."""


class Jobs(Protocol):
    """Runs functions of frozen requests elsewhere and delivers frozen answers on the main thread."""

    def in_thread(
        self,
        work: Callable[[], Answer],
        done: Callable[[Answer], None],
        failed: Callable[[BaseException], None],
    ) -> Ticket:
        """Run work in a thread: reading files, waiting."""

    def in_process(
        self,
        work: Callable[[], Answer],
        done: Callable[[Answer], None],
        failed: Callable[[BaseException], None],
        *,
        seconds: float = 5.0,
    ) -> Ticket:
        """Run picklable work (a functools.partial of a module-level function) in a worker process.

        Work that kills the process fails with WorkerDiedError, work that outlives its seconds with
        WorkerOverdueError; the next worker is ready.
        """

    def post(self, call: Callable[[], None]) -> None:
        """Run a call on the main thread soon. May be called from any thread."""


class WorkerDiedError(Exception):
    """A worker process ended, or was ended, in the middle of its work."""


class WorkerOverdueError(WorkerDiedError):
    """A worker process was ended because its work took too long."""
