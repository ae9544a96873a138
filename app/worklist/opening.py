"""A study out of the list onto the screen: checked, with its prior beside it if wanted, never another patient's."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.library.catalogue.values import StudyRow
from app.reading.studies import Studies
from app.worklist.access import Access
from viewer.core.session import Session
from viewer.core.study import DisplaySet, Opened
from viewer.core.viewport import Layout


@dataclass(frozen=True, slots=True)
class _Wanted:
    row: StudyRow
    prior: StudyRow | None
    missing: tuple[str, ...]
    beside: bool


class Opening:
    """Opens studies of the library. An answer that comes when another study was chosen is dropped.

    Parameters
    ----------
    keep
        Keeps words that are not kept yet, before what is open is put away.
    opened
        Told which study a reader has begun to read.
    """

    def __init__(
        self,
        access: Access,
        session: Session,
        studies: Studies,
        keep: Callable[[], None],
        opened: Callable[[StudyRow], None],
        told: Callable[[str], None],
        failed: Callable[[BaseException], None],
    ) -> None:
        self._access, self._session, self._studies = access, session, studies
        self._keep, self._opened, self._told, self._failed = keep, opened, told, failed
        self._era = 0
        self._shown_next: _Wanted | None = None
        studies.finished.connect(self._finished)

    def open(self, row: StudyRow, prior: StudyRow | None = None, *, beside: bool = False) -> None:
        """Open a study, in place of what is open unless it is to be laid beside it."""
        self._era += 1
        here = {study.header.uid for study in self._session.opened.value.studies}
        stays = beside or row.uid in here
        uids = [one.uid for one in (row, prior) if one is not None]
        missing = tuple(uid for uid in uids if not (stays and uid in here))
        wanted = _Wanted(row, prior, missing, stays)
        self._opened(row)
        if not missing:
            self._show(wanted)
            return
        era = self._era
        self._access.ask(
            "known",
            missing,
            done=lambda known: self._known(era, wanted, known),
            failed=self._failed,
        )

    def forget(self) -> None:
        """Open nothing of what was asked for: the reader put everything away."""
        self._era += 1
        self._shown_next = None

    def _known(self, era: int, wanted: _Wanted, known: Any) -> None:
        if era != self._era:
            return
        if not (known.instances or known.unread or known.rejected):
            self._told("The study was not opened: it is no longer in the library")
            return
        if not wanted.beside:
            self._keep()
            self._studies.put_away()
        self._shown_next = wanted
        self._studies.open_known(known.instances, known.unread, known.rejected)
        if known.rejected:
            self._told(
                f"{len(known.rejected)} files of the study are damaged and not shown: see the end of the series list"
            )

    def _finished(self, _: Opened) -> None:
        wanted, self._shown_next = self._shown_next, None
        if wanted is not None:
            self._show(wanted)

    def _show(self, wanted: _Wanted) -> None:
        session = self._session
        current = self._best_of(wanted.row, ())
        if wanted.prior is None:
            if current is not None:
                session.show(current.uid)
            return
        if session.layout.value.cells < 2 or session.layout.value.maximized:
            session.layout.set(Layout(1, 2))
        if current is not None:
            session.show(current.uid, 0)
        prior = self._best_of(wanted.prior, (current,) if current else ())
        if prior is not None:
            session.show(prior.uid, 1)
        session.layout.set(replace(session.layout.value, active=0))

    def _best_of(self, row: StudyRow, like: Sequence[DisplaySet]) -> DisplaySet | None:
        """Return the first series of a study that can be shown, or the one most like another."""
        sets = [
            shown
            for shown in self._session.display_sets()
            if shown.study.uid == row.uid and shown.frames and not shown.blocked
        ]
        if like:
            sets.sort(key=lambda shown: -likeness(shown, like[0]))
        return sets[0] if sets else None


def likeness(one: DisplaySet, other: DisplaySet) -> int:
    """Return how well one series can be compared with another: modality, then words, then number of images."""
    mine, theirs = one.series, other.series
    words = set(mine.description.lower().split()) & set(theirs.description.lower().split())
    near = min(len(one.frames), len(other.frames)) * 2 > max(len(one.frames), len(other.frames))
    part = bool(mine.body_part) and mine.body_part == theirs.body_part
    return 100 * (mine.modality == theirs.modality) + 20 * part + 10 * min(len(words), 5) + 5 * near
