"""Macros in files: TOML with one ``[[macro]]`` for each; a folder holds as many files as one likes.

A file that cannot be understood is refused as a whole and named; the others are offered.
"""

import json
import re
from collections.abc import Iterable
from pathlib import Path

from reporting.core.macros.macro import Macro, asked_wrongly
from reporting.core.toml_source import TemplateError, TomlSource, parse_toml, read_source

_KEYS = ("name", "title", "text")


def read_folder(folder: Path) -> tuple[tuple[Macro, ...], tuple[TemplateError, ...]]:
    """Return the macros of a folder, and the errors of files that cannot be offered."""
    macros: dict[str, Macro] = {}
    errors: list[TemplateError] = []
    for path in sorted(folder.glob("*.toml")):
        try:
            for macro in parse_macros(read_source(path), path.name):
                macros.setdefault(macro.name, macro)
        except TemplateError as error:
            errors.append(error)
    return tuple(macros.values()), tuple(errors)


def parse_macros(source: str, file_name: str) -> tuple[Macro, ...]:
    """Return the macros that a TOML text describes."""
    table = parse_toml(source, file_name)
    toml = TomlSource(source, file_name)
    toml.only_known(table, "", ("macro",))
    written = table.get("macro", [])
    if not isinstance(written, list) or not all(isinstance(one, dict) for one in written):
        raise toml.error("macro", "", "macros are written as [[macro]]")
    macros = []
    for one in written:
        toml.only_known(one, "macro", _KEYS)
        macro = Macro(*(toml.required_text(one, key, "macro") for key in _KEYS))
        if why := problem_with(macro):
            raise toml.error("name", "macro", f"{macro.name}: {why}")
        macros.append(macro)
    return tuple(macros)


def problem_with(macro: Macro) -> str:
    """Return why a macro cannot be used, empty where it can."""
    if not re.fullmatch(r"[\w-]{1,40}", macro.name):
        return "a name has letters, digits and hyphens, 40 at most"
    if not macro.title.strip() or not macro.text.strip():
        return "a macro has a title and words"
    wrong = next(asked_wrongly(macro.text), "")
    return (
        f"{wrong} asks for nothing; write [name: number mm], [name: one | other], [name: date]"
        if wrong
        else ""
    )


def macros_to_toml(macros: Iterable[Macro]) -> str:
    """Return macros as a TOML text that is read back to the same."""
    tables = (
        "[[macro]]\n" + "".join(f"{key} = {_quoted(getattr(macro, key))}\n" for key in _KEYS)
        for macro in macros
    )
    return "\n".join(tables)


def _quoted(words: str) -> str:
    """Return a TOML basic string; JSON escapes what TOML does, DEL apart."""
    return json.dumps(words, ensure_ascii=False).replace("\x7f", "\\u007f")
