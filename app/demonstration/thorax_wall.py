"""The wall of the thorax: skin, fat, muscles, and the cage that holds the lungs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from app.demonstration.canvas import Canvas, Points
from app.demonstration.curves import inset
from app.demonstration.shapes import Beads, Contours, Ellipsoid, Line, Outlines, Shape
from app.demonstration.tissues import Tissue

# Left halves from the front midline to the back midline, (x, y) mm by z mm.
# fmt: off
_BODY: Outlines = {
    -240.0: (
        (0, -98), (60, -101), (115, -77), (151, -20), (152, 35), (126, 90), (72, 110), (24, 109), (0, 103),
    ),
    -120.0: (
        (0, -107), (60, -112), (121, -87), (160, -24), (163, 36), (135, 94), (76, 114), (24, 114),
        (0, 107),
    ),
    -60.0: (
        (0, -107), (56, -119), (121, -96), (163, -32), (168, 33), (141, 95), (79, 116), (24, 114),
        (0, 107),
    ),
    -20.0: (
        (0, -109), (56, -120), (121, -101), (166, -40), (172, 30), (147, 94), (82, 116), (24, 114),
        (0, 107),
    ),
    50.0: (
        (0, -96), (55, -103), (121, -94), (173, -46), (181, 20), (156, 88), (86, 112), (25, 109), (0, 102),
    ),
    90.0: (
        (0, -68), (54, -76), (121, -78), (179, -45), (186, 10), (166, 71), (91, 104), (25, 102), (0, 95),
    ),
    130.0: (
        (0, -44), (38, -49), (92, -53), (152, -45), (184, 4), (160, 50), (86, 90), (26, 91), (0, 83),
    ),
}
_MUSCLE: Outlines = {
    -240.0: (
        (0, -88), (50, -90), (104, -67), (139, -16), (138, 38), (117, 81), (70, 101), (22, 101), (0, 93),
    ),
    -120.0: (
        (0, -93), (55, -96), (113, -72), (147, -18), (148, 39), (124, 87), (72, 104), (22, 105), (0, 97),
    ),
    -60.0: (
        (0, -92), (55, -99), (110, -78), (149, -27), (155, 32), (130, 89), (75, 106), (22, 105), (0, 98),
    ),
    -20.0: (
        (0, -89), (50, -105), (108, -88), (151, -37), (159, 30), (138, 87), (78, 106), (22, 105), (0, 98),
    ),
    50.0: (
        (0, -79), (50, -93), (112, -85), (161, -44), (170, 20), (147, 78), (82, 103), (25, 101), (0, 93),
    ),
    90.0: (
        (0, -57), (50, -66), (115, -69), (170, -41), (178, 10), (158, 65), (88, 96), (25, 95), (0, 87),
    ),
    130.0: (
        (0, -35), (36, -40), (90, -45), (145, -39), (176, 5), (152, 45), (82, 80), (25, 82), (0, 75),
    ),
}
_CAGE: Outlines = {
    -240.0: (
        (0, -79), (55, -81), (104, -60), (129, -10), (127, 36), (102, 69), (58, 82), (25, 64), (0, 56),
    ),
    -120.0: (
        (0, -84), (55, -87), (104, -64), (135, -14), (136, 34), (111, 73), (62, 88), (27, 72), (0, 62),
    ),
    -30.0: (
        (0, -82), (50, -88), (98, -68), (128, -22), (132, 26), (112, 68), (64, 89), (27, 73), (0, 62),
    ),
    30.0: (
        (0, -71), (45, -77), (88, -60), (113, -20), (117, 20), (102, 60), (60, 82), (26, 68), (0, 58),
    ),
    70.0: (
        (0, -51), (38, -57), (70, -44), (90, -12), (93, 18), (80, 50), (50, 69), (24, 57), (0, 48),
    ),
    95.0: (
        (0, -34), (30, -40), (52, -26), (64, -2), (65, 22), (54, 44), (38, 55), (20, 47), (0, 40),
    ),
    112.0: (
        (0, -22), (20, -26), (36, -14), (44, 2), (44, 20), (36, 36), (26, 44), (15, 38), (0, 34),
    ),
    130.0: (
        (0, -16), (12, -18), (22, -10), (28, 2), (28, 16), (23, 28), (17, 34), (10, 30), (0, 28),
    ),
}
_AXILLA: Outlines = {
    0.0: (
        (136, -16), (140, -18), (143, -12), (142, -4), (138, -2), (135, -8),
    ),
    35.0: (
        (124, -44), (148, -52), (158, -26), (150, 2), (130, 6), (122, -18),
    ),
    75.0: (
        (98, -45), (140, -50), (152, -22), (140, 4), (108, 6), (94, -18),
    ),
    108.0: (
        (70, -28), (110, -38), (135, -25), (128, -8), (90, -2), (68, -10),
    ),
}
# fmt: on

_CAGE_OUTLINE = Contours.symmetrical(_CAGE, wobble_mm=1.0, seed=3)
_BODY_OUTLINE = Contours.symmetrical(_BODY, Tissue.SKIN, wobble_mm=2.0, seed=1)
_MUSCLE_OUTLINE = Contours.symmetrical(_MUSCLE, Tissue.MUSCLE, wobble_mm=3.0, seed=2)


@lru_cache(maxsize=1024)
def cage(z: float) -> Points:
    """Return the inside of the ribs at z, clockwise, (n, 2) mm."""
    return _CAGE_OUTLINE.at(z)


def held_in_cage(outline: Points, z: float, margin_mm: float) -> Points:
    """Return an outline at z, (n, 2) mm, drawn back towards the middle where it leaves the cage."""
    angle, radius = np.arctan2(*outline.T), np.hypot(*outline.T)
    cage_angle, cage_radius = np.arctan2(*cage(z).T), np.hypot(*cage(z).T)
    order = np.argsort(cage_angle)
    limit = np.interp(angle, cage_angle[order], cage_radius[order], period=2 * np.pi) - margin_mm
    held: Points = outline * np.minimum(1, limit / radius)[:, None]
    return held


APEX_Z = 104.0
"""Where the lungs end at the top, mm."""


@dataclass(frozen=True)
class _Layer:
    """An outline, by z, moved inwards by a fixed depth; outwards where it is negative."""

    outline: Callable[[float], Points]
    depth_mm: float
    label: int
    top_z: float = np.inf

    def paint(self, canvas: Canvas) -> None:
        if canvas.z < self.top_z:
            canvas.fill(inset(self.outline(canvas.z), self.depth_mm), self.label)


@dataclass(frozen=True)
class _FatPlane:
    """The thin fat between two sheets of muscle, interrupted where they touch."""

    depth_mm: float
    thickness_mm: float
    waves: tuple[int, int, int]
    phases: tuple[float, float, float]

    def paint(self, canvas: Canvas) -> None:
        if canvas.z > 85:
            return
        outline = inset(cage(canvas.z), self.depth_mm)
        around = np.linspace(0, 2 * np.pi, len(outline))[:, None]
        presence = np.sin(around * self.waves + self.phases + canvas.z / 25).sum(axis=1)
        runs = np.split(np.arange(len(outline)), np.flatnonzero(np.diff(presence > -0.3)) + 1)
        present = [outline[run] for run in runs if presence[run[0]] > -0.3]
        canvas.lines(present, Tissue.FAT, self.thickness_mm, within=Tissue.MUSCLE)


@dataclass(frozen=True)
class _Lungs:
    """Both lungs as one: the cage inside the pleura, rounded off at the top."""

    def paint(self, canvas: Canvas) -> None:
        if canvas.z >= APEX_Z:
            return
        rounding = max(0.0, (canvas.z - 70) / (APEX_Z - 70)) ** 3 * 16
        canvas.fill(inset(cage(canvas.z), 2.0 + rounding), Tissue.LUNG)


def _both(shape: Contours) -> tuple[Contours, Contours]:
    other = Contours(shape.levels, shape.corners * [-1, 1], shape.label)
    return shape, other


def _paraspinal() -> list[Shape]:
    """Return the erector muscles and the fat that parts them from the trapezius."""
    shapes: list[Shape] = []
    for label, more in ((Tissue.FAT, 0.35), (Tissue.MUSCLE, 0.0)):
        for side in (-1, 1):
            for x, y, radius in ((20, 90, 11.5), (34, 87, 10.5)):
                line = [
                    (side * x, y, -250, radius + more),
                    (side * x * 0.95, y - 2, -60, radius * 0.85 + more),
                    (side * x * 0.8, y - 16, 130, radius * 0.8 + more),
                ]
                shapes.append(Beads.along(line, label, height=1.6, step_mm=5))
    return shapes


# fmt: off
_SHOULDER_FAT: Outlines = {
    78.0: (
        (126, -42), (138, -40), (142, -20), (136, 0), (118, -4), (114, -24),
    ),
    92.0: (
        (70, -44), (130, -44), (150, -16), (140, 14), (100, 40), (72, 4),
    ),
    112.0: (
        (52, -34), (104, -38), (142, -12), (120, 26), (86, 44), (50, 14),
    ),
    130.0: (
        (48, -26), (92, -32), (130, -4), (112, 24), (80, 44), (46, 14),
    ),
}
# fmt: on
# Trapezius, supraspinatus, infraspinatus, subscapularis, deltoid in front and behind,
# pectoral, serratus, coracobrachial, subclavian, levator.
_SHOULDER_MUSCLES: tuple[tuple[Line, float], ...] = (
    ([(22, 74, 140, 11), (52, 74, 118, 11), (90, 72, 104, 10), (128, 54, 108, 8)], 1.6),
    ([(84, 62, 92, 9), (104, 46, 98, 12), (128, 26, 106, 11), (150, 8, 116, 6)], 1.2),
    ([(92, 82, 66, 9), (122, 66, 76, 11), (146, 44, 88, 10), (166, 20, 98, 6)], 2.2),
    ([(88, 58, 74, 10), (112, 40, 80, 12), (134, 14, 88, 10), (150, -10, 94, 6)], 2.0),
    ([(150, -30, 106, 10), (168, -22, 94, 10), (178, -4, 84, 8)], 2.4),
    ([(150, 42, 104, 10), (168, 30, 94, 10), (179, 10, 84, 8)], 2.4),
    ([(66, -58, 86, 9), (104, -56, 92, 11), (138, -40, 98, 11), (160, -24, 106, 8)], 1.8),
    ([(66, 34, 84, 8), (78, 20, 96, 10), (60, 18, 116, 11), (44, 22, 140, 10)], 1.8),
    ([(96, -26, 88, 5), (112, -16, 112, 9), (140, -10, 134, 10)], 1.4),
    ([(66, -16, 96, 5), (82, -4, 112, 10), (104, 2, 134, 11)], 1.4),
    ([(44, 44, 96, 9), (40, 48, 118, 11), (34, 46, 140, 11)], 1.6),
)


def _shoulder_muscles() -> list[Shape]:
    """Return the bellies around the shoulder blade, and the fat they lie in."""
    bellies: list[Shape] = []
    for side in (-1, 1):
        for line, height in _SHOULDER_MUSCLES:
            bellies.append(Beads.along(np.array(line) * [side, 1, 1, 1], Tissue.MUSCLE, height, step_mm=2.0))
    return [*_both(Contours.by_level(_SHOULDER_FAT, Tissue.FAT)), *bellies]


def wall() -> tuple[Shape, ...]:
    """Return everything outside the lungs but the bones, back to front."""
    axillae = _both(Contours.by_level(_AXILLA, Tissue.FAT))
    breasts = [
        Ellipsoid.pointing(
            (side * 70, -108, -42), (17, 5.5, 13), Tissue.BREAST, (1, side * 0.22, 0), wobble_mm=2.5
        )
        for side in (-1, 1)
    ]
    nodes = [
        Ellipsoid.pointing((side * x, y, z), (5, 3, 4), Tissue.NODE, (1, 0.4, 0.2))
        for side, x, y, z in ((-1, 138, -20, 48), (1, 132, -28, 56), (1, 142, -8, 30), (-1, 118, -22, 80))
    ]
    return (
        _BODY_OUTLINE,
        _Layer(_BODY_OUTLINE.at, 2.0, Tissue.FAT),
        *breasts,
        _MUSCLE_OUTLINE,
        _FatPlane(-24.0, 1.4, (2, 3, 4), (0.8, 5.1, 3.3)),
        _FatPlane(-17.0, 1.8, (2, 4, 3), (4.4, 1.2, 2.7)),
        *axillae,
        *nodes,
        *_shoulder_muscles(),
        _Layer(cage, -13.0, Tissue.FAT, APEX_Z),
        *_paraspinal(),
        _Layer(cage, -11.0, Tissue.MUSCLE, APEX_Z),
    )


def lungs() -> tuple[Shape, ...]:
    """Return what lies inside the ribs before the organs are painted over it."""
    return (_Layer(cage, 0.0, Tissue.MUSCLE), _Layer(cage, 0.8, Tissue.MEDIASTINAL_FAT), _Lungs())
