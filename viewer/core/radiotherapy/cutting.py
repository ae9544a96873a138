"""The outline in which a plane cuts a body made of slabs: pieces of its walls, and of the steps between slabs."""

import numpy as np

from viewer.core.geometry import Points
from viewer.core.radiotherapy.loops import Segments, joined
from viewer.core.radiotherapy.solids import Edges, Solid


def cut_solid(solid: Solid, origin_lps: Points, normal: Points) -> tuple[Points, ...]:
    """Return the closed lines, (n, 3) mm each, in which a plane that is not parallel to the slabs cuts a body."""
    per_uvw = solid.axes @ normal
    start = -float(origin_lps @ normal)
    edges = solid.edges
    foot = np.stack((edges.starts @ per_uvw[:2], edges.ends @ per_uvw[:2]), axis=1) + start
    low, high = foot + per_uvw[2] * edges.low_mm[:, None], foot + per_uvw[2] * edges.high_mm[:, None]
    away = np.stack((low[:, 0], low[:, 1], high[:, 1], high[:, 0]), axis=1)
    pieces = np.concatenate((_walls(edges, away), _steps(edges, away, per_uvw)))
    return joined(np.asarray(pieces @ solid.axes))


def _walls(edges: Edges, away: Points) -> Segments:
    """Return where the plane cuts the walls that stand on edges, in (u, v, w): away at their four corners, mm."""
    crossed = (away >= 0) != (np.roll(away, -1, axis=1) >= 0)
    cut = np.flatnonzero(crossed.any(axis=1))
    crossed, away = crossed[cut], away[cut]
    starts, ends = edges.starts[cut], edges.ends[cut]
    corners = np.stack((starts, ends, ends, starts), axis=1)
    low, high = edges.low_mm[cut], edges.high_mm[cut]
    levels = np.stack((low, low, high, high), axis=1)
    corners = np.concatenate((corners, levels[..., None]), axis=2)
    share = away / np.where(crossed, away - np.roll(away, -1, axis=1), 1.0)
    points = corners + share[..., None] * (np.roll(corners, -1, axis=1) - corners)
    return np.asarray(points[crossed].reshape(-1, 2, 3))


def _steps(edges: Edges, away: Points, per_uvw: Points) -> Segments:
    """Return what lies, at a level between slabs, inside an odd number of the polygons of both, in (u, v, w).

    Every level is met by the plane in a line; along it the inside begins and ends where edges are crossed.
    """
    points, levels = [], []
    for level, level_mm, first, second in (
        (edges.low_level, edges.low_mm, away[:, 0], away[:, 1]),
        (edges.high_level, edges.high_mm, away[:, 3], away[:, 2]),
    ):
        crossed = np.flatnonzero((first >= 0) != (second >= 0))
        share = first[crossed] / (first[crossed] - second[crossed])
        uv = edges.starts[crossed] + share[:, None] * (edges.ends[crossed] - edges.starts[crossed])
        points.append(np.column_stack((uv, level_mm[crossed])))
        levels.append(level[crossed])
    met, level = np.concatenate(points), np.concatenate(levels)
    along = met[:, :2] @ (-per_uvw[1], per_uvw[0])
    return np.asarray(met[np.lexsort((along, level))].reshape(-1, 2, 3))
