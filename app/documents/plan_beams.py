"""The beams of a treatment plan, photon, electron and ion, as lines of its document. PS3.3 C.8.8.14, C.8.8.25."""

from collections.abc import Iterator, Sequence

from app.documents.document import Line, LineKind
from app.documents.plan_words import degrees, facts_line, measured, named, spelled
from viewer.dicom.values import Elements

_ANGLES = (
    ("Gantry", "GantryAngle", "GantryRotationDirection"),
    ("Collimator", "BeamLimitingDeviceAngle", "BeamLimitingDeviceRotationDirection"),
    ("Couch", "PatientSupportAngle", "PatientSupportRotationDirection"),
)
_ADDED = (
    ("wedge", "NumberOfWedges", "WedgeSequence", "WedgeID"),
    ("block", "NumberOfBlocks", "BlockSequence", "BlockName"),
    ("compensator", "NumberOfCompensators", "CompensatorSequence", "CompensatorID"),
    ("bolus", "NumberOfBoli", "ReferencedBolusSequence", "BolusID"),
    ("range shifter", "NumberOfRangeShifters", "RangeShifterSequence", "RangeShifterID"),
    ("range modulator", "NumberOfRangeModulators", "RangeModulatorSequence", "RangeModulatorID"),
    (
        "lateral spreader",
        "NumberOfLateralSpreadingDevices",
        "LateralSpreadingDeviceSequence",
        "LateralSpreadingDeviceID",
    ),
)


def beam_lines(beam: Elements) -> Iterator[Line]:
    """Yield what a plan says of one beam."""
    points = beam.items("ControlPointSequence") or beam.items("IonControlPointSequence")
    first = points[0] if points else beam
    yield Line(0, LineKind.HEADING, named(beam, "Beam", "BeamNumber", "BeamName"))
    for line in (
        facts_line(
            1, "Radiation", spelled(beam.text("RadiationType")), _energies(beam, points), *_isotope(beam)
        ),
        facts_line(
            1,
            "Technique",
            spelled(beam.text("BeamType")),
            spelled(beam.text("HighDoseTechniqueType")),
            spelled(beam.text("ScanMode")) and f"scanning: {spelled(beam.text('ScanMode'))}",
            spelled(beam.text("TreatmentDeliveryType")),
            f"{len(points)} control points" if points else "",
        ),
        facts_line(1, "Machine", *_machine(beam)),
        *_angle_lines(points),
        facts_line(1, "Isocentre", _position(first.numbers("IsocenterPosition"))),
        facts_line(1, "Distances", *_distances(beam, first)),
        facts_line(1, "Field", *_devices(beam, points)),
        facts_line(1, "In the beam", *_added(beam)),
        facts_line(1, "Description", " ".join(beam.lines("BeamDescription"))),
    ):
        if line.value != "–":
            yield line


def _machine(beam: Elements) -> Iterator[str]:
    yield beam.line("TreatmentMachineName")
    yield " ".join(part for part in (beam.line("Manufacturer"), beam.line("ManufacturerModelName")) if part)
    unit = beam.text("PrimaryDosimeterUnit")
    yield f"metersets in {'MU' if unit == 'MU' else spelled(unit)}" if unit else ""
    rates = beam.items("ControlPointSequence")[:1]
    yield from (f"{rate:.4g} MU/min" for item in rates if (rate := item.number("DoseRateSet")) is not None)


def _energies(beam: Elements, points: Sequence[Elements]) -> str:
    unit = (
        "MV" if beam.text("RadiationType") == "PHOTON" else "MeV"
    )  # a photon beam is named by its accelerator
    found = [energy for point in points if (energy := point.number("NominalBeamEnergy")) is not None]
    if not found:
        return ""
    low, high = min(found), max(found)
    return f"{low:g} {unit}" if low == high else f"{low:g} to {high:g} {unit}"


def _isotope(beam: Elements) -> Iterator[str]:
    mass, charge = beam.integer("RadiationMassNumber"), beam.integer("RadiationChargeState")
    if mass is not None:
        yield f"mass number {mass}"
    if charge is not None:
        yield f"charge {charge}"


def _angle_lines(points: Sequence[Elements]) -> Iterator[Line]:
    for name, angle, turning in _ANGLES:
        found = [value for point in points if (value := point.number(angle)) is not None]
        turns = {text for point in points if (text := point.text(turning)) in ("CW", "CC")}
        if not found:
            continue
        start, end = found[0], found[-1]
        if not turns or len(found) == 1:
            yield facts_line(1, name, degrees(start))
            continue
        way = {"CW": "clockwise", "CC": "counter-clockwise"}
        words = " and ".join(way[turn] for turn in sorted(turns))
        yield facts_line(1, name, f"{degrees(start)} to {degrees(end)}, {words}")


def _position(place: Sequence[float]) -> str:
    return f"({', '.join(f'{part:.1f}' for part in place)}) mm" if len(place) == 3 else ""


def _distances(beam: Elements, first: Elements) -> Iterator[str]:
    for word, value in (
        ("source to axis", beam.number("SourceAxisDistance")),
        ("source to surface", first.number("SourceToSurfaceDistance")),
        ("snout", first.number("SnoutPosition")),
    ):
        if value is not None:
            yield f"{word} {measured(value, 'mm')}"


def _devices(beam: Elements, points: Sequence[Elements]) -> Iterator[str]:
    """Yield the openings of jaws at the first control point, and what multi-leaf collimators there are."""
    opened = points[0].items("BeamLimitingDevicePositionSequence") if points else ()
    for item in opened:
        device, places = item.text("RTBeamLimitingDeviceType"), item.numbers("LeafJawPositions")
        if len(places) == 2:
            yield f"{device.removeprefix('ASYM')} {places[0] / 10:+.1f} to {places[1] / 10:+.1f} cm"
        elif len(places) > 2:
            yield f"{device}, {len(places) // 2} leaf pairs"
    for item in beam.items("ApplicatorSequence"):
        yield " ".join(
            part
            for part in ("applicator", item.line("ApplicatorID"), spelled(item.text("ApplicatorType")))
            if part
        )


def _added(beam: Elements) -> Iterator[str]:
    for word, count, sequence, identifier in _ADDED:
        number = beam.integer(count) or 0
        if number > 0:
            names = [name for item in beam.items(sequence) if (name := item.line(identifier))]
            plural = {"bolus": "boli"}.get(word, f"{word}s")
            shown = f"{number} {word if number == 1 else plural}"
            yield f"{shown} ({', '.join(names)})" if names else shown
