"""The whole thorax, back to front, and where its lungs are."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np

from app.demonstration.canvas import Canvas, Points, SliceGrid
from app.demonstration.lung_tree import grow
from app.demonstration.shapes import Beads, Shape
from app.demonstration.thorax_abdomen import abdomen
from app.demonstration.thorax_bones import bones
from app.demonstration.thorax_mediastinum import mediastinum
from app.demonstration.thorax_wall import APEX_Z, lungs, wall
from app.demonstration.tissues import Tissue

SEED = 20260302

_ARTERIES = {-1: (-42.0, 2.0, -34.0), 1: (46.0, 8.0, -26.0)}
_VEINS = {-1: (-44.0, 14.0, -66.0), 1: (46.0, 14.0, -66.0)}
_BRONCHI = {-1: (-42.0, 16.0, -36.0), 1: (46.0, 22.0, -42.0)}


@dataclass(frozen=True)
class _Fissure:
    """The major fissure of one lung: a thin oblique plane, only where there is lung."""

    side: int

    def paint(self, canvas: Canvas) -> None:
        if not -170 < canvas.z < 55:
            return
        x = np.linspace(20, 150, 30)
        y = 70 - (55 - canvas.z) * 0.62 + 0.0009 * (x - 70) ** 2 + 4 * np.sin(x / 30 + canvas.z / 40)
        canvas.lines([np.column_stack([self.side * x, y])], Tissue.FISSURE, 0.4, within=Tissue.LUNG)


@cache
def _lung_places(count: int) -> Points:
    """Return random positions well inside the lungs, (count, 3) mm, evenly spread."""
    rng = np.random.default_rng(SEED)
    grid = SliceGrid.centered(96, 4.0)
    places = []
    for z in np.arange(-172.0, APEX_Z, 4.0):
        canvas = Canvas(grid, float(z))
        for shape in (*lungs(), *mediastinum()[:1], *abdomen()[:4]):
            shape.paint(canvas)
        inside = cv2.erode((canvas.labels == Tissue.LUNG).astype(np.uint8), np.ones((3, 3), np.uint8))
        rows, columns = np.nonzero(inside)
        places.append(
            np.column_stack([grid.columns_lps()[columns], grid.rows_lps()[rows], np.full(len(rows), z)])
        )
    everywhere = np.concatenate(places)
    chosen = everywhere[rng.choice(len(everywhere), count, replace=False)]
    spread: Points = chosen + rng.uniform(-2, 2, chosen.shape)
    return spread


def _trees() -> tuple[Shape, ...]:
    """Return pulmonary arteries, veins and bronchi of both lungs."""
    places = _lung_places(3200)
    arteries, veins, walls = [], [], []
    for side in (-1, 1):
        own = places[np.sign(places[:, 0]) == side]
        half = len(own) // 2
        arteries.append(grow(_ARTERIES[side], own[:half]).beads(0.62, Tissue.LUNG_VESSEL, 7.0))
        veins.append(grow(_VEINS[side], own[half:]).beads(0.62, Tissue.LUNG_VESSEL, 6.0))
        walls.append(grow(_BRONCHI[side], own[:110] + 2.5).beads(0.75, Tissue.BRONCHIAL_WALL, 4.6))
    bronchi = Beads.joined(walls)
    return (Beads.joined([*arteries, *veins]), bronchi, bronchi.thicker(-0.7, Tissue.AIRWAY))


@cache
def thorax() -> tuple[Shape, ...]:
    """Return every shape of the thorax, back to front."""
    return (
        *wall(),
        *lungs(),
        _Fissure(-1),
        _Fissure(1),
        *_trees(),
        *mediastinum(),
        *abdomen(),
        *bones(),
    )
