"""How the library is lent threads: it starts none itself (only app.work does)."""

from collections.abc import Callable, Iterable
from typing import Protocol, TypeVar

Given = TypeVar("Given")
Made = TypeVar("Made")


class AtOnce(Protocol):
    """Applies a function to many things, perhaps several at a time, and gives the results in order, as ``map``."""

    def __call__(self, work: Callable[[Given], Made], things: Iterable[Given], /) -> Iterable[Made]: ...
