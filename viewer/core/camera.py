"""How an image is placed on the screen: one affine map from pixels to the screen, and what follows from it.

Screen positions are (x, y) in device pixels of the viewport, x to the right, y down, (0, 0) the upper left
corner of the upper left pixel. Image positions are (i, j) = (column, row) with pixel centres at whole numbers.
"""

import re
from dataclasses import dataclass, replace
from functools import partial
from math import cos, radians, sin

import numpy as np
from numpy.typing import ArrayLike, NDArray

from viewer.core.calibration import Calibration
from viewer.core.geometry import (
    BIPED,
    QUADRUPED,
    EdgeLetters,
    PlaneGeometry,
    Vector,
    edge_letters,
    opposite,
)

Affine = NDArray[np.float64]
"""(2, 3): screen = affine[:, :2] @ (i, j) + affine[:, 2]."""

SMALLEST_ZOOM, LARGEST_ZOOM = 0.02, 64.0


@dataclass(frozen=True, slots=True)
class Camera:
    """Where the reader looks.

    Attributes
    ----------
    zoom
        Screen pixels per image pixel (along the smaller side of a pixel that is not square); None fits the
        image to the viewport.
    center
        Image position in the middle of the viewport, as a fraction of width and height.
    quarter_turns
        Clockwise turns by 90°. Only projection images are ever turned or flipped.
    flipped
        Mirrored left to right, before turning.
    fitted
        Part of the image's width and height that fits the viewport where zoom is None: less than all of it where
        a presentation state says so.
    """

    zoom: float | None = None
    center: tuple[float, float] = (0.5, 0.5)
    quarter_turns: int = 0
    flipped: bool = False
    fitted: tuple[float, float] = (1.0, 1.0)

    @property
    def turned_or_flipped(self) -> bool:
        """Whether the image is not as it was stored, which the screen must say."""
        return self.flipped or self.quarter_turns % 4 != 0

    def turned(self, quarters: int) -> "Camera":
        """Return the camera after turning what is seen clockwise by quarters."""
        return replace(self, quarter_turns=(self.quarter_turns + quarters) % 4)

    def mirrored(self) -> "Camera":
        """Return the camera after mirroring what is seen left to right, however it was turned before."""
        return replace(self, flipped=not self.flipped, quarter_turns=-self.quarter_turns % 4)

    def fitting(self) -> "Camera":
        """Return the camera at the zoom that shows the whole image."""
        return replace(self, zoom=None, center=(0.5, 0.5), fitted=(1.0, 1.0))

    def reset(self) -> "Camera":
        """Return the camera that fits the image, unturned."""
        return Camera()


@dataclass(frozen=True, slots=True)
class Canvas:
    """The size of an image and of the viewport it is shown in."""

    columns: int
    rows: int
    width_px: int
    height_px: int
    pixel_shape: tuple[float, float] = (1.0, 1.0)

    @classmethod
    def of(cls, columns: int, rows: int, calibration: Calibration, width_px: int, height_px: int) -> "Canvas":
        """Return the canvas of an image with this calibration."""
        return cls(columns, rows, max(width_px, 1), max(height_px, 1), calibration.shape)

    @property
    def stretch(self) -> tuple[float, float]:
        """Width and height of a pixel in units of its smaller side (SAFETY H3)."""
        width, height = self.pixel_shape
        smaller = min(width, height)
        return width / smaller, height / smaller


def fitting_zoom(camera: Camera, canvas: Canvas) -> float:
    """Return the zoom at which the whole image, or what the camera wants of it, just fits the viewport."""
    width = canvas.columns * canvas.stretch[0] * camera.fitted[0]
    height = canvas.rows * canvas.stretch[1] * camera.fitted[1]
    if camera.quarter_turns % 2:
        width, height = height, width
    return min(canvas.width_px / width, canvas.height_px / height)


def as_seen(camera: Camera, canvas: Canvas) -> Camera:
    """Return a camera that shows what is seen now in a viewport of any size: by its part of the image, not by zoom."""
    zoom = actual_zoom(camera, canvas)
    across, down = canvas.width_px / zoom, canvas.height_px / zoom
    if camera.quarter_turns % 2:
        across, down = down, across
    part = across / (canvas.columns * canvas.stretch[0]), down / (canvas.rows * canvas.stretch[1])
    return replace(camera, zoom=None, fitted=part)


def actual_zoom(camera: Camera, canvas: Canvas) -> float:
    """Return screen pixels per image pixel as shown."""
    return camera.zoom if camera.zoom is not None else fitting_zoom(camera, canvas)


