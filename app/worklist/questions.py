"""What is asked of the library, and told it. Runs in threads only: importing this imports the library's database."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.library.catalogue.notes import NoteKeeper
from app.library.catalogue.reopening import Catalogued
from app.library.catalogue.values import Notes, SmartList, StudyRow, WorklistQuery
from app.library.library import Library
from app.library.linking import links, merge, split, take_link_back
from app.library.opening import open_library
from app.library.quarantine import discard, kept_apart
from app.library.storage import storage_of
from app.library.verifying import FirstLook, check_catalogue
from app.readings.sight import OF_OTHERS, without_others
from app.ui.worklist.answers import Act, Apart, Found, StorageTold, StudyDetails
from app.work.side_by_side import side_by_side
from app.worklist.sight import Masks, found, masked
from viewer.core.study import DisplaySet, Instance, Rejected
from viewer.dicom.grouping import group
from viewer.loading.findings import Headers

THREADS = 4
_PIECE = 24
"""Files looked at between two questions whether somebody still wants it."""

ReadHeaders = Callable[[Sequence[Path]], Headers]


@dataclass(frozen=True, slots=True)
class Shelf:
    """An open library, and which of its files were looked at in this session."""

    library: Library
    look: FirstLook

    @property
    def notices(self) -> tuple[str, ...]:
        """What the reader should know about opening."""
        return self.library.notices

    @property
    def is_read_only(self) -> bool:
        """Whether nothing can be changed here (SAFETY D5)."""
        return self.library.is_read_only


@dataclass(frozen=True, slots=True)
class Known:
    """Studies ready to be shown: what ``Studies.open_known`` takes."""

    instances: tuple[Instance, ...]
    unread: tuple[Path, ...]
    rejected: tuple[Rejected, ...]


def open_shelf(folder: Path, read_headers: ReadHeaders) -> Shelf:
    """Open the library; see ``open_library``."""
    with side_by_side(THREADS) as at_once:
        library = open_library(folder, read_headers, at_once)
    return Shelf(library, FirstLook(library))


def close(shelf: Shelf) -> None:
    """Let go of the library."""
    shelf.library.close()


def check_all_pages(shelf: Shelf) -> bool:
    """Whether the catalogue is in order, looked through as a whole; see ``check_catalogue``."""
    return check_catalogue(shelf.library)


def revision(shelf: Shelf) -> int:
    """Return a number that grows with every change."""
    return shelf.library.worklist.revision()


def look(shelf: Shelf, masks: Masks, query: WorklistQuery, first: int, count: int, uid: str) -> Found:
    """Return a part of what a query finds."""
    return found(shelf.library.worklist, masks, query, first, count, uid)


def rows_at(shelf: Shelf, masks: Masks, query: WorklistQuery, places: Sequence[int]) -> tuple[StudyRow, ...]:
    """Return the studies at places of a query, however many they are."""
    rows: list[StudyRow] = []
    for first, count in _runs(places):
        for start in range(first, first + count, 500):
            most = min(500, first + count - start)
            rows += found(shelf.library.worklist, masks, query, start, most, "").rows
    return tuple(rows)


def details(shelf: Shelf, masks: Masks, uid: str) -> StudyDetails | None:
    """Return what stands under the list about a study; None where it is gone."""
    worklist = shelf.library.worklist
    row = worklist.study(uid)
    if row is None:
        return None
    known = shelf.library.catalogued(uid)
    opened = group(_one_of_each_series(known), (), 0, 0)
    if uid in masks:
        opened = without_others(opened, masks.__contains__)
    sets: dict[str, DisplaySet] = {}
    for study in opened.studies:
        for one in study.display_sets:
            if one.frames and not one.blocked:
                sets.setdefault(one.series.uid, one)
    return StudyDetails(
        masked(row, masks, worklist),
        tuple(masked(prior, masks, worklist) for prior in worklist.priors_of(uid)),
        tuple(one for one in worklist.series_of(uid) if not (uid in masks and one.modality in OF_OTHERS)),
        tuple(sets.items()),
        len(known.damaged),
        len(kept_apart(shelf.library, uid)),
    )


def held_of(shelf: Shelf, uids: Sequence[str]) -> dict[str, str]:
    """Return why studies are held now, an empty reason where they are not (SAFETY H16)."""
    rows = {uid: shelf.library.worklist.study(uid) for uid in uids}
    return {uid: row.held if row is not None else "" for uid, row in rows.items()}


def known(shelf: Shelf, uids: Sequence[str]) -> Known:
    """Return studies ready to be shown, each file compared with its checksum before it is first (SAFETY D8)."""
    instances: list[Instance] = []
    unread: list[Path] = []
    rejected: list[Rejected] = []
    for uid in uids:
        study = shelf.library.catalogued(uid)
        with side_by_side(THREADS) as at_once:
            bad = dict((*study.damaged, *shelf.look.check(study.files, at_once)))
        instances += [one for one in study.instances if one.source.path not in bad]
        unread += [path for path in study.unread if path not in bad]
        rejected += [Rejected(path, why, is_dicom=True) for path, why in bad.items()]
    return Known(tuple(instances), tuple(unread), tuple(rejected))


def read_ahead(shelf: Shelf, uid: str, limit_bytes: int, is_wanted: Callable[[], bool]) -> int:
    """Look at the files of a study before it is opened, so that opening it waits neither for disk nor checksums.

    Returns
    -------
    How many bytes were read; what is more than the limit is left.
    """
    study: Catalogued = shelf.library.catalogued(uid)
    read = 0
    for start in range(0, len(study.files), _PIECE):
        some = study.files[start : start + _PIECE]
        size = sum(file.size for file in some)
        if read + size > limit_bytes or not is_wanted():
            break
        shelf.look.check(some)
        read += size
    return read


# What is told.


def change(shelf: Shelf, uids: Sequence[str], how: Callable[[Notes], Notes]) -> tuple[tuple[str, Notes], ...]:
    """Note something of studies; return what was noted before, to be taken back."""
    notes: NoteKeeper = shelf.library.notes
    shelf.library.must_be_writable()
    before = []
    for uid in uids:
        before.append((uid, notes.notes_of(uid)))
        notes.change(uid, how)
    return tuple(before)


def put_back(shelf: Shelf, before: Sequence[tuple[str, Notes]]) -> None:
    """Note again what was noted before."""
    shelf.library.must_be_writable()
    for uid, notes in before:
        if shelf.library.worklist.study(uid) is not None:
            shelf.library.notes.change(uid, lambda _, notes=notes: notes)  # type: ignore[misc]  # bound early


def follow(shelf: Shelf, uid: str, how: Callable[[Notes], Notes]) -> None:
    """Note how far the readings of a study are, if it is here and can be changed."""
    if not shelf.is_read_only and shelf.library.worklist.study(uid) is not None:
        shelf.library.notes.change(uid, how)


def saved_lists(shelf: Shelf) -> tuple[SmartList, ...]:
    """Return the reader's own lists."""
    return shelf.library.notes.lists()


