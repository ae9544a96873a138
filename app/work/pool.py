"""A few worker processes with one standing by: work goes to whichever is free, a dead one is replaced at once."""

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from queue import SimpleQueue
from time import monotonic
from typing import Any

from app.work.process import WorkerProcess
from viewer.loading.jobs import Answer, WorkerDiedError

_START_SECONDS = 60.0
_MOST_FAILED_STARTS = 3
_TICK_SECONDS = 0.05

_Piece = tuple["Future[Any]", Callable[[], Any], float]


class WorkerPool:
    """Runs picklable work in processes that may die of it.

    A thread for each process hands it work and waits; one more watches the clock. A spare process is kept ready, so
    that the work after a death waits for no start.
    """

    def __init__(self, workers: int, *, memory_bytes: int, warm: Sequence[str]) -> None:
        self._workers = workers
        self._memory_bytes = memory_bytes
        self._warm = warm
        self._waiting: SimpleQueue[_Piece | None] = SimpleQueue()
        self._ready: SimpleQueue[WorkerProcess | None] = SimpleQueue()
        self._changed = threading.Condition()  # guards everything below
        self._alive: set[WorkerProcess] = set()
        self._starting = 0
        self._closing = False
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Start the processes in the background; the spare one when the first is ready."""
        with self._changed:
            if self._threads or self._closing:
                return
            for number in range(self._workers):
                self._run_thread(self._keep, f"worker {number + 1}")
            self._run_thread(self._watch, "worker clock")
        for _ in range(self._workers):
            self._replenish()

    def submit(self, work: Callable[[], Answer], seconds: float) -> "Future[Answer]":
        """Queue picklable work; its future fails with WorkerDiedError where the process does not survive it."""
        self.start()
        future: Future[Answer] = Future()
        with self._changed:
            if not self._closing:
                self._waiting.put((future, work, seconds))
                return future
        future.cancel()
        return future

    def close(self) -> None:
        """Kill every process, cancel what waits, and return when nothing is left."""
        with self._changed:
            self._closing = True
            for worker in self._alive:
                worker.kill()
            self._changed.notify_all()
        while not self._waiting.empty():
            piece = self._waiting.get()
            if piece is not None:
                piece[0].cancel()
        for _ in range(self._workers):
            self._waiting.put(None)
            self._ready.put(None)
        for thread in list(self._threads):
            thread.join()
        for worker in self._alive:
            worker.close()

    def _keep(self) -> None:
        """Hand one process its work until it dies, then take the next."""
        worker = self._take()
        while (piece := self._waiting.get()) is not None:
            if worker is not None and not worker.is_alive:
                worker = self._replace(worker)
            future, work, seconds = piece
            if not future.set_running_or_notify_cancel():
                continue
            try:
                succeeded, answer = self._done_by(worker, work, seconds)
            except Exception as problem:  # a declared boundary: a death, or work that cannot be sent
                future.set_exception(problem)
            else:
                _settle(future, succeeded, answer)
            if worker is not None and not worker.is_alive:
                worker = self._replace(worker)

    def _done_by(
        self, worker: WorkerProcess | None, work: Callable[[], Any], seconds: float
    ) -> tuple[bool, Any]:
        if worker is None:
            raise WorkerDiedError("worker processes cannot be started on this computer")
        with self._limited(worker, seconds):
            return worker.run(work, seconds)

    @contextmanager
    def _limited(self, worker: WorkerProcess, seconds: float) -> Iterator[None]:
        """Let the clock end a process that takes longer."""
        with self._changed:
            worker.deadline = monotonic() + seconds
            self._changed.notify_all()
        try:
            yield
        finally:
            with self._changed:
                worker.deadline = None

    def _take(self) -> WorkerProcess | None:
        """Wait for a process that is ready and have the next one started; None at the end, or if none will start."""
        worker = self._ready.get()
        if worker is not None:
            self._replenish()
        return worker

    def _replace(self, dead: WorkerProcess) -> WorkerProcess | None:
        with self._changed:
            self._alive.discard(dead)
        dead.close()
        self._replenish()
        return self._take()

    def _replenish(self) -> None:
        """Start a process unless there are enough: one for each keeper, and the spare once one of them is there."""
        with self._changed:
            enough = self._workers + (1 if self._alive else 0)
            if not self._closing and len(self._alive) + self._starting < enough:
                self._starting += 1
                self._run_thread(self._start_one, "worker start")

    def _start_one(self) -> None:
        """Start processes until one is ready, or too many have failed to."""
        for _ in range(_MOST_FAILED_STARTS):
            worker = self._started()
            if worker is not None:
                self._ready.put(worker)
                return
        self._ready.put(None)

    def _started(self) -> WorkerProcess | None:
        """Start a process and return it when it is ready; None if it does not become so."""
        worker = WorkerProcess(memory_bytes=self._memory_bytes, warm=self._warm)
        with self._changed:
            self._alive.add(worker)
            self._starting -= 1
            if self._closing:
                worker.kill()
        try:
            with self._limited(worker, _START_SECONDS):
                worker.wait_until_ready()
        except WorkerDiedError:
            with self._changed:
                self._alive.discard(worker)
                self._starting += 1
            worker.close()
            return None
        return worker

    def _watch(self) -> None:
        """Kill what is past its time, looking often while anything runs and not at all while nothing does."""
        with self._changed:
            while not self._closing:
                running = [worker for worker in self._alive if worker.deadline is not None]
                for worker in running:
                    if worker.deadline is not None and worker.deadline < monotonic():
                        worker.expire()
                self._changed.wait(_TICK_SECONDS if running else None)

    def _run_thread(self, target: Callable[[], None], name: str) -> None:
        self._threads = [thread for thread in self._threads if thread.is_alive()]
        thread = threading.Thread(target=target, name=name, daemon=True)
        thread.start()
        self._threads.append(thread)


def _settle(future: "Future[Any]", succeeded: bool, answer: Any) -> None:
    if succeeded:
        future.set_result(answer)
    else:
        future.set_exception(answer)
