"""Overlay layers on the screen: each pixel of a segment over its pixel of the image, in every turn and size."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage, QPainter

from tests.builders.images import image
from tests.builders.layers import BLUE, GREEN, RED, labels, layer, planes, stack
from tests.builders.scenes import DIHEDRAL, scene
from viewer.core.camera import Camera, from_screen
from viewer.core.geometry import PlaneGeometry
from viewer.core.images import Image
from viewer.core.overlays.grid import ImageGrid
from viewer.core.overlays.laid import Cuts, Laid
from viewer.core.overlays.layer import NOTHING, ColorScale, Cut, LegendRow, Outline, OverlayLayer
from viewer.core.overlays.looks import Layers, Look, RowLook
from viewer.core.overlays.stack import LabelContent, ShareContent, ValueContent, stack_of
from viewer.core.scene import Scene
from viewer.render.layer_painter import LayerPainter

ROWS, COLUMNS = 40, 60
SHOWN = image(np.zeros((ROWS, COLUMNS), np.int16), plane=planes(1)[0])
NUMBERS = np.random.default_rng(5).integers(0, 3, (1, ROWS, COLUMNS)).astype(np.uint8)
OPAQUE = Look(opacity=1.0, outlined=False)
FILLED = {0: (0, 0, 0), 1: (255, 0, 0), 2: (0, 255, 0)}

Colors = NDArray[np.int64]


def painted(shown: Scene, made: OverlayLayer, look: Look, painter: LayerPainter | None = None) -> Colors:
    """Return red, green and blue of the screen, (rows, columns, 3), with a layer over black."""
    layers = Layers().with_layer(made).with_look(made.uid, look)
    laid, _ = Cuts().over(shown.image, layers)
    return on_screen(shown, laid, painter)


def on_screen(shown: Scene, laid: tuple[Laid, ...], painter: LayerPainter | None = None) -> Colors:
    picture = QImage(shown.width_px, shown.height_px, QImage.Format.Format_RGB32)
    picture.fill(QColor("black"))
    on = QPainter(picture)
    (painter or LayerPainter()).paint(on, shown, laid)
    on.end()
    levels = np.frombuffer(picture.constBits(), np.uint8).reshape(shown.height_px, shown.width_px, 4)
    return levels[..., 2::-1].astype(np.int64)


def under(shown: Scene) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return column and row of the image under each pixel of the screen."""
    y, x = np.mgrid[: shown.height_px, : shown.width_px] + 0.5
    places = from_screen(shown.affine, np.column_stack([x.ravel(), y.ravel()]))
    i, j = np.floor(places.T + 0.5).astype(np.int64).reshape(2, shown.height_px, shown.width_px)
    return i, j


def expected(shown: Scene, numbers: NDArray[np.uint8]) -> Colors:
    i, j = under(shown)
    inside = (i >= 0) & (i < COLUMNS) & (j >= 0) & (j < ROWS)
    found = np.where(inside, numbers[np.clip(j, 0, ROWS - 1), np.clip(i, 0, COLUMNS - 1)], 0)
    return np.asarray([FILLED[number] for number in range(3)])[found]


@pytest.mark.parametrize("camera", DIHEDRAL, ids=lambda camera: f"{camera.quarter_turns} {camera.flipped}")
@pytest.mark.parametrize("times", [1, 3, 4.2713])
def test_each_pixel_of_a_segment_covers_its_pixel_of_the_image(camera: Camera, times: float) -> None:
    size = (ROWS, COLUMNS) if camera.quarter_turns % 2 else (COLUMNS, ROWS)
    shown = scene(SHOWN, (round(size[0] * times), round(size[1] * times)), camera=replace(camera, zoom=times))

    found = painted(shown, layer(labels(NUMBERS)), OPAQUE)

    assert np.array_equal(found, expected(shown, NUMBERS[0]))


