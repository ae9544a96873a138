"""Heart, great vessels, airways, gullet, and what lies under the diaphragm."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from app.demonstration.canvas import Canvas, Points
from app.demonstration.curves import wobble
from app.demonstration.shapes import Beads, Contours, Ellipsoid, Shape
from app.demonstration.thorax_wall import cage
from app.demonstration.tissues import Tissue

# Clockwise from the front right: 4 in front, then down the left side, across the spine, up the right side.
_MEDIASTINUM = {
    130.0: (
        (-30, -42),
        (-10, -50),
        (10, -50),
        (30, -42),
        (36, -20),
        (36, 10),
        (32, 30),
        (26, 44),
        (14, 60),
        (-14, 60),
        (-26, 44),
        (-32, 30),
        (-36, 10),
        (-36, -20),
    ),
    103.0: (
        (-24, -38),
        (-8, -48),
        (8, -48),
        (24, -38),
        (27, -18),
        (29, 8),
        (26, 30),
        (20, 44),
        (16, 60),
        (-16, 60),
        (-20, 44),
        (-26, 30),
        (-30, 8),
        (-28, -18),
    ),
    80.0: (
        (-18, -48),
        (-7, -66),
        (7, -66),
        (18, -48),
        (26, -25),
        (29, 5),
        (25, 30),
        (18, 48),
        (18, 70),
        (-18, 70),
        (-18, 48),
        (-23, 28),
        (-28, 5),
        (-27, -22),
    ),
    50.0: (
        (-14, -62),
        (-6, -85),
        (5, -85),
        (14, -62),
        (24, -40),
        (34, -2),
        (31, 32),
        (21, 54),
        (20, 80),
        (-20, 80),
        (-19, 52),
        (-18, 28),
        (-24, 0),
        (-36, -30),
    ),
    28.0: (
        (-16, -66),
        (-5, -95),
        (4, -95),
        (12, -66),
        (22, -46),
        (34, -8),
        (42, 30),
        (30, 62),
        (20, 80),
        (-20, 80),
        (-19, 54),
        (-16, 34),
        (-20, 8),
        (-40, -30),
    ),
    4.0: (
        (-20, -68),
        (-5, -98),
        (5, -98),
        (14, -68),
        (26, -50),
        (30, -20),
        (42, 28),
        (36, 62),
        (20, 80),
        (-20, 80),
        (-19, 56),
        (-13, 36),
        (-26, 14),
        (-42, -26),
    ),
    -22.0: (
        (-26, -70),
        (-7, -98),
        (8, -100),
        (24, -80),
        (42, -58),
        (46, -14),
        (42, 24),
        (37, 62),
        (20, 80),
        (-20, 80),
        (-20, 58),
        (-13, 38),
        (-34, 14),
        (-46, -24),
    ),
    -55.0: (
        (-36, -74),
        (-12, -100),
        (20, -104),
        (48, -82),
        (62, -54),
        (50, -8),
        (33, 24),
        (35, 62),
        (20, 80),
        (-20, 80),
        (-20, 58),
        (-12, 40),
        (-36, 12),
        (-51, -28),
    ),
    -88.0: (
        (-44, -78),
        (-20, -102),
        (35, -106),
        (72, -88),
        (88, -60),
        (76, -18),
        (33, 18),
        (34, 62),
        (20, 80),
        (-20, 80),
        (-20, 58),
        (-11, 38),
        (-38, 4),
        (-58, -36),
    ),
    -115.0: (
        (-38, -80),
        (-20, -100),
        (36, -106),
        (78, -92),
        (92, -64),
        (74, -26),
        (34, 10),
        (34, 58),
        (20, 80),
        (-20, 80),
        (-20, 56),
        (-12, 34),
        (-36, 2),
        (-53, -38),
    ),
    -145.0: (
        (-34, -80),
        (-20, -98),
        (36, -103),
        (70, -90),
        (80, -68),
        (62, -28),
        (32, 8),
        (32, 56),
        (20, 80),
        (-20, 80),
        (-21, 54),
        (-16, 32),
        (-30, 0),
        (-42, -40),
    ),
    -250.0: (
        (-30, -70),
        (-20, -90),
        (20, -92),
        (40, -74),
        (46, -60),
        (40, -28),
        (30, 10),
        (28, 54),
        (20, 80),
        (-20, 80),
        (-24, 54),
        (-21, 30),
        (-26, -4),
        (-32, -36),
    ),
}

_AORTA = [
    (4, -32, -62, 14),
    (-6, -40, -46, 16),
    (-18, -44, -20, 16.5),
    (-17, -40, 8, 16),
    (-4, -26, 27, 15),
    (14, -4, 34, 14),
    (25, 20, 28, 13.5),
    (28, 40, 6, 13),
    (26, 46, -30, 12.5),
    (22, 46, -80, 12),
    (16, 44, -140, 11.5),
    (8, 34, -190, 11),
    (5, 24, -250, 10.5),
]
_AORTIC_BRANCHES = (
    [
        (-8, -30, 34, 7),
        (-14, -22, 55, 6.5),
        (-24, -16, 82, 6),
        (-32, -10, 98, 4.5),
        (-48, -16, 108, 4.2),
        (-90, -22, 100, 4),
        (-132, -18, 72, 3.4),
        (-138, -16, 40, 3.0),
    ],
    [(-26, -14, 84, 4.4), (-24, -8, 110, 4.0), (-24, -8, 150, 4.0)],
    [(6, -12, 40, 4.4), (14, -8, 70, 4.2), (20, -8, 110, 4.0), (24, -8, 150, 4.0)],
    [
        (19, 6, 40, 5.0),
        (25, 10, 68, 4.8),
        (32, 2, 98, 4.5),
        (50, -14, 108, 4.2),
        (92, -22, 100, 4),
        (132, -18, 72, 3.4),
        (138, -16, 40, 3.0),
    ],
)
_VEINS = (
    [(-30, -36, 48, 9.5), (-32, -32, 20, 9.5), (-33, -32, -20, 10), (-34, -32, -50, 10)],
    [
        (-30, -36, 50, 7),
        (-33, -34, 80, 6.5),
        (-42, -32, 104, 6),
        (-90, -34, 98, 5),
        (-128, -28, 76, 4.6),
        (-132, -24, 45, 4),
    ],
    [
        (-28, -40, 48, 7),
        (-8, -48, 54, 7),
        (22, -44, 72, 6.5),
        (40, -34, 100, 6),
        (90, -34, 98, 5),
        (128, -28, 76, 4.6),
        (132, -24, 45, 4),
    ],
    [(-40, -30, 102, 5.5), (-32, -22, 130, 6), (-32, -22, 150, 6)],
    [(40, -32, 100, 5.0), (33, -22, 130, 5.5), (33, -22, 150, 5.5)],
    [
        (-26, -10, -92, 11),
        (-27, -2, -115, 11),
        (-28, 14, -150, 11.5),
        (-25, 24, -200, 10.5),
        (-22, 26, -250, 10),
    ],
    [
        (-10, 42, -200, 2.5),
        (-10, 46, -100, 3.5),
        (-11, 44, -10, 4),
        (-14, 34, 8, 4),
        (-26, 4, 13, 4),
        (-31, -22, 8, 4.5),
    ],
)
_PULMONARY_ARTERY = (
    [
        (16, -66, -52, 14),
        (22, -60, -34, 14),
        (26, -42, -18, 14),
        (34, -18, -14, 12),
        (46, 4, -18, 10),
        (52, 12, -34, 8),
    ],
    [(24, -42, -20, 12), (4, -24, -22, 11), (-18, -16, -24, 11), (-38, -8, -28, 10), (-50, 4, -42, 8)],
)
_PULMONARY_VEINS = (
    [(20, 4, -58, 9), (36, 12, -66, 7), (52, 22, -76, 5.5)],
    [(22, -10, -48, 9), (40, -22, -38, 7), (52, -26, -26, 5)],
    [(-18, 4, -60, 9), (-36, 14, -70, 7), (-50, 24, -80, 5.5)],
    [(-18, -10, -52, 9), (-36, -18, -46, 7), (-48, -24, -38, 5)],
)
_AIRWAYS = (
    [(0, -8, 150, 8.5), (0, -4, 120, 8.5), (0, 4, 75, 8.5), (-1, 12, 25, 8.5), (-1, 15, 2, 8.5)],
    [(-1, 15, 2, 7.5), (-17, 17, -13, 6.8), (-34, 17, -27, 6.2), (-44, 16, -44, 5.2), (-48, 20, -62, 4.0)],
    [(-1, 15, 2, 7.5), (17, 20, -17, 6.2), (34, 23, -30, 5.6), (46, 22, -44, 5.0), (52, 28, -62, 3.8)],
    [(-27, 17, -22, 4.5), (-42, 10, -8, 4.0), (-50, 6, 8, 3.2)],
    [(44, 20, -38, 4.2), (54, 6, -28, 3.6), (60, -4, -12, 2.8)],
)
CARINA_LPS = (-1.0, 15.0, -4.0)

_HEART = (
    Ellipsoid.pointing((6, -72, -92), (50, 23, 37), Tissue.MYOCARDIUM, (0.85, -0.15, -0.5)),
    Ellipsoid.pointing((6, -72, -92), (47, 20, 34), Tissue.CHAMBER, (0.85, -0.15, -0.5)),
    Ellipsoid.pointing((-34, -36, -83), (22, 25, 31), Tissue.MYOCARDIUM, (1, 0.3, 0.1)),
    Ellipsoid.pointing((-34, -36, -83), (20.5, 23.5, 29.5), Tissue.CHAMBER, (1, 0.3, 0.1)),
    Ellipsoid.pointing((45, -46, -97), (50, 34, 34), Tissue.MYOCARDIUM, (0.72, -0.5, -0.46)),
    Ellipsoid.pointing((39, -42, -93), (43, 22, 22), Tissue.CHAMBER, (0.72, -0.52, -0.46)),
    Ellipsoid.pointing((2, 0, -58), (34, 21, 22), Tissue.MYOCARDIUM, (1, 0.12, 0.05)),
    Ellipsoid.pointing((2, 0, -58), (32.5, 19.5, 20.5), Tissue.CHAMBER, (1, 0.12, 0.05)),
    # The mitral and tricuspid openings.
    Beads.along([(8, -14, -68, 12), (24, -28, -82, 12)], Tissue.CHAMBER),
    Beads.along([(-28, -44, -82, 12), (-10, -60, -84, 12)], Tissue.CHAMBER),
    # Papillary muscles.
    Ellipsoid.pointing((50, -58, -101), (12, 4, 4), Tissue.MYOCARDIUM, (0.72, -0.52, -0.46)),
    Ellipsoid.pointing((54, -34, -105), (12, 4, 4), Tissue.MYOCARDIUM, (0.72, -0.52, -0.46)),
)
_GROOVE_FAT = (
    Beads.along(
        [(-40, -64, -70, 5), (-20, -72, -60, 4), (-4, -60, -48, 5), (10, -50, -46, 4)], Tissue.MEDIASTINAL_FAT
    ),
    Beads.along(
        [(34, -14, -60, 4), (52, -10, -72, 5), (40, -8, -92, 5), (16, -14, -100, 5), (-8, -20, -104, 5)],
        Tissue.MEDIASTINAL_FAT,
    ),
    Beads.along([(-24, -71, -68, 1.8), (-30, -62, -84, 1.7), (-20, -45, -106, 1.5)], Tissue.AORTA),
    Beads.along([(24, -32, -52, 1.8), (40, -66, -64, 1.8), (58, -82, -88, 1.6)], Tissue.AORTA),
)


@dataclass(frozen=True)
class _Mediastinum:
    """The bed of fat between the lungs, as far as the cage reaches."""

    outline: Contours

    def paint(self, canvas: Canvas) -> None:
        canvas.fill(_held_in(self.outline.at(canvas.z), cage(canvas.z), 0.5), Tissue.MEDIASTINAL_FAT)


@dataclass(frozen=True)
class _Dome:
    """What the diaphragm covers on one side: a paraboloid, held in by the cage.

    Attributes
    ----------
    top_lps : (3,)
        The highest point of the dome.
    reach_mm : (2,)
        How far it spreads across and front to back, `depth_mm` below its top.
    """

    top_lps: tuple[float, float, float]
    reach_mm: tuple[float, float]
    depth_mm: float
    label: int
    inset_mm: float = 0.0

    def paint(self, canvas: Canvas) -> None:
        below = self.top_lps[2] - self.inset_mm - canvas.z
        if below <= 0:
            return
        spread = (below / self.depth_mm) ** 0.5
        around = np.linspace(0, 2 * np.pi, 120, endpoint=False)
        circle = np.column_stack([np.cos(around), np.sin(around)])
        outline = np.asarray(self.top_lps[:2]) + circle * self.reach_mm * spread
        outline = wobble(outline, canvas.z, 1.5, seed=8)
        canvas.fill(_held_in(outline, cage(canvas.z), self.inset_mm), self.label)


def _held_in(outline: Points, cage: Points, margin_mm: float) -> Points:
    """Return an outline drawn back towards the middle where it leaves the cage."""
    angle, radius = np.arctan2(*outline.T), np.hypot(*outline.T)
    cage_angle, cage_radius = np.arctan2(*cage.T), np.hypot(*cage.T)
    order = np.argsort(cage_angle)
    limit = np.interp(angle, cage_angle[order], cage_radius[order], period=2 * np.pi) - margin_mm
    held: Points = outline * np.minimum(1, limit / radius)[:, None]
    return held


def _tubes(lines: tuple[list[tuple[float, float, float, float]], ...], tissue: Tissue) -> Beads:
    return Beads.joined([Beads.along(line, tissue) for line in lines])


@cache
def mediastinum() -> tuple[Shape, ...]:
    """Return heart, great vessels and airways, back to front, on a bed of fat."""
    airways = _tubes(_AIRWAYS, Tissue.AIRWAY)
    gullet = Beads.along(
        [
            (2, 16, 150, 6.5),
            (3, 20, 90, 6.5),
            (7, 30, 20, 6.5),
            (6, 32, -30, 6.5),
            (8, 30, -90, 6.5),
            (16, 24, -130, 7),
            (26, 12, -152, 8),
        ],
        Tissue.OESOPHAGUS,
    )
    gas = Beads.along(
        [(3, 19, 80, 1.5), (7, 29, 20, 2.0), (7, 31, -20, 0.8), (7, 31, -60, 1.6)], Tissue.AIRWAY
    )
    nodes = [
        Ellipsoid.pointing(center, (6, 3.4, 4.5), Tissue.NODE, toward)
        for center, toward in (
            ((-16, -8, 18), (1, 0.6, 0)),
            ((8, 2, 2), (1, -0.4, 0.2)),
            ((2, 24, -24), (1, 0.2, 0)),
            ((-12, -2, 34), (0.6, 1, 0)),
        )
    ]
    thyroid = [Ellipsoid.pointing((side * 18, -14, 128), (8, 12, 18), Tissue.VEIN) for side in (-1, 1)]
    return (
        _Mediastinum(Contours.by_level(_MEDIASTINUM, wobble_mm=1.2, seed=7)),
        *_neck(),
        *thyroid,
        *nodes,
        gullet,
        gas,
        *_HEART,
        *_GROOVE_FAT,
        _tubes(_VEINS, Tissue.VEIN),
        _tubes(_PULMONARY_VEINS, Tissue.CHAMBER),
        _tubes(_PULMONARY_ARTERY, Tissue.CHAMBER),
        Beads.along(_AORTA, Tissue.AORTA),
        _tubes(_AORTIC_BRANCHES, Tissue.AORTA),
        airways.thicker(1.4, Tissue.BRONCHIAL_WALL),
        airways,
    )


@cache
def abdomen() -> tuple[Shape, ...]:
    """Return what lies under the diaphragm, back to front."""
    right, left = (-62.0, -10.0, -106.0), (64.0, -2.0, -120.0)
    domes = [
        _Dome(right, (82, 92), 74.0, Tissue.MUSCLE),
        _Dome(left, (78, 88), 70.0, Tissue.MUSCLE),
        _Dome(left, (78, 88), 70.0, Tissue.MEDIASTINAL_FAT, 2.0),
    ]
    liver = _Dome(right, (84, 90), 72.0, Tissue.LIVER, 1.2)
    left_lobe = Ellipsoid.pointing((8, -48, -158), (66, 34, 30), Tissue.LIVER, (1, -0.16, 0.16), wobble_mm=2)
    veins = [
        [(-26, 6, -126, 5), (-50, 2, -138, 4), (-84, 6, -152, 2.5), (-108, 14, -168, 1.5)],
        [(-26, 2, -124, 5), (-44, -26, -136, 4), (-56, -52, -150, 2)],
        [(-24, 0, -124, 4.5), (-8, -30, -136, 3.5), (14, -50, -148, 2)],
        [
            (-16, -14, -214, 7),
            (-30, -14, -196, 6.5),
            (-52, -8, -184, 5),
            (-84, 0, -186, 3),
            (-104, 20, -190, 2),
        ],
        [(-52, -8, -184, 4), (-66, -32, -180, 3), (-84, -46, -182, 1.8)],
        [(-36, -18, -192, 4.5), (-18, -34, -178, 4), (12, -46, -164, 3), (34, -56, -160, 1.8)],
    ]
    stomach = Contours.by_level(
        {
            -138.0: ((38, -20), (50, -26), (64, -22), (68, -10), (56, 0), (42, -6)),
            -150.0: ((28, -34), (54, -58), (86, -46), (94, -12), (70, 12), (36, 6)),
            -185.0: ((26, -50), (60, -76), (92, -58), (96, -20), (66, 4), (30, -8)),
            -250.0: ((8, -62), (50, -78), (84, -64), (84, -32), (50, -22), (12, -34)),
        },
        Tissue.STOMACH,
        wobble_mm=2.5,
        seed=21,
    )
    wall = Contours(
        stomach.levels, stomach.corners + np.sign(stomach.corners - [60, -26]) * 2.0, Tissue.MUSCLE, 2.5, 21
    )
    gas = Contours.by_level(
        {
            -139.0: ((42, -22), (52, -25), (62, -21), (62, -14), (52, -13), (42, -14)),
            -150.0: ((34, -36), (56, -54), (82, -44), (84, -26), (58, -25), (34, -25)),
            -185.0: ((36, -52), (60, -70), (86, -56), (86, -41), (60, -40), (36, -40)),
            -235.0: ((30, -64), (50, -73), (76, -64), (72, -60), (50, -60), (32, -60)),
        },
        Tissue.AIRWAY,
    )
    spleen = Ellipsoid.pointing((104, 40, -176), (52, 22, 34), Tissue.SPLEEN, (-0.55, 0.8, 0.1), wobble_mm=2)
    return (
        *domes,
        liver,
        left_lobe,
        Beads.along([(-30, -30, -250, 10), (-34, -28, -196, 7)], Tissue.MEDIASTINAL_FAT),
        _tubes(tuple(veins), Tissue.LIVER_VEIN),
        Ellipsoid.pointing((-48, -46, -218), (12, 15, 24), Tissue.GALLBLADDER, (1, 0.3, 0)),
        _RetroperitonealFat(),
        spleen,
        wall,
        stomach,
        gas,
        *_kidneys(),
        *_crura(),
        Beads.along(_AORTA[9:], Tissue.AORTA),
        Beads.along(_VEINS[5], Tissue.VEIN),
        _colon(),
        _colon().thicker(-2.5, Tissue.AIRWAY),
    )


@dataclass(frozen=True)
class _RetroperitonealFat:
    """The fat behind liver and stomach, in which aorta and kidneys lie."""

    def paint(self, canvas: Canvas) -> None:
        if canvas.z > -150:
            return
        widening = min(1.0, (-150 - canvas.z) / 50)
        half = 34 + 56 * widening
        around = np.linspace(0, 2 * np.pi, 60, endpoint=False)
        outline = np.column_stack([half * np.cos(around), 52 + 30 * np.sin(around)])
        outline = wobble(outline, canvas.z, 2.5, seed=9)
        canvas.fill(_held_in(outline, cage(canvas.z), 3.0), Tissue.MEDIASTINAL_FAT)


def _kidneys() -> list[Shape]:
    kidneys: list[Shape] = []
    for side, top in ((-1, -218), (1, -205)):
        center = (side * 58, 54, top - 36)
        kidneys += [
            Ellipsoid.pointing(
                center, (26, 24, 46), Tissue.KIDNEY_CORTEX, (1, side * 0.5, side * -0.2), wobble_mm=1
            ),
            Ellipsoid.pointing(
                center, (18, 16, 36), Tissue.KIDNEY_MEDULLA, (1, side * 0.5, side * -0.2), wobble_mm=2
            ),
        ]
    adrenals = [
        Beads.along(
            [(side * 30, 34, -198, 2.0), (side * 36, 44, -206, 2.4), (side * 42, 54, -212, 1.8)],
            Tissue.NODE,
            height=5,
        )
        for side in (-1, 1)
    ]
    return [*adrenals, *kidneys]


def _crura() -> list[Shape]:
    return [
        Beads.along(
            [(side * 8, 24, -140, 3), (side * 18, 34, -165, 4.5), (side * 19, 40, -250, 6)],
            Tissue.MUSCLE,
            height=2,
        )
        for side in (-1, 1)
    ]


def _colon() -> Beads:
    return Beads.along(
        [
            (112, 4, -250, 15),
            (114, -6, -222, 17),
            (108, -20, -205, 15),
            (96, -36, -216, 14),
            (84, -52, -250, 15),
        ],
        Tissue.MUSCLE,
    )


def _neck() -> list[Shape]:
    """Return longus colli, scalenes, levator and sternomastoid of both sides, above the lungs."""
    lines = [
        [(8, 14, 60, 3), (9, 12, 95, 5), (9, 8, 150, 6)],
        [(36, 12, 100, 4), (32, 14, 112, 7), (28, 14, 150, 9)],
        [(40, -4, 102, 3), (34, 2, 114, 5), (28, 4, 150, 6)],
        [(18, -46, 92, 4), (24, -42, 112, 6), (30, -36, 150, 8)],
    ]
    return [
        Beads.along(np.array(line) * [side, 1, 1, 1], Tissue.MUSCLE) for side in (-1, 1) for line in lines
    ]
