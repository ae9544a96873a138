"""A file into the library's disk: copied, hashed on the way, synced. Made for threads; touches no catalogue."""

import os
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from viewer.dicom.failures import NotDicomError, UnreadableError
from viewer.dicom.part10 import MARK, PREAMBLE, find_dataset
from viewer.dicom.sources import opened

_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Copied:
    """A file that is whole and on the disk, where nothing is found yet.

    Attributes
    ----------
    source
        Where it came from.
    path
        Where the copy lies.
    sha256, size
        Of the copy: its preamble is zero, whatever the source has there (SAFETY F9).
    """

    source: Path
    path: Path
    sha256: bytes
    size: int


@dataclass(frozen=True, slots=True)
class NotCopied:
    """A file that was not taken, and why; ``reason`` is empty for one that is not DICOM."""

    source: Path
    reason: str


class StoreFailedError(Exception):
    """The library's own disk refused, and says why. Nothing more can be taken."""

    def __init__(self, error: OSError) -> None:
        super().__init__(str(error.errno))
        self.error = error


def copy_in(source: Path, place: Path) -> Copied | NotCopied:
    """Copy a file to a place in the library and return when it is on the disk.

    Raises
    ------
    StoreFailedError
        Where the library's disk refuses, as when it is full (SAFETY D4); the copy is removed.
    """
    try:
        with opened(source) as file:
            head = file.read(0, PREAMBLE + len(MARK))
            has_mark = head[PREAMBLE:] == MARK
            if not has_mark:
                find_dataset(file)
            return _copied(source, place, cleared=has_mark)
    except NotDicomError:
        return NotCopied(source, "")
    except UnreadableError as error:
        return NotCopied(source, error.reason)
    except OSError as error:
        return NotCopied(source, f"the system says: {error.strerror or type(error).__name__}")


def digest_of(path: Path) -> bytes:
    """Return the SHA-256 of a file.

    Raises
    ------
    OSError
    """
    digest = sha256()
    with path.open("rb", buffering=0) as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
    return digest.digest()


def _copied(source: Path, place: Path, *, cleared: bool) -> Copied:
    digest, size = sha256(), 0
    with source.open("rb", buffering=0) as reading:
        writing = _open_new(place)
        try:
            while piece := reading.read(_PIECE):
                if cleared and size == 0:
                    piece = bytes(PREAMBLE) + piece[PREAMBLE:]
                digest.update(piece)
                _write(writing, piece)
                size += len(piece)
            _sync(writing)
        except BaseException:
            os.close(writing)
            place.unlink(missing_ok=True)
            raise
        os.close(writing)
    return Copied(source, place, digest.digest(), size)


def _open_new(place: Path) -> int:
    try:
        return os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    except OSError as error:
        raise StoreFailedError(error) from error


def _write(handle: int, piece: bytes) -> None:
    left = memoryview(piece)
    try:
        while left:
            left = left[os.write(handle, left) :]
    except OSError as error:
        raise StoreFailedError(error) from error


def _sync(handle: int) -> None:
    try:
        os.fsync(handle)
    except OSError as error:
        raise StoreFailedError(error) from error
