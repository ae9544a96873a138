"""What the reader will probably look at next is loaded while nothing else is to be done: the series that follows."""

from typing import Protocol

from viewer.core.session import Session
from viewer.core.study import DisplaySet
from viewer.core.viewport import Layout, ViewportState


class Loading(Protocol):
    """Loads sets that nobody looks at yet."""

    def want_soon(self, display_set_uid: str, rank: int = 0) -> None:
        """Ask for a whole set that the reader will probably look at next."""


class Ahead:
    """Asks for the series after the one in the active viewport, of the same study, as soon as that is shown."""

    def __init__(self, session: Session, loader: Loading) -> None:
        self._session, self._loader = session, loader
        self._rank = 0
        for viewport in session.viewports:
            viewport.changed.connect(self._shown)
        session.layout.changed.connect(self._moved)
        session.opened.changed.connect(self._opened)

    def following(self) -> DisplaySet | None:
        """Return the next series of the study in the active viewport that can be shown; after the last the one before.

        None where the study has no other.
        """
        session = self._session
        shown = session.display_set(session.active.value.display_set_uid)
        if shown is None:
            return None
        sets = [
            known
            for known in session.display_sets()
            if known.frames and not known.blocked and known.study.uid == shown.study.uid
        ]
        if shown not in sets or len(sets) == 1:
            return None
        place = sets.index(shown)
        return sets[place + 1] if place + 1 < len(sets) else sets[place - 1]

    def _shown(self, now: ViewportState, before: ViewportState) -> None:
        if now.display_set_uid != before.display_set_uid:
            self._ask()

    def _moved(self, now: Layout, before: Layout) -> None:
        if now.active != before.active:
            self._ask()

    def _opened(self, *_: object) -> None:
        self._ask()

    def _ask(self) -> None:
        """Ask for what follows now; it comes before what was asked for earlier."""
        following = self.following()
        if following is not None:
            self._rank -= 1
            self._loader.want_soon(following.uid, self._rank)
