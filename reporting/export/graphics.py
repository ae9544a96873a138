"""Drawings as the standard's graphics. PS3.3 C.18.6 (in an image) and C.18.9 (in the patient).

Positions in an image: a pixel's centre is at a whole number for us and half a pixel further for DICOM, whose
origin is the corner of the first pixel.
"""

from dataclasses import dataclass
from math import dist

from viewer.core.geometry import Vector
from viewer.core.measurements import Measurement

HALF_PIXEL = 0.5


@dataclass(frozen=True, slots=True)
class Graphic:
    """One graphic of a drawing.

    Attributes
    ----------
    kind
        POINT, MULTIPOINT, POLYLINE, ELLIPSE, or POLYGON for a closed outline, whose first point is repeated.
    points
        In the patient, mm; or (column, row, 0) of the image's own plane.
    """

    kind: str
    points: tuple[Vector, ...]


def graphics_of(measurement: Measurement) -> tuple[Graphic, ...]:
    """Return what was drawn; mere points where the tool is not known or the drawing not complete."""
    points = measurement.points_lps
    if len(points) == 1:
        return (Graphic("POINT", points),)
    match measurement.tool, len(points):
        case ("length" | "arrow", 2) | ("angle", 3):
            return (Graphic("POLYLINE", points),)
        case ("cobb", 4):
            return (Graphic("POLYLINE", points[:2]), Graphic("POLYLINE", points[2:]))
        case ("rectangle", 4):
            return (Graphic("POLYGON", (*points, points[0])),)
        case ("ellipse", 4):
            return (Graphic("ELLIPSE", _major_first(points)),)
    return (Graphic("MULTIPOINT", points),) if points else ()


def handles_of(graphics: tuple[Graphic, ...]) -> tuple[Vector, ...]:
    """Return the points of graphics one after the other, the repeated one of an outline left out."""
    return tuple(
        point
        for graphic in graphics
        for point in (graphic.points[:-1] if graphic.kind == "POLYGON" else graphic.points)
    )


def in_image(point: Vector) -> tuple[float, float]:
    """Return a position of the image's own plane as (column, row) from the corner of the first pixel."""
    return point[0] + HALF_PIXEL, point[1] + HALF_PIXEL


def from_image(column: float, row: float) -> Vector:
    """Return (column, row) from the corner of the first pixel as a position of the image's own plane."""
    return column - HALF_PIXEL, row - HALF_PIXEL, 0.0


def _major_first(axes: tuple[Vector, ...]) -> tuple[Vector, ...]:
    """Return the ends of both axes, those of the longer first, as the standard wants them."""
    longer_last = dist(axes[2], axes[3]) > dist(axes[0], axes[1])
    return (*axes[2:], *axes[:2]) if longer_last else axes
