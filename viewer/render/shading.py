"""What the fragment shader needs to know to shade stored numbers as the plain formula does."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from viewer.core.windowing import GreyMap, ModalityLut, Rescale, Voi, VoiFunction, Window
from viewer.render.shader import Kind

TABLE_COLUMNS = 256

STEEP = 1e30
"""Gain of a window that is one step from black to white."""

STEPS = 1 << 14
"""Steps of a window over numbers that are not whole, where a table follows it."""

WIDE = 16.0
"""Above this width a formula in single precision is within a fraction of a grey level."""


@dataclass(frozen=True, slots=True, eq=False)
class Shading:
    """How a number becomes brightness: ``(number - origin) * gain + base`` by formula, or a place in a table.

    Attributes
    ----------
    rescale
        Slope and intercept before the table.
    table
        Grey levels of ``first`` and the whole numbers after it, (rows, TABLE_COLUMNS).
    last
        Place of the last entry of the table.
    """

    kind: Kind
    origin: float = 0.0
    gain: float = 1.0
    base: float = 0.0
    rescale: tuple[float, float] = (1.0, 0.0)
    first: int = 0
    last: int = 0
    table: NDArray[np.uint8] | None = None


def shading_of(grey_map: GreyMap, extent: tuple[float, float], *, whole: bool, padded: bool) -> Shading:
    """Return how numbers within an extent are shaded.

    By formula where single precision is good enough, else by a table: of every number there is where numbers are
    whole and of at most 16 bits, or of those that the image's maker sent.
    """
    modality = Rescale() if grey_map.voi_on_stored else grey_map.modality
    voi = grey_map.voi
    if (
        grey_map.output is None
        and isinstance(modality, Rescale)
        and isinstance(voi, Window)
        and not (whole and (padded or not _is_wide(voi)))
    ):
        return _by_formula(modality, voi, inverted=grey_map.inverted)
    if whole:
        return _tabled(grey_map, int(extent[0]), int(extent[1]), Rescale())
    plain = replace(grey_map, padding=None)
    if isinstance(modality, ModalityLut):
        return _tabled(plain, *_extent(modality), Rescale())
    if isinstance(voi, Window):
        return _by_steps(plain, modality, voi)
    values = replace(plain, modality=Rescale())
    return _tabled(values, *_extent(voi), modality)


def _extent(table: ModalityLut | Voi) -> tuple[int, int]:
    """Return the first and last whole number that a table tells apart; a window tells none apart."""
    if isinstance(table, Window):
        return 0, 0
    return table.first, table.first + len(table.entries) - 1


def _is_wide(window: Window) -> bool:
    return window.function is VoiFunction.SIGMOID or window.width >= WIDE


def _by_formula(rescale: Rescale, window: Window, *, inverted: bool) -> Shading:
    direction = -1.0 if inverted else 1.0
    if window.function is VoiFunction.SIGMOID:
        origin = (window.center - rescale.intercept) / rescale.slope
        return Shading(Kind.SIGMOID, origin, direction * rescale.slope / window.width)
    black, white = window.ramp()
    gain = rescale.slope / (white - black) if white > black else STEEP * np.sign(rescale.slope)
    return Shading(
        Kind.RAMP,
        (black - rescale.intercept) / rescale.slope,
        direction * gain,
        1.0 if inverted else 0.0,
    )


def _by_steps(grey_map: GreyMap, modality: Rescale, window: Window) -> Shading:
    """Return the shading of numbers that are not whole, in steps so fine that none shows."""
    black, white = window.ramp() if window.function is not VoiFunction.SIGMOID else _ends(window)
    step = max(white - black, 1e-12) / (STEPS - 1)
    to_step = Rescale(modality.slope / step, (modality.intercept - black) / step)
    return _tabled(
        replace(grey_map, modality=Rescale(step, black), voi_on_stored=False), 0, STEPS - 1, to_step
    )


def _ends(window: Window) -> tuple[float, float]:
    """Return where a sigmoid is as good as black and as good as white."""
    return window.center - 2 * window.width, window.center + 2 * window.width


def _tabled(grey_map: GreyMap, first: int, last: int, rescale: Rescale) -> Shading:
    levels = grey_map.table(first, last)
    table = np.zeros((-(-len(levels) // TABLE_COLUMNS), TABLE_COLUMNS), dtype=np.uint8)
    table.reshape(-1)[: len(levels)] = levels
    return Shading(
        Kind.LOOKED_UP,
        rescale=(rescale.slope, rescale.intercept),
        first=first,
        last=last - first,
        table=table,
    )
