"""What a report takes from the images at hand: evidence, key images, priors, what the study lacks."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from app.reports.over_key_images import PRESENTED
from reporting.core.header_facts import reservations_of
from reporting.core.report import Evidence, KeyImage, Report
from viewer.core.measurements import Measurement
from viewer.core.placement import is_same_patient
from viewer.core.study import DisplaySet, Frame, Study
from viewer.core.viewport import ViewportState
from viewer.core.windowing import Window


def evidence_of(frame: Frame) -> Evidence:
    """Return the instance a frame is from, as a report names it."""
    instance = frame.instance
    return Evidence(
        instance.sop_instance_uid, instance.sop_class_uid, instance.series.uid, instance.content_hash
    )


def key_image_of(
    frame: Frame, state: ViewportState, presented: str = "", over: tuple[str, ...] = ()
) -> KeyImage:
    """Return a frame as it is looked at, with a caption for the report.

    ``presented`` names the presentation state that is applied (SAFETY H27); ``over`` says what else lies over it.
    """
    instance = frame.instance
    series = instance.series
    voi = state.shading.voi
    shaded = f"W {voi.width:g} C {voi.center:g}" if isinstance(voi, Window) else ""
    place = f"image {instance.number}" if instance.number is not None else ""
    named = f"{series.modality} {series.description}".strip()
    notes = tuple(
        note
        for note in (
            instance.lossy.text if instance.lossy else "",
            f"{PRESENTED}{presented}" if presented else "",
            "DERIVED" if instance.image_type[:1] == ("DERIVED",) else "",
            *over,
        )
        if note
    )
    return KeyImage(
        frame=frame.key,
        series_uid=series.uid,
        sop_class_uid=instance.sop_class_uid,
        caption=", ".join(part for part in (named, place, shaded) if part),
        shading=replace(state.shading, rendition=None),
        camera=state.camera,
        notes=notes,
    )


def prior_dates(study: Study, studies: Iterable[Study]) -> list[str]:
    """Return the dates of earlier studies of the same patient, as far as the headers prove it is the same (H16)."""
    return [
        known.header.date
        for known in studies
        if known.header.date < study.header.date
        and known.display_sets
        and study.display_sets
        and is_same_patient(known.display_sets[0], study.display_sets[0])
    ]


def can_hold(study: Study, shown: DisplaySet) -> bool:
    """Whether a report on a study may hold images: of the same patient, as far as the headers prove it (H16)."""
    return any(is_same_patient(shown, known) for known in study.display_sets)


def with_reservations(report: Report, study: Study) -> Report:
    """Return a report with what its study lacks now; what the reader has accepted stays accepted (SAFETY H22)."""
    accepted = {known.text for known in report.reservations if known.accepted}
    found = reservations_of(study)
    return replace(
        report, reservations=tuple(replace(known, accepted=known.text in accepted) for known in found)
    )


def measurements_of(report: Report, drawn: Iterable[Measurement], opened: set[str]) -> Iterator[Measurement]:
    """Yield the measurements at hand, and those the report knows of studies that are not open: nobody deleted them."""
    yield from drawn
    yield from (known for known in report.measurements if known.place.study_uid not in opened)
