"""Lines of equal dose, and which of them are drawn."""

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from viewer.core.radiotherapy.dose import Field

Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """A line through points, (n, 2) = (x, y) in samples of the field."""

    points: NDArray[np.float64]
    closed: bool


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

MOST_LEVELS, MOST_PERCENT = 30, 1000.0
_SAID = re.compile(r"([0-9]+(?:[.,][0-9]+)?)\s*(%|c?gy)?", re.IGNORECASE)


def levels_in(words: str, reference_gy: float) -> tuple[Isodose, ...]:
    """Return levels as a reader writes them, highest first: "100 95 50", "57 Gy, 20 Gy"; bare numbers are percent.

    Raises
    ------
    ValueError
        In words, where something is no level.
    """
    left = _SAID.sub("", words).strip(" ,;\n\t")
    if left:
        raise ValueError(f"“{left[:20]}” is no dose: write percentages such as 95, or doses such as 57 Gy")
    percents = {_percent(number, unit, reference_gy) for number, unit in _SAID.findall(words)}
    if not percents or len(percents) > MOST_LEVELS:
        raise ValueError(f"write 1 to {MOST_LEVELS} levels")
    if not 0 < min(percents) <= max(percents) <= MOST_PERCENT:
        raise ValueError(f"levels lie between 0 and {MOST_PERCENT:g} %")
    return tuple(Isodose(percent, color_of(percent)) for percent in sorted(percents, reverse=True))


def _percent(number: str, unit: str, reference_gy: float) -> float:
    value = float(number.replace(",", "."))
    in_gy = {"gy": value, "cgy": value / 100}.get(unit.lower())
    if in_gy is None:
        return value
    if reference_gy <= 0:
        raise ValueError("there is no reference dose: write percentages")
    return round(100 * in_gy / reference_gy, 6)


def color_of(percent: float) -> str:
    """Return the colour of a level: that of the usual one, or what lies between two of them."""
    places = [level.percent for level in reversed(USUAL)]
    colors = [[int(level.color[at : at + 2], 16) for at in (1, 3, 5)] for level in reversed(USUAL)]
    parts = [round(float(np.interp(percent, places, [color[part] for color in colors]))) for part in range(3)]
    return "#" + "".join(f"{part:02x}" for part in parts)


# Which edges of a cell a line enters and leaves by, what is above to its left, by which of its corners lie above: bits
# of the upper left, upper right, lower right and lower left corner. Edges: 0 top, 1 right, 2 bottom, 3 left. Saddles
# (5, 10) have two lines.
_CROSSED: tuple[tuple[tuple[int, int], ...], ...] = (
    *((), ((3, 0),), ((0, 1),), ((3, 1),)),
    *(((1, 2),), ((3, 0), (1, 2)), ((0, 2),), ((3, 2),)),
    *(((2, 3),), ((2, 0),), ((0, 1), (2, 3)), ((2, 1),)),
    *(((1, 3),), ((1, 0),), ((0, 3),), ()),
)
_TURNED = {5: ((1, 0), (3, 2)), 10: ((0, 3), (2, 1))}
"""The lines of a saddle whose middle lies above."""


def _table() -> NDArray[np.int64]:
    """Return entering and leaving edges, (code, whether the middle lies above, line, 2); -1 for no line."""
    table = np.full((16, 2, 2, 2), -1, dtype=np.int64)
    for code, joins in enumerate(_CROSSED):
        for middle, lines in enumerate((joins, _TURNED.get(code, joins))):
            for place, line in enumerate(lines):
                table[code, middle, place] = line
    return table


_JOINS = _table()


