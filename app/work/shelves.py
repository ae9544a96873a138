"""Memory that the program shares with a worker: arrays of an answer are laid there instead of being sent.

A pipe copies every pixel twice more and touches new memory each time, which costs more than the copying. Shelves are
used again and again. A worker is told which one is free; what it lays there is lent to the program, and the shelf is
free again when the last array on it is gone.
"""

import ctypes
import mmap
import os
import weakref
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from itertools import accumulate, count
from typing import Any

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

COUNT = 3
"""Shelves of a worker: one that it fills, two that the program has not emptied yet."""

SHELF_BYTES = 32 << 20
"""Room for a mammogram. Memory is taken only as far as it is used."""

_KEPT_BYTES = 8 << 20
"""How much of its memory a shelf keeps when it is given back."""

_LENT_BYTES = 1 << 20
"""Answers smaller than this are copied: what is kept of them for long, as thumbnails are, holds no shelf."""

_ALIGNED = 64


def places(lengths: Sequence[int]) -> list[int]:
    """Return where pieces of these lengths begin on a shelf, one after the other, and where the next one would."""
    return list(accumulate((-(-length // _ALIGNED) * _ALIGNED for length in lengths), initial=0))


class Shelves:
    """The shelves of one worker, on the program's side; none where the system has no such memory (Linux has)."""

    def __init__(self) -> None:
        self._descriptor: int | None = None
        self._memory: mmap.mmap | None = None
        self._free: deque[int] = deque()
        if not hasattr(os, "memfd_create"):
            return
        with suppress(OSError):
            self._descriptor = os.memfd_create("shelves", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
            os.ftruncate(self._descriptor, COUNT * SHELF_BYTES)
            # If a worker could shrink it, the program's next look at it would end the program.
            seals = fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_SEAL
            fcntl.fcntl(self._descriptor, fcntl.F_ADD_SEALS, seals)
            self._memory = mmap.mmap(self._descriptor, COUNT * SHELF_BYTES)
            self._free.extend(range(COUNT))

    @property
    def descriptors(self) -> tuple[int, ...]:
        """What a worker must inherit."""
        return () if self._descriptor is None else (self._descriptor,)

    def forget_descriptor(self) -> None:
        """Close what the worker has inherited by now; the memory stays."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def take_free(self) -> "Shelf | None":
        """Return a shelf that the worker may fill; None where all are lent."""
        if self._memory is None:
            return None
        with suppress(IndexError):
            return Shelf(self._memory, self._free.popleft(), self._free)
        return None


class Shelf:
    """One shelf, from when a worker is told that it may fill it until nothing that lay on it is in use."""

    def __init__(self, memory: mmap.mmap, number: int, free: "deque[int]") -> None:
        self.number = number
        self._memory = memory
        self._free = free
        self._used_bytes = 0
        self._users = 1  # who took it, and each piece that is lent
        self._gone = count(1)  # users that have gone; counting so needs no lock

    def pieces(self, lengths: Sequence[int]) -> list[Any]:
        """Return what was laid there: views of it where it is large, else copies. To be asked for once.

        Raises
        ------
        EOFError
            Where it could not lie there: the worker does not tell the truth.
        """
        starts = places(lengths)
        if starts[-1] > SHELF_BYTES:
            raise EOFError("not a message")
        self._used_bytes = starts[-1]
        where = [
            (self.number * SHELF_BYTES + start, length)
            for start, length in zip(starts, lengths, strict=False)
        ]
        if self._used_bytes < _LENT_BYTES:
            with memoryview(self._memory) as memory:
                return [bytearray(memory[start : start + length]) for start, length in where]
        self._users += len(where)
        return [self._lent(start, length) for start, length in where]

    def leave(self) -> None:
        """Say that one user has gone; with the last the shelf is free. May be called from any thread."""
        if next(self._gone) != self._users:
            return
        if self._used_bytes > _KEPT_BYTES:
            beyond = self.number * SHELF_BYTES + _KEPT_BYTES
            with suppress(OSError):
                self._memory.madvise(mmap.MADV_REMOVE, beyond, SHELF_BYTES - _KEPT_BYTES)
        self._free.append(self.number)

    def _lent(self, start: int, length: int) -> Any:
        piece = (ctypes.c_ubyte * length).from_buffer(self._memory, start)
        weakref.finalize(piece, self.leave).atexit = False
        return piece


class Counter:
    """The same shelves, on the worker's side."""

    def __init__(self, descriptors: Sequence[int]) -> None:
        self._memory = mmap.mmap(descriptors[0], COUNT * SHELF_BYTES) if descriptors else None
        for descriptor in descriptors:
            os.close(descriptor)

    def shelf(self, number: int | None) -> memoryview | None:
        """Return the memory of a shelf."""
        if self._memory is None or number is None:
            return None
        return memoryview(self._memory)[number * SHELF_BYTES : (number + 1) * SHELF_BYTES]
