"""Small synthetic DICOM instances, made in memory and written where a test wants them.

Every function takes changes by keyword: ``ct_slice(5.0, KVP=None, WindowWidth=[400, 80])`` sets elements by
their keyword, and removes those set to None.
"""

from collections.abc import Callable
from pathlib import Path
from struct import pack
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydicom import Dataset, Sequence
from pydicom.dataset import FileMetaDataset
from pydicom.filewriter import dcmwrite
from pydicom.uid import (
    UID,
    ComputedRadiographyImageStorage,
    CTImageStorage,
    EnhancedMRImageStorage,
    ExplicitVRLittleEndian,
    MRImageStorage,
    PositronEmissionTomographyImageStorage,
    SecondaryCaptureImageStorage,
    UltrasoundMultiFrameImageStorage,
    generate_uid,
)

AXIAL = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)
CORONAL = (1.0, 0.0, 0.0, 0.0, 0.0, -1.0)
SAGITTAL = (0.0, 1.0, 0.0, 0.0, 0.0, -1.0)

Change = Any
"""What pydicom takes as the value of an element."""


def uid(name: str) -> str:
    """Return a valid UID that is always the same for a name."""
    return str(generate_uid(entropy_srcs=[name]))


def ct_slice(z_mm: float = 0.0, **changes: Change) -> Dataset:
    """Return an axial CT slice, 8 rows × 10 columns, stored values −1024 and up, in HU after the rescale."""
    dataset = _identity(CTImageStorage, "CT", f"ct {z_mm}")
    _in_patient(dataset, z_mm)
    dataset.ImageType = ["ORIGINAL", "PRIMARY", "AXIAL"]
    dataset.KVP, dataset.SliceThickness = "120", "5.0"
    dataset.RescaleSlope, dataset.RescaleIntercept, dataset.RescaleType = "1", "-1024", "HU"
    dataset.WindowCenter, dataset.WindowWidth = "40", "400"
    set_pixels(dataset, np.arange(80, dtype=np.uint16).reshape(8, 10) * 25, bits_stored=12)
    return changed(dataset, changes)


def mr_slice(z_mm: float = 0.0, **changes: Change) -> Dataset:
    """Return an axial MR slice, 8 × 10, echo time 10 ms."""
    dataset = _identity(MRImageStorage, "MR", f"mr {z_mm}")
    _in_patient(dataset, z_mm)
    dataset.ImageType = ["ORIGINAL", "PRIMARY", "M", "SE"]
    dataset.EchoTime, dataset.RepetitionTime, dataset.SliceThickness = "10", "500", "5.0"
    dataset.MagneticFieldStrength = "1.5"
    set_pixels(dataset, np.arange(80, dtype=np.uint16).reshape(8, 10) * 5, bits_stored=12)
    return changed(dataset, changes)


def pt_slice(z_mm: float = 0.0, **changes: Change) -> Dataset:
    """Return an axial PET slice, 8 × 10, becquerel per millilitre after its own rescale slope of 0.5."""
    dataset = _identity(PositronEmissionTomographyImageStorage, "PT", f"pt {z_mm}")
    _in_patient(dataset, z_mm)
    dataset.ImageType = ["ORIGINAL", "PRIMARY"]
    dataset.Units, dataset.RescaleSlope, dataset.RescaleIntercept = "BQML", "0.5", "0"
    set_pixels(dataset, np.arange(80, dtype=np.uint16).reshape(8, 10), bits_stored=16)
    return changed(dataset, changes)


def cr_image(name: str = "cr", **changes: Change) -> Dataset:
    """Return a radiograph without patient geometry, 8 × 10, 12 bit, 0.2 mm at the detector."""
    dataset = _identity(ComputedRadiographyImageStorage, "CR", name)
    dataset.ImageType = ["ORIGINAL", "PRIMARY"]
    dataset.ImagerPixelSpacing = ["0.2", "0.2"]
    dataset.ViewPosition, dataset.BodyPartExamined = "PA", "CHEST"
    dataset.PatientOrientation = ["L", "F"]
    dataset.WindowCenter, dataset.WindowWidth = "2048", "4096"
    set_pixels(dataset, np.arange(80, dtype=np.uint16).reshape(8, 10) * 50, bits_stored=12)
    return changed(dataset, changes)


