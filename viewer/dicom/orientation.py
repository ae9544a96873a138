"""From Image Position, Image Orientation and Pixel Spacing to a plane in the patient. PS3.3 C.7.6.2.1.1."""

from functools import lru_cache
from math import isfinite

from viewer.core.geometry import PlaneGeometry, Vector, letters_towards, unit

LARGEST_SPACING_MM = 100.0
FARTHEST_MM = 1e5
SKEWED = 0.02
"""The two directions may miss a right angle, or unit length, by this much: rounding, not nonsense."""


class OrientationError(ValueError):
    """The elements contradict themselves; the message says how."""


@lru_cache(maxsize=4096)
def directions(orientation: tuple[float, ...]) -> tuple[Vector, Vector]:
    """Return the unit vectors of increasing column and row index from the six direction cosines.

    Raises
    ------
    OrientationError
        Where they are not two perpendicular unit vectors.
    """
    if len(orientation) != 6 or not all(isfinite(part) for part in orientation):
        raise OrientationError("Image Orientation (0020,0037) is not six numbers")
    right, down = orientation[:3], orientation[3:]
    along = sum(a * b for a, b in zip(right, down, strict=True))
    lengths = (sum(part * part for part in right) ** 0.5, sum(part * part for part in down) ** 0.5)
    if abs(along) > SKEWED or any(abs(length - 1) > SKEWED for length in lengths):
        raise OrientationError("Image Orientation (0020,0037) is not two perpendicular directions")
    return unit((right[0], right[1], right[2])), unit((down[0], down[1], down[2]))


def is_within_reach(position: tuple[float, ...]) -> bool:
    """Whether a position is one: three coordinates, none of them absurd."""
    return len(position) == 3 and all(isfinite(part) and abs(part) < FARTHEST_MM for part in position)


def plane_of(
    position: tuple[float, ...], orientation: tuple[float, ...], spacing: tuple[float, ...]
) -> PlaneGeometry | None:
    """Return the plane of a frame; None where its header leaves it open.

    Parameters
    ----------
    position
        Image Position (Patient): centre of the first pixel, LPS mm.
    orientation
        Image Orientation (Patient).
    spacing
        Pixel Spacing: between rows first (10.7.1.3).

    Raises
    ------
    OrientationError
        Where the elements are there and contradict themselves.
    """
    if not position or not orientation or len(spacing) != 2:
        return None
    if not all(isfinite(part) and 0 < part <= LARGEST_SPACING_MM for part in spacing):
        return None  # the calibration says so (H26)
    if not is_within_reach(position):
        raise OrientationError("Image Position (0020,0032) is not three positions within reach")
    right, down = directions(orientation)
    return PlaneGeometry((position[0], position[1], position[2]), right, down, spacing[1], spacing[0])


@lru_cache(maxsize=1024)
def patient_orientation(orientation: tuple[float, ...], *, quadruped: bool) -> tuple[str, str]:
    """Return the letters towards which rows and columns run, for images whose position is not known."""
    try:
        right, down = directions(orientation)
    except OrientationError:
        return "", ""
    return letters_towards(right, quadruped=quadruped), letters_towards(down, quadruped=quadruped)
