"""Structure sets, doses and plans as DICOM objects, small and made in memory.

They lie in the Frame of Reference of ``tests.builders.dicom`` and belong to its patient and study.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydicom import Dataset
from pydicom import Sequence as Items
from pydicom.uid import RTDoseStorage, RTPlanStorage, RTStructureSetStorage

from tests.builders.dicom import changed, uid

FRAME = uid("frame of reference")
STRUCTURES, DOSE, PLAN = uid("structure set"), uid("dose"), uid("plan")

Drawn = tuple[str, NDArray[np.float64]]
"""Contour Geometric Type and positions, (n, 3) mm."""


def item(**elements: Any) -> Dataset:
    """Return an item of a sequence."""
    return changed(Dataset(), elements)


def structure_set(structures: Mapping[str, Iterable[Drawn]], *, images: str = "", **changes: Any) -> Dataset:
    """Return a structure set: names of structures with their contours, numbered from 1.

    ``images`` is the SOP Instance UID that every contour names.
    """
    made = _identity(RTStructureSetStorage, "RTSTRUCT", STRUCTURES)
    made.StructureSetLabel, made.StructureSetDate = "Planning", "20250305"
    made.FrameOfReferenceUID = FRAME
    made.ReferencedFrameOfReferenceSequence = Items([item(FrameOfReferenceUID=FRAME)])
    listed, drawn, observed = [], [], []
    for number, (name, contours) in enumerate(structures.items(), start=1):
        listed.append(
            item(
                ROINumber=number,
                ROIName=name,
                ReferencedFrameOfReferenceUID=FRAME,
                ROIGenerationAlgorithm="MANUAL",
            )
        )
        each = [_contour(kind, points, images) for kind, points in contours]
        color = [255, 20 * number, 0]
        drawn.append(item(ReferencedROINumber=number, ROIDisplayColor=color, ContourSequence=Items(each)))
        observed.append(
            item(ObservationNumber=number, ReferencedROINumber=number, RTROIInterpretedType="PTV")
        )
    made.StructureSetROISequence, made.ROIContourSequence = Items(listed), Items(drawn)
    made.RTROIObservationsSequence = Items(observed)
    return changed(made, changes)


def _contour(kind: str, points: NDArray[np.float64], images: str) -> Dataset:
    numbers = [f"{value:.6g}" for value in np.asarray(points).ravel()]
    made = item(ContourGeometricType=kind, NumberOfContourPoints=len(points), ContourData=numbers)
    if images:
        made.ContourImageSequence = Items([item(ReferencedSOPInstanceUID=images)])
    return made


def dose(
    values: NDArray[np.uint32],
    *,
    origin: Sequence[float] = (-100.0, -50.0, 0.0),
    spacing_mm: Sequence[float] = (2.0, 2.0),
    offsets_mm: Sequence[float] | None = None,
    scaling: str = "0.01",
    **changes: Any,
) -> Dataset:
    """Return a dose of stored values, (planes, rows, columns), 5 mm apart if not said otherwise."""
    made = _identity(RTDoseStorage, "RTDOSE", DOSE)
    planes, rows, columns = values.shape
    made.FrameOfReferenceUID = FRAME
    made.ImagePositionPatient = [f"{part:g}" for part in origin]
    made.ImageOrientationPatient = ["1", "0", "0", "0", "1", "0"]
    made.PixelSpacing = [f"{part:g}" for part in spacing_mm]
    made.SamplesPerPixel, made.PhotometricInterpretation = 1, "MONOCHROME2"
    made.NumberOfFrames, made.Rows, made.Columns = planes, rows, columns
    made.FrameIncrementPointer = 0x3004000C
    made.BitsAllocated = made.BitsStored = 32
    made.HighBit, made.PixelRepresentation = 31, 0
    made.DoseUnits, made.DoseType, made.DoseSummationType = "GY", "PHYSICAL", "PLAN"
    made.GridFrameOffsetVector = [
        f"{part:g}" for part in offsets_mm or [5.0 * plane for plane in range(planes)]
    ]
    made.DoseGridScaling = scaling
    made.ReferencedRTPlanSequence = Items(
        [item(ReferencedSOPClassUID=RTPlanStorage, ReferencedSOPInstanceUID=PLAN)]
    )
    made.PixelData = values.astype("<u4").tobytes()
    return changed(made, changes)


def plan(**changes: Any) -> Dataset:
    """Return a plan of two photon beams, 60 Gy to the PTV in 30 fractions."""
    made = _identity(RTPlanStorage, "RTPLAN", PLAN)
    made.RTPlanLabel, made.RTPlanDate, made.RTPlanTime = "Boost", "20250305", "1405"
    made.RTPlanGeometry, made.ApprovalStatus, made.PlanIntent = "PATIENT", "APPROVED", "CURATIVE"
    made.ReviewerName, made.ReviewDate = "Doe^Anna", "20250306"
    made.DoseReferenceSequence = Items(
        [
            item(
                DoseReferenceNumber=1,
                DoseReferenceDescription="PTV",
                DoseReferenceStructureType="SITE",
                DoseReferenceType="TARGET",
                TargetPrescriptionDose="60",
            )
        ]
    )
    referred = [
        item(ReferencedBeamNumber=number, BeamDose="1", BeamMeterset=f"{100 + number}") for number in (1, 2)
    ]
    made.FractionGroupSequence = Items(
        [
            item(
                FractionGroupNumber=1,
                NumberOfFractionsPlanned=30,
                NumberOfBeams=2,
                ReferencedBeamSequence=Items(referred),
            )
        ]
    )
    made.BeamSequence = Items([_beam(1, "Anterior", (0, None)), _beam(2, "Arc", (181, 179))])
    made.PatientSetupSequence = Items([item(PatientSetupNumber=1, PatientPosition="HFS")])
    return changed(made, changes)


def _beam(number: int, name: str, gantry_deg: tuple[int, int | None]) -> Dataset:
    start, end = gantry_deg
    jaws = item(RTBeamLimitingDeviceType="ASYMX", LeafJawPositions=["-50", "45"])
    first = item(
        NominalBeamEnergy="6",
        DoseRateSet="600",
        GantryAngle=f"{start}",
        GantryRotationDirection="NONE" if end is None else "CW",
        BeamLimitingDevicePositionSequence=Items([jaws]),
        IsocenterPosition=["1", "2", "3"],
    )
    last = item(CumulativeMetersetWeight="1", GantryAngle=None if end is None else f"{end}")
    return item(
        BeamNumber=number,
        BeamName=name,
        BeamType="STATIC" if end is None else "DYNAMIC",
        RadiationType="PHOTON",
        TreatmentMachineName="Linac 1",
        TreatmentDeliveryType="TREATMENT",
        SourceAxisDistance="1000",
        NumberOfWedges=0,
        NumberOfBoli=1,
        ControlPointSequence=Items([first, last]),
    )


def histogram(kind: str, pairs: Sequence[float], *, roi: int = 1, **changes: Any) -> Dataset:
    """Return an item of the DVH Sequence: widths and volumes in turn."""
    made = item(
        DVHType=kind,
        DoseUnits="GY",
        DoseType="PHYSICAL",
        DVHDoseScaling="1",
        DVHVolumeUnits="CM3",
        DVHNumberOfBins=len(pairs) // 2,
        DVHData=[f"{value:g}" for value in pairs],
        DVHReferencedROISequence=Items([item(DVHROIContributionType="INCLUDED", ReferencedROINumber=roi)]),
    )
    return changed(made, changes)


def _identity(sop_class: str, modality: str, sop_instance_uid: str) -> Dataset:
    made = Dataset()
    made.SOPClassUID, made.SOPInstanceUID = sop_class, sop_instance_uid
    made.StudyInstanceUID, made.SeriesInstanceUID = uid("study"), uid(f"series {modality}")
    made.Modality, made.SeriesNumber, made.InstanceNumber = modality, 9, 1
    made.SeriesDescription = f"{modality} series"
    made.PatientName, made.PatientID = "Doe^Jane", "P-1"
    made.PatientBirthDate, made.PatientSex = "19700102", "F"
    made.StudyDate, made.StudyTime, made.StudyDescription = "20250304", "101112", "Examination"
    made.StudyID, made.AccessionNumber, made.ReferringPhysicianName = "S1", "A1", ""
    made.Manufacturer = "Synthetic"
    return made
