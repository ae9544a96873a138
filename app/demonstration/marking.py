"""The word SYNTHETIC, drawn into pixels."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

WORD = "SYNTHETIC"

# Five columns by seven rows, a row per number, its highest bit on the left.
_GLYPHS = {
    "S": (0b01111, 0b10000, 0b10000, 0b01110, 0b00001, 0b00001, 0b11110),
    "Y": (0b10001, 0b10001, 0b01010, 0b00100, 0b00100, 0b00100, 0b00100),
    "N": (0b10001, 0b11001, 0b10101, 0b10101, 0b10011, 0b10001, 0b10001),
    "T": (0b11111, 0b00100, 0b00100, 0b00100, 0b00100, 0b00100, 0b00100),
    "H": (0b10001, 0b10001, 0b10001, 0b11111, 0b10001, 0b10001, 0b10001),
    "E": (0b11111, 0b10000, 0b10000, 0b11110, 0b10000, 0b10000, 0b11111),
    "I": (0b01110, 0b00100, 0b00100, 0b00100, 0b00100, 0b00100, 0b01110),
    "C": (0b01111, 0b10000, 0b10000, 0b10000, 0b10000, 0b10000, 0b01111),
}


def word_mask(scale: int = 1) -> NDArray[np.bool_]:
    """Return the word as True on False, (7 * scale, 53 * scale)."""
    letters = [
        [[row >> bit & 1 for bit in range(4, -1, -1)] + [0] for row in _GLYPHS[letter]] for letter in WORD
    ]
    word = np.concatenate([np.array(letter, bool) for letter in letters], axis=1)[:, :-1]
    return np.kron(word, np.ones((scale, scale), bool)).astype(bool)


def mark(values: NDArray[Any], brightness: float, corner: tuple[int, int], scale: int = 1) -> None:
    """Write the word into an image, (rows, columns), its upper left at the corner (row, column)."""
    word = word_mask(scale)
    row, column = corner
    place = values[row : row + word.shape[0], column : column + word.shape[1]]
    place[word] = brightness
