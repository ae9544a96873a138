"""Overlays 60xx: described with the header, read when they are to be seen."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydicom import Dataset

from tests.builders.dicom import ct_slice, set_pixels, us_cine, write
from tests.builders.presentation import with_overlay
from viewer.core.presentation import OverlayPlane
from viewer.dicom.decoding import decode_frame
from viewer.dicom.encoding import DEFLATED, EXPLICIT_BIG, EXPLICIT_LITTLE, IMPLICIT_LITTLE
from viewer.dicom.header import read_instance
from viewer.dicom.overlays import read_planes

NOISE = np.random.default_rng(7)
CROSS = np.zeros((8, 10), np.bool_)
CROSS[4, :], CROSS[:, 5] = True, True


@pytest.fixture
def planes(tmp_path: Path) -> Any:
    def read(dataset: Dataset, number: int = 1, **how: Any) -> tuple[OverlayPlane, ...]:
        instance = read_instance(write(dataset, tmp_path / "file", **how))
        return read_planes(instance, instance.overlays, number)

    return read


@pytest.mark.parametrize("syntax", [EXPLICIT_LITTLE, IMPLICIT_LITTLE, EXPLICIT_BIG, DEFLATED])
def test_an_overlay_is_read_whatever_the_file_is_written_in(planes: Any, syntax: str) -> None:
    odd = NOISE.random((9, 7)) > 0.5

    image = with_overlay(ct_slice(), odd, label="Arrow")
    if syntax == EXPLICIT_BIG:  # words with their bytes the other way round
        image[0x60003000].value = np.frombuffer(image[0x60003000].value, "<u2").astype(">u2").tobytes()

    (found,) = planes(image, transfer_syntax=syntax)

    assert np.array_equal(found.bits, odd)
    assert found.header.label == "Arrow"
    assert not found.problem


def test_an_overlay_lies_where_its_origin_says(planes: Any) -> None:
    (found,) = planes(with_overlay(ct_slice(), CROSS, origin=(-1, 4)))

    assert found.header.origin == (3, -2)


def test_h9_an_overlay_in_the_unused_bits_is_read_and_is_no_part_of_the_values(
    planes: Any, tmp_path: Path
) -> None:
    values = np.arange(80, dtype=np.uint16).reshape(8, 10) * 25
    image = ct_slice()
    set_pixels(image, values | CROSS.astype(np.uint16) << 15, bits_stored=12)

    (found,) = planes(with_overlay(image, CROSS, bit=15))

    assert np.array_equal(found.bits, CROSS)
    assert np.array_equal(decode_frame(read_instance(tmp_path / "file")), values)


def test_h9_bits_of_the_image_are_not_shown_as_an_overlay(planes: Any) -> None:
    (found,) = planes(with_overlay(ct_slice(), CROSS, bit=11))

    assert not found.bits.size
    assert "belong to the image" in found.problem


@pytest.mark.parametrize(("number", "shown"), [(1, None), (2, 0), (3, 1)])
def test_an_overlay_of_several_frames_is_over_those_it_belongs_to(
    planes: Any, number: int, shown: int | None
) -> None:
    clips = NOISE.random((2, 8, 10)) > 0.5

    (found,) = planes(with_overlay(us_cine(3), clips, first_frame=2), number)

    assert not found.problem
    assert np.array_equal(found.bits, clips[shown]) if shown is not None else not found.bits.size


def test_an_overlay_of_one_frame_is_over_all_frames_of_a_clip(planes: Any) -> None:
    (found,) = planes(with_overlay(us_cine(3), CROSS), 3)

    assert np.array_equal(found.bits, CROSS)


@pytest.mark.parametrize("length", [0, 2, 8])
def test_f7_overlay_data_too_short_are_refused_in_words_and_never_filled_up(planes: Any, length: int) -> None:
    (found,) = planes(with_overlay(ct_slice(), CROSS, data=bytes(length), label="Arrow"))

    assert not found.bits.size
    assert found.problem.startswith("overlay Arrow is not shown: ")


def test_f7_an_overlay_of_no_size_is_left_out_and_said(tmp_path: Path) -> None:
    image = with_overlay(ct_slice(), CROSS)
    image[0x60000010].value = 0

    found = read_instance(write(image, tmp_path / "file"))

    assert found.overlays == ()
    assert any("overlay 6000 has 0 rows" in problem for problem in found.problems)


def test_an_overlay_whose_file_is_gone_says_so(tmp_path: Path) -> None:
    path = write(with_overlay(ct_slice(), CROSS), tmp_path / "file")
    instance = read_instance(path)
    path.unlink()

    (found,) = read_planes(instance, instance.overlays, 1)

    assert found.problem


@pytest.mark.corpus
def test_real_overlays_in_bits_and_in_elements_are_read(corpus: Path) -> None:
    instance = read_instance(corpus / "derived" / "gsps" / "overlay.dcm")

    found = read_planes(instance, instance.overlays, 1)

    assert [int(plane.bits.sum()) for plane in found] == [532, 537, 603, 606]
    assert [plane.header.bit for plane in found] == [15, 14, -1, -1]
