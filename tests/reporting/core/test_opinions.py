"""The second opinion answers exactly one version of the first, and never changes it."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from reporting.core.comparison import compare, pair_measurements
from reporting.core.errors import ReportError
from reporting.core.jumps import Jump, jump_of
from reporting.core.opinions import answers, as_first_opinion, respond_to, with_agreement
from reporting.core.report import Agreement, Line, Report, Response, Role, SectionName
from reporting.core.signing import add_addendum, is_proven
from tests.builders.reports import (
    ADA,
    BLAISE,
    LUNG,
    NOON,
    SERIES_UID,
    STUDY,
    draft,
    first_opinion,
    key_image,
    length,
    region,
    second_draft,
    second_opinion,
)
from viewer.core.images import Shading
from viewer.core.measurements import Measurement


def test_a_second_opinion_names_the_words_it_answers() -> None:
    first = add_addendum(first_opinion(), "More.", ADA, NOON, "")
    assert first.signature is not None

    second = respond_to(draft(uid="report-2"), first)

    assert second.role is Role.SECOND
    assert second.response == Response("report-1", first.signature.sha256, ADA, NOON, addenda=1)


def test_the_first_opinion_stays_as_it_was() -> None:
    first = first_opinion()

    second = second_opinion(first)

    assert first == first_opinion()
    assert is_proven(first)
    assert answers(second, first)


@pytest.mark.parametrize(
    ("mine", "first", "why"),
    [
        (draft(uid="report-2"), draft(), "not signed"),
        (replace(draft(uid="report-2"), study=replace(STUDY, uid="9.9")), first_opinion(), "different"),
        (
            replace(draft(uid="report-2"), patient=replace(draft().patient, patient_id="P2")),
            first_opinion(),
            "different",
        ),
        (draft(), first_opinion(), "the same report"),
        (first_opinion(uid="report-2"), first_opinion(), "signed words"),
    ],
)
def test_what_cannot_be_answered_is_refused(mine: Report, first: Report, why: str) -> None:
    with pytest.raises(ReportError, match=why):
        respond_to(mine, first)


def test_agreement_needs_something_to_agree_with() -> None:
    with pytest.raises(ReportError, match="no first opinion is named"):
        with_agreement(draft(), Agreement.AGREE)


@pytest.mark.parametrize("change", [as_first_opinion, lambda signed: with_agreement(signed, Agreement.AGREE)])
def test_a_signed_second_opinion_stays_as_it_is(change: Callable[[Report], Report]) -> None:
    with pytest.raises(ReportError, match="signed words"):
        change(second_opinion(first_opinion()))


def test_a_second_opinion_can_become_a_first_one_again() -> None:
    assert as_first_opinion(second_draft(first_opinion())) == replace(
        second_draft(first_opinion()), role=Role.FIRST, response=None
    )


def test_another_version_of_the_first_is_not_what_was_answered() -> None:
    second = second_opinion(first_opinion())

    assert not answers(second, first_opinion(previous_sha256="ab"))
    assert not answers(second, draft())
    assert not answers(first_opinion(), first_opinion())


def test_both_opinions_stand_side_by_side() -> None:
    first = first_opinion()
    second = second_opinion(first)

    both = compare(add_addendum(first, "More.", ADA, NOON, ""), second)

    assert [pair.name for pair in both.sections] == list(SectionName)
    assert [pair.name for pair in both.sections if pair.differs] == [SectionName.IMPRESSION]
    assert (both.sections[-1].first, both.sections[-1].second) == (
        "Solid nodule in the right upper lobe, follow-up in three months.",
        "The nodule is part-solid.",
    )
    assert (both.agreement, both.reason) == (Agreement.PARTLY, "The nodule is part-solid, not solid.")
    assert both.addenda_since == 1
    assert [pair.change for pair in both.measurements] == [0.0, 0.0]


def test_opinions_that_do_not_belong_together_are_not_compared() -> None:
    for second in (draft(), second_opinion(first_opinion(uid="another"))):
        with pytest.raises(ReportError, match="does not answer"):
            compare(first_opinion(), second)


def moved(measurement: Measurement, by_mm: float, uid: str) -> Measurement:
    points = tuple((x + by_mm, y, z) for x, y, z in measurement.points_lps)
    return replace(measurement, points_lps=points, uid=uid)


def test_the_nearest_drawings_of_one_tool_are_taken_for_one_finding() -> None:
    here, there = moved(length(8.0), 0, "here"), moved(length(5.0), 6, "there")
    mine, other = moved(length(9.0), 5, "mine"), moved(length(8.5), 1, "other")

    pairs = pair_measurements((here, there), (mine, other))

    assert [(pair.first, pair.second) for pair in pairs] == [(here, other), (there, mine)]
    assert [pair.change for pair in pairs] == [0.5, 4.0]


def test_measurements_of_one_opinion_alone_stand_alone() -> None:
    pairs = pair_measurements(
        (length(8.0),), (moved(length(8.0), 11, "far"), replace(region(), uid="region"))
    )

    assert [(pair.first is None, pair.second is None, pair.change) for pair in pairs] == [
        (False, True, None),
        (True, False, None),
        (True, False, None),
    ]


def test_h33_drawings_in_different_spaces_are_not_one_finding() -> None:
    elsewhere = replace(length(), uid="x", place=replace(length().place, frame_of_reference_uid="9.9"))

    assert len(pair_measurements((length(),), (elsewhere,))) == 2


@pytest.mark.parametrize(("frame", "by_px", "pairs"), [(1, 40, 1), (1, 60, 2), (2, 0, 2)])
def test_on_images_outside_the_patient_only_drawings_on_one_image_are_near(
    frame: int, by_px: float, pairs: int
) -> None:
    own_plane = replace(length(), place=replace(length().place, frame_of_reference_uid=""))
    other = replace(
        moved(own_plane, by_px, "other"),
        place=replace(own_plane.place, frame=replace(own_plane.place.frame, frame=frame)),
    )

    assert len(pair_measurements((own_plane,), (other,))) == pairs


def test_a_drawing_without_points_has_no_place() -> None:
    nowhere = replace(length(), points_lps=(), uid="nowhere")

    assert len(pair_measurements((length(),), (nowhere,))) == 2
    assert len(pair_measurements((nowhere,), (length(),))) == 2


@pytest.mark.parametrize(
    "other",
    [length(9.0, label="at detector, not corrected"), replace(length(), quantities=())],
)
def test_h6_numbers_of_different_trust_are_not_subtracted(other: Measurement) -> None:
    (pair,) = pair_measurements((length(8.0),), (other,))

    assert pair.change is None
    (swapped,) = pair_measurements((other,), (length(8.0),))
    assert swapped.change is None


def test_a_line_on_a_measurement_jumps_to_image_window_and_drawing() -> None:
    first = first_opinion()

    assert jump_of(first, Line("8 mm", measurement_uid="length-1")) == Jump(
        study_uid=STUDY.uid,
        series_uid=SERIES_UID,
        frame=length().place.frame,
        shading=Shading(LUNG),
        measurement_uid="length-1",
    )


def test_a_measurement_without_a_window_leaves_the_window_as_it_is() -> None:
    jump = jump_of(first_opinion(), Line("45 HU", measurement_uid="region-1"))

    assert jump is not None
    assert (jump.shading, jump.camera) == (None, None)


def test_a_line_on_a_key_image_jumps_to_what_its_author_saw() -> None:
    assert jump_of(first_opinion(), Line("see", key_image_uid="key-image-1")) == Jump(
        study_uid=STUDY.uid,
        series_uid=SERIES_UID,
        frame=key_image().frame,
        shading=key_image().shading,
        camera=key_image().camera,
    )


def test_plain_words_point_nowhere() -> None:
    assert jump_of(first_opinion(), Line("No effusion.")) is None


def test_builders_give_two_readers() -> None:
    second = second_opinion(first_opinion())

    assert second.signature is not None
    assert second.signature.reader == BLAISE
