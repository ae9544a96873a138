"""The table that decides what a pixel is worth (SAFETY H6), row by row."""

from math import nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from viewer.core.calibration import Calibration, Trust
from viewer.dicom.calibration import Kind, SpacingTags, calibrate

PROJECTION, CROSS_SECTION = Kind.PROJECTION, Kind.CROSS_SECTION
IMAGER = (0.2, 0.2)


def hundred_pixels_mm(calibration: Calibration) -> float:
    assert calibration.column_spacing_mm is not None
    return 100 * calibration.column_spacing_mm


def test_h6_pixel_spacing_of_a_cross_section_needs_no_word() -> None:
    found = calibrate(SpacingTags(CROSS_SECTION, pixel_spacing=(0.5, 0.25)))

    assert (found.row_spacing_mm, found.column_spacing_mm) == (0.5, 0.25)
    assert found.trust is Trust.PATIENT
    assert found.label == ""


def test_h6_equal_spacings_are_those_of_the_detector() -> None:
    found = calibrate(SpacingTags(PROJECTION, pixel_spacing=IMAGER, imager_spacing=IMAGER))

    assert found.trust is Trust.DETECTOR
    assert found.label == "at detector, not corrected"
    assert found.alternative is None


@pytest.mark.parametrize(
    ("kind", "description", "trust", "label"),
    [
        ("GEOMETRY", "", Trust.GEOMETRY, "geometry-corrected"),
        ("GEOMETRY", "ignored", Trust.GEOMETRY, "geometry-corrected"),
        ("FIDUCIAL", "", Trust.FIDUCIAL, "fiducial-calibrated"),
        ("FIDUCIAL", "25 mm ball", Trust.FIDUCIAL, "fiducial-calibrated: 25 mm ball"),
        ("", "", Trust.UNKNOWN_METHOD, "corrected by unknown method"),
    ],
)
def test_h6_a_corrected_spacing_says_how_it_was_corrected(
    kind: str, description: str, trust: Trust, label: str
) -> None:
    tags = SpacingTags(
        PROJECTION,
        pixel_spacing=(0.17, 0.17),
        imager_spacing=IMAGER,
        calibration_type=kind,
        calibration_description=description,
    )

    found = calibrate(tags)

    assert (found.trust, found.label) == (trust, label)
    assert hundred_pixels_mm(found) == pytest.approx(17.0)


@pytest.mark.parametrize("kind", ["", "GEOMETRY", "FIDUCIAL"])
def test_h6_a_spacing_above_the_detectors_is_inconsistent_whatever_it_claims(kind: str) -> None:
    tags = SpacingTags(PROJECTION, pixel_spacing=(0.3, 0.3), imager_spacing=IMAGER, calibration_type=kind)

    assert calibrate(tags).trust is Trust.INCONSISTENT
    assert calibrate(tags).label == "inconsistent spacing!"


def test_h6_only_the_detector_is_known_and_the_source_distances_estimate_the_patient() -> None:
    tags = SpacingTags(
        PROJECTION, imager_spacing=IMAGER, source_to_detector_mm=1800, source_to_patient_mm=1500
    )

    found = calibrate(tags)

    assert found.trust is Trust.DETECTOR
    assert hundred_pixels_mm(found) == pytest.approx(20.0)
    assert found.alternative is not None
    assert hundred_pixels_mm(found.alternative) == pytest.approx(16.6667, abs=1e-4)
    assert found.alternative.trust is Trust.DISTANCES
    assert "ERMF 1.2" in found.alternative.label


def test_h6_a_magnification_factor_gives_an_estimate_beside_the_detectors_length() -> None:
    found = calibrate(SpacingTags(PROJECTION, imager_spacing=IMAGER, magnification=1.2))

    assert found.trust is Trust.DETECTOR
    assert found.alternative is not None
    assert found.alternative.label == "estimated, ERMF 1.2"
    assert hundred_pixels_mm(found.alternative) == pytest.approx(16.6667, abs=1e-4)


def test_h6_two_readings_of_the_same_image_are_both_kept() -> None:
    """With equal spacings and a factor of 1.8, leading viewers disagree by 80 %."""
    tags = SpacingTags(PROJECTION, pixel_spacing=IMAGER, imager_spacing=IMAGER, magnification=1.8)

    found = calibrate(tags)

    assert found.alternative is not None
    assert hundred_pixels_mm(found) == pytest.approx(20.0)
    assert hundred_pixels_mm(found.alternative) == pytest.approx(11.1111, abs=1e-4)


def test_h6_three_candidates_that_differ_are_all_kept() -> None:
    tags = SpacingTags(
        PROJECTION,
        imager_spacing=IMAGER,
        magnification=1.1,
        source_to_detector_mm=1800,
        source_to_patient_mm=1500,
    )

    first = calibrate(tags)

    assert first.alternative is not None
    assert first.alternative.alternative is not None
    assert first.alternative.alternative.trust is Trust.DISTANCES


