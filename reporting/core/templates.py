"""Templates: what a report begins with, and how measurements are worded. One TOML file each.

A template that cannot be understood is refused as a whole, naming file, line and column; the others are still
offered (SAFETY F19).
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from reporting.core.errors import ReportError
from reporting.core.header_facts import PLACEHOLDERS, HeaderFacts
from reporting.core.lines import PLAIN_WORDING, WORDING_NAMES
from reporting.core.report import SectionName

_KEYS = ("id", "title", "modalities", "body_parts", "sections", "wording")
_SECTIONS = {name.name.lower(): name for name in SectionName}
_ANY_TOOL = "default"


@dataclass(frozen=True, slots=True)
class Template:
    """What a report begins with.

    Attributes
    ----------
    modalities, body_parts
        What it is for, in capitals as headers spell them; empty for all.
    sections
        Lines of each section, with placeholders such as ``{study_description}``.
    wordings
        How the measurements of a tool are worded, by the tool's name; ``default`` for the others.
    """

    id: str
    title: str
    modalities: tuple[str, ...] = ()
    body_parts: tuple[str, ...] = ()
    sections: tuple[tuple[SectionName, tuple[str, ...]], ...] = ()
    wordings: tuple[tuple[str, str], ...] = ()

    def lines(self, name: SectionName, facts: HeaderFacts) -> tuple[str, ...]:
        """Return the lines a section begins with.

        A line whose placeholders are all empty is left out: "Contrast medium: ." would say what nobody knows.
        """
        written = dict(self.sections).get(name, ())
        filled = (_filled(line, facts) for line in written)
        return tuple(line for line in filled if line is not None)

    def wording(self, tool: str) -> str:
        """Return how measurements of a tool are worded."""
        wordings = dict(self.wordings)
        return wordings.get(tool, wordings.get(_ANY_TOOL, PLAIN_WORDING))


class TemplateError(ReportError):
    """A template that cannot be understood.

    Attributes
    ----------
    file_name
        Without its folder.
    line, column
        Counted from 1.
    """

    def __init__(self, file_name: str, line: int, column: int, why: str) -> None:
        super().__init__(
            f"The report template {file_name} is not offered",
            why=f"line {line}, column {column}: {why}",
            remedy="Correct the file, or choose another template",
        )
        self.file_name, self.line, self.column = file_name, line, column


GENERAL = Template(id="general", title="General")
"""Empty sections and plain wording, for when no file can be read."""


def read_templates(folder: Path) -> tuple[tuple[Template, ...], tuple[TemplateError, ...]]:
    """Return the templates of a folder, by title, and the errors of those that cannot be offered.

    There is always one to write with: GENERAL where no file gives a template of that id.
    """
    templates: dict[str, Template] = {}
    errors: list[TemplateError] = []
    for path in sorted(folder.glob("*.toml")):
        try:
            template = parse_template(_read(path), path.name)
            if template.id in templates:
                raise TemplateError(path.name, 1, 1, f'another file has the id "{template.id}" already')
        except TemplateError as error:
            errors.append(error)
        else:
            templates[template.id] = template
    templates.setdefault(GENERAL.id, GENERAL)
    return tuple(sorted(templates.values(), key=lambda known: known.title)), tuple(errors)


def choose_template(templates: Iterable[Template], modality: str, body_part: str) -> Template:
    """Return the template that says most closely what was examined; the general one where none does.

    A template for a body part is never chosen where the body part is not known to be that one.
    """
    modality, body_part = modality.upper().strip(), body_part.upper().strip()
    fitting = [
        (bool(known.body_parts), bool(known.modalities), known)
        for known in templates
        if (not known.modalities or modality in known.modalities)
        and (not known.body_parts or _names_part(body_part, known.body_parts))
    ]
    if not fitting:
        return GENERAL
    return max(fitting, key=lambda ranked: (ranked[0], ranked[1], ranked[2].id == GENERAL.id))[2]


def parse_template(source: str, file_name: str) -> Template:
    """Return the template a TOML text describes.

    Raises
    ------
    TemplateError
        Where the text is no TOML, lacks something, or uses a name that means nothing.
    """
    try:
        table = tomllib.loads(source)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        line, column = _place_in_message(str(error), source)
        raise TemplateError(file_name, line, column, "this is not TOML") from error
    return _Parser(source, file_name).template(table)


class _Parser:
    """Reads one table, and knows where in the source its names stand."""

    def __init__(self, source: str, file_name: str) -> None:
        self._source, self._file_name = source, file_name

    def template(self, table: Mapping[str, object]) -> Template:
        self._only_known(table, "", _KEYS)
        sections = self._table(table, "sections")
        wordings = self._table(table, "wording")
        self._only_known(sections, "sections", _SECTIONS)
        return Template(
            id=self._required_text(table, "id"),
            title=self._required_text(table, "title"),
            modalities=self._capitals(table, "modalities"),
            body_parts=self._capitals(table, "body_parts"),
            sections=tuple((_SECTIONS[key], self._lines(sections, key)) for key in sections),
            wordings=tuple((tool, self._wording(wordings, tool)) for tool in wordings),
        )

    def _lines(self, sections: Mapping[str, object], key: str) -> tuple[str, ...]:
        lines = self._texts(sections, key, "sections")
        for line in lines:
            self._only_known_placeholders(line, key, "sections", PLACEHOLDERS)
        return lines

    def _wording(self, wordings: Mapping[str, object], tool: str) -> str:
        wording = wordings[tool]
        if not isinstance(wording, str) or not wording.strip():
            raise self._error(tool, "wording", f'the wording of "{tool}" must be text')
        self._only_known_placeholders(wording, tool, "wording", WORDING_NAMES)
        return wording

    def _only_known(self, table: Mapping[str, object], header: str, known: Iterable[str]) -> None:
        for key in table:
            if key not in known:
                raise self._error(key, header, f'"{key}" means nothing here; known are {", ".join(known)}')

    def _only_known_placeholders(self, words: str, key: str, header: str, known: Iterable[str]) -> None:
        for braced in re.findall(r"\{[^{}]*\}|[{}]", words):
            if braced[1:-1] not in known:
                line, column = _place_of_key(self._source, key, header)
                at = self._source.find(braced, _offset(self._source, line, column))
                line, column = _place_at(self._source, at) if at >= 0 else (line, column)
                why = f"{braced} means nothing here; known are {', '.join(f'{{{name}}}' for name in known)}"
                raise TemplateError(self._file_name, line, column, why)

    def _table(self, table: Mapping[str, object], key: str) -> Mapping[str, object]:
        value = table.get(key, {})
        if not isinstance(value, dict):
            raise self._error(key, "", f'"{key}" must be a table')
        return value

    def _required_text(self, table: Mapping[str, object], key: str) -> str:
        if key not in table:
            raise TemplateError(self._file_name, 1, 1, f'"{key}" is missing')
        value = table[key]
        if not isinstance(value, str) or not value.strip():
            raise self._error(key, "", f'"{key}" must be text')
        return value

    def _capitals(self, table: Mapping[str, object], key: str) -> tuple[str, ...]:
        return tuple(word.upper().strip() for word in self._texts(table, key, ""))

    def _texts(self, table: Mapping[str, object], key: str, header: str) -> tuple[str, ...]:
        value = table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(entry, str) for entry in value):
            raise self._error(key, header, f'"{key}" must be a list of texts')
        return tuple(value)

    def _error(self, key: str, header: str, why: str) -> TemplateError:
        return TemplateError(self._file_name, *_place_of_key(self._source, key, header), why)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        before = error.object[: error.start].decode("utf-8")
        raise TemplateError(path.name, *_place_at(before, len(before)), "this is not UTF-8 text") from error
    except OSError as error:
        raise TemplateError(path.name, 1, 1, f"it cannot be read ({error.strerror})") from error


def _filled(line: str, facts: HeaderFacts) -> str | None:
    names = re.findall(r"\{(\w+)\}", line)
    if names and not any(getattr(facts, name) for name in names):
        return None
    filled = re.sub(r"\{(\w+)\}", lambda name: " ".join(str(getattr(facts, name[1])).split()), line)
    return re.sub(r"\s+(?=[,;.])", "", re.sub(r"  +", " ", filled)).strip(" ,;")


def _names_part(body_part: str, known: tuple[str, ...]) -> bool:
    """Whether a body part as a header spells it is one of those known, or contains its word: "HEAD^BRAIN"."""
    return body_part in known or any(word in known for word in re.findall(r"[A-Z]+", body_part))


def _place_in_message(message: str, source: str) -> tuple[int, int]:
    """Return line and column as tomllib tells them, in its message only before Python 3.14."""
    told = re.search(r"at line (\d+), column (\d+)", message)
    return (int(told[1]), int(told[2])) if told else _place_at(source, len(source))


def _place_at(source: str, offset: int) -> tuple[int, int]:
    """Return line and column, from 1, of an offset."""
    before = source[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1


def _offset(source: str, line: int, column: int) -> int:
    return sum(len(known) for known in source.splitlines(keepends=True)[: line - 1]) + column - 1


def _place_of_key(source: str, key: str, header: str) -> tuple[int, int]:
    """Return line and column at which a key of a table stands; (1, 1) where it is written in an unusual way."""
    for line, (within, text) in enumerate(_lines_with_table(source), start=1):
        if within == header and (found := re.match(rf'\s*["\']?({re.escape(key)})["\']?\s*[=.]', text)):
            return line, found.start(1) + 1
        if not header and (found := re.match(rf"\s*\[+\s*({re.escape(key)})\b", text)):
            return line, found.start(1) + 1
    return 1, 1


def _lines_with_table(source: str) -> Iterator[tuple[str, str]]:
    """Yield each line with the name of the table it stands in, empty before the first."""
    within = ""
    for text in source.splitlines():
        if header := re.match(r"\s*\[\s*([^\[\]]+?)\s*\]", text):
            within = header[1]
        yield within, text
