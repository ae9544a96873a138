"""What the graphics card shows is what the raster presenter shows, to one grey level."""

from collections.abc import Iterator

import numpy as np
import pytest
from numpy.typing import NDArray
from vtkmodules.util.numpy_support import vtk_to_numpy
from vtkmodules.vtkRenderingCore import vtkRenderWindow, vtkWindowToImageFilter

from tests.builders.images import image, ramp
from tests.builders.scenes import DIHEDRAL, scene
from viewer.core.camera import Camera
from viewer.core.images import Rendition, Shading
from viewer.core.scene import Scene
from viewer.core.windowing import ModalityLut, OutputLut, Padding, Rescale, VoiFunction, VoiLut, Window
from viewer.render.raster import RasterPresenter
from viewer.render.slice_scene import SliceScene

NOISE = np.random.default_rng(11)
NOISY = NOISE.integers(-1000, 2000, (64, 96)).astype(np.int16)
SIZE = (300, 201)


class Card:
    """A render window without a screen, and the scene in it."""

    def __init__(self) -> None:
        self.window = vtkRenderWindow()
        self.window.SetOffScreenRendering(True)
        self.window.SetMultiSamples(0)
        self.window.SetSize(*SIZE)
        self.slice = SliceScene()
        self.window.AddRenderer(self.slice.renderer)
        self.window.Render()

    def pixels(self, shown: Scene) -> NDArray[np.int64]:
        """Return what is on the screen, (rows, columns, 3)."""
        self.window.SetSize(shown.width_px, shown.height_px)
        self.slice.show(shown, self.window)
        self.window.Render()
        grab = vtkWindowToImageFilter()
        grab.SetInput(self.window)
        grab.ReadFrontBufferOff()
        grab.ShouldRerenderOff()
        grab.Update()
        taken = grab.GetOutput()
        columns, rows, _ = taken.GetDimensions()
        colors = vtk_to_numpy(taken.GetPointData().GetScalars()).reshape(rows, columns, 3)
        return np.asarray(colors[::-1], dtype=np.int64)


OUTPUT = OutputLut(tuple(int(part) for part in np.abs(np.arange(-500, 524))), 10)


@pytest.fixture(scope="module")
def card() -> Iterator[Card]:
    made = Card()
    yield made
    made.slice.release(made.window)
    made.window.Finalize()


def difference(card: Card, shown: Scene) -> int:
    """Return the largest difference between the presenters, in grey levels."""
    drawn = RasterPresenter().pixels(shown).astype(np.int64)
    colors = drawn if drawn.ndim == 3 else np.repeat(drawn[..., None], 3, axis=2)
    assert colors.max() > 0 or shown.camera.zoom is not None
    return int(np.abs(card.pixels(shown) - colors).max())


@pytest.mark.parametrize("interpolated", [True, False])
@pytest.mark.parametrize("camera", DIHEDRAL, ids=str)
def test_in_every_turn_and_flip(card: Card, camera: Camera, interpolated: bool) -> None:
    assert difference(card, scene(image(NOISY), SIZE, camera=camera, interpolated=interpolated)) <= 1


@pytest.mark.parametrize("interpolated", [True, False])
@pytest.mark.parametrize("zoom", [0.1, 0.33, 0.6, 1.0, 1.9, 7.3, 31.7, 64.0])
def test_at_every_zoom(card: Card, zoom: float, interpolated: bool) -> None:
    camera = Camera(zoom, (0.31, 0.62))

    assert difference(card, scene(image(NOISY), SIZE, camera=camera, interpolated=interpolated)) <= 1


@pytest.mark.parametrize(
    "voi",
    [
        Window(40, 400),
        Window(40, 2),
        Window(40, 1),
        Window(0.5, 1500, VoiFunction.LINEAR_EXACT),
        Window(40, 400, VoiFunction.SIGMOID),
        VoiLut(-500, tuple(range(0, 4096, 2)), 12),
    ],
    ids=str,
)
@pytest.mark.parametrize("dtype", [np.int16, np.int32, np.float32])
@pytest.mark.parametrize("inverted", [False, True])
def test_h13_under_every_window(card: Card, voi: Window | VoiLut, dtype: type, inverted: bool) -> None:
    shown = image(NOISY.astype(dtype), modality_map=Rescale(1.0, -24.0))

    # Steps are compared between stored pixels only: a mixture may fall on either side of them.
    interpolated = isinstance(voi, Window) and voi.width > 2
    assert (
        difference(card, scene(shown, SIZE, shading=Shading(voi, inverted), interpolated=interpolated)) <= 1
    )


