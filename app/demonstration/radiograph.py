"""A chest X-ray through the thorax that the CT shows: point source behind, detector in front."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from app.demonstration.canvas import Canvas, SliceGrid
from app.demonstration.marking import mark
from app.demonstration.thorax import thorax
from app.demonstration.tissues import HU, Tissue, table
from app.demonstration.truth import Nodule, RadiographTruth

WHITEST = 4095
"""Twelve bits."""

_GRID = SliceGrid.centered(512, 0.75)
_SLAB_ROWS = 4  # rows of a slice that are projected together, 3 mm
_STEP_Z_MM = 1.75
_TOP_Z, _BOTTOM_Z = 130.0, -240.0  # more than the CT covers: the beam spreads
_WATER_PER_MM = 0.0195
_PHOTONS = 60000
_SCATTER = 0.35  # of the mean primary beam

Image = NDArray[np.float32]


def radiograph(view: RadiographTruth, nodule: Nodule, seed: int) -> NDArray[np.uint16]:
    """Return the X-ray, (rows, columns) of 12 bits, the more attenuation the whiter.

    Rows run from head to feet and columns from the patient's right to left, as
    radiographs are hung. The patient is the one of the first CT, with its nodule.
    """
    attenuation = projection(view) + _nodule_shadow(view, nodule)
    density = _detected(attenuation, seed)
    image = _toned(density)
    mark(image, WHITEST, (view.rows - 41, 20), scale=3)
    return np.rint(np.clip(image, 0, WHITEST)).astype(np.uint16)


def projection(view: RadiographTruth) -> Image:
    """Return the line integral of attenuation to every pixel, without the nodule."""
    slabs = _slabs()
    half = cv2.resize(np.zeros((view.rows, view.columns), np.float32), None, fx=0.5, fy=0.5)
    total = np.zeros_like(half)
    ys = _GRID.rows_lps().reshape(-1, _SLAB_ROWS).mean(axis=1)
    for slab, y in zip(slabs, ys, strict=True):
        if slab.any():
            soft = cv2.GaussianBlur(slab, (1, 5), 0.45)
            total += cv2.warpAffine(soft, _to_half_detector(view, y), half.shape[::-1], flags=cv2.INTER_CUBIC)
    whole = cv2.resize(total, (view.columns, view.rows), interpolation=cv2.INTER_CUBIC)
    return np.asarray(whole, np.float32)


def _to_half_detector(view: RadiographTruth, y: float) -> NDArray[np.float64]:
    """Return the affine map from a coronal slab at y, head first, to a detector of half as many pixels."""
    left, top = view.to_pixel((float(_GRID.columns_lps()[0]), y, _TOP_Z))
    scale = view.magnification_at(y) / view.imager_spacing_mm / 2
    return np.array(
        [[scale * _GRID.spacing_mm, 0, (left - 0.5) / 2], [0, scale * _STEP_Z_MM, (top - 0.5) / 2]]
    )


def _slabs() -> Image:
    """Return the attenuation of coronal slabs, (slabs, heights from the head, columns)."""
    by_label = _attenuation()
    heights = np.arange(_TOP_Z, _BOTTOM_Z, -_STEP_Z_MM)
    slabs = np.empty((_GRID.rows // _SLAB_ROWS, len(heights), _GRID.columns), np.float32)
    for row, z in enumerate(heights):
        canvas = Canvas(_GRID, float(z))
        for shape in thorax():
            shape.paint(canvas)
        means = cv2.resize(canvas.values(by_label), (_GRID.columns, len(slabs)), interpolation=cv2.INTER_AREA)
        slabs[:, row] = means * (_SLAB_ROWS * _GRID.spacing_mm)
    return slabs


def _attenuation() -> NDArray[np.float32]:
    """Return attenuation per mm by label; bone counts for more than its HU, at this lower energy."""
    hu = table(HU)
    hu[hu > 180] *= 1.4
    per_mm: NDArray[np.float32] = np.maximum(0, 1 + hu / 1000) * np.float32(_WATER_PER_MM)
    per_mm[Tissue.AIR] = 0
    return per_mm


def _nodule_shadow(view: RadiographTruth, nodule: Nodule) -> Image:
    """Return what the nodule attenuates more than the lung whose place it takes."""
    column, row = view.to_pixel(nodule.center_lps)
    per_px = view.imager_spacing_mm / view.magnification_at(nodule.center_lps[1])
    rows, columns = np.ogrid[: view.rows, : view.columns]
    distance = np.hypot(rows - row, columns - column) * per_px
    chord = 2 * np.sqrt(np.maximum(0, (nodule.diameter_mm / 2) ** 2 - distance**2))
    shadow: Image = (chord * (nodule.hu - HU[Tissue.LUNG]) / 1000 * _WATER_PER_MM).astype(np.float32)
    return shadow


def _detected(attenuation: Image, seed: int) -> Image:
    """Return the logarithm of what the detector counts: scatter flattens, photons make noise."""
    primary = np.exp(-attenuation)
    small = cv2.resize(primary, None, fx=1 / 16, fy=1 / 16, interpolation=cv2.INTER_AREA)
    scatter = cv2.resize(
        cv2.GaussianBlur(small, (0, 0), 8), primary.shape[::-1], interpolation=cv2.INTER_LINEAR
    )
    counts = primary + _SCATTER * np.minimum(scatter, 0.12)
    noise = np.random.default_rng(seed).standard_normal(counts.shape, dtype=np.float32)
    counts += cv2.GaussianBlur(noise, (0, 0), 0.7) * np.sqrt(counts / _PHOTONS) * 2.4
    density: Image = -np.log(np.maximum(counts, 1e-4))
    return density


def _toned(density: Image) -> Image:
    """Return the picture for presentation: wide shadows compressed, edges lifted, a film's S curve."""
    small = cv2.resize(density, None, fx=1 / 8, fy=1 / 8, interpolation=cv2.INTER_AREA)
    broad = cv2.resize(
        cv2.GaussianBlur(small, (0, 0), 14), density.shape[::-1], interpolation=cv2.INTER_LINEAR
    )
    soft = cv2.GaussianBlur(density, (0, 0), 2.5)
    fine, finer = soft - cv2.GaussianBlur(soft, (0, 0), 8), density - soft
    flattened = density - 0.35 * broad + 0.8 * fine + 0.9 * finer
    body = density > 0.5
    dark, bright = np.percentile(flattened[body][::50], [2.0, 99.0])
    level = (flattened - dark) / (bright - dark)
    shade = 1 / (1 + np.exp(-5.0 * (level - 0.5)))
    image: Image = (shade * WHITEST * np.clip(density / 0.4, 0, 1)).astype(np.float32)
    return image
