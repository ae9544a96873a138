"""Brachytherapy in a treatment plan: machines, sources and application setups, as lines. PS3.3 C.8.8.15."""

from collections.abc import Iterator

from app.documents.document import Line, LineKind
from app.documents.plan_words import facts_line, measured, named, spelled
from viewer.dicom.values import Elements


def brachytherapy_lines(plan: Elements) -> Iterator[Line]:
    """Yield what a plan says of brachytherapy; nothing for a plan of beams."""
    setups = plan.items("ApplicationSetupSequence")
    sources = plan.items("SourceSequence")
    technique, kind = plan.text("BrachyTreatmentTechnique"), plan.text("BrachyTreatmentType")
    if not (setups or sources or technique):
        return
    yield Line(0, LineKind.HEADING, "Brachytherapy")
    yield facts_line(1, "Technique", spelled(technique), spelled(kind))
    for machine in plan.items("TreatmentMachineSequence"):
        yield facts_line(
            1,
            "Machine",
            machine.line("TreatmentMachineName"),
            " ".join(
                part for part in (machine.line("Manufacturer"), machine.line("ManufacturerModelName")) if part
            ),
        )
    for source in sources:
        yield facts_line(1, named(source, "Source", "SourceNumber"), *_source(source))
    names = {source.integer("SourceNumber"): source.line("SourceIsotopeName") for source in sources}
    for setup in setups:
        yield from _setup(setup, names)


def _source(source: Elements) -> Iterator[str]:
    yield source.line("SourceIsotopeName")
    yield spelled(source.text("SourceType"))
    half_life_days = source.number("SourceIsotopeHalfLife")
    if half_life_days is not None:
        yield f"half-life {measured(half_life_days, 'd')}"
    strength = source.number("ReferenceAirKermaRate")
    if strength:
        yield f"reference air kerma rate {measured(strength, 'µGy/h')} at 1 m"
    day = source.text("SourceStrengthReferenceDate")
    if day and strength:
        yield f"on {day[:4]}-{day[4:6]}-{day[6:8]}"


def _setup(setup: Elements, isotopes: dict[int | None, str]) -> Iterator[Line]:
    yield Line(
        1,
        LineKind.HEADING,
        named(setup, "Application setup", "ApplicationSetupNumber", "ApplicationSetupName"),
    )
    kerma = setup.number("TotalReferenceAirKerma")
    yield facts_line(
        2,
        "Applicators",
        spelled(setup.text("ApplicationSetupType")),
        "" if kerma is None else f"total reference air kerma {measured(kerma, 'µGy')} at 1 m",
    )
    for channel in setup.items("ChannelSequence"):
        yield facts_line(2, named(channel, "Channel", "ChannelNumber"), *_channel(channel, isotopes))


def _channel(channel: Elements, isotopes: dict[int | None, str]) -> Iterator[str]:
    yield " ".join(
        part
        for part in (
            spelled(channel.text("SourceApplicatorType")),
            channel.line("SourceApplicatorID"),
            channel.line("SourceApplicatorName"),
        )
        if part
    )
    length_mm, step_mm = channel.number("SourceApplicatorLength"), channel.number("SourceApplicatorStepSize")
    if length_mm is not None:
        yield f"length {measured(length_mm, 'mm')}"
    if step_mm is not None:
        yield f"steps of {measured(step_mm, 'mm')}"
    total_s = channel.number("ChannelTotalTime")
    if total_s is not None:
        yield f"{measured(total_s, 's')} in all"
    yield isotopes.get(channel.integer("ReferencedSourceNumber"), "")
    points = channel.items("BrachyControlPointSequence")
    places = {point.number("ControlPointRelativePosition") for point in points} - {None}
    if places:
        yield f"{len(places)} source positions"
