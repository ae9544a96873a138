"""What every DICOM document of ours has in common: patient, study, series, equipment, and how it is saved."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pydicom.config
from pydicom import Dataset
from pydicom.dataset import FileMetaDataset
from pydicom.uid import UID, ExplicitVRLittleEndian

from reporting.core.report import Report
from reporting.export.errors import ExportError
from reporting.export.files import write_whole
from reporting.export.moments import in_utc

MANUFACTURER = "Overread"
IMPLEMENTATION_UID = UID("2.25.287311403129872226127513246093470297135")
"""Names this software as the writer of a file, and as the device that observes where no person is named."""

LONGEST_PN = 64
_TEXTS = {
    "StudyDescription": "description",
    "AccessionNumber": "accession",
    "StudyID": "study_id",
    "ReferringPhysicianName": "referring",
    "InstitutionName": "institution",
}


@dataclass(frozen=True, slots=True)
class DocumentIdentity:
    """What tells one document from another.

    Attributes
    ----------
    made_at
        UTC; the document's dates and times.
    description
        Of the series, for worklists.
    """

    sop_class_uid: UID
    sop_instance_uid: UID
    series_uid: UID
    modality: str
    series_number: int
    made_at: datetime
    description: str
    instance_number: int = 1
    manufacturer: str = field(default=MANUFACTURER)


def new_document(report: Report, identity: DocumentIdentity) -> Dataset:
    """Return a document about the patient and study of a report, without content.

    Names and identifiers are copied letter by letter, whatever their length: they must be those of the images (H16).
    Only where a header could not be decoded are there letters that no copy can hold; see one_value.
    Dates and times of the document are UTC.
    """
    document = Dataset()
    document.file_meta = _file_meta(identity)
    document.SpecificCharacterSet = "ISO_IR 192"
    with pydicom.config.disable_value_validation():
        _set_patient(document, report)
        _set_study(document, report)
    _set_series(document, identity)
    return document


def _file_meta(identity: DocumentIdentity) -> FileMetaDataset:
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = identity.sop_class_uid
    meta.MediaStorageSOPInstanceUID = identity.sop_instance_uid
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    meta.ImplementationClassUID = IMPLEMENTATION_UID
    meta.ImplementationVersionName = "OVERREAD"
    return meta


def _set_patient(document: Dataset, report: Report) -> None:
    patient = report.patient
    document.PatientName = one_value(patient.name)
    document.PatientID = one_value(patient.patient_id)
    if patient.issuer:
        document.IssuerOfPatientID = one_value(patient.issuer)
    document.PatientBirthDate = date_or_nothing(patient.birth_date)
    document.PatientSex = patient.sex if patient.sex in ("M", "F", "O") else ""


def _set_study(document: Dataset, report: Report) -> None:
    study = report.study
    if not study.uid:
        raise ExportError(
            "The report cannot be written as a DICOM document",
            why="it does not name its study (Study Instance UID)",
            remedy="Open the study again and write the report there",
        )
    document.StudyInstanceUID = study.uid
    document.StudyDate = date_or_nothing(study.date)
    document.StudyTime = study.time if study.time[:6].isdigit() else ""
    for keyword, name in _TEXTS.items():
        setattr(document, keyword, one_value(getattr(study, name)))
    if not study.institution:
        del document.InstitutionName


def _set_series(document: Dataset, identity: DocumentIdentity) -> None:
    document.SOPClassUID = identity.sop_class_uid
    document.SOPInstanceUID = identity.sop_instance_uid
    document.SeriesInstanceUID = identity.series_uid
    document.SeriesNumber = identity.series_number
    document.SeriesDescription = identity.description
    document.InstanceNumber = identity.instance_number
    document.Modality = identity.modality
    document.Manufacturer = identity.manufacturer
    date, time = da(identity.made_at), tm(identity.made_at)
    document.InstanceCreationDate, document.InstanceCreationTime = date, time
    document.SeriesDate, document.SeriesTime = date, time
    document.ContentDate, document.ContentTime = date, time


def da(moment: datetime) -> str:
    """Return the date of a moment in UTC as DICOM writes it."""
    return in_utc(moment).strftime("%Y%m%d")


def tm(moment: datetime) -> str:
    """Return the time of day of a moment in UTC as DICOM writes it."""
    return in_utc(moment).strftime("%H%M%S.%f")


def dt(moment: datetime) -> str:
    """Return a moment with its offset from UTC, so that nobody has to guess the zone."""
    return in_utc(moment).strftime("%Y%m%d%H%M%S.%f+0000")


def one_value(words: str) -> str:
    """Return words as one value of an element: a backslash, which would begin a second one, becomes a stroke.

    Header text has none but where bytes could not be decoded and are shown as such.
    """
    return words.replace("\\", "/")


def date_or_nothing(date: str) -> str:
    """Return a date that is one, YYYYMMDD; nothing for anything else."""
    try:
        datetime.strptime(date, "%Y%m%d")
    except ValueError:
        return ""
    return date


def person_name(words: str) -> str:
    """Return words as a person name of one component, its separators taken for blanks, 64 letters at most.

    The caret at the end says that one component is meant: which part of the words is the family name is not known.
    """
    kept = "".join(" " if letter in "^=\\" or ord(letter) < 32 else letter for letter in words)
    name = " ".join(kept.split())[: LONGEST_PN - 1]
    return f"{name}^" if name else ""


def save(document: Dataset, path: Path) -> None:
    """Write a document where all of it or nothing arrives."""
    write_whole(path, lambda partial: document.save_as(partial, enforce_file_format=True))
