"""Header text in every character set, and nothing in it that could deceive a reader."""

import pytest

from viewer.dicom.text import character_sets, clean, decode, escaped, parts, unknown_sets


@pytest.mark.parametrize(
    ("sets", "raw", "name"),
    [
        (b"ISO_IR 100", b"Buc^J\xe9r\xf4me", "Buc^Jérôme"),
        (b"ISO_IR 144", "Люкceмбypг".encode("iso8859_5"), "Люкceмбypг"),
        (b"ISO_IR 126", "Διονυσιος".encode("iso8859_7"), "Διονυσιος"),
        (
            b"\\ISO 2022 IR 87",
            b"Yamada^Tarou=\x1b$B;3ED\x1b(B^\x1b$BB@O:\x1b(B=\x1b$B$d$^$@\x1b(B^\x1b$B$?$m$&\x1b(B",
            "Yamada^Tarou=山田^太郎=やまだ^たろう",
        ),
        (
            b"\\ISO 2022 IR 149",
            b"Hong^Gildong=\x1b$)C\xfb\xf3^\x1b$)C\xd1\xce\xd4\xd7=\x1b$)C\xc8\xab^\x1b$)C\xb1\xe6\xb5\xbf",
            "Hong^Gildong=洪^吉洞=홍^길동",
        ),
        (b"GB18030", "Wang^XiaoDong=王^小东".encode("gb18030"), "Wang^XiaoDong=王^小东"),
        (b"ISO_IR 192", "Wang^XiaoDong=王^小東".encode(), "Wang^XiaoDong=王^小東"),
        (b"", b"Doe^Jane", "Doe^Jane"),
    ],
)
def test_h20_names_are_decoded_in_all_their_groups(sets: bytes, raw: bytes, name: str) -> None:
    assert decode(raw, character_sets(sets)) == name


def test_h20_a_korean_name_that_does_not_repeat_its_escape_sequence_is_still_read() -> None:
    assert decode(b"\x1b$)C\xfb\xf3^\xd1\xce\xd4\xd7", character_sets(b"\\ISO 2022 IR 149")) == "洪^吉洞"


@pytest.mark.parametrize(
    ("sets", "raw"),
    [
        (b"", b"M\xfcller"),
        (b"ISO_IR 192", b"M\xfcller"),
        (b"ISO_IR 6", b"M\xfcller"),
        (b"ISO_IR 999", b"M\xfcller"),
        (b"", b"\x1b$B;3ED"),
        (b"ISO_IR 100", b"\x1b%Gabc"),
    ],
)
def test_h20_what_does_not_fit_its_character_set_is_never_replaced_silently(sets: bytes, raw: bytes) -> None:
    assert decode(raw, character_sets(sets)) is None


def test_h20_bytes_that_cannot_be_decoded_are_shown_as_such() -> None:
    assert escaped(b"M\xfcller ") == "M\\xfcller"


def test_h20_an_unknown_character_set_is_named() -> None:
    assert unknown_sets(b"ISO_IR 100\\ISO_IR 999") == ("ISO_IR 999",)
    assert unknown_sets(b"ISO_IR 100") == ()


@pytest.mark.parametrize("misspelt", [b"ISO-IR 100", b"ISO_IR_100", b"ISO IR 100", b"ISO_IR 100 "])
def test_common_misspellings_of_a_character_set_are_understood(misspelt: bytes) -> None:
    assert decode(b"\xe9", character_sets(misspelt)) == "é"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Doe\u202eenaJ", "DoeenaJ"),
        ("Doe\u2066^Jane\u2069", "Doe^Jane"),
        ("Doe\x1b[31m", "Doe[31m"),
        ("one\r\ntwo", "one  two"),
        ("bell\x07", "bell"),
        ("  padded  ", "padded"),
        ("<img src=file:///etc>", "<img src=file:///etc>"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("Jérôme", "Jérôme"),
    ],
)
def test_f13_marks_that_change_how_text_looks_are_taken_out(text: str, shown: str) -> None:
    assert clean(text) == shown


def test_values_are_separated_by_backslashes() -> None:
    assert parts("BRAIN \\ BONE") == ("BRAIN", "BONE")
    assert parts("") == ("",)


def test_h20_a_backslash_byte_inside_a_chinese_character_does_not_divide_a_name() -> None:
    raw = "乗\\乙".encode("gb18030")

    text = decode(raw, character_sets(b"GB18030"))

    assert text is not None
    assert parts(text) == ("乗", "乙")
