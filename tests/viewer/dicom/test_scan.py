"""Files found and read: folders, single files, and everything that is not what it seems."""

import os
import pickle
from pathlib import Path
from time import perf_counter

import pytest

from tests.builders.dicom import ct_slice, write, write_series
from viewer.core.study import Instance, Rejected
from viewer.dicom.contents import with_content_hashes
from viewer.dicom.grouping import group
from viewer.dicom.header_siblings import SeriesReader
from viewer.dicom.scan import NotDicom, chunks, list_files, read_headers


def test_all_files_below_a_folder_are_found_whatever_they_are_called(tmp_path: Path) -> None:
    for name in ("a", "b.dcm", "deeper/IM000001", "deeper/still/scan.jpg"):
        write(ct_slice(), tmp_path / name)

    assert {path.name for path in list_files([tmp_path]).files} == {"a", "b.dcm", "IM000001", "scan.jpg"}


def test_places_that_overlap_give_each_file_once(tmp_path: Path) -> None:
    path = write(ct_slice(), tmp_path / "a")

    assert list_files([tmp_path, path, tmp_path]).files == (path,)


def test_each_file_becomes_an_instance_a_rejection_or_something_else(tmp_path: Path) -> None:
    image = write(ct_slice(), tmp_path / "image")
    broken = tmp_path / "broken"
    broken.write_bytes(image.read_bytes()[:300])
    letter = tmp_path / "letter"
    letter.write_text("Dear colleague")

    read = read_headers((image, broken, letter))

    assert [type(one) for one in read] == [Instance, Rejected, NotDicom]
    assert isinstance(read[1], Rejected)
    assert read[1].is_dicom
    assert read[1].path == broken


def test_what_was_read_travels_between_processes(tmp_path: Path) -> None:
    read = read_headers(write_series(tmp_path, (0.0, 5.0)))

    assert pickle.loads(pickle.dumps(read)) == read


def test_slices_of_a_series_share_what_is_equal(tmp_path: Path) -> None:
    """So that 5 000 headers take little memory and travel quickly."""
    one, other = (
        read for read in read_headers(write_series(tmp_path, (0.0, 5.0))) if isinstance(read, Instance)
    )

    assert one.patient is other.patient
    assert one.describe(1).windows is other.describe(1).windows


def test_an_error_nobody_thought_of_rejects_one_file_and_not_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def confused(reader: SeriesReader, path: Path) -> Instance:
        raise RuntimeError("Doe^Jane")

    monkeypatch.setattr(SeriesReader, "read", confused)

    (read,) = read_headers([tmp_path])

    assert isinstance(read, Rejected)
    assert read.reason == "its header makes no sense (RuntimeError)"


def test_f18_pipes_and_devices_are_passed_over(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "device").symlink_to("/dev/zero")
    image = write(ct_slice(), tmp_path / "image")

    found = list_files([tmp_path])

    assert found.files == (image,)
    assert found.passed_over == 2
    assert isinstance(read_headers([tmp_path / "pipe"])[0], Rejected), "and never waited for"


def test_f18_links_in_a_circle_end(tmp_path: Path) -> None:
    write(ct_slice(), tmp_path / "folder" / "image")
    (tmp_path / "folder" / "again").symlink_to(tmp_path / "folder", target_is_directory=True)

    assert len(list_files([tmp_path]).files) == 1


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_f18_a_folder_that_may_not_be_read_is_listed(tmp_path: Path) -> None:
    locked = tmp_path / "locked"
    locked.mkdir()
    locked.chmod(0)

    (rejected,) = list_files([tmp_path]).rejected
    locked.chmod(0o700)

    assert rejected.path == locked


def test_f18_a_folder_that_vanishes_while_it_is_listed_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(path: Path) -> None:
        raise FileNotFoundError(2, "No such file or directory")

    monkeypatch.setattr(os, "scandir", gone)

    assert list_files([tmp_path]).rejected[0].reason == "the system says: No such file or directory"


def test_f18_a_file_that_vanished_is_rejected(tmp_path: Path) -> None:
    path = write(ct_slice(), tmp_path / "image")
    path.unlink()

    (read,) = read_headers([path])

    assert isinstance(read, Rejected)
    assert "No such file" in read.reason


def test_a_place_that_is_not_there_is_reported(tmp_path: Path) -> None:
    (rejected,) = list_files([tmp_path / "nowhere"]).rejected

    assert rejected.reason == "it is not there"


def test_an_empty_folder_is_nothing(tmp_path: Path) -> None:
    assert list_files([tmp_path]).files == ()


def test_f18_a_sparse_terabyte_is_looked_at_and_left(tmp_path: Path) -> None:
    path = tmp_path / "sparse"
    with path.open("wb") as file:
        file.truncate(1 << 40)
    before = perf_counter()

    assert isinstance(read_headers([path])[0], NotDicom)

    assert perf_counter() - before < 0.1


def test_f18_junk_is_passed_quickly(tmp_path: Path) -> None:
    for number in range(2000):
        (tmp_path / f"{number}.txt").write_bytes(b"not an image, but rather long enough to look twice")
    before = perf_counter()

    read = read_headers(list_files([tmp_path]).files)

    assert all(isinstance(one, NotDicom) for one in read)
    assert perf_counter() - before < 2.4, "100 000 in 120 s"


def test_files_are_handed_out_in_handfuls() -> None:
    paths = [Path(str(number)) for number in range(5)]

    assert [len(handful) for handful in chunks(paths, 2)] == [2, 2, 1]
    assert list(chunks([], 2)) == []


def test_h17_only_files_that_share_a_uid_are_compared(tmp_path: Path) -> None:
    a = write(ct_slice(), tmp_path / "a")
    b = write(ct_slice(), tmp_path / "b", transfer_syntax="1.2.840.10008.1.2.1")
    c = write(ct_slice(PatientID="P-2"), tmp_path / "c")
    d = write(ct_slice(5.0), tmp_path / "d")
    read = [one for one in read_headers((a, b, c, d)) if isinstance(one, Instance)]

    first, copy, other, alone = with_content_hashes(read)

    assert first.content_hash == copy.content_hash != other.content_hash
    assert first.content_hash
    assert alone.content_hash == ""


def test_h17_a_file_that_vanished_before_it_was_compared_is_set_aside(tmp_path: Path) -> None:
    paths = [write(ct_slice(), tmp_path / name) for name in "ab"]
    read = [one for one in read_headers(paths) if isinstance(one, Instance)]
    paths[1].unlink()

    opened = group(with_content_hashes(read), files=2)

    assert opened.accounted == 2
    assert "Set aside" in opened.studies[0].display_sets[1].title
