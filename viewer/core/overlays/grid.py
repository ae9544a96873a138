"""Where the pixels of one image lie, in the space of the layer that is asked what lies over them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from viewer.core.geometry import PlaneGeometry, Points
from viewer.core.study import FrameKey

Affine = NDArray[np.float64]
Matrix = NDArray[np.float64]
"""(4, 4), positions as columns (x, y, z, 1) in mm."""

PARALLEL = 1e-3
"""Sine of the angle up to which two planes count as parallel."""


@dataclass(frozen=True, slots=True, eq=False)
class ImageGrid:
    """The pixels of an image as an affine grid: centre of (i, j) = origin + i * across + j * down.

    Positions are in the Frame of Reference of the layer that is asked: a registration is applied already, and where
    that is no rigid one ``across`` and ``down`` are neither orthogonal nor of the image's own length.

    Attributes
    ----------
    key
        The image's frame, for what refers to images by name.
    origin_lps
        (3,) centre of the first pixel, mm.
    across, down
        (3,) steps from column to column and from row to row, mm.
    in_patient
        False where the image does not say where it lies; then only the key counts.
    thickness_mm
        Of the slice, as its header says; 0 where it says nothing.
    """

    key: FrameKey
    rows: int
    columns: int
    origin_lps: NDArray[np.float64]
    across: NDArray[np.float64]
    down: NDArray[np.float64]
    in_patient: bool = True
    thickness_mm: float = 0.0

    @classmethod
    def of(
        cls,
        key: FrameKey,
        plane: PlaneGeometry,
        shape: tuple[int, int],
        matrix: Matrix | None = None,
        *,
        thickness_mm: float = 0.0,
    ) -> "ImageGrid":
        """Return the grid of an image of (rows, columns); ``matrix`` leads from its space to the layer's."""
        origin = np.asarray(plane.origin_lps, dtype=np.float64)
        across = np.asarray(plane.right, dtype=np.float64) * plane.column_spacing_mm
        down = np.asarray(plane.down, dtype=np.float64) * plane.row_spacing_mm
        if matrix is not None:
            origin = matrix[:3, :3] @ origin + matrix[:3, 3]
            across, down = matrix[:3, :3] @ across, matrix[:3, :3] @ down
        return cls(key, *shape, origin, across, down, plane.in_patient, thickness_mm)

    @property
    def normal(self) -> NDArray[np.float64]:
        """(3,) unit vector across × down."""
        normal = np.cross(self.across, self.down)
        unit: NDArray[np.float64] = normal / np.linalg.norm(normal)
        return unit

    @property
    def center_lps(self) -> NDArray[np.float64]:
        """(3,) middle of the image."""
        return np.asarray(self.to_lps(((self.columns - 1) / 2, (self.rows - 1) / 2)))

    def to_lps(self, pixels: ArrayLike) -> Points:
        """Return positions, (n, 3) or (3,) mm, of pixel positions (i, j), (n, 2) or (2,)."""
        ij = np.asarray(pixels, dtype=np.float64)
        positions: Points = self.origin_lps + ij[..., 0:1] * self.across + ij[..., 1:2] * self.down
        return positions

    def to_pixels(self, points_lps: ArrayLike) -> NDArray[np.float64]:
        """Return pixel positions (i, j), (n, 2) or (2,), of positions projected onto the plane along its normal."""
        away = np.asarray(points_lps, dtype=np.float64) - self.origin_lps
        aa, ad, dd = self.across @ self.across, self.across @ self.down, self.down @ self.down
        along_across, along_down = away @ self.across, away @ self.down
        area = aa * dd - ad * ad
        i, j = (dd * along_across - ad * along_down) / area, (aa * along_down - ad * along_across) / area
        return np.stack([i, j], axis=-1)

    def distance_mm(self, points_lps: ArrayLike) -> NDArray[np.float64]:
        """Return how far positions, (n, 3) or (3,), lie from the plane, mm, positive along the normal."""
        return np.asarray((np.asarray(points_lps, dtype=np.float64) - self.origin_lps) @ self.normal)

    def is_parallel_to(self, normal: ArrayLike) -> bool:
        """Whether the image lies parallel to planes with this unit normal, either way round."""
        return float(np.linalg.norm(np.cross(self.normal, np.asarray(normal, dtype=np.float64)))) <= PARALLEL

    def raster_to_image(self, other: PlaneGeometry) -> Affine:
        """Return the (2, 3) map from pixel positions of a parallel plane to pixel positions of this image."""
        first, across, down = self.to_pixels(other.to_lps([(0, 0), (1, 0), (0, 1)]))
        return np.stack([across - first, down - first, first], axis=1)
