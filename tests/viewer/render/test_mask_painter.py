"""Overlays and shutters on the screen: exactly the pixels they are about, in every turn."""

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage, QPainter

from tests.builders.images import image
from tests.builders.scenes import DIHEDRAL, scene
from viewer.core.calibration import Trust
from viewer.core.camera import Camera, from_screen
from viewer.core.presentation import OverlayHeader, OverlayPlane, Shutter
from viewer.core.presenting import Mask
from viewer.core.scene import Scene
from viewer.render.mask_painter import MaskPainter

ROWS, COLUMNS = 40, 60
SHOWN = image(np.zeros((ROWS, COLUMNS), np.int16))
NOISE = np.random.default_rng(5).random((ROWS, COLUMNS)) > 0.6
RED = "#ff0000"


def painted(
    shown: Scene, *masks: Mask, shutter: Shutter | None = None, painter: MaskPainter | None = None
) -> NDArray[np.bool_]:
    """Return which pixels of the screen were painted whole, (rows, columns)."""
    return np.asarray(strength(shown, *masks, shutter=shutter, painter=painter) == 255)


def strength(
    shown: Scene, *masks: Mask, shutter: Shutter | None = None, painter: MaskPainter | None = None
) -> NDArray[np.uint8]:
    """Return how strongly pixels of the screen were painted, 0 to 255, (rows, columns)."""
    picture = QImage(shown.width_px, shown.height_px, QImage.Format.Format_RGB32)
    picture.fill(QColor("black"))
    on = QPainter(picture)
    (painter or MaskPainter()).paint(on, shown, masks, shutter)
    on.end()
    colors = np.frombuffer(picture.constBits(), np.uint8).reshape(shown.height_px, shown.width_px, 4)
    return colors[..., 2].copy()


def mask(bits: NDArray[np.bool_], *, origin: tuple[int, int] = (0, 0), hides: bool = False) -> Mask:
    return Mask(
        OverlayPlane(OverlayHeader(0x6000, bits.shape[0], bits.shape[1], origin), bits), RED, hides=hides
    )


