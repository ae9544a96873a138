"""What contours enclose: a stack of slabs, each as thick as its contours lie apart.

Nothing is invented between contours: halfway to the next one the body becomes that of the next. Where contours are
missing there is a gap, as there is one in a series where slices are missing (SAFETY H5).
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from viewer.core.geometry import GAP_RATIO, PARALLEL, Points
from viewer.core.radiotherapy.structures import Contour, Structure, normal_of

SAME_PLANE_MM = 0.01
"""Contours closer than this along their normal lie in one plane."""

SAME_LEVEL_MM = 1e-3

Polygon = NDArray[np.float64]
"""(n, 2) mm in the plane of the contours; the last point is joined to the first."""


@dataclass(frozen=True, slots=True, eq=False)
class Slab:
    """The contours of one plane, and how far they hold.

    Attributes
    ----------
    center_mm, low_mm, high_mm
        Along the normal: where the contours lie, and from where to where they hold (``high_mm`` excluded).
    polygons
        What is enclosed by an odd number of them is inside. PS3.3 C.8.8.6.3.
    """

    center_mm: float
    low_mm: float
    high_mm: float
    polygons: tuple[Polygon, ...]
    contours: tuple[Contour, ...] = ()

    @property
    def thickness_mm(self) -> float:
        """How thick it is."""
        return self.high_mm - self.low_mm

    def holds(self, w_mm: float) -> bool:
        """Whether its contours hold at a place along the normal."""
        return self.low_mm <= w_mm < self.high_mm


@dataclass(frozen=True, slots=True, eq=False)
class Edges:
    """All edges of the polygons of a body.

    Attributes
    ----------
    starts, ends
        (n, 2) mm.
    low_mm, high_mm
        (n,) from where to where the wall on each edge stands.
    low_level, high_level
        (n,) numbers of these levels: slabs that touch share one.
    """

    starts: Polygon
    ends: Polygon
    low_mm: NDArray[np.float64]
    high_mm: NDArray[np.float64]
    low_level: NDArray[np.int64]
    high_level: NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Solid:
    """The body of a structure.

    Attributes
    ----------
    axes
        (3, 3): rows are the unit vectors u and v in the planes of the contours, and w along their normal.
    slabs
        In the order of w.
    spacing_mm
        Usual distance of the planes of contours; 0 for a single one whose thickness nobody knows.
    aslant
        Contours that do not lie parallel to the others, and are no part of the body.
    """

    axes: NDArray[np.float64]
    slabs: tuple[Slab, ...]
    spacing_mm: float
    aslant: tuple[Contour, ...] = ()

    @property
    def normal(self) -> Points:
        """The direction w, (3,)."""
        return np.asarray(self.axes[2])

    @cached_property
    def edges(self) -> Edges:
        """The edges of all slabs."""
        starts, ends = [np.zeros((0, 2))], [np.zeros((0, 2))]
        spans, counts = [], []
        level, top_mm = -1, -np.inf
        for slab in self.slabs:
            touches = abs(slab.low_mm - top_mm) <= SAME_LEVEL_MM
            low_mm = top_mm if touches else slab.low_mm
            low_level = level if touches else level + 1
            level, top_mm = low_level + 1, slab.high_mm
            spans.append((low_mm, top_mm, low_level, level))
            counts.append(sum(map(len, slab.polygons)))
            starts += slab.polygons
            ends += [np.roll(polygon, -1, axis=0) for polygon in slab.polygons]
        low, high, below, above = np.repeat(np.asarray(spans, dtype=np.float64), counts, axis=0).T
        return Edges(
            np.concatenate(starts),
            np.concatenate(ends),
            low,
            high,
            below.astype(np.int64),
            above.astype(np.int64),
        )

    def to_lps(self, uv: Polygon, w_mm: float) -> Points:
        """Return positions, (n, 3) mm, of positions in a plane, (n, 2) mm."""
        lifted = np.column_stack((uv, np.full(len(uv), w_mm)))
        return np.asarray(lifted @ self.axes)


def solid_of(structure: Structure, *, lone_thickness_mm: float = 0.0) -> Solid | None:
    """Return the body that a structure's closed contours enclose; None where they enclose nothing.

    Parameters
    ----------
    lone_thickness_mm
        How far contours hold that lie in one plane only: the slice thickness of their image.
    """
    closed = [contour for contour in structure.contours if contour.kind.is_closed]
    facing = [(contour, normal) for contour in closed if (normal := _facing(contour)) is not None]
    if not facing:
        return None
    reference = facing[0][1]
    parallel = [contour for contour, normal in facing if abs(normal @ reference) > 1 - PARALLEL]
    aslant = tuple(contour for contour, normal in facing if abs(normal @ reference) <= 1 - PARALLEL)
    axes = _axes(reference)
    by_plane = _by_plane(parallel, axes)
    places = np.asarray([place for place, _ in by_plane])
    spacing = (
        float(np.percentile(np.diff(places), 50, method="lower")) if len(places) > 1 else lone_thickness_mm
    )
    bounds = _bounds(places, spacing)
    slabs = tuple(
        Slab(
            float(place),
            low,
            high,
            tuple(np.asarray(contour.points_lps @ axes[:2].T) for contour in contours),
            tuple(contours),
        )
        for (place, contours), (low, high) in zip(by_plane, bounds, strict=True)
    )
    return Solid(axes, slabs, spacing, aslant)


def _facing(contour: Contour) -> Points | None:
    """Return the normal of a contour, turned to where its largest component is positive."""
    normal = normal_of(contour.points_lps)
    if normal is None:
        return None
    return normal if normal[np.argmax(np.abs(normal))] > 0 else -normal


def _axes(normal: Points) -> NDArray[np.float64]:
    """Return u, v and w as rows; u and v along the patient's axes where the contours lie along them."""
    start = np.eye(3)[0 if abs(normal[0]) < 0.9 else 1]
    u = start - (start @ normal) * normal
    u = u / np.linalg.norm(u)
    return np.stack((u, np.cross(normal, u), normal))


