"""What lies under the diaphragm."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from app.demonstration.canvas import Canvas
from app.demonstration.curves import wobble
from app.demonstration.shapes import Beads, Contours, Ellipsoid, Lines, Outlines, Shape, tubes
from app.demonstration.thorax_vessels import abdominal_vessels
from app.demonstration.thorax_wall import held_in_cage
from app.demonstration.tissues import Tissue

# fmt: off
_LIVER_VEINS: Lines = (
    ((-26, 6, -126, 5), (-50, 2, -138, 4), (-84, 6, -152, 2.5), (-108, 14, -168, 1.5)),
    ((-26, 2, -124, 5), (-44, -26, -136, 4), (-56, -52, -150, 2)),
    ((-24, 0, -124, 4.5), (-8, -30, -136, 3.5), (14, -50, -148, 2)),
    ((-16, -14, -214, 7), (-30, -14, -196, 6.5), (-52, -8, -184, 5), (-84, 0, -186, 3), (-104, 20, -190, 2)),
    ((-52, -8, -184, 4), (-66, -32, -180, 3), (-84, -46, -182, 1.8)),
    ((-36, -18, -192, 4.5), (-18, -34, -178, 4), (12, -46, -164, 3), (34, -56, -160, 1.8)),
)
_STOMACH: Outlines = {
    -138.0: ((38, -20), (50, -26), (64, -22), (68, -10), (56, 0), (42, -6)),
    -150.0: ((28, -34), (54, -58), (86, -46), (94, -12), (70, 12), (36, 6)),
    -185.0: ((26, -50), (60, -76), (92, -58), (96, -20), (66, 4), (30, -8)),
    -250.0: ((8, -62), (50, -78), (84, -64), (84, -32), (50, -22), (12, -34)),
}
_STOMACH_GAS: Outlines = {
    -139.0: ((42, -22), (52, -25), (62, -21), (62, -14), (52, -13), (42, -14)),
    -150.0: ((34, -36), (56, -54), (82, -44), (84, -26), (58, -25), (34, -25)),
    -185.0: ((36, -52), (60, -70), (86, -56), (86, -41), (60, -40), (36, -40)),
    -235.0: ((30, -64), (50, -73), (76, -64), (72, -60), (50, -60), (32, -60)),
}
# fmt: on


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
        canvas.fill(held_in_cage(outline, canvas.z, self.inset_mm), self.label)


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
        canvas.fill(held_in_cage(outline, canvas.z, 3.0), Tissue.MEDIASTINAL_FAT)


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
    stomach = Contours.by_level(
        _STOMACH,
        Tissue.STOMACH,
        wobble_mm=2.5,
        seed=21,
    )
    wall = Contours(
        stomach.levels, stomach.corners + np.sign(stomach.corners - [60, -26]) * 2.0, Tissue.MUSCLE, 2.5, 21
    )
    gas = Contours.by_level(
        _STOMACH_GAS,
        Tissue.AIRWAY,
    )
    spleen = Ellipsoid.pointing((104, 40, -176), (52, 22, 34), Tissue.SPLEEN, (-0.55, 0.8, 0.1), wobble_mm=2)
    return (
        *domes,
        liver,
        left_lobe,
        Beads.along([(-30, -30, -250, 10), (-34, -28, -196, 7)], Tissue.MEDIASTINAL_FAT),
        tubes(_LIVER_VEINS, Tissue.LIVER_VEIN),
        Ellipsoid.pointing((-48, -46, -218), (12, 15, 24), Tissue.GALLBLADDER, (1, 0.3, 0)),
        _RetroperitonealFat(),
        spleen,
        wall,
        stomach,
        gas,
        *_kidneys(),
        *_crura(),
        *abdominal_vessels(),
        _colon(),
        _colon().thicker(-2.5, Tissue.AIRWAY),
    )


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
