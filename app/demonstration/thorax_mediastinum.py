"""What lies between the lungs: heart, vessels, airways and gullet on a bed of fat; above them the neck."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from app.demonstration.canvas import Canvas
from app.demonstration.shapes import Beads, Contours, Ellipsoid, Outlines, Shape
from app.demonstration.thorax_vessels import airways, great_vessels
from app.demonstration.thorax_wall import held_in_cage
from app.demonstration.tissues import Tissue

# Clockwise from the front right: 4 in front, then down the left side, across the spine, up the right side.
# fmt: off
_MEDIASTINUM: Outlines = {
    130.0: (
        (-30, -42), (-10, -50), (10, -50), (30, -42), (36, -20), (36, 10), (32, 30), (26, 44), (14, 60),
        (-14, 60), (-26, 44), (-32, 30), (-36, 10), (-36, -20),
    ),
    103.0: (
        (-24, -38), (-8, -48), (8, -48), (24, -38), (27, -18), (29, 8), (26, 30), (20, 44), (16, 60),
        (-16, 60), (-20, 44), (-26, 30), (-30, 8), (-28, -18),
    ),
    80.0: (
        (-18, -48), (-7, -66), (7, -66), (18, -48), (26, -25), (29, 5), (25, 30), (18, 48), (18, 70),
        (-18, 70), (-18, 48), (-23, 28), (-28, 5), (-27, -22),
    ),
    50.0: (
        (-14, -62), (-6, -85), (5, -85), (14, -62), (24, -40), (34, -2), (31, 32), (21, 54), (20, 80),
        (-20, 80), (-19, 52), (-18, 28), (-24, 0), (-36, -30),
    ),
    28.0: (
        (-16, -66), (-5, -95), (4, -95), (12, -66), (22, -46), (34, -8), (42, 30), (30, 62), (20, 80),
        (-20, 80), (-19, 54), (-16, 34), (-20, 8), (-40, -30),
    ),
    4.0: (
        (-20, -68), (-5, -98), (5, -98), (14, -68), (26, -50), (30, -20), (42, 28), (36, 62), (20, 80),
        (-20, 80), (-19, 56), (-13, 36), (-26, 14), (-42, -26),
    ),
    -22.0: (
        (-26, -70), (-7, -98), (8, -100), (24, -80), (42, -58), (46, -14), (42, 24), (37, 62), (20, 80),
        (-20, 80), (-20, 58), (-13, 38), (-34, 14), (-46, -24),
    ),
    -55.0: (
        (-36, -74), (-12, -100), (20, -104), (48, -82), (62, -54), (50, -8), (33, 24), (35, 62), (20, 80),
        (-20, 80), (-20, 58), (-12, 40), (-36, 12), (-51, -28),
    ),
    -88.0: (
        (-44, -78), (-20, -102), (35, -106), (72, -88), (88, -60), (76, -18), (33, 18), (34, 62), (20, 80),
        (-20, 80), (-20, 58), (-11, 38), (-38, 4), (-58, -36),
    ),
    -115.0: (
        (-38, -80), (-20, -100), (36, -106), (78, -92), (92, -64), (74, -26), (34, 10), (34, 58), (20, 80),
        (-20, 80), (-20, 56), (-12, 34), (-36, 2), (-53, -38),
    ),
    -145.0: (
        (-34, -80), (-20, -98), (36, -103), (70, -90), (80, -68), (62, -28), (32, 8), (32, 56), (20, 80),
        (-20, 80), (-21, 54), (-16, 32), (-30, 0), (-42, -40),
    ),
    -250.0: (
        (-30, -70), (-20, -90), (20, -92), (40, -74), (46, -60), (40, -28), (30, 10), (28, 54), (20, 80),
        (-20, 80), (-24, 54), (-21, 30), (-26, -4), (-32, -36),
    ),
}
# fmt: on

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
        canvas.fill(held_in_cage(self.outline.at(canvas.z), canvas.z, 0.5), Tissue.MEDIASTINAL_FAT)


@cache
def mediastinum() -> tuple[Shape, ...]:
    """Return heart, great vessels and airways, back to front, on a bed of fat."""
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
        *great_vessels(),
        *airways(),
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
