"""Headers laid out like one before are taken apart in one step, to the same elements."""

from collections.abc import Sequence
from struct import pack

import pytest
from hypothesis import given
from hypothesis import strategies as st

from viewer.dicom import layouts
from viewer.dicom.elements import Raw, read_plain
from viewer.dicom.encoding import BIG, EXPLICIT, Encoding
from viewer.dicom.layouts import Layouts

PIXELS = pack("<HH2sHI", 0x7FE0, 0x0010, b"OW", 0, 400)
SEQUENCE = pack("<HH2sHI", 0x0008, 0x1140, b"SQ", 0, 0xFFFFFFFF)


def element(number: int, vr: bytes, value: bytes) -> bytes:
    if vr in (b"UN", b"OB"):
        return pack("<HH2sHI", 0x0018, number, vr, 0, len(value)) + value
    return pack("<HH2sH", 0x0018, number, vr, len(value)) + value


def header(values: Sequence[bytes], end: bytes = PIXELS) -> bytes:
    vrs = (b"DS", b"LO", b"UN", b"US")
    return b"".join(element(n, vrs[n % 4], value) for n, value in enumerate(values)) + end


def both(
    made: Layouts, data: bytes, encoding: Encoding = EXPLICIT
) -> tuple[tuple[int, dict[int, Raw]], tuple[int, dict[int, Raw]]]:
    quick: dict[int, Raw] = {0x00080005: (b"CS", b"")}
    plain = dict(quick)
    return (made.read_plain(quick, data, encoding), quick), (read_plain(plain, data, encoding), plain)


values = st.lists(st.binary(max_size=6), min_size=6, max_size=14)


@given(
    st.lists(st.tuples(values, st.sampled_from([PIXELS, SEQUENCE, b"", b"\0" * 12, PIXELS[:9]])), max_size=12)
)
def test_any_row_of_headers_is_read_as_it_would_be_element_by_element(
    headers: list[tuple[list[bytes], bytes]],
) -> None:
    made = Layouts()

    for texts, end in headers * 2:
        quick, plain = both(made, header(texts, end))
        assert quick == plain
        assert list(quick[1]) == list(plain[1])


def test_a_header_like_one_before_is_not_read_element_by_element(monkeypatch: pytest.MonkeyPatch) -> None:
    made = Layouts()
    both(made, header([b"1234"] * 12))
    monkeypatch.setattr(layouts, "read_plain", None)

    (end, found), (usual, expected) = both(made, header([b"abcd"] * 12) + b"more")

    assert (end, found) == (usual, expected)


@pytest.mark.parametrize("place", range(0, 12 * 12, 3))
def test_one_byte_of_a_head_is_enough_to_look_at_every_element(place: int) -> None:
    made = Layouts()
    data = bytearray(header([b"1234"] * 12))
    both(made, bytes(data))
    data[place] ^= 0x11

    quick, plain = both(made, bytes(data))

    assert quick == plain


def test_the_other_order_of_bytes_is_another_layout() -> None:
    made = Layouts()
    data = header([b"1234"] * 12)
    both(made, data)

    quick, plain = both(made, data, BIG)

    assert quick == plain


def test_what_is_written_twice_counts_as_it_always_did() -> None:
    made = Layouts()
    data = header([b"1234"] * 10, end=b"") + header([b"5678"] * 10)

    for _ in range(2):
        quick, plain = both(made, data)
        assert quick == plain