def color_image(name: str = "photograph", **changes: Change) -> Dataset:
    """Return a secondary capture, 8 × 10 pixels, red rising with the column and green with the row."""
    dataset = _identity(SecondaryCaptureImageStorage, "OT", name)
    dataset.ConversionType, dataset.ImageType = "WSD", ["DERIVED", "SECONDARY"]
    pixels = np.zeros((8, 10, 3), np.uint8)
    pixels[..., 0] = np.arange(10) * 25
    pixels[..., 1] = np.arange(8)[:, np.newaxis] * 30
    set_pixels(dataset, pixels, bits_stored=8)
    return changed(dataset, changes)


def us_cine(frames: int = 3, **changes: Change) -> Dataset:
    """Return an ultrasound cine, 8 × 10 pixels, frame n filled with 10 × n, with one region of 0.01 cm pixels."""
    dataset = _identity(UltrasoundMultiFrameImageStorage, "US", f"us {frames}")
    dataset.ImageType, dataset.FrameTime = ["ORIGINAL", "PRIMARY"], "40"
    dataset.FrameIncrementPointer = 0x00181063
    dataset.SequenceOfUltrasoundRegions = Sequence([us_region()])
    pixels = np.repeat(np.arange(frames, dtype=np.uint8) * 10, 80).reshape(frames, 8, 10)
    set_pixels(dataset, pixels, bits_stored=8)
    return changed(dataset, changes)


def us_region(left: int = 0, top: int = 0, right: int = 9, bottom: int = 7, cm: float = 0.01) -> Dataset:
    """Return an item of the Sequence of Ultrasound Regions, both axes in cm per pixel."""
    region = Dataset()
    region.RegionLocationMinX0, region.RegionLocationMinY0 = left, top
    region.RegionLocationMaxX1, region.RegionLocationMaxY1 = right, bottom
    region.PhysicalUnitsXDirection = region.PhysicalUnitsYDirection = 3
    region.PhysicalDeltaX = region.PhysicalDeltaY = cm
    region.RegionSpatialFormat, region.RegionDataType, region.RegionFlags = 1, 1, 0
    return region


def enhanced_mr(places_mm: tuple[float, ...] = (0.0, 5.0, 10.0), **changes: Change) -> Dataset:
    """Return an enhanced MR object, 8 × 10, one frame a place, frame n filled with n."""
    dataset = _identity(EnhancedMRImageStorage, "MR", f"enhanced {len(places_mm)}")
    dataset.ImageType = ["ORIGINAL", "PRIMARY", "VOLUME", "NONE"]
    dataset.FrameOfReferenceUID = uid("frame of reference")
    shared = Dataset()
    shared.PlaneOrientationSequence = Sequence([_item(ImageOrientationPatient=list(AXIAL))])
    shared.PixelMeasuresSequence = Sequence([_item(PixelSpacing=["0.5", "0.25"], SliceThickness="5")])
    dataset.SharedFunctionalGroupsSequence = Sequence([shared])
    dataset.PerFrameFunctionalGroupsSequence = Sequence(
        [_frame_groups(index, z_mm) for index, z_mm in enumerate(places_mm, start=1)]
    )
    count = len(places_mm)
    pixels = np.repeat(np.arange(count, dtype=np.uint16), 80).reshape(count, 8, 10)
    set_pixels(dataset, pixels, bits_stored=12)
    return changed(dataset, changes)


def set_pixels(dataset: Dataset, pixels: NDArray[Any], *, bits_stored: int) -> None:
    """Store pixels, ([frames,] rows, columns[, 3]), of an integer type, with all that describes them."""
    colour = pixels.ndim > 2 and pixels.shape[-1] == 3
    plane = pixels.shape[:-1] if colour else pixels.shape
    dataset.Rows, dataset.Columns = plane[-2:]
    if len(plane) == 3:
        dataset.NumberOfFrames = plane[0]
    dataset.SamplesPerPixel = 3 if colour else 1
    dataset.PhotometricInterpretation = "RGB" if colour else "MONOCHROME2"
    if colour:
        dataset.PlanarConfiguration = 0
    dataset.BitsAllocated = pixels.dtype.itemsize * 8
    dataset.BitsStored, dataset.HighBit = bits_stored, bits_stored - 1
    dataset.PixelRepresentation = int(pixels.dtype.kind == "i")
    value = pixels.astype(pixels.dtype.newbyteorder("<")).tobytes()
    dataset.PixelData = value + b"\0" * (len(value) % 2)
    dataset["PixelData"].VR = "OB" if bits_stored <= 8 else "OW"


