"""The histograms of one dose in the structures of one set."""

from dataclasses import dataclass

from viewer.core.radiotherapy.dvh import Dvh
from viewer.core.radiotherapy.reference import ReferenceDose


@dataclass(frozen=True, slots=True)
class Histograms:
    """Histograms, and what their percentages may refer to.

    Attributes
    ----------
    each
        Computed ones first, then those of the dose file.
    unit
        Of doses: Gy, or empty for relative ones.
    references
        The best first; never empty.
    notes
        What the reader must know before believing them.
    """

    each: tuple[Dvh, ...]
    unit: str
    references: tuple[ReferenceDose, ...]
    notes: tuple[str, ...] = ()

    @property
    def largest(self) -> float:
        """The largest dose that any of them shows."""
        return max((float(one.doses[-1]) for one in self.each if len(one.doses)), default=0.0)
