"""Palettes: plain, packed, segmented, and those that do not fit."""

import numpy as np
import pytest

from viewer.dicom.pixels import PixelsError
from viewer.dicom.pixels_palette import Curve, palette_of


def words(*values: int) -> bytes:
    return np.array(values, "<u2").tobytes()


def grey(curve: Curve, *indexes: int) -> list[int]:
    """Return the reds that indexes stand for, with this curve for every color."""
    rgb = palette_of([curve] * 3).to_rgb(np.array([indexes], np.int32))
    assert rgb.shape == (1, len(indexes), 3)
    assert np.array_equal(rgb[..., 0], rgb[..., 2])
    return [int(red) for red in rgb[0, :, 0]]


def test_sixteen_bit_entries_show_their_high_byte() -> None:
    assert grey(Curve(3, 0, 16, words(0x0000, 0x8000, 0xFFFF)), 0, 1, 2) == [0, 128, 255]


def test_eight_bit_entries_may_be_packed_two_in_a_word() -> None:
    assert grey(Curve(4, 0, 8, bytes([1, 2, 3, 4])), 0, 1, 2, 3) == [1, 2, 3, 4]


def test_eight_bit_entries_may_take_a_word_each() -> None:
    assert grey(Curve(2, 0, 8, words(7, 9)), 0, 1) == [7, 9]


def test_entries_called_sixteen_bits_with_eight_in_the_low_byte_are_seen_as_such() -> None:
    assert grey(Curve(3, 0, 16, words(0, 100, 255)), 0, 1, 2) == [0, 100, 255]


@pytest.mark.parametrize(
    ("index", "color"), [(-5, 10), (99, 10), (100, 10), (101, 20), (102, 20), (65_535, 20)]
)
def test_h31_an_index_outside_the_palette_takes_its_nearest_end(index: int, color: int) -> None:
    assert grey(Curve(2, 100, 8, bytes([10, 20])), index) == [color]


def test_f7_a_table_that_is_too_short_is_refused_rather_than_read_past() -> None:
    with pytest.raises(PixelsError, match="2 of 256 entries"):
        palette_of([Curve(256, 0, 16, words(1, 2))] * 3)


def test_f7_tables_that_differ_are_refused() -> None:
    with pytest.raises(PixelsError, match="differ"):
        palette_of([Curve(2, 0, 16, words(1, 2)), Curve(2, 0, 16, words(1, 2)), Curve(2, 1, 16, words(1, 2))])


@pytest.mark.parametrize(
    ("curve", "reason"), [(Curve(2, 0, 12, words(1, 2)), "12 bits"), (Curve(2, 0, 16, b""), "missing")]
)
def test_f7_tables_that_make_no_sense_are_refused(curve: Curve, reason: str) -> None:
    with pytest.raises(PixelsError, match=reason):
        palette_of([curve] * 3)


def test_segments_are_runs_and_lines() -> None:
    run, line = (0, 2, 0x1000, 0x2000), (1, 4, 0x6000)
    curve = Curve(6, 0, 16, words(*run, *line), is_segmented=True)

    assert grey(curve, *range(6)) == [0x10, 0x20, 0x30, 0x40, 0x50, 0x60]


def test_segments_repeat_earlier_ones() -> None:
    run, again = (0, 2, 0x1000, 0x2000), (2, 1, 0, 0)
    curve = Curve(4, 0, 16, words(*run, *again), is_segmented=True)

    assert grey(curve, *range(4)) == [0x10, 0x20, 0x10, 0x20]


def test_eight_bit_segments_count_their_offsets_in_four_bytes() -> None:
    curve = Curve(6, 0, 8, bytes([0, 1, 5, 0, 2, 7, 8, 2, 1, 3, 0, 0, 0, 0, 1, 9]), is_segmented=True)

    assert grey(curve, *range(6)) == [5, 7, 8, 7, 8, 9]


@pytest.mark.parametrize(
    ("segments", "reason"),
    [
        ((0, 9, 1, 2), "cannot be read"),
        ((1, 4, 7), "cannot be read"),
        ((3, 1, 1), "cannot be read"),
        ((0, 1, 5, 2, 1, 50, 0), "does not exist"),
        ((2, 1, 0, 0), "does not exist"),
        ((0, 1, 5, 2, 1, 0, 0, 2, 1, 6, 0), "repeats a repeat"),
    ],
)
def test_f7_segments_that_make_no_sense_are_refused(segments: tuple[int, ...], reason: str) -> None:
    with pytest.raises(PixelsError, match=reason):
        palette_of([Curve(256, 0, 16, words(*segments), is_segmented=True)] * 3)
