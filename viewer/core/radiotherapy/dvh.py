"""Dose-volume histograms: how much of a structure receives at least a dose. PS3.3 C.8.8.4."""

from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from viewer.core.radiotherapy.dose import DoseGrid
from viewer.core.radiotherapy.filling import Samples, samples_of, volume_cc
from viewer.core.radiotherapy.solids import Solid

BINS = 4000
FULLY = 0.999
"""A structure of which more than this lies inside the dose grid lies in it whole."""


class Origin(Enum):
    """Where a histogram comes from."""

    COMPUTED = "computed here"
    FILE = "from the dose file"


@dataclass(frozen=True, slots=True, eq=False)
class Dvh:
    """A cumulative histogram.

    Attributes
    ----------
    number, name, color
        Of the structure.
    doses
        (n,) rising from 0, in ``unit``.
    volumes_cc
        (n,) volume that receives at least each dose. Of a histogram in percent without a volume, percent.
    least, mean, most
        None where nobody says.
    volume_cc
        Of the whole structure; None where only percentages are known.
    covered
        Part of the structure that lies inside the dose grid; everything else counts the covered part alone.
    note
        What the reader must know of it.
    """

    number: int
    name: str
    color: str
    doses: NDArray[np.float64]
    volumes_cc: NDArray[np.float64]
    unit: str = "Gy"
    least: float | None = None
    mean: float | None = None
    most: float | None = None
    volume_cc: float | None = None
    covered: float = 1.0
    origin: Origin = Origin.COMPUTED
    note: str = ""

    @property
    def percents(self) -> NDArray[np.float64]:
        """(n,) percent of what the histogram counts that receives at least each dose."""
        whole = float(self.volumes_cc[0]) if len(self.volumes_cc) else 0.0
        return np.asarray(self.volumes_cc * (100 / whole)) if whole > 0 else np.zeros_like(self.volumes_cc)

    def dose_to_percent(self, percent: float) -> float | None:
        """Return the dose that at least so much of the structure receives: D95 for 95."""
        if not len(self.doses) or not 0 <= percent <= 100:
            return None
        return _dose_at(self.doses, self.percents, percent)

    def dose_to_volume(self, cubic_cm: float) -> float | None:
        """Return the dose that at least so many cm³ receive: D2cc for 2; None where there is not so much of it."""
        if self.volume_cc is None or not len(self.doses) or cubic_cm > self.volumes_cc[0]:
            return None
        return _dose_at(self.doses, self.volumes_cc, cubic_cm)

    def percent_above(self, dose: float) -> float | None:
        """Return the percentage that receives at least a dose: V20 for 20 Gy."""
        return float(np.interp(dose, self.doses, self.percents, right=0.0)) if len(self.doses) else None

    def volume_above(self, dose: float) -> float | None:
        """Return the cm³ that receive at least a dose."""
        if self.volume_cc is None or not len(self.doses):
            return None
        return float(np.interp(dose, self.doses, self.volumes_cc, right=0.0))


def _dose_at(doses: NDArray[np.float64], volumes: NDArray[np.float64], volume: float) -> float:
    """Return the largest dose at which at least ``volume`` is left; volumes fall."""
    volume = min(volume, float(volumes[0]))
    place = int(np.searchsorted(-volumes, -volume, side="right")) - 1
    if place + 1 >= len(doses):
        return float(doses[-1])
    place = max(place, 0)
    fall = volumes[place] - volumes[place + 1]
    share = (volumes[place] - volume) / fall if fall > 0 else 0.0
    return float(doses[place] + share * (doses[place + 1] - doses[place]))


@dataclass(frozen=True, slots=True)
class Named:
    """What a histogram is called by."""

    number: int
    name: str
    color: str


def computed_dvh(named: Named, solid: Solid, dose: DoseGrid) -> Dvh:
    """Return the histogram of a body in a dose distribution.

    Every slab is filled with samples that count as much as they lie inside it; dose is interpolated at each.
    """
    samples = samples_of(solid)
    doses = dose.at(samples.points_lps).astype(np.float64)
    known = ~np.isnan(doses)
    weights = samples.volumes_cc[known]
    whole = volume_cc(solid)
    empty = np.zeros(0)
    if not known.any() or whole <= 0:
        note = "no dose is known inside it" if whole > 0 else "it encloses no volume"
        return Dvh(
            named.number,
            named.name,
            named.color,
            empty,
            empty,
            dose.unit.sign,
            volume_cc=whole,
            covered=0.0,
            note=note,
        )
    covered = float(weights.sum() / samples.volumes_cc.sum())
    least, most = _extremes(samples, dose, doses)
    edges, volumes = _cumulative(doses[known], weights * (whole * covered / weights.sum()), most)
    note = "" if covered > FULLY else f"only {100 * covered:.1f} % of it lies inside the dose grid"
    return Dvh(
        named.number,
        named.name,
        named.color,
        edges,
        volumes,
        dose.unit.sign,
        least,
        float(np.average(doses[known], weights=weights)),
        most,
        whole,
        covered,
        note=note,
    )


def _extremes(samples: Samples, dose: DoseGrid, doses: NDArray[np.float64]) -> tuple[float, float]:
    """Return the least and largest dose: of samples that lie inside by half or more, and on the contours."""
    inner = doses[samples.is_inside]
    rim = dose.at(samples.rim_lps).astype(np.float64)
    known = np.concatenate((inner[~np.isnan(inner)], rim[~np.isnan(rim)]))
    known = known if len(known) else doses[~np.isnan(doses)]
    return float(known.min()), float(known.max())


def _cumulative(
    doses: NDArray[np.float64], volumes_cc: NDArray[np.float64], most: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    top = max(most, float(doses.max()), 1e-9) * (1 + 1e-9)
    edges = np.linspace(0, top, BINS + 1)
    counted, _ = np.histogram(np.clip(doses, 0, top), bins=edges, weights=volumes_cc)
    above = np.concatenate((np.cumsum(counted[::-1])[::-1], [0.0]))
    return edges, above
