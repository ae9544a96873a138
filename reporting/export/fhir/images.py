"""The images a report rests on: ImagingStudy with the series and instances meant, and Media for key images.

ImagingSelection, which names frames and regions of a study, exists from FHIR R5 on. In R4 the same is said in two
parts that R4 systems understand: an ImagingStudy lists the series and instances meant (all of it plain R4), and
whatever refers to it carries an extension with instance, frame and the drawing's coordinates. A system that does not
know the extension still has the study and instance; Basic would have been a resource that nobody shows.
"""

from collections.abc import Iterable
from itertools import groupby

from reporting.core.report import KeyImage, Report
from reporting.export.fhir.elements import (
    IMAGE_REGION,
    OWN,
    TERMINOLOGY,
    date,
    filled,
    markdown,
    reference,
    resource,
    uid_identifier,
)
from reporting.export.graphics import graphics_of
from reporting.export.letters import one_line
from reporting.export.outline import looked_at
from reporting.export.references import Reference, References
from viewer.core.measurements import Measurement
from viewer.core.plain import Plain
from viewer.core.study import FrameKey
from viewer.core.wording import spoken_name

_MODALITIES = {
    "1": "CR", "1.1": "DX", "1.1.1": "DX", "1.2": "MG", "1.2.1": "MG", "1.3": "IO", "1.3.1": "IO",
    "2": "CT", "2.1": "CT", "2.2": "CT", "4": "MR", "4.1": "MR", "4.3": "MR", "4.4": "MR",
    "3.1": "US", "6.1": "US", "6.2": "US", "12.1": "XA", "12.1.1": "XA", "12.2": "RF", "12.2.1": "RF",
    "13.1.1": "XA", "13.1.2": "CT", "13.1.3": "MG", "20": "NM", "128": "PT", "130": "PT",
    "77.1.1": "ES", "77.1.2": "GM", "77.1.4": "XC", "77.1.6": "SM",
}  # fmt: skip
"""Modality by the ending of the SOP class (PS3.4 B.5): a report keeps the class of its images, and R4 demands both."""

_STORAGE = "1.2.840.10008.5.1.4.1.1."
_DCM = "http://dicom.nema.org/resources/ontology/DCM"


def imaging_studies(report: Report, patient: Plain) -> dict[str, Plain]:
    """Return the study reported, and every other that the report rests on, by their UIDs."""
    known = References(report).all()
    found = {
        uid: _imaging_study(report, uid, list(instances), patient)
        for uid, instances in groupby(known, key=lambda one: one.study_uid)
    }
    return {report.study.uid: _imaging_study(report, report.study.uid, [], patient), **found}


def media(report: Report, patient: Plain, readers: Iterable[Plain]) -> list[Plain]:
    """Return the key images: what they show, by reference to the image; pixels stay in the archive."""
    references = References(report)
    return [_medium(key, references, patient, list(readers)) for key in report.key_images]


def drawn_on(measurement: Measurement, studies: dict[str, Plain], fallback: str) -> Plain:
    """Return where a measurement was made: its study, and in the extension its instance, frame and drawing."""
    study = studies.get(measurement.place.study_uid) or studies[fallback]
    place = measurement.place
    parts = _frame(place.frame, place.series_uid)
    if place.frame_of_reference_uid:
        parts.append({"url": "frameOfReference", "valueOid": f"urn:oid:{place.frame_of_reference_uid}"})
    for graphic in graphics_of(measurement):
        numbers = " ".join(repr(float(part)) for point in graphic.points for part in point)
        parts.append({"url": "graphicType", "valueCode": graphic.kind})
        parts.append({"url": "coordinates", "valueString": numbers})
    return reference(study) | {"extension": [{"url": IMAGE_REGION, "extension": parts}]}


def _frame(frame: FrameKey, series_uid: str) -> list[Plain]:
    parts: list[Plain] = []
    if series_uid:
        parts.append({"url": "series", "valueOid": f"urn:oid:{series_uid}"})
    parts.append({"url": "instance", "valueOid": f"urn:oid:{frame.sop_instance_uid}"})
    return [*parts, {"url": "frame", "valuePositiveInt": frame.frame}]


def _imaging_study(report: Report, uid: str, instances: list[Reference], patient: Plain) -> Plain:
    is_own = uid == report.study.uid
    study = report.study
    accession = one_line(study.accession) if is_own else ""
    identifiers: list[Plain] = [uid_identifier(uid)] if uid else []
    if accession:
        kind = {"coding": [{"system": f"{TERMINOLOGY}/v2-0203", "code": "ACSN"}]}
        identifiers.append({"type": kind, "value": accession})
    series = [
        _series(series_uid, list(of_series))
        for series_uid, of_series in groupby(instances, key=lambda one: one.series_uid)
    ]
    return resource(
        "ImagingStudy",
        uid,
        identifier=identifiers,
        status="available" if instances else "unknown",
        subject=reference(patient),
        started=date(study.date) if is_own else "",
        referrer=filled({"display": one_line(spoken_name(study.referring))}) if is_own else {},
        description=one_line(study.description) if is_own else "",
        series=series,
    )


def _series(uid: str, instances: list[Reference]) -> Plain:
    modality = _MODALITIES.get(instances[0].sop_class_uid.removeprefix(_STORAGE), "OT")
    return {
        "uid": uid,
        "modality": {"system": _DCM, "code": modality},
        "instance": [
            {
                "uid": known.sop_instance_uid,
                "sopClass": {"system": "urn:ietf:rfc3986", "code": f"urn:oid:{known.sop_class_uid}"},
            }
            for known in instances
        ],
    }


def _medium(key: KeyImage, references: References, patient: Plain, readers: list[Plain]) -> Plain:
    known = references.of(key.frame)
    notes = looked_at(key)
    parts = _frame(key.frame, known.series_uid)
    return resource(
        "Media",
        key.uid,
        extension=[{"url": IMAGE_REGION, "extension": parts}],
        identifier=[uid_identifier(known.sop_instance_uid), {"system": OWN, "value": one_line(key.uid)}],
        status="completed",
        type={"coding": [{"system": f"{TERMINOLOGY}/media-type", "code": "image", "display": "Image"}]},
        subject=reference(patient),
        operator=reference(readers[0]) if readers else {},
        content={
            "contentType": "application/dicom",
            "url": f"urn:oid:{known.sop_instance_uid}",
            "title": one_line(key.caption) or "Key image",
        },
        note=[{"text": markdown(notes)}] if notes else [],
    )
