"""A body filled with samples: places that stand for the volume around them."""

from dataclasses import dataclass
from math import ceil, sqrt

import numpy as np
from numpy.typing import NDArray

from viewer.core.geometry import Points
from viewer.core.radiotherapy.solids import Polygon, Slab, Solid

MOST_SAMPLES = 300_000
FINEST_MM, COARSEST_MM = 0.1, 3.0
THICKEST_MM = 1.0
"""A slab is sampled in layers no thicker than this."""
LINES = 4
"""Scan lines for each row of samples; along a line coverage is exact."""

MM3_IN_CC = 1000.0

_SPREAD = np.asarray((0.7548776662466927, 0.5698402909980532))
"""Steps of a sequence that fills a square evenly (of the plastic number)."""


@dataclass(frozen=True, slots=True, eq=False)
class Samples:
    """Samples of a body.

    Attributes
    ----------
    points_lps
        (n, 3) mm.
    volumes_cc
        (n,) volume of the body that each stands for.
    is_inside
        (n,) whether half of its cell or more lies inside.
    rim_lps
        (m, 3) positions on the contours.
    """

    points_lps: Points
    volumes_cc: NDArray[np.float64]
    is_inside: NDArray[np.bool_]
    rim_lps: Points


def volume_cc(solid: Solid) -> float:
    """Return the volume of a body: area times thickness, slab by slab."""
    return sum(area_mm2(slab) * slab.thickness_mm for slab in solid.slabs) / MM3_IN_CC


def samples_of(solid: Solid, most: int = MOST_SAMPLES) -> Samples:
    """Return about ``most`` samples at most, as fine as that allows."""
    layers = [max(1, ceil(slab.thickness_mm / THICKEST_MM)) for slab in solid.slabs]
    layered_mm2 = sum(_bounded_mm2(slab) * count for slab, count in zip(solid.slabs, layers, strict=True))
    cell_mm = min(max(sqrt(layered_mm2 / most), FINEST_MM), COARSEST_MM)
    points: list[Points] = [np.zeros((0, 3))]
    volumes: list[NDArray[np.float64]] = [np.zeros(0)]
    inside: list[NDArray[np.float64]] = [np.zeros(0)]
    rim: list[Points] = [np.zeros((0, 3))]
    for slab, count in zip(solid.slabs, layers, strict=True):
        if slab.thickness_mm <= 0:
            continue
        centers, shares = covered_cells(slab.polygons, cell_mm)
        area, exact = float(shares.sum()) * cell_mm**2, area_mm2(slab)
        weight = cell_mm**2 * slab.thickness_mm / count / MM3_IN_CC * (exact / area if area else 1.0)
        for layer in range(count):
            w_mm = slab.low_mm + (layer + 0.5) * slab.thickness_mm / count
            points.append(solid.to_lps(_spread(centers, shares, cell_mm, layer), w_mm))
            volumes.append(shares * weight)
            inside.append(shares)
            rim += [solid.to_lps(polygon, w_mm) for polygon in slab.polygons]
    return Samples(
        np.concatenate(points), np.concatenate(volumes), np.concatenate(inside) >= 0.5, np.concatenate(rim)
    )


def _spread(centers: Polygon, shares: NDArray[np.float64], cell_mm: float, layer: int) -> Polygon:
    """Return centres moved about within cells that are covered whole, so that rows of them do not share one dose."""
    steps = np.arange(len(centers))[:, None] + 1 + layer * len(centers)
    moves = (np.mod(steps * _SPREAD, 1.0) - 0.5) * cell_mm
    return np.asarray(centers + moves * (shares > 1 - 1e-6)[:, None])


def covered_cells(polygons: tuple[Polygon, ...], cell_mm: float) -> tuple[Polygon, NDArray[np.float64]]:
    """Return centres, (n, 2) mm, of square cells that polygons cover (odd-even), and how much of each they cover."""
    low = np.min([polygon.min(axis=0) for polygon in polygons], axis=0)
    high = np.max([polygon.max(axis=0) for polygon in polygons], axis=0)
    columns, rows = (max(1, ceil(extent / cell_mm)) for extent in high - low)
    lines, at = _crossings(polygons, low, cell_mm, rows * LINES)
    order = np.lexsort((at, lines))
    lines, at = lines[order], np.clip(at[order], 0, columns)
    signs = np.where(np.arange(len(at)) % 2 == 0, 1.0, -1.0)  # lines are crossed an even number of times
    cells = np.minimum(at.astype(np.int64), columns - 1)
    beyond = at - cells
    changes = np.zeros((rows * LINES, columns + 1))
    np.add.at(changes, (lines, cells), signs * (1 - beyond))
    np.add.at(changes, (lines, cells + 1), signs * beyond)
    shares = np.cumsum(changes, axis=1)[:, :columns].reshape(rows, LINES, columns).mean(axis=1)
    row, column = np.nonzero(shares > 1e-6)
    centers = low + (np.stack((column, row), axis=-1) + 0.5) * cell_mm
    return centers, shares[row, column]


def _crossings(
    polygons: tuple[Polygon, ...], low: Polygon, cell_mm: float, lines: int
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return which scan lines edges cross, and where, in cells from the left."""
    numbers, places = [np.zeros(0, np.int64)], [np.zeros(0)]
    for polygon in polygons:
        start = (polygon - low) / cell_mm * (1, LINES) - (0, 0.5)
        end = np.roll(start, -1, axis=0)
        lower, upper = np.minimum(start[:, 1], end[:, 1]), np.maximum(start[:, 1], end[:, 1])
        first = np.clip(np.ceil(lower), 0, lines).astype(np.int64)
        last = np.clip(np.ceil(upper), 0, lines).astype(np.int64)  # not included, so that corners count once
        counts = last - first
        edge = np.repeat(np.arange(len(start)), counts)
        line = np.arange(len(edge)) - np.repeat(np.cumsum(counts) - counts, counts) + first[edge]
        rise = end[edge, 1] - start[edge, 1]
        numbers.append(line)
        places.append(start[edge, 0] + (line - start[edge, 1]) / rise * (end[edge, 0] - start[edge, 0]))
    return np.concatenate(numbers), np.concatenate(places)


def area_mm2(slab: Slab) -> float:
    """Return the area inside an odd number of the polygons of a slab."""
    if len(slab.polygons) == 1:
        return abs(_signed_mm2(slab.polygons[0]))
    fine = max(sqrt(_bounded_mm2(slab)) / 400, 0.05)
    _, shares = covered_cells(slab.polygons, fine)
    return float(shares.sum()) * fine**2


def _signed_mm2(polygon: Polygon) -> float:
    x, y = (polygon - polygon[0]).T
    return float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2


def _bounded_mm2(slab: Slab) -> float:
    return sum(abs(_signed_mm2(polygon)) for polygon in slab.polygons)


def centroid_lps(solid: Solid) -> Points:
    """Return the middle, (3,), of the largest contour: where to look for a structure."""
    slab = max(solid.slabs, key=_bounded_mm2)
    largest = max(slab.polygons, key=lambda polygon: abs(_signed_mm2(polygon)))
    return np.asarray(solid.to_lps(largest.mean(axis=0)[None], slab.center_mm)[0])
