"""How measurements are worded."""

from dataclasses import replace

import pytest

from reporting.core.lines import (
    PLAIN_WORDING,
    line_for,
    line_for_key_image,
    says_all,
    still_right,
    words_for,
)
from reporting.core.report import Line
from tests.builders.reports import key_image, length, region
from viewer.core.measurements import Measurement, Quantity


def test_a_line_says_what_was_measured_and_points_at_it() -> None:
    assert line_for(length(8.0), "{text}: {value}.") == Line(
        "Nodule, right upper lobe: 8.0 mm.", measurement_uid="length-1"
    )


@pytest.mark.parametrize(
    ("label", "written"),
    [
        ("", "Heart 12.4 mm"),
        ("at detector, not corrected", "Heart 12.4 mm (at detector, not corrected)"),
        ("estimated, ERMF 1.2", "Heart 12.4 mm (estimated, ERMF 1.2)"),
    ],
)
def test_h6_the_report_says_when_a_length_is_not_one_in_the_patient(label: str, written: str) -> None:
    assert line_for(length(12.4, text="Heart", label=label)).text == written


def test_h6_a_length_that_may_be_two_is_reported_as_both() -> None:
    """None is chosen silently: at the detector, or in the patient by an estimated magnification."""
    at_detector = Quantity("Length", 20.0, "mm", "at detector, not corrected")
    estimated = Quantity("Length", 16.667, "mm", "estimated, ERMF 1.2")
    measured = replace(length(20.0), quantities=(at_detector, estimated))

    both = "20.0 mm (at detector, not corrected) or 16.7 mm (estimated, ERMF 1.2)"
    assert words_for(measured, "{text}: {value}") == f"{measured.text}: {both}"
    assert measured.summary == f"{measured.text}: {both}"


def test_statistics_are_written_with_name_and_unit_each() -> None:
    assert line_for(region(), "{text}: {values}").text == (
        "Nodule: Mean 45.1 HU, SD 12.0 HU, Min 10 HU, Max 81 HU, Area 25.1 mm², Pixels 51"
    )


def test_the_name_and_notes_of_a_measurement_can_be_worded() -> None:
    noted = replace(length(8.0), notes=("slab 5 mm", "oblique"))

    assert words_for(noted, "{name} {value} ({notes})") == "Length 8.0 mm (slab 5 mm; oblique)"


def test_empty_words_leave_no_stray_punctuation() -> None:
    assert words_for(length(8.0, text=""), "{text}: {value}") == "8.0 mm"


def test_an_arrow_says_only_what_its_author_wrote_on_one_line() -> None:
    arrow = Measurement("arrow", length().place, (), text="see\n here")

    assert words_for(arrow, PLAIN_WORDING) == "see here"
    assert words_for(arrow, "{name}{text}") == "see here"


def test_a_drawing_without_words_or_numbers_is_named_by_its_tool() -> None:
    assert words_for(Measurement("arrow", length().place, ()), PLAIN_WORDING) == "arrow"


def test_braces_in_the_readers_words_stay_words() -> None:
    assert words_for(length(8.0, text="{value}{x}"), "{text} {value}") == "{value}{x} 8.0 mm"


def test_a_key_image_is_mentioned_with_its_caption() -> None:
    assert line_for_key_image(key_image()).text == "Key image: Nodule in the right upper lobe"
    assert line_for_key_image(replace(key_image(), caption="")).text == "Key image"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("The nodule is 8.0 mm wide", True),
        ("The nodule is 8,0mm wide", True),
        ("It was 9.1 mm and is 8.0 mm.", True),
        ("8.0 × 6.2 mm", True),
        ("The nodule is 18.0 mm wide", False),
        ("The nodule is 8.05 mm wide", False),
        ("The nodule is 8 mm wide", False),
        ("The nodule is -8.0 mm wide", False),
        ("The nodule is 8.0 px wide", False),
        ("Version 1.8.0 mm", False),
    ],
)
def test_a_number_counts_as_said_only_whole_and_with_its_unit(text: str, says: bool) -> None:
    assert says_all(text, length(8.0)) is says


def test_a_number_without_its_trust_label_is_not_all_that_was_measured() -> None:
    at_detector = length(8.0, label="at detector, not corrected")

    assert not says_all("Nodule 8.0 mm", at_detector)
    assert says_all("Nodule 8.0 mm (at detector, not corrected)", at_detector)


def test_words_hold_while_nothing_changed() -> None:
    assert still_right("a small nodule", length(8.0), length(8.0))


def test_words_hold_where_the_drawing_moved_but_the_number_did_not() -> None:
    assert still_right("a small nodule", length(8.0), replace(length(8.0), points_lps=()))


def test_words_hold_where_only_numbers_they_do_not_give_changed() -> None:
    assert still_right("Mean 45.1 HU", _statistics(45.1, 12.0), _statistics(45.1, 13.0))
    assert not still_right("Mean 45.1 HU, SD 12.0 HU", _statistics(45.1, 12.0), _statistics(45.1, 13.0))


def test_words_without_a_number_are_the_readers_to_judge() -> None:
    assert not still_right("a large nodule", length(8.0), length(9.0))


def test_words_do_not_hold_where_other_things_are_measured_now() -> None:
    assert not still_right("Mean 45.1 HU", _statistics(45.1, 12.0), replace(region(45.1), quantities=()))


def test_h6_words_do_not_hold_where_the_same_number_is_trusted_less() -> None:
    assert not still_right("8.0 mm", length(8.0), length(8.0, label="at detector, not corrected"))


def _statistics(mean: float, deviation: float) -> Measurement:
    return replace(region(), quantities=(Quantity("Mean", mean, "HU"), Quantity("SD", deviation, "HU")))