def test_h6_candidates_within_one_percent_are_one() -> None:
    tags = SpacingTags(
        PROJECTION,
        imager_spacing=IMAGER,
        magnification=1.201,
        source_to_detector_mm=1800,
        source_to_patient_mm=1500,
    )

    found = calibrate(tags)

    assert found.alternative is not None
    assert found.alternative.alternative is None


def test_h6_a_spacing_that_the_magnification_explains_is_presumed_corrected() -> None:
    tags = SpacingTags(PROJECTION, pixel_spacing=(0.1667, 0.1667), imager_spacing=IMAGER, magnification=1.2)

    found = calibrate(tags)

    assert found.trust is Trust.PRESUMED
    assert found.alternative is None


@pytest.mark.parametrize("factor", [1.0, 0.8, 0.0, -1.2, 40.0])
def test_h6_a_magnification_that_no_geometry_gives_is_ignored(factor: float) -> None:
    assert calibrate(SpacingTags(PROJECTION, imager_spacing=IMAGER, magnification=factor)).alternative is None


@pytest.mark.parametrize("distances", [(1500.0, 1800.0), (1800.0, 0.0), (0.0, 0.0), (1800.0, -5.0)])
def test_h6_source_distances_that_contradict_each_other_are_ignored(distances: tuple[float, float]) -> None:
    detector, patient = distances
    tags = SpacingTags(
        PROJECTION, imager_spacing=IMAGER, source_to_detector_mm=detector, source_to_patient_mm=patient
    )

    assert calibrate(tags).alternative is None


def test_h6_a_projection_with_pixel_spacing_alone_does_not_say_where_it_holds() -> None:
    assert calibrate(SpacingTags(PROJECTION, pixel_spacing=IMAGER)).trust is Trust.UNKNOWN_METHOD


def test_h6_without_any_spacing_lengths_are_in_pixels() -> None:
    for kind in Kind:
        assert not calibrate(SpacingTags(kind)).in_mm


def test_h24_a_secondary_capture_has_no_millimetres_without_calibration() -> None:
    found = calibrate(SpacingTags(Kind.CAPTURE, pixel_spacing=(0.139, 0.139)))

    assert not found.in_mm
    assert "nothing says that it was calibrated" in found.problems[0]


def test_h24_a_calibrated_secondary_capture_has_millimetres() -> None:
    tags = SpacingTags(Kind.CAPTURE, pixel_spacing=(0.1, 0.1), calibration_type="FIDUCIAL")

    assert calibrate(tags).trust is Trust.FIDUCIAL


def test_a_reformatted_capture_that_lies_in_the_patient_has_millimetres() -> None:
    tags = SpacingTags(Kind.CAPTURE, pixel_spacing=(0.5, 0.5), in_patient=True)

    assert calibrate(tags).trust is Trust.PATIENT


def test_scanned_film_is_measured_at_the_scanner() -> None:
    for kind in (Kind.CAPTURE, PROJECTION):
        found = calibrate(SpacingTags(kind, nominal_spacing=(0.1, 0.1)))

        assert (found.trust, found.label) == (Trust.SCANNER, "at scanner")


def test_h25_an_ultrasound_picture_is_in_pixels_outside_its_regions() -> None:
    assert not calibrate(SpacingTags(Kind.ULTRASOUND, pixel_spacing=(0.1, 0.1))).in_mm


@pytest.mark.parametrize(
    "spacing", [(0.0, 0.0), (-0.5, 0.5), (nan, 0.5), (100.5, 0.5), (0.5,), (1.0, 2.0, 3.0)]
)
@pytest.mark.parametrize("kind", [PROJECTION, CROSS_SECTION])
def test_h26_a_spacing_that_cannot_be_gives_pixels_and_a_warning(
    kind: Kind, spacing: tuple[float, ...]
) -> None:
    found = calibrate(SpacingTags(kind, pixel_spacing=spacing))

    assert found.unit == "px"
    assert "Pixel Spacing (0028,0030)" in found.problems[0]


def test_h26_the_warning_shows_what_was_found() -> None:
    assert "0\\0" in calibrate(SpacingTags(CROSS_SECTION, pixel_spacing=(0, 0))).problems[0]


def test_h26_an_absurd_spacing_leaves_the_detectors_in_use() -> None:
    found = calibrate(SpacingTags(PROJECTION, pixel_spacing=(0, 0), imager_spacing=IMAGER))

    assert found.trust is Trust.DETECTOR
    assert found.problems


def test_h3_without_spacing_the_aspect_ratio_says_how_pixels_are_drawn() -> None:
    found = calibrate(SpacingTags(Kind.CAPTURE, aspect=(2, 1)))

    assert found.shape == (1.0, 2.0)
    assert found.unit == "px"


positive = st.floats(0.01, 10)


@given(positive, positive, st.floats(1.02, 5))
def test_h6_no_projection_gets_millimetres_without_a_label(row: float, column: float, factor: float) -> None:
    tags = SpacingTags(
        PROJECTION, pixel_spacing=(row, column), imager_spacing=(column, row), magnification=factor
    )

    candidate: Calibration | None = calibrate(tags)
    while candidate is not None:
        assert candidate.label
        candidate = candidate.alternative
