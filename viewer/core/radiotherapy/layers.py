"""Structures and dose as layers over images."""

from dataclasses import dataclass, replace
from functools import cached_property
from math import ceil

import numpy as np
from numpy.typing import NDArray

from viewer.core.geometry import Points, as_vector
from viewer.core.overlays.grid import ImageGrid
from viewer.core.overlays.layer import (
    NOTHING,
    ColorScale,
    Cut,
    LegendRow,
    Outline,
    OverlayLayer,
    Wash,
)
from viewer.core.presentation import References
from viewer.core.radiotherapy.dose import DoseGrid, DoseUnit, Field
from viewer.core.radiotherapy.filling import centroid_lps, volume_cc
from viewer.core.radiotherapy.isodose import USUAL, Curve, Isodose, isolines, thinned
from viewer.core.radiotherapy.reference import ReferenceDose, spoken_dose
from viewer.core.radiotherapy.sections import REACH_MM, section_of
from viewer.core.radiotherapy.solids import Solid, nested_planes, solid_of
from viewer.core.radiotherapy.structures import Structure, StructureSet

STRUCTURES, DOSE = "Structures", "Dose"
WASHED_FROM = 0.1
"""The wash begins at this part of the reference dose: what gets less is not coloured."""

THINNED = 0.08
"""Lines of equal dose may be this far from where they are, in samples: less than a quarter of a pixel."""

LEAST = 0.01
"""Of the largest dose: around what gets less nothing is washed."""

SAMPLE_MM = 1.0
"""Dose is asked for about as densely as this, between large pixels too: lines of equal dose are no polygons."""

MOST_PARTS = 8


@dataclass(frozen=True, eq=False)
class StructureContent:
    """Structures of one Frame of Reference, each under its place in the legend, from 1."""

    structures: tuple[Structure, ...]

    @cached_property
    def solids(self) -> tuple[Solid | None, ...]:
        """The bodies of the structures."""
        return tuple(solid_of(structure) for structure in self.structures)

    @cached_property
    def spacing_mm(self) -> float:
        """How far apart the planes of contours usually lie; 0 where there is but one."""
        known = [solid.spacing_mm for solid in self.solids if solid is not None and solid.spacing_mm > 0]
        return float(np.median(known)) if known else 0.0

    def on(self, grid: ImageGrid) -> Cut:
        """Return the outlines of structures in the plane of an image."""
        if not grid.in_patient:
            return NOTHING
        half_mm = max(grid.thickness_mm, self.spacing_mm) / 2 or REACH_MM
        outlines: list[Outline] = []
        farthest_mm = 0.0
        for number, (structure, solid) in enumerate(zip(self.structures, self.solids, strict=True), start=1):
            section = section_of(structure, solid, grid, half_mm)
            farthest_mm = max(farthest_mm, section.away_mm)
            outlines += [Outline(number, line.points_lps, line.closed) for line in section.lines]
        far = farthest_mm > half_mm + 0.01
        note = f"contours drawn {farthest_mm:.1f} mm from this slice are shown" if far else ""
        return Cut(outlines=tuple(outlines), note=note)


def structure_layers(found: StructureSet, patient_id: str, refers: References) -> tuple[OverlayLayer, ...]:
    """Return the layers of a structure set: one for each Frame of Reference it speaks of."""
    drawn = [structure for structure in found.structures if structure.is_drawn]
    frames = dict.fromkeys(structure.frame_of_reference_uid for structure in drawn)
    return tuple(
        _structure_layer(
            found, uid, [one for one in drawn if one.frame_of_reference_uid == uid], patient_id, refers
        )
        for uid in frames
    )


def _structure_layer(
    found: StructureSet, frame_uid: str, structures: list[Structure], patient_id: str, refers: References
) -> OverlayLayer:
    content = StructureContent(tuple(structures))
    pairs = list(zip(structures, content.solids, strict=True))
    return OverlayLayer(
        uid=f"{found.uid}/{frame_uid}",
        sop_instance_uid=found.uid,
        kind=STRUCTURES,
        name=found.label or "Structure set",
        frame_of_reference_uid=frame_uid,
        rows=tuple(_row(number, *pair) for number, pair in enumerate(pairs, start=1)),
        content=content,
        refers=refers,
        patient_id=patient_id,
        filled=False,
        opacity=0.25,
        notes=(*_set_notes(found), *_hole_notes(pairs), *found.problems),
    )


def _row(number: int, structure: Structure, solid: Solid | None) -> LegendRow:
    words = [structure.role, structure.made_by.lower()]
    place: Points = structure.contours[0].points_lps[0]
    if solid is not None:
        words.append(spoken_volume(volume_cc(solid)))
        place = centroid_lps(solid)
    return LegendRow(
        number,
        structure.name,
        structure.color,
        note=", ".join(word for word in words if word),
        place_lps=as_vector(place),
    )


def spoken_volume(cubic_cm: float) -> str:
    """Return a volume in words, three figures of it."""
    if cubic_cm <= 0:
        return ""
    return f"{cubic_cm:.0f} cm³" if cubic_cm >= 100 else f"{cubic_cm:.3g} cm³"


def _set_notes(found: StructureSet) -> list[str]:
    return [f"Approval: {found.approval.lower()}"] if found.approval else []


def _hole_notes(pairs: "list[tuple[Structure, Solid | None]]") -> list[str]:
    nested = [structure.name for structure, solid in pairs if solid is not None and nested_planes(solid)]
    return [f"Contours within contours are taken as holes: {', '.join(nested)}"] if nested else []


