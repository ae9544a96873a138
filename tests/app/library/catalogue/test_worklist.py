"""The worklist finds what was asked, in the order asked, any part at once."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.library.catalogue.values import (
    Column,
    Priority,
    SecondRead,
    SortKey,
    Status,
    WorklistQuery,
)
from app.library.errors import LibraryError
from app.library.library import Library
from tests.builders.dicom import uid
from tests.builders.libraries import ct_study, import_all, library_with, write_all

ADA: dict[str, Any] = {
    "SpecificCharacterSet": "ISO_IR 192",
    "PatientName": "Müller^Ada",
    "PatientID": "A-1",
    "PatientBirthDate": "19500101",
}
TARO: dict[str, Any] = {
    "SpecificCharacterSet": "ISO_IR 192",
    "PatientName": "Yamada^Tarou=山田^太郎=やまだ^たろう",
    "PatientID": "B-2",
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of four studies: three of Ada, one of Taro."""
    folder = tmp_path_factory.mktemp("made")
    studies = [
        ct_study("old", StudyDate="20200101", BodyPartExamined="CHEST", StudyDescription="Thorax", **ADA),
        ct_study("new", 4, StudyDate="20260101", BodyPartExamined="CHEST", AccessionNumber="X77", **ADA),
        ct_study("knee", 1, StudyDate="20240101", BodyPartExamined="KNEE", Modality="MR", **ADA),
        ct_study("taro", 2, StudyDate="20230101", **TARO),
    ]
    with library_with(folder, *studies) as library:
        return library.folder


@pytest.fixture
def library(made: Path, tmp_path: Path) -> Iterator[Library]:
    """A copy of it, open."""
    shutil.copytree(made, tmp_path / "library")
    with Library(tmp_path / "library") as opened:
        yield opened


def found(library: Library, **asked: Any) -> list[str]:
    """Return which of the studies a query finds, in order."""
    names = {uid(f"study {name}"): name for name in ("old", "new", "knee", "taro")}
    query = WorklistQuery(**asked)
    rows = library.worklist.page(query, 0, 100)
    assert len(rows) == library.worklist.count(query)
    return [names[row.uid] for row in rows]


def test_the_newest_study_comes_first_unless_asked_otherwise(library: Library) -> None:
    assert found(library) == ["new", "knee", "taro", "old"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("mull", ["new", "knee", "old"]),
        ("MÜLLER a", ["new", "knee", "old"]),
        ("山田", ["taro"]),
        ("やま", ["taro"]),
        ("b-2", ["taro"]),
        ("x77", ["new"]),
        ("thor", ["old"]),
        ("ada thorax", ["old"]),
        ("ada taro", []),
        ("%", []),
        ("_", []),
    ],
)
def test_h20_a_study_is_found_by_the_beginning_of_any_word(
    library: Library, text: str, names: list[str]
) -> None:
    assert found(library, text=text) == names


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({"modalities": frozenset({"MR"})}, ["knee"]),
        ({"modalities": frozenset({"MR", "CT"})}, ["new", "knee", "taro", "old"]),
        ({"date_from": "20230101", "date_to": "20241231"}, ["knee", "taro"]),
        ({"columns": ((Column.BODY_PARTS, "che"),)}, ["new", "old"]),
        ({"columns": ((Column.NAME, "ÜLLER"),)}, ["new", "knee", "old"]),
        ({"columns": ((Column.DESCRIPTION, "%"),)}, []),
        ({"statuses": frozenset({Status.FINAL})}, []),
        ({"sort": (SortKey(Column.INSTANCES),)}, ["new", "old", "taro", "knee"]),
        (
            {"sort": (SortKey(Column.NAME, False), SortKey(Column.DATE, False))},
            ["old", "knee", "new", "taro"],
        ),
        ({"sort": (SortKey(Column.IMPORTED, False),)}, ["old", "new", "knee", "taro"]),
    ],
)
def test_filters_narrow_and_columns_sort(library: Library, asked: dict[str, Any], names: list[str]) -> None:
    assert found(library, **asked) == names


@pytest.mark.parametrize("column", Column)
def test_every_column_sorts_both_ways(library: Library, column: Column) -> None:
    forth = found(library, sort=(SortKey(column, descending=False),))

    assert found(library, sort=(SortKey(column),)) == forth[::-1]


def test_any_part_of_a_list_comes_at_once(library: Library) -> None:
    query = WorklistQuery()
    everything = library.worklist.page(query, 0, 10)

    assert library.worklist.page(query, 1, 2) == everything[1:3]
    assert library.worklist.page(query, 3, 10) == everything[3:]
    assert library.worklist.page(query, 9, 10) == ()
    assert library.worklist.place_of(query, everything[2].uid) == 2
    assert library.worklist.place_of(WorklistQuery(text="nobody"), everything[2].uid) is None


