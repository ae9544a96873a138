"""The raster presenter shows what the plain formula says, at every zoom, and adds nothing of its own."""

import numpy as np
import pytest
from PySide6.QtGui import QGuiApplication, QImage, QPainter, Qt

from tests.builders.images import image, ramp
from tests.builders.scenes import DIHEDRAL, scene
from viewer.core.camera import Camera, from_screen
from viewer.core.images import Shading, grey_map
from viewer.core.windowing import Padding, Rescale, VoiFunction, VoiLut, Window
from viewer.render.raster import RasterPresenter, as_image

NOISE = np.random.default_rng(7)


@pytest.mark.parametrize(
    "dtype", [np.uint8, np.int8, np.uint16, np.int16, np.int32, np.uint32, np.float32, np.float64]
)
@pytest.mark.parametrize("interpolated", [False, True])
def test_at_1_to_1_every_pixel_is_the_plain_formula(dtype: type, interpolated: bool) -> None:
    shown = image(NOISE.integers(-120 if np.dtype(dtype).kind != "u" else 0, 120, (50, 70)).astype(dtype))
    shading = Shading(Window(10, 90))

    picture = RasterPresenter().pixels(scene(shown, shading=shading, interpolated=interpolated))

    assert np.array_equal(picture, grey_map(shown, shading).to_grey(shown.stored))


@pytest.mark.parametrize(
    "voi",
    [
        Window(40, 400),
        Window(2048, 1),
        Window(40, 400, VoiFunction.LINEAR_EXACT),
        Window(40, 400, VoiFunction.SIGMOID),
        VoiLut(-200, tuple(range(0, 4096, 4)), 12),
    ],
    ids=str,
)
@pytest.mark.parametrize("photometric", ["MONOCHROME1", "MONOCHROME2"])
def test_h8_h13_every_window_is_the_plain_formula(voi: Window | VoiLut, photometric: str) -> None:
    shown = image(ramp(), modality_map=Rescale(1.0, -1024.0), photometric=photometric)

    picture = RasterPresenter().pixels(scene(shown, shading=Shading(voi)))

    assert np.array_equal(picture, grey_map(shown, Shading(voi)).to_grey(shown.stored))


@pytest.mark.parametrize("camera", DIHEDRAL, ids=str)
def test_h7_turned_and_flipped_images_show_the_pixel_under_the_pointer(camera: Camera) -> None:
    shown = image(ramp())
    drawn = scene(shown, (200, 230), camera=camera, shading=Shading(Window(3000, 6000)), interpolated=False)

    picture = RasterPresenter().pixels(drawn)

    plain = grey_map(shown, drawn.shading).to_grey(shown.stored)
    for x, y in [(5, 40), (100, 115), (190, 200), (60, 180), (150, 60)]:
        i, j = np.floor(from_screen(drawn.affine, (x + 0.5, y + 0.5)) + 0.5).astype(int)
        inside = 0 <= i < 96 and 0 <= j < 64
        assert picture[y, x] == (plain[j, i] if inside else 0)


@pytest.mark.parametrize("camera", DIHEDRAL, ids=str)
def test_an_interpolated_slope_stays_a_slope(camera: Camera) -> None:
    column = np.arange(96, dtype=np.int16) * 20
    shown = image(np.tile(column, (64, 1)))
    drawn = scene(shown, (300, 310), camera=camera, shading=Shading(Window(1000, 2000)))

    picture = RasterPresenter().pixels(drawn)

    y, x = np.mgrid[60:250:7, 60:250:7]
    ij = from_screen(drawn.affine, np.stack([x + 0.5, y + 0.5], axis=-1).reshape(-1, 2))
    inside = (ij >= 0).all(axis=1) & (ij[:, 0] <= 95) & (ij[:, 1] <= 63)
    expected = drawn.grey_map.to_grey(ij[inside, 0] * 20).astype(int)
    assert inside.sum() > 100
    assert np.abs(picture[y, x].reshape(-1)[inside].astype(int) - expected).max() <= 1


def test_h3_anisotropic_pixels_are_drawn_at_their_true_aspect() -> None:
    shown = image(np.full((100, 100), 1000, np.int16), spacing=(2.0, 1.0))

    picture = RasterPresenter().pixels(scene(shown, (400, 400), camera=Camera(zoom=1.0)))

    rows, columns = np.nonzero(picture)
    assert int(np.ptp(columns)) + 1 == 100
    assert int(np.ptp(rows)) + 1 == 200


def test_the_surroundings_are_black_even_when_the_image_is_inverted() -> None:
    shown = image(np.full((10, 10), -1000, np.int16))

    picture = RasterPresenter().pixels(
        scene(shown, (40, 20), shading=Shading(Window(40, 400), inverted=True))
    )

    assert (picture[:, 10:30] == 255).all()
    assert not picture[:, :10].any()
    assert not picture[:, 30:].any()


@pytest.mark.parametrize("value", [-2000, 3000], ids=["dark", "bright"])
@pytest.mark.parametrize("zoom", [0.23, 0.4, 0.7, 1.0, 1.7, 3.3, 8.0])
@pytest.mark.parametrize("inverted", [False, True])
def test_h10_padding_is_black_and_never_mixes_with_the_image(value: int, zoom: float, inverted: bool) -> None:
    y, x = np.mgrid[0:120, 0:120]
    tissue = 40 if not inverted else 41
    values = np.where((x - 60) ** 2 + (y - 60) ** 2 < 50**2, tissue, value).astype(np.int16)
    shown = image(values, padding=Padding(value, value))
    drawn = scene(
        shown, (301, 299), camera=Camera(zoom, (0.1, 0.5)), shading=Shading(Window(40, 400), inverted)
    )

    picture = RasterPresenter().pixels(drawn)

    assert set(np.unique(picture)) == {0, int(drawn.grey_map.to_grey(tissue))}


