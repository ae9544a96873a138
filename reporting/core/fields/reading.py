"""What words answer to a field, and what does not fit."""

import re
from datetime import date

from reporting.core.fields.definition import Field, Kind, Option
from reporting.core.report import FieldValue

_NUMBER = re.compile(r"\s*([-+−]?\d+(?:[.,]\d+)?)\s*([^\d(]*)(\(.*\))?\s*")


def read(field: Field, words: str, *, uid: str = "", title: str = "") -> FieldValue:
    """Return what words answer to a field; an unfilled prompt answers nothing.

    ``uid`` and ``title`` name the entry of a repeating finding that is asked.
    """
    value, unit, code, remark = "", field.unit, "", ""
    words = words.strip()
    if words and words != field.prompt:
        value, code, remark = _READERS.get(field.kind, _as_text)(field, words)
    return FieldValue(uid or field.id, title or field.title, value, unit, code, field.required, remark)


def completed(field: Field, words: str) -> str:
    """Return words as they are left behind: a bare number gets its unit, a choice its own spelling."""
    if field.kind is Kind.NUMBER and field.unit and re.fullmatch(r"\s*[-+−]?\d+(?:[.,]\d+)?\s*", words):
        return f"{words.strip()}{'' if field.unit in '%°' else ' '}{field.unit}"
    if field.kind is Kind.CHOICE and (chosen := option_of(field, words)) is not None:
        return chosen.text
    return words


def option_of(field: Field, words: str) -> Option | None:
    """Return the option that words name, whatever their capitals."""
    wanted = words.strip().casefold()
    return next((known for known in field.options if known.text.casefold() == wanted), None)


def options_of(field: Field, words: str) -> tuple[Option, ...]:
    """Return all options that words name, commas between them."""
    named = (option_of(field, part) for part in words.split(","))
    return tuple(option for option in named if option is not None)


def number_of(words: str) -> float | None:
    """Return the number that words are; None where they are not one number."""
    found = _NUMBER.fullmatch(words)
    return float(found[1].replace(",", ".").replace("−", "-")) if found else None


def _as_text(_: Field, words: str) -> tuple[str, str, str]:
    return words, "", ""


def _as_computed(field: Field, words: str) -> tuple[str, str, str]:
    return words.removesuffix(field.unit).strip(), "", ""


def _as_choice(field: Field, words: str) -> tuple[str, str, str]:
    chosen = option_of(field, words)
    if chosen is None:
        return words, "", "not one of the choices"
    return chosen.text, chosen.code, ""


def _as_choices(field: Field, words: str) -> tuple[str, str, str]:
    chosen = options_of(field, words)
    strange = len(chosen) < len(words.split(","))
    codes = " ".join(option.code for option in chosen if option.code)
    return words, codes, "not all of it is among the choices" if strange else ""


def _as_number(field: Field, words: str) -> tuple[str, str, str]:
    found = _NUMBER.fullmatch(words)
    if found is None:
        return words, "", "not a number"
    value = found[1].replace("−", "-").replace(",", ".")
    if found[2].strip() != field.unit:
        given = f"“{found[2].strip()}”" if found[2].strip() else "no unit"
        return value, "", f"{given} instead of {field.unit}" if field.unit else f"{given} is no unit here"
    return value, "", _outside(field, float(value))


def _outside(field: Field, value: float) -> str:
    unit = f" {field.unit}" if field.unit else ""
    if field.least is not None and value < field.least:
        return f"{value:g} is below {field.least:g}{unit}"
    if field.most is not None and value > field.most:
        return f"{value:g} is above {field.most:g}{unit}"
    return ""


def _as_date(_: Field, words: str) -> tuple[str, str, str]:
    try:
        return date.fromisoformat(words).isoformat(), "", ""
    except ValueError:
        return words, "", "not a date as 2026-05-04"


_READERS = {
    Kind.CHOICE: _as_choice,
    Kind.CHOICES: _as_choices,
    Kind.NUMBER: _as_number,
    Kind.DATE: _as_date,
    Kind.COMPUTED: _as_computed,
}
