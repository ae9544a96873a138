"""Arrays that a worker lays into shared memory: whole, lent as long as somebody looks, and never a way to do harm."""

import gc
import io
import mmap
import os
import struct
import sys
from collections import deque
from functools import partial
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication

from app.work.jobs import BackgroundJobs
from app.work.shelves import COUNT, SHELF_BYTES, Counter, Shelf, Shelves, places
from app.work.wire import dump, load_answer, receive
from tests.builders.work import frames

pytestmark = pytest.mark.skipif(
    not hasattr(os, "memfd_create"), reason="this system has no such memory: arrays are sent through pipes"
)
ON_SHELF = 1 << 63


def both_sides() -> tuple[Shelves, Counter]:
    """Return shelves as the program sees them and as a worker does."""
    shelves = Shelves()
    counter = Counter([os.dup(one) for one in shelves.descriptors])
    return shelves, counter


def carried(message: object, shelves: Shelves, counter: Counter) -> tuple[Any, int]:
    """Return a message as it comes back over a shelf, and how many bytes were sent."""
    shelf = shelves.take_free()
    sent = b"".join(dump(message, counter.shelf(None if shelf is None else shelf.number)))
    try:
        return load_answer(receive(io.BytesIO(sent), shelf)), len(sent)  # type: ignore[arg-type]  # like a pipe
    finally:
        if shelf is not None:
            shelf.leave()


def test_arrays_come_back_whole_and_are_not_sent() -> None:
    values: list[NDArray[Any]] = [np.arange(300_001, dtype=np.uint16), np.eye(700)]

    back, sent_bytes = carried(("frames", values), *both_sides())

    assert sent_bytes < 2000
    assert all(np.array_equal(one, other) for one, other in zip(back[1], values, strict=True))


def test_a_shelf_is_lent_as_long_as_somebody_looks_at_an_array_on_it() -> None:
    shelves, counter = both_sides()
    values = np.ones((1024, 1024), np.float64)
    held = [carried(values + number, shelves, counter) for number in range(COUNT + 1)]

    assert [sent_bytes > values.nbytes for _, sent_bytes in held] == [False] * COUNT + [True], (
        "the last was sent"
    )
    assert [array[0, 0] for array, _ in held] == [1, 2, 3, 4]
    view = held[1][0][5:, 5:]
    held.clear()
    gc.collect()
    again = [carried(values * 9, shelves, counter)[1] < 2000 for _ in range(4)]
    assert all(again)
    assert np.all(view == 2), "what a view shows is not written over"


def test_small_answers_hold_no_shelf() -> None:
    shelves, counter = both_sides()
    kept = [carried(np.full(1000, number), shelves, counter)[0] for number in range(2 * COUNT)]

    assert [array[0] for array in kept] == list(range(2 * COUNT))
    assert all(isinstance(shelves.take_free(), Shelf) for _ in range(COUNT))


def test_what_finds_no_room_is_sent() -> None:
    large = np.zeros(SHELF_BYTES + 1, np.uint8)
    small = np.ones(2 << 20, np.uint8)

    back, sent_bytes = carried((small, large), *both_sides())

    assert sent_bytes > large.nbytes
    assert np.array_equal(back[0], small)
    assert np.array_equal(back[1], large)


def test_memory_of_a_large_answer_is_given_back_to_the_system() -> None:
    shelves, counter = both_sides()
    before = _shared_bytes()
    carried(np.ones(SHELF_BYTES - 64, np.uint8), shelves, counter)
    gc.collect()

    assert _shared_bytes() - before < 12 << 20


@pytest.mark.parametrize("lengths", [[SHELF_BYTES + 1], [SHELF_BYTES, 1], [(1 << 62), (1 << 62)]])
def test_f1_a_worker_that_lies_about_what_lies_there_is_not_believed(lengths: list[int]) -> None:
    shelf = Shelves().take_free()
    assert shelf is not None

    with pytest.raises(EOFError):
        shelf.pieces(lengths)


def test_f1_an_answer_that_names_a_shelf_nobody_offered_is_refused() -> None:
    numbers = (2, 5, 100 | ON_SHELF)
    message = struct.pack("<3Q", *numbers) + b"12345"

    with pytest.raises(EOFError):
        receive(io.BytesIO(message))  # type: ignore[arg-type]  # like a pipe


def test_f1_a_worker_cannot_take_the_memory_away_from_under_the_program() -> None:
    shelves = Shelves()
    (descriptor,) = shelves.descriptors

    for size in (0, 2 * COUNT * SHELF_BYTES):
        with pytest.raises(PermissionError):
            os.ftruncate(descriptor, size)


def test_a_shelf_is_free_after_its_last_user_and_not_before() -> None:
    free: deque[int] = deque()
    shelf = Shelf(mmap.mmap(-1, COUNT * SHELF_BYTES), 1, free)
    pieces = shelf.pieces([2 << 20, 2 << 20])

    shelf.leave()
    assert not free
    pieces.pop()
    assert not free
    pieces.clear()
    assert list(free) == [1]


def test_pieces_lie_one_after_the_other() -> None:
    assert places([1, 64, 65, 0]) == [0, 64, 128, 256, 256]


@pytest.mark.skipif(sys.platform != "linux", reason="only there are shelves")
def test_frames_of_a_worker_that_died_since_can_still_be_looked_at(qapp: QCoreApplication) -> None:
    jobs = BackgroundJobs(workers=1, warm=("tests.builders.work",))
    try:
        answers = [jobs.wait_for(partial(frames, 8, value), seconds=30) for value in (3, 4)]
    finally:
        jobs.close()
    gc.collect()

    assert [len(answer) for answer in answers] == [8, 8]
    assert all(
        np.all(frame == value) for value, answer in zip((3, 4), answers, strict=True) for frame in answer
    )


def _shared_bytes() -> int:
    with open("/proc/self/status", encoding="utf-8") as status:
        return next(1024 * int(line.split()[1]) for line in status if line.startswith("RssShmem"))
