"""Every file that is imported is in the library, or named with a reason."""

import os
from pathlib import Path
from typing import Any

import pytest
from pydicom import dcmread

from app.library.catalogue.values import StudyRow, WorklistQuery
from app.library.copying import digest_of
from app.library.importing import Imported, Importer
from app.library.library import Library
from app.library.quarantine import discard, kept_apart
from app.library.receiving import OTHER_CONTENT
from app.library.verifying import verify
from app.work.side_by_side import side_by_side
from tests.builders.dicom import ct_slice, uid, write
from tests.builders.hostile import junk
from tests.builders.libraries import ct_study, import_all, library_with, write_all
from viewer.dicom import scan
from viewer.dicom.grouping import group
from viewer.dicom.patients import MIXED
from viewer.dicom.scan import list_files
from viewer.loading.headers import read_headers


def contents(folder: Path) -> dict[str, bytes]:
    """Return what lies in a folder."""
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_files_are_stored_under_their_checksum_and_sources_stay(tmp_path: Path) -> None:
    source = write_all(tmp_path / "source", ct_study("one", 3))
    before = contents(source)

    with Library(tmp_path / "library") as library:
        imported = import_all(library, source)

        assert (imported.added, imported.files) == (3, 3)
        assert imported.studies == {uid("study one")}
        for file in library.catalogued(uid("study one")).files:
            path = library.files.path_of(file)
            assert path.name == file.sha256.hex() == digest_of(path).hex()
            assert path.stat().st_size == file.size
            assert path.stat().st_mode & 0o077 == 0
    assert contents(source) == before


def test_a_catalogued_study_is_the_one_its_headers_describe(tmp_path: Path) -> None:
    with library_with(tmp_path, ct_study("one", 4)) as library:
        known = library.catalogued(uid("study one"))
        paths = [library.files.path_of(file) for file in known.files]

        assert known.unread == ()
        assert known.instances == scan.read_headers(paths)
        (study,) = group(known.instances, (), len(paths), 0).studies
        assert [len(shown.frames) for shown in study.display_sets] == [4]


def test_importing_twice_changes_nothing(tmp_path: Path) -> None:
    source = write_all(tmp_path / "source", ct_study("one", 3))
    with Library(tmp_path / "library") as library:
        import_all(library, source)
        before = contents(library.files.kept), library.worklist.revision()

        imported = import_all(library, source)

        assert (imported.added, imported.duplicates) == (0, 3)
        assert (contents(library.files.kept), library.worklist.revision()) == before
        assert list(library.files.arriving.iterdir()) == []


def test_h17_a_copy_with_other_file_meta_information_is_the_same_object(tmp_path: Path) -> None:
    source = write_all(tmp_path / "source", ct_study("one", 1))
    again = dcmread(source / "0000")
    again.file_meta.SourceApplicationEntityTitle = "ELSEWHERE"
    again.save_as(tmp_path / "again", enforce_file_format=True)
    with Library(tmp_path / "library") as library:
        import_all(library, source)

        assert import_all(library, tmp_path / "again").duplicates == 1


@pytest.mark.parametrize("together", [True, False])
def test_h17_the_same_uid_with_other_content_is_kept_apart_and_the_first_stays(
    tmp_path: Path, *, together: bool
) -> None:
    first = write(ct_slice(SOPInstanceUID="1.2.3"), tmp_path / "a" / "1")
    second = write(ct_slice(SOPInstanceUID="1.2.3", KVP="80"), tmp_path / "b" / "2")
    with Library(tmp_path / "library") as library:
        if together:
            imported = Importer(library, read_headers).run([first, second])
        else:
            import_all(library, first)
            imported = import_all(library, second)

        assert [(one.path, one.reason) for one in imported.quarantined] == [(second, OTHER_CONTENT)]
        ((shown,),) = (library.catalogued(row.uid).instances for row in everything(library))
        assert shown.attribute("KVP") == "120"
        (apart,) = kept_apart(library)
        assert apart.path.read_bytes() == second.read_bytes()
        assert [one.reason for one in import_all(library, second).quarantined] == [OTHER_CONTENT]
        assert library.quarantined_files() == 1
        assert verify(library).is_sound

        discard(library, apart.sha256)
        assert kept_apart(library) == ()
        assert not apart.path.exists()


def everything(library: Library) -> tuple[StudyRow, ...]:
    return library.worklist.page(WorklistQuery(), 0, 100)


@pytest.mark.parametrize(
    "other", [{"PatientID": "B-2"}, {"PatientName": "Smith^John"}, {"PatientBirthDate": "19990101"}]
)
def test_h16_images_of_another_patient_are_kept_apart_and_the_study_is_held(
    tmp_path: Path, other: dict[str, Any]
) -> None:
    mine: dict[str, Any] = {"PatientID": "A-1", "PatientName": "Doe^Jane", "PatientBirthDate": "19600101"}
    ours = ct_study("one", 2, **mine)
    theirs = ct_study("one", 3, **{**mine, **other})[2:]
    with library_with(tmp_path, ours) as library:
        imported = import_all(library, write_all(tmp_path / "theirs", theirs))

        assert [one.reason for one in imported.quarantined] == [MIXED]
        row = library.worklist.study(uid("study one"))
        assert row is not None
        assert (row.instances, row.held) == (2, MIXED)
        (apart,) = kept_apart(library, uid("study one"))

        discard(library, apart.sha256)
        row = library.worklist.study(uid("study one"))
        assert row is not None
        assert row.held == ""


