"""Treatment plans as documents."""

from pathlib import Path

import pytest
from pydicom import Dataset, Sequence

from app.documents.document import Document, DocumentError, LineKind
from app.documents.reading import read_document
from app.documents.treatment_plan import read_treatment_plan
from tests.builders.dicom import write
from tests.builders.treatments import item, plan
from viewer.core.documents import DocumentKind


def read(folder: Path, made: Dataset) -> Document:
    return read_treatment_plan(write(made, folder / "rp"))


def values(document: Document) -> dict[str, str]:
    return {line.name: line.value for line in document.lines if line.kind is LineKind.ITEM}


def test_a_plan_says_what_is_prescribed_in_how_many_fractions(tmp_path: Path) -> None:
    document = read_document(write(plan(), tmp_path / "rp"), DocumentKind.PLAN)

    said = values(document)
    assert document.title == "Treatment plan Boost"
    assert said["PTV (dose reference 1)"] == "prescribed 60 Gy; target; site"
    assert said["Planned"] == "30 fractions"
    assert said["Anterior (beam 1)"] == "1 Gy a fraction; meterset 101"
    assert said["Sum of beam doses"].startswith("2 Gy a fraction, 60 Gy in 30 fractions")
    assert ("Approval", "approved by Doe, Anna 2025-03-06") in document.facts
    assert document.warnings == ()


def test_beams_say_radiation_machine_and_angles(tmp_path: Path) -> None:
    lines = read(tmp_path, plan()).lines
    heads = [line.name for line in lines if line.kind is LineKind.HEADING]
    of_arc = {
        line.name: line.value for line in lines[[line.name for line in lines].index("Arc (beam 2)", 8) :]
    }

    assert heads == ["Prescription", "Fractions", "Anterior (beam 1)", "Arc (beam 2)", "Patient setup"]
    assert of_arc["Radiation"] == "photon; 6 MV"
    assert of_arc["Gantry"] == "181° to 179°, clockwise"
    assert of_arc["Machine"] == "Linac 1; 600 MU/min"
    assert of_arc["Field"] == "X -5.0 to +4.5 cm"
    assert of_arc["In the beam"] == "1 bolus"
    assert of_arc["Setup 1"] == "HFS"


@pytest.mark.parametrize(
    ("status", "warning"),
    [("UNAPPROVED", "Not approved by anybody"), ("REJECTED", "Rejected by its reviewer")],
)
def test_a_plan_that_is_not_approved_warns(tmp_path: Path, status: str, warning: str) -> None:
    assert warning in read(tmp_path, plan(ApprovalStatus=status)).warnings


def test_brachytherapy_lists_sources_setups_and_channels(tmp_path: Path) -> None:
    channel = item(
        ChannelNumber=3,
        SourceApplicatorID="T1",
        SourceApplicatorType="FLEXIBLE",
        SourceApplicatorStepSize="2.5",
        ChannelTotalTime="61.5",
        ReferencedSourceNumber=1,
        BrachyControlPointSequence=Sequence(
            [item(ControlPointRelativePosition=f"{place}") for place in (0, 0, 2.5, 2.5, 5)]
        ),
    )
    made = plan(
        BeamSequence=None,
        BrachyTreatmentTechnique="INTERSTITIAL",
        BrachyTreatmentType="HDR",
        SourceSequence=Sequence(
            [
                item(
                    SourceNumber=1,
                    SourceIsotopeName="Ir-192",
                    SourceIsotopeHalfLife="73.83",
                    ReferenceAirKermaRate="40700",
                    SourceStrengthReferenceDate="20250301",
                )
            ]
        ),
        ApplicationSetupSequence=Sequence(
            [
                item(
                    ApplicationSetupNumber=1,
                    TotalReferenceAirKerma="690",
                    ChannelSequence=Sequence([channel]),
                )
            ]
        ),
    )

    said = values(read(tmp_path, made))

    assert said["Technique"] == "interstitial; HDR"
    assert said["Source 1"] == (
        "Ir-192; half-life 73.83 d; reference air kerma rate 40700 µGy/h at 1 m; on 2025-03-01"
    )
    assert said["Applicators"] == "total reference air kerma 690 µGy at 1 m"
    assert said["Channel 3"] == "flexible T1; steps of 2.5 mm; 61.5 s in all; Ir-192; 3 source positions"


def test_an_ion_plan_tells_protons_and_their_energies(tmp_path: Path) -> None:
    points = [item(NominalBeamEnergy=f"{energy}") for energy in (100, 170, 140)]
    beam = item(
        BeamNumber=1,
        BeamName="Field",
        RadiationType="PROTON",
        ScanMode="MODULATED",
        NumberOfRangeShifters=1,
        RangeShifterSequence=Sequence([item(RangeShifterID="RS40")]),
        IonControlPointSequence=Sequence(points),
    )

    said = values(read(tmp_path, plan(BeamSequence=None, IonBeamSequence=Sequence([beam]))))

    assert said["Radiation"] == "proton; 100 to 170 MeV"
    assert "scanning: modulated" in said["Technique"]
    assert said["In the beam"] == "1 range shifter (RS40)"


def test_a_plan_that_says_nothing_is_still_a_document(tmp_path: Path) -> None:
    made = plan(
        **dict.fromkeys(
            ("DoseReferenceSequence", "FractionGroupSequence", "BeamSequence", "PatientSetupSequence")
        )
    )

    lines = read(tmp_path, made).lines

    assert [line.value for line in lines] == ["", "The plan says nothing of what is prescribed"]


def test_what_is_no_dicom_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "rp").write_bytes(b"plan")

    with pytest.raises(DocumentError):
        read_treatment_plan(tmp_path / "rp")


@pytest.mark.corpus
def test_a_real_plan_names_its_beams_in_its_fractions(corpus: Path) -> None:
    said = values(read_treatment_plan(corpus / "rt" / "breast_boost" / "rtplan.dcm"))

    assert said["4 AP (beam 2)"] == "0.5 Gy a fraction; meterset 87"
    assert said["Breast (dose reference 1)"].startswith("prescribed 14 Gy")
