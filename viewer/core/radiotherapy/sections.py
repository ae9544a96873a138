"""Where a structure is met by the plane of an image: lines in the patient.

Exact, whatever way the plane lies: contours parallel to it are taken as they were drawn; of others the walls of
their slabs are cut.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from viewer.core.geometry import Points
from viewer.core.overlays.grid import ImageGrid
from viewer.core.radiotherapy.cutting import cut_solid
from viewer.core.radiotherapy.loops import Segments, joined
from viewer.core.radiotherapy.solids import Slab, Solid
from viewer.core.radiotherapy.structures import Contour, ContourKind, Structure
from viewer.core.study import FrameKey

REACH_MM = 1.5
"""How far a point or an open line may lie from an image where nobody knows how thick its slices are."""

CROSS_MM = 3.0
SLACK_MM = 1e-3


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A line through positions, (n, 3) mm. Closed ones enclose what an odd number of them goes round."""

    points_lps: Points
    closed: bool


@dataclass(frozen=True, slots=True, eq=False)
class Section:
    """What is seen of a structure in one plane.

    Attributes
    ----------
    away_mm
        How far from the plane its closed contours were drawn; 0 where they were drawn on this very image.
    """

    lines: tuple[Line, ...] = ()
    away_mm: float = 0.0


def section_of(
    structure: Structure, solid: Solid | None, grid: ImageGrid, half_thickness_mm: float
) -> Section:
    """Return what the plane of an image meets of a structure.

    Parameters
    ----------
    solid
        The body of the structure, made once.
    half_thickness_mm
        How far from the plane a contour, line or point may lie and still belong to it.
    """
    lines: list[Line] = []
    away_mm = 0.0
    if solid is not None:
        lines, away_mm = _closed(solid, grid, half_thickness_mm)
    for contour in structure.contours:
        if contour.kind is ContourKind.POINT:
            lines += _crosses(contour, grid, half_thickness_mm)
        elif not contour.kind.is_closed:
            lines += _open(contour.points_lps, grid, half_thickness_mm)
    return Section(tuple(lines), away_mm)


def _closed(solid: Solid, grid: ImageGrid, half_mm: float) -> tuple[list[Line], float]:
    lines = [
        Line(contour.points_lps, closed=True)
        for contour in solid.aslant
        if np.abs(grid.distance_mm(contour.points_lps)).max() <= half_mm + SLACK_MM
    ]
    if not grid.is_parallel_to(solid.normal):
        loops = cut_solid(solid, grid.origin_lps, grid.normal)
        return lines + [Line(loop, closed=True) for loop in loops], 0.0
    w_mm = float(grid.center_lps @ solid.normal)
    slab = slab_at(solid, w_mm, half_mm, grid.key)
    if slab is None:
        return lines, 0.0
    is_named = any(grid.key in contour.images for contour in slab.contours)
    for contour in slab.contours:
        lines += [Line(loop, closed=True) for loop in without_channels(contour.points_lps)]
    return lines, 0.0 if is_named else abs(w_mm - slab.center_mm)


def slab_at(solid: Solid, w_mm: float, half_mm: float, key: FrameKey) -> Slab | None:
    """Return the slab that holds at a place: the one drawn on this frame, the one it lies in, or the nearest.

    A contour that names the frame but lies beyond its reach is shown where it lies: positions count, and names
    settle what positions leave open.
    """
    reach_mm = max(half_mm, solid.spacing_mm / 2) + SLACK_MM
    near = sorted(
        (slab for slab in solid.slabs if abs(slab.center_mm - w_mm) <= reach_mm or slab.holds(w_mm)),
        key=lambda slab: abs(slab.center_mm - w_mm),
    )
    named = [slab for slab in near if any(key in contour.images for contour in slab.contours)]
    holding = [slab for slab in near if slab.holds(w_mm)]
    within = [slab for slab in near if abs(slab.center_mm - w_mm) <= half_mm + SLACK_MM]
    return next(iter((*named, *holding, *within)), None)


def without_channels(points_lps: Points) -> tuple[Points, ...]:
    """Return a contour without the channel that joins its outside to a hole, each of the two by itself.

    Keyhole technique, PS3.3 C.8.8.6.3: the channel is passed twice, there and back.
    """
    after = np.roll(points_lps, -1, axis=0)
    starts, ends = (np.rint(points / SLACK_MM).astype(np.int64).tolist() for points in (points_lps, after))
    there = {(*start, *end) for start, end in zip(starts, ends, strict=True)}
    kept = [(*end, *start) not in there and start != end for start, end in zip(starts, ends, strict=True)]
    if all(kept):
        return (points_lps,)
    segments: Segments = np.stack((points_lps, after), axis=1)[np.asarray(kept, dtype=np.bool_)]
    return joined(segments)


# Open contours and points.


def _crosses(contour: Contour, grid: ImageGrid, half_mm: float) -> list[Line]:
    near = contour.points_lps[np.abs(grid.distance_mm(contour.points_lps)) <= half_mm + SLACK_MM]
    return [Line(arm, closed=False) for point in near for arm in _cross(point, grid)]


def _cross(point: Points, grid: ImageGrid) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    across, down = (CROSS_MM * step / np.linalg.norm(step) for step in (grid.across, grid.down))
    return np.stack((point - across, point + across)), np.stack((point - down, point + down))


def _open(points_lps: Points, grid: ImageGrid, half_mm: float) -> list[Line]:
    """Return the parts of an open line that lie near the plane, and a cross where it passes steeply through."""
    away = grid.distance_mm(points_lps)
    reach = half_mm + SLACK_MM
    lines: list[Line] = []
    for index in range(len(points_lps) - 1):
        start, end, rise = points_lps[index], points_lps[index + 1], away[index + 1] - away[index]
        if abs(rise) <= SLACK_MM:
            if abs(away[index]) <= reach:
                lines.append(Line(np.stack((start, end)), closed=False))
            continue
        enter, leave = sorted(((-reach - away[index]) / rise, (reach - away[index]) / rise))
        enter, leave = max(enter, 0.0), min(leave, 1.0)
        if enter < leave:
            part = np.stack((start + enter * (end - start), start + leave * (end - start)))
            lines.append(Line(part, closed=False))
        if abs(rise) > 2 * reach and (away[index] >= 0) != (away[index + 1] >= 0):
            crossing = start - away[index] / rise * (end - start)
            lines += [Line(arm, closed=False) for arm in _cross(crossing, grid)]
    return lines
