"""Uncompressed pixels: single bits, both byte orders, planes, and files that end too early."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.builders.frames import noise, pixel_format, uncompressed
from viewer.core.study import Instance, NumberKind
from viewer.dicom.decoding import FrameError, decode_frame
from viewer.dicom.pixels import Numbers, PixelsError, stored_shape, stored_type
from viewer.dicom.pixels_in_place import lies_in_place, read_in_place

Read = Callable[[Instance, int], Numbers]


def in_place(instance: Instance, number: int = 1) -> Numbers:
    assert instance.pixels is not None
    out = np.empty(stored_shape(instance.pixels), stored_type(instance.pixels))
    read_in_place(instance, number, out)
    return out


both_ways = pytest.mark.parametrize("read", [decode_frame, in_place])


@both_ways
def test_each_frame_lies_behind_the_one_before(tmp_path: Path, read: Read) -> None:
    frames = np.stack([noise(4, 6, bits=16, seed=seed) for seed in range(3)])
    made = uncompressed(tmp_path, pixel_format(frames=3), frames.tobytes())

    assert lies_in_place(made)
    for number in (3, 1, 2):
        assert np.array_equal(read(made, number), frames[number - 1])


@both_ways
@pytest.mark.parametrize("kind", ["<i2", "<u2", "<i4", "<u4", "u1", "i1"])
def test_numbers_of_every_kind_are_read(tmp_path: Path, read: Read, kind: str) -> None:
    numbers = np.array([[0, 1, 2], [3, 126, -1 if "i" in kind else 127]]).astype(kind)
    pixels = pixel_format(2, 3, bits_allocated=8 * numbers.itemsize, signed="i" in kind)

    read_back = read(uncompressed(tmp_path, pixels, numbers.tobytes()), 1)

    assert read_back.dtype == np.dtype(kind).newbyteorder("=")
    assert np.array_equal(read_back, numbers)


@both_ways
@pytest.mark.parametrize(("kind", "form"), [(NumberKind.FLOAT, "f4"), (NumberKind.DOUBLE, "f8")])
@pytest.mark.parametrize("big_endian", [False, True])
def test_floats_and_doubles_are_read(
    tmp_path: Path, read: Read, kind: NumberKind, form: str, big_endian: bool
) -> None:
    numbers = np.array([[0.5, -1.25, 3e30]], (">" if big_endian else "<") + form)
    pixels = pixel_format(1, 3, bits_allocated=8 * numbers.itemsize, kind=kind)

    assert np.array_equal(
        read(uncompressed(tmp_path, pixels, numbers.tobytes(), big_endian=big_endian), 1), numbers
    )


@both_ways
def test_h9_stored_bits_are_cleaned_as_they_are_read(tmp_path: Path, read: Read) -> None:
    pixels = pixel_format(1, 3, bits_stored=12, signed=True)
    data = np.array([0x0FFF, 0x0800, 0xF7FF], "<u2").tobytes()

    assert read(uncompressed(tmp_path, pixels, data), 1).tolist() == [[-1, -2048, 2047]]


@both_ways
def test_big_endian_numbers_are_turned_round_before_they_are_cleaned(tmp_path: Path, read: Read) -> None:
    pixels = pixel_format(1, 2, bits_stored=12)
    data = np.array([0xF123, 0x0456], ">u2").tobytes()

    assert read(uncompressed(tmp_path, pixels, data, big_endian=True), 1).tolist() == [[0x123, 0x456]]


def test_big_endian_bytes_in_words_come_swapped_and_frames_may_begin_inside_a_word(tmp_path: Path) -> None:
    frames = np.arange(1, 19, dtype=np.uint8).reshape(2, 3, 3)
    swapped = np.frombuffer(frames.tobytes(), "<u2").astype(">u2").tobytes()
    made = uncompressed(tmp_path, pixel_format(3, 3, frames=2, bits_allocated=8), swapped, big_endian=True)

    assert not lies_in_place(made)
    assert np.array_equal(decode_frame(made, 1), frames[0])
    assert np.array_equal(decode_frame(made, 2), frames[1])


def test_single_bits_are_unpacked_lowest_first_and_frames_follow_without_a_gap(tmp_path: Path) -> None:
    bits = np.random.default_rng(3).integers(0, 2, (3, 5, 7)).astype(np.uint8)
    data = np.packbits(bits.ravel(), bitorder="little").tobytes()
    made = uncompressed(tmp_path, pixel_format(5, 7, frames=3, bits_allocated=1), data)

    for number in (1, 2, 3):
        assert np.array_equal(decode_frame(made, number), bits[number - 1])


@both_ways
def test_rgb_of_eight_bits_is_read_as_it_is(tmp_path: Path, read: Read) -> None:
    rgb = noise(4, 6, bits=8, samples=3)
    made = uncompressed(tmp_path, pixel_format(bits_allocated=8, samples=3, photometric="RGB"), rgb.tobytes())

    assert lies_in_place(made)
    assert np.array_equal(read(made, 1), rgb)


def test_h31_planes_of_color_are_put_together(tmp_path: Path) -> None:
    rgb = noise(4, 6, bits=8, samples=3)
    pixels = pixel_format(bits_allocated=8, samples=3, photometric="RGB", planar=1)
    made = uncompressed(tmp_path, pixels, np.moveaxis(rgb, 2, 0).tobytes())

    assert not lies_in_place(made)
    assert np.array_equal(decode_frame(made), rgb)


def test_h31_shared_colors_take_two_bytes_a_pixel(tmp_path: Path) -> None:
    pixels = pixel_format(1, 2, bits_allocated=8, samples=3, photometric="YBR_FULL_422", frames=2)
    made = uncompressed(tmp_path, pixels, bytes([0, 0, 128, 128, 10, 255, 128, 128]))

    assert decode_frame(made, 2).tolist() == [[[10, 10, 10], [255, 255, 255]]]


@both_ways
def test_f6_a_file_that_ends_early_fails_the_frame_and_not_the_ones_before(
    tmp_path: Path, read: Read
) -> None:
    frames = noise(8, 6, bits=16)
    made = uncompressed(tmp_path, pixel_format(frames=2), frames.tobytes())
    path = made.source.path
    path.write_bytes(path.read_bytes()[:-10])

    assert np.array_equal(read(made, 1), frames[:4])
    with pytest.raises((FrameError, PixelsError), match="38 of 48 bytes"):
        read(made, 2)


@both_ways
def test_f6_an_element_shorter_than_its_frames_says_so(tmp_path: Path, read: Read) -> None:
    made = uncompressed(tmp_path, pixel_format(frames=1), noise(4, 6, bits=16).tobytes() + bytes(48))
    lying = replace(made, pixels=pixel_format(frames=3))

    assert read(lying, 2).shape == (4, 6)
    with pytest.raises((FrameError, PixelsError), match="96 bytes; 144 are needed"):
        read(lying, 3)


def test_f18_a_file_that_has_gone_is_told_in_the_systems_words_without_its_name(tmp_path: Path) -> None:
    made = uncompressed(tmp_path, pixel_format(), noise(4, 6, bits=16).tobytes())
    made.source.path.unlink()

    with pytest.raises(FrameError) as problem:
        decode_frame(made)

    assert "No such file" in str(problem.value)
    assert str(tmp_path) not in str(problem.value)
