"""Two headers, element by element."""

from pathlib import Path

import pytest
from pydicom import Dataset, Sequence

from tests.builders.dicom import ct_slice, write
from viewer.dicom.dump import rows_to_compare
from viewer.dicom.header_comparison import ComparedRow, Difference, compare
from viewer.dicom.header_row import HeaderRow


def element(tag: str, value: str = "", depth: int = 0, digest: str = "") -> HeaderRow:
    return HeaderRow(depth, tag, "LO", len(value), "Name", value, digest)


def said(rows: tuple[ComparedRow, ...]) -> list[tuple[str, Difference]]:
    return [(row.row.tag, row.difference) for row in rows]


def test_what_is_the_same_differs_or_is_only_in_one_is_said_in_file_order() -> None:
    first = (element("a", "1"), element("b", "2"), element("d", "4"))
    second = (element("a", "1"), element("c", "3"), element("d", "5"), element("e", "6"))

    assert said(compare(first, second)) == [
        ("a", Difference.NONE),
        ("b", Difference.ONLY_FIRST),
        ("c", Difference.ONLY_SECOND),
        ("d", Difference.VALUE),
        ("e", Difference.ONLY_SECOND),
    ]


def test_items_are_compared_by_their_number() -> None:
    first = (
        element("s", "1 item"),
        element("item", depth=1),
        element("x", "1", depth=2),
    )
    second = (
        element("s", "2 items"),
        element("item", depth=1),
        element("x", "1", depth=2),
        element("item", depth=1),
        element("x", "1", depth=2),
    )

    found = compare(first, second)

    assert [(row.depth, row.difference) for row in found] == [
        (0, Difference.VALUE),
        (1, Difference.NONE),
        (2, Difference.NONE),
        (1, Difference.ONLY_SECOND),
        (2, Difference.ONLY_SECOND),
    ]


def test_values_that_differ_beyond_what_is_shown_say_so() -> None:
    (row,) = compare((element("a", "x …", digest="1"),), (element("a", "x …", digest="2"),))

    assert row.difference is Difference.VALUE
    assert row.values == ("x … (differs where it is not shown)",) * 2


def test_padding_is_no_difference() -> None:
    padded = HeaderRow(0, "a", "LO", 4, "Name", "CT")
    plain = HeaderRow(0, "a", "LO", 2, "Name", "CT")

    (row,) = compare((padded,), (plain,))

    assert row.difference is Difference.NONE


def test_an_element_twice_and_a_file_out_of_order_lose_nothing() -> None:
    first = (element("b", "1"), element("a", "2"), element("a", "3"), element("", "reading stopped"))
    second = (element("a", "2"), element("b", "1"))

    found = compare(first, second)

    assert sorted(said(found), key=str) == [
        ("", Difference.ONLY_FIRST),
        ("a", Difference.NONE),
        ("a", Difference.ONLY_FIRST),
        ("b", Difference.NONE),
    ]


def test_neighbouring_slices_differ_in_place_and_number_only(tmp_path: Path) -> None:
    def slice_at(z_mm: float, number: int) -> tuple[HeaderRow, ...]:
        item = Dataset()
        item.CodeMeaning = f"meaning {number}"
        changes = {"InstanceNumber": number, "AnatomicRegionSequence": Sequence([item])}
        return rows_to_compare(write(ct_slice(z_mm, **changes), tmp_path / f"{number}"))

    found = compare(slice_at(0.0, 1), slice_at(5.0, 2))

    different = {row.row.name for row in found if row.difference is not Difference.NONE}
    assert {"Image Position (Patient)", "Instance Number", "Code Meaning"} <= different
    assert not {"Patient's Name", "Anatomic Region Sequence", "Item 1", "Pixel Data"} & different


@pytest.mark.corpus
def test_one_image_in_two_syntaxes_differs_in_syntax_and_pixels(corpus: Path) -> None:
    folder = corpus / "syntax" / "ct_every_syntax"
    explicit, rle = (
        rows_to_compare(next(folder.glob(f"*_{uid}.dcm")))
        for uid in ("1.2.840.10008.1.2.1", "1.2.840.10008.1.2.5")
    )

    different = {row.row.name for row in compare(explicit, rle) if row.difference is not Difference.NONE}

    assert {"Transfer Syntax UID", "Pixel Data"} <= different
    assert "Pixel Spacing" not in different
