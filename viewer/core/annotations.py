"""All measurements of a session, and their undo: previous values, not inverse commands."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise

from viewer.core.measurements import Measurement
from viewer.core.study import FrameKey


@dataclass(frozen=True, slots=True)
class Annotations:
    """Measurements in the order they were made."""

    measurements: tuple[Measurement, ...] = ()

    def with_one(self, measurement: Measurement) -> "Annotations":
        """Return the set with a measurement added, or replaced where its uid is known."""
        if self.find(measurement.uid) is None:
            return Annotations((*self.measurements, measurement))
        return Annotations(
            tuple(measurement if known.uid == measurement.uid else known for known in self.measurements)
        )

    def without(self, uid: str) -> "Annotations":
        """Return the set with one measurement removed."""
        return Annotations(tuple(known for known in self.measurements if known.uid != uid))

    def find(self, uid: str) -> Measurement | None:
        """Return a measurement by its uid, None if it is gone."""
        return next((known for known in self.measurements if known.uid == uid), None)

    def on(self, frame: FrameKey) -> tuple[Measurement, ...]:
        """Return the measurements drawn on one frame."""
        return tuple(known for known in self.measurements if known.place.frame == frame)

    def of_study(self, study_uid: str) -> "Annotations":
        """Return the measurements of one study."""
        return Annotations(tuple(known for known in self.measurements if known.place.study_uid == study_uid))


UNDO_STEPS = 200


@dataclass(frozen=True, slots=True)
class History:
    """The present annotations, those before, and those undone."""

    now: Annotations = Annotations()
    before: tuple[Annotations, ...] = ()
    undone: tuple[Annotations, ...] = ()

    def record(self, annotations: Annotations) -> "History":
        """Return the history after a change; what was undone can no longer be redone."""
        if annotations == self.now:
            return self
        return History(annotations, (*self.before, self.now)[-UNDO_STEPS:])

    def replaced(self, annotations: Annotations) -> "History":
        """Return the history with the present corrected in place: loading, or the middle of a drag."""
        return replace(self, now=annotations)

    def everywhere(self, change: Callable[[Annotations], Annotations]) -> "History":
        """Return the history as if something had always been so: studies come and go, and nobody undoes that.

        Steps that then change nothing fall away.
        """
        before = tuple(change(known) for known in self.before)
        now = change(self.now)
        undone = tuple(change(known) for known in self.undone)
        return History(
            now,
            tuple(known for known, after in pairwise((*before, now)) if known != after),
            tuple(known for earlier, known in pairwise((now, *undone)) if known != earlier),
        )

    def undo(self) -> "History":
        """Return the history one step back; itself where there is none."""
        if not self.before:
            return self
        return History(self.before[-1], self.before[:-1], (self.now, *self.undone))

    def redo(self) -> "History":
        """Return the history one step forward; itself where there is none."""
        if not self.undone:
            return self
        return History(self.undone[0], (*self.before, self.now), self.undone[1:])
