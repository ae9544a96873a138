"""What the images say of themselves, as a report begins with it."""

from dataclasses import replace

import pytest

from reporting.core.header_facts import HeaderFacts, facts_of, readable_date, reservations_of
from reporting.core.report import Reservation
from tests.builders.images import image
from viewer.core.geometry import GeometryVerdict, Verdict
from viewer.core.study import DisplayKind, DisplaySet, Study


def series(description: str, *, modality: str = "CT", body_part: str = "", shown: bool = True) -> DisplaySet:
    frame = image(modality=modality).frame
    header = replace(frame.instance.series, description=description, body_part=body_part)
    instance = replace(
        frame.instance,
        series=header,
        attributes=(
            ("ContrastBolusAgent", "Iohexol"),
            ("RequestedProcedureDescription", "Rule out embolism"),
        ),
    )
    return DisplaySet(
        uid=description,
        kind=DisplayKind.STACK,
        patient=instance.patient,
        study=instance.study,
        series=header,
        instances=(instance,),
        frames=(replace(frame, instance=instance),) if shown else (),
        verdict=GeometryVerdict(Verdict.NOT_A_VOLUME),
    )


def study(*display_sets: DisplaySet, problems: tuple[str, ...] = ()) -> Study:
    first = series("x")
    header = replace(first.study, description="CT pulmonary angiogram", date="20260504")
    return Study(header, first.patient, display_sets, problems)


def test_facts_are_those_of_most_series() -> None:
    opened = study(
        series("Scout", body_part="ABDOMEN"),
        series("Lung 1 mm", body_part="CHEST"),
        series("Lung 1 mm", body_part="CHEST"),
        series("Dose report", modality="SR", shown=False),
        series("Old words", modality="SR", shown=False),
        series("More words", modality="SR", shown=False),
        series("And more", modality="SR", shown=False),
    )

    facts = facts_of(opened, prior_dates=["20250902", "", "20260114"])

    assert replace(facts, sex="", age="") == HeaderFacts(
        modality="CT",
        body_part="CHEST",
        study_description="CT pulmonary angiogram",
        study_date="2026-05-04",
        examination="CT pulmonary angiogram",
        indication="Rule out embolism",
        contrast="Iohexol",
        technique="Scout, Lung 1 mm",
        prior_dates="2026-01-14, 2025-09-02",
    )


def test_a_study_that_says_nothing_gives_no_facts() -> None:
    empty = replace(study(), header=replace(study().header, description="", date=""))

    assert replace(facts_of(empty), sex="", age="") == HeaderFacts()


@pytest.mark.parametrize(("age", "years"), [("065Y", 65), ("018M", 1), ("090D", 0), ("", None), ("65", None)])
def test_the_age_is_in_years_where_the_header_gives_one(age: str, years: int | None) -> None:
    assert HeaderFacts(age=age).age_years == years


def test_what_was_examined_is_the_body_part_or_what_the_study_is_called() -> None:
    assert HeaderFacts(body_part="CHEST", study_description="CT thorax").examined == "CHEST"
    assert HeaderFacts(study_description="CT thorax").examined == "CT thorax"


def test_h21_a_date_is_readable_and_one_that_is_none_stays_as_it_is() -> None:
    assert readable_date("20260504") == "2026-05-04"
    assert readable_date("2026.05.4") == "2026.05.4"
    assert readable_date("") == ""


def test_h22_what_a_study_lacks_becomes_a_reservation() -> None:
    assert reservations_of(study(problems=("101 of 300 images",))) == (Reservation("101 of 300 images"),)


@pytest.mark.parametrize(
    ("messages", "told"),
    [
        (("slice missing between 30.0 and 32.0 mm",), "Lung: slice missing between 30.0 and 32.0 mm"),
        (("a", "b", "c", "d", "e"), "Lung: a; b; c; and 2 more"),
    ],
)
def test_h5_h22_a_missing_slice_becomes_a_reservation(messages: tuple[str, ...], told: str) -> None:
    gap = replace(series("Lung"), verdict=GeometryVerdict(Verdict.GAP, messages=messages))

    assert reservations_of(study(gap, gap, series("Scout"))) == (Reservation(told),)


def test_h22_a_series_without_a_name_is_still_told() -> None:
    gap = replace(series(""), verdict=GeometryVerdict(Verdict.GAP, messages=("a",)))

    assert reservations_of(study(gap)) == (Reservation("A series: a"),)


def test_the_modality_is_said_once() -> None:
    described = study(series("Lung"))
    plain = replace(described, header=replace(described.header, description="Thorax"))
    silent = replace(described, header=replace(described.header, description=""))

    assert [facts_of(one).examination for one in (described, plain, silent)] == [
        "CT pulmonary angiogram",
        "CT Thorax",
        "CT",
    ]
