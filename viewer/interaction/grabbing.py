"""What of the drawings on an image lies under the pointer."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from viewer.core.camera import to_screen
from viewer.core.measurements import Measurement
from viewer.core.shapes import ArrowHead, Ellipse, Handle, Label, Path, Segment, Shape
from viewer.interaction.drawing import drawing_of
from viewer.interaction.tool import Points, Surface, Tool

GRAB_PX = 8.0
"""How far from the pointer a handle or line can be grabbed, at scale 1."""
ELLIPSE_SIDES = 64

Screen = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Grip:
    """A measurement as it was grabbed: by one of its points, or (None) by its body."""

    measurement: Measurement
    handle: int | None = None


def grip_at(surface: Surface, tools: Mapping[str, Tool], at_px: tuple[float, float]) -> Grip | None:
    """Return what can be grabbed at a place on the screen: the nearest handle, else the nearest line.

    Of drawings on top of each other the topmost, which is the last. Measurements whose tool is not in ``tools``
    cannot be grabbed.
    """
    grabbable = [known for known in surface.measurements if known.tool in tools]
    return _nearest(_handles(surface, grabbable, at_px), surface) or _nearest(
        _bodies(surface, grabbable, tools, at_px), surface
    )


def _nearest(found: Iterator[tuple[float, Grip]], surface: Surface) -> Grip | None:
    reach_px = GRAB_PX * surface.scale
    best: Grip | None = None
    for distance_px, grip in found:
        if distance_px <= reach_px:
            best, reach_px = grip, distance_px
    return best


def _handles(
    surface: Surface, measurements: list[Measurement], at_px: tuple[float, float]
) -> Iterator[tuple[float, Grip]]:
    for measurement in measurements:
        for index, place in enumerate(_on_screen(surface, measurement.points_lps)):
            yield float(np.linalg.norm(place - at_px)), Grip(measurement, index)


def _bodies(
    surface: Surface,
    measurements: list[Measurement],
    tools: Mapping[str, Tool],
    at_px: tuple[float, float],
) -> Iterator[tuple[float, Grip]]:
    for measurement in measurements:
        for shape in drawing_of(measurement, tools).shapes:
            line = _line(surface, shape)
            if len(line) > 1:
                yield _distance_px(line, np.asarray(at_px)), Grip(measurement)


def _line(surface: Surface, shape: Shape) -> Screen:
    """Return the corners, (n, 2), of the line a shape is on the screen; none for what has no line."""
    match shape:
        case Segment(start, end):
            return _on_screen(surface, (start, end))
        case Path(points, closed):
            return _on_screen(surface, (*points, points[0]) if closed else points)
        case Ellipse(center, first, second):
            middle, a, b = _on_screen(surface, (center, first, second))
            turn = np.linspace(0, 2 * np.pi, ELLIPSE_SIDES + 1)[:, np.newaxis]
            around: Screen = middle + np.cos(turn) * (a - middle) + np.sin(turn) * (b - middle)
            return around
        case Handle() | ArrowHead() | Label():
            return np.empty((0, 2))


def _on_screen(surface: Surface, points: Points) -> Screen:
    return to_screen(surface.affine, surface.image.plane.to_pixels(points))


def _distance_px(line: Screen, at: Screen) -> float:
    """Return how far a place lies from the nearest part of a line through corners."""
    starts, ways = line[:-1], np.diff(line, axis=0)
    squares = np.maximum((ways * ways).sum(axis=1), 1e-12)
    parts = np.clip(((at - starts) * ways).sum(axis=1) / squares, 0, 1)[:, np.newaxis]
    return float(np.linalg.norm(starts + parts * ways - at, axis=1).min())
