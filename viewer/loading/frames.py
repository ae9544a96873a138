"""The work of loading, done in threads and worker processes: requests in, answers out, nothing shared.

Frames that lie in the file as they are needed are read into their place by a thread. All others are decoded in a
worker process, because a damaged stream may end a decoder.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from time import perf_counter

import numpy as np

from viewer.core.study import Frame, Instance, Patient, SeriesHeader, StudyHeader
from viewer.dicom.pixels import Numbers, PixelsError
from viewer.dicom.pixels_in_place import read_in_place

_NOBODY, _NO_STUDY, _NO_SERIES = Patient(), StudyHeader(""), SeriesHeader("")


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """A frame and the memory its pixels belong in: of ``stored_type`` and ``stored_shape``, contiguous.

    ``already`` are its pixels where they have been loaded before, for a smaller set.
    """

    frame: Frame
    out: Numbers
    already: Numbers | None = None


Outcome = str | None
"""Why a frame cannot be shown; None where it can."""


def fill(places: Sequence[Place]) -> tuple[Outcome, ...]:
    """Read frames into their places; return for each why it failed, None where it did not."""
    return tuple(_fill(place) for place in places)


def stow(places: Sequence[Place | str]) -> tuple[Numbers | str, ...]:
    """Put decoded frames in their places and return them as they lie there; what is no frame is a reason."""
    return tuple(place if isinstance(place, str) else _fill(place) or place.out for place in places)


def _fill(place: Place) -> Outcome:
    try:
        if place.already is not None:
            np.copyto(place.out, place.already)
        else:
            read_in_place(place.frame.instance, place.frame.number, place.out)
    except PixelsError as problem:
        return str(problem)
    except OSError as problem:
        return f"the system says: {problem.strerror or type(problem).__name__}"
    return None


@dataclass(frozen=True, slots=True)
class FramesRequest:
    """Frames to decode, each by its instance and number. Holds what decoding needs and nothing of the patient."""

    frames: tuple[tuple[Instance, int], ...]

    @classmethod
    def of(cls, frames: Sequence[Frame]) -> "FramesRequest":
        """Ask for these frames; consecutive frames of an instance share what is read of it."""
        bare: dict[int, Instance] = {}
        for frame in frames:
            if id(frame.instance) not in bare:
                bare[id(frame.instance)] = _bare(frame.instance)
        return cls(tuple((bare[id(frame.instance)], frame.number) for frame in frames))

    def __call__(self) -> "Decoded":
        """Decode, in a worker process."""
        decoding = import_module("viewer.loading.decoding")  # its codecs stay out of the program itself
        started = perf_counter()
        return Decoded(decoding.decode(self.frames), perf_counter() - started)


@dataclass(frozen=True, slots=True, eq=False)
class Decoded:
    """What became of the frames of a request.

    Attributes
    ----------
    frames
        For each its stored numbers, (rows, columns[, 3]), or why it cannot be decoded.
    seconds
        How long it took.
    """

    frames: tuple[Numbers | str, ...]
    seconds: float


def _bare(instance: Instance) -> Instance:
    """Return an instance without what decoding does not need: little to send, and no names."""
    return replace(
        instance,
        sop_instance_uid="",
        patient=_NOBODY,
        study=_NO_STUDY,
        series=_NO_SERIES,
        descriptions=(),
        attributes=(),
        problems=(),
        image_type=(),
        padding=None,
        lossy=None,
        overlays=(),
        shutter=None,
        supplement=None,
    )
