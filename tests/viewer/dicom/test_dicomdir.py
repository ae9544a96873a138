"""Discs: what a DICOMDIR names is opened, and nothing else."""

import os
from pathlib import Path
from typing import Any

import pytest
from pydicom import Dataset, Sequence
from pydicom.uid import MediaStorageDirectoryStorage

from tests.builders.dicom import ct_slice, uid, write
from viewer.dicom.dicomdir import is_dicomdir
from viewer.dicom.scan import FileList, list_files


def disc(folder: Path, *references: Any, **record_changes: Any) -> Path:
    """Write a DICOMDIR that names files by their components."""
    directory = Dataset()
    directory.SOPClassUID, directory.SOPInstanceUID = MediaStorageDirectoryStorage, uid("disc")
    records = []
    for reference in references:
        record = Dataset()
        record.DirectoryRecordType, record.RecordInUseFlag = "IMAGE", 0xFFFF
        record.ReferencedFileID = reference
        for keyword, value in record_changes.items():
            setattr(record, keyword, value)
        records.append(record)
    directory.DirectoryRecordSequence = Sequence(records)
    return write(directory, folder / "DICOMDIR")


def opened(folder: Path, *references: Any) -> FileList:
    return list_files([disc(folder, *references)])


def test_a_disc_is_the_files_it_names(tmp_path: Path) -> None:
    named = write(ct_slice(), tmp_path / "IMAGES" / "IM1")
    write(ct_slice(5.0), tmp_path / "IMAGES" / "IM2")

    found = opened(tmp_path, ["IMAGES", "IM1"])

    assert found.files == (named,)
    assert found.rejected == ()


def test_a_disc_is_known_by_its_content_and_not_by_its_name(tmp_path: Path) -> None:
    path = disc(tmp_path, "IM1").rename(tmp_path / "index.bin")

    assert is_dicomdir(path)
    assert not is_dicomdir(write(ct_slice(), tmp_path / "DICOMDIR"))
    assert not is_dicomdir(tmp_path / "nowhere")


def test_a_file_that_is_missing_from_the_disc_is_reported(tmp_path: Path) -> None:
    (rejected,) = opened(tmp_path, "IM1").rejected

    assert rejected.path == tmp_path / "IM1"
    assert "not there" in rejected.reason


def test_names_are_found_whatever_case_the_disc_was_read_with(tmp_path: Path) -> None:
    named = write(ct_slice(), tmp_path / "images" / "im1.;1")

    assert opened(tmp_path, ["IMAGES", "IM1"]).files == (named,)


@pytest.mark.parametrize(
    "reference",
    [
        ["..", "secret"],
        ["../secret"],
        ["/etc/passwd"],
        ["", "etc", "passwd"],
        ["C:", "secret"],
        ["."],
        ["IMAGES", "..", "..", "secret"],
    ],
    ids=str,
)
def test_f10_names_that_lead_outside_the_disc_are_refused(tmp_path: Path, reference: list[str]) -> None:
    (tmp_path / "secret").write_bytes(b"outside")
    (tmp_path / "disc" / "IMAGES").mkdir(parents=True)

    found = opened(tmp_path / "disc", reference)

    assert found.files == ()
    assert "outside" in found.rejected[0].reason


def test_f10_a_link_that_leads_outside_the_disc_is_refused(tmp_path: Path) -> None:
    outside = write(ct_slice(), tmp_path / "outside")
    (tmp_path / "disc").mkdir()
    (tmp_path / "disc" / "IM1").symlink_to(outside)
    (tmp_path / "disc" / "IM2").symlink_to("/dev/zero")

    found = opened(tmp_path / "disc", "IM1", "IM2")

    assert found.files == ()
    assert len(found.rejected) == 2


def test_f10_a_pipe_on_the_disc_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "IM1")

    assert opened(tmp_path, "IM1").rejected[0].reason == "the DICOMDIR names something that is not a file"


def test_records_out_of_use_are_left_out(tmp_path: Path) -> None:
    write(ct_slice(), tmp_path / "IM1")

    assert list_files([disc(tmp_path, "IM1", RecordInUseFlag=0)]).files == ()


def test_a_file_named_twice_is_opened_once(tmp_path: Path) -> None:
    named = write(ct_slice(), tmp_path / "IM1")

    assert opened(tmp_path, "IM1", "IM1").files == (named,)


def test_a_damaged_disc_is_reported(tmp_path: Path) -> None:
    path = disc(tmp_path, "IM1")
    path.write_bytes(path.read_bytes()[:-5])

    found = list_files([path])

    assert found.files == ()
    assert found.rejected[0].path == path
