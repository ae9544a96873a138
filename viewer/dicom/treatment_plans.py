"""RT Plans, as far as doses need them: what they prescribe. PS3.3 C.8.8.9, C.8.8.10, C.8.8.13."""

from collections.abc import Iterator
from pathlib import Path

from viewer.core.radiotherapy.plans import Plan, Prescription
from viewer.dicom.values import Elements
from viewer.dicom.whole import read_whole


def read_plan(path: Path) -> Plan:
    """Return what a plan prescribes.

    Raises
    ------
    NotDicomError, UnreadableError
        Where it cannot be read.
    """
    elements = read_whole(path)
    return Plan(
        uid=elements.text("SOPInstanceUID"),
        label=elements.line("RTPlanLabel") or elements.line("RTPlanName"),
        prescriptions=tuple(dict.fromkeys(prescriptions_of(elements))),
        structure_set_uids=tuple(
            uid
            for item in elements.items("ReferencedStructureSetSequence")
            if (uid := item.text("ReferencedSOPInstanceUID"))
        ),
        fractions=next(
            (
                fractions
                for item in elements.items("FractionGroupSequence")
                if (fractions := item.integer("NumberOfFractionsPlanned")) is not None
            ),
            None,
        ),
    )


def prescriptions_of(elements: Elements) -> Iterator[Prescription]:
    """Yield the doses prescribed to targets."""
    for item in elements.items("DoseReferenceSequence"):
        dose_gy = item.number("TargetPrescriptionDose")
        if dose_gy is not None and dose_gy > 0:
            number = item.integer("DoseReferenceNumber")
            named = (
                item.line("DoseReferenceDescription")
                or f"target {number if number is not None else ''}".strip()
            )
            yield Prescription(named, dose_gy)
