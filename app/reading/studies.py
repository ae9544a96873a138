"""Opening and closing studies: places in, studies in the session out."""

import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import mkdtemp

from psygnal import Signal

from app.on_demand import demonstration_at, merged_studies
from app.settings import Settings, remember_place
from app.work.jobs import BackgroundJobs
from viewer.core.session import Session
from viewer.core.store import Store
from viewer.core.study import DisplaySet, FrameKey, Instance, Opened, Rejected
from viewer.loading.jobs import Answer
from viewer.loading.loader import Loader
from viewer.loading.opening import Opening


class Studies:
    """Keeps the session's studies, and the loader, in step with what the reader opens.

    What is opened is added to what is open, so that a prior can be laid beside; closing puts all away.

    Attributes
    ----------
    was_stopped
        Whether the reader stopped the last opening: its series may lack images.

    Parameters
    ----------
    folder
        A private folder for unpacked archives, emptied at the start and the end, and for the demonstration studies.
    sight
        What the reader may see of what was opened.
    """

    progress = Signal(int, int)
    """Files looked at, and files in all (0 while they are still being counted)."""
    finished = Signal(object)
    """The Opened of the places opened last."""

    def __init__(
        self,
        session: Session,
        loader: Loader,
        jobs: BackgroundJobs,
        settings: Store[Settings],
        folder: Path,
        failed: Callable[[BaseException], None],
        sight: Callable[[Opened], Opened] = lambda opened: opened,
    ) -> None:
        self._session, self._loader, self._jobs = session, loader, jobs
        self._sight, self._all = sight, Opened()
        self._settings, self._failed = settings, failed
        self._unpacked, self._demonstration = folder / "unpacked", folder / "demonstration"
        try:
            self._empty_unpacked()
        except OSError:  # a home that takes nothing (D5): archives are unpacked where everybody's are
            self._unpacked = Path(mkdtemp(prefix="overread-"))
        self.was_stopped = False
        self._before = Opened()
        self._first_shown: FrameKey | None = None
        self._waiting: list[Callable[[], None]] = []
        self._is_merging = False
        self._era = 0  # how often all was put away: answers to questions of an earlier one come too late
        self._opening = Opening(jobs, unpack_into=self._unpacked)
        self._opening.published.connect(self._published)
        self._opening.progress.connect(self.progress.emit)

    def warm_up(self) -> None:
        """Import what the first opening needs."""
        self._opening.warm_up()

    def open(self, places: Sequence[Path], *, remember: bool = True) -> None:
        """Open folders, files, DICOMDIRs and archives; what is already being opened is opened first."""
        if remember:
            for place in places:
                self._settings.set(remember_place(self._settings.value, place.absolute()))
        self._begin(partial(self._opening.open, places))

    def open_known(
        self, instances: Sequence[Instance], unread: Sequence[Path], rejected: Sequence[Rejected]
    ) -> None:
        """Open what the library knows of a study; see Opening.open_known."""
        self._begin(partial(self._opening.open_known, instances, unread, rejected))

    def _begin(self, opening: Callable[[], None]) -> None:
        """Open something now, or after what is being opened."""
        if self._opening.is_busy or self._is_merging:
            self._waiting.append(opening)
            return
        self._before = self._all
        self.was_stopped = False
        self.progress.emit(0, 0)
        opening()

    def open_demonstration(self) -> None:
        """Make the demonstration studies, if they are not made yet, and open them."""
        self.progress.emit(0, 0)
        self._jobs.in_thread(
            partial(demonstration_at, self._demonstration),
            self._in_this_era(lambda place: self.open([place], remember=False)),
            self._demonstration_failed,
        )

    def cancel(self) -> None:
        """Stop reading; what was found so far stays."""
        self._waiting.clear()
        self.was_stopped = self._opening.is_busy
        self._opening.cancel()

    def look_again(self) -> None:
        """Show what is open as it may be seen now."""
        self._show(self._all, growing=False)

    def put_away(self) -> None:
        """Close everything that is open; nothing of what is still being opened comes afterwards."""
        self._waiting.clear()
        was_busy = self._opening.is_busy or self._is_merging
        self._is_merging = self.was_stopped = False
        self._era += 1
        self._opening.abandon()
        self._before = Opened()
        self._show(Opened(), growing=False)
        self._empty_unpacked()
        if was_busy:
            self.finished.emit(Opened())

    def close(self) -> None:
        """Stop, and leave no unpacked archive behind."""
        self.cancel()
        shutil.rmtree(self._unpacked, ignore_errors=True)

    def _published(self, found: Opened, growing: bool) -> None:
        overlap = not _names(self._before).isdisjoint(_names(found))
        if not overlap:
            self._show(beside(self._before, found), growing=growing)
        if growing:
            return
        if overlap:
            self._is_merging = True
            self._jobs.in_thread(
                partial(merged_studies, self._before, found),
                self._in_this_era(partial(self._merged, found)),
                self._in_this_era(partial(self._not_merged, found)),
            )
        else:
            self._end(found)

    def _in_this_era(self, done: Callable[[Answer], None]) -> Callable[[Answer], None]:
        era = self._era

        def in_time(answer: Answer) -> None:
            if era == self._era:
                done(answer)

        return in_time

    def _merged(self, found: Opened, merged: Opened) -> None:
        self._is_merging = False
        self._show(merged, growing=False)
        self._end(found)

    def _not_merged(self, found: Opened, problem: BaseException) -> None:
        self._is_merging = False
        self._failed(problem)
        self._end(found)

    def _end(self, found: Opened) -> None:
        self.finished.emit(found)
        if self._waiting:
            self._begin(self._waiting.pop(0))

    def _show(self, opened: Opened, *, growing: bool) -> None:
        self._all = opened
        opened = self._sight(opened)
        sets = [shown for study in opened.studies for shown in study.display_sets]
        self._loader.know(sets, growing=growing)
        untouched = self._first_shown is not None and self._frame_shown() == self._first_shown
        self._session.opened.set(opened)
        if untouched:
            self._settle(growing=growing)
        elif not self._session.active.value.display_set_uid:
            first = first_to_show(sets)
            untouched = first is not None and self._session.show(first.uid)
        self._first_shown = self._frame_shown() if untouched and growing else None

    def _settle(self, *, growing: bool) -> None:
        """Go where the series is opened at, now that more of it was found and nobody has scrolled yet.

        A stack is opened in its middle, which moves as long as it grows: then the image shown stays.
        """
        state = self._session.active.value
        shown = self._session.display_set(state.display_set_uid)
        if shown is not None and shown.frames and not (growing and shown.opens_at):
            self._session.active.set(replace(state, index=shown.opens_at))

    def _frame_shown(self) -> FrameKey | None:
        state = self._session.active.value
        shown = self._session.display_set(state.display_set_uid)
        return shown.frames[state.index].key if shown and state.index < len(shown.frames) else None

    def _demonstration_failed(self, problem: BaseException) -> None:
        self.finished.emit(Opened())
        self._failed(problem)

    def _empty_unpacked(self) -> None:
        shutil.rmtree(self._unpacked, ignore_errors=True)
        self._unpacked.mkdir(parents=True, mode=0o700)


def _names(opened: Opened) -> set[str]:
    """Return every Study and SOP Instance UID: what shares one with what is open is put in order with it (H17)."""
    sets = [shown for study in opened.studies for shown in study.display_sets]
    images = {instance.sop_instance_uid for shown in sets for instance in shown.instances}
    return images | {study.header.uid for study in opened.studies}


def beside(before: Opened, found: Opened) -> Opened:
    """Return two openings of different studies as one."""
    if not before.studies and not before.files:
        return found
    return Opened(
        studies=(*before.studies, *found.studies),
        files=before.files + found.files,
        not_dicom=before.not_dicom + found.not_dicom,
        rejected=(*before.rejected, *found.rejected),
        instances=before.instances + found.instances,
    )


def first_to_show(sets: Sequence[DisplaySet]) -> DisplaySet | None:
    """Return the display set a reader sees first: the first that can be shown."""
    return next((shown for shown in sets if shown.frames and not shown.blocked), None)
