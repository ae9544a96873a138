"""The measurements of a report as DICOM: Measurement Report, PS3.16 TID 1500, in a Comprehensive 3D SR.

Every drawing is a measurement group of TID 1501, with what it was drawn on, where the millimetres come from and
how each number was written for the reader. Drawings in the patient are SCOORD3D in their Frame of Reference;
those on an image without patient geometry are SCOORD on that image.

Importing highdicom takes two seconds: import this module when a report is exported, not before.
"""

from collections.abc import Iterator
from math import isfinite

import highdicom.sr as hd
import numpy as np
from pydicom import Dataset
from pydicom.sr.coding import Code
from pydicom.uid import UID

from reporting.core.report import Report
from reporting.core.signing import canonical_bytes, digest
from reporting.export import codes, versions
from reporting.export.dicom_document import IMPLEMENTATION_UID, MANUFACTURER, DocumentIdentity, person_name
from reporting.export.errors import ExportError
from reporting.export.graphics import Graphic, graphics_of, in_image
from reporting.export.moments import made_at
from reporting.export.narrative_sr import ENGLISH, NOT_STATED
from reporting.export.references import References, instance_item
from reporting.export.sr_document import new_sr
from reporting.export.sr_items import CONTAINS, HAS_CONTEXT, HAS_PROPERTIES
from viewer.core.measurements import Measurement, Quantity

MEASUREMENTS = "measurements"
MEASUREMENTS_CLASS = "1.2.840.10008.5.1.4.1.1.88.34"
SERIES_NUMBER = 9902

Source = tuple[str, str, list[int] | None]
"""SOP class, SOP instance, and frames where the instance may have several."""


def measurement_sr(
    report: Report,
    first: Report | None = None,
    *,
    language: Code = ENGLISH,
    organization: str = NOT_STATED,
) -> Dataset:
    """Return the report's measurements as a DICOM document; parameters as for narrative_sr."""
    if not report.measurements:
        raise ExportError(
            "No document of measurements was written",
            why="the report has no measurements",
            remedy="Export the report in words",
        )
    identity = DocumentIdentity(
        sop_class_uid=UID(MEASUREMENTS_CLASS),
        sop_instance_uid=versions.instance_uid(MEASUREMENTS, report, digest(canonical_bytes(report))),
        series_uid=versions.series_uid(MEASUREMENTS, report.uid),
        modality="SR",
        series_number=SERIES_NUMBER,
        made_at=made_at(report),
        description=f"Measurements, {report.role.value}",
        instance_number=1 + len(report.addenda),
    )
    document = new_sr(report, identity, MEASUREMENTS, first, organization)
    for element in _content(report, language):
        document.add(element)
    return document


def _content(report: Report, language: Code) -> Dataset:
    references = References(report)
    tree = hd.MeasurementReport(
        observation_context=hd.ObservationContext(observer_person_context=_observer(report)),
        procedure_reported=codes.IMAGING_PROCEDURE,
        imaging_measurements=[_group(measurement, references) for measurement in report.measurements],
        language_of_content_item_and_descendants=hd.LanguageOfContentItemAndDescendants(language),
    )
    root: Dataset = tree[0]
    context = [
        _code(HAS_CONTEXT, codes.READING_ROLE, codes.ROLES[report.role]),
        _text(HAS_CONTEXT, codes.REPORT_UID, report.uid),
    ]
    for item in reversed(context):
        root.ContentSequence.insert(1, item)  # before what they hold for, behind the language
    return root


def _text(relationship: str, name: Code, words: str) -> Dataset:
    item: Dataset = hd.TextContentItem(
        name=name, value="\r\n".join(words.splitlines()), relationship_type=relationship
    )
    return item


def _code(relationship: str, name: Code, value: Code) -> Dataset:
    item: Dataset = hd.CodeContentItem(name=name, value=value, relationship_type=relationship)
    return item


def _observer(report: Report) -> object:
    """Return who measured: the reader by name, or this software where the reader has none yet."""
    name = person_name(report.reader.name)
    if not name:
        device = hd.DeviceObserverIdentifyingAttributes(uid=IMPLEMENTATION_UID, name=MANUFACTURER)
        return hd.ObserverContext(codes.DEVICE, device)
    role = codes.ROLES_IN_PROCEDURE[report.role]
    return hd.ObserverContext(
        codes.PERSON, hd.PersonObserverIdentifyingAttributes(name, role_in_procedure=role)
    )


def _group(measurement: Measurement, references: References) -> object:
    reference = references.of(measurement.place.frame)
    item = instance_item(reference, measurement.place.frame.frame)
    frames = [int(item.ReferencedFrameNumber)] if "ReferencedFrameNumber" in item else None
    source = (reference.sop_class_uid, reference.sop_instance_uid, frames)
    known = [quantity for quantity in measurement.quantities if isfinite(quantity.value)]
    group = hd.MeasurementsAndQualitativeEvaluations(
        tracking_identifier=hd.TrackingIdentifier(versions.tracking_uid(measurement.uid), measurement.uid),
        method=codes.own(measurement.tool, measurement.tool),
        source_images=[hd.SourceImageForMeasurementGroup(*source)],
        measurements=[_number(quantity, measurement, source) for quantity in known],
    )
    group[0].ContentSequence.extend(_described(measurement))
    if not known and measurement.points_lps:
        group[0].ContentSequence[-1].ContentSequence = _coordinates(measurement, source)
    return group


def _number(quantity: Quantity, measurement: Measurement, source: Source) -> object:
    number = hd.Measurement(
        name=codes.quantity_code(quantity.name),
        value=float(quantity.value),
        unit=codes.unit_code(quantity.unit),
        referenced_coordinates=_coordinates(measurement, source),
    )
    number[0].ContentSequence.append(_text(HAS_PROPERTIES, codes.AS_WRITTEN, quantity.text))
    return number


def _coordinates(measurement: Measurement, source: Source) -> list[object]:
    space = measurement.place.frame_of_reference_uid
    if space:
        return [
            hd.CoordinatesForMeasurement3D(graphic.kind, np.asarray(graphic.points), space)
            for graphic in graphics_of(measurement)
        ]
    return [
        hd.CoordinatesForMeasurement(
            _kind_in_image(graphic), _points_in_image(graphic), hd.SourceImageForRegion(*source)
        )
        for graphic in graphics_of(measurement)
    ]


def _kind_in_image(graphic: Graphic) -> str:
    return "POLYLINE" if graphic.kind == "POLYGON" else graphic.kind


def _points_in_image(graphic: Graphic) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    return np.array([in_image(point) for point in graphic.points])


def _described(measurement: Measurement) -> Iterator[Dataset]:
    """Yield what a drawing says beside its numbers: calibration, words, notes, and its handles at full precision."""
    yield _code(CONTAINS, codes.CALIBRATION, codes.TRUSTS[measurement.trust])
    for note in measurement.notes:
        if note.strip():
            yield _text(CONTAINS, codes.COMMENT, note)
    if measurement.text.strip():
        yield _text(CONTAINS, codes.READERS_WORDS, measurement.text)
    yield _text(CONTAINS, codes.HANDLES, _written(measurement) or "none")


def _written(measurement: Measurement) -> str:
    """Return the handles, one a line: graphics keep single precision only, and an ellipse's axes in their order."""
    return "\n".join(" ".join(repr(float(part)) for part in point) for point in measurement.points_lps)
