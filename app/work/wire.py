"""Messages between the program and its worker processes: pickles whose arrays travel beside them, uncopied.

A message is a count, that many lengths, and the pieces: the pickle first, then the memory of each array.
"""

import io
import pickle
from enum import Enum
from struct import Struct
from typing import Any, BinaryIO

_COUNT = Struct("<Q")
_MOST_PIECES = 1 << 20
_MOST_BYTES = 64 << 30

_DATA_ROOMS = frozenset({"app", "reporting", "tests", "viewer"})
_DATA_MODULES = frozenset({"collections", "datetime", "decimal", "fractions", "pathlib", "zlib"})
_PLAIN_TYPES = frozenset({"bytearray", "complex", "frozenset", "range", "set", "slice"})
_ARRAY_MAKERS = frozenset({"_frombuffer", "_reconstruct", "dtype", "ndarray", "scalar"})


def dump(message: object) -> list[memoryview]:
    """Return the pieces of a message; arrays are not copied, and must not change until they are sent."""
    beside: list[pickle.PickleBuffer] = []
    body = pickle.dumps(message, protocol=5, buffer_callback=beside.append)
    pieces = [memoryview(body), *(piece.raw() for piece in beside)]
    lengths = b"".join(_COUNT.pack(number) for number in (len(pieces), *(piece.nbytes for piece in pieces)))
    return [memoryview(lengths), *pieces]


def send(file: BinaryIO, pieces: list[memoryview]) -> None:
    """Write the pieces of a message to an unbuffered file."""
    for piece in pieces:
        left = piece
        while left:
            left = left[file.write(left) :]


def receive(file: io.RawIOBase) -> list[bytearray]:
    """Read the pieces of a message from an unbuffered file.

    Raises
    ------
    EOFError
        Where the other side has gone, before a message or in the middle of one.
    """
    (count,) = _COUNT.unpack(_exactly(file, _COUNT.size))
    if not 0 < count <= _MOST_PIECES:
        raise EOFError("not a message")
    lengths = [_COUNT.unpack(_exactly(file, _COUNT.size))[0] for _ in range(count)]
    if sum(lengths) > _MOST_BYTES:
        raise EOFError("not a message")
    return [_exactly(file, length) for length in lengths]


def load_request(pieces: list[bytearray]) -> Any:
    """Return what the program asks a worker to do; the worker trusts the program."""
    return pickle.loads(pieces[0], buffers=pieces[1:])  # noqa: S301  # from the process that started this one


def load_answer(pieces: list[bytearray]) -> Any:
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
