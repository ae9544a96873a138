"""Parallel planes of an object, found again in any image: the nearest plane, or a cut through all of them.

Nearest neighbours only: no value comes out that the object does not hold. A position belongs to a plane as far as half
way to where its neighbour would be, so a plane that is missing leaves a gap and is not filled from the next.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from viewer.core.geometry import PlaneGeometry, Vector, as_vector
from viewer.core.overlays.grid import Affine, ImageGrid
from viewer.core.overlays.layer import NOTHING, Cut, Labels, Shares, Wash
from viewer.core.study import FrameKey

NARROWEST_MM = 0.02
"""Planes closer than this are one plane."""

LEAST_HALF_MM = 0.05
"""A plane of unknown thickness reaches this far."""

REGULAR_MM = 0.01
RESAMPLED = "resampled onto this plane"
SLACK_MM = 1e-3
STRAIGHT: Affine = np.asarray([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])


@dataclass(frozen=True, slots=True, eq=False)
class PlaneStack:
    """Where the planes of an object lie, in the order of their places along the common normal.

    Attributes
    ----------
    planes
        Parallel, of one pixel spacing; empty for an object without patient geometry.
    shape
        (rows, columns) of each.
    half_mm
        How far from a plane positions still belong to it.
    frames
        Which plane lies over an image, where the object says so by name.
    """

    planes: tuple[PlaneGeometry, ...]
    shape: tuple[int, int]
    half_mm: float
    frames: Mapping[FrameKey, int] = field(default_factory=dict)

    @property
    def normal(self) -> NDArray[np.float64]:
        """(3,) unit vector."""
        return np.asarray(self.planes[0].normal)

    def places_mm(self) -> NDArray[np.float64]:
        """Return where the planes lie along the normal, rising."""
        return np.asarray([plane.origin_lps for plane in self.planes]) @ self.normal

    def plane_of(self, grid: ImageGrid) -> int | None:
        """Return which plane lies in a parallel image, None where none does."""
        place = float(grid.center_lps @ self.normal)
        away = np.abs(self.places_mm() - place)
        nearest = int(away.argmin())
        return nearest if away[nearest] <= self.half_mm + SLACK_MM else None

    def center_lps(self, plane: int, i: float, j: float) -> Vector:
        """Return where a pixel position of a plane lies."""
        return as_vector(self.planes[plane].to_lps((i, j)))


def stack_of(
    planes: Sequence[PlaneGeometry | None],
    shape: tuple[int, int],
    *,
    between_mm: float = 0.0,
    thickness_mm: float = 0.0,
    keys: Sequence[FrameKey | None] = (),
) -> tuple[PlaneStack, tuple[int, ...]]:
    """Return the stack that frames form, and for each frame the place of its plane; several frames may share one.

    Raises
    ------
    ValueError
        Where frames are not parallel, or differ in pixel spacing: in words.
    """
    known = [plane for plane in planes if plane is not None and plane.in_patient]
    if len(known) < len(planes):
        return _by_name(shape, keys, len(planes))
    normal = np.asarray(known[0].normal)
    for plane in known:
        if (
            np.linalg.norm(np.asarray(plane.right) - known[0].right)
            + np.linalg.norm(np.asarray(plane.down) - known[0].down)
            > 2e-3
        ):
            raise ValueError("its planes are not parallel")
        if (
            abs(plane.column_spacing_mm - known[0].column_spacing_mm)
            + abs(plane.row_spacing_mm - known[0].row_spacing_mm)
            > 2e-4
        ):
            raise ValueError("its planes differ in pixel spacing")
    places = np.asarray([plane.origin_lps for plane in known]) @ normal
    order = np.argsort(places, kind="stable")
    distinct: list[PlaneGeometry] = []
    at = np.zeros(len(known), dtype=np.intp)
    last = -np.inf
    for frame in order.tolist():
        if places[frame] - last > NARROWEST_MM:
            distinct.append(known[frame])
            last = places[frame]
        at[frame] = len(distinct) - 1
    steps = np.diff(np.asarray([plane.origin_lps for plane in distinct]) @ normal)
    closest = float(steps.min()) if steps.size else 0.0
    said = (
        between_mm if between_mm > NARROWEST_MM else thickness_mm
    )  # planes without segments may be left out
    spacing = min((one for one in (said, closest) if one > NARROWEST_MM), default=0.0)
    named = {key: int(at[frame]) for frame, key in enumerate(keys) if key is not None}
    stack = PlaneStack(tuple(distinct), shape, max(spacing / 2, LEAST_HALF_MM), named)
    return stack, tuple(at.tolist())


def _by_name(
    shape: tuple[int, int], keys: Sequence[FrameKey | None], frames: int
) -> tuple[PlaneStack, tuple[int, ...]]:
    """Return planes of objects that say only which image they lie over; frames over the same image share one."""
    places: dict[FrameKey | int, int] = {}
    at = []
    for frame in range(frames):
        key = keys[frame] if frame < len(keys) else None
        name: FrameKey | int = frame if key is None else key
        at.append(places.setdefault(name, len(places)))
    named = {name: place for name, place in places.items() if isinstance(name, FrameKey)}
    return PlaneStack((), shape, 0.0, named), tuple(at)


@dataclass(frozen=True, slots=True, eq=False)
class Section:
    """What an image shows of a stack: one plane as it is, or voxels found one by one.

    Attributes
    ----------
    plane
        Place of the plane; -1 where ``voxels`` say which voxel each pixel shows.
    voxels
        (rows, columns) indices into a flat volume, -1 for none.
    """

    to_image: Affine
    plane: int = -1
    voxels: NDArray[np.int64] | None = None

    def of(self, volume: NDArray[np.generic], nothing: float) -> NDArray[np.generic]:
        """Return what the image shows of a volume, (planes, rows, columns)."""
        if self.voxels is None:
            return np.asarray(volume[self.plane])
        found = volume.reshape(-1)[np.maximum(self.voxels, 0)]
        found[self.voxels < 0] = nothing
        return np.asarray(found)


def section(stack: PlaneStack, grid: ImageGrid) -> Section | None:
    """Return what an image shows of a stack, None where they do not meet."""
    if not stack.planes or not grid.in_patient:
        named = stack.frames.get(grid.key)
        return None if named is None or stack.shape != (grid.rows, grid.columns) else Section(STRAIGHT, named)
    if grid.is_parallel_to(stack.normal):
        plane = stack.plane_of(grid)
        return None if plane is None else Section(grid.raster_to_image(stack.planes[plane]), plane)
    voxels = _voxels(stack, grid)
    return Section(STRAIGHT, voxels=voxels) if bool((voxels >= 0).any()) else None


def _voxels(stack: PlaneStack, grid: ImageGrid) -> NDArray[np.int64]:
    """Return the voxel that each pixel of an image lies in, as an index into the flat volume, -1 for none."""
    rows, columns = stack.shape
    first = stack.planes[0]
    step = _regular_step(stack)
    right = np.asarray(first.right) * first.column_spacing_mm
    down = np.asarray(first.down) * first.row_spacing_mm
    if step is not None:
        to_ijk = np.linalg.inv(np.stack([right, down, step], axis=1))
        away = np.asarray(first.origin_lps)
        i, j, height = (_along(grid, vector, away) for vector in to_ijk)
        plane = np.floor(height + np.float32(0.5))
        height_mm = abs(float(step @ stack.normal)) * np.abs(height - plane)
        i, j = np.floor(i + np.float32(0.5)), np.floor(j + np.float32(0.5))
    else:
        places = stack.places_mm()
        height = _along(grid, stack.normal, np.zeros(3))
        plane = np.searchsorted(((places[1:] + places[:-1]) / 2).astype(np.float32), height)
        height_mm = np.abs(height - places[plane])
        origins = np.asarray([one.origin_lps for one in stack.planes])
        i, j = (
            np.floor(_along(grid, vector, np.zeros(3)) - (origins @ vector)[plane] + 0.5)
            for vector in np.linalg.pinv(np.stack([right, down], axis=1))
        )
    inside = (height_mm <= stack.half_mm + SLACK_MM) & (plane >= 0) & (plane < len(stack.planes))
    inside &= (i >= 0) & (i < columns) & (j >= 0) & (j < rows)
    flat = (plane.astype(np.int64) * rows + j.astype(np.int64)) * columns + i.astype(np.int64)
    return np.asarray(np.where(inside, flat, -1))


def _regular_step(stack: PlaneStack) -> NDArray[np.float64] | None:
    """Return the step from plane to plane, (3,) mm, None where planes do not follow each other evenly."""
    origins = np.asarray([plane.origin_lps for plane in stack.planes])
    if len(origins) == 1:
        return stack.normal * 2 * stack.half_mm
    step = (origins[-1] - origins[0]) / (len(origins) - 1)
    even = origins[0] + np.arange(len(origins))[:, None] * step
    return step if float(np.abs(origins - even).max()) <= REGULAR_MM else None


def _along(grid: ImageGrid, along: NDArray[np.float64], away: NDArray[np.float64]) -> NDArray[np.float32]:
    """Return the component of every pixel's position along a vector, (rows, columns), counted from a position."""
    start = float((grid.origin_lps - away) @ along)
    across = start + np.arange(grid.columns) * float(grid.across @ along)
    down = np.arange(grid.rows) * float(grid.down @ along)
    return np.add.outer(down.astype(np.float32), across.astype(np.float32))


