"""Work away from the main thread: answers, failures, deaths, time limits, and nothing left behind."""

import gc
import os
import signal
import subprocess
import sys
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QThread, QTimer
from pytestqt.qtbot import QtBot

from app.work.jobs import BackgroundJobs
from tests.builders.work import (
    NobodyCanReadThis,
    add,
    answer_with_a_function,
    ask_for_memory,
    end_like_a_crashed_decoder,
    frame,
    hang,
    modules,
    print_something,
    process_id,
    refuse,
    refuse_in_the_readers_words,
    refuse_with_what_does_not_travel,
    sleep,
)
from viewer.loading.jobs import WorkerDiedError, WorkerOverdueError

WORK = ("tests.builders.work",)


@pytest.fixture
def others() -> set[int]:
    """Processes that are not ours to count: the screen of this test run."""
    return _children()


@pytest.fixture
def jobs(qapp: QCoreApplication, others: set[int]) -> Iterator[BackgroundJobs]:
    made = BackgroundJobs(workers=2, warm=WORK)
    yield made
    made.close()


class Outcome:
    """What came back, where and when."""

    def __init__(self) -> None:
        self.answers: list[Any] = []
        self.failures: list[BaseException] = []
        self.threads: set[QThread] = set()

    def done(self, answer: object) -> None:
        self.answers.append(answer)
        self.threads.add(QThread.currentThread())

    def failed(self, problem: BaseException) -> None:
        self.failures.append(problem)
        self.threads.add(QThread.currentThread())

    @property
    def count(self) -> int:
        return len(self.answers) + len(self.failures)


def run_in_process(
    jobs: BackgroundJobs, qtbot: QtBot, work: Callable[[], Any], *, seconds: float = 5.0
) -> Outcome:
    outcome = Outcome()
    jobs.in_process(work, outcome.done, outcome.failed, seconds=seconds)
    qtbot.waitUntil(lambda: outcome.count == 1, timeout=20_000)
    return outcome


def test_a_process_answers_on_the_main_thread(jobs: BackgroundJobs, qtbot: QtBot) -> None:
    outcome = run_in_process(jobs, qtbot, partial(add, 2, 3))

    assert outcome.answers == [5]
    assert outcome.threads == {QCoreApplication.instance().thread()}  # type: ignore[union-attr]  # qtbot made it


def test_work_is_done_in_another_process(jobs: BackgroundJobs, qtbot: QtBot) -> None:
    assert run_in_process(jobs, qtbot, process_id).answers[0] != os.getpid()


def test_a_thread_answers_on_the_main_thread(jobs: BackgroundJobs, qtbot: QtBot) -> None:
    outcome = Outcome()
    jobs.in_thread(threading.get_ident, outcome.done, outcome.failed)
    qtbot.waitUntil(lambda: outcome.count == 1)

    assert outcome.answers[0] != threading.get_ident()
    assert outcome.threads == {QCoreApplication.instance().thread()}  # type: ignore[union-attr]  # qtbot made it


def test_a_failure_in_a_thread_is_told(jobs: BackgroundJobs, qtbot: QtBot) -> None:
    outcome = Outcome()
    jobs.in_thread(refuse, outcome.done, outcome.failed)
    qtbot.waitUntil(lambda: outcome.count == 1)

    assert str(outcome.failures[0]) == "slice 3 is missing"


def test_a_failure_in_a_process_is_told_in_its_own_words(jobs: BackgroundJobs, qtbot: QtBot) -> None:
    problem = run_in_process(jobs, qtbot, refuse).failures[0]

    assert isinstance(problem, ValueError)
    assert str(problem) == "slice 3 is missing"


@pytest.mark.parametrize("work", [refuse_in_the_readers_words, refuse_with_what_does_not_travel])
def test_a_failure_that_cannot_be_sent_keeps_its_name(
    jobs: BackgroundJobs, qtbot: QtBot, work: Callable[[], Any]
) -> None:
    problem = run_in_process(jobs, qtbot, work).failures[0]

    assert "This cannot be shown" in str(problem) or "NotAnException" in str(problem)


def test_arrays_come_back_whole_and_can_be_written(jobs: BackgroundJobs, qtbot: QtBot) -> None:
    answer = run_in_process(jobs, qtbot, partial(frame, 7)).answers[0]

    assert answer.shape == (512, 512)
    assert answer.dtype == np.int16
    assert np.all(answer == 7)
    assert answer.flags.writeable


def test_a_library_that_prints_does_not_disturb_the_answer(jobs: BackgroundJobs, qtbot: QtBot) -> None:
    assert run_in_process(jobs, qtbot, print_something).answers == ["done"]


