"""Which viewport shows what after a series was put into one. Never two patients side by side (BIR 5.3)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from viewer.core.study import DisplaySet, Patient
from viewer.core.viewport import ViewportState


@dataclass(frozen=True, slots=True)
class Placement:
    """What the viewports show afterwards.

    Attributes
    ----------
    notice
        What the reader must be told, empty if nothing.
    shown
        False where the display set could not be shown; the viewports are then as before.
    """

    viewports: tuple[ViewportState, ...]
    notice: str = ""
    shown: bool = True


def is_same_patient(one: DisplaySet, other: DisplaySet) -> bool:
    """Whether two sets may stand side by side: same Patient ID, same name, and nothing that contradicts it.

    A name alone, or none, makes no patient: without ID and birth date images belong together only within one study.
    """
    a, b = one.patient, other.patient
    if (
        not a.patient_id
        and not (a.name and a.birth_date and b.birth_date)
        and one.study.uid != other.study.uid
    ):
        return False
    return (a.patient_id, a.name) == (b.patient_id, b.name) and not _contradict(a, b)


def _contradict(one: Patient, other: Patient) -> bool:
    pairs = ((one.issuer, other.issuer), (one.birth_date, other.birth_date))
    return any(first and second and first != second for first, second in pairs)


def place(
    viewports: Sequence[ViewportState], sets: Mapping[str, DisplaySet], wanted: DisplaySet, cell: int
) -> Placement:
    """Return what every viewport shows once a display set was put into a cell.

    Parameters
    ----------
    viewports
        Every cell, those outside the present grid too: they come back when the grid grows.
    sets
        Everything opened, by uid.
    """
    if wanted.blocked:
        return Placement(tuple(viewports), f"Not shown: {wanted.blocked}", shown=False)
    if not wanted.frames:
        return Placement(tuple(viewports), f"Not shown: {why_not_displayable(wanted)}", shown=False)
    others = [sets[state.display_set_uid] for state in viewports if state.display_set_uid in sets]
    stays = all(is_same_patient(shown, wanted) for shown in others)
    states = list(viewports) if stays else [ViewportState()] * len(viewports)
    if states[cell].display_set_uid != wanted.uid:
        states[cell] = states[cell].showing(wanted.uid, wanted.opens_at)
    notice = "" if stays else "Another patient: all viewports were cleared before this series was shown"
    return Placement(tuple(states), notice)


def why_not_displayable(shown: DisplaySet) -> str:
    """Return in words why a display set has no frames to show."""
    reasons = dict.fromkeys(instance.not_displayable for instance in shown.instances)
    return "; ".join(reason for reason in reasons if reason) or "it holds no images"


def settled(
    viewports: Sequence[ViewportState], before: Mapping[str, DisplaySet], now: Mapping[str, DisplaySet]
) -> tuple[ViewportState, ...]:
    """Return the viewports after the opened studies changed: the same frames stay, what is gone leaves.

    While a folder is scanned its series grow, and a frame may move to another place in display order.
    """
    return tuple(_settled(state, before, now) for state in viewports)


def _settled(
    state: ViewportState, before: Mapping[str, DisplaySet], now: Mapping[str, DisplaySet]
) -> ViewportState:
    if not state.display_set_uid:
        return state
    shown = now.get(state.display_set_uid)
    if shown is None or shown.blocked or not shown.frames:
        return ViewportState(interpolated=state.interpolated)
    known = before.get(state.display_set_uid)
    if known is not None and not is_same_patient(known, shown):
        return ViewportState(interpolated=state.interpolated)  # another patient took the place (H30)
    index = None
    if known is not None and state.index < len(known.frames):
        index = shown.index_of(known.frames[state.index].key)
    if index is None:
        index = min(state.index, len(shown.frames) - 1)
    return replace(state, index=index)