@dataclass(frozen=True, slots=True, eq=False)
class LabelContent:
    """Row numbers in a stack of planes: one volume, (planes, rows, columns), or more where rows overlap."""

    stack: PlaneStack
    volumes: tuple[NDArray[np.generic], ...]

    def on(self, grid: ImageGrid) -> Cut:
        """Return what lies over the pixels of an image."""
        found = section(self.stack, grid)
        if found is None:
            return NOTHING
        rasters = tuple(_labels(found.of(volume, 0), found.to_image) for volume in self.volumes)
        return Cut(tuple(raster for raster in rasters if raster.numbers.any()), note=_note(found))


def _labels(numbers: NDArray[np.generic], to_image: Affine) -> Labels:
    if numbers.dtype == np.uint8:
        return Labels(numbers.astype(np.uint8, copy=False), to_image)
    return Labels(numbers.astype(np.uint16, copy=False), to_image)


@dataclass(frozen=True, slots=True, eq=False)
class ShareContent:
    """Shares of rows in a stack of planes: a volume, (planes, rows, columns), for each row number."""

    stack: PlaneStack
    volumes: Mapping[int, NDArray[np.uint8]]

    def on(self, grid: ImageGrid) -> Cut:
        """Return what lies over the pixels of an image."""
        found = section(self.stack, grid)
        if found is None:
            return NOTHING
        rasters = tuple(
            Shares(number, found.of(volume, 0).astype(np.uint8, copy=False), found.to_image)
            for number, volume in self.volumes.items()
        )
        return Cut(tuple(raster for raster in rasters if raster.shares.any()), note=_note(found))


@dataclass(frozen=True, slots=True, eq=False)
class ValueContent:
    """Values in a stack of planes, (planes, rows, columns), NaN for none."""

    stack: PlaneStack
    values: NDArray[np.float32]

    def on(self, grid: ImageGrid) -> Cut:
        """Return what lies over the pixels of an image."""
        found = section(self.stack, grid)
        if found is None:
            return NOTHING
        return Cut(
            (Wash(found.of(self.values, np.nan).astype(np.float32, copy=False), found.to_image),),
            note=_note(found),
        )


def _note(found: Section) -> str:
    return "" if found.voxels is None else RESAMPLED