def under(shown: Scene) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return column and row of the image under each pixel of the screen."""
    y, x = np.mgrid[: shown.height_px, : shown.width_px] + 0.5
    places = from_screen(shown.affine, np.column_stack([x.ravel(), y.ravel()]))
    i, j = np.rint(places.T).astype(np.int64).reshape(2, shown.height_px, shown.width_px)
    return i, j


def bits_under(shown: Scene, bits: NDArray[np.bool_]) -> NDArray[np.bool_]:
    i, j = under(shown)
    inside = (i >= 0) & (i < bits.shape[1]) & (j >= 0) & (j < bits.shape[0])
    return np.asarray(inside & bits[np.clip(j, 0, bits.shape[0] - 1), np.clip(i, 0, bits.shape[1] - 1)])


@pytest.mark.parametrize("camera", DIHEDRAL, ids=lambda camera: f"{camera.quarter_turns} {camera.flipped}")
@pytest.mark.parametrize("times", [1, 3])
def test_each_bit_covers_its_pixel(camera: Camera, times: int) -> None:
    size = (ROWS, COLUMNS) if camera.quarter_turns % 2 else (COLUMNS, ROWS)
    shown = scene(SHOWN, (size[0] * times, size[1] * times), camera=camera)

    assert np.array_equal(painted(shown, mask(NOISE)), bits_under(shown, NOISE))


def test_magnified_by_a_fraction_bits_stay_with_their_pixels() -> None:
    shown = scene(SHOWN, (97, 71), camera=Camera(zoom=1.62))

    wrong = painted(shown, mask(NOISE)) != bits_under(shown, NOISE)

    y, x = np.nonzero(wrong)
    between = np.abs(from_screen(shown.affine, np.column_stack([x, y]) + 0.5) % 1 - 0.5).min(axis=1)
    assert between.max(initial=0) < 0.1  # only pixels of the screen that lie right between two of the image


@pytest.mark.parametrize("zoom", [0.94, 0.9, 0.7, 0.5, 0.3, 0.11])
@pytest.mark.parametrize("column", [29, 30, 31])
def test_reduced_no_thin_line_is_lost(zoom: float, column: int) -> None:
    lines = np.zeros((ROWS, COLUMNS), np.bool_)
    lines[:, column] = True
    shown = scene(SHOWN, (COLUMNS, ROWS), camera=Camera(zoom=zoom))

    across = strength(shown, mask(lines)).max(axis=1)

    assert (across >= 60).sum() >= int(ROWS * zoom) - 1


def test_reduced_letters_keep_their_gaps() -> None:
    bars = np.zeros((ROWS, COLUMNS), np.bool_)
    bars[:, 10:40:3] = True
    shown = scene(SHOWN, (COLUMNS, ROWS), camera=Camera(zoom=0.94))

    row = strength(shown, mask(bars))[ROWS // 2].astype(int)

    inside = row[12:36]
    assert inside.max() > 2 * inside.min() + 60, "bars of a pixel with gaps of two do not run together"


def test_an_overlay_begins_at_its_origin_and_ends_with_the_image() -> None:
    shown = scene(SHOWN)
    whole = np.ones((ROWS, COLUMNS), np.bool_)

    found = painted(shown, mask(whole, origin=(50, -30)))

    expected = np.zeros((ROWS, COLUMNS), np.bool_)
    expected[:10, 50:] = True
    assert np.array_equal(found, expected)


def test_nothing_is_drawn_of_an_overlay_that_could_not_be_read() -> None:
    assert not painted(scene(SHOWN), mask(np.zeros((0, 0), np.bool_))).any()


ACROSS, DOWN = np.meshgrid(np.arange(COLUMNS), np.arange(ROWS))


@pytest.mark.parametrize(
    ("shutter", "visible", "wrong"),
    [
        (
            Shutter(rectangle=(10, 19, 5, 24), color=RED),
            (ACROSS >= 10) & (ACROSS <= 19) & (DOWN >= 5) & (DOWN <= 24),
            0,
        ),
        (Shutter(circle=(30, 20, 12), color=RED), (ACROSS - 30) ** 2 + (DOWN - 20) ** 2 <= 144, 8),
        (
            Shutter(polygon=((5, 5), (45, 5), (5, 35)), color=RED),
            (ACROSS >= 5) & (DOWN >= 5) & (3 * (ACROSS - 5) + 4 * (DOWN - 5) <= 120),
            90,
        ),
        (
            Shutter(rectangle=(0, 30, 0, ROWS), circle=(30, 20, 12), color=RED),
            (ACROSS <= 30) & ((ACROSS - 30) ** 2 + (DOWN - 20) ** 2 <= 144),
            8,
        ),
    ],
    ids=["rectangle", "circle", "polygon", "both"],
)
def test_a_shutter_hides_what_lies_outside_any_of_its_shapes(
    shutter: Shutter, visible: NDArray[np.bool_], wrong: int
) -> None:
    found = painted(scene(SHOWN), shutter=shutter)

    assert (found != ~visible).sum() <= wrong  # pixels that an edge passes through


def test_h3_a_circle_is_round_where_pixels_are_not_square() -> None:
    tall = image(np.zeros((40, 40), np.int16), trust=Trust.NONE, aspect=2.0)
    shown = scene(tall, (40, 80))

    visible = ~painted(shown, shutter=Shutter(circle=(20, 20, 8), color=RED))

    assert visible.any(axis=0).sum() == pytest.approx(visible.any(axis=1).sum(), abs=2)


def test_a_bitmap_hides_under_what_else_is_drawn() -> None:
    left, top = np.zeros((ROWS, COLUMNS), np.bool_), np.zeros((ROWS, COLUMNS), np.bool_)
    left[:, :20], top[:10] = True, True
    hiding = Mask(mask(left).plane, "#000000", hides=True)

    found = painted(scene(SHOWN), mask(top), hiding)

    assert np.array_equal(found, top)


def test_pictures_of_planes_are_kept_and_the_oldest_given_up() -> None:
    painter = MaskPainter()
    masks = [mask(NOISE) for _ in range(30)]

    for one in (*masks, masks[0]):
        assert painted(scene(SHOWN), one, painter=painter).sum() == NOISE.sum()
