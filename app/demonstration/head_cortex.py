"""The folded surfaces of cerebrum and cerebellum.

Gyri come from random waves on the sphere of directions in which each hemisphere
is seen from its middle: where the waves cross zero runs a sulcus. So sulci go
straight down from the surface, branch, and are never the same on both sides.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from app.demonstration.canvas import Canvas, SliceGrid
from app.demonstration.head_tissues import HeadTissue

BRAIN_CENTER_LPS = (0.0, 1.0, 13.0)
BRAIN_SEMIAXES_MM = (68.4, 89.2, 63.4)

_SEED = 11
_MAP_WIDTH, _MAP_HEIGHT = 512, 256
_TENTORIUM_YZ = ([-90, -70, -30, 0, 25, 45, 65, 90], [-6, -12, -18, -14, -3, -5, -9, -16])
"""Where the cerebrum ends below in the midline, z by y, mm."""
_GREY_MM = 2.9
_HEMISPHERE = (20.0, 4.0, 10.0)  # where the left one is seen from

_Triple = tuple[float, float, float]
Field = NDArray[np.floating[Any]]


@cache
def _wave_map(seed: int, waves_per_radian: float) -> Field:
    """Return random waves over all directions, (latitudes, longitudes), of amplitude about 1."""
    rng = np.random.default_rng(seed)
    longitude = np.linspace(-np.pi, np.pi, _MAP_WIDTH, dtype=np.float32)
    latitude = np.linspace(-np.pi / 2, np.pi / 2, _MAP_HEIGHT, dtype=np.float32)[:, None]
    across = np.cos(latitude)
    directions = (across * np.cos(longitude), across * np.sin(longitude), np.sin(latitude) + 0 * longitude)
    total = np.zeros((_MAP_HEIGHT, _MAP_WIDTH), np.float32)
    for _ in range(28):
        toward = rng.normal(size=3)
        toward *= 2 * np.pi * waves_per_radian * rng.uniform(0.8, 1.2) / np.linalg.norm(toward)
        kx, ky, kz = toward.astype(np.float32)
        phase = kx * directions[0] + ky * directions[1] + kz * directions[2]
        total += np.cos(phase + np.float32(rng.uniform(0, 2 * np.pi)))
    return total / np.float32(np.sqrt(28 / 2))


def _seen_at(field: Field, x: Field, y: Field, z: float) -> Field:
    """Return the map's value in the direction of every place."""
    radius, longitude = cv2.cartToPolar(x, y)
    _, latitude = cv2.cartToPolar(radius, np.full_like(radius, z))
    longitude = np.where(longitude > np.pi, longitude - 2 * np.pi, longitude)
    latitude = np.where(latitude > np.pi, latitude - 2 * np.pi, latitude)
    columns = (longitude + np.pi) * np.float32((_MAP_WIDTH - 1) / (2 * np.pi))
    rows = (latitude + np.pi / 2) * np.float32((_MAP_HEIGHT - 1) / np.pi)
    return np.asarray(cv2.remap(field, columns, rows, cv2.INTER_LINEAR), np.float32)


def _depth(x: Field, y: Field, z: float, center: _Triple, semiaxes: _Triple) -> Field:
    """Return how deep places lie in an ellipsoid, mm, about right near its surface."""
    (cx, cy, cz), (a, b, c) = center, semiaxes
    u, v, w = (x - cx) / a, (y - cy) / b, (z - cz) / c
    k = np.sqrt(u**2 + v**2 + w**2) + 1e-6
    steep = np.sqrt((u / a) ** 2 + (v / b) ** 2 + (w / c) ** 2) + 1e-6
    depth: Field = np.minimum((1 - k) * k / steep, min(semiaxes)).astype(np.float32)
    return depth


def _cerebral_depth(x: Field, y: Field, z: float) -> Field:
    """Return the depth under the surface of the cerebrum, not counting its folds, mm."""
    narrow = x / (1 + 0.0011 * np.clip(y, -80, 40))
    dome = _depth(narrow, y, z, BRAIN_CENTER_LPS, BRAIN_SEMIAXES_MM)
    tentorium = np.interp(y, *_TENTORIUM_YZ) - 0.13 * np.abs(x)
    main = np.minimum(dome, z - tentorium.astype(np.float32))
    temporal = _depth(np.abs(x), y, z, (41.0, -8.0, -16.0), (26.0, 43.0, 24.0))
    cleft = np.maximum(np.abs(x - midline_x(y, z)) - 0.7, _core(x, y, z))
    depth: Field = np.minimum(np.maximum(main, temporal), cleft).astype(np.float32)
    return depth


def midline_x(y: Field, z: float) -> Field:
    """Return where the two hemispheres meet, mm: not quite in a plane."""
    return np.asarray(1.5 * np.sin(y / 22 + z / 29), np.float32)


def _core(x: Field, y: Field, z: float) -> Field:
    """Return the depth inside the middle of the brain, which no sulcus reaches, mm."""
    return _depth(x, y, z, (0.0, 2.0, 10.0), (35.0, 50.0, 23.0))


def _sylvian_gap(x: Field, y: Field, z: float) -> Field:
    """Return the distance from the fissure between temporal and frontal lobes, and from the insula, mm."""
    fissure_z = -8 + 0.22 * (y + 20) + 3 * np.sin(np.abs(x) / 5) + 2.5 * np.sin(y / 6 + 1)
    outside = np.maximum(0, np.abs(y + 6) - 36) + np.maximum(0, 38 - np.abs(x))
    lips = np.hypot(z - fissure_z, outside)
    sheet_x = 39 - 0.004 * (y + 5) ** 2 - 1.2 * np.sin(y / 3.5)
    above = np.maximum(0, np.abs(z - fissure_z - 3) - 13)
    insula = np.hypot(np.hypot(np.abs(x) - sheet_x, above), np.maximum(0, np.abs(y + 5) - 23))
    gap: Field = np.minimum(lips, insula).astype(np.float32)
    return gap


