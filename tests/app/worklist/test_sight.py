"""A list that tells a blinded reader nothing of the first reading, by no filter, no order and no place."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import pytest

from app.library.catalogue.values import Column, Notes, SecondRead, SortKey, Status, WorklistQuery
from app.library.library import Library
from app.worklist.sight import found
from tests.builders.dicom import uid
from tests.builders.libraries import ct_study, library_with

NAMES = ("a", "b", "c", "d", "e", "f")
HIDDEN = uid("study c")
MASKS = {HIDDEN: Notes()}
QUERIES = (
    WorklistQuery(),
    WorklistQuery(statuses=frozenset({Status.UNREAD})),
    WorklistQuery(statuses=frozenset({Status.FINAL})),
    WorklistQuery(statuses=frozenset({Status.IN_PROGRESS, Status.FINAL})),
    WorklistQuery(second_reads=frozenset({SecondRead.WANTED})),
    WorklistQuery(columns=((Column.READER, "ada"),)),
    WorklistQuery(columns=((Column.COMMENTS, "nodule"),)),
    WorklistQuery(sort=(SortKey(Column.STATUS), SortKey(Column.NAME))),
    WorklistQuery(sort=(SortKey(Column.READER, False),)),
    WorklistQuery(text="doe", statuses=frozenset({Status.UNREAD})),
)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("library")
    with library_with(folder, *(ct_study(name, 1, AccessionNumber=name) for name in NAMES)) as made:
        for number, name in enumerate(NAMES):
            made.notes.set_status(uid(f"study {name}"), Status(number % 5))
            made.notes.set_reader(uid(f"study {name}"), ("Dr Ada", "Dr Bo")[number % 2])
        yield made


def everything_seen(library: Library, query: WorklistQuery) -> list[object]:
    """Return all that the page can get to see: counts, rows in pages of every size, places."""
    seen: list[object] = []
    for size in (1, 2, 4, 64):
        rows: list[object] = []
        total = found(library.worklist, MASKS, query, 0, 1, "").count
        for first in range(0, total, size):
            rows += [
                (row.uid, row.status, row.second_read, row.reader, row.comments)
                for row in found(library.worklist, MASKS, query, first, size, "").rows
            ]
        assert len(rows) == total
        seen.append(rows)
    assert seen[0] == seen[1] == seen[2] == seen[3], "however it is paged"
    places = [found(library.worklist, MASKS, query, 0, 1, uid(f"study {name}")).place for name in NAMES]
    return [*seen, places]


@pytest.mark.parametrize("query", QUERIES, ids=str)
def test_nothing_that_is_seen_depends_on_the_notes_of_a_study_read_blinded(
    library: Library, query: WorklistQuery
) -> None:
    seen = []
    for status, second, reader, comments in product(
        (Status.UNREAD, Status.FINAL), (SecondRead.NONE, SecondRead.WANTED), ("", "Ada"), ("", "nodule")
    ):
        noted = Notes(status, second, reader=reader, comments=comments)
        library.notes.change(HIDDEN, lambda _, noted=noted: noted)  # type: ignore[misc]  # bound early
        seen.append(everything_seen(library, query))

    assert all(one == seen[0] for one in seen)


@pytest.mark.parametrize("query", QUERIES, ids=str)
def test_every_study_is_at_the_place_that_is_told(library: Library, query: WorklistQuery) -> None:
    rows = found(library.worklist, MASKS, query, 0, 64, "").rows

    for place, row in enumerate(rows):
        assert found(library.worklist, MASKS, query, 0, 1, row.uid).place == place


def test_a_blinded_reader_finds_the_study_among_the_unread(library: Library) -> None:
    library.notes.change(HIDDEN, lambda notes: replace(notes, status=Status.FINAL))

    unread = found(library.worklist, MASKS, WorklistQuery(statuses=frozenset({Status.UNREAD})), 0, 64, "")
    final = found(library.worklist, MASKS, WorklistQuery(statuses=frozenset({Status.FINAL})), 0, 64, "")

    assert HIDDEN in {row.uid for row in unread.rows}
    assert HIDDEN not in {row.uid for row in final.rows}
