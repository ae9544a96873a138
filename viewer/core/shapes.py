"""What is drawn over an image, in its own space. Pure descriptions; viewer.render.shape_painter draws them."""

from dataclasses import dataclass
from enum import Enum

from viewer.core.geometry import Vector


class Tone(Enum):
    """What a shape means to the reader; the painter chooses colours that are legible on black and white."""

    NORMAL = "normal"
    SELECTED = "selected"
    PREVIEW = "preview"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Segment:
    """A straight line between two points."""

    start_lps: Vector
    end_lps: Vector
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Path:
    """A line through points, closed or not."""

    points_lps: tuple[Vector, ...]
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Ellipse:
    """An ellipse by its centre and the ends of its two half axes."""

    center_lps: Vector
    first_lps: Vector
    second_lps: Vector


@dataclass(frozen=True, slots=True)
class Handle:
    """A point that can be grabbed."""

    at_lps: Vector


@dataclass(frozen=True, slots=True)
class ArrowHead:
    """The head of an arrow at ``tip_lps``, coming from ``from_lps``."""

    tip_lps: Vector
    from_lps: Vector


@dataclass(frozen=True, slots=True)
class Label:
    """Lines of plain text near a point; the painter keeps it readable and off the point itself."""

    at_lps: Vector
    lines: tuple[str, ...]


Shape = Segment | Path | Ellipse | Handle | ArrowHead | Label


@dataclass(frozen=True, slots=True)
class Drawing:
    """The shapes of one measurement or preview, with their tone.

    ``color``, "#rrggbb", takes the place of the tone's where another author chose one.
    """

    shapes: tuple[Shape, ...]
    tone: Tone = Tone.NORMAL
    uid: str = ""
    color: str = ""
