"""Many things, a few at a time."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

Thing = TypeVar("Thing")


def handfuls(things: Iterable[Thing], size: int) -> Iterator[list[Thing]]:
    """Yield things in lists of at most so many."""
    waiting = iter(things)
    while handful := list(islice(waiting, size)):
        yield handful
