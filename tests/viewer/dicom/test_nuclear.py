"""Nuclear medicine: frames by detector, energy window and time, and reconstructed slices at their places."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydicom import Dataset, Sequence
from pydicom.uid import NuclearMedicineImageStorage

from tests.builders.dicom import AXIAL, CORONAL, changed, ct_slice, set_pixels, write
from viewer.core.geometry import Verdict
from viewer.core.study import DisplaySet
from viewer.dicom.grouping import group
from viewer.dicom.header import read_instance

Sets = Callable[[Dataset], tuple[DisplaySet, ...]]
FIVE = [1, 2, 3, 4, 5]


@pytest.fixture
def sets(tmp_path: Path) -> Sets:
    def opened(dataset: Dataset) -> tuple[DisplaySet, ...]:
        return group([read_instance(write(dataset, tmp_path / "nm.dcm"))]).studies[0].display_sets

    return opened


def nm(frames: int, kind: str, **changes: object) -> Dataset:
    """Return an NM object of 8 × 10 pixels of 4 mm, frame n filled with n."""
    made = ct_slice()
    for keyword in ("ImagePositionPatient", "ImageOrientationPatient", "KVP", "RescaleSlope", "RescaleType"):
        if keyword in made:
            delattr(made, keyword)
    made.SOPClassUID, made.Modality = NuclearMedicineImageStorage, "NM"
    made.ImageType = ["ORIGINAL", "PRIMARY", kind, "EMISSION"]
    made.PixelSpacing = ["4", "4"]
    pixels = np.repeat(np.arange(1, frames + 1, dtype=np.uint16), 80).reshape(frames, 8, 10)
    set_pixels(made, pixels, bits_stored=16)
    return changed(made, dict(changes))


def detector(view: str = "", **values: object) -> Dataset:
    item = Dataset()
    for keyword, value in values.items():
        setattr(item, keyword, value)
    if view:
        code = Dataset()
        code.CodeMeaning = view
        item.ViewCodeSequence = Sequence([code])
    return item


def split_by(shown: tuple[DisplaySet, ...]) -> list[tuple[str, int]]:
    return [(one.split_by, len(one.frames)) for one in shown]


def recon(frames: int = 5, **changes: object) -> Dataset:
    placed = detector(ImagePositionPatient=["-20", "-16", "100"], ImageOrientationPatient=list(AXIAL))
    given = {
        "SliceVector": FIVE,
        "SpacingBetweenSlices": "6",
        "DetectorInformationSequence": Sequence([placed]),
    }
    return nm(frames, "RECON TOMO", **{**given, **changes})


def test_each_detector_is_a_set_and_called_by_its_view(sets: Sets) -> None:
    views = Sequence([detector("Anterior"), detector("Posterior")])

    shown = sets(nm(2, "WHOLE BODY", DetectorVector=[1, 2], DetectorInformationSequence=views))

    assert split_by(shown) == [("detector 1 Anterior", 1), ("detector 2 Posterior", 1)]
    assert [one.frames[0].number for one in shown] == [1, 2]


def test_a_dynamic_study_is_taken_apart_as_the_standard_lays_it_out(sets: Sets) -> None:
    # two phases of five and two frames, from each of two detectors (PS3.3 C.8.4.8)
    dynamic = nm(
        14,
        "DYNAMIC",
        DetectorVector=[1] * 7 + [2] * 7,
        PhaseVector=([1] * 5 + [2] * 2) * 2,
        TimeSliceVector=[1, 2, 3, 4, 5, 1, 2] * 2,
    )

    assert split_by(sets(dynamic)) == [
        ("detector 1, phase 1", 5),
        ("detector 1, phase 2", 2),
        ("detector 2, phase 1", 5),
        ("detector 2, phase 2", 2),
    ]


def test_energy_windows_are_named(sets: Sets) -> None:
    windows = Sequence([detector(EnergyWindowName="Tc-99m"), detector(EnergyWindowName="Scatter")])

    shown = sets(nm(2, "STATIC", EnergyWindowVector=[1, 2], EnergyWindowInformationSequence=windows))

    assert split_by(shown) == [("energy window 1 Tc-99m", 1), ("energy window 2 Scatter", 1)]


def test_rotations_are_scrolled_through_one_by_one(sets: Sets) -> None:
    tomo = nm(6, "TOMO", RotationVector=[1, 1, 1, 2, 2, 2], AngularViewVector=[1, 2, 3] * 2)

    assert split_by(sets(tomo)) == [("rotation 1", 3), ("rotation 2", 3)]


def test_a_gated_picture_stays_one_cine(sets: Sets) -> None:
    (shown,) = sets(nm(8, "GATED", RRIntervalVector=[1] * 8, TimeSlotVector=list(range(1, 9))))

    assert len(shown.frames) == 8


def test_a_gated_volume_is_a_volume_for_each_part_of_the_beat(sets: Sets) -> None:
    gated = recon(
        10,
        ImageType=["ORIGINAL", "PRIMARY", "RECON GATED TOMO"],
        SliceVector=FIVE * 2,
        TimeSlotVector=[1] * 5 + [2] * 5,
    )

    shown = sets(gated)

    assert split_by(shown) == [("time slot 1", 5), ("time slot 2", 5)]
    assert [one.verdict.kind for one in shown] == [Verdict.REGULAR] * 2


def test_h2_reconstructed_slices_follow_the_first_along_the_normal(sets: Sets) -> None:
    (shown,) = sets(recon())

    assert [frame.plane.origin_lps[2] for frame in shown.frames] == [100, 106, 112, 118, 124]
    assert shown.frames[2].plane.origin_lps[:2] == (-20, -16)
    assert (shown.verdict.kind, shown.frames[0].number) == (Verdict.REGULAR, 1)


def test_h2_a_negative_spacing_leads_the_other_way(sets: Sets) -> None:
    (shown,) = sets(recon(SpacingBetweenSlices="-6"))

    assert [frame.plane.origin_lps[2] for frame in shown.frames] == [76, 82, 88, 94, 100]
    assert [frame.number for frame in shown.frames] == [5, 4, 3, 2, 1]


@pytest.mark.parametrize(
    "changes",
    [
        {"DetectorInformationSequence": Sequence([detector()])},
        {"DetectorInformationSequence": None},
        {"SpacingBetweenSlices": None},
        {"SpacingBetweenSlices": "1000"},
        {"SliceVector": [1, 2]},
        {"PixelSpacing": ["0", "0"]},
    ],
    ids=["no place", "no detector", "no step", "absurd step", "vector too short", "no spacing"],
)
def test_slices_whose_place_is_not_told_have_none(sets: Sets, changes: dict[str, Any]) -> None:
    (shown,) = sets(recon(**changes))

    assert len(shown.frames) == 5
    assert all(not frame.plane.in_patient for frame in shown.frames)
    assert shown.verdict.kind is Verdict.NOT_A_VOLUME


def test_h7_a_planar_picture_has_the_letters_of_its_detector(sets: Sets) -> None:
    turned = Sequence([detector(ImageOrientationPatient=list(CORONAL))])

    (shown,) = sets(nm(1, "STATIC", DetectorVector=1, DetectorInformationSequence=turned))

    assert shown.frames[0].description.patient_orientation == ("L", "F")
    assert not shown.frames[0].plane.in_patient, "it is a projection"


@pytest.mark.parametrize("number", [0, 3, 9])
def test_f7_a_vector_that_names_a_detector_that_is_not_there_harms_nothing(sets: Sets, number: int) -> None:
    views = Sequence([detector("Anterior")])

    shown = sets(nm(2, "STATIC", DetectorVector=[1, number], DetectorInformationSequence=views))

    assert sum(len(one.frames) for one in shown) == 2
