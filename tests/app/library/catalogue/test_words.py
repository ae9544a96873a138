"""Words that studies are found by."""

import pytest

from app.library.catalogue.words import asked_words, plain_key, words_of


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("MÜLLER^Jürgen", "muller jurgen"),
        ("Weiß^Anna", "weiss anna"),
        ("Łukasiewicz", "łukasiewicz".replace("ł", "l")),
        ("Yamada^Tarou=山田^太郎=やまだ^たろう", "yamada tarou 山田 太郎 やまだ たろう"),
        ("ＡＢＣ１２", "abc12"),
        ("ガンマ", "ガンマ"),
        ("김^희중", "김 희중"),
        ("ΔΙΟΝΥΣΙΟΣ", "διονυσιοσ"),
    ],
)
def test_h20_accents_capitals_and_widths_do_not_matter_and_letters_do(written: str, key: str) -> None:
    assert plain_key(written) == key


def test_an_identifier_is_found_whole_and_by_its_parts() -> None:
    assert words_of("A-12.7") == {"a-12.7", "a", "12", "7"}


def test_what_was_typed_is_taken_apart_at_blanks_and_each_word_asked_once() -> None:
    assert asked_words("  Müller,  anna ANNA ") == ("muller", "anna")