def changed(dataset: Dataset, changes: dict[str, Change]) -> Dataset:
    """Set elements by keyword, remove those whose new value is None, and return the dataset."""
    for keyword, value in changes.items():
        if value is not None:
            setattr(dataset, keyword, value)
        elif keyword in dataset:
            delattr(dataset, keyword)
    return dataset


def write(dataset: Dataset, path: Path, *, transfer_syntax: str = ExplicitVRLittleEndian) -> Path:
    """Write a Part 10 file, making its folder, and return its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = dataset.SOPClassUID
    meta.MediaStorageSOPInstanceUID = dataset.SOPInstanceUID
    meta.TransferSyntaxUID = UID(transfer_syntax)
    dataset.file_meta = meta
    dcmwrite(path, dataset, enforce_file_format=True)
    return path


def write_series(
    folder: Path, places_mm: tuple[float, ...], make: Callable[..., Dataset] = ct_slice, **changes: Change
) -> tuple[Path, ...]:
    """Write one slice for each place, numbered from 1, and return the paths in that order."""
    return tuple(
        write(make(z_mm, InstanceNumber=number, **changes), folder / f"{number:04}")
        for number, z_mm in enumerate(places_mm, start=1)
    )


def _identity(sop_class: str, modality: str, name: str) -> Dataset:
    dataset = Dataset()
    dataset.SOPClassUID, dataset.SOPInstanceUID = sop_class, uid(name)
    dataset.StudyInstanceUID, dataset.SeriesInstanceUID = uid("study"), uid(f"series {modality}")
    dataset.Modality, dataset.InstanceNumber = modality, 1
    dataset.PatientName, dataset.PatientID = "Doe^Jane", "P-1"
    dataset.PatientBirthDate, dataset.PatientSex, dataset.PatientAge = "19700102", "F", "055Y"
    dataset.StudyDate, dataset.StudyTime, dataset.StudyDescription = "20250304", "101112", "Examination"
    dataset.SeriesNumber, dataset.SeriesDescription = 1, f"{modality} series"
    dataset.StudyID, dataset.AccessionNumber = "S1", "A1"
    dataset.ReferringPhysicianName = ""
    dataset.Manufacturer = "Synthetic"
    return dataset


def _in_patient(dataset: Dataset, z_mm: float) -> None:
    dataset.FrameOfReferenceUID = uid("frame of reference")
    dataset.ImagePositionPatient = ["-100", "-50", f"{z_mm:.6g}"]
    dataset.ImageOrientationPatient = list(AXIAL)
    dataset.PixelSpacing = ["0.5", "0.25"]
    dataset.PatientPosition = "HFS"


def _item(**elements: Change) -> Dataset:
    return changed(Dataset(), elements)


def _frame_groups(index: int, z_mm: float) -> Dataset:
    groups = Dataset()
    groups.PlanePositionSequence = Sequence([_item(ImagePositionPatient=["-100", "-50", f"{z_mm:.6g}"])])
    groups.FrameContentSequence = Sequence([_item(StackID="1", InStackPositionNumber=index)])
    return groups


def csa_header(values: dict[str, tuple[str, ...]], *, newer: bool = True) -> bytes:
    """Return the header that Siemens keeps in (0029,xx10): each element with its texts."""
    data = (b"SV10\x04\x03\x02\x01" if newer else b"") + pack("<II", len(values), 77)
    first = len(next(iter(values.values()), ()))
    for name, texts in values.items():
        data += pack("<64si4siii", name.encode(), len(texts), b"FD", 4, len(texts), 77)
        for text in texts:
            item = text.encode() + b"\0"
            length = len(item) if newer else len(item) + first
            data += pack("<4i", length, len(item), 77, length) + item + bytes(-len(item) % 4)
    return data


def siemens_mosaic(csa: bytes | None = None, *, slices: int = 5, **changes: Change) -> Dataset:
    """Return slices of 4 × 6 pixels in one picture of 12 × 18, slice n filled with n, as (0029,1010) ``csa`` says."""
    dataset = mr_slice(0.0, ImageType=["ORIGINAL", "PRIMARY", "M", "ND", "MOSAIC"])
    dataset.SpacingBetweenSlices = "3"
    picture = np.zeros((12, 18), np.uint16)
    for place in range(slices):
        down, across = divmod(place, 3)
        picture[4 * down : 4 * down + 4, 6 * across : 6 * across + 6] = place + 1
    set_pixels(dataset, picture, bits_stored=12)
    if csa is not None:
        dataset.add_new(0x00290010, "LO", "SIEMENS CSA HEADER")
        dataset.add_new(0x00291010, "OB", csa)
    return changed(dataset, changes)
