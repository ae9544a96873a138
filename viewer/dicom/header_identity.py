"""Whose images, of which examination and series: the identifying elements of a header. PS3.3 C.7.1 to C.7.3."""

from pydicom.datadict import keyword_dict

from viewer.core.study import Patient, SeriesHeader, StudyHeader
from viewer.dicom.values import Elements, remembered


def _patient(elements: Elements) -> Patient:
    return Patient(
        name=elements.line("PatientName").rstrip("="),
        patient_id=elements.line("PatientID"),
        issuer=elements.line("IssuerOfPatientID"),
        birth_date=elements.text("PatientBirthDate"),
        sex=elements.text("PatientSex"),
        quadruped=elements.text("AnatomicalOrientationType") == "QUADRUPED",
    )


patient_of = remembered(
    _patient,
    (
        "PatientName",
        "PatientID",
        "IssuerOfPatientID",
        "PatientBirthDate",
        "PatientSex",
        "AnatomicalOrientationType",
    ),
    size=256,
)
"""Return who was imaged."""


def _study(elements: Elements) -> StudyHeader:
    return StudyHeader(
        uid=elements.text("StudyInstanceUID"),
        date=elements.text("StudyDate"),
        time=elements.text("StudyTime"),
        description=elements.line("StudyDescription"),
        accession=elements.line("AccessionNumber"),
        study_id=elements.line("StudyID"),
        referring=elements.line("ReferringPhysicianName"),
        patient_age=elements.text("PatientAge"),
        institution=elements.line("InstitutionName"),
    )


study_of = remembered(
    _study,
    (
        "StudyInstanceUID",
        "StudyDate",
        "StudyTime",
        "StudyDescription",
        "AccessionNumber",
        "StudyID",
        "ReferringPhysicianName",
        "PatientAge",
        "InstitutionName",
    ),
    size=256,
)
"""Return which examination an image belongs to."""


def _series(elements: Elements) -> SeriesHeader:
    return SeriesHeader(
        uid=elements.text("SeriesInstanceUID"),
        number=elements.integer("SeriesNumber"),
        modality=elements.text("Modality"),
        description=elements.line("SeriesDescription"),
        body_part=elements.line("BodyPartExamined"),
        laterality=elements.text("Laterality"),
        date=elements.text("SeriesDate"),
        time=elements.text("SeriesTime"),
        manufacturer=elements.line("Manufacturer"),
        station=elements.line("StationName"),
    )


series_of = remembered(
    _series,
    (
        "SeriesInstanceUID",
        "SeriesNumber",
        "Modality",
        "SeriesDescription",
        "BodyPartExamined",
        "Laterality",
        "SeriesDate",
        "SeriesTime",
        "Manufacturer",
        "StationName",
    ),
    size=1024,
)
"""Return which series an image belongs to."""

STEADY = (
    "KVP",
    "RepetitionTime",
    "EchoTime",
    "InversionTime",
    "FlipAngle",
    "SliceThickness",
    "SpacingBetweenSlices",
    "ViewPosition",
    "ConvolutionKernel",
    "ContrastBolusAgent",
    "ProtocolName",
    "SequenceName",
    "MagneticFieldStrength",
    "GantryDetectorTilt",
    "ReconstructionDiameter",
    "PatientPosition",
    "FrameTime",
    "FrameTimeVector",
    "ActualFrameDuration",
    "CineRate",
    "RecommendedDisplayFrameRate",
    "ManufacturerModelName",
    "AcquisitionDate",
    "Radiopharmaceutical",
    "Units",
    "OperatorsName",
    "PerformingPhysicianName",
    "SoftwareVersions",
    "PresentationIntentType",
    "TimezoneOffsetFromUTC",
    "DerivationDescription",
    "ImageComments",
    "ReasonForTheRequestedProcedure",
    "RequestedProcedureDescription",
    "AdmittingDiagnosesDescription",
)
"""Elements for the corner text and the report that images of a series share."""

VARYING = (
    "ExposureTime",
    "XRayTubeCurrent",
    "Exposure",
    "ImageLaterality",
    "AcquisitionTime",
    "AcquisitionNumber",
    "ContentDate",
    "ContentTime",
    "SliceLocation",
    "TriggerTime",
    "TemporalPositionIdentifier",
    "EchoNumbers",
)
"""Elements for the corner text that differ from image to image."""

_VARYING_TAGS = tuple((keyword, keyword_dict[keyword]) for keyword in VARYING)


def _steady(elements: Elements) -> tuple[tuple[str, str], ...]:
    lines = ((keyword, elements.line(keyword)) for keyword in STEADY if keyword in elements)
    return tuple((keyword, line) for keyword, line in lines if line)


steady_attributes = remembered(_steady, STEADY, size=1024)
"""Return those that the images of a series share."""


_PROCEDURES = ("ProcedureCodeSequence", "RequestedProcedureCodeSequence")


def _procedure(elements: Elements) -> tuple[tuple[str, str], ...]:
    """Return the code of what was ordered, under a name of its own: report templates are chosen by it."""
    codes = (item.text("CodeValue") for keyword in _PROCEDURES for item in elements.items(keyword))
    return tuple(("ProcedureCode", code) for code in [next(filter(None, codes), "")] if code)


procedure_of = remembered(_procedure, _PROCEDURES, size=256)
"""Return what was ordered."""


def attributes_of(elements: Elements, own: Elements) -> tuple[tuple[str, str], ...]:
    """Return the elements that corner text may show, keyword and text, those without value left out.

    ``own`` is asked for those that differ from image to image.
    """
    return steady_attributes(elements) + varying_attributes(own) + procedure_of(elements)


def varying_attributes(own: Elements) -> tuple[tuple[str, str], ...]:
    """Return those that differ from image to image."""
    return own.lines_of(_VARYING_TAGS)
