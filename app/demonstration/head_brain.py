"""What the skull holds: brain, ventricles, dura and vessels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.demonstration.canvas import Canvas, SliceGrid
from app.demonstration.head_cortex import Cerebellum, Cerebrum, midline_x
from app.demonstration.head_tissues import HeadTissue as Of
from app.demonstration.shapes import Beads, Contours, Ellipsoid, Shape, both, pair


@dataclass(frozen=True)
class _Falx:
    """The sheet of dura between the hemispheres."""

    room: Contours

    def paint(self, canvas: Canvas) -> None:
        if canvas.z < -4:
            return
        room = self.room.at(canvas.z)
        if len(room) == 0:
            return
        for front, back in (
            (room[:, 1].min(), room[:, 1].min() + 32),
            (room[:, 1].max() - 45, room[:, 1].max()),
        ):
            y = np.linspace(front, back, 30)
            x = midline_x(y.astype(np.float32), canvas.z)
            sheet = np.column_stack(
                [np.concatenate([x - 0.4, (x + 0.4)[::-1]]), np.concatenate([y, y[::-1]])]
            )
            canvas.fill(sheet, Of.DURA)


# fmt: off
def brain(grid: SliceGrid, room: Contours) -> list[Shape]:
    """Return everything inside the dura, back to front; `room` is the outline of the dura."""
    ventricle = [(6, -43, 4, 3.5), (7, -30, 12, 5.5), (8, -8, 20, 6), (14, 16, 22, 6.5), (24, 36, 14, 8),
                 (27, 50, 7, 5), (25, 66, 4, 2)]
    temporal_horn = [(26, 36, 8, 6), (33, 22, -8, 3.5), (31, 4, -18, 3), (29, -10, -20, 2)]
    callosum = ((0, -36, 2, 2.5), (0, -49, 8, 4.5), (0, -44, 18, 4), (0, -18, 28, 3.2), (0, 12, 31, 3.2),
                (0, 34, 26, 4), (0, 42, 16, 5.5))
    sheet = [
        Beads.along([(x, y, z - abs(x) / 6, radius) for _, y, z, radius in callosum], Of.WHITE)
        for x in range(-12, 13, 3)
    ]
    return [
        *_petrous(),
        _Falx(room),
        Cerebrum(grid),
        Cerebellum(grid),
        Ellipsoid.pointing((0, -4, 13), (1.2, 38, 15), Of.DEEP_GREY),
        *sheet,
        *pair((15, 8, -2), (9, 9, 20), Of.WHITE, (1, 0.2, 0.5)),
        Beads.along([(0, 6, -2, 7), (0, 12, -14, 13), (0, 9, -28, 14.5), (0, 14, -42, 10), (0, 22, -60, 7),
                     (0, 29, -110, 6.5)], Of.BRAINSTEM),
        *both([(7, 12, -8, 9), (10, 4, -12, 8), (13, 0, -6, 7)], Of.BRAINSTEM),
        *both([(10, 16, -30, 7), (18, 32, -33, 7), (22, 46, -35, 8)], Of.WHITE),
        *pair((24, 46, -36), (6, 4, 4), Of.DEEP_GREY, wobble_mm=1.5),
        *pair((15, -26, 8), (6, 11, 10), Of.DEEP_GREY),
        *both([(14, -18, 17, 4), (17, 0, 22, 3), (21, 18, 22, 2.4), (29, 32, 12, 2)], Of.DEEP_GREY),
        *pair((26, -8, 3), (5.6, 17, 11), Of.DEEP_GREY, (1, -0.28, 0)),
        *pair((19.5, -3, 0), (4.6, 10, 7), Of.PALLIDUM, (1, -0.4, 0)),
        *pair((11.5, 14, 6), (9.5, 15, 10), Of.DEEP_GREY, (1, -0.3, 0)),
        *both([(30, 8, -18, 5), (31, -4, -22, 6), (28, -14, -20, 7)], Of.GREY),
        *both(ventricle, Of.CSF),
        *both(temporal_horn, Of.CSF),
        *both([(24, 34, 15, 2.5), (26, 40, 10, 3), (28, 34, 3, 2)], Of.CHOROID),
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
        *both(ridge, Of.BONE),
        *(part.thicker(-4.5, Of.MARROW) for part in both(ridge[:2], Of.BONE)),
        *both([(14, 6, -35, 2.5), (24, 7, -35, 2.2), (30, 6, -35, 1.8)], Of.CSF),
        *both([(34, 6, -35, 2.2), (38, 10, -35, 1.6), (42, 14, -34, 1.4)], Of.VITREOUS),
        *(cell for x, y, z in ((56, 20, -38), (52, 26, -42), (60, 26, -44), (50, 16, -44), (58, 14, -45),
                               (56, 24, -50))
          for cell in pair((x, y, z), (3.4, 3.2, 3.6), Of.AIR)),
    ]


def _vessels() -> list[Shape]:
    sagittal_sinus = [(0, -78, 40, 1.5), (0, -45, 66, 2.2), (0, 0, 75.5, 2.8), (0, 45, 67, 3.4), (0, 78, 42, 3.8),
                      (0, 89, 8, 4)]
    return [
        Beads.along(sagittal_sinus, Of.FLOWING_BLOOD),
        *both([(0, 88, 4, 4), (24, 80, -6, 3.8), (48, 62, -14, 3.8), (58, 36, -22, 4), (52, 24, -38, 4)],
              Of.FLOWING_BLOOD),
        *both([(20, 2, -64, 2.6), (22, -4, -44, 2.6), (12, -12, -28, 2.4), (11, -28, -18, 2.4), (13, -22, -8, 2.2)],
               Of.FLOWING_BLOOD),
        *both([(13, -22, -8, 1.7), (28, -20, -8, 1.6), (38, -12, -4, 1.3), (42, 2, 0, 1.0)], Of.FLOWING_BLOOD),
        Beads.along([(0, 1, -46, 1.8), (0, -8, -30, 1.9), (0, -6, -14, 1.7)], Of.FLOWING_BLOOD),
        Beads.along([(0, 48, 10, 2.2), (0, 62, 8, 2.4), (0, 86, 6, 2.6)], Of.FLOWING_BLOOD),
    ]
# fmt: on
