"""How somebody else showed an image: overlays, shutters, presentation states and selections of key images.

Values only; viewer.core.presenting says what they mean on an image. Positions are (i, j) = (column, row) of the
image, pixel centres at whole numbers from 0, unless a unit says otherwise. PS3.3 C.9, C.7.6.11, A.33, A.35.4.
"""

from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from viewer.core.windowing import ModalityMap, OutputLut, Voi
from viewer.core.wording import iso_date, spoken_name

Point = tuple[float, float]
BLACK = "#000000"


@dataclass(frozen=True, slots=True)
class OverlayHeader:
    """An overlay as its header describes it, group 60xx; its bits are read when they are to be seen. C.9.2.

    Attributes
    ----------
    group
        0x6000 to 0x601E, even.
    origin
        Column and row of the image that its first bit lies over; may lie outside.
    frames, first_frame
        How many frames the overlay has, and which frame of the image (from 1) the first belongs to. An overlay
        of one frame over an image of many lies over all of them.
    bit
        Which bit of the pixels holds it; -1 where it has data of its own.
    layer
        Graphic layer that a presentation state shows it in.
    """

    group: int
    rows: int
    columns: int
    origin: tuple[int, int] = (0, 0)
    frames: int = 1
    first_frame: int = 1
    bit: int = -1
    is_region: bool = False
    label: str = ""
    layer: str = ""

    def frame_over(self, number: int) -> int | None:
        """Return which of its frames (from 0) lies over a frame of the image (from 1), None for none of them."""
        if self.bit >= 0:
            return number - 1
        if self.frames == 1 and self.first_frame <= 1:
            return 0
        place = number - self.first_frame
        return place if 0 <= place < self.frames else None


@dataclass(frozen=True, slots=True, eq=False)
class OverlayPlane:
    """An overlay over one frame.

    Attributes
    ----------
    bits
        (rows, columns), True where the overlay is; empty where it could not be read.
    problem
        Why it could not be read, in words.
    """

    header: OverlayHeader
    bits: NDArray[np.bool_]
    problem: str = ""

    @classmethod
    def missing(cls, header: OverlayHeader, why: str = "") -> "OverlayPlane":
        """Return a plane without bits, and why there are none; no reason where there need not be any."""
        called = header.label or f"{header.group:04X}"
        return cls(header, np.zeros((0, 0), np.bool_), f"overlay {called} is not shown: {why}" if why else "")


@dataclass(frozen=True, slots=True)
class Shutter:
    """What hides the surroundings of an image: what lies outside any of its shapes. C.7.6.11, C.7.6.15.

    Attributes
    ----------
    rectangle
        First and last column, first and last row that stay visible.
    circle
        Column and row of the centre, and the radius in columns.
    polygon
        Corners of what stays visible.
    overlay_group
        Overlay whose bits hide what lies under them, 0 for none.
    color
        Of what is hidden, "#rrggbb".
    """

    rectangle: tuple[float, float, float, float] | None = None
    circle: tuple[float, float, float] | None = None
    polygon: tuple[Point, ...] = ()
    overlay_group: int = 0
    color: str = BLACK

    def leaves_something(self, columns: int, rows: int) -> bool:
        """Whether its shapes, by their extents, leave any pixel of an image to be seen."""
        left, right, top, bottom = 0.0, columns - 1.0, 0.0, rows - 1.0
        for box in self._extents():
            left, right = max(left, box[0]), min(right, box[1])
            top, bottom = max(top, box[2]), min(bottom, box[3])
        return right >= left and bottom >= top

    def _extents(self) -> list[tuple[float, float, float, float]]:
        found = [self.rectangle] if self.rectangle else []
        if self.circle:
            i, j, radius = self.circle
            found.append((i - radius, i + radius, j - radius, j + radius))
        if self.polygon:
            across, down = zip(*self.polygon, strict=True)
            found.append((min(across), max(across), min(down), max(down)))
        return found


@dataclass(frozen=True, slots=True)
class References:
    """Frames that something applies to.

    Attributes
    ----------
    instances
        SOP Instance UIDs of which every frame is meant.
    frames
        SOP Instance UID and frame number (from 1) where only some are.
    """

    instances: frozenset[str] = frozenset()
    frames: frozenset[tuple[str, int]] = frozenset()

    def cover(self, sop_instance_uid: str, frame: int) -> bool:
        """Whether a frame is among them."""
        return sop_instance_uid in self.instances or (sop_instance_uid, frame) in self.frames

    @property
    def uids(self) -> frozenset[str]:
        """The SOP Instance UIDs of all of them."""
        return self.instances | {uid for uid, _ in self.frames}


class Unit(Enum):
    """What positions of annotations count in. C.10.5.1.2."""

    PIXEL = "PIXEL"
    """Pixels from the upper left corner of the upper left pixel."""
    DISPLAY = "DISPLAY"
    """Shares of the displayed area as it is seen, turned and flipped."""


