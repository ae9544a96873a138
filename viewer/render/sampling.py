"""Which stored pixels a screen pixel is made of: the same whole-number rule for every presenter.

An image is only ever scaled, mirrored and turned by right angles, so columns and rows of the screen can be
traced to the image one by one. Both presenters follow the numbers made here, and so agree.
"""

from dataclasses import dataclass
from math import ceil, floor

import numpy as np
from numpy.typing import NDArray

from viewer.core.scene import Scene

STEPS = 32
"""Positions between two stored pixels are told apart to one 32nd of a pixel."""

_STEP_BITS = 5
FRACTION_BITS = 11
"""Positions are counted in 32nds of a stored pixel with this many binary places (32768 pixels fit 32 bits)."""


@dataclass(frozen=True, slots=True)
class Axis:
    """Consecutive screen pixels in one direction, traced to stored pixels.

    Screen pixel ``first_px + n`` lies at ``(start + n * step) >> FRACTION_BITS`` 32nds of a stored pixel after
    stored pixel ``base``, kept between the outermost stored pixels.

    Attributes
    ----------
    count
        How many screen pixels show the image, from ``first_px`` on.
    last
        Index of the outermost stored pixel.
    interpolated
        False where each screen pixel shows one stored pixel.
    """

    first_px: int
    count: int
    start: int
    step: int
    base: int
    last: int
    interpolated: bool

    def positions(self) -> NDArray[np.int64]:
        """Return positions in 32nds of a stored pixel, (count,)."""
        n = np.arange(self.count, dtype=np.int64)
        at = ((self.start + n * self.step) >> FRACTION_BITS) + self.base * STEPS
        if not self.interpolated:
            at = ((at + STEPS // 2) >> _STEP_BITS) << _STEP_BITS
        positions: NDArray[np.int64] = np.clip(at, 0, self.last * STEPS)
        return positions


@dataclass(frozen=True, slots=True)
class Sampling:
    """How the screen is filled from an image.

    Attributes
    ----------
    across, down
        Screen columns and screen rows.
    transposed
        Whether screen columns follow image rows (a turn by 90° or 270°).
    reduction
        Columns and rows of the image that are averaged into one before sampling, (1, 1) for none.
    """

    across: Axis
    down: Axis
    transposed: bool
    reduction: tuple[int, int]

    @property
    def is_empty(self) -> bool:
        """Whether no part of the image is on the screen."""
        return self.across.count <= 0 or self.down.count <= 0


def sampling_of(scene: Scene) -> Sampling:
    """Return how the screen is filled.

    Where an interpolated image is much reduced, whole blocks of pixels are averaged first, so that nothing small
    slips between two screen pixels. At 1:1 each screen pixel is one stored pixel, interpolated or not.
    """
    affine = scene.affine
    rows, columns = scene.image.stored.shape[:2]
    transposed = abs(float(affine[0, 0])) < abs(float(affine[0, 1]))
    of_x, of_y = (1, 0) if transposed else (0, 1)
    sizes = (columns, rows)
    scale_x, scale_y = float(affine[0, of_x]), float(affine[1, of_y])
    reduction_x = _reduction(scale_x, interpolated=scene.interpolated)
    reduction_y = _reduction(scale_y, interpolated=scene.interpolated)
    across = _axis(scale_x, float(affine[0, 2]), scene.width_px, sizes[of_x], reduction_x, scene.interpolated)
    down = _axis(scale_y, float(affine[1, 2]), scene.height_px, sizes[of_y], reduction_y, scene.interpolated)
    reduction = (reduction_y, reduction_x) if transposed else (reduction_x, reduction_y)
    return Sampling(across, down, transposed, reduction)


def _reduction(scale: float, *, interpolated: bool) -> int:
    return max(1, floor(1 / abs(scale) + 0.5)) if interpolated else 1


def _axis(scale: float, offset: float, screen: int, size: int, reduction: int, interpolated: bool) -> Axis:
    """Trace one screen direction; ``screen = scale * pixel + offset`` in device pixels."""
    edges = sorted((scale * -0.5 + offset, scale * (size - 0.5) + offset))
    first = max(0, ceil(edges[0] - 0.5))
    count = min(screen, ceil(edges[1] - 0.5)) - first
    blocks = -(-size // reduction)

    def pixel_at(screen_px: float) -> float:
        return ((screen_px + 0.5 - offset) / scale - (reduction - 1) / 2) / reduction

    base = min(max(floor(min(pixel_at(first), pixel_at(first + max(count, 1) - 1))), 0), blocks - 1)
    unit = STEPS << FRACTION_BITS
    start = floor((pixel_at(first) - base) * unit + 0.5) + (1 << (FRACTION_BITS - 1))
    step = round(unit / (scale * reduction))
    smooth = interpolated and not (reduction == 1 and abs(scale) == 1)
    return Axis(first, max(count, 0), start, step, base, blocks - 1, smooth)
