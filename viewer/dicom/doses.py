"""RT Dose: dose grids and the histograms that come with them. PS3.3 A.18, C.8.8.3, C.8.8.4."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from viewer.core.geometry import PlaneGeometry
from viewer.core.radiotherapy.dose import DoseGrid, DoseUnit
from viewer.core.radiotherapy.dvh import Dvh, Origin
from viewer.core.study import Instance
from viewer.dicom.decoding import FrameError, FrameReader
from viewer.dicom.failures import UnreadableError
from viewer.dicom.header import read_instance
from viewer.dicom.values import Elements
from viewer.dicom.whole import read_whole

MOST_VOXELS = 400_000_000
"""Of 4 bytes each; no treatment planning system calculates more (SAFETY F5)."""

LONGEST_DVH = 1_000_000


@dataclass(frozen=True, slots=True, eq=False)
class ReadDose:
    """A dose distribution, whose it is, and the histograms that its file holds."""

    dose: DoseGrid
    patient_id: str
    histograms: tuple[Dvh, ...]
    label: str


def read_dose(path: Path) -> ReadDose:
    """Return the dose distribution in a file.

    Raises
    ------
    NotDicomError, UnreadableError
        Where there is none that can be used.
    """
    elements, instance = read_whole(path), read_instance(path)
    unit = _unit(elements)
    first = instance.descriptions[0].plane if instance.descriptions else None
    if first is None:
        raise UnreadableError(
            "it does not say where its dose lies, Image Position (0020,0032) and Orientation"
        )
    scaling = elements.number("DoseGridScaling")
    if scaling is None or scaling <= 0:
        raise UnreadableError("Dose Grid Scaling (3004,000E) is missing: its numbers are no doses")
    problems: list[str] = []
    offsets = _offsets_mm(elements, instance, first, problems)
    values = _values(instance, len(offsets), scaling)
    order = np.argsort(offsets, kind="stable")
    start = offsets[order[0]]
    origin = np.asarray(first.origin_lps) + np.asarray(first.normal) * start
    x, y, z = (float(part) for part in origin)
    placed = PlaneGeometry((x, y, z), first.right, first.down, first.column_spacing_mm, first.row_spacing_mm)
    sorted_values = values if (order[:-1] < order[1:]).all() else values[order]
    sorted_values.setflags(write=False)
    dose = DoseGrid(
        uid=instance.sop_instance_uid,
        values=sorted_values,
        first=placed,
        offsets_mm=offsets[order] - start,
        unit=unit,
        kind=elements.text("DoseType"),
        summation=elements.text("DoseSummationType"),
        frame_of_reference_uid=instance.frame_of_reference_uid,
        plan_uids=tuple(_uids(elements, "ReferencedRTPlanSequence")),
        structure_set_uids=tuple(_uids(elements, "ReferencedStructureSetSequence")),
        problems=tuple(problems),
    )
    label = elements.line("DoseComment") or instance.series.description
    return ReadDose(dose, instance.patient.patient_id, tuple(_histograms(elements)), label)


def _unit(elements: Elements) -> DoseUnit:
    written = elements.text("DoseUnits")
    try:
        return DoseUnit(written)
    except ValueError:
        raise UnreadableError("Dose Units (3004,0002) are neither GY nor RELATIVE") from None


def _uids(elements: Elements, keyword: str) -> Iterator[str]:
    return (uid for item in elements.items(keyword) if (uid := item.text("ReferencedSOPInstanceUID")))


def _offsets_mm(
    elements: Elements, instance: Instance, first: PlaneGeometry, problems: list[str]
) -> NDArray[np.float64]:
    """Return where frames lie along the normal, from Image Position (Patient), (frames,) mm. C.8.8.3.2.

    Offsets count from the first frame where the first of them is 0. Else, for transverse planes, they are positions
    along z of the patient.
    """
    frames = instance.pixels.frames if instance.pixels is not None else 0
    written = np.asarray(elements.numbers("GridFrameOffsetVector"), dtype=np.float64)
    if frames == 1 and len(written) < 2:
        return np.zeros(1)
    if len(written) < frames or not np.isfinite(written).all():
        raise UnreadableError(
            f"Grid Frame Offset Vector (3004,000C) has {len(written)} numbers for {frames} planes"
        )
    offsets = written[:frames]
    if offsets[0] != 0:
        normal_z = first.normal[2]
        if abs(abs(normal_z) - 1) > 1e-4:
            raise UnreadableError(
                "Grid Frame Offset Vector (3004,000C) does not begin with 0, and the planes are not transverse"
            )
        away = offsets[0] - first.origin_lps[2]
        if abs(away) > 0.01:
            problems.append(
                f"Its frame offsets begin {away:g} mm from its position; the position is believed"
            )
        offsets = (offsets - offsets[0]) * np.sign(normal_z)
    steps = np.diff(offsets)
    if not ((steps > 0).all() or (steps < 0).all()):
        raise UnreadableError("Grid Frame Offset Vector (3004,000C) goes back and forth")
    return np.asarray(offsets)


def _values(instance: Instance, frames: int, scaling: float) -> NDArray[np.float32]:
    pixels = instance.pixels
    if pixels is None or pixels.is_color:
        raise UnreadableError(instance.not_displayable or "it holds no dose")
    if pixels.rows * pixels.columns * frames > MOST_VOXELS:
        raise UnreadableError(f"a dose of {pixels.columns} × {pixels.rows} × {frames} voxels is not read")
    values = np.empty((frames, pixels.rows, pixels.columns), dtype=np.float32)
    try:
        with FrameReader(instance) as reader:
            for number in range(frames):
                values[number] = reader.frame(number + 1) * scaling
    except FrameError as problem:
        raise UnreadableError(problem.reason) from problem
    return values


# Histograms of the file.


def _histograms(elements: Elements) -> Iterator[Dvh]:
    for place, item in enumerate(elements.items("DVHSequence"), start=1):
        rois = item.items("DVHReferencedROISequence")
        included = [roi for roi in rois if roi.text("DVHROIContributionType") != "EXCLUDED"]
        number = included[0].integer("ReferencedROINumber") if included else None
        found = _histogram(item, number if number is not None else -place)
        if found is not None:
            yield replace(found, note=f"of {len(rois)} structures together" if len(rois) > 1 else "")


def _histogram(item: Elements, number: int) -> Dvh | None:
    """Return a histogram as a cumulative one; None where it makes no sense."""
    pairs = np.asarray(item.numbers("DVHData"), dtype=np.float64)
    if not len(pairs) or len(pairs) % 2 or len(pairs) > LONGEST_DVH or not np.isfinite(pairs).all():
        return None
    scaling = item.number("DVHDoseScaling") or 1.0
    widths, volumes = pairs[0::2] * scaling, pairs[1::2]
    if (widths < 0).any() or (volumes < 0).any():
        return None
    kind = item.text("DVHType")
    edges = np.concatenate(([0.0], np.cumsum(widths)))
    if kind == "CUMULATIVE":
        doses, above = edges[:-1], volumes
    elif kind == "DIFFERENTIAL":
        doses, above = edges, np.concatenate((np.cumsum(volumes[::-1])[::-1], [0.0]))
    else:
        return None
    is_cc = item.text("DVHVolumeUnits") == "CM3"
    unit = "Gy" if item.text("DoseUnits") == "GY" else ""
    return Dvh(
        number,
        "",
        "",
        doses,
        above,
        unit,
        item.number("DVHMinimumDose"),
        item.number("DVHMeanDose"),
        item.number("DVHMaximumDose"),
        float(above[0]) if is_cc else None,
        origin=Origin.FILE,
    )