def test_f9_a_preamble_that_could_be_run_is_emptied(tmp_path: Path) -> None:
    source = write_all(tmp_path / "source", ct_study("one", 1)) / "0000"
    clean = source.read_bytes()
    source.write_bytes(b"MZ" + b"\x90" * 126 + clean[128:])
    with Library(tmp_path / "library") as library:
        import_all(library, source)

        (file,) = library.catalogued(uid("study one")).files
        assert library.files.path_of(file).read_bytes() == clean
        assert import_all(library, source).duplicates == 1


def test_f18_h23_junk_is_counted_and_named_and_good_files_are_imported(tmp_path: Path) -> None:
    folder = junk(tmp_path / "in")
    write(ct_slice(), folder / "good.dcm")
    (folder / "words.txt").write_text("no image")
    found = list_files([folder]).files

    with Library(tmp_path / "library") as library:
        imported = import_all(library, folder)

        assert imported.files == len(found)
        assert imported.added >= 1
        assert imported.not_dicom >= 1
        assert all(one.reason for one in imported.rejected)
        assert verify(library).is_sound
        assert list(library.files.arriving.iterdir()) == []


def test_f18_a_file_that_vanishes_is_named_and_the_rest_is_imported(tmp_path: Path) -> None:
    source = write_all(tmp_path / "source", ct_study("one", 2))
    with Library(tmp_path / "library") as library:
        imported = Importer(library, read_headers).run([tmp_path / "gone", *sorted(source.iterdir())])

    assert imported.added == 2
    assert [one.path.name for one in imported.rejected] == ["gone"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes")
def test_f18_a_pipe_is_never_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with Library(tmp_path / "library") as library:
        imported = Importer(library, read_headers).run([tmp_path / "pipe"])

    assert [one.reason for one in imported.rejected] == ["it is not a regular file"]


def test_a_cancelled_import_keeps_what_it_has_and_counts_the_rest(tmp_path: Path) -> None:
    source = write_all(tmp_path / "source", ct_study("one", 9))
    told: list[Imported] = []
    with Library(tmp_path / "library") as library:
        imported = Importer(library, read_headers, handful=2).run(
            sorted(source.iterdir()), progress=told.append, is_cancelled=lambda: len(told) >= 2
        )

        assert imported.added + imported.left == 9
        assert 2 <= imported.added < 9
        assert [one.added for one in told] == sorted(one.added for one in told)
        row = library.worklist.study(uid("study one"))
        assert row is not None
        assert row.instances == imported.added
        assert list(library.files.arriving.iterdir()) == []


def test_files_are_acknowledged_when_the_catalogue_has_them(tmp_path: Path) -> None:
    source = write_all(tmp_path / "source", ct_study("one", 5))
    with Library(tmp_path / "library") as library, Library(tmp_path / "library") as other:
        seen: list[int] = []

        def acknowledged(_: Path) -> None:
            row = other.worklist.study(uid("study one"))
            seen.append(0 if row is None else row.instances)

        Importer(library, read_headers, handful=2).run(sorted(source.iterdir()), acknowledged=acknowledged)

    assert seen == [2, 2, 4, 4, 5]


def test_several_files_copied_at_a_time_are_all_there(tmp_path: Path) -> None:
    source = write_all(tmp_path / "source", ct_study("one", 40))
    with Library(tmp_path / "library") as library, side_by_side() as at_once:
        imported = Importer(library, read_headers, at_once, handful=8).run(sorted(source.iterdir()))

        assert imported.added == 40
        assert verify(library, at_once).is_sound


def test_importing_again_what_lies_in_the_trash_takes_it_out(tmp_path: Path) -> None:
    with library_with(tmp_path, ct_study("one", 2)) as library:
        library.notes.throw_away(uid("study one"))

        import_all(library, write_all(tmp_path / "again", ct_study("one", 2)))

        assert [row.uid for row in library.worklist.page(WorklistQuery(), 0, 9)] == [uid("study one")]


def test_an_object_without_a_study_is_left_where_it_is(tmp_path: Path) -> None:
    path = write(ct_slice(StudyInstanceUID=None), tmp_path / "one")
    with Library(tmp_path / "library") as library:
        (refused,) = import_all(library, path).rejected

    assert "Study Instance UID (0020,000D) is missing" in refused.reason


def test_folders_of_the_store_hold_a_thousand_files_at_most(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.library.files.FULL", 4)
    with library_with(tmp_path, ct_study("one", 3), ct_study("two", 3), ct_study("three", 1)) as library:
        sizes = [len(list(library.files.walk(folder))) for folder in library.files.folders()]

        assert sizes == [3, 4]
        assert verify(library).is_sound


def test_f12_identifiers_never_become_paths(tmp_path: Path) -> None:
    hostile = ct_study(
        "one", 1, PatientID="../../../etc/x", StudyInstanceUID="1.2.3", AccessionNumber="/etc/y"
    )
    with library_with(tmp_path, hostile) as library:
        names = {path.name for path in library.folder.rglob("*")}

        assert not any("etc" in name or name in ("x", "y", "1.2.3") for name in names)
