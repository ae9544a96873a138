"""Work away from the main thread. The only place that starts threads and processes.

Work is a function of what it was given; its answer comes back on the main thread, a few milliseconds' worth in each
turn of the event loop, so that answers never hold up the reader.
"""

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from time import perf_counter
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from app.work.pool import WorkerPool
from viewer.loading.jobs import Answer, Ticket

_TURN_SECONDS = 0.008
"""How long one turn of the event loop may go on delivering answers."""

_MEMORY_BYTES = 4 << 30
WARM = ("viewer.loading.headers", "viewer.loading.decoding")


class BackgroundJobs:
    """Threads for reading, worker processes for everything that a file could upset.

    Implements ``viewer.loading.jobs.Jobs``. Must be made on the main thread, and closed.

    Parameters
    ----------
    workers
        Processes that work; one more stands by, so that a death costs no start.
    threads
        Threads that read files or wait.
    memory_bytes
        Address space of a worker, where the system can limit it; 0 for no limit.
    warm
        Modules that workers import before they are needed.
    """

    def __init__(
        self,
        *,
        workers: int = 2,
        threads: int = 4,
        memory_bytes: int = _MEMORY_BYTES,
        warm: Sequence[str] = WARM,
    ) -> None:
        self._courier = _Courier()
        self._is_closed = False
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="reading")
        self._workers = WorkerPool(workers, memory_bytes=memory_bytes, warm=warm)

    def start(self) -> None:
        """Start the worker processes in the background; otherwise the first work for them does."""
        self._workers.start()

    def in_thread(
        self,
        work: Callable[[], Answer],
        done: Callable[[Answer], None],
        failed: Callable[[BaseException], None],
    ) -> Ticket:
        """Run work in a thread."""
        if self._is_closed:
            return _Ticket(Future())
        return self._deliver(self._threads.submit(work), done, failed)

    def in_process(
        self,
        work: Callable[[], Answer],
        done: Callable[[Answer], None],
        failed: Callable[[BaseException], None],
        *,
        seconds: float = 5.0,
    ) -> Ticket:
        """Run picklable work in a worker process, for so many seconds at most."""
        if self._is_closed:
            return _Ticket(Future())
        return self._deliver(self._workers.submit(work, seconds), done, failed)

    def wait_for(self, work: Callable[[], Answer], *, seconds: float = 5.0) -> Answer:
        """Run picklable work in a worker process and wait for its answer: for commands without a window."""
        return self._workers.submit(work, seconds).result()

    def post(self, call: Callable[[], None]) -> None:
        """Run a call on the main thread soon. May be called from any thread."""
        self._courier.post(call)

    def close(self) -> None:
        """End all work, drop what has not been delivered, and leave no thread or process behind.

        What is asked for afterwards, by a timer that was still running, is never done and never answered.
        """
        self._is_closed = True
        self._courier.close()
        self._workers.close()
        self._threads.shutdown(wait=True, cancel_futures=True)

    def _deliver(
        self,
        future: "Future[Answer]",
        done: Callable[[Answer], None],
        failed: Callable[[BaseException], None],
    ) -> Ticket:
        ticket = _Ticket(future)

        def arrived(finished: "Future[Answer]") -> None:
            if not finished.cancelled():
                self._courier.post(lambda: ticket.hand_over(done, failed))

        future.add_done_callback(arrived)
        return ticket


class _Ticket:
    """Work that was handed over, until its answer is.

    Future and ticket know each other. The ticket lets go as soon as it can: else answers, which are large, would stay
    until Python looks for such rings.
    """

    def __init__(self, future: "Future[Any]") -> None:
        self._future: Future[Any] | None = future
        self._dropped = False

    def cancel(self) -> None:
        """Drop the work if it has not started; never deliver its answer."""
        self._dropped = True
        if self._future is not None and self._future.cancel():
            self._future = None

    def hand_over(self, done: Callable[[Any], None], failed: Callable[[BaseException], None]) -> None:
        """Call back with the answer or the failure, unless nobody wants it any more."""
        future, self._future = self._future, None
        if self._dropped or future is None:
            return
        problem = future.exception()
        if problem is None:
            done(future.result())
        else:
            failed(problem)


class _Courier(QObject):
    """Carries calls from any thread to the thread it was made on."""

    _called = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._calls: deque[Callable[[], None]] = deque()
        self._is_called = False
        self._closed = False
        self._called.connect(self._run, Qt.ConnectionType.QueuedConnection)
        self._next_turn = QTimer(self)  # a timer, because events posted now would be part of this turn
        self._next_turn.setSingleShot(True)
        self._next_turn.timeout.connect(self._run)

    def post(self, call: Callable[[], None]) -> None:
        """Run a call in the next turn of the event loop, or in one soon after."""
        if self._closed:
            return
        self._calls.append(call)
        if not self._is_called:
            self._is_called = True
            self._called.emit()

    def close(self) -> None:
        """Forget what waits, and take nothing more."""
        self._closed = True
        self._calls.clear()
        self._next_turn.stop()

    def _run(self) -> None:
        """Run what waits, but no longer than a turn may take; the rest has its turn after the reader's events."""
        self._is_called = False
        started = perf_counter()
        try:
            while self._calls and perf_counter() - started < _TURN_SECONDS:
                self._calls.popleft()()
        finally:
            if self._calls:
                self._next_turn.start(0)
