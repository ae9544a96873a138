"""Which fragments make a frame: with good tables, lying tables, and none."""

from pathlib import Path

import pytest

from tests.builders.frames import encapsulated, fragment, pixel_format
from viewer.dicom.decoding_fragments import all_fragments, frames_of, joined
from viewer.dicom.pixels import PixelsError
from viewer.dicom.sources import Memory

SYNTAX = "1.2.840.10008.1.2.4.90"
START = b"\xff\x4f\xff\x51"


def frames(
    folder: Path, fragments: list[bytes], count: int, table: tuple[int, ...] = (), before: bytes = b""
) -> list[bytes]:
    made = encapsulated(folder, pixel_format(), fragments, SYNTAX, table=table, before=before)
    source = Memory(made.source.path.read_bytes())
    return [joined(source, frame) for frame in frames_of(source, made.source.offset, count)]


def extended_table(*offsets: int) -> bytes:
    length = (8 * len(offsets)).to_bytes(4, "little")
    starts = b"".join(offset.to_bytes(8, "little") for offset in offsets)
    lengths = b"".join((4).to_bytes(8, "little") for _ in offsets)
    return b"\xe0\x7f\x01\0OV\0\0" + length + starts + b"\xe0\x7f\x02\0OV\0\0" + length + lengths


def test_as_many_fragments_as_frames_need_no_table(tmp_path: Path) -> None:
    assert frames(tmp_path, [b"aa", b"bb", b"cc"], 3) == [b"aa", b"bb", b"cc"]


def test_a_single_frame_takes_every_fragment(tmp_path: Path) -> None:
    assert frames(tmp_path, [b"aa", b"bb", b"cc"], 1) == [b"aabbcc"]


def test_a_basic_table_says_where_frames_begin(tmp_path: Path) -> None:
    assert frames(tmp_path, [b"aa", b"bb", b"cc"], 2, table=(0, 20)) == [b"aabb", b"cc"]


def test_an_extended_table_says_where_frames_begin(tmp_path: Path) -> None:
    assert frames(tmp_path, [b"aa", b"bb", b"cc"], 2, before=extended_table(0, 10)) == [b"aa", b"bbcc"]


@pytest.mark.parametrize("table", [(0, 7), (0, 4_000_000_000), (10, 0), (0, 0), (10, 20), (0,), (0, 10, 20)])
def test_f6_a_table_that_lies_is_not_believed(tmp_path: Path, table: tuple[int, ...]) -> None:
    fragments = [START + b"aa", b"aaaaaa", START + b"bb"]

    assert frames(tmp_path, fragments, 2, table=table) == [START + b"aaaaaaaa", START + b"bb"]


@pytest.mark.parametrize("table", [(5, 5, 5), (0, 4_000_000_000, 1), (20, 10, 0)])
def test_f6_a_lying_table_does_not_matter_where_each_frame_has_its_fragment(
    tmp_path: Path, table: tuple[int, ...]
) -> None:
    assert frames(tmp_path, [b"aa", b"bb", b"cc"], 3, table=table) == [b"aa", b"bb", b"cc"]


def test_without_a_table_frames_are_found_by_how_streams_begin(tmp_path: Path) -> None:
    fragments = [START + b"aa", b"aaaaaa", START + b"bb", b"bb"]

    assert frames(tmp_path, fragments, 2) == [START + b"aaaaaaaa", START + b"bbbb"]


def test_f6_fragments_that_cannot_be_shared_out_are_not_guessed_at(tmp_path: Path) -> None:
    with pytest.raises(PixelsError, match="3 fragments cannot be shared out among 2 frames"):
        frames(tmp_path, [b"aa", b"bb", b"cc"], 2)


def test_f6_missing_fragments_leave_the_frames_that_are_there(tmp_path: Path) -> None:
    assert frames(tmp_path, [b"aa", b"bb"], 5) == [b"aa", b"bb"]


def test_f6_a_fragment_that_goes_beyond_the_file_holds_what_is_there() -> None:
    data = fragment(b"") + b"\xfe\xff\x00\xe0\xff\xff\xff\x7f" + b"abc"

    assert [joined(Memory(data), frame) for frame in frames_of(Memory(data), 0, 1)] == [b"abc"]


@pytest.mark.parametrize("data", [b"", b"no items here at all", b"\xfe\xff\xdd\xe0\0\0\0\0"])
def test_f6_what_is_no_item_is_refused(data: bytes) -> None:
    with pytest.raises(PixelsError, match="item"):
        frames_of(Memory(data), 0, 1)


def test_f6_a_table_without_fragments_is_refused() -> None:
    with pytest.raises(PixelsError, match="no fragments"):
        frames_of(Memory(fragment(b"\0\0\0\0")), 0, 1)


def test_a_missing_delimiter_does_no_harm() -> None:
    data = fragment(b"") + fragment(b"aa") + fragment(b"bb")

    assert len(all_fragments(Memory(data), 0)) == 2
