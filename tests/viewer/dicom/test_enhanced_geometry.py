"""Enhanced objects of other kinds than MR: shared and per-frame groups lead to the same planes and values (H2, H6)."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from pydicom import Dataset, Sequence

from tests.builders.dicom import enhanced_mr, set_pixels, write
from viewer.core.calibration import Trust
from viewer.core.geometry import Verdict
from viewer.core.study import DisplaySet
from viewer.dicom.grouping import group
from viewer.dicom.header import read_instance

STORAGE = "1.2.840.10008.5.1.4.1.1."
Sets = Callable[[Dataset], tuple[DisplaySet, ...]]


@pytest.fixture
def sets(tmp_path: Path) -> Sets:
    def opened(dataset: Dataset) -> tuple[DisplaySet, ...]:
        return group([read_instance(write(dataset, tmp_path / "one.dcm"))]).studies[0].display_sets

    return opened


def of_class(ending: str, modality: str, *places_mm: float) -> Dataset:
    made = enhanced_mr(places_mm or (0.0, 5.0, 10.0))
    made.SOPClassUID, made.Modality = f"{STORAGE}{ending}", modality
    return made


def item(**values: object) -> Dataset:
    made = Dataset()
    for keyword, value in values.items():
        setattr(made, keyword, value)
    return made


@pytest.mark.parametrize(
    ("ending", "modality"),
    [("2.1", "CT"), ("4.1", "MR"), ("130", "PT"), ("13.1.3", "MG"), ("13.1.1", "XA")],
    ids=["CT", "MR", "PET", "tomosynthesis", "rotational angiography"],
)
def test_h2_frames_of_an_enhanced_object_are_planes_of_a_volume(
    sets: Sets, ending: str, modality: str
) -> None:
    (shown,) = sets(of_class(ending, modality, 10.0, 0.0, 5.0))

    assert [frame.plane.origin_lps[2] for frame in shown.frames] == [0, 5, 10]
    assert [frame.number for frame in shown.frames] == [2, 3, 1]
    assert shown.verdict.kind is Verdict.REGULAR
    assert shown.opens_at == 1
    assert shown.frames[0].description.calibration.trust is Trust.PATIENT


@pytest.mark.parametrize(("ending", "modality"), [("12.1.1", "XA"), ("13.1.4", "MG"), ("13.1.5", "MG")])
def test_h6_projections_of_an_enhanced_object_have_no_place_in_the_patient(
    sets: Sets, ending: str, modality: str
) -> None:
    (shown,) = sets(of_class(ending, modality))

    assert all(not frame.plane.in_patient for frame in shown.frames)
    assert shown.verdict.kind is Verdict.NOT_A_VOLUME


def test_h12_values_of_each_frame_follow_its_own_rescale(sets: Sets) -> None:
    made = of_class("2.1", "CT")
    for own, slope in zip(made.PerFrameFunctionalGroupsSequence, (1, 2, 4), strict=True):
        change = item(RescaleSlope=f"{slope}", RescaleIntercept="-1024", RescaleType="HU")
        own.PixelValueTransformationSequence = Sequence([change])
    set_pixels(made, np.full((3, 8, 10), 30_000, np.uint16), bits_stored=16)

    (shown,) = sets(made)

    values = [frame.description.modality_map.to_values(30_000) for frame in shown.frames]
    assert values == [28_976, 58_976, 118_976]
    assert {frame.description.unit for frame in shown.frames} == {"HU"}


def test_h1_times_of_a_four_dimensional_object_are_volumes_of_their_own(sets: Sets) -> None:
    made = of_class("2.1", "CT", 0.0, 5.0, 0.0, 5.0, 0.0, 5.0)
    for place, own in enumerate(made.PerFrameFunctionalGroupsSequence):
        own.FrameContentSequence = Sequence([item(TemporalPositionIndex=place // 2 + 1)])

    shown = sets(made)

    assert [len(one.frames) for one in shown] == [2, 2, 2]
    assert [one.split_by for one in shown] == [f"temporal position {time}" for time in (1, 2, 3)]
