"""Vessels and bronchi that branch from the hilum until they reach every part of a lung."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.demonstration.canvas import Points
from app.demonstration.shapes import Beads

STEP_MM = 4.0
MURRAY = 2.5
"""Exponent by which the calibres of branches add up to that of their parent."""


@dataclass(frozen=True)
class Tree:
    """Nodes, each joined to its parent, which comes before it.

    Attributes
    ----------
    positions_lps : (n, 3)
    parents : (n,)
        Index of the parent; the root is its own.
    leaves : (n,)
        How many ends each node feeds.
    """

    positions_lps: Points
    parents: NDArray[np.int64]
    leaves: Points

    def beads(self, end_radius_mm: float, label: int, largest_mm: float) -> Beads:
        """Return the tree as tubes, tapering from the root to its ends."""
        radii = np.minimum(end_radius_mm * self.leaves ** (1 / MURRAY), largest_mm)
        parents = self.parents
        centers, sizes = [], []
        for share in np.linspace(0, 1, 5)[1:]:
            centers.append(share * self.positions_lps + (1 - share) * self.positions_lps[parents])
            sizes.append(share * radii + (1 - share) * np.minimum(radii[parents], radii * 1.3))
        return Beads(np.concatenate(centers), np.concatenate(sizes), label)


def grow(root_lps: tuple[float, float, float], ends_lps: Points, detour: float = 0.45) -> Tree:
    """Join every end, (n, 3), to the tree where that is shortest, nearest ends first.

    Parameters
    ----------
    detour
        How much the way from the root counts against the new branch: 0 gives
        the least tissue, 1 the straightest way.
    """
    order = np.argsort(np.linalg.norm(ends_lps - root_lps, axis=1))
    room = len(ends_lps) * 40
    positions, travelled = np.zeros((room, 3)), np.zeros(room)
    parents = np.zeros(room, np.int64)
    positions[0], count = root_lps, 1
    for end in ends_lps[order]:
        gaps = np.linalg.norm(positions[:count] - end, axis=1)
        start = int(np.argmin(gaps + detour * travelled[:count]))
        pieces = max(1, int(np.ceil(gaps[start] / STEP_MM)))
        shares = np.arange(1, pieces + 1) / pieces
        new = slice(count, count + pieces)
        positions[new] = positions[start] + shares[:, None] * (end - positions[start])
        travelled[new] = travelled[start] + shares * gaps[start]
        parents[new] = [start, *range(count, count + pieces - 1)]
        count += pieces
    return _smoothed(positions[:count], parents[:count])


def _smoothed(positions: Points, parents: NDArray[np.int64]) -> Tree:
    """Round the corners, and count the ends behind every node."""
    children = np.bincount(parents[1:], minlength=len(parents))
    leaves = (children == 0).astype(float)
    for node in range(len(parents) - 1, 0, -1):
        leaves[parents[node]] += leaves[node]
    for _ in range(6):
        total = np.zeros_like(positions)
        np.add.at(total, parents[1:], positions[1:])
        inner = children > 0
        inner[0] = False
        ahead = total[inner] / children[inner][:, None]
        positions[inner] = 0.4 * positions[inner] + 0.3 * ahead + 0.3 * positions[parents[inner]]
    return Tree(positions, parents, leaves)
