"""Two-point outlines along the image's own rows and columns, and what happens to them when a handle is dragged.

A box is kept as its four corners, an ellipse as the ends of its two axes, so that a drawing says all of itself
in the patient and needs no image to be drawn.
"""

import numpy as np
from numpy.typing import NDArray

from viewer.core.geometry import Vector
from viewer.core.images import Image
from viewer.interaction.tool import Points

THINNEST_PX = 1e-3
"""An outline narrower than this holds nothing."""

Pixels = NDArray[np.float64]


def corners_of_box(image: Image, points: Points) -> Points:
    """Return the four corners, in order around, of the upright box between two opposite ones."""
    (i0, j0), (i1, j1) = image.plane.to_pixels(points)
    return in_patient(image, np.array([(i0, j0), (i1, j0), (i1, j1), (i0, j1)]))


def axes_of_ellipse(image: Image, points: Points) -> Points:
    """Return both ends of the axis along rows, then of the one along columns, of the ellipse in a box."""
    one, other = image.plane.to_pixels(points)
    (i0, j0), (i1, j1) = np.minimum(one, other), np.maximum(one, other)
    middle_i, middle_j = (i0 + i1) / 2, (j0 + j1) / 2
    return in_patient(image, np.array([(i0, middle_j), (i1, middle_j), (middle_i, j0), (middle_i, j1)]))


def box_pulled(image: Image, points: Points, index: int, to_lps: Vector) -> Points:
    """Return the corners after one was dragged; the opposite one stays."""
    pixels = image.plane.to_pixels(points)
    fixed = pixels[(index + 2) % 4]
    along = pixels[(index + 1) % 4] - fixed
    across = pixels[(index + 3) % 4] - fixed
    a, b = np.linalg.solve(np.column_stack([along, across]), image.plane.to_pixels(to_lps) - fixed)
    moved = pixels.copy()
    moved[index] = fixed + a * along + b * across
    moved[(index + 1) % 4] = fixed + a * along
    moved[(index + 3) % 4] = fixed + b * across
    return in_patient(image, moved)


def ellipse_pulled(image: Image, points: Points, index: int, to_lps: Vector) -> Points:
    """Return the axes after the end of one was dragged along it; its other end stays, the centre follows."""
    pixels = image.plane.to_pixels(points)
    opposite = index ^ 1
    axis = pixels[index] - pixels[opposite]
    part = float((image.plane.to_pixels(to_lps) - pixels[opposite]) @ axis / (axis @ axis))
    moved = pixels.copy()
    moved[index] = pixels[opposite] + part * axis
    shift = (moved[index] - pixels[index]) / 2
    for end in (0, 1, 2, 3):
        if end not in (index, opposite):
            moved[end] += shift
    return in_patient(image, moved)


def has_area(image: Image, points: Points) -> bool:
    """Whether an outline, of corners or of ends of axes, is not just a line."""
    pixels = image.plane.to_pixels(points)
    sides = pixels - np.roll(pixels, 1, axis=0)
    return bool(np.linalg.norm(sides, axis=1).min() > THINNEST_PX and _spans(sides[0], sides[1]))


def center_of(points: Points) -> Vector:
    """Return the middle of an outline."""
    x, y, z = np.asarray(points, dtype=np.float64).mean(axis=0)
    return float(x), float(y), float(z)


def in_patient(image: Image, pixels: Pixels) -> Points:
    """Return positions of pixel positions, (n, 2)."""
    return tuple((float(x), float(y), float(z)) for x, y, z in image.plane.to_lps(pixels))


def _spans(one: Pixels, other: Pixels) -> bool:
    return abs(float(one[0] * other[1] - one[1] * other[0])) > THINNEST_PX**2
