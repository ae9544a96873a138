"""Two opinions side by side: the first and the one that answers it."""

from dataclasses import dataclass
from math import dist

from reporting.core.errors import ReportError
from reporting.core.opinions import answers
from reporting.core.report import Agreement, Report, SectionName
from viewer.core.measurements import Measurement

NEAR_MM, NEAR_PX = 10.0, 50.0
"""How far apart the middles of two drawings may be and still be taken for the same finding: in the patient, and
on an image that has no place in the patient, whose points are in its own pixels."""


@dataclass(frozen=True, slots=True)
class SectionPair:
    """What both opinions say under one heading."""

    name: SectionName
    first: str
    second: str

    @property
    def differs(self) -> bool:
        """Whether the words differ, spaces apart."""
        return self.first.split() != self.second.split()


@dataclass(frozen=True, slots=True)
class MeasurementPair:
    """The same finding measured by both; None where one of them has no such measurement."""

    first: Measurement | None
    second: Measurement | None

    @property
    def change(self) -> float | None:
        """The second value less the first; None where they are not to be compared: unit, name or label differ."""
        if self.first is None or self.second is None:
            return None
        if not self.first.quantities or not self.second.quantities:
            return None
        one, other = self.first.quantities[0], self.second.quantities[0]
        if (one.name, one.unit, one.label) != (other.name, other.unit, other.label):
            return None
        return other.value - one.value


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two opinions, paired.

    Attributes
    ----------
    addenda_since
        How many addenda the first was given after it was answered.
    """

    first: Report
    second: Report
    sections: tuple[SectionPair, ...]
    measurements: tuple[MeasurementPair, ...]
    agreement: Agreement | None
    reason: str
    addenda_since: int


def compare(first: Report, second: Report) -> Comparison:
    """Return both opinions paired.

    Raises
    ------
    ReportError
        Where the second does not answer exactly these words of the first.
    """
    if second.response is None or not answers(second, first):
        raise ReportError(
            "The opinions were not compared",
            why="the second one does not answer this version of the first",
            remedy="Choose the report that it names",
        )
    return Comparison(
        first=first,
        second=second,
        sections=tuple(
            SectionPair(name, first.section(name).text, second.section(name).text) for name in SectionName
        ),
        measurements=pair_measurements(first.measurements, second.measurements),
        agreement=second.response.agreement,
        reason=second.response.reason,
        addenda_since=len(first.addenda) - second.response.addenda,
    )


def pair_measurements(
    first: tuple[Measurement, ...], second: tuple[Measurement, ...]
) -> tuple[MeasurementPair, ...]:
    """Return measurements paired: the same drawing, else the nearest made with the same tool at the same place.

    In the order of the first opinion; what only the second has comes last. The nearest are paired first, so
    that the order of measuring does not decide.
    """
    candidates = sorted(
        (
            (distance, i, j)
            for i, one in enumerate(first)
            for j, other in enumerate(second)
            if (distance := _distance(one, other)) is not None
        ),
    )
    partner: dict[int, int] = {}
    for _, i, j in candidates:
        if i not in partner and j not in partner.values():
            partner[i] = j
    pairs = [
        MeasurementPair(one, second[partner[i]] if i in partner else None) for i, one in enumerate(first)
    ]
    alone = (other for j, other in enumerate(second) if j not in partner.values())
    return (*pairs, *(MeasurementPair(None, other) for other in alone))


def _distance(one: Measurement, other: Measurement) -> float | None:
    """Return how far apart two drawings are, negative for the same drawing, None where they are not one finding."""
    if one.uid == other.uid:
        return -1.0
    if one.tool != other.tool or not one.points_lps or not other.points_lps:
        return None
    if one.place.frame_of_reference_uid != other.place.frame_of_reference_uid:
        return None  # another space, and nothing registers the two (SAFETY H33)
    in_patient = bool(one.place.frame_of_reference_uid)
    if not in_patient and one.place.frame != other.place.frame:
        return None
    apart = dist(_middle(one), _middle(other))
    return apart if apart <= (NEAR_MM if in_patient else NEAR_PX) else None


def _middle(measurement: Measurement) -> tuple[float, ...]:
    count = len(measurement.points_lps)
    return tuple(sum(axis) / count for axis in zip(*measurement.points_lps, strict=True))
