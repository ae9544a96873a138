"""What objects without an image say about the images that were opened: presentation states and key images."""

from collections.abc import Iterator
from dataclasses import dataclass

from viewer.core.presentation import KeyObjects, PresentationState
from viewer.core.presenting import why_not
from viewer.core.registration import Registration
from viewer.core.study import DisplaySet, Frame, Instance, Opened


@dataclass(frozen=True, slots=True)
class Companions:
    """Everything opened that is about other images.

    Attributes
    ----------
    states
        Instances of presentation states, the latest first.
    selections
        Key object selections, the latest first.
    registrations
        What leads from one Frame of Reference to another.
    """

    states: tuple[Instance, ...] = ()
    selections: tuple[KeyObjects, ...] = ()
    registrations: tuple[Registration, ...] = ()

    @classmethod
    def of(cls, opened: Opened) -> "Companions":
        """Return what has been opened of them, each object once."""
        found = {instance.sop_instance_uid: instance for instance in _instances(opened)}
        states = [instance for instance in found.values() if instance.presentation is not None]
        selections = [instance.key_objects for instance in found.values() if instance.key_objects is not None]
        states.sort(key=_made, reverse=True)
        selections.sort(key=lambda keys: (keys.date, keys.uid), reverse=True)
        registrations = tuple(one.registration for one in found.values() if one.registration is not None)
        return cls(tuple(states), tuple(selections), registrations)

    def state(self, uid: str) -> Instance | None:
        """Return the instance of a presentation state, None where it is not open."""
        return next((state for state in self.states if state.sop_instance_uid == uid), None)

    def states_for(self, frame: Frame) -> tuple[PresentationState, ...]:
        """Return the presentation states that can be applied to a frame, the latest first."""
        return tuple(state for state in self._states() if not why_not(state, frame))

    def refusals_for(self, frame: Frame) -> tuple[str, ...]:
        """Return why presentation states that were made for a frame cannot be applied to it (SAFETY H27)."""
        meant = (
            state
            for state in self._states()
            if state.refers.cover(frame.instance.sop_instance_uid, frame.number)
        )
        return tuple(why for why in (why_not(state, frame) for state in meant) if why)

    def selections_for(self, shown: DisplaySet) -> tuple[KeyObjects, ...]:
        """Return the selections that hold frames of a display set, the latest first."""
        return tuple(keys for keys in self.selections if key_places(shown, keys))

    def selection(self, uid: str) -> KeyObjects | None:
        """Return a selection by its SOP Instance UID, None where it is not open."""
        return next((keys for keys in self.selections if keys.uid == uid), None)

    def _states(self) -> Iterator[PresentationState]:
        return (instance.presentation for instance in self.states if instance.presentation is not None)


def key_places(shown: DisplaySet, keys: KeyObjects) -> tuple[int, ...]:
    """Return which frames of a display set, by place in display order, a selection holds.

    None where it was made for another patient, whatever it refers to.
    """
    if keys.patient_id and keys.patient_id != shown.patient.patient_id:
        return ()
    return tuple(
        place
        for place, frame in enumerate(shown.frames)
        if keys.refers.cover(frame.instance.sop_instance_uid, frame.number)
    )


def _made(instance: Instance) -> tuple[str, str, str]:
    state = instance.presentation
    assert state is not None, "only presentation states are put in order"
    return state.date, state.time, state.uid


def _instances(opened: Opened) -> Iterator[Instance]:
    for study in opened.studies:
        for shown in study.display_sets:
            if not shown.frames:
                yield from shown.instances
