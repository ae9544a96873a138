"""Jobs for tests: done at once, or when the test says so. They never leave the process."""

import pickle
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from viewer.loading.jobs import Answer, Ticket


class AtOnce:
    """Does work where it is asked for, before the question returns. Work for processes is pickled there and back."""

    def in_thread(
        self,
        work: Callable[[], Answer],
        done: Callable[[Answer], None],
        failed: Callable[[BaseException], None],
    ) -> Ticket:
        """Do the work now."""
        try:
            answer = work()
        except Exception as problem:  # what a thread would catch
            failed(problem)
        else:
            done(answer)
        return NoTicket()

    def in_process(
        self,
        work: Callable[[], Answer],
        done: Callable[[Answer], None],
        failed: Callable[[BaseException], None],
        *,
        seconds: float = 5.0,
    ) -> Ticket:
        """Do the work now, as if it had been sent."""
        sent: Callable[[], Answer] = pickle.loads(pickle.dumps(work))
        return self.in_thread(lambda: pickle.loads(pickle.dumps(sent())), done, failed)

    def post(self, call: Callable[[], None]) -> None:
        """Call now."""
        call()


class NoTicket:
    """Work that is already done."""

    def cancel(self) -> None:
        """Too late."""


@dataclass(eq=False)
class Waiting:
    """Work that waits for the test to do it, or to let it fail."""

    work: Callable[[], Any]
    done: Callable[[Any], None]
    failed: Callable[[BaseException], None]
    in_process: bool
    seconds: float = 0.0
    cancelled: bool = False

    def cancel(self) -> None:
        """Never deliver an answer."""
        self.cancelled = True

    def finish(self) -> None:
        """Do the work and deliver its answer, unless it was cancelled."""
        if not self.cancelled:
            self.done(self.work())

    def fail(self, problem: BaseException) -> None:
        """Let the work fail, unless it was cancelled."""
        if not self.cancelled:
            self.failed(problem)


@dataclass
class ByHand:
    """Keeps work until the test asks for it.

    Attributes
    ----------
    waiting
        What has been asked for, in order.
    """

    waiting: list[Waiting] = field(default_factory=list)

    def in_thread(
        self,
        work: Callable[[], Answer],
        done: Callable[[Answer], None],
        failed: Callable[[BaseException], None],
    ) -> Ticket:
        """Keep the work."""
        self.waiting.append(Waiting(work, done, failed, in_process=False))
        return self.waiting[-1]

    def in_process(
        self,
        work: Callable[[], Answer],
        done: Callable[[Answer], None],
        failed: Callable[[BaseException], None],
        *,
        seconds: float = 5.0,
    ) -> Ticket:
        """Keep the work."""
        self.waiting.append(Waiting(work, done, failed, in_process=True, seconds=seconds))
        return self.waiting[-1]

    def post(self, call: Callable[[], None]) -> None:
        """Call now."""
        call()

    def next(self) -> Waiting:
        """Take what was asked for first."""
        return self.waiting.pop(0)

    def finish_all(self) -> None:
        """Do everything, and everything that comes of it."""
        while self.waiting:
            self.next().finish()
