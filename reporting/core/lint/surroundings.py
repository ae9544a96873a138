"""What is known beside the words of a report: earlier examinations, and on which side its drawings lie."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from viewer.core.measurements import Quantity


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Facts that words are held against. What is not known is left out, and then nothing is doubted.

    Attributes
    ----------
    prior_dates, opened_dates
        Of earlier examinations of this patient, YYYYMMDD: all that are known, and those that are or were open.
    sides
        Uid of a drawing or key image, and the side of the patient it surely lies on: "L" or "R".
    earlier
        Uid of a drawing, and what the same lesion measured on the last examination before.
    examined_side
        The side that every series of the study is labelled with, empty for none.
    other_names
        Family and given names of other patients that are open now.
    """

    prior_dates: frozenset[str] = frozenset()
    opened_dates: frozenset[str] = frozenset()
    sides: Mapping[str, str] = field(default_factory=dict)
    earlier: Mapping[str, Quantity] = field(default_factory=dict)
    examined_side: str = ""
    other_names: tuple[tuple[str, str], ...] = ()

    def side_of(self, uid: str) -> str:
        """Return "L" or "R", empty where it is not sure."""
        return self.sides.get(uid, "")

    def before(self, uid: str) -> Quantity | None:
        """Return what was measured before, None where that is not known."""
        return self.earlier.get(uid)
