"""A number taken from an image, inseparable from its unit, its place and how far it may be trusted."""

from dataclasses import dataclass, field, replace
from uuid import uuid4

from viewer.core.calibration import Trust
from viewer.core.geometry import Vector
from viewer.core.study import FrameKey
from viewer.core.windowing import Voi


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value and its unit.

    Attributes
    ----------
    name
        "Length", "Mean", "Area" …, as the reader says it.
    unit
        As written behind the number: "mm", "px", "mm²", "°", "HU". Empty for a plain number.
    label
        How the unit came about, e.g. "at detector, not corrected"; empty if it needs no word.
    decimals
        How many are worth writing.
    """

    name: str
    value: float
    unit: str
    label: str = ""
    decimals: int = 1

    @property
    def text(self) -> str:
        """The number as written, with unit and label: ``12.4 mm (at detector, not corrected)``."""
        number = f"{self.value:.{self.decimals}f}"
        spaced = number if not self.unit else f"{number}{'' if self.unit == '°' else ' '}{self.unit}"
        return f"{spaced} ({self.label})" if self.label else spaced


@dataclass(frozen=True, slots=True)
class Place:
    """Where a drawing belongs: frame, series, and the space its points are in.

    ``frame_of_reference_uid`` is empty where points are in the image's own plane and not in the patient.
    """

    frame: FrameKey
    series_uid: str
    study_uid: str
    frame_of_reference_uid: str = ""


@dataclass(frozen=True, slots=True)
class Measurement:
    """A drawing and what it says. One type from the tool to the report.

    Attributes
    ----------
    tool
        Name of the tool that made it and can measure it again.
    points_lps
        Its handles: in the patient, or in the image's own plane (see Place), mm or px.
    quantities
        The first is the one written beside the drawing.
    text
        The reader's own words (arrow, text).
    voi
        The window it was drawn under; jumping to the drawing brings it back.
    """

    tool: str
    place: Place
    points_lps: tuple[Vector, ...]
    quantities: tuple[Quantity, ...] = ()
    trust: Trust = Trust.NONE
    text: str = ""
    notes: tuple[str, ...] = ()
    voi: Voi | None = None
    uid: str = field(default_factory=lambda: uuid4().hex)

    @property
    def value_text(self) -> str:
        """The first quantity; where it may be worth several numbers, all of them: none is chosen silently (H6)."""
        return " or ".join(known.text for known in self.quantities if known.name == self.quantities[0].name)

    @property
    def summary(self) -> str:
        """One line for lists and reports: the reader's words and the first quantity."""
        return ": ".join(part for part in (self.text, self.value_text) if part)

    def remeasured(self, like: "Measurement") -> "Measurement":
        """Return this drawing, same identity, with the points and numbers of another."""
        return replace(like, uid=self.uid, text=like.text or self.text, voi=self.voi)
