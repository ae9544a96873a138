"""A treatment plan as a document to read: what is prescribed, in how many fractions, by which beams or sources.

PS3.3 A.20 (RT Plan), A.49 (RT Ion Plan), C.8.8.9 to C.8.8.15, C.8.8.24 to C.8.8.26. Made in worker processes.
"""

from collections.abc import Iterator
from pathlib import Path

from app.documents.document import Document, DocumentError, Line, LineKind
from app.documents.plan_beams import beam_lines
from app.documents.plan_brachytherapy import brachytherapy_lines
from app.documents.plan_words import facts_line, measured, named, spelled
from viewer.core.wording import clock_time, iso_date, spoken_name
from viewer.dicom.failures import NotDicomError, UnreadableError
from viewer.dicom.values import Elements
from viewer.dicom.whole import read_whole

_DOSES = (
    ("TargetPrescriptionDose", "prescribed"),
    ("TargetMinimumDose", "at least"),
    ("TargetMaximumDose", "at most"),
    ("TargetUnderdoseVolumeFraction", "underdosed at most"),
    ("DeliveryMaximumDose", "delivered at most"),
    ("DeliveryWarningDose", "warning from"),
    ("OrganAtRiskMaximumDose", "organ at most"),
    ("OrganAtRiskLimitDose", "organ limit"),
    ("OrganAtRiskFullVolumeDose", "whole organ at most"),
)


def read_treatment_plan(path: Path) -> Document:
    """Return a plan as a document.

    Raises
    ------
    DocumentError
        Where it cannot be read.
    """
    try:
        plan = read_whole(path)
    except UnreadableError as problem:
        raise DocumentError(problem.reason) from problem
    except NotDicomError as problem:
        raise DocumentError(problem.why) from problem
    label, name = plan.line("RTPlanLabel"), plan.line("RTPlanName")
    title = " – ".join(dict.fromkeys(part for part in (label, name) if part))
    return Document(
        title=f"Treatment plan {title}".rstrip(),
        facts=tuple(_facts(plan)),
        warnings=tuple(_warnings(plan)),
        lines=tuple(_lines(plan)),
    )


def _facts(plan: Elements) -> Iterator[tuple[str, str]]:
    when = " ".join(
        part for part in (iso_date(plan.text("RTPlanDate")), clock_time(plan.text("RTPlanTime"))) if part
    )
    reviewed = " ".join(
        part for part in (spoken_name(plan.line("ReviewerName")), iso_date(plan.text("ReviewDate"))) if part
    )
    status = plan.text("ApprovalStatus").lower()
    system = " ".join(
        part for part in (plan.line("Manufacturer"), plan.line("ManufacturerModelName")) if part
    )
    found = (
        ("Description", " ".join(plan.lines("RTPlanDescription"))),
        ("Made", when),
        ("Intent", spelled(plan.text("PlanIntent"))),
        ("Approval", f"{status} by {reviewed}" if status and reviewed else status),
        ("Planned by", spoken_name(plan.line("OperatorsName"))),
        ("Planning system", system),
        ("Protocols", ", ".join(plan.texts("TreatmentProtocols"))),
        ("Sites", ", ".join(plan.texts("TreatmentSites"))),
    )
    return ((what, value) for what, value in found if value)


def _warnings(plan: Elements) -> Iterator[str]:
    status = plan.text("ApprovalStatus")
    if status == "UNAPPROVED":
        yield "Not approved by anybody"
    elif status == "REJECTED":
        yield "Rejected by its reviewer"
    if plan.text("RTPlanGeometry") == "TREATMENT_DEVICE":
        yield "Planned for a treatment device without images of the patient"
    yield from plan.problems