def test_f1_a_crashed_decoder_fails_alone_and_the_next_worker_is_ready_at_once(
    jobs: BackgroundJobs, qtbot: QtBot, others: set[int]
) -> None:
    run_in_process(jobs, qtbot, process_id)
    qtbot.waitUntil(lambda: len(_children() - others) == 3, timeout=20_000)
    qtbot.wait(1500)  # until the spare is warm
    ready = _children()

    problem = run_in_process(jobs, qtbot, end_like_a_crashed_decoder).failures[0]
    answered_by = {run_in_process(jobs, qtbot, process_id).answers[0] for _ in range(4)}

    assert isinstance(problem, WorkerDiedError)
    assert answered_by <= ready, "nobody waited for a process to start"


def test_d10_work_that_hangs_is_ended_in_time(jobs: BackgroundJobs, qtbot: QtBot) -> None:
    run_in_process(jobs, qtbot, process_id)

    started = time.perf_counter()
    problem = run_in_process(jobs, qtbot, hang, seconds=0.3).failures[0]

    assert isinstance(problem, WorkerOverdueError)
    assert "too long" in str(problem)
    assert time.perf_counter() - started < 4.5, "it was ended, and did not end by itself"
    assert run_in_process(jobs, qtbot, partial(add, 1, 1)).answers == [2]


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="this system cannot stop a process")
def test_d10_a_stopped_worker_is_replaced(jobs: BackgroundJobs, qtbot: QtBot) -> None:
    pid = run_in_process(jobs, qtbot, process_id).answers[0]
    os.kill(pid, signal.SIGSTOP)

    outcomes = [run_in_process(jobs, qtbot, process_id, seconds=0.3) for _ in range(4)]

    assert sum(len(outcome.failures) for outcome in outcomes) <= 1
    assert sum(len(outcome.answers) for outcome in outcomes) >= 3


def test_many_deaths_in_a_row_are_survived(jobs: BackgroundJobs, qtbot: QtBot) -> None:
    outcome = Outcome()
    for number in range(12):
        work = end_like_a_crashed_decoder if number % 2 else partial(add, number, 0)
        jobs.in_process(work, outcome.done, outcome.failed)
    qtbot.waitUntil(lambda: outcome.count == 12, timeout=60_000)

    assert sorted(outcome.answers) == [0, 2, 4, 6, 8, 10]
    assert len(outcome.failures) == 6


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits the address space reliably")
def test_f5_a_worker_may_not_take_all_memory(qapp: QCoreApplication, qtbot: QtBot) -> None:
    jobs = BackgroundJobs(workers=1, memory_bytes=1 << 30, warm=WORK)
    try:
        problem = run_in_process(jobs, qtbot, partial(ask_for_memory, 2 << 30)).failures[0]
        assert isinstance(problem, MemoryError)
        assert run_in_process(jobs, qtbot, partial(ask_for_memory, 1000)).answers == [1000]
    finally:
        jobs.close()


def test_cancelled_work_is_never_delivered(jobs: BackgroundJobs, qtbot: QtBot) -> None:
    outcome = Outcome()
    tickets = [jobs.in_process(partial(add, 1, number), outcome.done, outcome.failed) for number in range(20)]
    for ticket in tickets[:-1]:
        ticket.cancel()
    qtbot.waitUntil(lambda: outcome.count == 1, timeout=20_000)
    qtbot.wait(100)

    assert outcome.answers == [20]


def test_an_answer_may_not_name_what_could_be_called(jobs: BackgroundJobs, qtbot: QtBot) -> None:
    problem = run_in_process(jobs, qtbot, answer_with_a_function).failures[0]

    assert isinstance(problem, WorkerDiedError)
    assert "cannot be read" in str(problem)


def test_work_that_cannot_be_sent_fails(jobs: BackgroundJobs, qtbot: QtBot) -> None:
    outcome = run_in_process(jobs, qtbot, lambda: 1)

    assert len(outcome.failures) == 1


def test_work_that_cannot_be_understood_fails_and_costs_no_worker(jobs: BackgroundJobs, qtbot: QtBot) -> None:
    problem = run_in_process(jobs, qtbot, NobodyCanReadThis()).failures[0]

    assert isinstance(problem, ValueError)


def test_workers_import_nothing_of_the_screen(qapp: QCoreApplication, qtbot: QtBot) -> None:
    jobs = BackgroundJobs(workers=1)
    try:
        imported = run_in_process(jobs, qtbot, modules, seconds=30).answers[0]
    finally:
        jobs.close()

    assert "viewer.dicom.decoding" in imported
    assert not imported & {"PySide6", "vtkmodules", "SimpleITK", "highdicom", "cv2", "sqlalchemy"}


def test_calls_posted_from_threads_run_on_the_main_thread_in_order(
    jobs: BackgroundJobs, qtbot: QtBot
) -> None:
    ran: list[tuple[int, int]] = []

    def post_many() -> None:
        for number in range(200):
            jobs.post(partial(ran.append, (number, 0)))

    poster = threading.Thread(target=post_many)
    poster.start()
    qtbot.waitUntil(lambda: len(ran) == 200)
    poster.join()

    assert [number for number, _ in ran] == list(range(200))


