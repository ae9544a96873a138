"""A supervisor sees word by word what was changed."""

from hypothesis import given
from hypothesis import strategies as st

from reporting.core.readings.words import Change, count_changed, difference, words_of
from tests.builders.reports import draft


def test_one_word_changed_is_one_word_out_and_one_in() -> None:
    pieces = difference("Nodule in the left lobe, 8.0 mm.", "Nodule in the right lobe, 8.0 mm.")

    assert [(piece.change, piece.text) for piece in pieces if piece.change is not Change.SAME] == [
        (Change.TAKEN_OUT, "left"),
        (Change.PUT_IN, "right"),
    ]
    assert count_changed(pieces) == 2


@given(st.text(), st.text())
def test_nothing_of_either_text_is_lost(before: str, after: str) -> None:
    pieces = difference(before, after)

    assert "".join(piece.text for piece in pieces if piece.change is not Change.TAKEN_OUT) == after
    assert "".join(piece.text for piece in pieces if piece.change is not Change.PUT_IN) == before


def test_all_that_a_report_says_is_compared() -> None:
    words = words_of(draft())

    assert all(section.text in words for section in draft().sections)
