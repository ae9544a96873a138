"""MR of the head: one anatomy, two contrasts."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

import cv2
import numpy as np
from numpy.typing import NDArray

from app.demonstration.canvas import Canvas, Labels
from app.demonstration.head import GRID, head
from app.demonstration.head_tissues import LESION_T1, LESION_T2, MOTTLE, T1, T2, HeadTissue
from app.demonstration.marking import mark
from app.demonstration.spheres import add_sphere
from app.demonstration.texture import mottle
from app.demonstration.truth import Lesion

SLICES = 74
SLICE_SPACING_MM = 2.5
FIRST_Z = -92.5
NOISE = 11.0
MARK = 700

_NEIGHBOR_SHARE = 0.17  # of each neighbouring slice: profiles are not square
_BLUR_PX = 0.5

Signal = NDArray[np.float32]


def _table(values: dict[HeadTissue, float]) -> NDArray[np.float32]:
    """Return values by label, (256,); tissues left out are 0."""
    by_label = np.zeros(256, np.float32)
    for tissue, value in values.items():
        by_label[tissue] = value
    return by_label


_MOTTLE = _table(MOTTLE)


class Contrast(Enum):
    """What makes a series bright: how fast tissue recovers, or how slowly it fades."""

    T1 = "T1"
    T2 = "T2"

    @property
    def signals(self) -> NDArray[np.float32]:
        """Signal by label, (256,)."""
        return _table(T1 if self is Contrast.T1 else T2)

    @property
    def lesion(self) -> float:
        """Signal of the lesion."""
        return LESION_T1 if self is Contrast.T1 else LESION_T2


def slice_positions_z() -> list[float]:
    """Return z of the centre of every slice, feet first, mm."""
    return [FIRST_Z + SLICE_SPACING_MM * k for k in range(SLICES)]


def head_labels() -> tuple[Labels, ...]:
    """Return the labels of every slice, feet first; all contrasts are made from them."""
    slices = []
    for z in slice_positions_z():
        canvas = Canvas(GRID, z)
        for shape in head():
            shape.paint(canvas)
        slices.append(canvas.labels)
    return tuple(slices)


def mr_slices(
    labels: tuple[Labels, ...], contrast: Contrast, lesion: Lesion, seed: int
) -> Iterator[NDArray[np.int16]]:
    """Yield every slice, (rows, columns) of signal, feet first."""
    rng = np.random.default_rng(seed)
    heights = slice_positions_z()
    thin = [_thin_slice(one, contrast, z) for one, z in zip(labels, heights, strict=True)]
    for k, z in enumerate(heights):
        below, above = thin[max(k - 1, 0)], thin[min(k + 1, SLICES - 1)]
        signal = (1 - 2 * _NEIGHBOR_SHARE) * thin[k] + _NEIGHBOR_SHARE * (below + above)
        add_sphere(
            signal,
            GRID,
            center_lps=lesion.center_lps,
            diameter_mm=lesion.diameter_mm,
            brightness=contrast.lesion,
            z=z,
            thickness_mm=SLICE_SPACING_MM,
        )
        signal *= _coil(z)
        stored = _with_noise(signal, rng)
        mark(stored, MARK, (6, 6))
        yield stored


def _thin_slice(labels: Labels, contrast: Contrast, z: float) -> Signal:
    """Return one slice without noise: mixed at the edges, a little uneven within tissues."""
    fine = cv2.LUT(labels, contrast.signals)
    signal = cv2.resize(fine, (GRID.columns, GRID.rows), interpolation=cv2.INTER_AREA)
    uneven = cv2.LUT(labels[::2, ::2], _MOTTLE) * mottle(z, GRID.rows, GRID.columns)
    return np.asarray(cv2.GaussianBlur(signal * (1 + uneven), (0, 0), _BLUR_PX), np.float32)


def _coil(z: float) -> Signal:
    """Return how much better the coil hears some places than others: 1 in the middle of the head."""
    x = GRID.columns_lps()[None, :] / 100
    y = (GRID.rows_lps()[:, None] - 5) / 110
    sensitivity = 1 + 0.10 * x**2 + 0.07 * y + 0.08 * y**2 - 0.10 * (z / 90) ** 2 + 0.03 * x
    return sensitivity.astype(np.float32)


def _with_noise(signal: Signal, rng: np.random.Generator) -> NDArray[np.int16]:
    """Return the magnitude of signal plus noise in both channels: Rician, as magnitude images are."""
    real, imaginary = rng.standard_normal((2, *signal.shape), dtype=np.float32) * np.float32(NOISE)
    magnitude: NDArray[np.int16] = np.rint(np.hypot(signal + real, imaginary)).astype(np.int16)
    return magnitude
