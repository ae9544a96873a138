"""What viewports of one patient owe each other: the same place, and lines where their planes cross.

Everything is computed in the patient; where the Frame of Reference differs nothing is drawn or moved.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import nan

import numpy as np

from viewer.core.geometry import PlaneGeometry, Points, Vector, as_vector, cross
from viewer.core.study import DisplaySet, Frame

PARALLEL_SINE = 0.02
_NOWHERE = (nan, nan, nan)


def share_space(one: Frame, other: Frame) -> bool:
    """Whether positions in one frame mean the same in the other."""
    reference = one.instance.frame_of_reference_uid
    return (
        bool(reference)
        and reference == other.instance.frame_of_reference_uid
        and one.plane.in_patient
        and other.plane.in_patient
    )


@dataclass(frozen=True, slots=True, eq=False)
class Planes:
    """Where the frames of a set lie, gathered once, because scrolling asks for the nearest with every step.

    Attributes
    ----------
    origins_lps, normals, centers_lps
        (n, 3); origins and normals are not numbers for frames without a place in the patient.
    """

    origins_lps: Points
    normals: Points
    centers_lps: Points

    @classmethod
    def of(cls, frames: Sequence[Frame]) -> "Planes":
        """Return the planes of frames in their order."""
        planes = [frame.plane for frame in frames]
        origins = [plane.origin_lps if plane.in_patient else _NOWHERE for plane in planes]
        normals = [plane.normal if plane.in_patient else _NOWHERE for plane in planes]
        centers = [center_of(frame) for frame in frames]
        return cls(
            *(np.array(gathered, np.float64).reshape(-1, 3) for gathered in (origins, normals, centers))
        )

    def nearest(self, point_lps: Vector) -> int | None:
        """Return the place of the plane nearest to a point, None where there is none."""
        distances = np.abs(np.einsum("ij,ij->i", point_lps - self.origins_lps, self.normals))
        return None if bool(np.isnan(distances).all()) else int(np.nanargmin(distances))


def nearest_index(frames: Sequence[Frame], point_lps: Vector) -> int | None:
    """Return the place of the frame whose plane lies nearest to a point, None where no frame has a plane."""
    return Planes.of(frames).nearest(point_lps)


def linked_index(
    moved: Frame, other: DisplaySet, offset_mm: float = 0.0, planes: Planes | None = None
) -> int | None:
    """Return where another set must scroll to show the same place as a frame; None where it cannot know.

    Only sets whose planes are parallel follow; ``offset_mm`` along the normal is added first. ``planes`` are those
    of the other set, where they are at hand.
    """
    if not other.frames or not share_space(moved, other.frames[0]):
        return None
    if np.linalg.norm(cross(moved.plane.normal, other.frames[0].plane.normal)) > PARALLEL_SINE:
        return None
    middle = center_of(moved) + offset_mm * np.asarray(moved.plane.normal)
    return (planes or Planes.of(other.frames)).nearest(as_vector(middle))


def center_of(frame: Frame) -> Points:
    """Return the position of the middle of a frame, (3,) mm."""
    pixels = frame.instance.pixels
    columns, rows = (pixels.columns, pixels.rows) if pixels else (1, 1)
    return frame.plane.to_lps([(columns - 1) / 2, (rows - 1) / 2])


def reference_line(shown: Frame, other: Frame) -> tuple[Vector, Vector] | None:
    """Return the part of the line where another frame's rectangle cuts a shown frame's plane, (start, end) mm.

    None where they are parallel, do not meet, or do not share a Frame of Reference.
    """
    if not share_space(shown, other):
        return None
    if np.linalg.norm(cross(shown.plane.normal, other.plane.normal)) < PARALLEL_SINE:
        return None
    corners = corners_lps(other)
    heights = [shown.plane.distance_mm(corner) for corner in corners]
    cuts: list[Points] = []
    for index in range(4):
        below, above = heights[index], heights[(index + 1) % 4]
        if (below < 0) != (above < 0):
            share = below / (below - above)
            cuts.append(corners[index] + share * (corners[(index + 1) % 4] - corners[index]))
    if len(cuts) < 2:
        return None
    start, end = cuts[0], cuts[1]
    return as_vector(start), as_vector(end)


def corners_lps(frame: Frame) -> Points:
    """Return the four corners of a frame, (4, 3) mm, outer edges of the outer pixels, clockwise from the first."""
    pixels = frame.instance.pixels
    columns, rows = (pixels.columns, pixels.rows) if pixels else (1, 1)
    edges = [(-0.5, -0.5), (columns - 0.5, -0.5), (columns - 0.5, rows - 0.5), (-0.5, rows - 0.5)]
    return frame.plane.to_lps(edges)


def place_on(plane: PlaneGeometry, point_lps: Vector) -> Vector:
    """Return a point moved along the normal onto a plane."""
    return as_vector(plane.to_lps(plane.to_pixels(point_lps)))
