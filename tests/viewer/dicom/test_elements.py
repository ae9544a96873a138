"""Elements read from hostile, odd and ordinary files."""

import zlib
from pathlib import Path
from struct import pack
from time import perf_counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydicom import Dataset, Sequence
from pydicom.uid import DeflatedExplicitVRLittleEndian, ExplicitVRBigEndian, ImplicitVRLittleEndian

from tests.builders.dicom import ct_slice, enhanced_mr, write
from viewer.core.study import Instance, Rejected
from viewer.dicom.elements import INTEGER_PIXELS, Level, read_level
from viewer.dicom.encoding import BIG, EXPLICIT, IMPLICIT, Encoding
from viewer.dicom.failures import NotDicomError, UnreadableError
from viewer.dicom.header import read_instance
from viewer.dicom.part10 import Start, find_dataset, read_dataset
from viewer.dicom.scan import NotDicom, read_header
from viewer.dicom.sources import Memory, opened

ROWS = 0x00280010
PATIENT_NAME = 0x00100010
STUDY_SEQUENCE = 0x00081110


def read(path: Path) -> tuple[Start, Level]:
    with opened(path) as file:
        start = find_dataset(file)
        return start, read_dataset(start)


def part10(dataset: bytes, transfer_syntax: bytes = b"1.2.840.10008.1.2.1\0") -> bytes:
    meta = explicit(0x00020010, b"UI", transfer_syntax)
    return bytes(128) + b"DICM" + explicit(0x00020000, b"UL", pack("<L", len(meta))) + meta + dataset


def explicit(tag: int, vr: bytes, value: bytes, length: int | None = None) -> bytes:
    size = len(value) if length is None else length
    head = pack("<HH2s", tag >> 16, tag & 0xFFFF, vr)
    long = vr in (b"SQ", b"OB", b"OW", b"UN", b"UT")
    return head + (pack("<HL", 0, size) if long else pack("<H", size)) + value


def nested(depth: int, *, defined: bool) -> bytes:
    content = explicit(PATIENT_NAME, b"PN", b"Doe^Jane")
    for _ in range(depth):
        if defined:
            content = explicit(STUDY_SEQUENCE, b"SQ", pack("<HHL", 0xFFFE, 0xE000, len(content)) + content)
        else:
            item = pack("<HHL", 0xFFFE, 0xE000, 0xFFFFFFFF) + content + pack("<HHL", 0xFFFE, 0xE00D, 0)
            content = explicit(STUDY_SEQUENCE, b"SQ", item + pack("<HHL", 0xFFFE, 0xE0DD, 0), 0xFFFFFFFF)
    return content


@pytest.mark.parametrize(
    ("syntax", "encoding"),
    [
        ("1.2.840.10008.1.2.1", EXPLICIT),
        (ImplicitVRLittleEndian, IMPLICIT),
        (ExplicitVRBigEndian, BIG),
        (DeflatedExplicitVRLittleEndian, EXPLICIT),
    ],
)
def test_every_way_to_write_elements_is_read(tmp_path: Path, syntax: str, encoding: Encoding) -> None:
    start, level = read(write(ct_slice(), tmp_path / "ct", transfer_syntax=syntax))

    assert start.encoding == encoding
    assert start.problems == ()
    assert int.from_bytes(level.values[ROWS][1], "little" if encoding.little else "big") == 8
    assert level.values[PATIENT_NAME][1] == b"Doe^Jane"


def test_pixels_are_found_and_not_read(tmp_path: Path) -> None:
    dataset = ct_slice()
    path = write(dataset, tmp_path / "ct")

    _, level = read(path)

    assert level.pixel_tag == INTEGER_PIXELS
    assert level.pixel_length == 160
    assert path.read_bytes()[level.pixel_offset :][:160] == dataset.PixelData
    assert INTEGER_PIXELS not in level.values


def test_reading_stops_at_the_pixels(tmp_path: Path) -> None:
    path = write(ct_slice(), tmp_path / "ct")
    path.write_bytes(path.read_bytes() + b"\xff" * 50)

    assert read(path)[1].pixel_length == 160


@pytest.mark.parametrize("defined", [True, False])
def test_f3_twenty_thousand_nested_sequences_are_refused_at_once(tmp_path: Path, *, defined: bool) -> None:
    path = tmp_path / "deep"
    path.write_bytes(part10(_deep(defined=defined)))
    before = perf_counter()

    with pytest.raises(UnreadableError, match=r"nesting too deep \(limit 64\)"):
        read(path)

    assert (perf_counter() - before) * 1000 < 50


def _deep(*, defined: bool) -> bytes:
    """Twenty thousand sequences, each in the one before; built from the outside, so that building is quick."""
    if not defined:
        level = explicit(STUDY_SEQUENCE, b"SQ", b"", 0xFFFFFFFF) + pack("<HHL", 0xFFFE, 0xE000, 0xFFFFFFFF)
        return level * 20_000
    levels = (20_000 - depth for depth in range(20_000))
    return b"".join(
        explicit(STUDY_SEQUENCE, b"SQ", b"", 20 * inner - 12) + pack("<HHL", 0xFFFE, 0xE000, 20 * inner - 20)
        for inner in levels
    )