def test_a_row_says_what_the_headers_say(library: Library) -> None:
    row = library.worklist.study(uid("study new"))

    assert row is not None
    assert (row.patient.name, row.patient.patient_id, row.header.accession) == ("Müller^Ada", "A-1", "X77")
    assert (row.modalities, row.body_parts, row.series, row.instances) == (("CT",), ("CHEST",), 1, 4)
    assert (row.status, row.second_read, row.priority) == (Status.UNREAD, SecondRead.NONE, Priority.ROUTINE)
    assert row.bytes == sum(file.size for file in library.catalogued(row.uid).files)
    (series,) = library.worklist.series_of(row.uid)
    assert (series.uid, series.modality, series.instances) == (uid("series new"), "CT", 4)


def test_priors_are_of_the_same_person_and_the_likest_come_first(library: Library) -> None:
    priors = library.worklist.priors_of(uid("study new"))

    assert [row.uid for row in priors] == [uid("study old"), uid("study knee")]
    assert library.worklist.priors_of(uid("study taro")) == ()
    assert library.worklist.priors_of("1.2.3") == ()


@pytest.mark.parametrize(
    "other",
    [
        {"PatientName": "Meier^Ada"},
        {"PatientBirthDate": "19510101"},
        {"PatientID": "", "PatientName": "Müller^Ada"},
        {"PatientID": "A-2"},
    ],
    ids=["name", "birth date", "no ID", "ID"],
)
def test_h16_an_id_alone_makes_no_prior(library: Library, tmp_path: Path, other: dict[str, str]) -> None:
    import_all(library, write_all(tmp_path / "other", ct_study("other", **{**ADA, **other})))

    assert library.worklist.priors_of(uid("study other")) == ()


def test_notes_are_seen_at_once_by_every_query(library: Library) -> None:
    new = uid("study new")
    before = library.worklist.revision()
    library.notes.set_status(new, Status.IN_PROGRESS)
    library.notes.set_second_read(new, SecondRead.WANTED)
    library.notes.set_priority(new, Priority.STAT)
    library.notes.set_reader(new, "Åsa")
    library.notes.set_comments(new, "ask for the lateral view")

    row = library.worklist.study(new)
    assert row is not None
    assert (row.status, row.second_read, row.priority) == (
        Status.IN_PROGRESS,
        SecondRead.WANTED,
        Priority.STAT,
    )
    assert (row.reader, row.comments) == ("Åsa", "ask for the lateral view")
    assert library.worklist.revision() > before
    assert found(library, statuses=frozenset({Status.IN_PROGRESS})) == ["new"]
    assert found(library, columns=((Column.READER, "asa"),)) == ["new"]
    assert found(library, sort=(SortKey(Column.PRIORITY),))[0] == "new"


def test_two_windows_see_each_others_notes(library: Library) -> None:
    with Library(library.folder) as other:
        assert other.worklist.count(WorklistQuery(statuses=frozenset({Status.FINAL}))) == 0
        library.notes.set_status(uid("study new"), Status.FINAL)
        other.notes.set_reader(uid("study new"), "Grace")

        assert other.worklist.count(WorklistQuery(statuses=frozenset({Status.FINAL}))) == 1
    row = library.worklist.study(uid("study new"))
    assert row is not None
    assert (row.status, row.reader) == (Status.FINAL, "Grace")


def test_a_note_on_a_study_that_is_not_here_is_refused(library: Library) -> None:
    with pytest.raises(LibraryError, match="no longer in the library"):
        library.notes.set_status("1.2.3", Status.FINAL)


def test_what_is_thrown_away_is_out_of_sight_and_comes_back(library: Library) -> None:
    library.notes.set_comments(uid("study old"), "kept")
    library.notes.throw_away(uid("study old"))

    assert found(library) == ["new", "knee", "taro"]
    assert found(library, in_trash=True) == ["old"]
    assert uid("study old") not in {row.uid for row in library.worklist.priors_of(uid("study new"))}

    library.notes.take_back(uid("study old"))
    assert found(library) == ["new", "knee", "taro", "old"]
    row = library.worklist.study(uid("study old"))
    assert row is not None
    assert row.comments == "kept"


def test_lists_are_saved_renamed_and_removed_in_the_readers_order(library: Library) -> None:
    query = WorklistQuery(
        text="ada",
        statuses=frozenset({Status.UNREAD}),
        second_reads=frozenset({SecondRead.WANTED}),
        priorities=frozenset({Priority.STAT}),
        modalities=frozenset({"CT"}),
        columns=((Column.BODY_PARTS, "chest"),),
        date_from="20200101",
        date_to="20261231",
        sort=(SortKey(Column.NAME, descending=False),),
    )
    library.notes.save_list("mine", query)
    library.notes.save_list("all", WorklistQuery())
    library.notes.save_list("mine", query)
    assert [(one.name, one.query) for one in library.notes.lists()] == [
        ("mine", query),
        ("all", WorklistQuery()),
    ]

    library.notes.rename_list("mine", "stat chests")
    library.notes.remove_list("all")

    with Library(library.folder) as again:
        assert [(one.name, one.query) for one in again.notes.lists()] == [("stat chests", query)]
