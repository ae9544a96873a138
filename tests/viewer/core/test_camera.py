"""Where pixels lie on the screen, and which letters stand around them."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders.images import image
from tests.builders.scenes import DIHEDRAL, scene
from viewer.core.calibration import Calibration, Trust
from viewer.core.camera import (
    LARGEST_ZOOM,
    SMALLEST_ZOOM,
    Camera,
    Canvas,
    actual_zoom,
    as_seen,
    from_screen,
    letters_on_screen,
    panned,
    screen_affine,
    to_screen,
    zoomed,
)
from viewer.core.geometry import EdgeLetters, PlaneGeometry, Vector, letters_towards

PLANES = {
    "axial": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0)),
    "axial feet first": ((-1.0, 0.0, 0.0), (0.0, -1.0, 0.0)),
    "sagittal": ((0.0, 1.0, 0.0), (0.0, 0.0, -1.0)),
    "coronal": ((1.0, 0.0, 0.0), (0.0, 0.0, -1.0)),
    "oblique coronal": ((0.9659, 0.2588, 0.0), (0.0, 0.0, -1.0)),
    "tilted axial": ((1.0, 0.0, 0.0), (0.0, 0.9659, -0.2588)),
}

cameras = st.builds(
    Camera,
    zoom=st.none() | st.floats(0.05, 20),
    center=st.tuples(st.floats(0, 1), st.floats(0, 1)),
    quarter_turns=st.integers(-4, 7),
    flipped=st.booleans(),
)
canvases = st.builds(
    Canvas,
    columns=st.integers(1, 4000),
    rows=st.integers(1, 4000),
    width_px=st.integers(1, 4000),
    height_px=st.integers(1, 4000),
    pixel_shape=st.tuples(st.floats(0.1, 5), st.floats(0.1, 5)),
)


def plane(right: Vector, down: Vector) -> PlaneGeometry:
    return PlaneGeometry((0.0, 0.0, 0.0), right, down, 1.0, 1.0)


def known(right: str) -> tuple[Vector, Vector]:
    return PLANES[right]


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("axial", EdgeLetters(left="R", right="L", top="A", bottom="P")),
        ("axial feet first", EdgeLetters(left="L", right="R", top="P", bottom="A")),
        ("sagittal", EdgeLetters(left="A", right="P", top="H", bottom="F")),
        ("coronal", EdgeLetters(left="R", right="L", top="H", bottom="F")),
        ("oblique coronal", EdgeLetters(left="RA", right="LP", top="H", bottom="F")),
    ],
)
def test_h7_letters_name_the_sides_of_the_patient(name: str, letters: EdgeLetters) -> None:
    assert letters_on_screen(Camera(), plane(*known(name))) == letters


@pytest.mark.parametrize("camera", DIHEDRAL, ids=str)
@pytest.mark.parametrize("name", PLANES)
def test_h7_letters_follow_every_turn_and_flip_of_every_plane(camera: Camera, name: str) -> None:
    right, down = known(name)
    shown = plane(right, down)
    canvas = Canvas(64, 64, 500, 500)
    affine = screen_affine(camera, canvas)

    letters = letters_on_screen(camera, shown)

    for letter, edge in (
        (letters.left, (-1, 0)),
        (letters.right, (1, 0)),
        (letters.top, (0, -1)),
        (letters.bottom, (0, 1)),
    ):
        middle = from_screen(affine, (250.0, 250.0))
        there = from_screen(affine, (250.0 + 100 * edge[0], 250.0 + 100 * edge[1]))
        towards = shown.to_lps(there) - shown.to_lps(middle)
        x, y, z = (float(part) for part in towards / np.linalg.norm(towards))
        assert letter == letters_towards((x, y, z))


@pytest.mark.parametrize("camera", DIHEDRAL, ids=str)
def test_h7_patient_orientation_turns_with_a_radiograph(camera: Camera) -> None:
    by_plane = letters_on_screen(camera, plane(*known("coronal")))
    by_element = letters_on_screen(camera, None, ("L", "F"))

    assert by_element == by_plane


def test_h7_an_unknown_orientation_is_no_letter_and_never_a_guess() -> None:
    assert letters_on_screen(Camera(), None) == EdgeLetters()
    assert letters_on_screen(Camera(), PlaneGeometry.without_patient()) == EdgeLetters()
    assert letters_on_screen(Camera(), None, ("L?", "F")).left == ""


def test_h7_animals_have_letters_of_their_own() -> None:
    assert letters_on_screen(Camera(), plane(*known("coronal")), quadruped=True) == EdgeLetters(
        left="RT", right="LE", top="CR", bottom="CD"
    )


@pytest.mark.parametrize(
    ("stored", "opposite"),
    [("LE", "RT"), ("CD", "CR"), ("D", "V"), ("LECR", "RTCD"), ("R", ""), ("L", ""), ("PA", ""), ("PL", "")],
)
def test_h7_patient_orientation_of_animals_is_not_read_with_the_letters_of_people(
    stored: str, opposite: str
) -> None:
    """R is rostral, L lateral, PA palmar: nothing says what lies opposite."""
    letters = letters_on_screen(Camera(), None, (stored, "CD"), quadruped=True)

    assert (letters.right, letters.left) == (stored, opposite)


def test_h7_letters_that_contradict_each_other_have_no_opposite() -> None:
    assert letters_on_screen(Camera(), None, ("PA", "F")).left == ""


def test_an_image_fits_the_viewport_with_its_outer_pixels_whole() -> None:
    canvas = Canvas(100, 50, 400, 400)

    corners = to_screen(screen_affine(Camera(), canvas), [(-0.5, -0.5), (99.5, 49.5)])

    assert corners.tolist() == [[0, 100], [400, 300]]


def test_h3_a_pixel_twice_as_tall_is_drawn_twice_as_tall() -> None:
    canvas = Canvas.of(100, 100, Calibration(1.0, 2.0, Trust.PATIENT), 1000, 1000)

    corners = to_screen(screen_affine(Camera(zoom=1.0), canvas), [(-0.5, -0.5), (99.5, 99.5)])

    assert (corners[1] - corners[0]).tolist() == [100, 200]


def test_h3_without_spacing_the_aspect_ratio_decides() -> None:
    canvas = Canvas.of(100, 100, Calibration.none(aspect=2.0), 1000, 1000)

    corners = to_screen(screen_affine(Camera(zoom=1.0), canvas), [(-0.5, -0.5), (99.5, 99.5)])

    assert (corners[1] - corners[0]).tolist() == [100, 200]


@given(cameras, canvases, st.floats(-1000, 5000), st.floats(-1000, 5000))
def test_the_pixel_under_a_point_of_the_screen_lies_under_it(
    camera: Camera, canvas: Canvas, x: float, y: float
) -> None:
    affine = screen_affine(camera, canvas)

    assert to_screen(affine, from_screen(affine, (x, y))) == pytest.approx((x, y), abs=1e-5)


@given(cameras, canvases, st.floats(-500, 500), st.floats(-500, 500))
def test_panning_moves_the_image_as_far_as_the_hand(
    camera: Camera, canvas: Canvas, dx: float, dy: float
) -> None:
    before = to_screen(screen_affine(camera, canvas), (3.0, 4.0))

    after = to_screen(screen_affine(panned(camera, canvas, dx, dy), canvas), (3.0, 4.0))

    assert after - before == pytest.approx((dx, dy), abs=1e-5)


@given(cameras, canvases, st.floats(0.5, 2), st.floats(0, 3000), st.floats(0, 3000))
def test_zooming_keeps_the_point_under_the_pointer(
    camera: Camera, canvas: Canvas, factor: float, x: float, y: float
) -> None:
    fixed = from_screen(screen_affine(camera, canvas), (x, y))

    closer = zoomed(camera, canvas, factor, (x, y))

    assert to_screen(screen_affine(closer, canvas), fixed) == pytest.approx((x, y), abs=1e-3)


@pytest.mark.parametrize("turned", DIHEDRAL, ids=str)
def test_what_is_seen_is_seen_again_in_a_viewport_of_any_size(turned: Camera) -> None:
    here = Canvas(100, 50, 400, 300, (0.5, 1.0))
    camera = replace(turned, zoom=3.0, center=(0.3, 0.6))
    kept = as_seen(camera, here)

    assert np.allclose(screen_affine(kept, here), screen_affine(camera, here))
    smaller = Canvas(100, 50, 90, 90, (0.5, 1.0))
    for corner in ((0, 0), (400, 0), (0, 300), (400, 300)):
        place = from_screen(screen_affine(camera, here), corner)
        x, y = to_screen(screen_affine(kept, smaller), place)
        assert -1e-6 <= x <= 90 + 1e-6
        assert -1e-6 <= y <= 90 + 1e-6


def test_zoom_has_limits() -> None:
    canvas = Canvas(100, 100, 400, 400)

    assert actual_zoom(zoomed(Camera(), canvas, 1e9, (0, 0)), canvas) == LARGEST_ZOOM
    assert actual_zoom(zoomed(Camera(), canvas, 1e-9, (0, 0)), canvas) == SMALLEST_ZOOM


@pytest.mark.parametrize("camera", DIHEDRAL, ids=str)
def test_the_screen_says_when_an_image_is_not_as_it_was_stored(camera: Camera) -> None:
    assert camera.turned_or_flipped == (camera != Camera())
    assert not camera.reset().turned_or_flipped


def test_a_scene_puts_image_camera_and_window_together() -> None:
    drawn = scene(image(spacing=(2.0, 1.0)), (300, 400))

    assert drawn.canvas == Canvas(96, 64, 300, 400, (1.0, 2.0))
    assert np.array_equal(drawn.affine, screen_affine(drawn.camera, drawn.canvas))
    assert drawn.grey_map.voi == drawn.shading.voi


@pytest.mark.parametrize("camera", DIHEDRAL, ids=str)
def test_h7_mirroring_swaps_left_and_right_of_what_is_seen_and_turning_moves_every_letter_on(
    camera: Camera,
) -> None:
    shown = plane(*known("oblique coronal"))
    before = letters_on_screen(camera, shown)

    mirrored = letters_on_screen(camera.mirrored(), shown)
    turned = letters_on_screen(camera.turned(1), shown)

    assert mirrored == EdgeLetters(before.right, before.left, before.top, before.bottom)
    assert turned == EdgeLetters(left=before.bottom, right=before.top, top=before.left, bottom=before.right)
