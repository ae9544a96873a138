"""How far two readers agree: proportions and Cohen's kappa, each with a 95 % confidence interval.

Kappa and its large-sample variance are those of Fleiss, Cohen and Everitt (Psychological Bulletin 72, 1969, 323-327);
intervals of proportions are Wilson's score intervals, which stay within 0 and 1.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from math import sqrt

import numpy as np
from numpy.typing import NDArray

Z_95 = 1.959963984540054


class Weights(Enum):
    """What a disagreement of some grades counts, 0 for agreement and 1 for the largest."""

    NONE = "unweighted"
    LINEAR = "linear weights"
    QUADRATIC = "quadratic weights"

    def of(self, grades: int) -> NDArray[np.float64]:
        """Return how much each cell of the table agrees, 1 on the diagonal; (grades, grades)."""
        places = np.arange(grades)
        apart = np.abs(places[:, None] - places[None, :]) / max(grades - 1, 1)
        if self is Weights.NONE:
            return np.asarray(apart == 0, dtype=np.float64)
        return np.asarray(1.0 - (apart if self is Weights.LINEAR else apart**2), dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Interval:
    """An estimate and the 95 % interval around it.

    Attributes
    ----------
    low, high
        None where so few or so uniform cases allow none.
    count
        Of cases it rests on.
    """

    value: float
    low: float | None
    high: float | None
    count: int


def proportion(hits: int, count: int) -> Interval | None:
    """Return a part of all cases with Wilson's interval, None where there is no case."""
    if not count:
        return None
    part, z2 = hits / count, Z_95**2
    middle = (part + z2 / (2 * count)) / (1 + z2 / count)
    half = Z_95 * sqrt(part * (1 - part) / count + z2 / (4 * count**2)) / (1 + z2 / count)
    return Interval(part, max(0.0, middle - half), min(1.0, middle + half), count)


def kappa(table: NDArray[np.int64], weights: Weights = Weights.NONE) -> Interval | None:
    """Return (weighted) kappa of a table of counts, rows the first reader, columns the second, least grade first.

    None where it is not defined: no case, or both readers give one and the same grade only.
    """
    count = int(table.sum())
    if not count:
        return None
    agrees = weights.of(table.shape[0])
    part = table / count
    rows, columns = part.sum(axis=1), part.sum(axis=0)
    observed = float((agrees * part).sum())
    expected = float((agrees * np.outer(rows, columns)).sum())
    if 1.0 - expected < 1e-12:
        return None
    value = (observed - expected) / (1.0 - expected)
    error = _standard_error(part, agrees, value, expected, count)
    if error <= 0.0:
        return Interval(value, None, None, count)
    return Interval(value, max(-1.0, value - Z_95 * error), min(1.0, value + Z_95 * error), count)


def table_of(pairs: Sequence[tuple[str, str]], scale: Sequence[str]) -> NDArray[np.int64]:
    """Return how often each pair of grades was given; grades that are not on the scale are left out."""
    place = {grade: at for at, grade in enumerate(scale)}
    table = np.zeros((len(scale), len(scale)), dtype=np.int64)
    for first, second in pairs:
        if first in place and second in place:
            table[place[first], place[second]] += 1
    return table


def _standard_error(
    part: NDArray[np.float64], agrees: NDArray[np.float64], value: float, expected: float, count: int
) -> float:
    """Return the large-sample standard error of kappa (Fleiss, Cohen and Everitt 1969, formula for κ ≠ 0)."""
    rows, columns = part.sum(axis=1), part.sum(axis=0)
    mean_of_row = agrees @ columns
    mean_of_column = rows @ agrees
    spread = agrees - (mean_of_row[:, None] + mean_of_column[None, :]) * (1.0 - value)
    variance = float((part * spread**2).sum()) - (value - expected * (1.0 - value)) ** 2
    return sqrt(max(variance, 0.0) / count) / (1.0 - expected) if variance > 1e-15 else 0.0
