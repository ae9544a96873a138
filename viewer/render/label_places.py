"""Where a label goes: beside its point, inside the viewport, over nothing that must stay readable."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import hypot

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the screen, device pixels."""

    x: float
    y: float
    width: float
    height: float

    def nearest_to(self, x: float, y: float) -> tuple[float, float]:
        """Return the point of the box nearest to another point."""
        return min(max(x, self.x), self.x + self.width), min(max(y, self.y), self.y + self.height)

    def distance_to(self, x: float, y: float) -> float:
        """Return how far a point lies from the box, 0 within it."""
        near = self.nearest_to(x, y)
        return hypot(near[0] - x, near[1] - y)


RINGS = (1.0, 2.5, 5.0, 9.0)
"""How far out places are tried, in gaps."""

PREFERENCE = 1e-3
"""What a place costs for coming later in the order, in shares of a label's area."""

WORDS = 1000.0
"""How much worse it is to hide words or handles than lines and measured pixels."""

SIDES = np.array(
    [(1, 1), (1, -1), (1, 0), (-1, 1), (-1, -1), (-1, 0), (0, -1), (0, 1)],
    dtype=np.float64,
)
"""Directions from the point to the label, x to the right, y down, the preferred first."""


def place(
    at: tuple[float, float],
    size: tuple[float, float],
    viewport: tuple[float, float],
    taken: Sequence[Box],
    better_not: Sequence[Box] = (),
    *,
    gap: float,
) -> Box:
    """Return the place for a label of a size near a point.

    Places close by come before those farther out, and right before left. The first that hides nothing wins; where
    there is none, the one that hides least. ``taken`` are words and handles, ``better_not`` lines and areas.
    """
    candidates = _candidates(at, size, viewport, gap)
    area = size[0] * size[1]
    costs = PREFERENCE * area * np.arange(len(candidates))
    costs += WORDS * _hidden(candidates, size, [*taken, _around(at, gap / 2)])
    costs += _hidden(candidates, size, better_not)
    x, y = candidates[int(np.argmin(costs))]
    return Box(float(x), float(y), *size)


def _candidates(
    at: tuple[float, float], size: tuple[float, float], viewport: tuple[float, float], gap: float
) -> NDArray[np.float64]:
    """Return upper left corners, (n, 2), all inside the viewport as far as it is large enough."""
    extent = np.asarray(size)
    middles = np.asarray(at) + SIDES * (extent / 2 + gap * np.asarray(RINGS)[:, None, None])
    farthest = np.asarray(viewport) - extent
    corners: NDArray[np.float64] = np.maximum(np.minimum(middles.reshape(-1, 2) - extent / 2, farthest), 0.0)
    return corners


def _around(at: tuple[float, float], reach: float) -> Box:
    return Box(at[0] - reach, at[1] - reach, 2 * reach, 2 * reach)


def _hidden(
    candidates: NDArray[np.float64], size: tuple[float, float], boxes: Sequence[Box]
) -> NDArray[np.float64]:
    """Return the area of boxes under a label at each candidate, (n,)."""
    if not boxes:
        return np.zeros(len(candidates))
    edges = np.array([(box.x, box.y, box.x + box.width, box.y + box.height) for box in boxes])
    x, y = candidates[:, 0:1], candidates[:, 1:2]
    across = np.minimum(x + size[0], edges[:, 2]) - np.maximum(x, edges[:, 0])
    along = np.minimum(y + size[1], edges[:, 3]) - np.maximum(y, edges[:, 1])
    shared: NDArray[np.float64] = (np.maximum(across, 0) * np.maximum(along, 0)).sum(axis=1)
    return shared
