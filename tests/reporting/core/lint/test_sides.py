"""The side a drawing lies on is given only where it is sure."""

from dataclasses import replace

import pytest

from reporting.core.lint.sides import examined_side, sides_of
from reporting.core.report import KeyImage, Report
from tests.builders.opened import ADA, display_set, images, opened
from tests.builders.reports import length
from viewer.core.geometry import PlaneGeometry
from viewer.core.measurements import Measurement, Place
from viewer.core.study import DisplaySet, Frame, Patient, Study


def chest(
    *,
    middle_mm: float = 0.0,
    pixel_mm: float = 4.0,
    body_part: str = "CHEST",
    description: str = "",
    modality: str = "CT",
    laterality: str = "",
    of_frame: str = "",
    patient: Patient = ADA,
) -> Study:
    """Return a study of one axial slice, 96 × 64 pixels, about a middle."""
    shown = display_set(images(1, modality=modality, description=description, patient=patient))
    instance = shown.instances[0]
    plane = PlaneGeometry((middle_mm - 47.5 * pixel_mm, 0.0, 0.0), (1, 0, 0), (0, 1, 0), pixel_mm, pixel_mm)
    series = replace(instance.series, body_part=body_part, laterality=laterality)
    described = replace(instance.describe(1), plane=plane, laterality=of_frame)
    instance = replace(instance, series=series, descriptions=(described,))
    return opened(replace(shown, series=series, instances=(instance,), frames=(Frame(instance),))).studies[0]


def at(x_mm: float, study: Study) -> Measurement:
    """Return a length of 8 mm from a place on."""
    frame = study.display_sets[0].frames[0]
    place = Place(frame.key, study.display_sets[0].series.uid, study.header.uid, "1.9")
    return replace(length(), place=place, points_lps=((x_mm, 0.0, 0.0), (x_mm, 8.0, 0.0)))


def side(x_mm: float, study: Study) -> str:
    report = Report(study.patient, study.header, measurements=(at(x_mm, study),))
    return dict(sides_of(report, (study,))).get("length-1", "")


@pytest.mark.parametrize(("x_mm", "lies"), [(100.0, "L"), (-100.0, "R"), (30.0, ""), (-30.0, ""), (0.0, "")])
def test_h7_plus_x_is_the_patients_left_far_from_the_middle_of_a_trunk(x_mm: float, lies: str) -> None:
    assert side(x_mm, chest()) == lies


@pytest.mark.parametrize(
    "study",
    [
        chest(pixel_mm=2.0),
        chest(body_part="KNEE"),
        chest(description="MR Schulter links"),
        chest(middle_mm=60.0),
        chest(body_part="", pixel_mm=3.0),
        chest(modality="US"),
        chest(patient=replace(ADA, quadruped=True)),
    ],
    ids=[
        "narrow",
        "a joint",
        "a joint by its name",
        "beside the middle",
        "not named",
        "no slices",
        "an animal",
    ],
)
def test_h7_no_side_is_given_where_the_sign_of_x_says_nothing(study: Study) -> None:
    assert side(100.0, study) == side(-100.0, study) == ""


def test_a_head_is_narrower_than_a_trunk() -> None:
    assert side(60.0, chest(body_part="HEAD", pixel_mm=2.0)) == "L"


def test_what_has_no_place_in_the_patient_has_no_side() -> None:
    study = chest()
    drawn = at(100.0, study)
    outside = replace(drawn, place=replace(drawn.place, frame_of_reference_uid=""))

    assert not dict(sides_of(Report(study.patient, study.header, measurements=(outside,)), (study,)))


@pytest.mark.parametrize(
    ("of_series", "of_frame", "lies"),
    [("R", "", "R"), ("", "L", "L"), ("L", "L", "L"), ("L", "R", ""), ("B", "", "")],
)
def test_h7_a_label_in_the_header_goes_before_the_place(of_series: str, of_frame: str, lies: str) -> None:
    assert side(100.0, chest(laterality=of_series, of_frame=of_frame)) == lies


def test_a_key_image_has_the_side_that_its_series_is_labelled_with() -> None:
    study = chest(laterality="R", modality="MG")
    shown: DisplaySet = study.display_sets[0]
    image = KeyImage(shown.frames[0].key, shown.series.uid, "1.2", uid="key")

    assert dict(sides_of(Report(study.patient, study.header, key_images=(image,)), (study,))) == {"key": "R"}


def test_a_study_is_of_one_side_where_every_series_says_so() -> None:
    right, unlabelled = chest(laterality="R", body_part="KNEE"), chest()

    assert examined_side(right) == "R"
    assert examined_side(unlabelled) == ""
    assert examined_side(replace(right, display_sets=(*right.display_sets, *unlabelled.display_sets))) == ""