@pytest.mark.parametrize("defined", [True, False])
@pytest.mark.parametrize(("depth", "allowed"), [(3, True), (64, True), (65, False)])
def test_f3_the_limit_is_sixty_four_levels(
    tmp_path: Path, depth: int, *, allowed: bool, defined: bool
) -> None:
    path = tmp_path / "deep"
    path.write_bytes(part10(nested(depth, defined=defined)))

    if allowed:
        assert STUDY_SEQUENCE in read(path)[1].values
    else:
        with pytest.raises(UnreadableError, match="nesting too deep"):
            read(path)


def test_f3_sequences_written_as_unknown_are_counted_too(tmp_path: Path) -> None:
    item = pack("<HHL", 0xFFFE, 0xE000, 0xFFFFFFFF)
    inner = (pack("<HHL", 0x0008, 0x1110, 0xFFFFFFFF) + item) * 20_000
    path = tmp_path / "deep"
    path.write_bytes(part10(explicit(STUDY_SEQUENCE, b"UN", item + inner, 0xFFFFFFFF)))

    with pytest.raises(UnreadableError, match="nesting too deep"):
        read(path)


def test_a_length_that_lies_is_refused_with_the_name_of_its_element(tmp_path: Path) -> None:
    path = tmp_path / "lying"
    path.write_bytes(
        part10(explicit(0x00080005, b"CS", b"") + explicit(0x00104000, b"UT", b"short", 0x7FFFFFFF))
    )

    with pytest.raises(UnreadableError) as caught:
        read(path)

    assert (
        caught.value.reason
        == "(0010,4000) Patient Comments says it is 2147483647 bytes long; the file ends before"
    )


def test_a_file_cut_in_the_middle_of_an_element_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "cut"
    path.write_bytes(part10(explicit(0x00080005, b"CS", b"ISO_IR 100") + b"\x08\0\x60\0C"))

    with pytest.raises(UnreadableError, match=r"after \(0008,0005\) Specific Character Set"):
        read(path)


def test_a_sequence_without_its_end_is_refused_with_its_name(tmp_path: Path) -> None:
    path = tmp_path / "open"
    path.write_bytes(
        part10(explicit(STUDY_SEQUENCE, b"SQ", pack("<HHL", 0xFFFE, 0xE000, 0xFFFFFFFF), 0xFFFFFFFF))
    )

    with pytest.raises(UnreadableError, match=r"\(0008,1110\) Referenced Study Sequence"):
        read(path)


def test_a_value_larger_than_the_first_piece_is_skipped_without_being_read(tmp_path: Path) -> None:
    path = tmp_path / "sparse"
    blob = 200 << 20
    head = part10(explicit(0x00080005, b"CS", b"ISO_IR 100") + explicit(0x00091010, b"OB", b"", blob))
    with path.open("wb") as file:
        file.write(head)
        file.seek(blob, 1)
        file.write(explicit(ROWS, b"US", pack("<H", 8)))
    before = perf_counter()

    _, level = read(path)

    assert level.values[ROWS][1] == b"\x08\0"
    assert 0x00091010 not in level.values
    assert perf_counter() - before < 0.1


def test_zeros_after_the_last_element_are_the_end(tmp_path: Path) -> None:
    path = tmp_path / "padded"
    path.write_bytes(part10(explicit(ROWS, b"US", pack("<H", 8))) + bytes(600))

    assert list(read(path)[1].values) == [ROWS]


def test_an_element_with_a_vr_of_the_future_is_skipped_by_its_long_length() -> None:
    data = pack("<HH2sHL", 0x0008, 0x0001, b"ZZ", 0, 4) + b"abcd" + explicit(ROWS, b"US", pack("<H", 8))

    assert read_level(Memory(data), 0, EXPLICIT).values[ROWS][1] == b"\x08\0"


def test_an_element_that_lost_its_vr_is_read_as_implicit() -> None:
    data = pack("<HHL", 0x0009, 0x0010, 4) + b"abcd" + explicit(ROWS, b"US", pack("<H", 8))

    values = read_level(Memory(data), 0, EXPLICIT).values

    assert values[0x00090010][1] == b"abcd"
    assert ROWS in values


@pytest.mark.parametrize("syntax", [ImplicitVRLittleEndian, ExplicitVRBigEndian, "1.2.840.10008.1.2.1"])
def test_f17_a_dataset_without_preamble_and_meta_is_recognised(tmp_path: Path, syntax: str) -> None:
    path = write(ct_slice(), tmp_path / "ct", transfer_syntax=syntax)
    start, _ = read(path)
    bare = tmp_path / "bare"
    bare.write_bytes(path.read_bytes()[start.position :])

    found = read_instance(bare)

    assert found.sop_instance_uid == ct_slice().SOPInstanceUID
    assert found.source.transfer_syntax_uid == syntax
    assert any("does not name its transfer syntax" in problem for problem in found.problems)


