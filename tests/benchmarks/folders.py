"""Folders of CT slices made for benchmarks, the same every time: noise over a smooth body, 12 bits used."""

import random
from collections.abc import Callable
from pathlib import Path

import imagecodecs
import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.uid import (
    UID,
    CTImageStorage,
    ExplicitVRLittleEndian,
    JPEG2000Lossless,
    JPEGLosslessSV1,
    JPEGLSLossless,
    generate_uid,
)

SIDE_PX = 512
Encode = Callable[[NDArray[np.uint16]], bytes]


def _jpeg_2000(slice_: NDArray[np.uint16]) -> bytes:
    return bytes(imagecodecs.jpeg2k_encode(slice_, level=0, codecformat="J2K", reversible=True))


def _jpeg_ls(slice_: NDArray[np.uint16]) -> bytes:
    return bytes(imagecodecs.jpegls_encode(slice_))


def _jpeg_lossless(slice_: NDArray[np.uint16]) -> bytes:
    return bytes(imagecodecs.jpeg8_encode(slice_, lossless=True, predictor=1, bitspersample=12))


ENCODERS: dict[UID, Encode] = {
    JPEG2000Lossless: _jpeg_2000,
    JPEGLSLossless: _jpeg_ls,
    JPEGLosslessSV1: _jpeg_lossless,
}


def ct_slices(count: int) -> list[NDArray[np.uint16]]:
    """Return slices, (512, 512), of a body with rounded organs and the noise of a scanner; at most 16 differ."""
    rng = np.random.default_rng(20)
    y, x = np.mgrid[-1 : 1 : SIDE_PX * 1j, -1 : 1 : SIDE_PX * 1j]
    body = np.where(x**2 / 0.8 + y**2 / 0.5 < 1, 1040.0, 24.0)
    slices = []
    for place in range(min(count, 16)):
        organ = np.where((x - 0.03 * place + 0.2) ** 2 + y**2 < 0.08, 60.0, 0.0)
        lung = np.where((x + 0.4) ** 2 / 0.3 + y**2 / 0.6 < 0.25, -800.0, 0.0)
        noise = rng.normal(0, 12, body.shape)
        slices.append(np.clip(body + organ + lung + noise, 0, 4095).astype(np.uint16))
    return [slices[place % len(slices)] for place in range(count)]


def write_ct(folder: Path, count: int, syntax: UID = ExplicitVRLittleEndian) -> Path:
    """Write a series of ``count`` slices 1 mm apart under shuffled names, and return its folder."""
    folder.mkdir(parents=True)
    names = list(range(count))
    random.Random(7).shuffle(names)
    slices = ct_slices(count)
    encoded = {id(one): ENCODERS[syntax](one) for one in slices} if syntax in ENCODERS else {}
    study, series, frame = (
        generate_uid(entropy_srcs=[f"benchmark {name}"]) for name in ("study", "series", "frame")
    )
    for place, (name, stored) in enumerate(zip(names, slices, strict=True)):
        dataset = header(place, study, series, frame)
        dataset.file_meta = meta(dataset, syntax)
        if syntax in ENCODERS:
            dataset.PixelData = encapsulate([encoded[id(stored)]])
            dataset["PixelData"].VR = "OB"
        else:
            dataset.PixelData = stored.tobytes()
            dataset["PixelData"].VR = "OW"
        dataset.save_as(folder / f"IM{name:05d}", enforce_file_format=True)
    return folder


def meta(dataset: Dataset, syntax: UID) -> FileMetaDataset:
    """Return the file meta information of a dataset."""
    made = FileMetaDataset()
    made.MediaStorageSOPClassUID = dataset.SOPClassUID
    made.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
    made.TransferSyntaxUID = syntax
    return made


def header(place: int, study: str, series: str, frame: str) -> Dataset:
    """Return the header of a slice, about as long as those of de-identified CTs."""
    dataset = Dataset()
    dataset.SpecificCharacterSet = "ISO_IR 100"
    dataset.ImageType = ["ORIGINAL", "PRIMARY", "AXIAL"]
    dataset.SOPClassUID, dataset.SOPInstanceUID = (
        CTImageStorage,
        generate_uid(entropy_srcs=[f"benchmark {place}"]),
    )
    dataset.StudyDate = dataset.SeriesDate = dataset.AcquisitionDate = dataset.ContentDate = "20260102"
    dataset.StudyTime = dataset.SeriesTime = "101112"
    dataset.AcquisitionTime = dataset.ContentTime = f"1012{place % 60:02d}.{place:06d}"
    dataset.AccessionNumber, dataset.Modality, dataset.Manufacturer = "1", "CT", "Benchmark"
    dataset.StudyDescription, dataset.SeriesDescription = "Thorax", "Thorax 1.0"
    dataset.PatientName, dataset.PatientID = "Benchmark^Body", "B1"
    dataset.PatientBirthDate, dataset.PatientSex, dataset.PatientAge = "19600101", "F", "066Y"
    dataset.BodyPartExamined, dataset.SliceThickness, dataset.KVP = "CHEST", "1.0", "120"
    dataset.DataCollectionDiameter, dataset.ReconstructionDiameter = "500", "350"
    dataset.GantryDetectorTilt, dataset.TableHeight, dataset.RotationDirection = "0", "160", "CW"
    dataset.ExposureTime, dataset.XRayTubeCurrent, dataset.ConvolutionKernel = "500", "200", "B31f"
    dataset.PatientPosition = "HFS"
    dataset.StudyInstanceUID, dataset.SeriesInstanceUID, dataset.FrameOfReferenceUID = study, series, frame
    dataset.StudyID, dataset.SeriesNumber, dataset.AcquisitionNumber = "1", "3", "1"
    dataset.InstanceNumber = str(place + 1)
    dataset.ImagePositionPatient = [-175.0, -175.0, float(place)]
    dataset.ImageOrientationPatient = [1, 0, 0, 0, 1, 0]
    dataset.SliceLocation, dataset.PositionReferenceIndicator = f"{place:.1f}", ""
    dataset.SamplesPerPixel, dataset.PhotometricInterpretation = 1, "MONOCHROME2"
    dataset.Rows = dataset.Columns = SIDE_PX
    dataset.PixelSpacing = [0.683594, 0.683594]
    dataset.BitsAllocated, dataset.BitsStored, dataset.HighBit, dataset.PixelRepresentation = 16, 12, 11, 0
    dataset.WindowCenter, dataset.WindowWidth = [40, -600], [400, 1500]
    dataset.WindowCenterWidthExplanation = ["MEDIASTINUM", "LUNG"]
    dataset.RescaleIntercept, dataset.RescaleSlope, dataset.RescaleType = "-1024", "1", "HU"
    return dataset
