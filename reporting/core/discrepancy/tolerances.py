"""How far two readers' numbers may lie apart before that is a difference.

No measurement is exact: two readers who draw the same nodule on the same slice differ. What is stated here is how
much; it stands in every entry that rests on it.
"""

from dataclasses import dataclass

from viewer.core.calibration import Trust
from viewer.core.measurements import Measurement, Quantity

_SURE = frozenset({Trust.PATIENT, Trust.GEOMETRY, Trust.FIDUCIAL, Trust.REGION, Trust.USER})
_AT_LEAST = {"mm": 1.5, "°": 3.0, "HU": 10.0, "px": 3.0}
"""The least difference that two hands make, by unit."""

_PART = {"mm²": 0.2, "px²": 0.2, "cm²": 0.2, "mm³": 0.3, "ml": 0.3, "cm³": 0.3}
_USUAL_PART, _ESTIMATED_PART = 0.1, 0.2


@dataclass(frozen=True, slots=True)
class Tolerances:
    """What counts as the same.

    Attributes
    ----------
    near_mm, near_px
        How far the middles of two drawings may lie apart and be one finding: in the patient, and on an image that has
        no place in it.
    """

    near_mm: float = 10.0
    near_px: float = 50.0


def uncertainty(quantity: Quantity, trust: Trust) -> float:
    """Return how far another reader's value may lie from this one, in its unit, and mean the same."""
    part = _PART.get(quantity.unit, _USUAL_PART)
    if trust not in _SURE and quantity.unit.startswith(("mm", "cm", "ml")):
        part = max(part, _ESTIMATED_PART)
    return max(_AT_LEAST.get(quantity.unit, 0.0), part * abs(quantity.value))


def differ(first: Measurement, second: Measurement) -> str:
    """Return why the numbers of two drawings differ, empty where they do not, or are not to be compared."""
    if not first.quantities or not second.quantities:
        return ""
    one = first.quantities[0]
    same = [known for known in second.quantities if (known.name, known.unit) == (one.name, one.unit)]
    if not same:
        return ""
    other = same[0]
    if one.label != other.label or first.trust is not second.trust:
        return (
            f"{one.text} and {other.text} are not of one kind: the one is {first.trust.value}, the other "
            f"{second.trust.value}"
        )
    allowed = max(uncertainty(one, first.trust), uncertainty(other, second.trust))
    return words_for(one, other, allowed)


def words_for(one: Quantity, other: Quantity, allowed: float) -> str:
    """Return in words that two numbers lie further apart than they may, empty where they do not."""
    apart = abs(other.value - one.value)
    if apart <= allowed:
        return ""
    unit = one.unit and f" {one.unit}"
    return (
        f"{one.value:.{one.decimals}f}{unit} and {other.value:.{other.decimals}f}{unit} lie {apart:.1f}{unit} apart; "
        f"two readers’ hands may differ by ±{allowed:.1f}{unit}"
    )