def test_a_flood_of_answers_leaves_the_reader_their_turn(jobs: BackgroundJobs, qtbot: QtBot) -> None:
    beats: list[float] = []
    heart = QTimer()
    heart.timeout.connect(lambda: beats.append(time.perf_counter()))
    heart.start(1)
    for _ in range(100):
        jobs.post(lambda: time.sleep(0.004))
    done: list[bool] = []
    jobs.post(lambda: done.append(True))
    qtbot.waitUntil(lambda: bool(done))
    heart.stop()

    # Four tenths of a second of answers, a few in each turn: the reader's events come in between.
    assert len(beats) >= 15


def test_closing_leaves_no_process_and_no_thread(qapp: QCoreApplication, qtbot: QtBot) -> None:
    children, threads = _children(), set(threading.enumerate())
    jobs = BackgroundJobs(workers=2, warm=WORK)
    outcome = Outcome()
    run_in_process(jobs, qtbot, process_id)
    jobs.in_process(hang, outcome.done, outcome.failed, seconds=60)
    jobs.in_process(partial(sleep, 60), outcome.done, outcome.failed, seconds=60)
    jobs.in_process(partial(add, 1, 2), outcome.done, outcome.failed)
    qtbot.wait(50)

    started = time.perf_counter()
    jobs.close()

    assert time.perf_counter() - started < 2
    assert _children() == children
    assert set(threading.enumerate()) == threads
    qtbot.wait(50)
    assert outcome.count == 0


def test_closing_while_workers_start_leaves_nothing(qapp: QCoreApplication) -> None:
    children, threads = _children(), set(threading.enumerate())
    jobs = BackgroundJobs(workers=2)
    jobs.start()
    jobs.close()

    assert _children() == children
    assert set(threading.enumerate()) == threads


def test_work_after_closing_is_dropped(qapp: QCoreApplication, qtbot: QtBot) -> None:
    jobs = BackgroundJobs(workers=1, warm=WORK)
    jobs.close()
    outcome = Outcome()
    jobs.in_process(process_id, outcome.done, outcome.failed)
    jobs.in_thread(process_id, outcome.done, outcome.failed)
    jobs.post(lambda: outcome.done("posted"))
    qtbot.wait(50)

    assert outcome.count == 0


@pytest.mark.skipif(not os.path.isdir("/proc"), reason="needs /proc to look at processes")
def test_workers_end_when_the_program_is_killed(tmp_path: Any) -> None:
    program = (
        "import sys; sys.path[:] = sys.argv[1:]\n"
        "from PySide6.QtCore import QCoreApplication\n"
        "from functools import partial\n"
        "from app.work.jobs import BackgroundJobs\n"
        "from tests.builders.work import process_id\n"
        "app = QCoreApplication([])\n"
        "jobs = BackgroundJobs(workers=1, warm=())\n"
        "print(jobs.wait_for(process_id), flush=True)\n"
        "app.exec()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-P", "-c", program, os.getcwd(), *sys.path], stdout=subprocess.PIPE
    ) as parent:
        assert parent.stdout is not None
        worker = int(parent.stdout.readline())
        parent.kill()
    for _ in range(100):
        if not os.path.exists(f"/proc/{worker}"):
            return
        time.sleep(0.05)
    pytest.fail("the worker outlived the program")


def _children() -> set[int]:
    """Return the processes that this one started and that still run (Linux; empty elsewhere)."""
    found = set()
    for task in os.listdir("/proc/self/task") if os.path.isdir("/proc/self/task") else ():
        try:
            with open(f"/proc/self/task/{task}/children") as children:
                found |= {int(pid) for pid in children.read().split()}
        except OSError:
            continue
    return found


@pytest.mark.parametrize("dropped", [False, True])
def test_an_answer_that_nobody_keeps_is_gone_at_once(
    jobs: BackgroundJobs, qtbot: QtBot, dropped: bool
) -> None:
    made: list[weakref.ref[np.ndarray[Any, Any]]] = []
    seen: list[int] = []
    failures: list[BaseException] = []
    asked = threading.Event()

    def work() -> np.ndarray[Any, Any]:
        values = np.zeros(4096)
        made.append(weakref.ref(values))
        asked.wait(10)
        return values

    gc.collect()
    gc.disable()  # a ring would be found only by chance, and images are large
    try:
        ticket = jobs.in_thread(work, lambda answer: seen.append(len(answer)), failures.append)
        qtbot.waitUntil(lambda: bool(made))
        if dropped:
            ticket.cancel()
        asked.set()
        qtbot.waitUntil(lambda: made[0]() is None)
    finally:
        gc.enable()

    assert seen == ([] if dropped else [4096])
    assert failures == []