def _lines(plan: Elements) -> Iterator[Line]:
    yield Line(0, LineKind.HEADING, "Prescription")
    prescribed = list(_prescriptions(plan))
    yield from prescribed or [Line(1, LineKind.ASIDE, value="The plan says nothing of what is prescribed")]
    for comment in plan.lines("PrescriptionDescription"):
        yield Line(1, LineKind.PROSE, "", comment)
    beams = plan.items("BeamSequence") or plan.items("IonBeamSequence")
    names = {beam.integer("BeamNumber"): named(beam, "Beam", "BeamNumber", "BeamName") for beam in beams}
    for group in plan.items("FractionGroupSequence"):
        yield from _fraction_group(group, names)
    for beam in beams:
        yield from beam_lines(beam)
    yield from brachytherapy_lines(plan)
    yield from _setups(plan)


def _prescriptions(plan: Elements) -> Iterator[Line]:
    for reference in plan.items("DoseReferenceSequence"):
        doses = [
            f"{word} {measured(value, '%' if 'Fraction' in keyword else 'Gy')}"
            for keyword, word in _DOSES
            if (value := reference.number(keyword)) is not None
        ]
        kind = spelled(reference.text("DoseReferenceType"))
        structure = spelled(reference.text("DoseReferenceStructureType"))
        place = reference.numbers("DoseReferencePointCoordinates")
        at = f"at ({', '.join(f'{part:.1f}' for part in place)}) mm" if len(place) == 3 else ""
        yield facts_line(
            1,
            named(reference, "Dose reference", "DoseReferenceNumber", "DoseReferenceDescription"),
            *doses,
            kind,
            structure,
            at,
        )


def _fraction_group(group: Elements, names: dict[int | None, str]) -> Iterator[Line]:
    number = group.integer("FractionGroupNumber")
    yield Line(0, LineKind.HEADING, "Fractions" if number in (None, 1) else f"Fractions, group {number}")
    planned = group.integer("NumberOfFractionsPlanned")
    yield facts_line(
        1,
        "Planned",
        f"{planned} fractions" if planned is not None else "not said",
        *group.lines("FractionGroupDescription"),
    )
    beams = group.items("ReferencedBeamSequence")
    each_gy = [beam.number("BeamDose") for beam in beams]
    for beam, dose_gy in zip(beams, each_gy, strict=True):
        referred = beam.integer("ReferencedBeamNumber")
        meterset = beam.number("BeamMeterset")
        yield facts_line(
            1,
            names.get(referred, f"Beam {referred}"),
            "" if dose_gy is None else f"{measured(dose_gy, 'Gy')} a fraction",
            "" if meterset is None else f"meterset {meterset:.4g}",
        )
    known = [dose_gy for dose_gy in each_gy if dose_gy is not None]
    if known and len(known) == len(beams) and planned:
        total_gy = sum(known)
        yield facts_line(
            1,
            "Sum of beam doses",
            f"{measured(total_gy, 'Gy')} a fraction, {measured(total_gy * planned, 'Gy')} in {planned} fractions",
            "as specified for each beam, at its own point",
        )
    for setup in group.items("ReferencedBrachyApplicationSetupSequence"):
        dose_gy = setup.number("BrachyApplicationSetupDose")
        yield facts_line(
            1,
            f"Application setup {setup.integer('ReferencedBrachyApplicationSetupNumber')}",
            "" if dose_gy is None else f"{measured(dose_gy, 'Gy')} a fraction",
        )


def _setups(plan: Elements) -> Iterator[Line]:
    setups = plan.items("PatientSetupSequence")
    if setups:
        yield Line(0, LineKind.HEADING, "Patient setup")
    for setup in setups:
        fixed = [
            " ".join(
                part
                for part in (spelled(item.text("FixationDeviceType")), item.line("FixationDeviceLabel"))
                if part
            )
            for item in setup.items("FixationDeviceSequence")
        ]
        yield facts_line(
            1,
            named(setup, "Setup", "PatientSetupNumber", "PatientSetupLabel"),
            setup.text("PatientPosition") or setup.line("PatientAdditionalPosition"),
            spelled(setup.text("SetupTechnique")),
            *setup.lines("SetupTechniqueDescription"),
            *fixed,
        )
