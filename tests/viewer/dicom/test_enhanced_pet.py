"""Enhanced PET: one object for a whole volume, with values of each frame and standardized uptake values (H11, H19)."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pydicom import Dataset, Sequence

from tests.builders.dicom import changed, enhanced_mr, write
from tests.builders.uptake import injected
from viewer.core.geometry import Verdict
from viewer.core.study import DisplaySet
from viewer.dicom.grouping import group
from viewer.dicom.header import read_instance

SLOPES = (1.0, 0.5, 0.25)
Opened = Callable[[Dataset], DisplaySet]


@pytest.fixture
def opened(tmp_path: Path) -> Opened:
    def read(dataset: Dataset) -> DisplaySet:
        (shown,) = group([read_instance(write(dataset, tmp_path / "pet.dcm"))]).studies[0].display_sets
        return shown

    return read


def item(**values: Any) -> Dataset:
    made = Dataset()
    for keyword, value in values.items():
        setattr(made, keyword, value)
    return made


def mapping(slope: float, code: str) -> Dataset:
    return item(
        RealWorldValueFirstValueMapped=0,
        RealWorldValueLastValueMapped=4095,
        RealWorldValueSlope=slope,
        RealWorldValueIntercept=0.0,
        LUTExplanation="activity",
        LUTLabel="BQML",
        MeasurementUnitsCodeSequence=Sequence([item(CodeValue=code, CodingSchemeDesignator="UCUM")]),
    )


def enhanced_pet(code: str = "Bq/ml", **changes: Any) -> Dataset:
    """Return a volume of three slices, each with a slope of its own: the uptake of SAFETY H19."""
    made = enhanced_mr()
    made.SOPClassUID, made.Modality = "1.2.840.10008.5.1.4.1.1.130", "PT"
    for own, slope in zip(made.PerFrameFunctionalGroupsSequence, SLOPES, strict=True):
        own.PixelValueTransformationSequence = Sequence(
            [item(RescaleSlope=f"{slope}", RescaleIntercept="0", RescaleType="US")]
        )
        own.RealWorldValueMappingSequence = Sequence([mapping(slope, code)])
    made.PatientWeight, made.PatientSize, made.PatientSex = "70", "1.75", "M"
    made.AttenuationCorrected = made.DecayCorrected = "YES"
    made.DecayCorrectionDateTime = "20260302110000"
    drug = injected(RadiopharmaceuticalStartDateTime="20260302100000")
    made.RadiopharmaceuticalInformationSequence = drug
    return changed(made, changes)


def test_h11_each_frame_has_its_own_slope_in_one_volume(opened: Opened) -> None:
    shown = opened(enhanced_pet())

    values = [frame.description.modality_map.to_values(9) for frame in shown.frames]
    assert values == [9, 4.5, 2.25]
    assert shown.verdict.kind is Verdict.REGULAR
    assert {frame.description.unit for frame in shown.frames} == {"Bq/ml"}


def test_h19_uptake_is_the_worked_example_in_every_frame(opened: Opened) -> None:
    for frame, slope in zip(opened(enhanced_pet()).frames, SLOPES, strict=True):
        suv = next(scale for scale in frame.description.quantities if scale.name == "SUVbw")

        assert suv.map.to_values(5000 / slope) == pytest.approx(1.381683, abs=5e-7)
        assert "time of decay correction" in suv.source


def test_h19_values_corrected_to_the_injection_use_the_whole_dose(opened: Opened) -> None:
    frame = opened(enhanced_pet(DecayCorrectionDateTime="20260302100000")).frames[0]

    suv = next(scale for scale in frame.description.quantities if scale.name == "SUVbw")
    assert suv.map.to_values(5000) == pytest.approx(0.945946, abs=5e-7)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"AttenuationCorrected": "NO"}, "not corrected for attenuation"),
        ({"DecayCorrected": None}, "not corrected for decay"),
        ({"DecayCorrectionDateTime": None}, "Decay Correction is missing"),
        ({"PatientWeight": None}, "weight is missing"),
        ({"RadiopharmaceuticalInformationSequence": None}, "dose is missing"),
        ({"code": "{counts}"}, "Units (0054,1001) are missing"),
    ],
)
def test_h19_what_is_missing_is_told(opened: Opened, changes: dict[str, Any], why: str) -> None:
    described = opened(enhanced_pet(**changes)).frames[0].description

    assert why in described.no_suv
    assert not any(scale.name.startswith("SUV") for scale in described.quantities)
