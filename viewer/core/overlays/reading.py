"""What worker processes find out about objects that lie over images: frozen, and known to both sides."""

from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from viewer.core.errors import ViewerError
from viewer.core.overlays.layer import ColorScale, LegendRow
from viewer.core.overlays.stack import PlaneStack
from viewer.core.presentation import References


class LayerError(ViewerError):
    """An object cannot be laid over images.

    Attributes
    ----------
    kind
        What it is: "Segmentation" …
    """

    def __init__(self, kind: str, why: str) -> None:
        super().__init__(
            f"{kind} cannot be laid over images",
            why=why,
            remedy="Its header can still be read: Ctrl+H on its series",
        )
        self.kind = kind

    def __reduce__(self) -> tuple[type["LayerError"], tuple[str, str]]:
        return type(self), (self.kind, self.why)


class Sort(Enum):
    """What the frames of a planar object hold."""

    LABELS = "labels"
    SHARES = "shares"
    VALUES = "values"


@dataclass(frozen=True, slots=True, eq=False)
class Outlook:
    """What the header of a planar object says: enough to read its frames plane by plane.

    Attributes
    ----------
    at
        For each frame the place of its plane in the stack.
    segments
        For each frame the row it belongs to; 0 where its pixels are row numbers, or values.
    most
        What stands for all of a pixel, in fractional segmentations.
    spacing_mm
        Distance between planes, 0 where it is not known.
    """

    sort: Sort
    kind: str
    name: str
    stack: PlaneStack
    at: tuple[int, ...]
    segments: tuple[int, ...]
    rows: tuple[LegendRow, ...]
    frame_of_reference_uid: str
    refers: References
    most: int = 255
    spacing_mm: float = 0.0
    scale: ColorScale | None = None
    notes: tuple[str, ...] = ()
    warning: str = ""

    @property
    def planes(self) -> int:
        """How many planes there are."""
        return max(self.at, default=-1) + 1


@dataclass(frozen=True, slots=True)
class Largest:
    """How much of a row some planes hold, and where most of it is.

    Attributes
    ----------
    pixels
        In all these planes together.
    most
        In the plane that holds most of it; ``i``, ``j`` is the middle of that.
    """

    number: int
    pixels: int
    plane: int
    most: int
    i: float
    j: float

    def joined(self, other: "Largest | None") -> "Largest":
        """Return the two together."""
        if other is None:
            return self
        larger = self if self.most >= other.most else other
        pixels = self.pixels + other.pixels
        return Largest(self.number, pixels, larger.plane, larger.most, larger.i, larger.j)


@dataclass(frozen=True, slots=True, eq=False)
class Slab:
    """Some planes of an object, from ``first`` on.

    Attributes
    ----------
    volumes
        (planes, rows, columns) by name: levels of labels 0, 1, …; shares by row number; values as 0.
    largest
        What rows they hold.
    failed
        Why frames could not be read, in words.
    low, high
        Of values, NaN where there are none.
    """

    first: int
    volumes: dict[int, NDArray[np.generic]]
    largest: tuple[Largest, ...] = ()
    failed: tuple[str, ...] = ()
    low: float = float("nan")
    high: float = float("nan")
