"""The outline in which a plane cuts a body made of slabs: pieces of its walls, and of the steps between slabs."""

import numpy as np

from viewer.core.geometry import Points
from viewer.core.radiotherapy.loops import Segments, joined
from viewer.core.radiotherapy.solids import Polygon, Slab, Solid

SAME_LEVEL_MM = 1e-3


class _Plane:
    """A plane in the coordinates (u, v, w) of a body."""

    def __init__(self, solid: Solid, origin_lps: Points, normal: Points) -> None:
        self._per_u, self._per_v, self._per_w = (float(part) for part in solid.axes @ normal)
        self._start = -float(origin_lps @ normal)

    def away_mm(self, uv: Polygon, w_mm: float) -> Points:
        """Return how far positions of a level lie from the plane, (n,)."""
        return np.asarray(uv @ (self._per_u, self._per_v) + (self._per_w * w_mm + self._start))

    def along(self, uv: Polygon) -> Points:
        """Return the places of positions along the line in which the plane meets their level, (n,)."""
        return np.asarray(uv @ (-self._per_v, self._per_u))


def cut_solid(solid: Solid, origin_lps: Points, normal: Points) -> tuple[Points, ...]:
    """Return the closed lines, (n, 3) mm each, in which a plane that is not parallel to the slabs cuts a body."""
    plane = _Plane(solid, origin_lps, normal)
    pieces: list[Segments] = [np.zeros((0, 2, 3))]
    for slab in solid.slabs:
        pieces += [_walls(polygon, slab, solid, plane) for polygon in slab.polygons]
    pieces += _steps(solid, plane)
    return joined(np.concatenate(pieces))


def _walls(polygon: Polygon, slab: Slab, solid: Solid, plane: _Plane) -> Segments:
    """Return where the plane cuts the walls that stand on the edges of a polygon."""
    low, high = plane.away_mm(polygon, slab.low_mm), plane.away_mm(polygon, slab.high_mm)
    nearest, farthest = min(low.min(), high.min()), max(low.max(), high.max())
    if nearest >= 0 or farthest < 0:
        return np.zeros((0, 2, 3))
    after = np.roll(np.arange(len(polygon)), -1)
    away = np.stack((low, low[after], high[after], high), axis=1)
    crossed = (away >= 0) != (np.roll(away, -1, axis=1) >= 0)
    cut = np.flatnonzero(crossed.sum(axis=1) == 2)
    bottom, top = solid.to_lps(polygon, slab.low_mm), solid.to_lps(polygon, slab.high_mm)
    corners = np.stack((bottom[cut], bottom[after[cut]], top[after[cut]], top[cut]), axis=1)
    crossed, away = crossed[cut], away[cut]
    share = away / np.where(crossed, away - np.roll(away, -1, axis=1), 1.0)
    points = corners + share[..., None] * (np.roll(corners, -1, axis=1) - corners)
    return np.asarray(points[crossed].reshape(-1, 2, 3))


def _steps(solid: Solid, plane: _Plane) -> list[Segments]:
    """Return where the plane cuts what one of two neighbouring slabs covers and the other does not."""
    steps: list[Segments] = []
    slabs = solid.slabs
    for index, slab in enumerate(slabs):
        below = slabs[index - 1] if index else None
        joins = below is not None and abs(below.high_mm - slab.low_mm) <= SAME_LEVEL_MM
        steps.append(_step(solid, (slab, below) if joins and below else (slab,), slab.low_mm, plane))
        above = slabs[index + 1] if index + 1 < len(slabs) else None
        if above is None or abs(above.low_mm - slab.high_mm) > SAME_LEVEL_MM:
            steps.append(_step(solid, (slab,), slab.high_mm, plane))
    return steps


def _step(solid: Solid, slabs: tuple[Slab, ...], w_mm: float, plane: _Plane) -> Segments:
    """Return what lies at a level inside an odd number of polygons: pieces of the line in which the plane meets it."""
    uv = np.concatenate([_crossings(slab, w_mm, plane) for slab in slabs])
    ordered = uv[np.argsort(plane.along(uv), kind="stable")]
    return np.asarray(solid.to_lps(ordered, w_mm).reshape(-1, 2, 3))


def _crossings(slab: Slab, w_mm: float, plane: _Plane) -> Polygon:
    """Return where the line in which the plane meets a level crosses polygons; an even number of points."""
    found = [np.zeros((0, 2))]
    for polygon in slab.polygons:
        away = plane.away_mm(polygon, w_mm)
        after, next_away = np.roll(polygon, -1, axis=0), np.roll(away, -1)
        crossed = (away >= 0) != (next_away >= 0)
        share = away[crossed] / (away[crossed] - next_away[crossed])
        found.append(polygon[crossed] + share[:, None] * (after[crossed] - polygon[crossed]))
    return np.concatenate(found)
