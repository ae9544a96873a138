"""Levels of isodose lines as a reader writes them."""

import pytest

from viewer.core.radiotherapy.isodose import USUAL, color_of, levels_in


def percents(words: str, reference_gy: float = 60.0) -> list[float]:
    return [level.percent for level in levels_in(words, reference_gy)]


def test_bare_numbers_are_percent_and_the_highest_comes_first() -> None:
    assert percents("50 95, 100 %; 80%") == [100, 95, 80, 50]


def test_doses_are_brought_to_percent_of_the_reference() -> None:
    assert percents("57 Gy 30gy 1200 cGy") == [95, 50, 20]


def test_a_comma_within_a_number_is_a_decimal_point() -> None:
    assert percents("97,5 20") == [97.5, 20]


def test_a_level_said_twice_is_drawn_once() -> None:
    assert percents("95 95 57 Gy") == [95]


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("", "1 to 30 levels"),
        ("high", "is no dose"),
        ("95 -3", "is no dose"),
        ("0", "between 0 and"),
        ("2000", "between 0 and"),
        (" ".join(map(str, range(1, 40))), "1 to 30 levels"),
    ],
)
def test_what_is_no_level_is_refused_in_words(words: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        levels_in(words, 60.0)


def test_without_a_reference_doses_cannot_be_brought_to_percent() -> None:
    with pytest.raises(ValueError, match="no reference dose"):
        levels_in("20 Gy", 0.0)


def test_usual_levels_keep_their_colors_and_others_lie_between_them() -> None:
    assert [color_of(level.percent) for level in USUAL] == [level.color for level in USUAL]
    assert color_of(97.5) not in {level.color for level in USUAL}
    assert color_of(5) == color_of(10)