def screen_affine(camera: Camera, canvas: Canvas) -> Affine:
    """Return the map from image positions to screen positions."""
    zoom = actual_zoom(camera, canvas)
    mirror = -1.0 if camera.flipped else 1.0
    turn = radians(90 * (camera.quarter_turns % 4))
    c, s = round(cos(turn)), round(sin(turn))
    across, down = mirror * zoom * canvas.stretch[0], zoom * canvas.stretch[1]
    xi, xj, yi, yj = c * across, -s * down, s * across, c * down
    i, j = camera.center[0] * canvas.columns - 0.5, camera.center[1] * canvas.rows - 0.5
    x, y = canvas.width_px / 2 - xi * i - xj * j, canvas.height_px / 2 - yi * i - yj * j
    return np.array([[xi, xj, x], [yi, yj, y]], dtype=np.float64)


def to_screen(affine: Affine, pixels: ArrayLike) -> NDArray[np.float64]:
    """Return screen positions, (n, 2) or (2,), of image positions."""
    return np.asarray(np.asarray(pixels, dtype=np.float64) @ affine[:, :2].T + affine[:, 2])


def from_screen(affine: Affine, screen: ArrayLike) -> NDArray[np.float64]:
    """Return image positions, (n, 2) or (2,), of screen positions."""
    inverse = np.linalg.inv(affine[:, :2])
    return np.asarray((np.asarray(screen, dtype=np.float64) - affine[:, 2]) @ inverse.T)


def panned(camera: Camera, canvas: Canvas, dx_px: float, dy_px: float) -> Camera:
    """Return the camera after the image was dragged by this much on the screen."""
    linear = screen_affine(camera, canvas)[:, :2]
    di, dj = np.linalg.solve(linear, np.array([dx_px, dy_px]))
    center = (camera.center[0] - float(di) / canvas.columns, camera.center[1] - float(dj) / canvas.rows)
    return replace(camera, center=center)


def zoomed(camera: Camera, canvas: Canvas, factor: float, about_px: tuple[float, float]) -> Camera:
    """Return the camera after zooming by a factor, the point under ``about_px`` staying where it is."""
    before = screen_affine(camera, canvas)
    fixed = from_screen(before, about_px)
    zoom = min(max(actual_zoom(camera, canvas) * factor, SMALLEST_ZOOM), LARGEST_ZOOM)
    closer = replace(camera, zoom=zoom)
    moved = to_screen(screen_affine(closer, canvas), fixed)
    return panned(closer, canvas, about_px[0] - float(moved[0]), about_px[1] - float(moved[1]))


def screen_directions(camera: Camera, plane: PlaneGeometry) -> tuple[Vector, Vector]:
    """Return the directions in the patient that lie to the right and downwards on the screen."""
    right, down = plane.right, plane.down
    if camera.flipped:
        right = opposite(right)
    for _ in range(camera.quarter_turns % 4):
        right, down = opposite(down), right
    return right, down


_TURNED_OVER = {one: other for pair in BIPED for one, other in (pair, pair[::-1])}
_TURNED_OVER_ANIMAL = {one: other for pair in QUADRUPED for one, other in (pair, pair[::-1])}


def letters_on_screen(
    camera: Camera,
    plane: PlaneGeometry | None,
    patient_orientation: tuple[str, str] = ("", ""),
    *,
    quadruped: bool = False,
) -> EdgeLetters:
    """Return the letters around the screen: from the plane, else from Patient Orientation (0020,0020), else none.

    Computed from the camera each time, so that they follow every flip and turn (SAFETY H7).
    """
    if plane is not None and plane.in_patient:
        right, down = screen_directions(camera, plane)
        return edge_letters(right, down, quadruped=quadruped)
    row, column = patient_orientation
    opposite_of = partial(_other_side, quadruped=quadruped)
    across, along = (opposite_of(row), row), (opposite_of(column), column)
    if camera.flipped:
        across = across[::-1]
    for _ in range(camera.quarter_turns % 4):
        across, along = along[::-1], across
    return EdgeLetters(left=across[0], right=across[1], top=along[0], bottom=along[1])


def _other_side(letters: str, *, quadruped: bool) -> str:
    """Return the letters of the opposite side; empty where they cannot be told, as of a paw's palm.

    Letters mean other sides of animals than of people: R is rostral, L lateral. PS3.3 C.7.6.1.1.1.
    """
    turned_over = _TURNED_OVER_ANIMAL if quadruped else _TURNED_OVER
    sides = re.findall("|".join(turned_over), letters)
    others = [turned_over[side] for side in sides]
    understood = "".join(sides) == letters and not set(sides) & set(others)
    return "".join(others) if understood else ""
