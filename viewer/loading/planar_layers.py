"""Segmentations and parametric maps, read slab by slab in worker processes and put together here.

The reader sees how far it is and can stop it; a slab is a few megabytes, so that putting it in its place holds up no
one.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from viewer.core.overlays.layer import WHOLE, Content, LegendRow, OverlayLayer
from viewer.core.overlays.reading import Largest, LayerError, Outlook, Slab, Sort
from viewer.core.overlays.stack import LabelContent, ShareContent, ValueContent
from viewer.core.study import Instance, Patient, SeriesHeader, StudyHeader
from viewer.loading.calls import Call
from viewer.loading.jobs import Jobs, Ticket
from viewer.loading.layers import Listener

SEGMENTATIONS = frozenset({"1.2.840.10008.5.1.4.1.1.66.4", "1.2.840.10008.5.1.4.1.1.66.7"})
PARAMETRIC_MAPS = frozenset({"1.2.840.10008.5.1.4.1.1.30"})
SLAB_BYTES, SLAB_FRAMES = 8 << 20, 200
"""What is read in one go: little enough to tell progress by, and to be stopped."""

MOST_BYTES = 3 << 30
HEADER_SECONDS, SLAB_SECONDS = 60.0, 60.0


class Planar:
    """Reads segmentations and parametric maps."""

    def __init__(self, jobs: Jobs) -> None:
        self._jobs = jobs

    def kind_of(self, instance: Instance) -> str:
        """Return what it makes of an instance, empty where that is not its business."""
        if instance.sop_class_uid in SEGMENTATIONS:
            return "Segmentation"
        return "Parametric map" if instance.sop_class_uid in PARAMETRIC_MAPS else ""

    def read(self, instance: Instance, listener: Listener) -> Ticket:
        """Begin to read."""
        module = "segmentations" if instance.sop_class_uid in SEGMENTATIONS else "parametric_maps"
        slabs = "segment_planes" if instance.sop_class_uid in SEGMENTATIONS else "parametric_maps"
        reading = _Reading(self._jobs, instance, listener, f"viewer.dicom.{slabs}")
        reading.begin(Call(f"viewer.dicom.{module}", "outlook", (bare(instance),)))
        return reading


def bare(instance: Instance) -> Instance:
    """Return an instance with what reading needs and nothing of the patient."""
    return replace(
        instance,
        sop_instance_uid="",
        patient=Patient(),
        study=StudyHeader(""),
        series=SeriesHeader(""),
        attributes=(),
        problems=(),
    )


class _Reading:
    """One object being read: its header, then slab after slab."""

    def __init__(self, jobs: Jobs, instance: Instance, listener: Listener, module: str) -> None:
        self._jobs, self._instance, self._listener, self._module = jobs, instance, listener, module
        self._bare = bare(instance)
        if module.endswith("segment_planes"):
            self._bare = replace(self._bare, descriptions=())  # many, and of no use for pixels
        self._ticket: Ticket | None = None
        self._cancelled = False
        self._whole: _Whole | None = None

    def cancel(self) -> None:
        """End without an answer."""
        self._cancelled = True
        self._whole = None
        if self._ticket is not None:
            self._ticket.cancel()

    def begin(self, call: Call) -> None:
        """Ask for the header."""
        self._ticket = self._jobs.in_process(call, self._seen, self._failed, seconds=HEADER_SECONDS)

    def _seen(self, view: Outlook) -> None:
        if self._cancelled:
            return
        size = _bytes(view)
        if size > MOST_BYTES:
            self._failed(LayerError(view.kind, f"it would take {size / 2**30:.1f} GiB of memory"))
            return
        self._whole = _Whole(view)
        self._next(0)

    def _next(self, first: int) -> None:
        whole = self._whole
        if whole is None:
            return
        planes = whole.view.planes
        self._listener.progress(first, planes)
        if first >= planes:
            self._listener.done((layer_of(self._instance, whole),))
            self._whole = None
            return
        last = min(first + _planes_a_slab(whole.view), planes)
        work = Call(self._module, "read_slab", (self._bare, whole.view, first, last))
        done: Callable[[Slab], None] = partial(self._filled, last)
        self._ticket = self._jobs.in_process(work, done, self._failed, seconds=SLAB_SECONDS)

    def _filled(self, last: int, slab: Slab) -> None:
        if self._whole is not None:
            self._whole.add(slab)
            self._next(last)

    def _failed(self, problem: BaseException) -> None:
        if not self._cancelled:
            self._whole = None
            self._listener.failed(problem)


@dataclass(eq=False)
class _Whole:
    """An object as far as it was read."""

    view: Outlook
    volumes: dict[int, NDArray[np.generic]] = field(default_factory=dict)
    largest: dict[int, Largest] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)
    low: float = np.inf
    high: float = -np.inf

    def add(self, slab: Slab) -> None:
        """Put a slab in its place."""
        for name, part in slab.volumes.items():
            if name not in self.volumes:
                make = np.empty if part.dtype.kind == "f" else np.zeros  # values come for every plane
                self.volumes[name] = make((self.view.planes, *part.shape[1:]), part.dtype)
            self.volumes[name][slab.first : slab.first + len(part)] = part
        for one in slab.largest:
            self.largest[one.number] = one.joined(self.largest.get(one.number))
        self.failed += slab.failed
        self.low, self.high = np.fmin(self.low, slab.low), np.fmax(self.high, slab.high)


def layer_of(instance: Instance, whole: _Whole) -> OverlayLayer:
    """Return the layer that an object makes once all of it was read."""
    view = whole.view
    warning = view.warning
    if whole.failed:
        more = f" (and {len(whole.failed) - 1} more)" if len(whole.failed) > 1 else ""
        warning = f"INCOMPLETE, {whole.failed[0]}{more}"
    scale, rows = view.scale, tuple(_row(row, whole) for row in view.rows)
    if scale is not None:
        low, high = (
            (float(whole.low), float(whole.high))
            if np.isfinite([whole.low, whole.high]).all()
            else (0.0, 1.0)
        )
        high = high if high > low else low + 1.0
        palette = "blue to red" if low < 0 < high else "hot"
        if palette == "blue to red":
            low, high = -max(-low, high), max(-low, high)
        scale = replace(scale, low=low, high=high, least=low, most=high, palette=palette)
        rows = (LegendRow(WHOLE, scale.quantity, "#ffffff", scale.unit),)
    return OverlayLayer(
        uid=instance.sop_instance_uid,
        sop_instance_uid=instance.sop_instance_uid,
        kind=view.kind,
        name=view.name,
        frame_of_reference_uid=view.frame_of_reference_uid,
        rows=rows,
        content=_content(whole),
        refers=view.refers,
        patient_id=instance.patient.patient_id,
        scale=scale,
        outlined=view.sort is not Sort.VALUES,
        opacity=0.5 if view.sort is Sort.VALUES else 0.35,
        notes=view.notes,
        warning=warning,
    )


def _content(whole: _Whole) -> Content:
    view = whole.view
    if view.sort is Sort.SHARES:
        shares = {
            number: volume.astype(np.uint8, copy=False) for number, volume in sorted(whole.volumes.items())
        }
        return ShareContent(view.stack, shares)
    if view.sort is Sort.VALUES:
        return ValueContent(view.stack, whole.volumes[0].astype(np.float32, copy=False))
    return LabelContent(view.stack, tuple(whole.volumes[level] for level in sorted(whole.volumes)))


def _row(row: LegendRow, whole: _Whole) -> LegendRow:
    found = whole.largest.get(row.number)
    if found is None:
        return replace(row, note=" · ".join(part for part in (row.note, "empty") if part))
    stack = whole.view.stack
    if not stack.planes:
        frame = next((key for key, place in stack.frames.items() if place == found.plane), None)
        return replace(row, frame=frame)
    first = stack.planes[0]
    place = stack.center_lps(found.plane, found.i, found.j)
    spacing_mm = whole.view.spacing_mm
    if not spacing_mm:
        return replace(row, place_lps=place)
    volume_ml = found.pixels * first.column_spacing_mm * first.row_spacing_mm * spacing_mm / 1000
    return replace(
        row, place_lps=place, note=" · ".join(part for part in (_volume(volume_ml), row.note) if part)
    )


def _volume(volume_ml: float) -> str:
    return f"{volume_ml:.3g} ml" if volume_ml < 100 else f"{volume_ml:.0f} ml"


def _bytes(view: Outlook) -> int:
    rows, columns = view.stack.shape
    each = 4 if view.sort is Sort.VALUES else 1
    volumes = len(set(view.segments)) if view.sort is Sort.SHARES else 1
    return view.planes * rows * columns * each * volumes


def _planes_a_slab(view: Outlook) -> int:
    """Return how many planes are read in one go."""
    frames = max(len(view.at) / max(view.planes, 1), 1)
    rows, columns = view.stack.shape
    return max(1, int(min(SLAB_BYTES / (rows * columns), SLAB_FRAMES / frames)))