@pytest.mark.parametrize("photometric", ["MONOCHROME1", "MONOCHROME2"])
@pytest.mark.parametrize("dtype", [np.uint8, np.int8, np.uint16, np.int16, np.uint32, np.float64])
def test_h8_in_every_kind_of_number(card: Card, photometric: str, dtype: type) -> None:
    low = -120 if np.dtype(dtype).kind != "u" else 0
    shown = image(NOISE.integers(low, 120, (64, 96)).astype(dtype), photometric=photometric)

    assert difference(card, scene(shown, SIZE, shading=Shading(Window(30, 90)))) <= 1


@pytest.mark.parametrize("dtype", [np.uint16, np.uint32])
def test_through_a_modality_table(card: Card, dtype: type) -> None:
    table = ModalityLut(0, tuple(int(value) for value in 4095 - np.arange(6144) % 4096))
    shown = image(ramp().astype(dtype), modality_map=table)

    assert difference(card, scene(shown, SIZE, shading=Shading(Window(2048, 4096)), interpolated=False)) <= 1


@pytest.mark.parametrize("zoom", [0.4, 1.0, 2.7])
@pytest.mark.parametrize("inverted", [False, True])
def test_h10_at_the_edge_of_padding(card: Card, zoom: float, inverted: bool) -> None:
    values = NOISY.copy()
    values[NOISE.random(values.shape) < 0.02] = -2000
    values[:20, :30] = -2000
    shown = image(values, padding=Padding(-2000, -2000))
    shading = Shading(Window(40, 400), inverted)

    assert difference(card, scene(shown, SIZE, camera=Camera(zoom), shading=shading)) <= 1


def test_numbers_that_are_no_numbers(card: Card) -> None:
    values = NOISY.astype(np.float32)
    values[10:20, 10:20] = np.nan

    assert difference(card, scene(image(values), SIZE)) <= 1


@pytest.mark.parametrize("inverted", [False, True])
def test_in_color(card: Card, inverted: bool) -> None:
    colors = NOISE.integers(0, 256, (64, 96, 3), dtype=np.uint8)

    assert difference(card, scene(image(colors), SIZE, shading=Shading(inverted=inverted))) <= 1


def test_after_a_window_drag_and_another_image(card: Card) -> None:
    first, second = image(NOISY), image(NOISY[::-1].copy())

    for center in (0, 100, 200):
        for shown in (first, second, first):
            assert difference(card, scene(shown, SIZE, shading=Shading(Window(center, 350)))) <= 1


def test_an_image_out_of_sight_leaves_black(card: Card) -> None:
    assert not card.pixels(scene(image(NOISY), SIZE, camera=Camera(3.0, (9.0, 9.0)))).any()


def test_after_its_memory_was_freed_the_scene_is_built_again(card: Card) -> None:
    shown = scene(image(NOISY), SIZE)
    before = card.pixels(shown)

    card.slice.release(card.window)

    assert np.array_equal(card.pixels(shown), before)


def test_a_window_that_is_one_step_of_a_falling_slope(card: Card) -> None:
    shown = image(NOISY.astype(np.float32), modality_map=Rescale(-1.0, 0.0))

    assert difference(card, scene(shown, SIZE, shading=Shading(Window(40, 1)), interpolated=False)) <= 1


def test_a_window_of_its_own_on_a_table_of_fractions(card: Card) -> None:
    shown = image(np.abs(NOISY).astype(np.float64), modality_map=ModalityLut(0, tuple(range(0, 4000, 2))))

    assert difference(card, scene(shown, SIZE, shading=Shading(Window(900, 1500)), interpolated=False)) <= 1


@pytest.mark.parametrize("kind", [np.int16, np.float32])
@pytest.mark.parametrize(
    "rendition",
    [
        Rendition(Rescale(2.0, -500.0), Window(300, 4000), inverse=True),
        Rendition(Rescale(2.0, -500.0), Window(300, 4000), OUTPUT),
        Rendition(Rescale(0.5, 3.0), Window(300, 900, VoiFunction.SIGMOID), OUTPUT),
    ],
    ids=["inverse", "table after a window", "table after a sigmoid"],
)
def test_h27_a_presentation_state_looks_the_same(card: Card, rendition: Rendition, kind: type) -> None:
    shown = scene(image(NOISY.astype(kind)), SIZE, shading=Shading(rendition=rendition))

    assert difference(card, shown) <= 1
