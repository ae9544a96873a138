"""Where pixels are in the patient, and which way the patient faces.

Millimetres in the patient-based system of DICOM: +x to the patient's left, +y to the back, +z to the head
(LPS). Pixels are numbered (i, j) = (column, row), voxels (i, j, k) = (column, row, slice), centres at whole
numbers.
"""

from dataclasses import dataclass
from enum import Enum
from itertools import pairwise
from math import sqrt
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from viewer.core.sending import Sent

Vector = tuple[float, float, float]
Points = NDArray[np.float64]
"""Positions, (n, 3) or (3,)."""

MARKED_COMPONENT = 1e-4
"""A direction cosine below this does not earn a letter."""


@dataclass(frozen=True, slots=True)
class PlaneGeometry(Sent):
    """A grid of pixels in a plane of the patient, or in a plane of its own where no patient geometry is known.

    Attributes
    ----------
    origin_lps
        Centre of the first pixel, mm. PS3.3 C.7.6.2.1.1.
    right, down
        Unit vectors of increasing column and row index (the two triples of Image Orientation (Patient)).
    column_spacing_mm, row_spacing_mm
        Distance between the centres of neighbouring columns, and of neighbouring rows. Pixel Spacing
        (0028,0030) lists them the other way round: row spacing first (10.7.1.3).
    in_patient
        False for an image without patient geometry. Its "millimetres" are then pixels of its own plane, and
        nothing may be measured in them but through the image's calibration.
    """

    origin_lps: Vector
    right: Vector
    down: Vector
    column_spacing_mm: float
    row_spacing_mm: float
    in_patient: bool = True

    @classmethod
    def without_patient(cls) -> Self:
        """Return the plane of an image that says nothing about where it lies: one unit a pixel."""
        return cls((0.0, 0.0, 0.0), (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), 1.0, 1.0, in_patient=False)

    @property
    def normal(self) -> Vector:
        """Unit vector right × down, along which slices are ordered (SAFETY H1)."""
        return cross(self.right, self.down)

    def to_lps(self, pixels: ArrayLike) -> Points:
        """Return positions, (n, 3) or (3,) mm, of pixel positions (i, j), (n, 2) or (2,), fractions allowed.

        PS3.3 equation C.7.6.2.1-1.
        """
        ij = np.asarray(pixels, dtype=np.float64)
        across = ij[..., 0:1] * self.column_spacing_mm * np.asarray(self.right)
        along = ij[..., 1:2] * self.row_spacing_mm * np.asarray(self.down)
        positions: Points = np.asarray(self.origin_lps) + across + along
        return positions

    def to_pixels(self, points_lps: ArrayLike) -> NDArray[np.float64]:
        """Return pixel positions (i, j), (n, 2) or (2,), of positions projected onto the plane, mm."""
        away = np.asarray(points_lps, dtype=np.float64) - np.asarray(self.origin_lps)
        i = away @ np.asarray(self.right) / self.column_spacing_mm
        j = away @ np.asarray(self.down) / self.row_spacing_mm
        return np.stack([i, j], axis=-1)

    def distance_mm(self, point_lps: ArrayLike) -> float:
        """Return how far a position lies from the plane, mm, positive along the normal."""
        away = np.asarray(point_lps, dtype=np.float64) - np.asarray(self.origin_lps)
        return float(away @ np.asarray(self.normal))


class Verdict(Enum):
    """What the positions of a series allow."""

    REGULAR = "regular"
    IRREGULAR = "irregular"
    GAP = "gap"
    TILTED = "tilted"
    NOT_A_VOLUME = "not a volume"


@dataclass(frozen=True, slots=True)
class GeometryVerdict:
    """Whether slices form a volume, why not, and by how much at worst.

    Attributes
    ----------
    spacing_mm
        Usual distance between neighbouring planes; None where there is none.
    largest_error_mm
        Largest deviation from a regular, upright grid.
    tilt_deg
        Angle between the plane normal and the line through the slice origins.
    messages
        Reasons in words, for the badge.
    """

    kind: Verdict
    spacing_mm: float | None = None
    largest_error_mm: float = 0.0
    tilt_deg: float = 0.0
    messages: tuple[str, ...] = ()


REGULAR_MM = 0.01
REGULAR_RATIO = 1e-4
GAP_RATIO = 1.5
EQUAL_STEPS = 3
TILT_MM = 0.1
TILT_RATIO = 0.01
PARALLEL = 1e-3
SAME_SPACING_MM = 1e-4


def judge(planes: "tuple[PlaneGeometry | None, ...]") -> GeometryVerdict:
    """Return what planes, already in display order, form together (SAFETY H4, H5)."""
    known = [plane for plane in planes if plane is not None and plane.in_patient]
    if len(known) < len(planes) or len(known) < 2:
        why = "there is only one slice" if len(planes) == 1 else "not every slice says where it lies"
        return GeometryVerdict(Verdict.NOT_A_VOLUME, messages=(why,))
    bearings = {(*plane.right, *plane.down) for plane in known}
    if (
        max(_largest_difference(bearing, (*known[0].right, *known[0].down)) for bearing in bearings)
        > PARALLEL
    ):
        return GeometryVerdict(Verdict.NOT_A_VOLUME, messages=("slices are not parallel",))
    sizes = {(plane.column_spacing_mm, plane.row_spacing_mm) for plane in known}
    if any(_largest_difference(size, min(sizes)) > SAME_SPACING_MM for size in sizes):
        return GeometryVerdict(Verdict.NOT_A_VOLUME, messages=("slices differ in pixel spacing",))
    return _judge_spacing(known)


