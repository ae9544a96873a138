"""Parametric maps: frames of values in a unit, as planes. PS3.3 A.75, C.8.32. Called in worker processes only."""

import numpy as np
from numpy.typing import NDArray

from viewer.core.overlays.layer import ColorScale
from viewer.core.overlays.reading import LayerError, Outlook, Slab, Sort
from viewer.core.overlays.stack import stack_of
from viewer.core.study import FrameDescription, Instance
from viewer.dicom.decoding import FrameError, FrameReader
from viewer.dicom.segmentations import frame_groups, made_from, missing_frames, only_source, whole_header
from viewer.dicom.sources import opened

KIND = "Parametric map"


def outlook(instance: Instance) -> Outlook:
    """Return what the header of a parametric map says; the limits of its scale are found with its values.

    Raises
    ------
    LayerError
        Where it cannot be laid over anything, with the reason.
    """
    if instance.pixels is None:
        raise LayerError(KIND, "it holds no frames")
    with opened(instance.source.path) as file:
        elements = whole_header(file)
    frames = instance.pixels.frames
    groups = frame_groups(elements, frames)
    quantities = {_quantity(instance.describe(number)) for number in range(1, frames + 1)}
    if len(quantities) > 1:
        named = ", ".join(sorted(f"{name} {unit}".strip() or "without unit" for name, unit in quantities))
        raise LayerError(KIND, f"its frames hold different quantities: {named}; scroll it as a series")
    measures = elements.first("SharedFunctionalGroupsSequence").first("PixelMeasuresSequence")
    try:
        stack, at = stack_of(
            [instance.describe(number).plane for number in range(1, frames + 1)],
            (instance.pixels.rows, instance.pixels.columns),
            between_mm=measures.number("SpacingBetweenSlices") or 0.0,
            thickness_mm=measures.number("SliceThickness") or 0.0,
            keys=[only_source(own) for _, own in groups],
        )
    except ValueError as problem:
        raise LayerError(KIND, str(problem)) from problem
    if len(set(at)) < len(at):
        raise LayerError(KIND, "several of its frames lie at one place; scroll it as a series")
    ((name, unit),) = quantities
    mapping = elements.first("SharedFunctionalGroupsSequence").first("RealWorldValueMappingSequence")
    name = name or mapping.line("LUTExplanation") or mapping.line("LUTLabel") or "Value"
    return Outlook(
        sort=Sort.VALUES,
        kind=KIND,
        name=elements.line("SeriesDescription") or elements.line("ContentLabel") or KIND,
        stack=stack,
        at=at,
        segments=(0,) * frames,
        rows=(),
        frame_of_reference_uid=instance.frame_of_reference_uid,
        refers=made_from(elements, groups),
        scale=ColorScale(name, unit, 0.0, 1.0, 0.0, 1.0, hides_below=False),
        notes=tuple(filter(None, (elements.line("ContentDescription"),))),
        warning=missing_frames(elements, frames),
    )


def read_slab(instance: Instance, view: Outlook, first: int, last: int) -> Slab:
    """Return the values of the planes from ``first`` to before ``last``, NaN where there is none."""
    values = np.full((last - first, *view.stack.shape), np.nan, dtype=np.float32)
    failed: list[str] = []
    with FrameReader(instance) as reader:
        for frame, plane in enumerate(view.at):
            if first <= plane < last:
                try:
                    values[plane - first] = _values(reader, instance, frame + 1)
                except FrameError as problem:
                    failed.append(f"frame {problem.number} cannot be decoded: {problem.reason}")
    finite = values[np.isfinite(values)]
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (np.nan, np.nan)
    values[~np.isfinite(values)] = np.nan
    return Slab(first, {0: values}, (), tuple(failed), low, high)


def _values(reader: FrameReader, instance: Instance, number: int) -> NDArray[np.float32]:
    described = instance.describe(number)
    stored = reader.frame(number)
    chosen = described.quantities[0].map if described.quantities else described.modality_map
    values = chosen.to_values(stored)
    if instance.padding is not None:
        values = np.where(instance.padding.covers(stored), np.nan, values)
    return values.astype(np.float32)


def _quantity(described: FrameDescription) -> tuple[str, str]:
    """Return the name and unit of what a frame holds: of its first real world value mapping, where it has one."""
    if described.quantities:
        return described.quantities[0].name, described.quantities[0].unit
    return "", described.unit
