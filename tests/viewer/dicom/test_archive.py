"""ZIPs: unpacked into a private folder under hashed names, and never beyond what is reasonable."""

import struct
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pytest

from tests.builders.dicom import ct_slice, write
from viewer.core.study import Instance
from viewer.dicom import archive
from viewer.dicom.scan import list_files, read_headers


def zipped(path: Path, entries: dict[str, bytes]) -> Path:
    with ZipFile(path, "w", ZIP_DEFLATED) as file:
        for name, content in entries.items():
            file.writestr(name, content)
    return path


@pytest.fixture
def image(tmp_path: Path) -> bytes:
    return write(ct_slice(), tmp_path / "image").read_bytes()


def test_the_images_in_a_zip_are_opened(tmp_path: Path, image: bytes) -> None:
    path = zipped(tmp_path / "study.bin", {"a/b/IM1": image, "a/": b""})

    found = list_files([path], unpack_into=tmp_path / "private")

    assert len(found.files) == 1
    assert isinstance(read_headers(found.files)[0], Instance)


def test_without_a_private_folder_a_zip_is_just_a_file(tmp_path: Path, image: bytes) -> None:
    path = zipped(tmp_path / "study.zip", {"IM1": image})

    assert list_files([path]).files == (path,)


@pytest.mark.parametrize(
    "name",
    [
        "../../outside",
        "/etc/outside",
        "..\\outside",
        "C:\\outside",
        "CON",
        "n" * 300,
        "IM\udcff1",
        "Doe^Jane",
    ],
    ids=ascii,
)
def test_f11_names_in_a_zip_are_never_used(tmp_path: Path, image: bytes, name: str) -> None:
    info = ZipInfo("placeholder")
    info.filename = name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    path = tmp_path / "study.zip"
    with ZipFile(path, "w") as file:
        file.writestr(info, image)

    (found,) = list_files([path], unpack_into=tmp_path / "private").files

    assert found.is_relative_to(tmp_path / "private")
    assert set(found.name) <= set("0123456789abcdef")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["image", "private", "study.zip"]


def test_f11_entries_of_the_same_name_are_all_kept(tmp_path: Path, image: bytes) -> None:
    path = tmp_path / "study.zip"
    with ZipFile(path, "w") as file:
        file.writestr(ZipInfo("IM1"), image)
        file.writestr(ZipInfo("im1"), image)

    assert len(list_files([path], unpack_into=tmp_path / "private").files) == 2


def test_f4_a_zip_that_would_grow_beyond_reason_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path / "bomb.zip", {"IM1": bytes(64 << 20)})

    found = list_files([path], unpack_into=tmp_path / "private")

    assert found.files == ()
    assert "200-fold" in found.rejected[0].reason
    assert not (tmp_path / "private").exists()


def test_f4_an_entry_that_lies_about_its_size_is_stopped(tmp_path: Path) -> None:
    path = zipped(tmp_path / "liar.zip", {"IM1": bytes(64 << 20)})
    data = bytearray(path.read_bytes())
    central = data.rindex(b"PK\x01\x02")
    data[central + 24 : central + 28] = struct.pack("<L", 100)
    path.write_bytes(bytes(data))

    found = list_files([path], unpack_into=tmp_path / "private")

    assert found.files == ()
    assert found.rejected
    assert not any(one.is_file() for one in (tmp_path / "private").rglob("*"))


def test_f4_overlapping_entries_are_refused(tmp_path: Path, image: bytes) -> None:
    path = zipped(tmp_path / "overlap.zip", {"IM1": image, "IM2": image})
    data = bytearray(path.read_bytes())
    central = data.index(b"PK\x01\x02")
    for place in (central, data.rindex(b"PK\x01\x02")):
        data[place + 20 : place + 24] = struct.pack("<L", len(data))
    path.write_bytes(bytes(data))

    assert "overlap" in list_files([path], unpack_into=tmp_path / "private").rejected[0].reason


def test_f11_too_many_entries_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MOST_ENTRIES", 3)
    path = zipped(tmp_path / "many.zip", {f"{number}": b"x" for number in range(4)})

    assert "4 entries (limit 3)" in list_files([path], unpack_into=tmp_path / "private").rejected[0].reason


def test_a_full_disk_is_foreseen(tmp_path: Path, image: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "KEPT_FREE", 1 << 60)

    found = list_files([zipped(tmp_path / "study.zip", {"IM1": image})], unpack_into=tmp_path / "private")

    assert "no room" in found.rejected[0].reason


def test_a_damaged_zip_is_reported(tmp_path: Path, image: bytes) -> None:
    path = zipped(tmp_path / "damaged.zip", {"IM1": image})
    path.write_bytes(path.read_bytes()[:-30])

    assert list_files([path], unpack_into=tmp_path / "private").rejected[0].reason == "the ZIP is damaged"


def test_a_damaged_entry_is_reported_and_the_others_are_opened(tmp_path: Path, image: bytes) -> None:
    path = zipped(tmp_path / "partly.zip", {"IM1": image, "IM2": image})
    data = bytearray(path.read_bytes())
    data[60:90] = b"\xff" * 30
    path.write_bytes(bytes(data))

    found = list_files([path], unpack_into=tmp_path / "private")

    assert len(found.files) == 1
    assert found.rejected[0].reason == "entry 1 of the ZIP is damaged"


def test_an_encrypted_entry_is_reported(tmp_path: Path, image: bytes) -> None:
    path = zipped(tmp_path / "locked.zip", {"IM1": image})
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(bytes(data))

    assert list_files([path], unpack_into=tmp_path / "private").rejected[0].reason.endswith("is encrypted")
