"""Patients linked under review, the trash emptied, the catalogue made again, studies handed on: nothing is lost."""

import subprocess
from pathlib import Path
from typing import Any

import pytest
from pydicom import dcmread

from app.library.catalogue.values import Priority, Status, WorklistQuery
from app.library.errors import LibraryError
from app.library.exporting import export_studies
from app.library.library import Library
from app.library.linking import links, merge, split, take_link_back
from app.library.quarantine import kept_apart
from app.library.rebuilding import RebuildCancelledError, rebuild
from app.library.storage import storage_of
from app.library.trash import empty_trash
from app.library.verifying import verify
from app.library.watching import WatchedFolder
from tests.builders.dicom import ct_slice, uid, write
from tests.builders.libraries import ct_study, import_all, library_with, write_all
from viewer.dicom.scan import list_files
from viewer.loading.headers import read_headers

MAIDEN: dict[str, Any] = {"PatientName": "Doe^Jane", "PatientID": "A-1"}
MARRIED: dict[str, Any] = {"PatientName": "Roe^Jane", "PatientID": "B-2"}


def two_names(folder: Path) -> Library:
    """Return a library with two studies of a woman before her marriage and one after it."""
    return library_with(
        folder,
        ct_study("first", 1, **MAIDEN),
        ct_study("second", 1, **MAIDEN),
        ct_study("later", 1, **MARRIED),
    )


def prior_uids(library: Library, name: str) -> set[str]:
    """Return the priors of a study."""
    return {row.uid for row in library.worklist.priors_of(uid(f"study {name}"))}


def test_h16_merged_patients_share_their_studies_until_it_is_taken_back(tmp_path: Path) -> None:
    with two_names(tmp_path) as library:
        before = {path: path.read_bytes() for _, path in library.files.walk()}
        act = merge(library, uid("study first"), uid("study later"), reader="Ada", reason="married")

        assert prior_uids(library, "later") == {uid("study first"), uid("study second")}
        row = library.worklist.study(uid("study first"))
        assert row is not None
        assert (row.patient.name, row.linked) == ("Roe^Jane", True)
        for words in ("roe", "doe", "a-1", "b-2"):
            assert uid("study first") in {
                row.uid for row in library.worklist.page(WorklistQuery(text=words), 0, 9)
            }

        take_link_back(library, act.number)

        assert prior_uids(library, "later") == set()
        assert prior_uids(library, "first") == {uid("study second")}
        row = library.worklist.study(uid("study first"))
        assert row is not None
        assert (row.patient.name, row.linked) == ("Doe^Jane", False)
        assert links(library) == ()
        assert {path: path.read_bytes() for _, path in library.files.walk()} == before


def test_h16_a_study_split_off_has_no_priors(tmp_path: Path) -> None:
    with two_names(tmp_path) as library:
        split(library, [uid("study second")], reader="Ada", reason="another person")

        assert prior_uids(library, "second") == set()
        assert prior_uids(library, "first") == set()


def test_links_of_patients_already_one_or_not_here_are_refused(tmp_path: Path) -> None:
    with two_names(tmp_path) as library:
        with pytest.raises(LibraryError, match="one patient already"):
            merge(library, uid("study first"), uid("study second"), reader="", reason="")
        with pytest.raises(LibraryError, match="no longer in the library"):
            merge(library, "1.2.3", uid("study second"), reader="", reason="")
        with pytest.raises(LibraryError, match="no longer in the library"):
            split(library, ["1.2.3"], reader="", reason="")


def test_d6_a_rebuild_keeps_notes_lists_links_trash_and_quarantine(tmp_path: Path) -> None:
    with two_names(tmp_path) as library:
        import_all(
            library, write(ct_slice(SOPInstanceUID=uid("first 0"), KVP="80", **MAIDEN), tmp_path / "x")
        )
        library.notes.set_status(uid("study first"), Status.FINAL)
        library.notes.set_priority(uid("study first"), Priority.STAT)
        library.notes.throw_away(uid("study second"))
        library.notes.save_list("urgent", WorklistQuery(priorities=frozenset({Priority.STAT})))
        merge(library, uid("study first"), uid("study later"), reader="Ada", reason="married")
        split(library, [uid("study second")], reader="Ada", reason="another")
        before = facts(library)

        made = rebuild(library, read_headers)

        assert (made.files, made.instances, made.problems) == (3, 3, ())
        assert facts(library) == before


def facts(library: Library) -> object:
    """Return everything that a rebuild must bring back, without numbers that mean nothing."""
    rows = [
        row
        for in_trash in (False, True)
        for row in library.worklist.page(WorklistQuery(in_trash=in_trash), 0, 99)
    ]
    shown = [
        (r.uid, r.patient, r.status, r.priority, r.instances, r.bytes, r.in_trash, r.linked) for r in rows
    ]
    priors = {row.uid: {prior.uid for prior in library.worklist.priors_of(row.uid)} for row in rows}
    apart = [(one.sha256, one.reason) for one in kept_apart(library)]
    return shown, priors, apart, library.notes.lists(), links(library)


