"""Smooth curves through a few corners, as used for outlines and tubes."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import ArrayLike

from app.demonstration.canvas import Points


def smooth_closed(corners: Points, per_corner: int = 8) -> Points:
    """Return a closed Catmull-Rom curve, (n * per_corner, 2), through (n, 2) corners."""
    before, here = np.roll(corners, 1, axis=0), corners
    after, next_but_one = np.roll(corners, -1, axis=0), np.roll(corners, -2, axis=0)
    t = (np.arange(per_corner) / per_corner)[None, :, None]
    p0, p1, p2, p3 = (p[:, None, :] for p in (before, here, after, next_but_one))
    curve = p1 + 0.5 * t * (p2 - p0 + t * (2 * p0 - 5 * p1 + 4 * p2 - p3 + t * (3 * (p1 - p2) + p3 - p0)))
    closed: Points = curve.reshape(-1, 2)
    return closed


def smooth_open(corners: ArrayLike, step_mm: float) -> Points:
    """Return points at most step_mm apart on a smooth curve through corners, (n, d)."""
    knots = np.asarray(corners, float)
    lengths = np.linalg.norm(np.diff(knots[:, :3], axis=0), axis=1)
    along = np.concatenate([[0.0], np.cumsum(lengths)])
    samples = np.linspace(0, along[-1], max(2, int(np.ceil(along[-1] / step_mm)) + 1))
    return hermite(along, knots, samples)


def slopes(at: Points, values: Points) -> Points:
    """Return how fast values, (n, …), rise at each of n increasing positions."""
    steps = np.diff(at).reshape(-1, *[1] * (values.ndim - 1))
    rises = np.diff(values, axis=0) / steps
    return np.concatenate([rises[:1], (rises[1:] + rises[:-1]) / 2, rises[-1:]])


def hermite(at: Points, values: Points, samples: Points) -> Points:
    """Interpolate values, (n, d) at increasing positions, without kinks; constant outside."""
    samples = np.clip(samples, at[0], at[-1])
    low = np.clip(np.searchsorted(at, samples, side="right") - 1, 0, len(at) - 2)
    width = (at[low + 1] - at[low])[:, None]
    t = (samples[:, None] - at[low][:, None]) / width
    rise = slopes(at, values)
    return blend(t, values[low], values[low + 1], width * rise[low], width * rise[low + 1])


def blend(t: Points | float, start: Points, end: Points, rise: Points, fall: Points) -> Points:
    """Return the cubic that goes from start to end as t goes from 0 to 1, with these slopes there."""
    rest = 1 - t
    cubic: Points = (1 + 2 * t) * rest**2 * start + t**2 * (3 - 2 * t) * end
    cubic += t * rest * (rest * rise - t * fall)
    return cubic


@cache
def _waves(seed: int) -> tuple[Points, Points]:
    """Return three wave vectors, radians per mm, and their phases for x and y."""
    rng = np.random.default_rng(seed)
    return rng.normal(0, 1 / 14, (3, 3)) * [1, 1, 0.6], rng.uniform(0, 2 * np.pi, (2, 3))


def wobble(points: Points, z: float, amplitude_mm: float, seed: int) -> Points:
    """Move (n, 2) points by a smooth field, so that no outline looks drawn with compasses."""
    waves, phases = _waves(seed)
    place = points @ waves[:, :2].T + z * waves[:, 2]
    dx = np.sin(place + phases[0]).sum(axis=1)
    dy = np.sin(place + phases[1]).sum(axis=1)
    return points + amplitude_mm / 1.7 * np.column_stack([dx, dy])


def inset(outline: Points, depth_mm: Points | float) -> Points:
    """Return a clockwise outline, (n, 2), moved inwards by depth, one for all or (n,)."""
    closed = np.concatenate([outline[-1:], outline, outline[:1]])
    tangent = closed[2:] - closed[:-2]
    normal = np.column_stack([-tangent[:, 1], tangent[:, 0]])
    normal /= np.maximum(np.hypot(normal[:, :1], normal[:, 1:]), 1e-9)
    moved: Points = outline + normal * np.broadcast_to(depth_mm, len(outline))[:, None]
    return moved