def _by_plane(contours: list[Contour], axes: NDArray[np.float64]) -> list[tuple[float, list[Contour]]]:
    """Return contours by where they lie along w, those in one plane together."""
    placed = sorted(
        ((float((one.points_lps @ axes[2]).mean()), one) for one in contours), key=lambda one: one[0]
    )
    planes: list[tuple[float, list[Contour]]] = []
    for place, contour in placed:
        if planes and place - planes[-1][0] <= SAME_PLANE_MM:
            planes[-1][1].append(contour)
        else:
            planes.append((place, [contour]))
    return planes


def _bounds(places: NDArray[np.float64], spacing_mm: float) -> list[tuple[float, float]]:
    """Return from where to where each plane of contours holds: halfway to the next, or half the usual distance."""
    bounds: list[tuple[float, float]] = []
    for index, place in enumerate(places):
        reaches = []
        for next_index in (index - 1, index + 1):
            away = abs(places[next_index] - place) if 0 <= next_index < len(places) else spacing_mm
            reaches.append((away if away <= GAP_RATIO * spacing_mm else spacing_mm) / 2)
        bounds.append((float(place - reaches[0]), float(place + reaches[1])))
    return bounds


def nested_planes(solid: Solid) -> int:
    """Return in how many planes a contour lies within another, and so is taken as the edge of a hole."""
    return sum(any(_is_within(one, slab.polygons) for one in slab.polygons) for slab in solid.slabs)


def _is_within(polygon: Polygon, others: tuple[Polygon, ...]) -> bool:
    start = polygon[0]
    return any(
        other is not polygon
        and bool((other.min(axis=0) < start).all() and (other.max(axis=0) > start).all())
        and bool(inside(other, start[None])[0])
        for other in others
    )


def inside(polygon: Polygon, points: Polygon) -> NDArray[np.bool_]:
    """Return whether points, (n, 2), lie inside a polygon by the even-odd rule."""
    after = np.roll(polygon, -1, axis=0)
    crosses = (polygon[:, 1] <= points[:, 1:]) != (after[:, 1] <= points[:, 1:])
    rise = after[:, 1] - polygon[:, 1]
    share = (points[:, 1:] - polygon[:, 1]) / np.where(rise == 0, 1.0, rise)
    at = polygon[:, 0] + share * (after[:, 0] - polygon[:, 0])
    return np.asarray((crosses & (at > points[:, :1])).sum(axis=1) % 2 == 1)
