"""Structures as a structure set draws them: contours in the patient. PS3.3 C.8.8.5, C.8.8.6."""

from dataclasses import dataclass
from enum import Enum

import numpy as np

from viewer.core.geometry import Points
from viewer.core.study import FrameKey

FALLBACK_COLORS = ("#ff5c5c", "#5cd65c", "#5ca8ff", "#ffd24d", "#d98cff", "#4de0d2", "#ff9f4d", "#c0d94d")
"""For structures that bring no colour, by their place in the list."""


class ContourKind(Enum):
    """How points are joined. Contour Geometric Type (3006,0042), C.8.8.6.3."""

    CLOSED = "CLOSED_PLANAR"
    CLOSED_XOR = "CLOSEDPLANAR_XOR"
    OPEN = "OPEN_PLANAR"
    OPEN_NONPLANAR = "OPEN_NONPLANAR"
    POINT = "POINT"

    @property
    def is_closed(self) -> bool:
        """Whether the contour encloses an area."""
        return self in (ContourKind.CLOSED, ContourKind.CLOSED_XOR)


@dataclass(frozen=True, slots=True, eq=False)
class Contour:
    """One contour.

    Attributes
    ----------
    points_lps
        (n, 3) mm; the last is joined to the first where the contour is closed.
    images
        Frames it was drawn on, where it says so (Contour Image Sequence).
    """

    kind: ContourKind
    points_lps: Points
    images: tuple[FrameKey, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Structure:
    """A region of interest with its contours.

    Attributes
    ----------
    number
        ROI Number, by which plans and doses refer to it.
    color
        "#rrggbb".
    role
        What it is in the treatment: GTV, PTV, ORGAN, EXTERNAL … (RT ROI Interpreted Type), empty if not said.
    made_by
        AUTOMATIC, SEMIAUTOMATIC or MANUAL (ROI Generation Algorithm), empty if not said.
    """

    number: int
    name: str
    color: str
    contours: tuple[Contour, ...] = ()
    role: str = ""
    made_by: str = ""
    frame_of_reference_uid: str = ""

    @property
    def is_drawn(self) -> bool:
        """Whether there is anything to see of it."""
        return bool(self.contours)

    @property
    def encloses(self) -> bool:
        """Whether it has a volume."""
        return any(contour.kind.is_closed for contour in self.contours)


@dataclass(frozen=True, slots=True, eq=False)
class StructureSet:
    """All structures of one object.

    Attributes
    ----------
    approval
        APPROVED, UNAPPROVED or REJECTED, empty if not said.
    problems
        What could not be used of it, in words.
    """

    uid: str
    label: str
    structures: tuple[Structure, ...]
    date: str = ""
    approval: str = ""
    frame_of_reference_uid: str = ""
    problems: tuple[str, ...] = ()

    def structure(self, number: int) -> Structure | None:
        """Return a structure by its ROI number."""
        return next((one for one in self.structures if one.number == number), None)

    @property
    def frames_of_reference(self) -> frozenset[str]:
        """Every Frame of Reference that its structures lie in."""
        own = {one.frame_of_reference_uid for one in self.structures if one.frame_of_reference_uid}
        return frozenset(own or {self.frame_of_reference_uid} - {""})


def normal_of(points_lps: Points) -> Points | None:
    """Return the unit normal of a closed contour, (3,), by Newell's method; None where it encloses nothing."""
    after = np.roll(points_lps, -1, axis=0)
    normal: Points = np.cross(points_lps - points_lps[0], after - points_lps[0]).sum(axis=0)
    length = float(np.linalg.norm(normal))
    extent = float(np.ptp(points_lps, axis=0).max()) if len(points_lps) else 0.0
    if length <= 1e-9 * max(extent * extent, 1e-9):
        return None
    return normal / length
