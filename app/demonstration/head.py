"""The head from the vertex to the second vertebra, back to front."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import ArrayLike

from app.demonstration.canvas import Canvas, SliceGrid
from app.demonstration.curves import inset
from app.demonstration.head_cortex import Cerebellum, Cerebrum, midline_x
from app.demonstration.head_tissues import HeadTissue as Of
from app.demonstration.shapes import Beads, Contours, Ellipsoid, Shape

GRID = SliceGrid((-127.5, -136.0), 1.0, 256, 256, oversampling=2)

_Half = Sequence[tuple[float, float]]
_AROUND_DEG = (0, 12, 32, 60, 90, 118, 142, 164, 180)  # from the front, of the corners below


def _dome(center_y: float, center_z: float, semiaxes: tuple[float, float, float]) -> dict[float, _Half]:
    """Return left halves of the outlines of an ellipsoid from its middle to its top."""
    angles = np.deg2rad(_AROUND_DEG)
    levels: dict[float, _Half] = {}
    for share in (0.06, 0.3, 0.5, 0.66, 0.79, 0.88, 0.945, 0.98, 0.998):
        size = np.sqrt(1 - share**2)
        x, y = semiaxes[0] * size * np.sin(angles), center_y - semiaxes[1] * size * np.cos(angles)
        levels[center_z + share * semiaxes[2]] = list(zip(np.abs(x).round(6), y, strict=True))
    return levels


_FACE: dict[float, _Half] = {
    -12.0: ((0, -106), (13, -101), (40, -91), (64, -66), (76, -10), (75, 40), (55, 82), (26, 99), (0, 102)),
    -26.0: ((0, -118), (9, -106), (34, -92), (60, -64), (72, -10), (73, 35), (58, 74), (28, 94), (0, 98)),
    -38.0: ((0, -126), (12, -112), (32, -94), (58, -66), (69, -10), (70, 30), (58, 66), (30, 88), (0, 92)),
    -50.0: ((0, -112), (14, -107), (34, -93), (55, -66), (66, -10), (67, 26), (56, 60), (30, 80), (0, 84)),
    -70.0: ((0, -111), (20, -106), (38, -90), (53, -60), (61, -12), (63, 22), (53, 54), (30, 73), (0, 77)),
    -100.0: ((0, -100), (17, -97), (34, -82), (47, -50), (55, -14), (58, 20), (50, 50), (30, 68), (0, 72)),
}
_CAVITY: dict[float, _Half] = {
    -8.0: ((0, -80), (14, -78), (34, -66), (58, -38), (70, 2), (68, 42), (52, 72), (24, 88), (0, 91)),
    -18.0: ((0, -34), (12, -38), (34, -58), (58, -42), (67, 2), (66, 40), (52, 68), (24, 85), (0, 88)),
    -30.0: ((0, -14), (12, -20), (30, -54), (54, -46), (65, -8), (64, 34), (52, 65), (24, 83), (0, 86)),
    -38.0: ((0, -6), (10, -7), (26, -26), (44, -28), (57, -8), (59, 32), (50, 62), (24, 80), (0, 84)),
    -46.0: ((0, -2), (9, -1), (20, 1), (38, 8), (52, 24), (54, 42), (44, 64), (21, 78), (0, 81)),
    -58.0: ((0, 5), (8, 6), (15, 9), (26, 18), (37, 32), (37, 48), (30, 63), (15, 72), (0, 75)),
    -70.0: ((0, 10), (6, 11), (10, 14), (13, 20), (15, 27), (14, 36), (11, 44), (6, 50), (0, 52)),
    -100.0: ((0, 20), (5, 20), (9, 22), (11, 25), (12, 29), (11, 33), (9, 36), (5, 38), (0, 39)),
}
_HEAD = Contours.symmetrical({**_FACE, **_dome(2.0, 12.0, (78.0, 100.0, 76.0))}, wobble_mm=1.2, seed=41)
_BRAIN_ROOM = Contours.symmetrical({**_CAVITY, **_dome(1.0, 13.0, (69.0, 90.0, 64.0))}, wobble_mm=0.8, seed=42)


@dataclass(frozen=True)
class _Envelope:
    """Scalp, skull and the room for the brain, from outside inwards."""

    def paint(self, canvas: Canvas) -> None:
        head, room = _HEAD.at(canvas.z), _BRAIN_ROOM.at(canvas.z)
        if len(head) == 0:
            return
        face = canvas.z < -8
        canvas.fill(head, Of.SKIN)
        canvas.fill(inset(head, 2.0), Of.FAT)
        if face:
            canvas.fill(inset(head, 9.0), Of.MUSCLE)
        if len(room):
            thick = float(np.interp(canvas.z, [-60, -20, 0, 70], [4.0, 5.0, 6.0, 7.5]))
            for outside, tissue in ((thick, Of.BONE), (thick - 1.4, Of.MARROW), (1.8, Of.BONE), (0.4, Of.DURA)):
                canvas.fill(inset(room, -outside), tissue)
            canvas.fill(room, Of.CSF)


@dataclass(frozen=True)
class _Falx:
    """The sheet of dura between the hemispheres."""

    def paint(self, canvas: Canvas) -> None:
        if canvas.z < -4:
            return
        room = _BRAIN_ROOM.at(canvas.z)
        if len(room) == 0:
            return
        for front, back in ((room[:, 1].min(), room[:, 1].min() + 32), (room[:, 1].max() - 45, room[:, 1].max())):
            y = np.linspace(front, back, 30)
            x = midline_x(y.astype(np.float32), canvas.z)
            sheet = np.column_stack([np.concatenate([x - 0.4, (x + 0.4)[::-1]]), np.concatenate([y, y[::-1]])])
            canvas.fill(sheet, Of.DURA)


def _both(corners: ArrayLike, tissue: Of, height: float = 1.0) -> list[Beads]:
    """Return a tube of (x, y, z, radius) corners on the left, and its mirror image."""
    left = Beads.along(corners, tissue, height)
    return [left, left.mirrored()]


def _pair(
    center: tuple[float, float, float],
    semiaxes: tuple[float, float, float],
    tissue: Of,
    toward: tuple[float, float, float] = (1, 0, 0),
    wobble_mm: float = 0.0,
) -> list[Ellipsoid]:
    """Return an ellipsoid on the left, and its mirror image."""
    (x, y, z), (dx, dy, dz) = center, toward
    return [
        Ellipsoid.pointing((side * x, y, z), semiaxes, tissue, (dx, side * dy, side * dz), wobble_mm)
        for side in (1, -1)
    ]


def _face() -> list[Shape]:
    """Return orbits, sinuses, airway, jaws and muscles."""
    return [
        *_pair((66, -26, 8), (7, 32, 34), Of.MUSCLE),
        *_pair((54, -34, -44), (7, 22, 26), Of.FAT),
        *_pair((50, -40, -72), (8, 16, 26), Of.MUSCLE),
        *_pair((30, -22, -52), (9, 18, 18), Of.MUSCLE, wobble_mm=2),
        *_pair((38, -24, -56), (3, 16, 16), Of.FAT),
        *_pair((56, 2, -62), (8, 14, 22), Of.GLAND, wobble_mm=2),
        *_pair((34, -8, -64), (7, 12, 30), Of.FAT, wobble_mm=3),
        *_pair((46, -66, -62), (5, 10, 18), Of.FAT, (1, 0.7, 0), wobble_mm=2),
        *_pair((26, -48, -90), (10, 14, 8), Of.GLAND, wobble_mm=2),
        *_neck(),
        *_both([(46, -14, -40, 5), (48, -24, -72, 6), (40, -56, -90, 6.5), (14, -92, -96, 6.5), (0, -98, -97, 6.5)], Of.BONE),
        *_both([(46, -14, -40, 3), (48, -24, -72, 4), (40, -56, -90, 4.6), (14, -92, -96, 4.6), (0, -98, -97, 4.6)], Of.MARROW),
        Ellipsoid.pointing((0, -76, -63), (27, 26, 7), Of.BONE),
        Ellipsoid.pointing((0, -76, -63), (25, 24, 5), Of.MARROW),
        Ellipsoid.pointing((0, -58, -84), (22, 34, 17), Of.MUSCLE, wobble_mm=2),
        Ellipsoid.pointing((0, -58, -94), (4, 26, 12), Of.FAT),
        *_orbits(),
        *_air(),
    ]


def _neck() -> list[Shape]:
    """Return the muscles behind the spine and the fat between them."""
    bellies = [
        (9, 44, 6, 6.5), (14, 56, 9, 6), (32, 48, 10, 5), (22, 64, 14, 4), (44, 34, 6, 9), (26, 30, 6, 7), (50, 14, 6, 10),
    ]
    return [
        *_pair((24, 50, -92), (30, 24, 30), Of.FAT, wobble_mm=2),
        *(part for x, y, wide, deep in bellies
          for part in _pair((x, y, -96), (wide, deep, 34), Of.MUSCLE, (1, -x / 50, 0), wobble_mm=1.5)),
    ]


def _orbits() -> list[Shape]:
    return [
        *_pair((32, -66, -13), (20, 27, 19), Of.BONE, (1, 0.35, 0)),
        *_pair((32, -67, -13), (18.5, 26, 17.5), Of.FAT, (1, 0.35, 0)),
        *_both([(44, -84, -13, 2.2), (42, -68, -13, 3.0), (26, -44, -12, 1.6)], Of.MUSCLE, height=1.8),
        *_both([(20, -84, -13, 2.0), (19, -68, -13, 2.6), (20, -44, -12, 1.6)], Of.MUSCLE, height=1.8),
        *_both([(32, -84, -1, 1.6), (31, -68, 1, 2.2), (22, -44, -8, 1.5)], Of.MUSCLE),
        *_both([(32, -84, -25, 1.6), (31, -68, -27, 2.2), (22, -44, -15, 1.5)], Of.MUSCLE),
        *_pair((32, -79, -13), (12.6, 12.6, 12.6), Of.DURA),
        *_pair((32, -79, -13), (11.6, 11.6, 11.6), Of.VITREOUS),
        *_pair((32, -88, -13), (4.6, 2.0, 4.6), Of.LENS),
        *_both([(31, -67, -13, 2.0), (26, -54, -12, 2.0), (16, -40, -9, 2.0), (3, -27, -6, 2.2)], Of.WHITE),
    ]


def _air() -> list[Shape]:
    turbinates = [*_pair((8, -86, -48), (3, 18, 4.5), Of.MUCOSA), *_pair((7, -82, -37), (2.4, 15, 4), Of.MUCOSA)]
    cells = [
        cell
        for y in (-88, -78, -68, -58)
        for x, z in ((5, -12), (12, -14), (6, -22), (13, -23))
        for cell in _pair((x, y, z), (3.3, 4.4, 4.4), Of.AIR)
    ]
    return [
        *_pair((30, -70, -44), (15.5, 18, 17), Of.BONE, wobble_mm=2),
        *_pair((30, -70, -44), (14.5, 17, 16), Of.MUCOSA, wobble_mm=2),
        *_pair((30, -70, -44), (13.6, 16, 15), Of.AIR, wobble_mm=2),
        Ellipsoid.pointing((0, -74, -18), (18, 24, 13), Of.BONE),
        Ellipsoid.pointing((0, -74, -18), (17, 23, 12), Of.MUCOSA),
        *cells,
        Ellipsoid.pointing((0, -82, -42), (15, 32, 18), Of.MUCOSA),
        Ellipsoid.pointing((0, -82, -42), (13.5, 34, 16.5), Of.AIR),
        *turbinates,
        Ellipsoid.pointing((0, -84, -42), (1.1, 28, 18), Of.MUCOSA),
        Ellipsoid.pointing((0, -37, -27), (15, 14, 11), Of.BONE),
        Ellipsoid.pointing((0, -37, -27), (13, 12, 9), Of.AIR),
        *_pair((11, -88, 10), (10, 4.5, 10), Of.BONE, wobble_mm=2),
        *_pair((11, -88, 10), (8.5, 3.2, 8.5), Of.AIR, wobble_mm=2),
        Beads.along([(0, -46, -42, 10), (0, -26, -48, 10), (0, -17, -62, 9), (0, -14, -105, 9)], Of.MUCOSA),
        Beads.along([(0, -46, -42, 8), (0, -26, -48, 8), (0, -17, -62, 7), (0, -14, -105, 7)], Of.AIR),
    ]


def _base() -> list[Shape]:
    """Return clivus, sella, dens and the great vessels under the brain."""
    clivus = [(0, -25, -24, 6), (0, -14, -36, 5.5), (0, -4, -52, 4)]
    dens = [(0, 4, -68, 5.5), (0, 8, -82, 7.5), (0, 10, -105, 9)]
    arch = [(0, -4, -71, 4), (16, 4, -72, 6), (24, 20, -72, 6), (14, 42, -72, 4), (0, 46, -72, 4)]
    return [
        *(Beads.along(line, Of.BONE) for line in (clivus, dens)),
        *_both(arch, Of.BONE, height=1.3),
        *(Beads.along(line, Of.BONE).thicker(-1.3, Of.MARROW) for line in (clivus, dens)),
        *(part.thicker(-1.5, Of.MARROW) for part in _both(arch, Of.BONE, height=1.3)),
    ]


def _brain() -> list[Shape]:
    """Return everything inside the dura."""
    ventricle = [(6, -43, 4, 3.5), (7, -30, 12, 5.5), (8, -8, 20, 6), (14, 16, 22, 6.5), (24, 36, 14, 8), (27, 50, 7, 5),
                 (25, 66, 4, 2)]
    temporal_horn = [(26, 36, 8, 6), (33, 22, -8, 3.5), (31, 4, -18, 3), (29, -10, -20, 2)]
    callosum = [(0, -36, 2, 2.5), (0, -49, 8, 4.5), (0, -44, 18, 4), (0, -18, 28, 3.2), (0, 12, 31, 3.2), (0, 34, 26, 4),
                (0, 42, 16, 5.5)]
    sheet = [Beads.along(np.array(callosum) + [x, 0, -abs(x) / 6, 0], Of.WHITE) for x in range(-12, 13, 3)]
    return [
        *_petrous(),
        _Falx(),
        Cerebrum(GRID),
        Cerebellum(GRID),
        Ellipsoid.pointing((0, -4, 13), (1.2, 38, 15), Of.DEEP_GREY),
        *sheet,
        *_pair((15, 8, -2), (9, 9, 20), Of.WHITE, (1, 0.2, 0.5)),
        Beads.along([(0, 6, -2, 7), (0, 12, -14, 13), (0, 9, -28, 14.5), (0, 14, -42, 10), (0, 22, -60, 7), (0, 29, -110, 6.5)],
                    Of.BRAINSTEM),
        *_both([(7, 12, -8, 9), (10, 4, -12, 8), (13, 0, -6, 7)], Of.BRAINSTEM),
        *_both([(10, 16, -30, 7), (18, 32, -33, 7), (22, 46, -35, 8)], Of.WHITE),
        *_pair((24, 46, -36), (6, 4, 4), Of.DEEP_GREY, wobble_mm=1.5),
        *_pair((15, -26, 8), (6, 11, 10), Of.DEEP_GREY),
        *_both([(14, -18, 17, 4), (17, 0, 22, 3), (21, 18, 22, 2.4), (29, 32, 12, 2)], Of.DEEP_GREY),
        *_pair((26, -8, 3), (5.6, 17, 11), Of.DEEP_GREY, (1, -0.28, 0)),
        *_pair((19.5, -3, 0), (4.6, 10, 7), Of.PALLIDUM, (1, -0.4, 0)),
        *_pair((11.5, 14, 6), (9.5, 15, 10), Of.DEEP_GREY, (1, -0.3, 0)),
        *_both([(30, 8, -18, 5), (31, -4, -22, 6), (28, -14, -20, 7)], Of.GREY),
        *_both(ventricle, Of.CSF),
        *_both(temporal_horn, Of.CSF),
        *_both([(24, 34, 15, 2.5), (26, 40, 10, 3), (28, 34, 3, 2)], Of.CHOROID),
        Ellipsoid.pointing((0, 2, 0), (2.4, 15, 10), Of.CSF),
        Beads.along([(0, 16, -4, 1.3), (0, 23, -18, 1.3), (0, 27, -26, 3)], Of.CSF),
        Ellipsoid.pointing((0, 29, -33), (9, 5, 10), Of.CSF),
        Ellipsoid.pointing((0, 22, 6), (3.5, 4, 3.5), Of.GLAND),
        Ellipsoid.pointing((0, -24, -15), (6.5, 5, 4), Of.PITUITARY),
        Beads.along([(0, -23, -12, 1.2), (0, -20, -5, 1.4)], Of.PITUITARY),
        *_vessels(),
    ]


def _petrous() -> list[Shape]:
    """Return the ridges between middle and posterior fossa, with the canals of the nerves."""
    ridge = [(15, -4, -37, 5), (30, 6, -36, 8), (46, 15, -37, 10), (60, 20, -40, 11)]
    return [
        *_both(ridge, Of.BONE),
        *(part.thicker(-4.5, Of.MARROW) for part in _both(ridge[:2], Of.BONE)),
        *_both([(14, 6, -35, 2.5), (24, 7, -35, 2.2), (30, 6, -35, 1.8)], Of.CSF),
        *_both([(34, 6, -35, 2.2), (38, 10, -35, 1.6), (42, 14, -34, 1.4)], Of.VITREOUS),
        *(cell for x, y, z in ((56, 20, -38), (52, 26, -42), (60, 26, -44), (50, 16, -44), (58, 14, -45), (56, 24, -50))
          for cell in _pair((x, y, z), (3.4, 3.2, 3.6), Of.AIR)),
    ]


def _vessels() -> list[Shape]:
    sagittal_sinus = [(0, -78, 40, 1.5), (0, -45, 66, 2.2), (0, 0, 75.5, 2.8), (0, 45, 67, 3.4), (0, 78, 42, 3.8), (0, 89, 8, 4)]
    return [
        Beads.along(sagittal_sinus, Of.FLOWING_BLOOD),
        *_both([(0, 88, 4, 4), (24, 80, -6, 3.8), (48, 62, -14, 3.8), (58, 36, -22, 4), (52, 24, -38, 4)], Of.FLOWING_BLOOD),
        *_both([(20, 2, -64, 2.6), (22, -4, -44, 2.6), (12, -12, -28, 2.4), (11, -28, -18, 2.4), (13, -22, -8, 2.2)],
               Of.FLOWING_BLOOD),
        *_both([(13, -22, -8, 1.7), (28, -20, -8, 1.6), (38, -12, -4, 1.3), (42, 2, 0, 1.0)], Of.FLOWING_BLOOD),
        Beads.along([(0, 1, -46, 1.8), (0, -8, -30, 1.9), (0, -6, -14, 1.7)], Of.FLOWING_BLOOD),
        Beads.along([(0, 48, 10, 2.2), (0, 62, 8, 2.4), (0, 86, 6, 2.6)], Of.FLOWING_BLOOD),
    ]


@cache
def head() -> tuple[Shape, ...]:
    """Return every shape of the head, back to front."""
    ears = _pair((76, 14, -24), (8, 13, 26), Of.SKIN, (1, 0.5, 0), wobble_mm=2)
    return (*ears, _Envelope(), *_face(), *_base(), _RoomAgain(), *_brain())


@dataclass(frozen=True)
class _RoomAgain:
    """The room for the brain once more, over whatever of the face reached into it."""

    def paint(self, canvas: Canvas) -> None:
        room = _BRAIN_ROOM.at(canvas.z)
        if len(room):
            canvas.fill(inset(room, -1.8), Of.BONE)
            canvas.fill(inset(room, -0.5), Of.DURA)
            canvas.fill(room, Of.CSF)
