"""Changing a drawing that exists: grab it, or nudge it. Its tool measures it again; its identity stays."""

import numpy as np

from viewer.core.geometry import Vector
from viewer.core.images import Image
from viewer.core.measurements import Measurement
from viewer.core.shapes import Drawing, Tone
from viewer.interaction.grabbing import Grip
from viewer.interaction.tool import Gesture, Phase, PointerEvent, Points, Preview, Surface, Tool

STILL_PX = 2.0
"""A drawing that was merely clicked does not move, at scale 1."""


def edit(tool: Tool, grip: Grip, surface: Surface, press: PointerEvent) -> Gesture:
    """Follow the hand with what it grabbed; return the measurement as it was left, None if it stayed."""
    before = now = grip.measurement
    event, is_moving = press, False
    while event.phase is not Phase.RELEASE:
        event = yield Preview(drawing_in_hand(tool, now))
        is_moving = is_moving or not event.is_near(press, STILL_PX * surface.scale)
        if is_moving:
            now = _moved(tool, grip, surface.image, _way(press.position_lps, event.position_lps)) or now
    return now if now != before else None


def nudged(
    tool: Tool, surface: Surface, measurement: Measurement, right_px: int, down_px: int
) -> Measurement | None:
    """Return a drawing moved by whole image pixels, towards the right and the bottom of the screen.

    However the image is turned or flipped. None where it cannot be measured there.
    """
    linear = surface.affine[:, :2]
    size = np.abs(linear).max(axis=0)
    columns, rows = np.rint(linear.T @ (right_px, down_px) / size).astype(int)
    plane = surface.image.plane
    start, end = plane.to_lps([(0, 0), (columns, rows)])
    return _moved(tool, Grip(measurement), surface.image, _vector(end - start))


def drawing_in_hand(tool: Tool, measurement: Measurement) -> Drawing:
    """Return a measurement as it is drawn while it is held."""
    return Drawing(tool.draw(measurement) if tool.draw else (), Tone.SELECTED, measurement.uid)


def _moved(tool: Tool, grip: Grip, image: Image, way: Vector) -> Measurement | None:
    """Return the grabbed measurement, what was grabbed of it moved by this way; None if that is not measurable."""
    before = grip.measurement
    if grip.handle is None:
        points: Points = tuple(_sum(point, way) for point in before.points_lps)
    else:
        to_lps = _sum(before.points_lps[grip.handle], way)
        points = tool.adjust(image, before.points_lps, grip.handle, to_lps)
    if tool.measure is None or not tool.measurable(image, points):
        return None
    return before.remeasured(tool.measure(image, points))


def _way(start: Vector, end: Vector) -> Vector:
    return end[0] - start[0], end[1] - start[1], end[2] - start[2]


def _sum(point: Vector, way: Vector) -> Vector:
    return point[0] + way[0], point[1] + way[1], point[2] + way[2]


def _vector(position: "np.ndarray[tuple[int, ...], np.dtype[np.float64]]") -> Vector:
    x, y, z = (float(part) for part in position)
    return x, y, z