def isolines(field: Field, level: float) -> tuple[Curve, ...]:
    """Return the lines on which a field has a value.

    Within a cell of four samples values run linearly along its edges. Cells with a NaN have no line.
    """
    above = (field >= level).view(np.uint8)
    code = above[:-1, :-1] + 2 * above[:-1, 1:] + 4 * above[1:, 1:] + 8 * above[1:, :-1]
    crossed = np.flatnonzero((code > 0) & (code < 15))
    rows, columns = np.divmod(crossed, code.shape[1])
    corners = np.stack(
        [field[rows + down, columns + across] for down, across in ((0, 0), (0, 1), (1, 1), (1, 0))], axis=1
    ).astype(np.float64)
    known = ~np.isnan(corners).any(axis=1)
    rows, columns, corners = rows[known], columns[known], corners[known]
    cells, enters, leaves = _joins(code[rows, columns], corners.mean(axis=1) >= level)
    if not len(cells):
        return ()
    places = _edge_points(rows, columns, corners, level)
    names = _edge_names(rows, columns, field.shape)
    return _followed(places[cells, enters], names[cells, enters], names[cells, leaves], places[cells, leaves])


def _joins(code: NDArray[np.uint8], middle_above: NDArray[np.bool_]) -> tuple[Places, Places, Places]:
    """Return which cells lines cross, and by which of their edges they enter and leave."""
    joins = _JOINS[code, middle_above.view(np.uint8)]
    cells, line = np.nonzero(joins[..., 0] >= 0)
    return cells, joins[cells, line, 0], joins[cells, line, 1]


def _edge_points(
    rows: Places, columns: Places, corners: NDArray[np.float64], level: float
) -> NDArray[np.float64]:
    """Return where the level lies on the four edges of cells, (cells, 4, 2); nonsense on edges it does not cross."""
    rise = np.roll(corners, -1, axis=1) - corners
    share = (level - corners) / np.where(rise == 0, 1.0, rise)
    starts = np.asarray([(0, 0), (1, 0), (1, 1), (0, 1)], dtype=np.float64)
    runs = np.asarray([(1, 0), (0, 1), (-1, 0), (0, -1)], dtype=np.float64)
    inside = starts + share[..., None] * runs
    return np.asarray(inside + np.stack((columns, rows), axis=-1)[:, None, :])


def _edge_names(rows: Places, columns: Places, shape: tuple[int, ...]) -> NDArray[np.int64]:
    """Return a number for each of the four edges of cells, (cells, 4); neighbours call a shared edge the same."""
    level, upright = rows * shape[1] + columns, shape[0] * shape[1] + rows * shape[1] + columns
    return np.stack((level, upright + 1, level + shape[1], upright), axis=1)


def _followed(
    starts: NDArray[np.float64], start_names: Places, end_names: Places, ends: NDArray[np.float64]
) -> tuple[Curve, ...]:
    """Return pieces joined end to start: those that begin nowhere first, then those that go round."""
    order = np.argsort(start_names)
    found = np.minimum(np.searchsorted(start_names, end_names, sorter=order), len(order) - 1)
    following = np.where(start_names[order[found]] == end_names, order[found], -1)
    is_first = np.ones(len(starts), dtype=np.bool_)
    is_first[following[following >= 0]] = False
    after: list[int] = following.tolist()
    used = [False] * len(after)
    curves: list[Curve] = []
    for first in (*np.flatnonzero(is_first).tolist(), *range(len(after))):
        if used[first]:
            continue
        path, here = [], first
        while here >= 0 and not used[here]:
            used[here] = True
            path.append(here)
            here = after[here]
        points = starts[path]
        curves.append(Curve(points if here >= 0 else np.concatenate((points, ends[path[-1:]])), here >= 0))
    return tuple(curves)


def thinned(points: NDArray[np.float64], tolerance: float) -> NDArray[np.float64]:
    """Return a line without points that lie within ``tolerance`` of the line between their neighbours.

    Two rounds, in each of which no two neighbours go: what is left is nowhere farther away than twice as much.
    """
    for _ in range(2):
        if len(points) < 5:
            return points
        before, here, after = points[0:-2:2], points[1:-1:2], points[2::2]
        chord = after - before
        length = np.maximum(np.hypot(chord[:, 0], chord[:, 1]), 1e-12)
        away = np.abs(chord[:, 0] * (here - before)[:, 1] - chord[:, 1] * (here - before)[:, 0]) / length
        kept = np.ones(len(points), dtype=np.bool_)
        kept[1 : 1 + 2 * len(away) : 2] = away > tolerance
        points = points[kept]
    return points