def test_a_mammogram_at_fit_keeps_its_smallest_specks() -> None:
    values = np.full((4096, 3328), 500, np.uint16)
    specks = [(int(y), int(x)) for y, x in NOISE.integers(50, 3200, (40, 2))]
    for y, x in specks:
        values[y : y + 2, x : x + 2] = 4000
    drawn = scene(image(values), (900, 1000), shading=Shading(Window(1000, 1200)))

    picture = RasterPresenter().pixels(drawn)

    plain = int(drawn.grey_map.to_grey(500))
    for y, x in specks:
        at_x, at_y = np.floor(drawn.affine @ (x + 0.5, y + 0.5, 1)).astype(int)
        assert picture[at_y - 1 : at_y + 2, at_x - 1 : at_x + 2].max() > plain + 35


def test_fine_stripes_at_fit_become_even_grey_and_no_moire() -> None:
    values = np.tile(np.array([0, 1000], np.uint16), (4096, 1664))
    drawn = scene(image(values), (1000, 1000), shading=Shading(Window(500, 1001)))

    picture = RasterPresenter().pixels(drawn)

    inside = picture[50:-50, 150:-150].astype(int)
    assert abs(inside.mean() - 127.5) < 2
    assert inside.std() < 2


def test_a_window_drag_samples_nothing_again() -> None:
    presenter = RasterPresenter()
    shown = image(ramp())
    first = presenter.pixels(scene(shown, (300, 300), shading=Shading(Window(0, 100))))
    second = presenter.pixels(scene(shown, (300, 300), shading=Shading(Window(3000, 6000))))

    afresh = RasterPresenter().pixels(scene(shown, (300, 300), shading=Shading(Window(3000, 6000))))

    assert not np.array_equal(first, second)
    assert np.array_equal(second, afresh)


def test_another_image_under_the_same_camera_is_not_mistaken_for_the_last() -> None:
    presenter = RasterPresenter()
    pictures = [
        presenter.pixels(scene(image(np.full((20, 20), value, np.int16)), (90, 90))) for value in (0, 40, 200)
    ]

    assert [int(picture[45, 45]) for picture in pictures] == [102, 128, 230]


def test_colors_are_shown_as_they_are() -> None:
    colors = NOISE.integers(0, 256, (30, 40, 3), dtype=np.uint8)

    picture = RasterPresenter().pixels(scene(image(colors)))

    assert np.array_equal(picture, colors)


def test_numbers_that_are_no_numbers_are_background() -> None:
    values = np.full((20, 20), 40.0, np.float32)
    values[5:8, 5:8] = np.nan

    picture = RasterPresenter().pixels(scene(image(values), (100, 100)))

    assert set(np.unique(picture)) == {0, 128}


@pytest.mark.parametrize("camera", [Camera(zoom=3.0, center=(7.0, 7.0)), Camera(zoom=0.02)], ids=str)
def test_an_image_out_of_sight_or_tiny_is_drawn_all_the_same(camera: Camera) -> None:
    picture = RasterPresenter().pixels(scene(image(ramp()), (200, 100), camera=camera))

    assert picture.shape == (100, 200)
    assert np.count_nonzero(picture) <= 4


@pytest.mark.parametrize("zoom", [0.05, 0.31, 0.99, 1.0, 1.37, 2.0, 17.3, 64.0])
def test_an_outer_edge_lies_within_half_a_pixel_of_where_the_camera_says(zoom: float) -> None:
    shown = image(np.full((70, 90), 1000, np.int16))
    drawn = scene(shown, (400, 300), camera=Camera(zoom=zoom, center=(0.3, 0.6)))

    picture = RasterPresenter().pixels(drawn)

    left, top = drawn.affine @ (-0.5, -0.5, 1)
    right, bottom = drawn.affine @ (89.5, 69.5, 1)
    y, x = np.mgrid[0:300, 0:400] + 0.5
    expected = (x > left) & (x < right) & (y > top) & (y < bottom)
    assert np.array_equal(picture == 255, expected)


def test_a_qimage_outlives_the_pixels_it_was_made_of() -> None:
    made = [as_image(np.full((50, 60), level, np.uint8)) for level in range(200)]

    assert [picture.pixelColor(30, 20).red() for picture in made] == list(range(200))


def test_painting_out_of_sight_leaves_no_picture_of_before(letters: QGuiApplication) -> None:
    target = QImage(60, 50, QImage.Format.Format_RGB32)
    target.fill(Qt.GlobalColor.white)
    painter = QPainter(target)

    RasterPresenter().draw(painter, scene(image(ramp()), (60, 50), camera=Camera(3.0, (9.0, 9.0))))
    painter.end()

    assert {target.pixelColor(x, y).value() for x in range(60) for y in range(50)} == {0}


@pytest.mark.parametrize("size", [(60, 300), (300, 60), (96, 64)], ids=str)
def test_painting_and_making_pixels_are_the_same(letters: QGuiApplication, size: tuple[int, int]) -> None:
    target = QImage(*size, QImage.Format.Format_RGB32)
    target.fill(Qt.GlobalColor.white)
    painter = QPainter(target)
    shown = scene(image(ramp()), size, shading=Shading(Window(3000, 6000)))

    RasterPresenter().draw(painter, shown)
    painter.end()

    assert target == RasterPresenter().picture(shown)