def _judge_spacing(planes: list[PlaneGeometry]) -> GeometryVerdict:
    normal = np.asarray(planes[0].normal)
    origins = np.asarray([plane.origin_lps for plane in planes])
    steps = np.diff(origins, axis=0)
    along = steps @ normal
    usual = float(np.percentile(along, 50, method="lower"))
    if usual < REGULAR_MM:
        return GeometryVerdict(Verdict.NOT_A_VOLUME, messages=("several slices lie at the same place",))
    aside = float(np.linalg.norm(steps - np.outer(along, normal), axis=1).max())
    odd = np.abs(along - usual)
    tolerance = max(REGULAR_MM, REGULAR_RATIO * usual)
    messages: list[str] = []
    kind = Verdict.REGULAR
    places = origins @ normal
    for index in _gaps(along, usual, tolerance):
        kind = Verdict.GAP
        messages.append(f"slice missing between {places[index]:.1f} and {places[index + 1]:.1f} mm")
    if kind is Verdict.REGULAR and odd.max() > tolerance:
        kind = Verdict.IRREGULAR
        messages.append(f"slices lie {along.min():.2f} to {along.max():.2f} mm apart, usually {usual:.2f} mm")
    tilt_deg = 0.0
    if aside > max(TILT_RATIO * usual, TILT_MM):
        mean_step = steps.mean(axis=0)
        upright = float(np.clip(mean_step @ normal / np.linalg.norm(mean_step), -1, 1))
        tilt_deg = float(np.degrees(np.arccos(upright)))
        messages.append(f"gantry tilted {tilt_deg:.1f}°, slices shift by {aside:.2f} mm each")
        if kind is Verdict.REGULAR:
            kind = Verdict.TILTED
    return GeometryVerdict(kind, usual, float(max(odd.max(), aside)), tilt_deg, tuple(messages))


def _gaps(along: NDArray[np.float64], usual: float, tolerance: float) -> list[int]:
    """Return the steps in which slices are missing.

    Several equal steps in a row are no gap but a part of the series with another spacing, as of a head that is
    scanned in thin slices below and thick ones above.
    """
    gaps: list[int] = []
    start = 0
    for stop in range(1, len(along) + 1):
        if stop == len(along) or abs(along[stop] - along[start]) > tolerance:
            if along[start] > GAP_RATIO * usual and stop - start < EQUAL_STEPS:
                gaps += range(start, stop)
            start = stop
    return gaps


def _largest_difference(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    return max(abs(a - b) for a, b in zip(one, other, strict=True))


@dataclass(frozen=True, slots=True)
class EdgeLetters:
    """Where the patient's sides lie around the screen; empty where unknown, never a guess (SAFETY H7)."""

    left: str = ""
    right: str = ""
    top: str = ""
    bottom: str = ""


BIPED = (("L", "R"), ("P", "A"), ("H", "F"))
QUADRUPED = (("LE", "RT"), ("D", "V"), ("CR", "CD"))


def letters_towards(direction: Vector, *, quadruped: bool = False) -> str:
    """Return the letters of the side a direction points to, the strongest component first.

    Letters of PS3.3 C.7.6.1.1.1: L, R, A, P, H, F for people; LE, RT, D, V, CR, CD for animals.
    """
    names = QUADRUPED if quadruped else BIPED
    strongest_first = sorted(range(3), key=lambda axis: -abs(direction[axis]))
    return "".join(
        names[axis][0 if direction[axis] > 0 else 1]
        for axis in strongest_first
        if abs(direction[axis]) > MARKED_COMPONENT
    )


def edge_letters(right: Vector, down: Vector, *, quadruped: bool = False) -> EdgeLetters:
    """Return the letters for a screen whose right and downward directions in the patient are these."""
    return EdgeLetters(
        left=letters_towards(opposite(right), quadruped=quadruped),
        right=letters_towards(right, quadruped=quadruped),
        top=letters_towards(opposite(down), quadruped=quadruped),
        bottom=letters_towards(down, quadruped=quadruped),
    )


def as_vector(position: Points) -> Vector:
    """Return a position, (3,), as three plain numbers."""
    x, y, z = (float(part) for part in position)
    return x, y, z


def opposite(direction: Vector) -> Vector:
    """Return the direction turned round."""
    return (-direction[0], -direction[1], -direction[2])


def cross(a: Vector, b: Vector) -> Vector:
    """Return the vector product a × b."""
    return (a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0])


def unit(vector: Vector) -> Vector:
    """Return the vector at length 1.

    Raises
    ------
    ValueError
        For a vector without length.
    """
    length = sqrt(sum(part * part for part in vector))
    if not length > 0:
        raise ValueError("a vector without length has no direction")
    return (vector[0] / length, vector[1] / length, vector[2] / length)


def path_length(points: ArrayLike) -> float:
    """Return the length of the line through points, (n, 3), in their unit."""
    steps = pairwise(np.asarray(points, dtype=np.float64))
    return float(sum(np.linalg.norm(after - before) for before, after in steps))
