"""What the library answers to the page: frozen values, made in threads, shown on the main thread."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from app.library.catalogue.values import (
    Notes,
    Priority,
    SecondRead,
    SeriesRow,
    SmartList,
    Status,
    StudyRow,
    WorklistQuery,
)
from viewer.core.study import DisplaySet


@dataclass(frozen=True, slots=True)
class Found:
    """What a query found, and some of it.

    Attributes
    ----------
    first
        Place of the first of ``rows``, from 0.
    place
        Of the study that was asked for by its UID, None where the query does not find it.
    """

    query: WorklistQuery
    count: int
    first: int = 0
    rows: tuple[StudyRow, ...] = ()
    place: int | None = None


@dataclass(frozen=True, slots=True)
class StudyDetails:
    """What stands under the list about the study chosen.

    Attributes
    ----------
    priors
        The other studies of the patient, those most like it first.
    sets
        One display set for each series that has a picture, by Series Instance UID.
    damaged
        Files that are not what was stored.
    """

    row: StudyRow
    priors: tuple[StudyRow, ...] = ()
    series: tuple[SeriesRow, ...] = ()
    sets: tuple[tuple[str, DisplaySet], ...] = ()
    damaged: int = 0
    quarantined: int = 0


@dataclass(frozen=True, slots=True)
class ListShown:
    """One list beside the table. ``is_shipped`` lists come with the program and stay."""

    name: str
    query: WorklistQuery
    is_shipped: bool = False

    @classmethod
    def of(cls, saved: SmartList) -> "ListShown":
        """Return a list that a reader saved."""
        return cls(saved.name, saved.query)


@dataclass(frozen=True, slots=True)
class StorageTold:
    """How much the library holds and how much more there is room for, bytes.

    Attributes
    ----------
    warning
        What the reader should know about the room that is left; empty where there is enough.
    """

    folder: Path
    studies: int
    instances: int
    files_bytes: int
    catalogue_bytes: int
    trash_studies: int
    trash_bytes: int
    quarantined: int
    free_bytes: int
    disk_bytes: int
    warning: str = ""
    is_read_only: bool = False


@dataclass(frozen=True, slots=True)
class Apart:
    """One file in quarantine. ``study`` is the one it claims to belong to, None where that is not here."""

    sha256: bytes
    path: Path
    size: int
    study_uid: str
    study: StudyRow | None
    reason: str


@dataclass(frozen=True, slots=True)
class Act:
    """One merge (``other`` is a study of the patient counted to) or split of patients by a reader."""

    number: int
    studies: int
    study: StudyRow | None
    other: StudyRow | None
    reader: str
    reason: str


class Ask(Protocol):
    """Asks the library for a part of what a query finds; the answer comes later, on the main thread."""

    def __call__(
        self, query: WorklistQuery, first: int, count: int, uid: str, done: Callable[[Found], None], /
    ) -> None: ...


Choice = Status | SecondRead | Priority


def with_choice(notes: Notes, choice: Choice) -> Notes:
    """Return notes with another status, second read or priority, whichever was chosen."""
    match choice:
        case Status():
            return replace(notes, status=choice)
        case SecondRead():
            return replace(notes, second_read=choice)
    return replace(notes, priority=choice)


def same_search(one: WorklistQuery, other: WorklistQuery) -> bool:
    """Whether two queries ask for the same studies, whatever their order."""
    return replace(one, sort=()) == replace(other, sort=())
