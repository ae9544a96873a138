"""The three kinds of objects: CT and MR slices, and the radiograph."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

from app.demonstration import ct, mr
from app.demonstration.canvas import SliceGrid
from app.demonstration.head import GRID as HEAD_GRID
from app.demonstration.headers import Series, add_pixels, code, header, number
from app.demonstration.mr import Contrast
from app.demonstration.radiograph import WHITEST
from app.demonstration.truth import RadiographTruth

_INTERCEPT_HU = -1024


def ct_header(series: Series, frame_of_reference_uid: str) -> Dataset:
    """Return what all slices of a CT have in common."""
    ds = header(series)
    _add_plane(ds, ct.GRID, ct.SLICE_THICKNESS_MM, ct.SLICE_SPACING_MM, frame_of_reference_uid)
    ds.ImageType = ["ORIGINAL", "PRIMARY", "AXIAL"]
    ds.BodyPartExamined, ds.PatientPosition = "CHEST", "HFS"
    ds.ContrastBolusAgent, ds.ContrastBolusRoute = "Simulated iodine, portal venous", "IV"
    ds.KVP, ds.XRayTubeCurrent, ds.Exposure, ds.ExposureTime = 120, 210, 105, 500
    ds.ConvolutionKernel, ds.GantryDetectorTilt = "STANDARD", 0
    ds.DataCollectionDiameter, ds.ReconstructionDiameter = 500, ct.GRID.columns * ct.GRID.spacing_mm
    ds.AcquisitionNumber = 1
    ds.RescaleIntercept, ds.RescaleSlope, ds.RescaleType = _INTERCEPT_HU, 1, "HU"
    ds.WindowCenter, ds.WindowWidth = [40, -600], [400, 1500]
    ds.WindowCenterWidthExplanation = ["SOFT TISSUE", "LUNG"]
    return ds


def fill_ct_slice(ds: Dataset, instance: int, z: float, hu: NDArray[np.int16]) -> None:
    """Make the header that of one slice, and put in its pixels, (rows, columns) HU."""
    number(ds, instance)
    _place(ds, ct.GRID, z)
    add_pixels(ds, (hu.astype(np.int32) - _INTERCEPT_HU).astype(np.uint16))


def mr_header(series: Series, contrast: Contrast, frame_of_reference_uid: str) -> Dataset:
    """Return what all slices of an MR series have in common: spin echo, plain for T1, turbo for T2."""
    ds = header(series)
    _add_plane(ds, HEAD_GRID, mr.SLICE_SPACING_MM, mr.SLICE_SPACING_MM, frame_of_reference_uid)
    ds.ImageType = ["ORIGINAL", "PRIMARY", "OTHER"]
    ds.BodyPartExamined, ds.PatientPosition = "HEAD", "HFS"
    ds.ScanningSequence, ds.ScanOptions, ds.MRAcquisitionType = "SE", "", "2D"
    ds.SequenceVariant = "NONE" if contrast is Contrast.T1 else "SK"
    ds.RepetitionTime, ds.EchoTime, ds.EchoTrainLength = (
        (500, 12, 1) if contrast is Contrast.T1 else (4200, 98, 15)
    )
    ds.FlipAngle, ds.NumberOfAverages = 90, 1
    ds.MagneticFieldStrength, ds.ImagingFrequency, ds.ImagedNucleus = 1.5, 63.87, "1H"
    ds.AcquisitionNumber = 1
    ds.WindowCenter, ds.WindowWidth = (450, 900) if contrast is Contrast.T1 else (520, 1040)
    return ds


def fill_mr_slice(ds: Dataset, instance: int, z: float, signal: NDArray[np.int16]) -> None:
    """Make the header that of one slice, and put in its pixels, (rows, columns)."""
    number(ds, instance)
    _place(ds, HEAD_GRID, z)
    add_pixels(ds, signal.astype(np.uint16))


def radiograph_object(series: Series, view: RadiographTruth, image: NDArray[np.uint16]) -> Dataset:
    """Return the chest X-ray, (rows, columns), posterior to anterior.

    Bone is bright in the stored values already (MONOCHROME2): they grow with
    attenuation, so that reader and arithmetic agree on what more means.
    There is a spacing at the detector and a magnification, but no Pixel Spacing: nothing
    was calibrated in the patient (PS3.3 10.7.1.3).
    """
    ds = header(series)
    number(ds, 1)
    add_pixels(ds, image)
    ds.ImageType = ["ORIGINAL", "PRIMARY", ""]
    ds.PresentationIntentType = "FOR PRESENTATION"
    ds.PatientOrientation = ["L", "F"]
    ds.BodyPartExamined, ds.ViewPosition, ds.ImageLaterality = "CHEST", "PA", "U"
    ds.AnatomicRegionSequence = Sequence([code("51185008", "SCT", "Chest")])
    ds.ViewCodeSequence = Sequence([code("399348003", "SCT", "postero-anterior")])
    ds.AcquisitionContextSequence = Sequence([])
    ds.PositionerType, ds.KVP, ds.ExposureInuAs, ds.Grid = "NONE", 125, 2000, "FIXED"
    ds.PixelIntensityRelationship, ds.PixelIntensityRelationshipSign = "LOG", -1
    ds.RescaleIntercept, ds.RescaleSlope, ds.RescaleType = 0, 1, "US"
    ds.PresentationLUTShape, ds.LossyImageCompression = "IDENTITY", "00"
    ds.WindowCenter, ds.WindowWidth = (WHITEST + 1) / 2, WHITEST + 1
    ds.WindowCenterWidthExplanation = "FULL RANGE"
    ds.DetectorType, ds.DetectorConfiguration = "SCINTILLATOR", "AREA"
    ds.DetectorElementPhysicalSize = ds.ImagerPixelSpacing = [view.imager_spacing_mm] * 2
    ds.DistanceSourceToDetector = view.source_to_detector_mm
    ds.DistanceSourceToPatient = view.source_to_patient_mm
    ds.EstimatedRadiographicMagnificationFactor = view.magnification
    return ds


def _add_plane(
    ds: Dataset, grid: SliceGrid, thickness_mm: float, apart_mm: float, frame_of_reference_uid: str
) -> None:
    ds.FrameOfReferenceUID, ds.PositionReferenceIndicator = frame_of_reference_uid, ""
    ds.ImageOrientationPatient = [1, 0, 0, 0, 1, 0]
    ds.PixelSpacing = [grid.spacing_mm] * 2
    ds.SliceThickness, ds.SpacingBetweenSlices = thickness_mm, apart_mm


def _place(ds: Dataset, grid: SliceGrid, z: float) -> None:
    ds.ImagePositionPatient = [*grid.first_lps, z]
    ds.SliceLocation = z
