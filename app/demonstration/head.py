"""The head from the vertex to the second vertebra, back to front."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from app.demonstration.canvas import Canvas, SliceGrid
from app.demonstration.curves import inset
from app.demonstration.head_brain import brain
from app.demonstration.head_face import face, skull_base
from app.demonstration.head_tissues import HeadTissue as Of
from app.demonstration.shapes import Contours, Outline, Outlines, Shape, pair

GRID = SliceGrid((-127.5, -136.0), 1.0, 256, 256, oversampling=2)

_AROUND_DEG = (0, 12, 32, 60, 90, 118, 142, 164, 180)  # from the front, of the corners below


def _dome(center_y: float, center_z: float, semiaxes: tuple[float, float, float]) -> dict[float, Outline]:
    """Return left halves of the outlines of an ellipsoid from its middle to its top."""
    angles = np.deg2rad(_AROUND_DEG)
    levels: dict[float, Outline] = {}
    for share in (0.06, 0.3, 0.5, 0.66, 0.79, 0.88, 0.945, 0.98, 0.998):
        size = np.sqrt(1 - share**2)
        x, y = semiaxes[0] * size * np.sin(angles), center_y - semiaxes[1] * size * np.cos(angles)
        levels[center_z + share * semiaxes[2]] = list(zip(np.abs(x).round(6), y, strict=True))
    return levels


# fmt: off
_FACE: Outlines = {
    -12.0: (
        (0, -106), (13, -101), (40, -91), (64, -66), (76, -10), (75, 40), (55, 82), (26, 99), (0, 102),
    ),
    -26.0: (
        (0, -118), (9, -106), (34, -92), (60, -64), (72, -10), (73, 35), (58, 74), (28, 94), (0, 98),
    ),
    -38.0: (
        (0, -126), (12, -112), (32, -94), (58, -66), (69, -10), (70, 30), (58, 66), (30, 88), (0, 92),
    ),
    -50.0: (
        (0, -112), (14, -107), (34, -93), (55, -66), (66, -10), (67, 26), (56, 60), (30, 80), (0, 84),
    ),
    -70.0: (
        (0, -111), (20, -106), (38, -90), (53, -60), (61, -12), (63, 22), (53, 54), (30, 73), (0, 77),
    ),
    -100.0: (
        (0, -100), (17, -97), (34, -82), (47, -50), (55, -14), (58, 20), (50, 50), (30, 68), (0, 72),
    ),
}
_CAVITY: Outlines = {
    -8.0: (
        (0, -80), (14, -78), (34, -66), (58, -38), (70, 2), (68, 42), (52, 72), (24, 88), (0, 91),
    ),
    -18.0: (
        (0, -34), (12, -38), (34, -58), (58, -42), (67, 2), (66, 40), (52, 68), (24, 85), (0, 88),
    ),
    -30.0: (
        (0, -14), (12, -20), (30, -54), (54, -46), (65, -8), (64, 34), (52, 65), (24, 83), (0, 86),
    ),
    -38.0: (
        (0, -6), (10, -7), (26, -26), (44, -28), (57, -8), (59, 32), (50, 62), (24, 80), (0, 84),
    ),
    -46.0: (
        (0, -2), (9, -1), (20, 1), (38, 8), (52, 24), (54, 42), (44, 64), (21, 78), (0, 81),
    ),
    -58.0: (
        (0, 5), (8, 6), (15, 9), (26, 18), (37, 32), (37, 48), (30, 63), (15, 72), (0, 75),
    ),
    -70.0: (
        (0, 10), (6, 11), (10, 14), (13, 20), (15, 27), (14, 36), (11, 44), (6, 50), (0, 52),
    ),
    -100.0: (
        (0, 20), (5, 20), (9, 22), (11, 25), (12, 29), (11, 33), (9, 36), (5, 38), (0, 39),
    ),
}
# fmt: on
_HEAD = Contours.symmetrical({**_FACE, **_dome(2.0, 12.0, (78.0, 100.0, 76.0))}, wobble_mm=1.2, seed=41)
_BRAIN_ROOM = Contours.symmetrical(
    {**_CAVITY, **_dome(1.0, 13.0, (69.0, 90.0, 64.0))}, wobble_mm=0.8, seed=42
)


@dataclass(frozen=True)
class _Envelope:
    """Scalp, skull and the room for the brain, from outside inwards."""

    def paint(self, canvas: Canvas) -> None:
        head, room = _HEAD.at(canvas.z), _BRAIN_ROOM.at(canvas.z)
        if len(head) == 0:
            return
        canvas.fill(head, Of.SKIN)
        canvas.fill(inset(head, 2.0), Of.FAT)
        if canvas.z < -8:
            canvas.fill(inset(head, 9.0), Of.MUSCLE)
        if len(room):
            thick = float(np.interp(canvas.z, [-60, -20, 0, 70], [4.0, 5.0, 6.0, 7.5]))
            for outside, tissue in (
                (thick, Of.BONE),
                (thick - 1.4, Of.MARROW),
                (1.8, Of.BONE),
                (0.4, Of.DURA),
            ):
                canvas.fill(inset(room, -outside), tissue)
            canvas.fill(room, Of.CSF)


@dataclass(frozen=True)
class _RoomAgain:
    """The room for the brain once more, over whatever of the face reached into it."""

    def paint(self, canvas: Canvas) -> None:
        room = _BRAIN_ROOM.at(canvas.z)
        if len(room):
            canvas.fill(inset(room, -1.8), Of.BONE)
            canvas.fill(inset(room, -0.5), Of.DURA)
            canvas.fill(room, Of.CSF)


@cache
def head() -> tuple[Shape, ...]:
    """Return every shape of the head, back to front."""
    ears = pair((76, 14, -24), (8, 13, 26), Of.SKIN, (1, 0.5, 0), wobble_mm=2)
    inside = brain(GRID, _BRAIN_ROOM)
    return (*ears, _Envelope(), *face(), *skull_base(), _RoomAgain(), *inside)
