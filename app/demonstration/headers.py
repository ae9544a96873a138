"""What the headers of all demonstration objects have in common."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import UID, ExplicitVRLittleEndian

from app.demonstration.truth import uid

_COMMENT = (
    "Computed from code, not acquired from a person. The word SYNTHETIC is burned into the pixels; "
    "it identifies nobody."
)


@dataclass(frozen=True, slots=True)
class Patient:
    """Somebody who does not exist."""

    name: str
    identifier: str
    sex: str
    born: date


@dataclass(frozen=True, slots=True)
class Study:
    """One visit.

    Attributes
    ----------
    time
        Of day, HHMMSS, of the study and everything in it.
    """

    patient: Patient
    uid: str
    identifier: str
    description: str
    day: date
    time: str


@dataclass(frozen=True, slots=True)
class Series:
    """One series of a study."""

    study: Study
    uid: str
    number: int
    description: str
    modality: str
    sop_class_uid: str


def header(series: Series) -> Dataset:
    """Return the modules of patient, study, series, equipment and SOP that all objects share."""
    study, patient = series.study, series.study.patient
    day = study.day.strftime("%Y%m%d")
    ds = Dataset()
    ds.SpecificCharacterSet = "ISO_IR 192"
    ds.PatientName, ds.PatientID = patient.name, patient.identifier
    ds.PatientBirthDate, ds.PatientSex = patient.born.strftime("%Y%m%d"), patient.sex
    ds.PatientAge = f"{_age_years(patient.born, study.day):03d}Y"
    ds.PatientComments = "Nobody: computed from code"
    ds.StudyInstanceUID, ds.StudyID = study.uid, study.identifier
    ds.AccessionNumber, ds.StudyDescription = study.identifier, study.description
    ds.ReferringPhysicianName = ""
    ds.SeriesInstanceUID, ds.SeriesNumber = series.uid, series.number
    ds.SeriesDescription, ds.Modality = series.description, series.modality
    for moment in ("Study", "Series", "Acquisition", "Content"):
        setattr(ds, f"{moment}Date", day)
        setattr(ds, f"{moment}Time", study.time)
    ds.Manufacturer, ds.ManufacturerModelName = "Overread", "Demonstration"
    ds.DeviceSerialNumber, ds.SoftwareVersions = "SYNTHETIC", "1"
    ds.InstitutionName = "SYNTHETIC"
    ds.SOPClassUID = series.sop_class_uid
    ds.QualityControlImage = "YES"  # PS3.3 C.7.6.1: a phantom, not a person
    # PS3.3 C.7.6.1: YES would mean that pixels tell who the patient is, and when.
    ds.BurnedInAnnotation = "NO"
    ds.ImageComments = _COMMENT
    return ds


def add_pixels(ds: Dataset, values: NDArray[np.uint16]) -> None:
    """Put in a grey image of 12 bits, (rows, columns)."""
    ds.SamplesPerPixel, ds.PhotometricInterpretation = 1, "MONOCHROME2"
    ds.Rows, ds.Columns = values.shape
    ds.BitsAllocated, ds.BitsStored, ds.HighBit, ds.PixelRepresentation = 16, 12, 11, 0
    ds.PixelData = values.astype("<u2").tobytes()


def number(ds: Dataset, instance: int) -> None:
    """Make the object the given one of its series, counted from 1."""
    ds.InstanceNumber = instance
    ds.SOPInstanceUID = uid(f"{ds.SeriesInstanceUID}/{instance}")


def write(ds: Dataset, path: Path) -> None:
    """Write a Part 10 file, the same bytes each time."""
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID = ds.SOPClassUID, ds.SOPInstanceUID
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    meta.ImplementationClassUID = UID(uid("implementation"))
    meta.ImplementationVersionName = "OVERREAD_DEMO_1"
    ds.file_meta = meta
    ds.save_as(path, enforce_file_format=True)


def code(value: str, scheme: str, meaning: str) -> Dataset:
    """Return a code sequence item."""
    item = Dataset()
    item.CodeValue, item.CodingSchemeDesignator, item.CodeMeaning = value, scheme, meaning
    return item


def _age_years(born: date, day: date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
