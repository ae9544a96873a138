"""Stored numbers out of stored bits, and refusals before memory is asked for."""

import numpy as np
import pytest

from tests.builders.frames import pixel_format
from viewer.core.study import NumberKind, PixelFormat
from viewer.dicom.pixels import PixelsError, check, clean, number_type, stored_shape, stored_type

TWELVE_IN_SIXTEEN = pixel_format(1, 3, bits_stored=12, signed=True)


def test_h9_twelve_signed_bits_in_sixteen_are_masked_and_sign_extended() -> None:
    stored = np.array([[0x0FFF, 0x0800, 0xF7FF]], dtype=np.uint16).view(np.int16)

    assert clean(stored, TWELVE_IN_SIXTEEN).tolist() == [[-1, -2048, 2047]]


def test_h9_overlay_bits_above_the_stored_ones_are_no_part_of_an_unsigned_value() -> None:
    stored = np.array([[0xFFFF, 0x1000, 0x0ABC]], dtype=np.uint16)

    assert clean(stored, pixel_format(1, 3, bits_stored=12)).tolist() == [[0x0FFF, 0, 0x0ABC]]


def test_h9_bits_below_the_stored_ones_are_no_part_of_a_value() -> None:
    pixels = pixel_format(1, 3, bits_stored=12, high_bit=15)

    assert clean(np.array([[0xFFFF, 0x1230, 0x000F]], np.uint16), pixels).tolist() == [[0xFFF, 0x123, 0]]


def test_h9_codecs_put_the_highest_bit_right_above_the_others() -> None:
    pixels = pixel_format(1, 1, bits_stored=12, high_bit=15, signed=True)

    assert clean(np.array([[0x0FFF]], np.int16), pixels, high_bit=11).tolist() == [[-1]]


def test_numbers_that_use_all_bits_are_left_alone_and_not_copied() -> None:
    stored = np.array([[-32768, 32767]], np.int16)

    assert clean(stored, pixel_format(1, 2, signed=True)) is stored


def test_what_may_not_be_written_is_copied_before_it_is_cleaned() -> None:
    stored = np.array([[0x0FFF, 0x0800, 0x07FF]], np.int16)
    stored.flags.writeable = False

    assert clean(stored, TWELVE_IN_SIXTEEN).tolist() == [[-1, -2048, 2047]]
    assert stored.tolist() == [[0x0FFF, 0x0800, 0x07FF]]


def test_floats_are_never_masked() -> None:
    pixels = pixel_format(1, 1, bits_allocated=32, bits_stored=12, kind=NumberKind.FLOAT)

    assert clean(np.array([[1.5]], np.float32), pixels).tolist() == [[1.5]]


@pytest.mark.parametrize(
    ("pixels", "kind"),
    [
        (pixel_format(bits_allocated=1), np.uint8),
        (pixel_format(bits_allocated=8), np.uint8),
        (pixel_format(bits_allocated=8, signed=True), np.int8),
        (pixel_format(signed=True), np.int16),
        (pixel_format(bits_allocated=32), np.uint32),
        (pixel_format(bits_allocated=32, kind=NumberKind.FLOAT), np.float32),
        (pixel_format(bits_allocated=64, kind=NumberKind.DOUBLE), np.float64),
    ],
)
def test_numbers_keep_the_type_they_are_stored_in(pixels: PixelFormat, kind: type) -> None:
    assert number_type(pixels) == stored_type(pixels) == np.dtype(kind)
    assert stored_shape(pixels) == (4, 6)


@pytest.mark.parametrize("photometric", ["RGB", "PALETTE COLOR"])
def test_colors_are_three_times_eight_bits_whatever_they_are_stored_as(photometric: str) -> None:
    pixels = pixel_format(samples=3 if photometric == "RGB" else 1, photometric=photometric)

    assert stored_type(pixels) == np.dtype(np.uint8)
    assert stored_shape(pixels) == (4, 6, 3)


@pytest.mark.parametrize(
    ("pixels", "reason"),
    [
        (pixel_format(0, 6), "Rows × Columns is 0 × 6"),
        (pixel_format(65_535, 65_535), "8.0 GiB"),
        (pixel_format(samples=65_535), "Samples per Pixel is 65535"),
        (pixel_format(samples=4), "Samples per Pixel is 4"),
        (pixel_format(samples=3), "MONOCHROME2 of three samples"),
        (pixel_format(samples=3, photometric="RGB", signed=True), "signed"),
        (pixel_format(bits_allocated=12), "Bits Allocated is 12"),
        (pixel_format(bits_allocated=24), "Bits Allocated is 24"),
        (pixel_format(bits_allocated=64), "Bits Allocated is 64"),
        (pixel_format(bits_stored=17), "Bits Stored 17"),
        (pixel_format(bits_stored=12, high_bit=16), "High Bit 16"),
        (pixel_format(bits_stored=12, high_bit=7), "High Bit 7"),
    ],
)
def test_f5_what_cannot_be_an_image_is_refused_before_memory_is_asked_for(
    pixels: PixelFormat, reason: str
) -> None:
    with pytest.raises(PixelsError, match=reason):
        check(pixels)


def test_ordinary_pixels_are_not_refused() -> None:
    check(pixel_format(512, 512, bits_stored=12, signed=True))
    check(pixel_format(512, 512, bits_allocated=8, samples=3, photometric="YBR_FULL_422"))
    check(pixel_format(4, 6, bits_allocated=64, kind=NumberKind.DOUBLE))
