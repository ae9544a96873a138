"""What worker processes do for radiotherapy: paths in, frozen values out."""

from dataclasses import replace
from pathlib import Path

from viewer.core.errors import ViewerError
from viewer.core.overlays.layer import OverlayLayer
from viewer.core.radiotherapy.dose import DoseUnit
from viewer.core.radiotherapy.dvh import Dvh, Named, computed_dvh
from viewer.core.radiotherapy.histograms import Histograms
from viewer.core.radiotherapy.layers import dose_layer, structure_layers
from viewer.core.radiotherapy.plans import Plan
from viewer.core.radiotherapy.reference import references_for
from viewer.core.radiotherapy.solids import solid_of
from viewer.core.radiotherapy.structures import StructureSet
from viewer.dicom.doses import ReadDose, read_dose
from viewer.dicom.failures import NotDicomError, UnreadableError
from viewer.dicom.structure_sets import ReadStructures, read_structures
from viewer.dicom.treatment_plans import read_plan


class HistogramError(ViewerError):
    """Histograms of a dose and structures that do not belong together, or of nothing."""

    def __init__(self, why: str) -> None:
        super().__init__(
            "There are no dose-volume histograms",
            why=why,
            remedy="Choose a dose and a structure set of the same planning images",
        )


def structures(path: Path) -> tuple[OverlayLayer, ...]:
    """Return the layers of a structure set."""
    read = read_structures(path)
    return structure_layers(read.found, read.patient_id, read.refers)


def dose(path: Path) -> tuple[OverlayLayer, ...]:
    """Return the layer of a dose, in parts of its largest dose."""
    read = read_dose(path)
    (reference,) = references_for(read.dose, ())
    return (dose_layer(read.dose, reference, read.patient_id, name=read.label),)


def plans(paths: tuple[Path, ...]) -> tuple[Plan, ...]:
    """Return the plans that can be read: without one its prescription is not offered, and nothing else changes."""
    found: list[Plan] = []
    for path in paths:
        try:
            found.append(read_plan(path))
        except (UnreadableError, NotDicomError):
            continue
    return tuple(found)


def histograms(structures_path: Path, dose_path: Path, plan_paths: tuple[Path, ...] = ()) -> Histograms:
    """Return the histograms of the structures in a dose: computed ones, then those that the dose's file holds.

    Raises
    ------
    HistogramError
        Where the two lie in different Frames of Reference (SAFETY H33), or are of different patients.
    """
    read, dosed = read_structures(structures_path), read_dose(dose_path)
    if read.patient_id != dosed.patient_id:
        raise HistogramError("dose and structures are of different patients")
    here = dosed.dose.frame_of_reference_uid
    placed = [one for one in read.found.structures if one.encloses and one.frame_of_reference_uid == here]
    if not here or not placed:
        raise HistogramError("dose and structures lie in different Frames of Reference")
    computed = []
    for structure in placed:
        solid = solid_of(structure)
        if solid is not None:
            named = Named(structure.number, structure.name, structure.color)
            computed.append(computed_dvh(named, solid, dosed.dose))
    belongs = read.found.uid in dosed.dose.structure_set_uids or not dosed.dose.structure_set_uids
    of_file = [_named(one, read.found) for one in dosed.histograms if belongs]
    return Histograms(
        tuple(computed + of_file),
        dosed.dose.unit.sign,
        references_for(dosed.dose, plans(plan_paths)),
        _notes(read, dosed),
    )


def _notes(read: ReadStructures, dosed: ReadDose) -> tuple[str, ...]:
    """Return what the reader must know before believing histograms."""
    notes = [f"{dosed.dose.summation.capitalize()} dose, not of a whole plan"] * (
        dosed.dose.summation not in ("", "PLAN", "MULTI_PLAN", "PLAN_OVERVIEW")
    )
    named = dosed.dose.structure_set_uids
    if named and read.found.uid not in named:
        notes.append("The dose was calculated for another structure set")
    if dosed.dose.unit is DoseUnit.RELATIVE:
        notes.append("The dose is relative: its numbers are not Gy")
    other = [
        one.name
        for one in read.found.structures
        if one.encloses and one.frame_of_reference_uid != dosed.dose.frame_of_reference_uid
    ]
    if other:
        notes.append(f"In another Frame of Reference, and left out: {', '.join(other)}")
    return tuple(notes)


def _named(histogram: Dvh, found: StructureSet) -> Dvh:
    """Return a histogram of the file under the name of its structure."""
    structure = found.structure(histogram.number)
    if structure is None:
        return replace(histogram, name=f"structure {histogram.number}", color="#c0c0c0")
    return replace(histogram, name=structure.name, color=structure.color)
