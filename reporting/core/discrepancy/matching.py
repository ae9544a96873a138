"""Which finding of one reading is which of the other: by place, then by what is said of it.

The nearest drawings are paired first, then the clauses that agree most; ties fall to what stands first. So the result
does not depend on the order of measuring, and the same two reports always give the same pairs.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import dist

from reporting.core.discrepancy.findings import Finding, conflict, same_organ
from reporting.core.discrepancy.tolerances import Tolerances
from reporting.core.discrepancy.vocabulary import KIN
from viewer.core.measurements import Measurement


@dataclass(frozen=True, slots=True)
class Pair:
    """The same finding in both readings; None where one of them has no such finding.

    Attributes
    ----------
    because
        Why they are taken for one.
    """

    first: Finding | None
    second: Finding | None
    because: str = ""


Match = Callable[[Finding, Finding], tuple[float, str] | None]
"""How badly two findings fit (less is better) and why they are one; None where they are not."""


def paired(first: tuple[Finding, ...], second: tuple[Finding, ...], by: Tolerances) -> tuple[Pair, ...]:
    """Return findings paired, in the order of the first reading; what only the second has comes last."""
    partner: dict[int, tuple[int, str]] = {}
    stages: tuple[Match, ...] = (
        lambda one, other: _by_place(one, other, by),
        lambda one, other: _by_words(one, other, by, places_agree=True),
        lambda one, other: _by_words(one, other, by, places_agree=False),
        _contradicting,
    )
    for fits in stages:
        taken = {j for j, _ in partner.values()}
        for i, j, why in _best(first, second, fits, set(partner), taken):
            partner[i] = (j, why)
    pairs = [_pair(one, second, partner.get(i)) for i, one in enumerate(first)]
    taken = {j for j, _ in partner.values()}
    return (*pairs, *(Pair(None, other) for j, other in enumerate(second) if j not in taken))


def apart(one: Measurement, other: Measurement) -> tuple[float, str] | None:
    """Return how far apart the middles of two drawings are, and in which unit; None where they share no space.

    Drawings in another Frame of Reference are never near: nothing registers the two (SAFETY H33). Without one, points
    are in the pixels of their image and mean nothing on another.
    """
    if not one.points_lps or not other.points_lps:
        return None
    space, its = one.place.frame_of_reference_uid, other.place.frame_of_reference_uid
    if space != its or (not space and one.place.frame != other.place.frame):
        return None
    return dist(_middle(one), _middle(other)), "mm" if space else "px"


def _pair(one: Finding, second: tuple[Finding, ...], known: tuple[int, str] | None) -> Pair:
    return Pair(one, None) if known is None else Pair(one, second[known[0]], known[1])


def _best(
    first: tuple[Finding, ...],
    second: tuple[Finding, ...],
    fits: Match,
    gone: set[int],
    taken: set[int],
) -> Iterator[tuple[int, int, str]]:
    candidates = sorted(
        (fit[0], i, j, fit[1])
        for i, one in enumerate(first)
        for j, other in enumerate(second)
        if i not in gone and j not in taken and (fit := fits(one, other)) is not None
    )
    for _, i, j, why in candidates:
        if i not in gone and j not in taken:
            gone.add(i)
            taken.add(j)
            yield i, j, why


def _by_place(one: Finding, other: Finding, by: Tolerances) -> tuple[float, str] | None:
    if one.measurement is None or other.measurement is None:
        return None
    far = apart(one.measurement, other.measurement)
    if far is None or far[0] > (by.near_mm if far[1] == "mm" else by.near_px):
        return None
    return far[0], f"drawn {far[0]:.1f} {far[1]} apart"


def _by_words(
    one: Finding, other: Finding, by: Tolerances, *, places_agree: bool
) -> tuple[float, str] | None:
    if not one.said.present or not other.said.present or _drawn_elsewhere(one, other, by):
        return None
    side, level = conflict(one.said, other.said)
    if (side or level) and (places_agree or (side and level)):
        return None
    shared = one.said.kinds & other.said.kinds
    if not same_organ(one.said, other.said) or not (shared or _are_kin(one, other)):
        return None
    agreeing = (
        3 * bool(shared)
        + 2 * bool(one.said.side and one.said.side == other.said.side)
        + 2 * len(one.said.levels & other.said.levels)
        + bool(one.said.organs & other.said.organs)
    )
    why = f"both say {sorted(shared)[0]}" if shared else "in the same place, called otherwise"
    if not shared and not (one.said.side == other.said.side and one.said.levels & other.said.levels):
        return None
    return -float(agreeing) + min(_apart_in_size(one, other), 0.9), why


def _contradicting(one: Finding, other: Finding) -> tuple[float, str] | None:
    if one.said.present is other.said.present or not one.said.kinds & other.said.kinds:
        return None
    if conflict(one.said, other.said) != ("", "") or not same_organ(one.said, other.said):
        return None
    return 0.0, f"both speak of {sorted(one.said.kinds & other.said.kinds)[0]}"


def _drawn_elsewhere(one: Finding, other: Finding, by: Tolerances) -> bool:
    """Whether both are drawn in one space, and not near each other: then words cannot make them one."""
    if one.measurement is None or other.measurement is None:
        return False
    far = apart(one.measurement, other.measurement)
    return far is not None and far[0] > (by.near_mm if far[1] == "mm" else by.near_px)


def _are_kin(one: Finding, other: Finding) -> bool:
    return any(one.said.kinds & kin and other.said.kinds & kin for kin in KIN)


def _apart_in_size(one: Finding, other: Finding) -> float:
    """Return how different two sizes are, 0 for the same or unknown, near 1 for very different."""
    if not one.said.sizes_mm or not other.said.sizes_mm:
        return 0.0
    small, large = sorted((one.said.sizes_mm[0], other.said.sizes_mm[0]))
    return 1 - small / large if large else 0.0


def _middle(measurement: Measurement) -> tuple[float, ...]:
    count = len(measurement.points_lps)
    return tuple(sum(axis) / count for axis in zip(*measurement.points_lps, strict=True))
