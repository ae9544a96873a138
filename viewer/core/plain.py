"""Strict reading of what JSON can hold.

A field that is missing, unknown, of another type or not finite is refused, naming the field and never its content.
"""

from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from math import isfinite
from typing import TypeVar

Plain = dict[str, object]
"""Only dict, list, str, int, float, bool and None: what JSON can hold."""

Value = TypeVar("Value")
Member = TypeVar("Member", bound=Enum)


class EncodingError(ValueError):
    """Something written down is not what it should be. Names the field, not its content."""


def fields_of(plain: object, where: str, names: str, optional: str = "") -> Mapping[str, object]:
    """Return a dictionary that has exactly these fields, names separated by blanks; ``optional`` ones may lack."""
    if not isinstance(plain, Mapping):
        raise EncodingError(f"{where} is not a dictionary")
    expected = set(names.split())
    if missing := expected - set(plain):
        raise EncodingError(f"{where} lacks {', '.join(sorted(missing))}")
    if set(plain) - expected - set(optional.split()):
        raise EncodingError(f"{where} has fields this version does not know")
    return plain


def text(value: object, where: str) -> str:
    """Return a text."""
    if not isinstance(value, str):
        raise EncodingError(f"{where} is not text")
    return value


def truth(value: object, where: str) -> bool:
    """Return a truth value."""
    if not isinstance(value, bool):
        raise EncodingError(f"{where} is neither true nor false")
    return value


def whole(value: object, where: str) -> int:
    """Return a whole number; true and false are none."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise EncodingError(f"{where} is not a whole number")
    return value


def number(value: object, where: str) -> float:
    """Return a finite number; true and false are none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise EncodingError(f"{where} is not a number")
    return finite(value, where)


def finite(value: float, where: str) -> float:
    """Return a number that is neither infinite nor undefined."""
    if not isfinite(value):
        raise EncodingError(f"{where} is not finite")
    return float(value)


def member(value: object, where: str, members: type[Member]) -> Member:
    """Return the member of an enumeration that a name stands for."""
    name = text(value, where)
    if name not in members.__members__:
        raise EncodingError(f"{where} is not one of {', '.join(members.__members__)}")
    return members[name]


def each(value: object, where: str, read: Callable[[object, str], Value]) -> tuple[Value, ...]:
    """Return every entry of a list, each read by ``read``."""
    if not isinstance(value, Sequence) or isinstance(value, str):
        raise EncodingError(f"{where} is not a list")
    return tuple(read(one, where) for one in value)
