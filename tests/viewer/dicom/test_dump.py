"""The header view: every element readable, and of broken files as many as can be."""

from pathlib import Path

import pytest
from pydicom import Dataset, Sequence

from tests.builders.dicom import ct_slice, write
from viewer.dicom import dump
from viewer.dicom.dump import header_rows
from viewer.dicom.header_row import HeaderRow


def row(rows: tuple[HeaderRow, ...], tag: str) -> HeaderRow:
    return next(found for found in rows if found.tag == tag)


def test_elements_are_shown_with_name_and_value(tmp_path: Path) -> None:
    rows = header_rows(
        write(ct_slice(SpecificCharacterSet="ISO_IR 192", PatientName="山田^太郎"), tmp_path / "ct")
    )

    assert row(rows, "(0010,0010)") == HeaderRow(0, "(0010,0010)", "PN", 14, "Patient's Name", "山田^太郎")
    assert row(rows, "(0028,0010)").value == "8"
    assert row(rows, "(0028,0030)").value == "0.5\\0.25"
    assert row(rows, "(0008,0016)").value == "1.2.840.10008.5.1.4.1.1.2 (CT Image Storage)"
    assert row(rows, "(0002,0010)").value == "1.2.840.10008.1.2.1 (Explicit VR Little Endian)"
    assert row(rows, "(7FE0,0010)").length == 160


def test_elements_inside_sequences_are_one_level_deeper(tmp_path: Path) -> None:
    inner = Dataset()
    inner.ReferencedSOPInstanceUID = "1.2.3"
    rows = header_rows(write(ct_slice(ReferencedImageSequence=Sequence([inner])), tmp_path / "ct"))

    assert row(rows, "(0008,1140)").value == ""
    assert row(rows, "(0008,1155)").depth == 1


def test_private_elements_are_called_so(tmp_path: Path) -> None:
    dataset = ct_slice()
    dataset.add_new(0x00091010, "LO", "secret")
    dataset.add_new(0x00091011, "FD", 1.5)

    rows = header_rows(write(dataset, tmp_path / "ct"))

    assert row(rows, "(0009,1010)").name == "Private element"
    assert row(rows, "(0009,1011)").value == "1.5"


def test_a_truncated_file_shows_what_there_is_and_where_it_stops(tmp_path: Path) -> None:
    path = write(ct_slice(), tmp_path / "ct")
    path.write_bytes(path.read_bytes()[:603])

    rows = header_rows(path)

    assert row(rows, "(0008,0060)").value == "CT"
    assert rows[-1].value.startswith("reading stopped: ")


def test_what_is_not_dicom_says_so(tmp_path: Path) -> None:
    (tmp_path / "letter").write_text("Dear colleague, thank you")

    (remark,) = header_rows(tmp_path / "letter")

    assert "DICOM mark" in remark.value


def test_a_file_that_is_gone_says_so(tmp_path: Path) -> None:
    assert "No such file" in header_rows(tmp_path / "gone")[0].value


def test_there_is_an_end_to_what_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(ct_slice(ImageComments="long " * 1000), tmp_path / "ct")
    assert row(header_rows(path), "(0020,4000)").value.endswith("…")
    monkeypatch.setattr(dump, "MOST_ROWS", 20)

    rows = header_rows(path)

    assert len(rows) == 21
    assert rows[-1].value == "only the first 20 elements are shown"


def test_values_of_compressed_pixels_are_not_shown(tmp_path: Path) -> None:
    dataset = ct_slice()
    dataset.PixelData = b"\xfe\xff\x00\xe0\0\0\0\0\xfe\xff\x00\xe0\4\0\0\0\xff\xd8\xff\xd9"
    dataset["PixelData"].is_undefined_length = True

    rows = header_rows(write(dataset, tmp_path / "ct", transfer_syntax="1.2.840.10008.1.2.4.50"))

    assert row(rows, "(7FE0,0010)").value == "compressed"
    assert row(rows, "(7FE0,0010)").length is None
