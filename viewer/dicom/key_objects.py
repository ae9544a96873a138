"""Key object selections: images that somebody found worth pointing at. PS3.3 A.35.4, PS3.16 TID 2010."""

from collections.abc import Iterator

from viewer.core.presentation import KeyObjects
from viewer.dicom import sop_classes
from viewer.dicom.references import references_of
from viewer.dicom.values import Elements

_DESCRIPTION = "113012"
"""Key Object Description, DCM."""


def key_objects_of(elements: Elements, uid: str, sop_class_uid: str) -> KeyObjects | None:
    """Return the selection an object is, None where it is something else."""
    if sop_class_uid != sop_classes.KEY_OBJECTS:
        return None
    return KeyObjects(
        uid=uid,
        title=elements.first("ConceptNameCodeSequence").line("CodeMeaning"),
        description=_description(elements),
        refers=references_of(_images(elements)),
        patient_id=elements.line("PatientID"),
        date=elements.text("ContentDate"),
    )


def _images(elements: Elements) -> Iterator[Elements]:
    """Yield what the content refers to; where it refers to nothing, what the evidence lists."""
    found = False
    for item in elements.items("ContentSequence"):
        if item.text("ValueType") in ("IMAGE", "COMPOSITE"):
            for image in item.items("ReferencedSOPSequence"):
                found = True
                yield image
    if not found:
        for study in elements.items("CurrentRequestedProcedureEvidenceSequence"):
            for series in study.items("ReferencedSeriesSequence"):
                yield from series.items("ReferencedSOPSequence")


def _description(elements: Elements) -> str:
    for item in elements.items("ContentSequence"):
        named = item.first("ConceptNameCodeSequence").text("CodeValue")
        if named == _DESCRIPTION:
            return item.line("TextValue")
    return ""
