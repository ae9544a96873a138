"""Overlays of images and of presentation states: read in worker processes when they are to be seen, then kept."""

from collections import OrderedDict
from dataclasses import replace
from functools import partial

from psygnal import Signal

from viewer.core.presentation import OverlayHeader, OverlayPlane
from viewer.core.study import Instance, Patient, SeriesHeader, StudyHeader
from viewer.loading.calls import Call
from viewer.loading.jobs import Jobs

LIMIT_BYTES = 256 << 20
_SECONDS = 10.0

Wanted = tuple[str, int, tuple[OverlayHeader, ...]]
"""SOP Instance UID, frame number, and the overlays over it."""


class Overlays:
    """Planes by instance and frame. Lives on the main thread and never waits there.

    Signal ``loaded``: the SOP Instance UID of an object whose overlays have come, or will not come.
    """

    loaded = Signal(str)

    def __init__(self, jobs: Jobs, *, limit_bytes: int = LIMIT_BYTES) -> None:
        self._jobs, self._limit_bytes = jobs, limit_bytes
        self._kept: OrderedDict[Wanted, tuple[OverlayPlane, ...]] = OrderedDict()
        self._asked: set[Wanted] = set()
        self._bytes = 0

    def planes(
        self, instance: Instance, headers: tuple[OverlayHeader, ...], number: int
    ) -> tuple[OverlayPlane, ...]:
        """Return the overlays over frame ``number`` (from 1) that are here; those that are not are asked for."""
        if not headers:
            return ()
        wanted = (instance.sop_instance_uid, number, headers)
        known = self._kept.get(wanted)
        if known is not None:
            self._kept.move_to_end(wanted)
            return known
        if wanted not in self._asked:
            self._asked.add(wanted)
            work = Call("viewer.dicom.overlays", "read_planes", (_bare(instance), headers, number))
            done, failed = partial(self._read, wanted), partial(self._failed, wanted)
            self._jobs.in_process(work, done, failed, seconds=_SECONDS)
        return ()

    def _read(self, wanted: Wanted, planes: tuple[OverlayPlane, ...]) -> None:
        self._asked.discard(wanted)
        self._kept[wanted] = planes
        self._bytes += _size(planes)
        while self._bytes > self._limit_bytes and len(self._kept) > 1:
            _, dropped = self._kept.popitem(last=False)
            self._bytes -= _size(dropped)
        self.loaded.emit(wanted[0])

    def _failed(self, wanted: Wanted, problem: BaseException) -> None:
        """Keep the reason instead, so that it is said and not asked for again."""
        words = str(problem) or type(problem).__name__
        self._read(wanted, tuple(OverlayPlane.missing(header, words) for header in wanted[2]))


def _size(planes: tuple[OverlayPlane, ...]) -> int:
    return sum(plane.bits.nbytes for plane in planes)


def _bare(instance: Instance) -> Instance:
    """Return an instance with what reading needs and nothing of the patient."""
    return replace(
        instance,
        sop_instance_uid="",
        patient=Patient(),
        study=StudyHeader(""),
        series=SeriesHeader(""),
        descriptions=(),
        attributes=(),
        problems=(),
        presentation=None,
        key_objects=None,
    )
