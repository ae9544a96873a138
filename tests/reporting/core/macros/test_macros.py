"""Macros: what a short name becomes, what it asks for, and how it is kept in files."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.core.fields.definition import Kind
from reporting.core.macros.files import macros_to_toml, parse_macros, problem_with, read_folder
from reporting.core.macros.macro import Call, Macro, call_before, offered
from reporting.core.toml_source import TemplateError

NODULE = Macro(
    "nodule",
    "Nodule",
    "[size: number mm 1-300] [density: solid | part-solid] nodule in the [place].\nSeen [on: date].",
)


def test_what_is_asked_is_written_in_the_words() -> None:
    kinds = {known.id: known.kind for known in NODULE.fields}

    assert kinds == {"size": Kind.NUMBER, "density": Kind.CHOICE, "place": Kind.TEXT, "on": Kind.DATE}
    size = NODULE.field("size")
    assert size is not None
    assert (size.unit, size.least, size.most) == ("mm", 1, 300)


def test_parameters_are_filled_in_and_the_rest_waits() -> None:
    first, second = NODULE.lines(2, {"size": "8", "density": "part", "place": "RUL"})

    assert first.text == "8 mm part-solid nodule in the RUL."
    assert [span.field for span in first.spans] == [
        "//nodule#2.size",
        "//nodule#2.density",
        "//nodule#2.place",
    ]
    assert [first.words_of(span) for span in first.spans] == ["8 mm", "part-solid", "RUL"]
    assert second.text == "Seen [On]."


@pytest.mark.parametrize(
    ("typed", "call"),
    [
        ("//", Call("", (), 2)),
        ("Lungs: //nod", Call("nod", (), 5)),
        ("//nodule size=8 place=RUL", Call("nodule", (("size", "8"), ("place", "RUL")), 25)),
        ("//nodule size=", Call("nodule", (("size", ""),), 14)),
        ("https://nodule", None),
        ("//nodule is", None),
        ("6/8", None),
        ("", None),
    ],
)
def test_a_call_is_seen_while_it_is_typed(typed: str, call: Call | None) -> None:
    assert call_before(typed) == call


def test_macros_are_offered_by_name_first_then_by_title() -> None:
    other, titled = Macro("node", "Lymph node", "x"), Macro("ln", "A node", "x")

    assert offered((NODULE, titled, other), Call("nod", (), 5)) == (other, NODULE, titled)
    assert offered((NODULE, other), Call("nodule", (("size", "8"),), 9)) == (NODULE,)
    assert offered((NODULE,), Call("nod", (("size", "8"),), 9)) == ()


@given(
    st.text(st.characters(codec="utf-8"), min_size=1).filter(lambda words: words.strip() and "[" not in words)
)
def test_a_macro_is_read_back_as_it_was_written(words: str) -> None:
    macro = Macro("m", "Title “x” \\ é", words)

    assert parse_macros(macros_to_toml([macro, NODULE]), "m.toml") == (macro, NODULE)


@pytest.mark.parametrize(
    ("macro", "why"),
    [
        (Macro("two words", "T", "x"), "a name has"),
        (Macro("m", " ", "x"), "a title and words"),
        (Macro("m", "T", "[: number]"), "asks for nothing"),
    ],
)
def test_a_macro_that_cannot_be_used_says_why(macro: Macro, why: str) -> None:
    assert why in problem_with(macro)


def test_a_file_that_means_nothing_is_named_and_the_others_are_offered(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text('[[macro]]\nname = "a"\ntitle = "A"\ntext = "x"\n')
    (tmp_path / "b.toml").write_text("garbage")
    (tmp_path / "c.toml").write_text("macro = 1")
    (tmp_path / "d.toml").write_text('[[macro]]\nname = "d d"\ntitle = "A"\ntext = "x"\n')

    macros, errors = read_folder(tmp_path)

    assert [known.name for known in macros] == ["a"]
    assert [error.file_name for error in errors] == ["b.toml", "c.toml", "d.toml"]


def test_what_is_shipped_can_be_used() -> None:
    macros, errors = read_folder(Path(__file__).resolve().parents[4] / "resources" / "macros")

    assert errors == ()
    assert {"nodule", "effusion"} <= {known.name for known in macros}


def test_no_macro_is_half_a_file() -> None:
    with pytest.raises(TemplateError, match="not offered"):
        parse_macros('[[macro]]\nname = "a"\n', "x.toml")
