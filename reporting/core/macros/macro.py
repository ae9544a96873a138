"""A macro: a short name for words that are written often, and what it asks for.

Its words hold what is asked in brackets, so that a reader can write one without knowing more than this::

    [size: number mm 1-300] [density: solid | part-solid] nodule in the [place]. First seen on [on: date].
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from reporting.core.fields.definition import Field, Kind, Option
from reporting.core.fields.layout import prompted
from reporting.core.fields.reading import completed
from reporting.core.report import Line
from reporting.core.spans import with_words

MARK = "//"
"""What a macro is called with."""

_ASKED = re.compile(r"\[\s*([\w-]+)\s*(?::\s*([^\[\]]+?)\s*)?\]")
_NUMBER = re.compile(r"number(?:\s+([^\d\s-]\S*))?(?:\s+(-?[\d.]+)\s*-\s*(-?[\d.]+))?")
_CALL = re.compile(r"(?:^|(?<=\s))//([\w-]*)((?:\s+[\w-]+=\S*)*)$")
_PARAMETER = re.compile(r"([\w-]+)=(\S*)")


@dataclass(frozen=True)
class Macro:
    """Words by a name.

    Attributes
    ----------
    name
        Letters, digits and hyphens: what is typed behind ``//``.
    text
        What it becomes; each line a paragraph.
    """

    name: str
    title: str
    text: str

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """What it asks for, each once, in order."""
        asked = {found[1]: _field(found[1], found[2] or "") for found in _ASKED.finditer(self.text)}
        return tuple(asked.values())

    def field(self, name: str) -> Field | None:
        """Return what it asks for by a name."""
        return next((known for known in self.fields if known.id == name), None)

    def lines(self, number: int, given: Mapping[str, str] | None = None) -> tuple[Line, ...]:
        """Return what it becomes: parameters filled in, the rest waiting.

        ``number`` tells its fields from those of the same macro used before.
        """
        fields = {known.id: known for known in self.fields}
        words = _ASKED.sub(lambda found: f"[{found[1]}]", self.text)
        lines = (prompted(line, fields, f"{MARK}{self.name}#{number}.{{}}") for line in words.split("\n"))
        return tuple(self._filled(line, given or {}) for line in lines)

    def _filled(self, line: Line, given: Mapping[str, str]) -> Line:
        for place in range(len(line.spans)):
            span = line.spans[place]
            field = self.field(span.field.rpartition(".")[2])
            if field is not None and given.get(field.id):
                line = with_words(line, span, _answer(field, given[field.id]))
        return line


@dataclass(frozen=True, slots=True)
class Call:
    """A macro as it is typed before the cursor: ``//nodule size=8``.

    Attributes
    ----------
    length
        How many letters before the cursor it takes.
    """

    name: str
    given: tuple[tuple[str, str], ...]
    length: int


def call_before(words: str) -> Call | None:
    """Return the macro that is being typed at the end of words, None where there is none."""
    found = _CALL.search(words)
    if found is None:
        return None
    return Call(found[1], tuple(_PARAMETER.findall(found[2])), len(found[0]))


def offered(macros: Iterable[Macro], call: Call) -> tuple[Macro, ...]:
    """Return the macros a call may mean: by its name when parameters are given, else by the beginning of it."""
    known = sorted(macros, key=lambda macro: macro.name)
    if call.given:
        return tuple(macro for macro in known if macro.name == call.name)
    wanted = call.name.casefold()
    starting = [macro for macro in known if macro.name.casefold().startswith(wanted)]
    inside = [macro for macro in known if wanted in macro.title.casefold() and macro not in starting]
    return (*starting, *inside)


def asked_wrongly(text: str) -> Iterator[str]:
    """Yield brackets that look as if they asked for something and do not."""
    for bracket in re.findall(r"\[[^\[\]\n]*\]", text):
        if ":" in bracket and _ASKED.fullmatch(bracket) is None:
            yield bracket


def _field(name: str, asks: str) -> Field:
    title = name.replace("_", " ").replace("-", " ").capitalize()
    if "|" in asks:
        options = tuple(Option(part.strip()) for part in asks.split("|") if part.strip())
        return Field(name, title, Kind.CHOICE, options=options)
    if asks == "date":
        return Field(name, title, Kind.DATE)
    if (number := _NUMBER.fullmatch(asks)) is not None:
        least, most = (float(limit) if limit else None for limit in number.groups()[1:])
        return Field(name, title, Kind.NUMBER, unit=number[1] or "", least=least, most=most)
    return Field(name, title)


def _answer(field: Field, given: str) -> str:
    """Return a parameter as it is written: a choice by the beginning of its words, a number with its unit."""
    starting = [known.text for known in field.options if known.text.casefold().startswith(given.casefold())]
    return starting[0] if starting else completed(field, given.replace("_", " "))