class Figure(Enum):
    """Graphic Type (0070,0023)."""

    POINT = "POINT"
    POLYLINE = "POLYLINE"
    MULTIPOINT = "MULTIPOINT"
    INTERPOLATED = "INTERPOLATED"
    CIRCLE = "CIRCLE"
    ELLIPSE = "ELLIPSE"


@dataclass(frozen=True, slots=True)
class Graphic:
    """Something drawn over an image."""

    figure: Figure
    unit: Unit
    points: tuple[Point, ...]
    filled: bool = False


@dataclass(frozen=True, slots=True)
class TextObject:
    """Something written over an image: in a box, at an anchor, or both."""

    lines: tuple[str, ...]
    box: tuple[Point, Point] | None = None
    box_unit: Unit = Unit.PIXEL
    anchor: Point | None = None
    anchor_unit: Unit = Unit.PIXEL
    anchor_visible: bool = False


@dataclass(frozen=True, slots=True)
class Annotation:
    """Graphics and texts of one layer, for some of the images; for all of them where ``refers`` is None."""

    layer: str
    refers: References | None
    graphics: tuple[Graphic, ...] = ()
    texts: tuple[TextObject, ...] = ()


@dataclass(frozen=True, slots=True)
class Layer:
    """A graphic layer; those of lower order are drawn first."""

    name: str
    order: int = 0
    color: str = ""
    description: str = ""


class Sizing(Enum):
    """Presentation Size Mode (0070,0100)."""

    FIT = "SCALE TO FIT"
    TRUE_SIZE = "TRUE SIZE"
    MAGNIFY = "MAGNIFY"


@dataclass(frozen=True, slots=True)
class Area:
    """The part of an image that is shown. C.10.4.

    Attributes
    ----------
    first, last
        Column and row of the pixels that are seen at the upper left and the lower right corner, from 0.
    magnification
        Screen pixels for each image pixel, for MAGNIFY.
    """

    refers: References | None
    first: tuple[int, int]
    last: tuple[int, int]
    sizing: Sizing = Sizing.FIT
    magnification: float = 1.0


@dataclass(frozen=True, slots=True)
class PresentationState:
    """How its author wants images to be shown. PS3.3 A.33.

    Attributes
    ----------
    date, time
        When it was made, as stored.
    voi
        Windows or tables with the images they are for (None: for all). An image without one shows the whole
        range of its values.
    modality_map
        Takes the place of the image's own; None where there is none: stored numbers are values.
    output
        A table after the window; None for one in proportion.
    inverse
        Whether low values are white. Takes the place of the image's Photometric Interpretation.
    turns, flipped
        Quarter turns clockwise, then mirrored left to right.
    overlays
        Overlays that it brings itself.
    activated
        Overlay groups of the image that it shows, and in which layer.
    not_applied
        What this program does not do of it, in words.
    refused
        Why it cannot be applied at all; empty if it can.
    """

    uid: str
    label: str = ""
    description: str = ""
    creator: str = ""
    date: str = ""
    time: str = ""
    patient_id: str = ""
    refers: References = References()
    layers: tuple[Layer, ...] = ()
    voi: tuple[tuple[References | None, Voi], ...] = ()
    modality_map: ModalityMap | None = None
    output: OutputLut | None = None
    inverse: bool = False
    turns: int = 0
    flipped: bool = False
    areas: tuple[Area, ...] = ()
    annotations: tuple[Annotation, ...] = ()
    shutter: Shutter | None = None
    overlays: tuple[OverlayHeader, ...] = ()
    activated: tuple[tuple[int, str], ...] = ()
    not_applied: tuple[str, ...] = ()
    refused: str = ""

    @property
    def name(self) -> str:
        """Whose it is, and of which day: what stands on the image while it is applied (SAFETY H27)."""
        who = spoken_name(self.creator).split(",")[0] or self.label or "unnamed"
        return " ".join(part for part in (who, iso_date(self.date)) if part)

    @property
    def title(self) -> str:
        """Its name with what its author calls it, for lists."""
        what = self.description or self.label
        return f"{what} – {self.name}" if what and what not in self.name else self.name

    def layer(self, name: str) -> Layer:
        """Return a layer; one without colour where it is not declared."""
        return next((layer for layer in self.layers if layer.name == name), Layer(name))


@dataclass(frozen=True, slots=True)
class KeyObjects:
    """Images that somebody selected, and why. PS3.3 A.35.4.

    Attributes
    ----------
    title
        Meaning of the document title, "Of Interest".
    description
        What the author wrote about them.
    """

    uid: str
    title: str = ""
    description: str = ""
    refers: References = References()
    patient_id: str = ""
    date: str = ""

    @property
    def name(self) -> str:
        """The title with the day, for lists."""
        return " ".join(part for part in (self.title or "Key images", iso_date(self.date)) if part)
