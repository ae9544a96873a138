"""Dose in space: a grid of absorbed dose, and what a plane of an image meets of it. PS3.3 C.8.8.3."""

from dataclasses import dataclass
from enum import Enum
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from viewer.core.geometry import PlaneGeometry, Points
from viewer.core.overlays.grid import ImageGrid

ALONG = 1 - 1e-6
"""Directions with a cosine above this are the same."""

Field = NDArray[np.float32]
"""Dose in a plane, (rows, columns); NaN outside the grid."""


class DoseUnit(Enum):
    """Dose Units (3004,0002)."""

    GRAY = "GY"
    RELATIVE = "RELATIVE"

    @property
    def sign(self) -> str:
        """What is written behind a dose; nothing behind a relative one."""
        return "Gy" if self is DoseUnit.GRAY else ""


@dataclass(frozen=True, eq=False)
class DoseGrid:
    """A dose distribution. Between its voxels dose is interpolated linearly; outside there is none.

    Attributes
    ----------
    values
        (planes, rows, columns) in ``unit``, scaled; read-only.
    first
        Where plane 0 lies.
    offsets_mm
        (planes,) from plane 0 along its normal; rising.
    kind
        PHYSICAL, EFFECTIVE or ERROR (Dose Type), empty if not said.
    summation
        PLAN, BEAM, FRACTION … (Dose Summation Type).
    plan_uids, structure_set_uids
        Objects it says it was calculated for.
    problems
        What is odd about it, in words.
    """

    uid: str
    values: NDArray[np.float32]
    first: PlaneGeometry
    offsets_mm: NDArray[np.float64]
    unit: DoseUnit = DoseUnit.GRAY
    kind: str = ""
    summation: str = ""
    frame_of_reference_uid: str = ""
    plan_uids: tuple[str, ...] = ()
    structure_set_uids: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()

    @cached_property
    def largest(self) -> float:
        """The largest dose anywhere."""
        return float(self.values.max(initial=0.0))

    @property
    def voxel_mm(self) -> tuple[float, float, float]:
        """Distance of columns, rows and (usually) planes."""
        steps = np.diff(self.offsets_mm)
        between = float(np.median(steps)) if len(steps) else 0.0
        return self.first.column_spacing_mm, self.first.row_spacing_mm, between

    def indices(self, points_lps: Points) -> Points:
        """Return fractional voxel positions (i, j, k), (n, 3), of positions, (n, 3) mm; NaN where outside."""
        return np.stack([self._index_along(axis, np.asarray(points_lps)) for axis in range(3)], axis=-1)

    def at(self, points_lps: Points) -> Field:
        """Return the dose at positions, (n, 3) mm, as (n,); NaN outside the grid."""
        index = self.indices(points_lps)
        known = ~np.isnan(index).any(axis=-1)
        doses = np.full(len(index), np.nan, dtype=np.float32)
        doses[known] = _trilinear(self.values, index[known])
        return doses

    def on_image(self, image: ImageGrid, step: float = 1.0) -> Field:
        """Return the dose where pixels of an image are: at every ``step`` pixels, from its first pixel's centre.

        Where rows and columns run along the grid dose is interpolated one axis after the other, which is the same
        and many times quicker.
        """
        across, along = np.arange(0, image.columns, step), np.arange(0, image.rows, step)
        aligned = self._aligned(image, across, along)
        if aligned is not None:
            return aligned
        return self._oblique(image, across, along)

    def _oblique(self, image: ImageGrid, across: Points, along: Points) -> Field:
        """Return the dose in a plane that lies any way: each of its indices is a sum over columns and rows."""
        first = image.origin_lps - np.asarray(self.first.origin_lps)
        indices = []
        known = np.ones((len(along), len(across)), dtype=np.bool_)
        for axis, direction in enumerate((self.first.right, self.first.down, self.first.normal)):
            start, per_column, per_row = (
                float(step @ np.asarray(direction)) for step in (first, image.across, image.down)
            )
            away = (start + per_row * along)[:, None] + (per_column * across)[None, :]
            index = self._index_of(axis, away)
            known &= ~np.isnan(index)
            indices.append(index)
        field = np.full(known.shape, np.nan, dtype=np.float32)
        if known.any():
            field[known] = _trilinear(self.values, np.stack([index[known] for index in indices], axis=-1))
        return field

    def _aligned(self, image: ImageGrid, across: Points, along: Points) -> Field | None:
        axes = np.stack([self.first.right, self.first.down, self.first.normal])
        steps = np.stack([image.across, image.down])
        runs = np.abs(steps @ axes.T) / np.linalg.norm(steps, axis=1)[:, None]
        first, second = (int(axis) for axis in runs.argmax(axis=1))
        if not (runs.max(axis=1) > ALONG).all() or first == second:
            return None
        third = 3 - first - second
        none = np.zeros_like(across)
        i = self._index_along(first, image.to_lps(np.stack((across, none), axis=-1)))
        j = self._index_along(second, image.to_lps(np.stack((np.zeros_like(along), along), axis=-1)))
        k = float(self._index_along(third, image.to_lps(np.zeros((1, 2))))[0])
        if np.isnan(k) or np.isnan(i).all() or np.isnan(j).all():
            return np.full((len(along), len(across)), np.nan, dtype=np.float32)
        array_axis = (2, 1, 0)
        sheet = _sheet(self.values, array_axis[third], k)
        if array_axis[second] > array_axis[first]:
            sheet = sheet.T
        return _stretched(_stretched(sheet, j, 0), i, 1)

    def _index_along(self, axis: int, points_lps: Points) -> Points:
        """Return the fractional index of positions along one axis of the grid, whatever the other two are."""
        directions = (self.first.right, self.first.down, self.first.normal)
        return self._index_of(
            axis, (points_lps - np.asarray(self.first.origin_lps)) @ np.asarray(directions[axis])
        )

    def _index_of(self, axis: int, away: Points) -> Points:
        """Return fractional indices of distances along an axis from the first voxel, mm; NaN where outside."""
        if axis == 2:
            return self._plane_index(away)
        spacing = self.first.row_spacing_mm if axis else self.first.column_spacing_mm
        return _within(away / spacing, self.values.shape[2 - axis])

    def _plane_index(self, away_mm: Points) -> Points:
        count = len(self.offsets_mm)
        if count == 1:
            near = np.abs(away_mm - self.offsets_mm[0]) <= self.first.row_spacing_mm / 2
            return np.asarray(np.where(near, 0.0, np.nan))
        index = np.interp(away_mm, self.offsets_mm, np.arange(count), left=np.nan, right=np.nan)
        slack = 1e-6 * (self.offsets_mm[-1] - self.offsets_mm[0])
        index = np.where(np.abs(away_mm - self.offsets_mm[0]) <= slack, 0.0, index)
        return np.asarray(np.where(np.abs(away_mm - self.offsets_mm[-1]) <= slack, count - 1.0, index))


