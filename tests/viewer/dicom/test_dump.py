"""The header view: every element readable, and of broken files as many as can be."""

from pathlib import Path

import pytest
from pydicom import Dataset, Sequence

from tests.builders.dicom import ct_slice, write
from viewer.dicom import dump
from viewer.dicom.dump import header_rows, rows_to_compare
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


def test_sequences_say_how_many_items_they_have_and_items_are_numbered(tmp_path: Path) -> None:
    first, second = Dataset(), Dataset()
    first.ReferencedSOPInstanceUID, second.ReferencedSOPInstanceUID = "1.2.3", "1.2.4"
    second.PurposeOfReferenceCodeSequence = Sequence([Dataset()])
    images = Sequence([first, second])
    rows = header_rows(
        write(ct_slice(ReferencedImageSequence=images, SourceImageSequence=Sequence()), tmp_path / "ct")
    )

    assert row(rows, "(0008,1140)").value == "2 items"
    assert row(rows, "(0008,2112)").value == "no items"
    inside = [found for found in rows if found.depth]
    assert [(found.depth, found.name, found.value) for found in inside] == [
        (1, "Item 1", ""),
        (2, "Referenced SOP Instance UID", "1.2.3"),
        (1, "Item 2", ""),
        (2, "Referenced SOP Instance UID", "1.2.4"),
        (2, "Purpose of Reference Code Sequence", "1 item"),
        (3, "Item 1", ""),
    ]


def test_private_elements_are_called_so(tmp_path: Path) -> None:
    dataset = ct_slice()
    dataset.add_new(0x00091010, "LO", "secret")
    dataset.add_new(0x00091011, "FD", 1.5)

    rows = header_rows(write(dataset, tmp_path / "ct"))

    assert row(rows, "(0009,1010)").name == "Private element"
    assert row(rows, "(0009,1011)").value == "1.5"


def test_private_elements_are_named_after_who_reserved_their_block(tmp_path: Path) -> None:
    dataset = ct_slice()
    dataset.add_new(0x00290010, "LO", "SIEMENS CSA HEADER")
    dataset.add_new(0x00291008, "CS", "IMAGE NUM 4")
    dataset.add_new(0x002910FE, "LO", "nobody knows")
    item = Dataset()
    item.add_new(0x00291008, "LO", "another block")
    dataset.ReferencedImageSequence = Sequence([item])

    rows = header_rows(write(dataset, tmp_path / "ct", transfer_syntax="1.2.840.10008.1.2"))

    assert row(rows, "(0029,0010)").name == "Private Creator"
    inside, outside = [found for found in rows if found.tag == "(0029,1008)"]
    assert (outside.name, outside.vr) == ("CSA Image Header Type (SIEMENS CSA HEADER)", "CS")
    assert (inside.name, inside.vr) == ("Private element", "UN")
    assert row(rows, "(0029,10FE)").name == "Private element (SIEMENS CSA HEADER)"


def test_numbers_keep_every_digit(tmp_path: Path) -> None:
    rows = header_rows(
        write(
            ct_slice(DataPointRows=12345678, GraphicData=[0.1, 12345.67], RescaleSlope="1"), tmp_path / "ct"
        )
    )

    assert row(rows, "(0028,9001)").value == "12345678"
    assert row(rows, "(0070,0022)").value == "0.1\\12345.67"


def test_values_too_long_to_be_shown_are_told_apart(tmp_path: Path) -> None:
    one, same, other = (ct_slice() for _ in range(3))
    for dataset, comment in ((one, "x" * 2000), (same, "x" * 2000), (other, "x" * 1999 + "y")):
        dataset.ImageComments = comment
    rows = [
        rows_to_compare(write(dataset, tmp_path / name))
        for dataset, name in ((one, "1"), (same, "2"), (other, "3"))
    ]

    found = [row(each, "(0020,4000)") for each in rows]
    assert found[0] == found[1]
    assert found[0].value == found[2].value
    assert found[0].digest != found[2].digest
    assert row(rows[0], "(0008,0060)").digest == ""
    assert row(header_rows(tmp_path / "1"), "(0020,4000)").digest == ""


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


def test_compressed_pixels_are_told_apart_by_all_their_fragments(tmp_path: Path) -> None:
    digests = []
    for number, last in enumerate((b"\xd9", b"\xd9", b"\xda")):
        dataset = ct_slice()
        dataset.PixelData = b"\xfe\xff\x00\xe0\0\0\0\0\xfe\xff\x00\xe0\4\0\0\0\xff\xd8\xff" + last
        dataset["PixelData"].is_undefined_length = True
        path = write(dataset, tmp_path / f"{number}", transfer_syntax="1.2.840.10008.1.2.4.50")
        digests.append(row(rows_to_compare(path), "(7FE0,0010)").digest)

    assert digests[0] == digests[1] != digests[2]