@dataclass(frozen=True)
class Cerebrum:
    """Grey ribbon, white core and the fluid in the sulci."""

    grid: SliceGrid

    def paint(self, canvas: Canvas) -> None:
        """Paint over fluid only, so that skull and dura stay."""
        z = canvas.z
        x, y = _places(self.grid)
        depth = _cerebral_depth(x, y, z)
        if depth.max() <= 0:
            return
        beyond = np.minimum(self._from_sulci(x, y, z, depth), _sylvian_gap(x, y, z) - 0.6)
        beyond = np.minimum(np.maximum(beyond, _core(x, y, z) + 1.5), depth)
        beyond, depth = _finer(beyond, self.grid), _finer(depth, self.grid)
        _paint_over_fluid(canvas, self.grid, white=beyond > _GREY_MM, where=(depth > 0) & (beyond > 0))

    def _from_sulci(self, x: Field, y: Field, z: float, depth: Field) -> Field:
        """Return the distance from the fluid in the nearest sulcus, mm."""
        cx, cy, cz = _HEMISPHERE
        dx, dy, dz = np.abs(x) - cx, y - cy, z - cz
        radius = np.sqrt(dx**2 + dy**2 + dz**2)
        bend = 0.3 * np.minimum(depth, 16)
        seen = dx + bend * np.sin(y / 8 + z / 11), dy + bend * np.cos(dx / 7 - z / 9), dz
        broad = _seen_at(_wave_map(_SEED + 9, 1.0), dx, dy, dz)
        nearest = np.full_like(radius, 100)
        for first, waves, floor in ((0, 2.5, 14 + 5 * broad), (2, 4.0, 7 + 2 * broad)):
            left, right = (_seen_at(_wave_map(_SEED + first + k, waves), *seen) for k in (0, 1))
            across = np.abs(np.where(x > 0, left, right)) * radius / np.float32(2 * np.pi * waves)
            width = 0.65 * np.clip(1.2 - depth / (floor + 6), 0.3, 1)
            nearest = np.minimum(nearest, np.hypot(across, np.maximum(0, depth - floor)) - width)
        return np.asarray(nearest, np.float32)


@dataclass(frozen=True)
class Cerebellum:
    """Fine parallel leaves of grey around a branching white core."""

    grid: SliceGrid

    def paint(self, canvas: Canvas) -> None:
        """Paint over fluid only."""
        z = canvas.z
        if not -66 < z < 2:
            return
        x, y = _places(self.grid)
        halves = _depth(np.abs(x), y, z, (22.0, 53.0, -33.0), (33.5, 31.0, 27.0))
        depth = np.maximum(halves, _depth(x, y, z, (0.0, 52.0, -29.0), (14.0, 25.0, 25.0)))
        radial = np.hypot(np.hypot(y - 30, 0.7 * (z + 31)), 0.25 * x)
        bent = np.arctan2(z + 31, y - 30) * 9 + 0.06 * np.abs(x)
        leaf = np.sin(2 * np.pi * (radial / 5.2 + 0.5 * np.sin(bent) + 0.02 * np.abs(x + 0.1 * y)))
        depth, leaf = _finer(depth, self.grid), _finer(leaf, self.grid)
        fluid = (leaf < -0.82) & (depth < 6)
        _paint_over_fluid(canvas, self.grid, white=depth > 10 + 4.5 * leaf, where=(depth > 0.4) & ~fluid)


def _box(grid: SliceGrid) -> tuple[slice, slice]:
    """Return the rows and columns of pixels between which the brain lies."""
    rows = np.flatnonzero(np.abs(grid.rows_lps()) < 92)
    columns = np.flatnonzero(np.abs(grid.columns_lps()) < 72)
    return slice(int(rows[0]), int(rows[-1]) + 1), slice(int(columns[0]), int(columns[-1]) + 1)


@cache
def _places(grid: SliceGrid) -> tuple[Field, Field]:
    """Return x and y of every pixel of the box, (rows, columns) mm each."""
    rows, columns = _box(grid)
    x, y = np.meshgrid(grid.columns_lps()[columns], grid.rows_lps()[rows])
    return x.astype(np.float32), y.astype(np.float32)


def _finer(field: Field, grid: SliceGrid) -> Field:
    """Return a field of the box on the lattice of labels."""
    single, scale = np.asarray(field, np.float32), grid.oversampling
    return np.asarray(
        cv2.resize(single, None, fx=scale, fy=scale, interpolation=cv2.INTER_LINEAR), np.float32
    )


def _paint_over_fluid(
    canvas: Canvas, grid: SliceGrid, *, white: NDArray[np.bool_], where: NDArray[np.bool_]
) -> None:
    """Paint white and, elsewhere, grey matter into the box, but only over fluid: skull and dura stay."""
    rows, columns = (
        slice(side.start * grid.oversampling, side.stop * grid.oversampling) for side in _box(grid)
    )
    room = canvas.labels[rows, columns]
    labels = np.where(white, HeadTissue.WHITE, HeadTissue.GREY).astype(np.uint8)
    np.copyto(room, labels, where=where & (room == HeadTissue.CSF))
