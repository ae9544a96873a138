"""Spheres in voxels: what a nodule or a lesion of known size looks like on slices."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from app.demonstration.canvas import SliceGrid

_LAYERS = 10
"""Into how many thinner slices a slice is cut to find how much of a voxel is filled."""


def add_sphere(
    values: NDArray[np.float32],
    grid: SliceGrid,
    *,
    center_lps: tuple[float, float, float],
    diameter_mm: float,
    brightness: float,
    z: float,
    thickness_mm: float,
) -> None:
    """Blend a sphere into the slice at z, (rows, columns), by the share of every voxel that it fills."""
    radius = diameter_mm / 2
    layers = z - center_lps[2] + ((np.arange(_LAYERS) + 0.5) / _LAYERS - 0.5) * thickness_mm
    reaches = np.sqrt(radius**2 - layers[np.abs(layers) < radius] ** 2)
    if len(reaches) == 0:
        return
    across, down = grid.columns_lps() - center_lps[0], grid.rows_lps() - center_lps[1]
    near = radius + 2 * grid.spacing_mm
    rows, columns = np.flatnonzero(np.abs(down) < near), np.flatnonzero(np.abs(across) < near)
    distance = np.hypot(down[rows][:, None], across[columns][None, :])
    filled = sum(np.clip((reach - distance) / grid.spacing_mm + 0.5, 0, 1) for reach in reaches) / _LAYERS
    box = np.ix_(rows, columns)
    values[box] += (filled * (brightness - values[box])).astype(np.float32)
