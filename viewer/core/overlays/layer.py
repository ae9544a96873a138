"""What an object lays over images: the contract between those who read objects and those who show them.

How a producer supplies it
--------------------------
SEG        ``Content.on`` answers with label rasters (one where segments do not overlap, several where they do) or,
           for fractional segmentations, with one ``Shares`` for each segment.
RTSTRUCT   answers with ``Outline``: the polylines of its structures that lie in the plane of the image, in patient
           coordinates of its own Frame of Reference. Outlines of one row are filled together, odd-even, so that an
           outline within another is a hole.
RTDOSE     answers with one ``Wash`` (values in the unit of ``OverlayLayer.scale``), and with ``Outline`` for isodose
           lines, one legend row for each level.
Parametric answers with one ``Wash``.
map

``on`` is called on the main thread while the reader scrolls: a few milliseconds, no files. What takes longer belongs
in the worker process that reads the object. Answers are kept for as long as the layer lives: for the same grid the
content must always answer the same.
"""

from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from viewer.core.geometry import Vector
from viewer.core.overlays.grid import Affine, ImageGrid
from viewer.core.presentation import References
from viewer.core.study import FrameKey

WHOLE = -1
"""Number of the one legend row of a layer that is a wash of values."""


@dataclass(frozen=True, slots=True)
class LegendRow:
    """One segment, structure or isodose level.

    Attributes
    ----------
    number
        What rasters and outlines name it by, from 1.
    color
        "#rrggbb".
    note
        What else the object says of it: coded type, algorithm, volume …
    place_lps
        A position in its largest slice, in the layer's Frame of Reference; None where it is empty or unknown.
    frame
        The image that holds its largest slice, where the object names images instead of places.
    """

    number: int
    label: str
    color: str
    note: str = ""
    place_lps: Vector | None = None
    frame: FrameKey | None = None


@dataclass(frozen=True, slots=True)
class ColorScale:
    """How values of a wash become colours.

    Attributes
    ----------
    low, high
        Values of the first and last colour, to begin with; the reader can change them.
    least, most
        Values that there are: the limits of what the reader can choose.
    palette
        A name of ``viewer.core.overlays.colors.PALETTES``.
    hides_below
        Whether values below ``low`` are not shown at all, or in the first colour.
    """

    quantity: str
    unit: str
    low: float
    high: float
    least: float
    most: float
    palette: str = "hot"
    hides_below: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Labels:
    """A raster of row numbers, each pixel belonging to one row at most.

    Attributes
    ----------
    numbers
        (rows, columns) of uint8 or uint16: ``LegendRow.number``, 0 for none. Contiguous, changed by nobody.
    to_image
        (2, 3): image position (i, j) = to_image[:, :2] @ raster position + to_image[:, 2], centres at whole numbers.
    """

    numbers: NDArray[np.uint8] | NDArray[np.uint16]
    to_image: Affine


@dataclass(frozen=True, slots=True, eq=False)
class Shares:
    """How much of each pixel belongs to a row, or how likely it is: (rows, columns) of uint8, 255 for all of it."""

    number: int
    shares: NDArray[np.uint8]
    to_image: Affine


@dataclass(frozen=True, slots=True, eq=False)
class Wash:
    """Values to be shown in the colours of the layer's scale: (rows, columns) of float32, NaN for none."""

    values: NDArray[np.float32]
    to_image: Affine


@dataclass(frozen=True, slots=True, eq=False)
class Outline:
    """A line of a row through positions, (n, 3) mm, in the layer's Frame of Reference."""

    number: int
    points_lps: NDArray[np.float64]
    closed: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Cut:
    """What a layer lays over one image, later ones over earlier ones. ``NOTHING`` where it does not meet it.

    Attributes
    ----------
    note
        What the reader should know of how it came about, e.g. "resampled onto this plane".
    """

    rasters: tuple[Labels | Shares | Wash, ...] = ()
    outlines: tuple[Outline, ...] = ()
    note: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show."""
        return not self.rasters and not self.outlines


NOTHING = Cut()


class Content(Protocol):
    """The content of a layer: asked for what lies over an image."""

    def on(self, grid: ImageGrid) -> Cut:
        """Return what lies over the pixels of an image."""


@dataclass(frozen=True, slots=True, eq=False)
class OverlayLayer:
    """Something that an object lays over images.

    Attributes
    ----------
    uid
        Unique among layers and the same every time: the SOP Instance UID, with a suffix where one object makes
        several layers.
    sop_instance_uid
        Of the object; a layer goes when its object is closed.
    kind
        What it is, for the legend: "Segmentation", "Structures", "Dose", "Parametric map".
    frame_of_reference_uid
        Empty where the object has none; it is then laid over the frames it refers to and over no others.
    refers
        The images it was made from.
    patient_id
        Of the object's patient: it is laid over images of no other (SAFETY H30). Empty where it names none.
    scale
        Of its wash, None where it has none.
    filled, outlined, opacity
        How it is shown to begin with.
    notes
        What the reader should know of the object as a whole.
    warning
        What the reader must know wherever it is shown, e.g. that part of it could not be read; empty for nothing.
    """

    uid: str
    sop_instance_uid: str
    kind: str
    name: str
    frame_of_reference_uid: str
    rows: tuple[LegendRow, ...]
    content: Content
    refers: References = field(default_factory=References)
    patient_id: str = ""
    scale: ColorScale | None = None
    filled: bool = True
    outlined: bool = True
    opacity: float = 0.35
    notes: tuple[str, ...] = ()
    warning: str = ""

    def row(self, number: int) -> LegendRow | None:
        """Return a row of the legend by its number."""
        return next((row for row in self.rows if row.number == number), None)