@pytest.mark.parametrize(
    ("written", "claimed"),
    [
        ("1.2.840.10008.1.2.1", b"1.2.840.10008.1.2\0"),
        (ImplicitVRLittleEndian, b"1.2.840.10008.1.2.1\0"),
        (ExplicitVRBigEndian, b"1.2.840.10008.1.2\0"),
    ],
)
def test_f17_a_transfer_syntax_that_lies_is_seen_through(
    tmp_path: Path, written: str, claimed: bytes
) -> None:
    honest = write(ct_slice(), tmp_path / "ct", transfer_syntax=written)
    start, _ = read(honest)
    lying = tmp_path / "lying"
    lying.write_bytes(part10(honest.read_bytes()[start.position :], claimed))

    found = read_instance(lying)

    assert found.source.transfer_syntax_uid == written
    assert found.pixels is not None
    assert found.pixels.rows == 8
    assert "the dataset is not written in the transfer syntax that the file names" in found.problems


def test_f17_a_meta_group_of_the_wrong_length_is_read_to_its_end(tmp_path: Path) -> None:
    path = write(ct_slice(), tmp_path / "ct")
    data = bytearray(path.read_bytes())
    data[140:144] = pack("<L", 7)
    path.write_bytes(bytes(data))

    assert read_instance(path).sop_instance_uid == ct_slice().SOPInstanceUID


def test_f17_a_file_that_starts_with_the_mark_is_read(tmp_path: Path) -> None:
    path = write(ct_slice(), tmp_path / "ct")
    path.write_bytes(path.read_bytes()[128:])

    assert "the file has no preamble" in read_instance(path).problems


@pytest.mark.parametrize(
    "content",
    [b"", b"DIC", b"Dear colleague, please find enclosed", b"\x89PNG\r\n\x1a\n" + bytes(200), bytes(4000)],
)
def test_what_is_not_dicom_is_told_from_what_is_damaged(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "other"
    path.write_bytes(content)

    with pytest.raises(NotDicomError):
        read(path)


def test_f4_a_deflate_bomb_is_refused_without_being_inflated(tmp_path: Path) -> None:
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = squeeze.compress(explicit(0x00091010, b"OB", b"", 1 << 30))
    packed += b"".join(squeeze.compress(bytes(1 << 20)) for _ in range(1024)) + squeeze.flush()
    path = tmp_path / "bomb"
    path.write_bytes(part10(packed, b"1.2.840.10008.1.2.1.99\0\0"))
    before = perf_counter()

    with pytest.raises(UnreadableError, match="limit of 256 MiB"):
        read(path)

    assert perf_counter() - before < 1


def test_a_damaged_deflated_dataset_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "damaged"
    path.write_bytes(part10(b"\xff\xff not deflated", b"1.2.840.10008.1.2.1.99\0\0"))

    with pytest.raises(UnreadableError, match="damaged"):
        read(path)


def test_pixels_of_a_deflated_dataset_have_no_offset_in_the_file(tmp_path: Path) -> None:
    path = write(ct_slice(), tmp_path / "ct", transfer_syntax=DeflatedExplicitVRLittleEndian)

    found = read_instance(path)

    assert found.source.offset == -1
    assert found.source.length == 160


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, ...]:
    folder = tmp_path_factory.mktemp("seeds")
    with_sequence = ct_slice()
    item = Dataset()
    item.ReferencedSOPInstanceUID = "1.2"
    with_sequence.ReferencedImageSequence = Sequence([item, item])
    return tuple(
        write(dataset, folder / f"{number}", transfer_syntax=syntax).read_bytes()
        for number, (dataset, syntax) in enumerate(
            [
                (ct_slice(), "1.2.840.10008.1.2.1"),
                (with_sequence, ImplicitVRLittleEndian),
                (enhanced_mr(), "1.2.840.10008.1.2.1"),
                (ct_slice(), ExplicitVRBigEndian),
                (ct_slice(), DeflatedExplicitVRLittleEndian),
            ]
        )
    )


mutation = st.tuples(
    st.integers(0, 4),
    st.floats(0, 1),
    st.sampled_from([b"\xff\xff\xff\xff", b"\0\0\0\0", b"\x7f\xff", b"", b"SQ"]),
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(mutation=mutation, cut=st.floats(0.05, 1))
def test_f1_a_mutated_file_is_read_or_refused_and_nothing_else(
    seeds: tuple[bytes, ...], tmp_path: Path, mutation: tuple[int, float, bytes], cut: float
) -> None:
    seed, place, splice = mutation
    data = seeds[seed]
    at = int(place * (len(data) - 1))
    path = tmp_path / "mutated"
    path.write_bytes((data[:at] + splice + data[at + len(splice) :])[: int(cut * len(data)) + 1])

    what = read_header(path)

    assert isinstance(what, Instance | Rejected | NotDicom)
    if isinstance(what, Rejected):
        assert "makes no sense" not in what.reason, "an error nobody thought of"
