"""What a pixel of an image is worth in millimetres, and how far that may be trusted (SAFETY H6, H25, H26)."""

from dataclasses import dataclass
from enum import Enum


class Trust(Enum):
    """Where the millimetres of an image come from."""

    PATIENT = "in the patient"
    GEOMETRY = "geometry-corrected"
    FIDUCIAL = "fiducial-calibrated"
    UNKNOWN_METHOD = "corrected by unknown method"
    PRESUMED = "presumed corrected"
    MAGNIFICATION = "estimated from the magnification factor"
    DISTANCES = "estimated from source distances"
    DETECTOR = "at detector, not corrected"
    SCANNER = "at scanner"
    INCONSISTENT = "inconsistent spacing!"
    REGION = "ultrasound region"
    USER = "user-calibrated"
    NONE = "uncalibrated"


@dataclass(frozen=True, slots=True)
class Calibration:
    """The size of a pixel, and the label every number made with it carries.

    Attributes
    ----------
    column_spacing_mm, row_spacing_mm
        Distance between neighbouring columns, and neighbouring rows; None where nothing supports millimetres.
        Then ``aspect`` still tells how much taller than wide a pixel is (H3).
    label
        What is written behind a number, without the unit: "", "at detector, not corrected", "estimated, ERMF 1.2".
    alternative
        A second candidate that differs by more than 1 %; both are shown, never one chosen silently.
    """

    column_spacing_mm: float | None
    row_spacing_mm: float | None
    trust: Trust
    label: str = ""
    aspect: float = 1.0
    alternative: "Calibration | None" = None
    problems: tuple[str, ...] = ()

    @classmethod
    def none(cls, *, aspect: float = 1.0, problems: tuple[str, ...] = ()) -> "Calibration":
        """Return the calibration of an image that is measured in pixels only."""
        return cls(None, None, Trust.NONE, "uncalibrated", aspect=aspect, problems=problems)

    @property
    def in_mm(self) -> bool:
        """Whether lengths may be given in millimetres."""
        return self.column_spacing_mm is not None and self.row_spacing_mm is not None

    @property
    def unit(self) -> str:
        """The unit of a length: mm or px."""
        return "mm" if self.in_mm else "px"

    @property
    def pixel_size(self) -> tuple[float, float]:
        """Width and height of a pixel in ``unit``; in px, both are 1: pixels are counted, not stretched."""
        if self.column_spacing_mm is None or self.row_spacing_mm is None:
            return 1.0, 1.0
        return self.column_spacing_mm, self.row_spacing_mm

    @property
    def shape(self) -> tuple[float, float]:
        """Width and height at which a pixel is drawn, relative to each other (H3)."""
        if self.column_spacing_mm is None or self.row_spacing_mm is None:
            return 1.0, self.aspect
        return self.column_spacing_mm, self.row_spacing_mm


@dataclass(frozen=True, slots=True)
class Axis:
    """What a pixel is worth along one side of an ultrasound region that is no picture of tissue.

    Attributes
    ----------
    quantity
        "Time", "Velocity", "Depth", "Frequency".
    per_px
        Of ``unit``; its sign is left away, as lengths are differences.
    zero_px
        Where the quantity is 0, as a position in the image; None where the header names no reference pixel. Then
        there are differences, but no values.
    falls
        Whether the quantity grows against the order of columns or rows: velocities towards the transducer grow
        upwards.
    """

    quantity: str
    unit: str
    per_px: float
    zero_px: float | None = None
    falls: bool = False

    def value_at(self, position_px: float) -> float | None:
        """Return the quantity at a position in the image, in ``unit``; None where nothing says what it is."""
        if self.zero_px is None:
            return None
        return (position_px - self.zero_px) * (-self.per_px if self.falls else self.per_px)


@dataclass(frozen=True, slots=True)
class Region:
    """A rectangle of an ultrasound picture with a calibration of its own. C.8.5.5.

    Bounds are pixel indices, inclusive.

    Attributes
    ----------
    across, down
        What the sides mean where they are not both lengths: in a spectrum, an M-mode or a trace.
    """

    left: int
    top: int
    right: int
    bottom: int
    calibration: Calibration
    across: Axis | None = None
    down: Axis | None = None

    @property
    def rank(self) -> int:
        """How much can be measured in it: lengths or two quantities, one, or none."""
        if self.calibration.in_mm:
            return 2
        return (self.across is not None) + (self.down is not None)

    def agrees(self, other: "Region") -> bool:
        """Whether a pixel is worth the same in both."""
        one, two = self.calibration.pixel_size, other.calibration.pixel_size
        return (one, self.across, self.down) == (two, other.across, other.down)

    def holds(self, i: float, j: float) -> bool:
        """Whether a pixel position (column, row) lies in the region."""
        return self.left <= i <= self.right and self.top <= j <= self.bottom
