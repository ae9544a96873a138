"""The same lesion on an earlier study is found by the reader's own words, never guessed."""

from dataclasses import replace

from reporting.core.lint.earlier import earlier_of
from tests.builders.reports import length

NOW = length(12.0, uid="now")
BEFORE = length(8.0, uid="before")


def test_a_lesion_called_alike_is_the_same_and_the_latest_time_counts() -> None:
    oldest = length(5.0, uid="oldest")
    found = dict(earlier_of((NOW,), (("20250101", (oldest,)), ("20260114", (BEFORE,)))))

    assert found["now"].value == 8.0


def test_capitals_and_blanks_make_no_other_lesion() -> None:
    assert dict(earlier_of((NOW,), (("20260114", (replace(BEFORE, text="nodule,  RIGHT upper lobe"),)),)))


def test_two_lesions_called_alike_are_not_paired() -> None:
    twice = replace(NOW, uid="again")

    assert not dict(earlier_of((NOW, twice), (("20260114", (BEFORE,)),)))
    assert not dict(earlier_of((NOW,), (("20260114", (BEFORE, length(9.0, uid="other"))),)))


def test_nothing_is_known_before_of_what_has_no_words_another_unit_or_another_tool() -> None:
    for other in (
        replace(BEFORE, text=""),
        replace(BEFORE, tool="ellipse"),
        replace(BEFORE, quantities=(replace(BEFORE.quantities[0], unit="px"),)),
    ):
        assert not dict(earlier_of((replace(NOW, text=other.text),), (("20260114", (other,)),)))