# Dose.


@dataclass(frozen=True, eq=False)
class DoseContent:
    """A dose distribution as a wash, and lines of equal dose under their place in ``levels``, from 1."""

    dose: DoseGrid
    reference: ReferenceDose
    levels: tuple[Isodose, ...]

    def on(self, grid: ImageGrid) -> Cut:
        """Return wash and lines in the plane of an image."""
        if not grid.in_patient:
            return NOTHING
        pixel_mm = min(float(np.linalg.norm(grid.across)), float(np.linalg.norm(grid.down)))
        step = _step(min(SAMPLE_MM, *self.dose.voxel_mm[:2]) / pixel_mm)
        field = self.dose.on_image(grid, step)
        if np.isnan(field).all():
            return NOTHING
        most = float(np.nanmax(field))
        outlines = [
            Outline(number, grid.to_lps(_line(curve) * step), closed=False)
            for number, level in enumerate(self.levels, start=1)
            if 0 < (dose := level.percent * self.reference.dose / 100) <= most
            for curve in isolines(field, dose)
        ]
        return Cut(rasters=_wash(field, step, LEAST * self.dose.largest), outlines=tuple(outlines))


def _wash(field: Field, step: float, least: float) -> tuple[Wash, ...]:
    """Return the part of a field that holds more than a dose; nothing where there is none."""
    held, known = field >= least, ~np.isnan(field)
    if not held.any():
        return ()
    left, right = _within_known(np.any(held, axis=0), np.any(known, axis=0))
    top, bottom = _within_known(np.any(held, axis=1), np.any(known, axis=1))
    to_image = np.asarray(((step, 0.0, step * left), (0.0, step, step * top)))
    return (Wash(np.ascontiguousarray(field[top:bottom, left:right]), to_image),)


def _step(pixels: float) -> float:
    """Return how many pixels lie between samples: a whole number of them, or a whole part of one."""
    return float(round(pixels)) if pixels >= 1 else 1 / min(ceil(1 / pixels), MOST_PARTS)


def _within_known(held: NDArray[np.bool_], known: NDArray[np.bool_]) -> tuple[int, int]:
    """Return first and end of what holds dose along an axis, with one sample around it where there is one."""
    places, limits = np.flatnonzero(held), np.flatnonzero(known)
    return max(int(places[0]) - 1, int(limits[0])), min(int(places[-1]) + 2, int(limits[-1]) + 1)


def _line(curve: Curve) -> NDArray[np.float64]:
    """Return the points of a line of equal dose. It is drawn and never filled, and so ends where it began."""
    points = np.concatenate((curve.points, curve.points[:1])) if curve.closed else curve.points
    return thinned(points, THINNED)


def dose_layer(
    dose: DoseGrid,
    reference: ReferenceDose,
    patient_id: str,
    *,
    name: str = "",
    levels: tuple[Isodose, ...] = USUAL,
) -> OverlayLayer:
    """Return a dose distribution as a layer, in parts of a reference dose."""
    unit = dose.unit.sign
    kind = {"EFFECTIVE": "effective dose", "ERROR": "dose difference"}.get(dose.kind, "dose")
    notes = [f"100 % is {spoken_dose(reference.dose, unit)}: {reference.name}"]
    if dose.unit is DoseUnit.RELATIVE:
        notes.append("Relative dose: its numbers are not Gy")
    if dose.kind == "EFFECTIVE":
        notes.append("Effective dose: physical dose corrected for biological effect")
    top = max(dose.largest, 1e-6)
    return OverlayLayer(
        uid=dose.uid,
        sop_instance_uid=dose.uid,
        kind=DOSE,
        name=name or " ".join(word for word in (dose.summation.lower(), kind) if word).capitalize(),
        frame_of_reference_uid=dose.frame_of_reference_uid,
        rows=tuple(
            LegendRow(number, spoken_level(level, reference.dose, unit), level.color)
            for number, level in enumerate(levels, start=1)
        ),
        content=DoseContent(dose, reference, levels),
        patient_id=patient_id,
        scale=ColorScale(
            "Dose",
            unit,
            low=min(WASHED_FROM * reference.dose, top),
            high=max(reference.dose, WASHED_FROM * reference.dose) if reference.dose <= 1.5 * top else top,
            least=0.0,
            most=top,
            palette="rainbow",
        ),
        filled=True,
        opacity=0.3,
        notes=(*notes, *dose.problems),
    )


def spoken_level(level: Isodose, reference: float, unit: str) -> str:
    """Return what an isodose line is called: "95 %  57 Gy"."""
    return f"{level.percent:g} %  {spoken_dose(level.percent * reference / 100, unit)}"


def with_levels(layer: OverlayLayer, levels: tuple[Isodose, ...]) -> OverlayLayer:
    """Return a dose layer with lines of other levels; any other layer as it is."""
    content = layer.content
    if not isinstance(content, DoseContent):
        return layer
    fresh = dose_layer(content.dose, content.reference, layer.patient_id, name=layer.name, levels=levels)
    return replace(fresh, refers=layer.refers)


def with_reference(layer: OverlayLayer, reference: ReferenceDose) -> OverlayLayer:
    """Return a dose layer in parts of another reference dose; any other layer as it is."""
    content = layer.content
    if not isinstance(content, DoseContent):
        return layer
    fresh = dose_layer(content.dose, reference, layer.patient_id, name=layer.name, levels=content.levels)
    return replace(fresh, refers=layer.refers)