def test_a_raster_of_twice_the_resolution_lies_within_half_of_its_pixels() -> None:
    fine = np.zeros((1, 2 * ROWS, 2 * COLUMNS), np.uint8)
    fine[0, 20:41, 30:61] = 1
    content = labels(fine, spacing=(0.5, 0.5), origin=(-0.25, -0.25, 0.0))
    shown = scene(SHOWN, (COLUMNS * 8, ROWS * 8))

    found = painted(shown, layer(content), OPAQUE)[..., 0] == 255

    rows, columns = np.flatnonzero(found.any(axis=1)), np.flatnonzero(found.any(axis=0))
    assert (rows[0], rows[-1]) == (80, 163)
    assert (columns[0], columns[-1]) == (120, 243)


def test_nothing_small_is_lost_where_the_image_is_much_reduced() -> None:
    numbers = np.zeros((1, 400, 600), np.uint8)
    numbers[0, 101, 203] = 1
    large = image(np.zeros((400, 600), np.int16), plane=planes(1)[0])
    shown = scene(large, (60, 40))

    assert painted(shown, layer(labels(numbers)), OPAQUE)[10, 20].tolist() == [255, 0, 0]


def test_opacity_mixes_color_and_image() -> None:
    shown = scene(SHOWN, (COLUMNS, ROWS))
    found = painted(shown, layer(labels(np.ones_like(NUMBERS))), replace(OPAQUE, opacity=0.5))

    assert abs(found[20, 30, 0] - 127) <= 1


def test_a_row_is_hidden_and_recolored_alone() -> None:
    shown = scene(SHOWN, (COLUMNS, ROWS))
    look = OPAQUE.with_row(1, RowLook(visible=False)).with_row(2, RowLook(color=BLUE))

    found = painted(shown, layer(labels(NUMBERS)), look)

    assert (found[NUMBERS[0] == 1] == 0).all()
    assert (found[NUMBERS[0] == 2] == (0, 0, 255)).all()


def test_the_line_lies_inside_the_rim_and_is_never_transparent() -> None:
    numbers = np.zeros((1, ROWS, COLUMNS), np.uint8)
    numbers[0, 10:30, 20:50] = 1
    shown = scene(SHOWN, (COLUMNS, ROWS))

    found = painted(shown, layer(labels(numbers)), Look(opacity=0.0))[..., 0]

    assert found[10, 20:50].tolist() == [255] * 30
    assert (found[9], found[20, 35]) == (pytest.approx(0), 0)
    assert found[:10].max() == found[30:].max() == 0


def test_a_share_is_as_strong_as_it_is_large() -> None:
    shares = np.zeros((1, ROWS, COLUMNS), np.uint8)
    shares[0, 5, 5], shares[0, 5, 6] = 255, 100
    made = layer(ShareContent(stack(shares), {1: shares}))

    found = painted(scene(SHOWN, (COLUMNS, ROWS)), made, OPAQUE)

    assert (found[5, 5, 0], found[5, 7, 0]) == (255, 0)
    assert abs(found[5, 6, 0] - 100) <= 1


def wash(values: NDArray[np.float32], **scale: object) -> OverlayLayer:
    settings = {"low": 0.0, "high": 100.0, "least": 0.0, "most": 100.0, "palette": "grey", **scale}
    return layer(
        ValueContent(stack(values), values),
        rows=(LegendRow(-1, "Dose", "#ffffff"),),
        scale=ColorScale("Dose", "Gy", **settings),  # type: ignore[arg-type]  # of the scale
    )


def test_a_wash_shows_values_in_the_colors_of_its_scale_and_nothing_where_there_is_none() -> None:
    values = np.tile(np.linspace(0, 100, COLUMNS, dtype=np.float32), (1, ROWS, 1))
    values[0, :10] = np.nan
    shown = replace(scene(SHOWN, (COLUMNS, ROWS)), interpolated=False)

    found = painted(shown, wash(values, hides_below=False), OPAQUE)

    assert np.abs(found[20, :, 0] - np.linspace(0, 255, COLUMNS)).max() <= 1
    assert found[:10].max() == 0


