"""CT of the thorax as the scanner would reconstruct it: partial volume, noise, table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from app.demonstration.canvas import Canvas, Labels, SliceGrid
from app.demonstration.marking import mark
from app.demonstration.spheres import add_sphere
from app.demonstration.texture import mottle
from app.demonstration.thorax import thorax
from app.demonstration.tissues import HU, MOTTLE_HU, Tissue, table
from app.demonstration.truth import Nodule, Position

GRID = SliceGrid.centered(512, 0.75, oversampling=2)
SLICES = 138
SLICE_SPACING_MM = 2.5
SLICE_THICKNESS_MM = 3.0
FIRST_Z = -222.5
NOISE_HU = 12.0
MARK_HU = 120.0
LOWEST_HU = -1024

_BLUR_PX = 0.55
_NEIGHBOR_SHARE = 0.16  # of each neighbouring slice: slices are a little thicker than they are apart

Hu = NDArray[np.float32]


@dataclass(frozen=True)
class CtScan:
    """What distinguishes one CT of the thorax from another."""

    nodule: Nodule
    shift_lps: Position
    seed: int


def slice_positions_z() -> list[float]:
    """Return z of the centre of every slice, feet first, mm."""
    return [FIRST_Z + SLICE_SPACING_MM * k for k in range(SLICES)]


def ct_slices(scan: CtScan) -> Iterator[NDArray[np.int16]]:
    """Yield every slice, (rows, columns) HU, feet first."""
    noise = _noise(scan.seed)
    heights = slice_positions_z()
    below = here = _tissue_slice(scan, heights[0])
    for k, z in enumerate(heights):
        above = _tissue_slice(scan, z + SLICE_SPACING_MM)
        yield _finished(scan, z, (below, here, above), _shaken(noise, scan.seed, k))
        below, here = here, above


def _tissue_slice(scan: CtScan, z: float) -> Hu:
    """Return the HU of an infinitely thin slice, without noise."""
    canvas = Canvas(GRID, z, scan.shift_lps)
    for shape in thorax():
        shape.paint(canvas)
    cv2.copyTo(_table_labels(), cv2.compare(canvas.labels, int(Tissue.AIR), cv2.CMP_EQ), canvas.labels)
    values = canvas.values(table(HU))
    values += cv2.LUT(canvas.labels[::2, ::2], table(MOTTLE_HU)) * mottle(canvas.z, GRID.rows, GRID.columns)
    return np.asarray(cv2.GaussianBlur(values, (0, 0), _BLUR_PX), np.float32)


def _finished(scan: CtScan, z: float, stack: tuple[Hu, Hu, Hu], noise: Hu) -> NDArray[np.int16]:
    """Return a slice as it is stored: thickness, nodule, noise, mark."""
    below, here, above = stack
    values = (1 - 2 * _NEIGHBOR_SHARE) * here + _NEIGHBOR_SHARE * (below + above)
    add_sphere(
        values,
        GRID,
        center_lps=scan.nodule.center_lps,
        diameter_mm=scan.nodule.diameter_mm,
        brightness=scan.nodule.hu,
        z=z,
        thickness_mm=SLICE_SPACING_MM,
    )
    values += noise
    mark(values, MARK_HU, (12, 18))
    stored: NDArray[np.int16] = np.rint(np.clip(values, LOWEST_HU, 3071)).astype(np.int16)
    return stored


@cache
def _table_labels() -> Labels:
    """Return the patient table alone: a thin curved shell filled with foam."""
    canvas = Canvas(GRID, 0.0)
    x = np.linspace(-188, 188, 90)
    top, bottom = 121 - 0.00095 * x**2, 150 - 0.0016 * x**2
    outline = np.concatenate([np.column_stack([x, top]), np.column_stack([x, bottom])[::-1]])
    canvas.fill(outline, Tissue.TABLE)
    inner = outline * [0.99, 1] + np.repeat([[0, 1.6], [0, -1.6]], len(x), axis=0)
    canvas.fill(inner, Tissue.FOAM)
    return canvas.labels


def _noise(seed: int) -> Hu:
    """Return a few slices of noise with the texture of a soft reconstruction kernel, (16, rows, columns)."""
    rng = np.random.default_rng(seed)
    white = rng.standard_normal((16, GRID.rows, GRID.columns), dtype=np.float32)
    slices = [cv2.GaussianBlur(one, (0, 0), 0.8) - 0.7 * cv2.GaussianBlur(one, (0, 0), 2.2) for one in white]
    noise = np.stack(slices)
    return noise * np.float32(NOISE_HU / noise.std())


def _shaken(noise: Hu, seed: int, k: int) -> Hu:
    """Return one noise slice, turned and shifted so that it is never the same twice."""
    rng = np.random.default_rng([seed, k])
    one = noise[rng.integers(len(noise))]
    one = one[:: rng.choice([-1, 1]), :: rng.choice([-1, 1])]
    return np.roll(one, tuple(rng.integers(0, GRID.rows, 2)), axis=(0, 1))