def save_list(shelf: Shelf, name: str, query: WorklistQuery) -> tuple[SmartList, ...]:
    """Save a list; return all."""
    shelf.library.must_be_writable()
    shelf.library.notes.save_list(name, query)
    return saved_lists(shelf)


def rename_list(shelf: Shelf, name: str, new: str) -> tuple[SmartList, ...]:
    """Give a list another name; return all."""
    shelf.library.must_be_writable()
    shelf.library.notes.rename_list(name, new)
    return saved_lists(shelf)


def remove_list(shelf: Shelf, name: str) -> tuple[SmartList, ...]:
    """Forget a list; return the others."""
    shelf.library.must_be_writable()
    shelf.library.notes.remove_list(name)
    return saved_lists(shelf)


# What the pages beside the list ask.


def storage(shelf: Shelf) -> StorageTold:
    """Return how full the library and its disk are."""
    told = storage_of(shelf.library)
    return StorageTold(
        shelf.library.folder,
        told.studies,
        told.instances,
        told.files_bytes,
        told.catalogue_bytes,
        told.trash_studies,
        told.trash_bytes,
        told.quarantined,
        told.free_bytes,
        told.disk_bytes,
        told.warning,
        shelf.is_read_only,
    )


def quarantine(shelf: Shelf) -> tuple[Apart, ...]:
    """Return the files that are kept apart, with the patient of the study they claim to belong to."""
    found = kept_apart(shelf.library)
    studies = {uid: shelf.library.worklist.study(uid) for uid in {one.study_uid for one in found}}
    return tuple(
        Apart(one.sha256, one.path, one.size, one.study_uid, studies[one.study_uid], one.reason)
        for one in found
    )


def discard_apart(shelf: Shelf, sha256s: Sequence[bytes]) -> tuple[Apart, ...]:
    """Throw files in quarantine away for good; return the others."""
    for sha256 in sha256s:
        discard(shelf.library, sha256)
    return quarantine(shelf)


def acts(shelf: Shelf) -> tuple[Act, ...]:
    """Return which patients readers merged and split."""
    found = []
    for link in links(shelf.library):
        first = shelf.library.worklist.study(link.study_uids[0]) if link.study_uids else None
        other = shelf.library.worklist.study(link.with_study_uid) if link.with_study_uid else None
        found.append(Act(link.number, len(link.study_uids), first, other, link.reader, link.reason))
    return tuple(found)


def merge_patients(shelf: Shelf, uid: str, with_uid: str, reader: str, reason: str) -> int:
    """Count all studies of one study's patient to the patient of another; return the number of the act."""
    return merge(shelf.library, uid, with_uid, reader=reader, reason=reason).number


def split_patient(shelf: Shelf, uids: Sequence[str], reader: str, reason: str) -> int:
    """Count studies to a patient of their own; return the number of the act."""
    return split(shelf.library, uids, reader=reader, reason=reason).number


def take_act_back(shelf: Shelf, number: int) -> tuple[Act, ...]:
    """Undo a merge or a split; return what stays in force."""
    take_link_back(shelf.library, number)
    return acts(shelf)


def _one_of_each_series(known: Catalogued) -> tuple[Instance, ...]:
    """Return the middle instance of each series: it stands for all in the list."""
    by_series: dict[str, list[Instance]] = {}
    for instance in known.instances:
        by_series.setdefault(instance.series.uid, []).append(instance)
    middles = []
    for some in by_series.values():
        some.sort(key=lambda one: (one.number is None, one.number or 0))
        middles.append(some[len(some) // 2])
    return tuple(middles)


def _runs(places: Sequence[int]) -> list[tuple[int, int]]:
    """Return sorted places as runs: first place and length."""
    runs: list[tuple[int, int]] = []
    for place in sorted(places):
        if runs and place == runs[-1][0] + runs[-1][1]:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        else:
            runs.append((place, 1))
    return runs