def test_the_range_of_a_wash_can_be_changed() -> None:
    values = np.full((1, ROWS, COLUMNS), 50, np.float32)
    shown = scene(SHOWN, (COLUMNS, ROWS))

    assert abs(painted(shown, wash(values), OPAQUE)[20, 20, 0] - 127) <= 1
    assert painted(shown, wash(values), replace(OPAQUE, limits=(0, 50)))[20, 20, 0] == 255
    assert painted(shown, wash(values), replace(OPAQUE, limits=(60, 90)))[20, 20].tolist() == [0, 0, 0]


class Ring:
    """Two squares, one in the other."""

    def on(self, grid: ImageGrid) -> Cut:
        if grid.key.sop_instance_uid == "elsewhere":
            return NOTHING
        outer = np.asarray([(10, 10, 0), (30, 10, 0), (30, 30, 0), (10, 30, 0)], dtype=np.float64)
        inner = (outer - (20, 20, 0)) / 2 + (20, 20, 0)
        return Cut(outlines=(Outline(1, outer), Outline(1, inner)))


def test_outlines_of_a_row_are_filled_together_so_that_one_within_another_is_a_hole() -> None:
    found = painted(scene(SHOWN, (COLUMNS * 4, ROWS * 4)), layer(Ring()), OPAQUE)[..., 0]

    assert found[4 * 12, 4 * 20] == 255
    assert found[4 * 20, 4 * 20] == 0
    assert found[4 * 5, 4 * 20] == 0


def test_what_lies_beyond_the_image_is_not_painted() -> None:
    wide = labels(np.ones((1, ROWS, 3 * COLUMNS), np.uint8), origin=(-COLUMNS, 0.0, 0.0))
    shown = scene(SHOWN, (COLUMNS * 3, ROWS))

    found = painted(shown, layer(wide), OPAQUE)[..., 0]

    columns = np.flatnonzero(found.any(axis=0))
    assert (columns[0], columns[-1]) == (COLUMNS, 2 * COLUMNS - 1)


def test_an_oblique_raster_is_painted_where_it_lies() -> None:
    slanted = PlaneGeometry((20.0, 5.0, 0.0), (0.8, 0.6, 0.0), (-0.6, 0.8, 0.0), 1.0, 1.0)
    numbers = np.ones((1, 10, 10), np.uint8)
    where, _ = stack_of([slanted], (10, 10))
    shown = scene(SHOWN, (COLUMNS * 5, ROWS * 5))

    found = painted(shown, layer(LabelContent(where, (numbers,))), OPAQUE)[..., 0] == 255

    middle = slanted.to_lps((4.5, 4.5))
    rows, columns = np.nonzero(found)
    assert rows.mean() / 5 - 0.4 == pytest.approx(middle[1], abs=0.1)
    assert columns.mean() / 5 - 0.4 == pytest.approx(middle[0], abs=0.1)
    assert found.sum() == pytest.approx(2500, rel=0.02)


def test_the_scale_of_a_wash_is_painted_beside_the_image() -> None:
    values = np.full((1, ROWS, COLUMNS), np.nan, np.float32)
    values[0, 0, 0] = 1
    shown = scene(SHOWN, (600, 400))

    found = painted(shown, wash(values, palette="hot"), OPAQUE)

    assert found[240:330, 14:22].max() == 255


def test_what_was_painted_is_kept_until_something_changes() -> None:
    painter, shown = LayerPainter(), scene(SHOWN, (COLUMNS, ROWS))
    layers = Layers().with_layer(layer(labels(np.ones_like(NUMBERS))))
    laid, _ = Cuts().over(SHOWN, layers)

    first, again = on_screen(shown, laid, painter), on_screen(shown, laid, painter)
    turned_off = on_screen(shown, (replace(laid[0], look=replace(laid[0].look, opacity=0.9)),), painter)

    assert np.array_equal(first, again)
    assert not np.array_equal(first, turned_off)


def test_colors_of_rows_are_those_of_the_legend() -> None:
    shown: Image = SHOWN
    found = painted(scene(shown, (COLUMNS, ROWS)), layer(labels(NUMBERS)), OPAQUE)

    assert {RED, GREEN} == {
        "#" + "".join(f"{part:02x}" for part in color)
        for color in np.unique(found.reshape(-1, 3), axis=0)[1:].tolist()
    }
