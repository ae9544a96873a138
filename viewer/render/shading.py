"""What the fragment shader needs to know to shade stored numbers as the plain formula does."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from viewer.core.windowing import GreyMap, ModalityLut, Rescale, VoiFunction, VoiLut

TABLE_COLUMNS = 256

BY_TABLE, BY_RAMP, BY_SIGMOID = 0, 1, 2


@dataclass(frozen=True, slots=True, eq=False)
class Shading:
    """A number x is rescaled, then looked up or shaded by formula.

    Attributes
    ----------
    table
        Grey levels of ``first`` and the whole numbers after it, (rows, TABLE_COLUMNS).
    last
        Place of the last entry of the table.
    low, high
        Ends of the ramp, or centre and width of the sigmoid.
    """

    mode: int
    slope: float = 1.0
    intercept: float = 0.0
    first: int = 0
    last: int = 0
    low: float = 0.0
    high: float = 1.0
    inverted: bool = False
    table: NDArray[np.uint8] | None = None


def shading_of(grey_map: GreyMap, extent: tuple[float, float], *, whole_numbers: bool) -> Shading:
    """Return how numbers within an extent are shaded.

    Whole numbers of at most 16 bits go by a table of every one of them. Other numbers go by the formula, or by the
    table that their maker sent.
    """
    if whole_numbers:
        return _tabled(grey_map, int(extent[0]), int(extent[1]), Rescale())
    modality = Rescale() if grey_map.voi_on_stored else grey_map.modality
    if isinstance(modality, ModalityLut):
        last = modality.first + len(modality.entries) - 1
        plain = replace(grey_map, padding=None)
        return _tabled(plain, modality.first, last, Rescale())
    voi = grey_map.voi
    if isinstance(voi, VoiLut):
        plain = GreyMap(Rescale(), voi, inverted=grey_map.inverted)
        return _tabled(plain, voi.first, voi.first + len(voi.entries) - 1, modality)
    sigmoid = voi.function is VoiFunction.SIGMOID
    low, high = (voi.center, voi.width) if sigmoid else voi.ramp()
    return Shading(
        BY_SIGMOID if sigmoid else BY_RAMP,
        modality.slope,
        modality.intercept,
        low=low,
        high=high,
        inverted=grey_map.inverted,
    )


def _tabled(grey_map: GreyMap, first: int, last: int, rescale: Rescale) -> Shading:
    levels = grey_map.table(first, last)
    table = np.zeros((-(-len(levels) // TABLE_COLUMNS), TABLE_COLUMNS), dtype=np.uint8)
    table.reshape(-1)[: len(levels)] = levels
    return Shading(
        BY_TABLE,
        rescale.slope,
        rescale.intercept,
        first=first,
        last=last - first,
        table=table,
    )
