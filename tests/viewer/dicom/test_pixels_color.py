"""Colors, each against numbers worked out by hand or by the standard's own formula."""

import numpy as np
import pytest

from viewer.dicom.pixels import PixelsError
from viewer.dicom.pixels_color import from_422, interleaved, to_eight_bits, to_rgb


def pixel(*samples: int) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    return np.array([[samples]], dtype=np.uint8)


@pytest.mark.parametrize(
    ("ybr", "rgb"),
    [
        ((0, 128, 128), (0, 0, 0)),
        ((255, 128, 128), (255, 255, 255)),
        ((76, 85, 255), (254, 0, 0)),
        ((150, 44, 21), (0, 255, 1)),
        ((29, 255, 107), (0, 0, 254)),
        ((100, 128, 128), (100, 100, 100)),
    ],
)
def test_h31_ybr_full_becomes_rgb_as_the_standard_writes_it(
    ybr: tuple[int, ...], rgb: tuple[int, ...]
) -> None:
    assert tuple(to_rgb(pixel(*ybr), "YBR_FULL", 8)[0, 0].tolist()) == rgb


@pytest.mark.parametrize(
    ("ybr", "rgb"),
    [((16, 128, 128), (0, 0, 0)), ((235, 128, 128), (255, 255, 255)), ((0, 128, 128), (0, 0, 0))],
)
def test_h31_ybr_partial_spans_16_to_235(ybr: tuple[int, ...], rgb: tuple[int, ...]) -> None:
    assert tuple(to_rgb(pixel(*ybr), "YBR_PARTIAL_420", 8)[0, 0].tolist()) == rgb


def test_h31_every_ybr_color_is_within_half_a_level_of_the_formula() -> None:
    y, b, r = np.meshgrid(*[np.arange(0, 256, 5)] * 3, indexing="ij")
    ybr = np.stack([y, b, r], axis=-1).reshape(52, -1, 3).astype(np.uint8)
    luminance, blue, red = (ybr[..., place].astype(float) - (128 if place else 0) for place in range(3))
    expected = np.stack(
        [
            luminance + 1.402 * red,
            luminance - 0.114 * 1.772 / 0.587 * blue - 0.299 * 1.402 / 0.587 * red,
            luminance + 1.772 * blue,
        ],
        axis=-1,
    ).clip(0, 255)

    assert np.abs(to_rgb(ybr, "YBR_FULL", 8) - expected).max() <= 0.501


@pytest.mark.parametrize("photometric", ["RGB", "YBR_ICT", "YBR_RCT"])
def test_h31_what_a_codec_has_already_turned_into_rgb_is_not_turned_again(photometric: str) -> None:
    assert to_rgb(pixel(10, 20, 30), photometric, 8).tolist() == [[[10, 20, 30]]]


def test_h31_colors_nobody_defined_are_refused() -> None:
    with pytest.raises(PixelsError, match="CMYK"):
        to_rgb(pixel(1, 2, 3), "CMYK", 8)


def test_sixteen_bits_a_color_keep_their_highest_eight() -> None:
    assert to_eight_bits(np.array([0xFFFF, 0x8000, 0x00FF], np.uint16), 16).tolist() == [255, 128, 0]
    assert to_eight_bits(np.array([0x0FFF, 0x0800], np.uint16), 12).tolist() == [255, 128]


def test_fewer_than_eight_bits_a_color_are_spread_over_all_levels() -> None:
    assert to_eight_bits(np.array([0, 1, 15], np.uint8), 4).tolist() == [0, 17, 255]


def test_colors_stored_plane_by_plane_are_interleaved() -> None:
    stored = np.array([1, 2, 3, 4, 11, 12, 13, 14, 21, 22, 23, 24], np.uint8)

    assert interleaved(stored, 2, 2, planar=1)[0].tolist() == [[1, 11, 21], [2, 12, 22]]
    assert interleaved(stored, 2, 2, planar=0)[0].tolist() == [[1, 2, 3], [4, 11, 12]]


def test_neighbours_share_colors_in_ybr_full_422() -> None:
    stored = np.array([10, 20, 100, 200, 30, 40, 101, 201], np.uint8)

    assert from_422(stored, 1, 4)[0].tolist() == [
        [10, 100, 200],
        [20, 100, 200],
        [30, 101, 201],
        [40, 101, 201],
    ]
