"""The errands themselves: run in a thread, given the library and told how to say how far they are."""

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from app.library.backing_up import BackedUp, back_up, restore
from app.library.exporting import Exported, export_studies
from app.library.importing import Imported, Importer
from app.library.rebuilding import RebuildCancelledError, Rebuilt, rebuild
from app.library.trash import empty_trash
from app.library.verifying import Verified, verify
from app.ui.worklist.import_told import ImportTold, Refusal
from app.work.side_by_side import side_by_side
from app.worklist.parsing import ReadApart
from app.worklist.questions import ReadHeaders, Shelf
from app.worklist.sight import hidden_files

_THREADS = 4


class Told(Protocol):
    """What an errand says how far it is to."""

    def tell(self, done: int, total: int = 0) -> None: ...
    def is_stopped(self) -> bool: ...


def import_places(
    shelf: Shelf, places: Sequence[Path], unpack_into: Path | None, read: ReadApart, steps: Told
) -> ImportTold:
    """Import what lies at places: folders, files, DICOMDIRs, archives."""
    shelf.library.must_be_writable()
    with tempfile.TemporaryDirectory(dir=unpack_into) as unpacked:
        found = read.listed(places, Path(unpacked))
        steps.tell(0, len(found.files))
        with side_by_side(_THREADS) as at_once:
            importer = Importer(shelf.library, read, at_once)
            imported = importer.run(
                found.files,
                progress=lambda so_far: steps.tell(so_far.files - so_far.left, so_far.files),
                is_cancelled=steps.is_stopped,
            )
    unseen = tuple(Refusal(one.path.name, one.reason) for one in found.rejected)
    return _told(imported, unseen, found.passed_over, was_stopped=steps.is_stopped())


def import_arrived(
    shelf: Shelf, places: Sequence[Path], unpack_into: Path | None, read: ReadApart, steps: Told
) -> ImportTold:
    """Import what the watched folder received: the site's own wish, whoever is there, and while nobody is."""
    return import_places(shelf, places, unpack_into, read, steps)


def verify_all(shelf: Shelf, steps: Told) -> Verified:
    """Compare every file with its checksum."""
    files = shelf.library.worklist.totals()[1] + shelf.library.worklist.totals(in_trash=True)[1]
    with side_by_side(_THREADS) as at_once:
        return verify(
            shelf.library,
            at_once,
            progress=lambda done: steps.tell(done, max(files, done)),
            is_cancelled=steps.is_stopped,
        )


def rebuild_all(shelf: Shelf, read: ReadHeaders, steps: Told) -> Rebuilt | None:
    """Make the catalogue again from the files; None where it was stopped, and is as it was."""
    files = shelf.library.worklist.totals()[1] + shelf.library.worklist.totals(in_trash=True)[1]
    try:
        with side_by_side(_THREADS) as at_once:
            return rebuild(
                shelf.library,
                read,
                at_once,
                progress=lambda done: steps.tell(done, max(files, done)),
                is_cancelled=steps.is_stopped,
            )
    except RebuildCancelledError:
        return None


class StoppedError(Exception):
    """The reader stopped an errand where it was."""


def back_up_home(_: Shelf, home: Path, target: Path, steps: Told) -> BackedUp | None:
    """Copy everything that is kept; None where it was stopped, and the backup before stays the valid one."""
    try:
        return back_up(home, target, progress=_or_stop(steps))
    except StoppedError:
        return None


def restore_home(_: Shelf, source: Path, home: Path, steps: Told) -> BackedUp | None:
    """Have a backup back in a folder that holds nothing yet; None where it was stopped."""
    try:
        return restore(source, home, progress=_or_stop(steps))
    except StoppedError:
        return None


def export_chosen(
    shelf: Shelf, uids: Sequence[str], target: Path, hidden: frozenset[str], steps: Told
) -> Exported | None:
    """Write studies into a folder with a DICOMDIR; None where it was stopped before that was written.

    Of hidden studies, which whoever exports reads blinded, nothing goes that others made of the images.
    """

    def told(done: int, total: int) -> None:
        steps.tell(done, total)
        if steps.is_stopped():
            raise StoppedError

    try:
        return export_studies(
            shelf.library, uids, target, leave_out=hidden_files(shelf.library, hidden), progress=told
        )
    except StoppedError:
        return None


def empty(shelf: Shelf, uids: Sequence[str] | None, _: Told) -> int:
    """Remove studies in the trash for good, some or all; return how many files went."""
    return empty_trash(shelf.library, uids)


def _or_stop(steps: Told) -> Callable[[int], None]:
    def told(done: int) -> None:
        steps.tell(done)
        if steps.is_stopped():
            raise StoppedError

    return told


def _told(
    imported: Imported, unseen: tuple[Refusal, ...], passed_over: int, *, was_stopped: bool
) -> ImportTold:
    return ImportTold(
        added=imported.added,
        duplicates=imported.duplicates,
        studies=imported.studies,
        quarantined=tuple(Refusal(one.path.name, one.reason) for one in imported.quarantined),
        rejected=(*unseen, *(Refusal(one.path.name, one.reason) for one in imported.rejected)),
        not_dicom=imported.not_dicom + passed_over,
        left=imported.left,
        stopped=imported.stopped,
        was_cancelled=was_stopped,
    )
