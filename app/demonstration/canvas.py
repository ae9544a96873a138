"""A slice of patient space, painted back to front with tissue labels.

Labels are painted on a lattice finer than the pixels, so that the edge between two
tissues carries their mixture once the slice is brought down to pixel size.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

FRACTION_BITS = 4  # OpenCV takes sub-pixel positions as fixed-point integers

Points = NDArray[np.float64]
Labels = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class SliceGrid:
    """The pixels that all axial slices of a series share.

    Attributes
    ----------
    first_lps : (x, y)
        Centre of the upper left pixel, mm; columns run to the left, rows to the back.
    spacing_mm
        Between neighbouring pixel centres, the same along rows and columns.
    oversampling
        Lattice points per pixel, along rows and along columns.
    """

    first_lps: tuple[float, float]
    spacing_mm: float
    rows: int
    columns: int
    oversampling: int = 1

    @classmethod
    def centered(cls, size: int, spacing_mm: float, oversampling: int = 1) -> SliceGrid:
        """Return a square grid of size × size pixels around x = y = 0."""
        edge = -spacing_mm * (size - 1) / 2
        return cls((edge, edge), spacing_mm, size, size, oversampling)

    def columns_lps(self) -> Points:
        """Return x of every column, mm."""
        return self.first_lps[0] + self.spacing_mm * np.arange(self.columns, dtype=np.float64)

    def rows_lps(self) -> Points:
        """Return y of every row, mm."""
        return self.first_lps[1] + self.spacing_mm * np.arange(self.rows, dtype=np.float64)

    @property
    def lattice_per_mm(self) -> float:
        """Lattice points per mm."""
        return self.oversampling / self.spacing_mm

    def to_lattice(self, points_lps: Points) -> Points:
        """Return (column, row) on the lattice of (n, 2) positions, mm."""
        pixels = (points_lps - np.asarray(self.first_lps)) / self.spacing_mm
        lattice: Points = (pixels + 0.5) * self.oversampling - 0.5
        return lattice


class Canvas:
    """The labels of one axial slice.

    Positions are the anatomy's own, mm; `shift_lps` is where the patient has moved on the table.
    """

    def __init__(
        self, grid: SliceGrid, z_lps: float, shift_lps: tuple[float, float, float] = (0.0, 0.0, 0.0)
    ) -> None:
        self.z = z_lps - shift_lps[2]
        self.labels: Labels = np.zeros(
            (grid.rows * grid.oversampling, grid.columns * grid.oversampling), np.uint8
        )
        self._grid = grid
        self._shift = np.asarray(shift_lps[:2])

    def fill(self, outline: Points, label: int) -> None:
        """Fill a closed outline, (n, 2) mm."""
        if len(outline) > 2:
            cv2.fillPoly(self.labels, [self._fixed(outline)], label, shift=FRACTION_BITS)

    def lines(self, lines: Sequence[Points], label: int, thickness_mm: float, within: int) -> None:
        """Draw open lines through (n, 2) mm each, only over the label `within`."""
        thickness = max(1, round(thickness_mm * self._grid.lattice_per_mm))
        drawn = self.labels.copy()
        fixed = [self._fixed(points) for points in lines]
        cv2.polylines(drawn, fixed, False, label, thickness, shift=FRACTION_BITS)
        cv2.copyTo(drawn, cv2.compare(self.labels, within, cv2.CMP_EQ), self.labels)

    def discs(self, centers: Points, radii_mm: Points, label: int) -> None:
        """Fill discs of (n,) radii around (n, 2) mm."""
        scale = self._grid.lattice_per_mm * 2**FRACTION_BITS
        radii = np.rint(radii_mm * scale).astype(int).tolist()
        for center, radius in zip(self._fixed(centers).tolist(), radii, strict=True):
            cv2.circle(self.labels, center, radius, label, cv2.FILLED, cv2.LINE_8, FRACTION_BITS)

    def values(self, by_label: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return pixels, (rows, columns): each the mean over its lattice points of by_label, (256,)."""
        fine = cv2.LUT(self.labels, by_label)
        if self._grid.oversampling == 1:
            return np.asarray(fine, np.float32)
        pixels: NDArray[np.float32] = cv2.resize(
            fine, (self._grid.columns, self._grid.rows), interpolation=cv2.INTER_AREA
        )
        return pixels

    def _fixed(self, points: Points) -> NDArray[np.int32]:
        lattice = self._grid.to_lattice(points + self._shift)
        fixed: NDArray[np.int32] = np.rint(lattice * 2**FRACTION_BITS).astype(np.int32)
        return fixed