def _within(index: Points, count: int) -> Points:
    """Return indices, NaN where they lie outside the centres of the first and last voxel."""
    kept = np.where((index >= -1e-6) & (index <= count - 1 + 1e-6), index, np.nan)
    return np.asarray(np.clip(kept, 0, count - 1))


def _trilinear(values: NDArray[np.float32], index: Points) -> NDArray[np.float32]:
    """Return values at fractional indices (i, j, k), (n, 3), all of them inside."""
    planes, rows, columns = values.shape
    flat, base = values.reshape(-1), np.zeros(len(index), dtype=np.int64)
    shares, steps = [], []
    for axis, (count, stride) in enumerate(((columns, 1), (rows, columns), (planes, rows * columns))):
        low = np.clip(index[:, axis].astype(np.int64), 0, max(count - 2, 0))
        shares.append((index[:, axis] - low).astype(np.float32))
        base += low * stride
        steps.append(stride if count > 1 else 0)
    across, down, on = steps
    faces = []
    for plane in (0, on):
        lines = []
        for row in (0, down):
            first = flat[base + (plane + row)]
            lines.append(first + shares[0] * (flat[base + (plane + row + across)] - first))
        faces.append(lines[0] + shares[1] * (lines[1] - lines[0]))
    return np.asarray(faces[0] + shares[2] * (faces[1] - faces[0]))


def _sheet(values: NDArray[np.float32], axis: int, index: float) -> Field:
    low = int(index)
    first: Field = np.take(values, low, axis=axis)
    if index == low:
        return first
    second = np.take(values, low + 1, axis=axis)
    return np.asarray(first + np.float32(index - low) * (second - first))


def _stretched(field: Field, index: Points, axis: int) -> Field:
    """Return a field at fractional indices along an axis; NaN where they are NaN."""
    known = ~np.isnan(index)
    safe = np.where(known, index, 0.0)
    low = safe.astype(np.int64)
    high = np.minimum(low + 1, field.shape[axis] - 1)
    share = np.where(known, safe - low, np.nan).astype(np.float32)
    share = share[:, None] if axis == 0 else share[None, :]
    first = np.take(field, low, axis=axis)
    return np.asarray(first + share * (np.take(field, high, axis=axis) - first))
