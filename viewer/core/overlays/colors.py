"""Colours of overlays: for rows that name none, and scales for washes of values."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

UNNAMED = (
    *("#e6604d", "#4da6e6", "#59c96b", "#e6c34d", "#b07be6", "#e68a3c", "#3cc9c0", "#e66fb0"),
    *("#a3d145", "#7f93f0", "#d99a8b", "#8fd9a8", "#c9b458", "#6fb3c9", "#cf7fd0", "#b5b5b5"),
)
"""Told apart on black and on white, by most readers with weak red-green vision too; then they begin again."""

STEPS = 256

_Stops = tuple[tuple[float, str], ...]

PALETTES: dict[str, _Stops] = {
    "hot": ((0.0, "#300000"), (0.35, "#d01800"), (0.7, "#ff9c00"), (0.9, "#fff060"), (1.0, "#ffffff")),
    "rainbow": (
        *((0.0, "#2030c0"), (0.25, "#00a0e0"), (0.45, "#20c060"), (0.62, "#d8d820")),
        *((0.8, "#ff9000"), (1.0, "#d01010")),
    ),
    "viridis": (
        *((0.0, "#440154"), (0.25, "#3b528b"), (0.5, "#21918c"), (0.75, "#5ec962")),
        (1.0, "#fde725"),
    ),
    "blue to red": ((0.0, "#2060d0"), (0.5, "#e8e8e8"), (1.0, "#d02020")),
    "grey": ((0.0, "#000000"), (1.0, "#ffffff")),
}


def unnamed_color(place: int) -> str:
    """Return a colour for the row at a place, from 0."""
    return UNNAMED[place % len(UNNAMED)]


def rgb(color: str) -> tuple[int, int, int]:
    """Return red, green and blue, 0 to 255, of "#rrggbb"."""
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


@lru_cache(maxsize=16)
def palette_colors(name: str) -> NDArray[np.uint8]:
    """Return the colours of a palette from low to high, (256, 3) red, green, blue."""
    stops = PALETTES[name]
    places = np.linspace(0, 1, STEPS)
    at = [place for place, _ in stops]
    levels = np.asarray([rgb(color) for _, color in stops], dtype=np.float64)
    colors = np.stack([np.interp(places, at, levels[:, channel]) for channel in range(3)], axis=1)
    rounded: NDArray[np.uint8] = np.rint(colors).astype(np.uint8)
    rounded.setflags(write=False)
    return rounded
