"""The shapes that anatomy is made of. Each knows how to paint itself on any axial slice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike

from app.demonstration.canvas import Canvas, Points
from app.demonstration.curves import blend, slopes, smooth_closed, smooth_open, wobble

Outline = Sequence[tuple[float, float]]
Outlines = Mapping[float, Outline]
"""Corners, (x, y) mm, by z."""
Line = Sequence[tuple[float, float, float, float]]
Lines = Sequence[Line]
"""Corners, (x, y, z, radius) mm."""


class Shape(Protocol):
    """Something that appears on slices."""

    def paint(self, canvas: Canvas) -> None:
        """Paint the part that lies in the slice, over what is there."""


@dataclass(frozen=True)
class Contours:
    """A closed outline that changes smoothly from level to level.

    Attributes
    ----------
    levels : (m,)
        z, mm, increasing. Nothing is painted outside.
    corners : (m, n, 2)
        Positions, mm, in the same order on every level, clockwise as seen on a slice.
    curves, rises
        The smooth outline of every level, and how fast it changes with z.
    """

    levels: Points
    corners: Points
    label: int = 0
    wobble_mm: float = 0.0
    seed: int = 0
    curves: Points = field(init=False)
    rises: Points = field(init=False)

    def __post_init__(self) -> None:
        curves = np.stack([smooth_closed(corners) for corners in self.corners])
        object.__setattr__(self, "curves", curves)
        object.__setattr__(self, "rises", slopes(self.levels, curves))

    @classmethod
    def by_level(cls, outlines: Outlines, label: int = 0, **kwargs: float) -> Contours:
        """Build from z → corners, in any order of z."""
        levels = sorted(outlines)
        seed = int(kwargs.pop("seed", 0))
        corners = np.array([outlines[z] for z in levels], float)
        return cls(np.array(levels, float), corners, label, seed=seed, **kwargs)

    @classmethod
    def symmetrical(cls, halves: Outlines, label: int = 0, **kwargs: float) -> Contours:
        """Build from the left half, given from the front midline to the back midline."""
        whole: dict[float, Outline] = {}
        for z, half in halves.items():
            right = [(-x, y) for x, y in reversed(half) if x > 0]
            whole[z] = [*half, *right]
        return cls.by_level(whole, label, **kwargs)

    def at(self, z: float) -> Points:
        """Return the outline at z, (n, 2) mm; empty outside the levels."""
        if not self.levels[0] <= z <= self.levels[-1]:
            return np.empty((0, 2))
        low = min(int(np.searchsorted(self.levels, z, side="right")), len(self.levels) - 1) - 1
        width = self.levels[low + 1] - self.levels[low]
        start, end = self.curves[low : low + 2]
        rise, fall = width * self.rises[low : low + 2]
        outline = blend((z - self.levels[low]) / width, start, end, rise, fall)
        return wobble(outline, z, self.wobble_mm, self.seed) if self.wobble_mm else outline

    def paint(self, canvas: Canvas) -> None:
        """Fill the outline."""
        canvas.fill(self.at(canvas.z), self.label)


@dataclass(frozen=True)
class Ellipsoid:
    """An ellipsoid with axes anywhere.

    Attributes
    ----------
    semiaxes_mm : (3,)
        Half lengths along `axes`, (3, 3), whose columns are unit vectors.
    """

    center_lps: Points
    semiaxes_mm: Points
    axes: Points
    label: int
    wobble_mm: float = 0.0
    quadric: Points = field(init=False)

    def __post_init__(self) -> None:
        quadric = self.axes @ np.diag(1 / self.semiaxes_mm**2) @ self.axes.T
        object.__setattr__(self, "quadric", quadric)

    @classmethod
    def pointing(
        cls,
        center: ArrayLike,
        semiaxes: ArrayLike,
        label: int,
        toward: ArrayLike = (1.0, 0.0, 0.0),
        wobble_mm: float = 0.0,
    ) -> Ellipsoid:
        """Build with the first axis along `toward`, the third as near to z as it can be."""
        first = np.asarray(toward, float) / np.linalg.norm(toward)
        up = np.array([0.0, 0.0, 1.0]) if abs(first[2]) < 0.95 else np.array([0.0, -1.0, 0.0])
        third = up - first * (up @ first)
        third /= np.linalg.norm(third)
        axes = np.column_stack([first, np.cross(third, first), third])
        return cls(np.asarray(center, float), np.asarray(semiaxes, float), axes, label, wobble_mm)

    def scaled(self, by_mm: float, label: int) -> Ellipsoid:
        """Return the same with every half length changed by by_mm."""
        return Ellipsoid(self.center_lps, self.semiaxes_mm + by_mm, self.axes, label, self.wobble_mm)

    def at(self, z: float) -> Points:
        """Return the outline at z, (n, 2) mm; empty where the slice misses it."""
        dz = z - self.center_lps[2]
        if abs(dz) >= self.semiaxes_mm.max():
            return np.empty((0, 2))
        flat, cross, height = self.quadric[:2, :2], self.quadric[:2, 2], self.quadric[2, 2]
        offset = -np.linalg.solve(flat, cross) * dz
        size = 1 - height * dz**2 + offset @ flat @ offset
        if size <= 0:
            return np.empty((0, 2))
        lengths, directions = np.linalg.eigh(flat / size)
        around = np.linspace(0, 2 * np.pi, 64, endpoint=False)
        circle = np.column_stack([np.cos(around), np.sin(around)])
        outline: Points = self.center_lps[:2] + offset + (circle / np.sqrt(lengths)) @ directions.T
        return wobble(outline, z, self.wobble_mm, seed=5) if self.wobble_mm else outline

    def paint(self, canvas: Canvas) -> None:
        """Fill the outline."""
        canvas.fill(self.at(canvas.z), self.label)


@dataclass(frozen=True)
class Beads:
    """Many small spheres that melt into tubes: vessels, bronchi, ribs.

    Attributes
    ----------
    centers_lps : (n, 3)
    radii_mm : (n,)
    height
        Half height along z over radius; above 1 the beads stand upright, as ribs do.
    reach_mm
        The greatest half height of any bead; they are kept in order of z.
    """

    centers_lps: Points
    radii_mm: Points
    label: int
    height: float = 1.0
    reach_mm: float = field(init=False)

    def __post_init__(self) -> None:
        upwards = np.argsort(self.centers_lps[:, 2], kind="stable")
        object.__setattr__(self, "centers_lps", self.centers_lps[upwards])
        object.__setattr__(self, "radii_mm", self.radii_mm[upwards])
        object.__setattr__(self, "reach_mm", float(self.radii_mm.max()) * self.height)

    @classmethod
    def along(cls, corners: ArrayLike, label: int, height: float = 1.0, step_mm: float = 1.0) -> Beads:
        """Build a tube through corners of (x, y, z, radius), mm."""
        fine = smooth_open(corners, step_mm)
        return cls(fine[:, :3], fine[:, 3], label, height)

    @classmethod
    def joined(cls, parts: Sequence[Beads]) -> Beads:
        """Return one set of beads from several of the same label and height."""
        centers = np.concatenate([part.centers_lps for part in parts])
        radii = np.concatenate([part.radii_mm for part in parts])
        return cls(centers, radii, parts[0].label, parts[0].height)

    def thicker(self, by_mm: float, label: int) -> Beads:
        """Return the same with every radius changed by by_mm; beads that vanish are left out."""
        keep = self.radii_mm + by_mm > 0
        return Beads(self.centers_lps[keep], self.radii_mm[keep] + by_mm, label, self.height)

    def mirrored(self) -> Beads:
        """Return the same on the other side of the body."""
        return replace(self, centers_lps=self.centers_lps * [-1, 1, 1])

    def paint(self, canvas: Canvas) -> None:
        """Fill the discs in which the slice cuts the beads."""
        z = self.centers_lps[:, 2]
        first, last = np.searchsorted(z, (canvas.z - self.reach_mm, canvas.z + self.reach_mm))
        if first == last:
            return
        squared = self.radii_mm[first:last] ** 2 - ((canvas.z - z[first:last]) / self.height) ** 2
        cut = squared > 0
        canvas.discs(self.centers_lps[first:last, :2][cut], np.sqrt(squared[cut]), self.label)


def tubes(lines: Lines, label: int) -> Beads:
    """Return several tubes as one shape."""
    return Beads.joined([Beads.along(line, label) for line in lines])


def both(line: Line, label: int, height: float = 1.0) -> tuple[Beads, Beads]:
    """Return a tube on the left, and its mirror image."""
    left = Beads.along(line, label, height)
    return left, left.mirrored()


def pair(
    center: tuple[float, float, float],
    semiaxes: tuple[float, float, float],
    label: int,
    toward: tuple[float, float, float] = (1, 0, 0),
    wobble_mm: float = 0.0,
) -> tuple[Ellipsoid, Ellipsoid]:
    """Return an ellipsoid on the left, and its mirror image."""
    (x, y, z), (dx, dy, dz) = center, toward
    left = Ellipsoid.pointing(center, semiaxes, label, toward, wobble_mm)
    return left, Ellipsoid.pointing((-x, y, z), semiaxes, label, (dx, -dy, -dz), wobble_mm)
