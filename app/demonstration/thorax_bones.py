"""Spine, ribs, sternum, shoulder girdle."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import ArrayLike

from app.demonstration.canvas import Canvas, Points
from app.demonstration.curves import hermite, inset, smooth_closed
from app.demonstration.shapes import Beads, Contours, Ellipsoid, Line, Shape
from app.demonstration.thorax_wall import cage
from app.demonstration.tissues import Tissue

CORTEX_MM = 1.2

# z of the centres of C7, T1 … T12, L1, L2, mm.
# fmt: off
VERTEBRAE_Z = (
    115.0, 95.0, 75.0, 54.0, 33.0, 11.0, -12.0, -35.0, -59.0, -84.0, -110.0, -137.0, -165.0, -194.0,
    -225.0,
)
# fmt: on

# For ribs 1 … 12: z of the front end of the bone, and its angle from straight back, degrees.
# fmt: off
_RIB_ENDS = (
    (64, 150), (24, 156), (-10, 154), (-42, 150), (-74, 146), (-101, 142), (-126, 138), (-147, 132),
    (-164, 126), (-176, 118), (-190, 98), (-200, 66),
)
# fmt: on
# For ribs 1 … 10: z at which the cartilage ends, and how far from the midline, mm.
# fmt: off
_CARTILAGE_ENDS = (
    (58, 24), (20, 19), (-4, 19), (-26, 19), (-48, 19), (-68, 18), (-82, 16), (-100, 34), (-122, 54),
    (-142, 72),
)
# fmt: on


def spine_y(z: float | Points) -> Points:
    """Return y of the centres of the vertebral bodies at z, mm: the thoracic kyphosis."""
    return 58 - 27 * ((np.asarray(z, float) + 70) / 185) ** 2


def bone(part: Beads, cortex_mm: float = CORTEX_MM) -> tuple[Beads, Beads]:
    """Return the cortex of a bone and the marrow that hollows it."""
    return part, part.thicker(-cortex_mm, Tissue.MARROW)


@dataclass(frozen=True)
class _Column:
    """The vertebral bodies and discs."""

    def paint(self, canvas: Canvas) -> None:
        centers = np.array(VERTEBRAE_Z)
        nearest = int(np.argmin(np.abs(centers - canvas.z)))
        dz = canvas.z - centers[nearest]
        size = np.interp(canvas.z, [-225, 115], [1.0, 0.66])
        half_height = 0.5 * (
            np.interp(canvas.z, [-225, 115], [30.5, 19.5]) - np.interp(canvas.z, [-225, 115], [6, 4])
        )
        waist = 1 - 0.09 * max(0.0, 1 - (dz / half_height) ** 2)
        outline = self._outline(size * waist) + np.array([0, spine_y(canvas.z)])
        if abs(dz) > half_height:
            canvas.fill(outline, Tissue.DISC)
            return
        canvas.fill(outline, Tissue.CORTEX)
        inside = Tissue.ENDPLATE if abs(dz) > half_height - 1.6 else Tissue.MARROW
        canvas.fill(inset(outline, 1.1), inside)

    @staticmethod
    def _outline(size: float) -> Points:
        corners = np.array([(0, -16), (11, -14), (20, -5), (20, 6), (13, 14), (0, 11.5)], float)
        left = corners[1:-1][::-1] * [-1, 1]
        return smooth_closed(np.concatenate([corners, left]) * size)


def _arch(z: float) -> list[Beads]:
    """Return spinous process, pedicles, laminae, facets and transverse processes of the vertebra at z."""
    size = float(np.interp(z, [-225, 115], [1.0, 0.72]))
    y = float(spine_y(z))
    spinous: Line = [
        (0, y + 31 * size, z - 4, 3.4),
        (0, y + 37 * size, z - 12, 2.8),
        (0, y + 43 * size, z - 22, 3.0),
    ]
    lines: list[Line] = [spinous]
    for side in (-1, 1):
        lines += [
            [(side * 11 * size, y + 10 * size, z + 3, 4.0), (side * 13 * size, y + 22 * size, z + 2, 4.2)],
            [(side * 13 * size, y + 23 * size, z, 3.6), (0, y + 32 * size, z - 5, 3.2)],
            [(side * 13 * size, y + 22 * size, z + 9, 4.0), (side * 13 * size, y + 24 * size, z - 12, 3.8)],
            [(side * 14 * size, y + 23 * size, z + 3, 4.2), (side * 32 * size, y + 31 * size, z + 4, 4.0)],
        ]
    return [Beads.along(line, Tissue.CORTEX, height=1.5) for line in lines]


def _canal() -> tuple[Shape, ...]:
    z = np.arange(-260.0, 150.0, 4.0)
    size = np.interp(z, [-225, 115], [1.0, 0.72])
    middle = np.column_stack([np.zeros_like(z), spine_y(z) + 21 * size, z])
    return (
        Beads(middle, np.full(len(z), 8.8), Tissue.CANAL, height=3.0),
        Beads(middle, np.full(len(z), 4.4), Tissue.CORD, height=3.0),
    )


def on_cage(z: Points, angle_deg: Points, outside_mm: float) -> Points:
    """Return positions, (n, 3), outside the cage at z and at an angle from straight back to the left."""
    places = []
    for height, angle in zip(z, np.deg2rad(angle_deg), strict=True):
        outline = cage(float(height))
        around = np.arctan2(outline[:, 0], outline[:, 1])
        order = np.argsort(around)
        radius = np.interp(angle, around[order], np.hypot(*outline[order].T), period=2 * np.pi)
        places.append((radius + outside_mm) * np.array([np.sin(angle), np.cos(angle)]))
    return np.column_stack([np.array(places), z])


def _rib_path(number: int) -> Points:
    """Return the middle of the bony part of a left rib, (n, 3), from its head to its front end."""
    origin_z = VERTEBRAE_Z[number]
    end_z, end_angle = _RIB_ENDS[number - 1]
    along = np.linspace(0, 1, 26)
    angle = 27 + (end_angle - 27) * along
    steepness = 1.25 if number > 1 else 1.0
    z = origin_z + 6 + (end_z - origin_z - 6) * along**steepness
    side = on_cage(z, angle, 5.2)
    size = float(np.interp(origin_z, [-225, 115], [1.0, 0.7]))
    y = float(spine_y(origin_z))
    head = [(17 * size, y + 8 * size, origin_z + 9), (25 * size, y + 20 * size, origin_z + 8)]
    return np.concatenate([head, side])


def _rib(number: int) -> Beads:
    path = _rib_path(number)
    radius = np.interp(np.linspace(0, 1, len(path)), [0, 0.12, 0.5, 0.95, 1], [4.2, 3.3, 3.5, 3.7, 4.2])
    return Beads.along(np.column_stack([path, radius]), Tissue.CORTEX, height=1.75, step_mm=2.0)


def _cartilage(number: int) -> Beads:
    start = _rib_path(number)[-1]
    end_z, end_x = _CARTILAGE_ENDS[number - 1]
    middle_z = min(start[2], end_z) + 0.35 * abs(start[2] - end_z)
    end_angle = 180 - np.rad2deg(np.arctan2(end_x, 80))
    start_angle = np.rad2deg(np.arctan2(start[0], start[1]))
    angles = np.linspace(start_angle, end_angle, 6)
    knots = np.array([[start[2]], [middle_z], [end_z]])
    heights = hermite(np.array([0.0, 0.5, 1.0]), knots, np.linspace(0, 1, 6))[:, 0]
    path = on_cage(heights, angles, 5.6)
    path[0] = start
    return Beads.along(np.column_stack([path, np.full(6, 4.2)]), Tissue.CARTILAGE, height=1.6, step_mm=2.0)


@dataclass(frozen=True)
class _Sternum:
    """Manubrium, body and xiphoid, following the front of the cage."""

    def paint(self, canvas: Canvas) -> None:
        if not -122 < canvas.z < 62:
            return
        half_width = np.interp(
            canvas.z, [-122, -100, -95, -50, 5, 14, 20, 40, 58, 62], [4, 7, 17, 19, 14, 16, 24, 29, 30, 22]
        )
        front = float(on_cage(np.array([canvas.z]), np.array([180.0]), 7.5)[0, 1])
        half_depth = float(np.interp(canvas.z, [-122, -95, 20, 62], [3, 5, 5.5, 7]))
        around = np.linspace(0, 2 * np.pi, 40, endpoint=False)
        across = np.sign(np.cos(around)) * np.abs(np.cos(around)) ** 0.6
        deep = np.sign(np.sin(around)) * np.abs(np.sin(around)) ** 0.8
        outline = np.column_stack([half_width * across, front + half_depth * deep])
        canvas.fill(outline, Tissue.CORTEX)
        canvas.fill(inset(outline, 1.0), Tissue.STERNUM)


def _blade(side: int) -> Contours:
    """Return the flat part of a scapula."""

    def section(
        inner: tuple[float, float], outer: tuple[float, float], half: float
    ) -> list[tuple[float, float]]:
        (x0, y0), (x1, y1) = inner, outer
        xm, ym = (x0 + x1) / 2 + 2, (y0 + y1) / 2 + 3.5
        return [
            (x0, y0 - half),
            (xm, ym - half * 0.7),
            (x1, y1 - 1.6 * half),
            (x1 + 1, y1 + 1.6 * half),
            (xm + 1, ym + half * 0.7),
            (x0 - 1, y0 + half),
        ]

    levels = {
        -62.0: section((112, 92), (118, 89), 1.0),
        -40.0: section((98, 93), (128, 78), 1.5),
        0.0: section((84, 92), (140, 62), 1.6),
        40.0: section((76, 88), (143, 42), 1.6),
        70.0: section((76, 80), (140, 26), 1.7),
        92.0: section((84, 68), (112, 40), 1.6),
    }
    mirrored = {z: [(side * x, y) for x, y in corners][::side] for z, corners in levels.items()}
    return Contours.by_level(mirrored, Tissue.CORTEX)


def _shoulder(side: int) -> list[Shape]:
    """Return clavicle, scapula and the head of the humerus of one side, cortex before marrow."""

    def tube(corners: ArrayLike, height: float = 1.0) -> tuple[Beads, Beads]:
        return bone(Beads.along(np.asarray(corners, float) * [side, 1, 1, 1], Tissue.CORTEX, height))

    clavicle = [
        (20, -60, 60, 8.5),
        (45, -64, 68, 6.2),
        (85, -48, 82, 5.4),
        (118, -22, 102, 5.6),
        (140, 2, 118, 5.5),
    ]
    spine = [
        (82, 92, 62, 3.0),
        (112, 84, 76, 3.6),
        (136, 62, 92, 5.0),
        (150, 36, 112, 5.5),
        (146, 12, 119, 5.5),
    ]
    glenoid = [(134, 30, 68, 7.0), (135, 26, 78, 8.5), (134, 20, 90, 7.0)]
    coracoid = [(128, 14, 88, 5.5), (124, -12, 94, 5.0), (128, -28, 90, 4.5)]
    head = Ellipsoid.pointing((side * 163, 2, 94), (18.0, 18.5, 20.0), Tissue.CORTEX)
    shaft = [(163, 3, 100, 14.0), (167, 2, 128, 12.5), (170, 0, 150, 12.0)]
    hollow = [
        tube(part, height)
        for part, height in ((clavicle, 1.0), (spine, 1.0), (glenoid, 1.0), (coracoid, 1.0), (shaft, 1.0))
    ]
    return [
        *(cortex for cortex, _ in hollow),
        head,
        *(marrow for _, marrow in hollow),
        head.scaled(-1.4, Tissue.MARROW),
    ]


@cache
def bones() -> tuple[Shape, ...]:
    """Return the skeleton, back to front."""
    ribs = Beads.joined([_rib(number) for number in range(1, 13)])
    cartilages = Beads.joined([_cartilage(number) for number in range(1, 11)])
    all_ribs = Beads.joined([ribs, ribs.mirrored()])
    arches = Beads.joined([part for z in VERTEBRAE_Z for part in _arch(z)])
    blades = [_blade(side) for side in (-1, 1)]
    return (
        *blades,
        *_shoulder(-1),
        *_shoulder(1),
        Beads.joined([cartilages, cartilages.mirrored()]),
        *bone(all_ribs, 1.0),
        _Sternum(),
        *bone(arches),
        *_canal(),
        _Column(),
    )