def test_a_rebuild_that_is_stopped_leaves_the_catalogue_as_it_was(tmp_path: Path) -> None:
    with two_names(tmp_path) as library:
        before = facts(library)
        with pytest.raises(RebuildCancelledError):
            rebuild(library, read_headers, is_cancelled=lambda: True)

        assert facts(library) == before


def test_d6_a_note_that_cannot_be_read_is_set_aside_and_told(tmp_path: Path) -> None:
    with two_names(tmp_path) as library:
        library.notes.set_status(uid("study first"), Status.FINAL)
        (note,) = (path for path in library.files.notes.glob("*.json"))
        note.write_bytes(b"{")

        made = rebuild(library, read_headers)

        assert len(made.problems) == 1
        assert f"{note.name}.bad" in made.problems[0]


def test_an_emptied_trash_is_gone_and_the_rest_is_not(tmp_path: Path) -> None:
    with two_names(tmp_path) as library:
        library.notes.throw_away(uid("study second"))
        assert storage_of(library).trash_studies == 1
        gone = [library.files.path_of(file) for file in library.catalogued(uid("study second")).files]

        assert empty_trash(library) == 1

        assert not any(path.exists() for path in gone)
        assert library.worklist.study(uid("study second")) is None
        assert verify(library).is_sound
        rebuild(library, read_headers)
        assert library.worklist.totals()[0] == 2
        assert empty_trash(library) == 0


def test_only_the_studies_named_leave_the_trash(tmp_path: Path) -> None:
    with two_names(tmp_path) as library:
        for name in ("first", "second"):
            library.notes.throw_away(uid(f"study {name}"))

        assert empty_trash(library, [uid("study first")]) == 1

        assert library.worklist.count(WorklistQuery(in_trash=True)) == 1


def test_an_exported_study_has_a_dicomdir_that_others_can_read(tmp_path: Path) -> None:
    with library_with(tmp_path, ct_study("one", 3, **MAIDEN), ct_study("two", 2, **MARRIED)) as library:
        rows = library.worklist.page(WorklistQuery(), 0, 9)
        files = [file for row in rows for file in library.catalogued(row.uid).files]
        stored = {library.files.path_of(file).read_bytes() for file in files}

        made = export_studies(library, [uid("study one"), uid("study two")], tmp_path / "disc")

    assert (made.files, made.problems) == (5, ())
    disc = tmp_path / "disc"
    written = {path.read_bytes() for path in disc.rglob("*") if path.is_file() and path.name != "DICOMDIR"}
    assert written == stored
    assert len(list_files([disc / "DICOMDIR"]).files) == 5
    records = [record.DirectoryRecordType for record in dcmread(disc / "DICOMDIR").DirectoryRecordSequence]
    assert [records.count(kind) for kind in ("PATIENT", "STUDY", "SERIES", "IMAGE")] == [2, 2, 2, 5]
    checked = subprocess.run(["dcmdump", disc / "DICOMDIR"], capture_output=True, check=True)
    assert checked.stdout.count(b"ReferencedFileID") == 5


def test_d8_a_file_that_rotted_is_not_exported(tmp_path: Path) -> None:
    with library_with(tmp_path, ct_study("one", 2)) as library:
        path = library.files.path_of(library.catalogued(uid("study one")).files[0])
        path.write_bytes(path.read_bytes()[:-1] + b"!")

        made = export_studies(library, [uid("study one")], tmp_path / "disc")

    assert made.files == 1
    assert "not what was stored" in made.problems[0]


def test_an_export_overwrites_nothing(tmp_path: Path) -> None:
    (tmp_path / "disc").mkdir()
    (tmp_path / "disc" / "mine").touch()
    with (
        library_with(tmp_path, ct_study("one", 1)) as library,
        pytest.raises(LibraryError, match="not empty"),
    ):
        export_studies(library, [uid("study one")], tmp_path / "disc")


def test_a_watched_file_is_told_once_when_it_stopped_growing(tmp_path: Path) -> None:
    watched = WatchedFolder(tmp_path, quiet_s=2.0)
    path = tmp_path / "deep" / "one"
    path.parent.mkdir()
    path.write_bytes(b"begun")
    (tmp_path / ".hidden").write_bytes(b"not for us")
    (tmp_path / "empty").touch()

    assert watched.ready(0.0) == ()
    path.write_bytes(b"begun and grown")
    assert watched.ready(2.5) == ()
    assert watched.ready(4.0) == ()
    assert watched.ready(4.5) == (path,)
    assert watched.ready(9.0) == ()
    path.write_bytes(b"another")
    assert watched.ready(10.0) == ()
    assert watched.ready(12.0) == (path,)


def test_a_watched_folder_may_come_and_go(tmp_path: Path) -> None:
    watched = WatchedFolder(tmp_path / "stick")
    assert watched.ready(0.0) == ()
    source = write_all(tmp_path / "stick", ct_study("one", 2))
    watched.ready(1.0)

    assert watched.ready(4.0) == tuple(sorted(source.iterdir()))
