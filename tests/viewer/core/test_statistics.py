"""What the pixels of a region are worth."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from tests.builders.images import image, ramp
from viewer.core.statistics import PixelRegion, pixels_in_ellipse, pixels_in_rectangle, region_statistics
from viewer.core.windowing import ModalityLut, Padding, Rescale


def everywhere(rows: int, columns: int) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
    return np.ones((rows, columns), dtype=np.bool_)


def test_h10_padding_is_no_value() -> None:
    shown = image(np.array([[-2000, -2000, -1000, 0, 100]], dtype=np.int16), padding=Padding(-2000, -2000))

    found = region_statistics(shown, everywhere(1, 5))

    assert found.mean == pytest.approx(-300)
    assert (found.minimum, found.maximum, found.count) == (-1000, 100, 3)


def test_h10_padding_is_compared_before_the_modality_map() -> None:
    shown = image(
        np.array([[-976, 24]], dtype=np.int16), modality_map=Rescale(1, -1024), padding=Padding(-2000, -2000)
    )

    assert region_statistics(shown, everywhere(1, 2)).minimum == -2000


def test_h11_each_slice_has_its_own_slope() -> None:
    stored = np.full((2, 2), 9, dtype=np.int16)

    means = [
        region_statistics(image(stored, modality_map=Rescale(slope)), everywhere(2, 2)).mean
        for slope in (1, 0.5, 0.25, 1.5)
    ]

    assert means == [9, 4.5, 2.25, 13.5]


def test_h12_values_never_wrap() -> None:
    shown = image(np.array([[30000]], dtype=np.int16), modality_map=Rescale(2))

    assert region_statistics(shown, everywhere(1, 1)).maximum == 60000


def test_values_of_a_modality_table_are_averaged_not_its_indices() -> None:
    shown = image(np.array([[0, 1]], dtype=np.uint8), modality_map=ModalityLut(0, (10, 1000)))

    assert region_statistics(shown, everywhere(1, 2)).mean == 505


def test_a_value_that_is_no_number_does_not_count() -> None:
    shown = image(np.array([[1.0, np.nan, np.inf, 3.0]], dtype=np.float32))

    found = region_statistics(shown, everywhere(1, 4))

    assert (found.mean, found.count) == (2.0, 2)


def test_a_region_without_pixels_has_no_numbers() -> None:
    found = region_statistics(image(), np.zeros((64, 96), dtype=np.bool_))

    assert found.count == 0
    assert np.isnan([found.mean, found.sd, found.minimum, found.maximum]).all()


def test_colors_are_worth_their_luminance() -> None:
    red_and_white = image(np.array([[[255, 0, 0], [255, 255, 255]]], dtype=np.uint8))

    found = region_statistics(red_and_white, everywhere(1, 2))

    assert [found.minimum, found.maximum] == pytest.approx([0.299 * 255, 255])


@given(
    arrays.arrays(np.int16, (6, 7)),
    arrays.arrays(np.bool_, (6, 7)),
    st.floats(0.001, 1000),
    st.floats(-2000, 2000),
)
def test_any_region_agrees_with_numpy(
    stored: np.ndarray[tuple[int, int], np.dtype[np.int16]],
    inside: np.ndarray[tuple[int, int], np.dtype[np.bool_]],
    slope: float,
    intercept: float,
) -> None:
    found = region_statistics(image(stored, modality_map=Rescale(slope, intercept)), inside)

    expected = np.array([float(number) * slope + intercept for number in stored[inside]])
    assert found.count == expected.size
    if expected.size:
        assert found.mean == pytest.approx(np.mean(expected))
        assert found.sd == pytest.approx(np.std(expected), abs=1e-6)
        assert [found.minimum, found.maximum] == pytest.approx([expected.min(), expected.max()])


def test_a_region_is_where_it_says() -> None:
    shown = image(ramp())

    assert list(pixels_in_rectangle(shown, (5, 2), (6, 2), (5, 2.5)).stored(shown)) == [
        row * 96 + column for row in (2,) for column in (4, 5, 6)
    ]


Pixels = np.ndarray[tuple[int, ...], np.dtype[np.bool_]]
oblique = given(
    st.floats(-5, 100), st.floats(-5, 70), st.floats(0.3, 30), st.floats(0.3, 30), st.floats(0, np.pi)
)


def compared(
    pixels_in: Callable[..., PixelRegion],
    is_inside: Callable[..., Pixels],
    middle: tuple[float, float],
    sizes: tuple[float, float],
    turn: float,
) -> None:
    """Compare a region with the plain rule, leaving out pixels nearly on the outline."""
    shown = image()
    first = np.array([np.cos(turn), np.sin(turn)]) * sizes[0]
    second = np.array([-np.sin(turn), np.cos(turn)]) * sizes[1]

    region = pixels_in(shown, middle, first + middle, second + middle)

    rows, columns = np.mgrid[0:64, 0:96]
    x, y = columns - middle[0], rows - middle[1]
    u = (x * first[0] + y * first[1]) / sizes[0] ** 2
    v = (x * second[0] + y * second[1]) / sizes[1] ** 2
    found = np.isin(shown.stored, region.stored(shown))
    assert (found >= is_inside(u, v, 1 - 1e-4)).all()
    assert (found <= is_inside(u, v, 1 + 1e-4)).all()


@oblique
def test_an_ellipse_holds_the_pixels_whose_centres_lie_in_it(
    i: float, j: float, a: float, b: float, turn: float
) -> None:
    compared(pixels_in_ellipse, lambda u, v, limit: u * u + v * v <= limit, (i, j), (a, b), turn)


@oblique
def test_a_rectangle_holds_the_pixels_whose_centres_lie_in_it(
    i: float, j: float, a: float, b: float, turn: float
) -> None:
    def inside(u: Pixels, v: Pixels, limit: float) -> Pixels:
        return np.asarray(np.maximum(abs(u), abs(v)) <= limit)

    compared(pixels_in_rectangle, inside, (i, j), (a, b), turn)


def test_centres_on_the_outline_count() -> None:
    shown = image()

    assert pixels_in_rectangle(shown, (11, 21), (13, 21), (11, 23)).stored(shown).size == 25
    assert pixels_in_ellipse(shown, (11, 21), (13, 21), (11, 23)).stored(shown).size == 13


def test_a_region_beside_the_image_holds_nothing() -> None:
    region = pixels_in_ellipse(image(), (-50, -50), (-40, -50), (-50, -40))

    assert region.statistics(image()).count == 0
