"""Structures and doses whose shape and values are known exactly."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from viewer.core.geometry import PlaneGeometry, Vector
from viewer.core.overlays.grid import ImageGrid
from viewer.core.radiotherapy.dose import DoseGrid, DoseUnit
from viewer.core.radiotherapy.structures import Contour, ContourKind, Structure
from viewer.core.study import FrameKey

FRAME_OF_REFERENCE = "1.2.3.4.5"
AXIAL = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0))
CORONAL = ((1.0, 0.0, 0.0), (0.0, 0.0, -1.0))
SAGITTAL = ((0.0, 1.0, 0.0), (0.0, 0.0, -1.0))


def circle(
    radius_mm: float, z_mm: float, center_mm: tuple[float, float] = (0.0, 0.0), points: int = 360
) -> NDArray[np.float64]:
    """Return a circle in an axial plane, (points, 3) mm."""
    angles = np.linspace(0, 2 * np.pi, points, endpoint=False)
    x, y = center_mm[0] + radius_mm * np.cos(angles), center_mm[1] + radius_mm * np.sin(angles)
    return np.column_stack((x, y, np.full(points, z_mm)))


def box(left: float, right: float, front: float, back: float, z_mm: float) -> NDArray[np.float64]:
    """Return a rectangle in an axial plane, (4, 3) mm."""
    corners = ((left, front), (right, front), (right, back), (left, back))
    return np.asarray([(x, y, z_mm) for x, y in corners], dtype=np.float64)


def closed(points_lps: NDArray[np.float64], *images: FrameKey) -> Contour:
    """Return a closed contour."""
    return Contour(ContourKind.CLOSED, points_lps, images)


def structure(contours: Sequence[Contour], number: int = 1, name: str = "PTV") -> Structure:
    """Return a structure of contours."""
    return Structure(number, name, "#ff0000", tuple(contours), frame_of_reference_uid=FRAME_OF_REFERENCE)


def cylinder(radius_mm: float, planes_mm: Sequence[float]) -> Structure:
    """Return a cylinder along z about the origin."""
    return structure([closed(circle(radius_mm, z)) for z in planes_mm])


def sphere(radius_mm: float, spacing_mm: float) -> Structure:
    """Return a sphere about the origin, contoured halfway between multiples of the spacing."""
    planes = np.arange(-radius_mm + spacing_mm / 2, radius_mm, spacing_mm)
    return structure([closed(circle(float(np.sqrt(radius_mm**2 - z * z)), float(z))) for z in planes])


def image_grid(
    directions: tuple[Vector, Vector] = AXIAL,
    origin: Vector = (-50.0, -50.0, 0.0),
    spacing_mm: float = 1.0,
    size: int = 101,
    key: FrameKey | None = None,
) -> ImageGrid:
    """Return the pixels of a square image."""
    plane = PlaneGeometry(origin, *directions, spacing_mm, spacing_mm)
    return ImageGrid.of(key or FrameKey("1.2.3.9"), plane, (size, size))


def dose_grid(
    function: Callable[..., NDArray[np.float64]],
    *,
    spacing_mm: float = 2.5,
    half_mm: float = 50.0,
    unit: DoseUnit = DoseUnit.GRAY,
) -> DoseGrid:
    """Return an axial dose grid about the origin, its voxels the values of ``function(x, y, z)``."""
    axis = np.arange(-half_mm, half_mm + spacing_mm / 2, spacing_mm)
    z, y, x = np.meshgrid(axis, axis, axis, indexing="ij")
    first = PlaneGeometry((-half_mm, -half_mm, -half_mm), *AXIAL, spacing_mm, spacing_mm)
    return DoseGrid(
        "1.2.3.8",
        function(x, y, z).astype(np.float32),
        first,
        axis + half_mm,
        unit,
        frame_of_reference_uid=FRAME_OF_REFERENCE,
    )
