"""What counts as 100 % of a dose: a prescription, or the largest dose."""

from collections.abc import Iterable
from dataclasses import dataclass

from viewer.core.radiotherapy.dose import DoseGrid, DoseUnit
from viewer.core.radiotherapy.plans import Plan


@dataclass(frozen=True, slots=True)
class ReferenceDose:
    """A dose that percentages refer to, in the unit of the dose distribution, and where it comes from."""

    name: str
    dose: float


LARGEST = "largest dose"
CHOSEN = "chosen by the reader"


def spoken_dose(dose: float, unit: str) -> str:
    """Return a dose in words, four figures of it."""
    return f"{dose:.4g} {unit}".rstrip()


def references_for(dose: DoseGrid, plans: Iterable[Plan]) -> tuple[ReferenceDose, ...]:
    """Return what percentages of a dose may refer to, the best first: what its own plan prescribes, then the largest.

    Prescriptions are in Gy: of a relative dose there is the largest only.
    """
    found: list[ReferenceDose] = []
    if dose.unit is DoseUnit.GRAY:
        own = [plan for plan in plans if plan.uid in dose.plan_uids]
        for plan in own:
            found += [
                ReferenceDose(f"prescribed to {target.name} by plan {plan.label}".rstrip(), target.dose_gy)
                for target in plan.prescriptions
            ]
    found.sort(key=lambda reference: -reference.dose)
    return (*dict.fromkeys(found), ReferenceDose(LARGEST, dose.largest))
