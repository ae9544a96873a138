"""Messages between the program and its worker processes: pickles whose arrays travel beside them, uncopied.

A message is a count, that many lengths, and the pieces: the pickle first, then the memory of each array. Pieces that
lie on a shelf are not sent; their lengths are marked.
"""

import io
import pickle
from enum import Enum
from struct import Struct
from typing import Any, BinaryIO

from app.work.shelves import Shelf, places

_COUNT = Struct("<Q")
_ON_SHELF = 1 << 63
_MOST_PIECES = 1 << 20
_MOST_BYTES = 64 << 30

_DATA_ROOMS = frozenset({"app", "reporting", "tests", "viewer"})
_DATA_MODULES = frozenset({"collections", "datetime", "decimal", "fractions", "pathlib", "zlib"})
_PLAIN_TYPES = frozenset({"bytearray", "complex", "frozenset", "range", "set", "slice"})
_ARRAY_MAKERS = frozenset({"_frombuffer", "_reconstruct", "dtype", "ndarray", "scalar"})


def dump(message: object, shelf: memoryview | None = None) -> list[memoryview]:
    """Return the pieces of a message; arrays are not copied, and must not change until they are sent.

    Parameters
    ----------
    shelf
        Where arrays are laid, as many as there is room for, instead of being sent.
    """
    beside: list[pickle.PickleBuffer] = []
    body = pickle.dumps(message, protocol=5, buffer_callback=beside.append)
    pieces = [memoryview(body), *(piece.raw() for piece in beside)]
    shelved = _lay(pieces[1:], shelf)
    numbers = [len(pieces), len(body)]
    numbers += [
        piece.nbytes | (_ON_SHELF if place < shelved else 0) for place, piece in enumerate(pieces[1:])
    ]
    return [memoryview(b"".join(map(_COUNT.pack, numbers))), pieces[0], *pieces[1 + shelved :]]


def _lay(pieces: list[memoryview], shelf: memoryview | None) -> int:
    """Lay pieces on a shelf and return how many found room."""
    if shelf is None:
        return 0
    starts = places([piece.nbytes for piece in pieces])
    fitting = sum(end <= len(shelf) for end in starts[1:])
    for start, piece in zip(starts, pieces[:fitting], strict=False):
        shelf[start : start + piece.nbytes] = piece
    return fitting


def send(file: BinaryIO, pieces: list[memoryview]) -> None:
    """Write the pieces of a message to an unbuffered file."""
    for piece in pieces:
        left = piece
        while left:
            left = left[file.write(left) :]


def receive(file: io.RawIOBase, shelf: Shelf | None = None) -> list[Any]:
    """Read the pieces of a message from an unbuffered file, and take those that lie on a shelf.

    Raises
    ------
    EOFError
        Where the other side has gone, before a message or in the middle of one, or does not tell the truth.
    """
    (count,) = _COUNT.unpack(_exactly(file, _COUNT.size))
    if not 0 < count <= _MOST_PIECES:
        raise EOFError("not a message")
    numbers = [_COUNT.unpack(_exactly(file, _COUNT.size))[0] for _ in range(count)]
    shelved = [number ^ _ON_SHELF for number in numbers if number & _ON_SHELF]
    if numbers[: len(shelved) + 1] != [numbers[0], *(number | _ON_SHELF for number in shelved)]:
        raise EOFError("not a message")
    lengths = [numbers[0], *numbers[len(shelved) + 1 :]]
    if sum(lengths) > _MOST_BYTES or (shelved and shelf is None):
        raise EOFError("not a message")
    body, *sent = [_exactly(file, length) for length in lengths]
    return [body, *(shelf.pieces(shelved) if shelf is not None else ()), *sent]


def load_request(pieces: list[Any]) -> Any:
    """Return what the program asks a worker to do; the worker trusts the program."""
    return pickle.loads(pieces[0], buffers=pieces[1:])  # noqa: S301  # from the process that started this one


def load_answer(pieces: list[Any]) -> Any:
    """Return a worker's answer, which may name types of data and nothing that could be called.

    A decoder that a hostile file has taken over can send what it likes; it must not reach out of its process.
    """
    return _AnswerUnpickler(io.BytesIO(pieces[0]), buffers=pieces[1:]).load()


class _AnswerUnpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == ("builtins", "getattr"):
            return _member  # how Python before 3.11.4 names the member of an enumeration
        found = super().find_class(module, name)
        if _is_data(module, name, found):
            return found
        raise pickle.UnpicklingError(f"an answer may not name {module}.{name}")


def _member(of: object, name: str) -> Enum:
    """Return a member of an enumeration by its name, and an attribute of nothing else."""
    if isinstance(of, type) and issubclass(of, Enum) and name in of.__members__:
        return of[name]
    raise pickle.UnpicklingError("an answer may not look into things")


def _is_data(module: str, name: str, found: object) -> bool:
    root = module.partition(".")[0]
    if root == "numpy":
        return name in _ARRAY_MAKERS
    if not isinstance(found, type):
        return False
    if issubclass(found, BaseException) or root in _DATA_ROOMS or root in _DATA_MODULES:
        return True
    return module == "builtins" and name in _PLAIN_TYPES


def _exactly(file: io.RawIOBase, length: int) -> bytearray:
    data = bytearray(length)
    left = memoryview(data)
    while left:
        read = file.readinto(left)
        if not read:
            raise EOFError("the other side has gone")
        left = left[read:]
    return data
