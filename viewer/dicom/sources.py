"""Bytes of a file, fetched in pieces as a reader asks for them; deflated ones inflated within a limit."""

import os
import stat
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from viewer.dicom.failures import UnreadableError

INFLATED_AT_LEAST = 256 << 20
INFLATED_RATIO = 20
"""A deflated file may grow to the larger of both: 256 MiB, or twenty times its size (SAFETY F4)."""

STEP = 1 << 20
PIECE = 32 << 10


class Source(Protocol):
    """Something that has bytes at offsets."""

    def read(self, start: int, length: int) -> bytes:
        """Return bytes from an offset on; fewer, or none, where the source ends before."""

    def holds(self, stop: int) -> bool:
        """Whether there are bytes up to this offset."""


class Memory:
    """Bytes that are already here."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def read(self, start: int, length: int) -> bytes:
        """Return bytes from an offset on; fewer where they end before."""
        return self._data[start : start + length]

    def holds(self, stop: int) -> bool:
        """Whether there are bytes up to this offset."""
        return stop <= len(self._data)


class File:
    """A file on disk, read where asked and nowhere else: sparse and huge files cost nothing.

    Keeps the piece it read last, so that neighbouring requests do not go to the disk again.
    """

    def __init__(self, descriptor: int, size: int) -> None:
        self._descriptor = descriptor
        self._piece = b""
        self._piece_start = 0
        self.size = size

    def read(self, start: int, length: int) -> bytes:
        """Return bytes from an offset on; fewer where the file ends before."""
        length = min(length, self.size - start)
        if length <= 0:
            return b""
        index = start - self._piece_start
        if not 0 <= index <= len(self._piece) - length:
            os.lseek(self._descriptor, start, os.SEEK_SET)
            self._piece, self._piece_start, index = os.read(self._descriptor, max(length, PIECE)), start, 0
        return self._piece[index : index + length]

    def holds(self, stop: int) -> bool:
        """Whether there are bytes up to this offset."""
        return stop <= self.size


class Inflated:
    """The deflated dataset of a file, inflated as far as it is asked for and never beyond the limit.

    Parameters
    ----------
    compressed
        A raw deflate stream (PS3.5 A.5).
    """

    def __init__(self, compressed: bytes) -> None:
        self._waiting = compressed
        self._limit = max(INFLATED_AT_LEAST, INFLATED_RATIO * len(compressed))
        self._stream = zlib.decompressobj(-zlib.MAX_WBITS)
        self._data = bytearray()

    def read(self, start: int, length: int) -> bytes:
        """Return inflated bytes from an offset on; fewer where they end before."""
        self._inflate_to(start + length)
        return bytes(self._data[start : start + length])

    def holds(self, stop: int) -> bool:
        """Whether there are inflated bytes up to this offset; refuses what the limit forbids."""
        self._inflate_to(stop)
        return stop <= len(self._data)

    def _inflate_to(self, stop: int) -> None:
        if stop > self._limit:
            raise UnreadableError(
                f"the deflated dataset grows beyond the limit of {self._limit >> 20} MiB and was not inflated"
            )
        try:
            while len(self._data) < stop and not self._stream.eof:
                piece = self._stream.decompress(self._waiting, STEP)
                self._waiting = self._stream.unconsumed_tail
                self._data += piece
                if not piece and not self._waiting:
                    return
        except zlib.error as problem:
            raise UnreadableError("the deflated dataset is damaged") from problem


@contextmanager
def opened(path: Path) -> Iterator[File]:
    """Open a regular file for reading; never a pipe, a socket or a device, which could make us wait for ever.

    Raises
    ------
    UnreadableError
        For anything but a regular file that may be read.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | _NEVER_WAIT)
    except OSError as problem:
        raise UnreadableError(said_by_system(problem)) from problem
    try:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode):
            raise UnreadableError("it is not a regular file")
        yield File(descriptor, found.st_size)
    finally:
        os.close(descriptor)


def said_by_system(problem: OSError) -> str:
    """Return why the system refused, without the path."""
    return f"the system says: {problem.strerror or type(problem).__name__}"


_NEVER_WAIT = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
