"""What is likely to be opened next is looked at before: its catalogue entry, its bytes, its checksums."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from app.worklist.access import Access
from viewer.core.store import Store


@dataclass(frozen=True, slots=True)
class ReadAhead:
    """How much was looked at before anybody opened it."""

    studies: int = 0
    bytes: int = 0


@dataclass(eq=False)
class _Look:
    """One study that is looked at, as long as somebody still wants it."""

    uid: str
    is_wanted: bool = True


class Ahead:
    """Looks at one study at a time, in the order given, and ends when another order is given.

    Parameters
    ----------
    limit_bytes
        How much may be looked at in a session: what images may fill of the memory, since it lies in the system's
        own cache, which takes what is free.
    """

    def __init__(self, access: Access, limit_bytes: Callable[[], int]) -> None:
        self._access, self._limit_bytes = access, limit_bytes
        self.read: Store[ReadAhead] = Store(ReadAhead())
        self._done: set[str] = set()
        self._waiting: list[str] = []
        self._now: _Look | None = None

    def turn_to(self, uids: Sequence[str]) -> None:
        """Look at these studies next, and at no others."""
        self._waiting = [uid for uid in uids if uid and uid not in self._done]
        if self._now is not None and self._now.uid not in uids:
            self._now.is_wanted = False
        self._next()

    def stop(self) -> None:
        """Look at nothing more."""
        self.turn_to(())

    def _next(self) -> None:
        if self._now is not None or not self._waiting or not self._access.is_open:
            return
        left = self._limit_bytes() - self.read.value.bytes
        if left <= 0:
            self._waiting.clear()
            return
        look = self._now = _Look(self._waiting.pop(0))
        is_asked = self._access.ask(
            "read_ahead",
            look.uid,
            left,
            lambda: look.is_wanted,
            done=partial(self._came, look),
            failed=lambda _: self._came(look, 0),  # whoever opens it is told what is wrong
        )
        if not is_asked:
            self._now = None
            self._waiting.clear()

    def _came(self, look: _Look, read: Any) -> None:
        self._now = None
        if look.is_wanted:
            self._done.add(look.uid)
        if read:
            before = self.read.value
            self.read.set(ReadAhead(before.studies + 1, before.bytes + int(read)))
        self._next()
