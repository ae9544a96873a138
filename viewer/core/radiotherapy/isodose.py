"""Lines of equal dose, and which of them are drawn."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from viewer.core.radiotherapy.dose import Field

Segments = NDArray[np.float64]
"""(n, 2, 2): start and end (x, y) of straight lines, in samples of the field."""


@dataclass(frozen=True, slots=True)
class Isodose:
    """A level: a part of the reference dose, and its colour, "#rrggbb"."""

    percent: float
    color: str
    is_shown: bool = True


USUAL = (
    Isodose(110, "#ff4df0"),
    Isodose(105, "#ff2e63"),
    Isodose(100, "#ff3b30"),
    Isodose(95, "#ff9500"),
    Isodose(90, "#ffd60a"),
    Isodose(80, "#a4de02"),
    Isodose(70, "#34c759"),
    Isodose(50, "#00c7d6"),
    Isodose(30, "#409cff"),
    Isodose(10, "#9a7bff"),
)
"""Red is what was prescribed; warmer is more, colder is less."""


# Which edges of a cell a line crosses, by which of its corners lie above: bits of the upper left, upper right, lower
# right and lower left corner. Edges: 0 top, 1 right, 2 bottom, 3 left. Saddles (5, 10) have two lines.
_CROSSED: tuple[tuple[tuple[int, int], ...], ...] = (
    *((), ((3, 0),), ((0, 1),), ((3, 1),)),
    *(((1, 2),), ((3, 0), (1, 2)), ((0, 2),), ((3, 2),)),
    *(((2, 3),), ((2, 0),), ((0, 1), (2, 3)), ((2, 1),)),
    *(((1, 3),), ((1, 0),), ((0, 3),), ()),
)
_TURNED = {5: ((0, 1), (2, 3)), 10: ((3, 0), (1, 2))}
"""The lines of a saddle whose middle lies above."""


def isoline(field: Field, level: float) -> Segments:
    """Return the line on which a field has a value, as short straight pieces.

    Within a cell of four samples values run linearly along its edges. Cells with a NaN have no line.
    """
    above = field >= level
    code = (
        above[:-1, :-1] * np.uint8(1)
        + above[:-1, 1:] * np.uint8(2)
        + above[1:, 1:] * np.uint8(4)
        + above[1:, :-1] * np.uint8(8)
    )
    rows, columns = np.nonzero((code > 0) & (code < 15))
    corners = np.stack(
        (
            field[rows, columns],
            field[rows, columns + 1],
            field[rows + 1, columns + 1],
            field[rows + 1, columns],
        ),
        axis=1,
    ).astype(np.float64)
    known = ~np.isnan(corners).any(axis=1)
    rows, columns, corners = rows[known], columns[known], corners[known]
    codes = code[rows, columns].astype(np.int64)
    edges = _edge_points(rows, columns, corners, level)
    pieces = [np.zeros((0, 2, 2))]
    middle_above = corners.mean(axis=1) >= level
    for kind in np.unique(codes):
        of_kind = codes == kind
        turned = _TURNED.get(int(kind))
        for chosen, joins in (
            (of_kind if turned is None else of_kind & ~middle_above, _CROSSED[kind]),
            (of_kind & middle_above, turned or ()),
        ):
            pieces += [np.stack((edges[chosen, one], edges[chosen, other]), axis=1) for one, other in joins]
    return np.concatenate(pieces)


def _edge_points(
    rows: NDArray[np.int64], columns: NDArray[np.int64], corners: NDArray[np.float64], level: float
) -> NDArray[np.float64]:
    """Return where the level lies on the four edges of cells, (cells, 4, 2); nonsense on edges it does not cross."""
    after = np.roll(corners, -1, axis=1)
    rise = after - corners
    share = (level - corners) / np.where(rise == 0, 1.0, rise)
    starts = np.asarray([(0, 0), (1, 0), (1, 1), (0, 1)], dtype=np.float64)
    runs = np.asarray([(1, 0), (0, 1), (-1, 0), (0, -1)], dtype=np.float64)
    inside = starts + share[..., None] * runs
    return inside + np.stack((columns, rows), axis=-1)[:, None, :]
