"""The test pattern of the display check, drawn for every pixel of a screen.

Eleven steps of grey from 0 to 100 % with a square of 5 % in the black and of 95 % in the white; line pairs of one and
two pixels in the middle and the corners; a grid of squares, a circle, and a line along every edge (SAFETY H28).
"""

import cv2
import numpy as np
from numpy.typing import NDArray

STEPS = 11
BACKGROUND, LINE = 0.25, 0.8
GRID_CELLS = 16
"""Along the shorter side."""

Grey = NDArray[np.uint8]


def grey(part: float) -> int:
    """Return the value that drives the screen at a part of its range, from 0 to 1."""
    return round(255 * part)


def pattern(width: int, height: int) -> Grey:
    """Return the pattern, (rows, columns), one value for each pixel of the screen."""
    image = np.full((height, width), grey(BACKGROUND), np.uint8)
    _draw_geometry(image)
    _draw_steps(image)
    side = max(min(width, height) // 10, 8)
    for row, column in _places(width, height, side):
        image[row : row + side, column : column + side] = line_pairs(side)
    return image


def line_pairs(side: int) -> Grey:
    """Return a square of lines: above one pixel wide, below two; upright at the left, lying at the right."""
    half = side // 2
    rows, columns = np.indices((side, side))
    wide = np.where(rows < half, 1, 2)
    across = np.where(columns < half, columns, rows)
    white: Grey = np.where((across // wide) % 2 == 0, grey(1), grey(0)).astype(np.uint8)
    return white


def _draw_geometry(image: Grey) -> None:
    height, width = image.shape
    cell = max(min(height, width) // GRID_CELLS, 2)
    image[:, width // 2 % cell :: cell] = grey(LINE / 2)
    image[height // 2 % cell :: cell, :] = grey(LINE / 2)
    cv2.circle(image, (width // 2, height // 2), min(height, width) // 2 - 2, grey(LINE), 1)
    image[[0, -1], :] = grey(1)
    image[:, [0, -1]] = grey(1)


def _draw_steps(image: Grey) -> None:
    height, width = image.shape
    side = min(width // (STEPS + 3), height // 5)
    left, top = (width - STEPS * side) // 2, height // 2 - 2 * side
    for step in range(STEPS):
        at = left + step * side
        image[top : top + side, at : at + side] = grey(step / (STEPS - 1))
    for at, part in ((left, 0.05), (left + (STEPS - 1) * side, 0.95)):
        inset = side // 3
        image[top + inset : top + side - inset, at + inset : at + side - inset] = grey(part)


def _places(width: int, height: int, side: int) -> list[tuple[int, int]]:
    near, right, below = side // 4, width - side - side // 4, height - side - side // 4
    middle = (height // 2 - side // 4, (width - side) // 2)
    return [(near, near), (near, right), (below, near), (below, right), middle]
