"""A TOML text, read with an eye for where in it something stands: who corrects it is told line and column."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from reporting.core.errors import ReportError


class TemplateError(ReportError):
    """A file of templates or macros that cannot be understood.

    Attributes
    ----------
    file_name
        Without its folder.
    line, column
        Counted from 1.
    """

    def __init__(self, file_name: str, line: int, column: int, why: str) -> None:
        super().__init__(
            f"What {file_name} holds is not offered",
            why=f"line {line}, column {column}: {why}",
            remedy="Correct the file, or use another one",
        )
        self.file_name, self.line, self.column = file_name, line, column


def read_source(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        before = error.object[: error.start].decode("utf-8")
        raise TemplateError(path.name, *_place_at(before, len(before)), "this is not UTF-8 text") from error
    except OSError as error:
        raise TemplateError(path.name, 1, 1, f"it cannot be read ({error.strerror})") from error


def parse_toml(source: str, file_name: str) -> Mapping[str, object]:
    """Return the table a TOML text describes; refuse what is none, with its place."""
    try:
        return tomllib.loads(source)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        line, column = _place_in_message(str(error), source)
        raise TemplateError(file_name, line, column, "this is not TOML") from error


class TomlSource:
    """Takes values out of the tables of one source, and refuses what is not as it should be.

    ``header`` is the name of the table a key stands in as the file writes it, empty for the first.
    """

    def __init__(self, source: str, file_name: str) -> None:
        self._source, self._file_name = source, file_name

    def only_known(self, table: Mapping[str, object], header: str, known: Iterable[str]) -> None:
        """Refuse names that mean nothing."""
        for key in table:
            if key not in known:
                raise self.error(key, header, f'"{key}" means nothing here; known are {", ".join(known)}')

    def only_known_placeholders(self, words: str, key: str, header: str, known: Iterable[str]) -> None:
        """Refuse braces that nothing fills."""
        for braced in re.findall(r"\{[^{}]*\}|[{}]", words):
            if braced[1:-1] not in known:
                line, column = _place_of_key(self._source, key, header)
                at = self._source.find(braced, _offset(self._source, line, column))
                line, column = _place_at(self._source, at) if at >= 0 else (line, column)
                why = f"{braced} means nothing here; known are {', '.join(f'{{{name}}}' for name in known)}"
                raise TemplateError(self._file_name, line, column, why)

    def table(self, table: Mapping[str, object], key: str, header: str = "") -> Mapping[str, object]:
        """Return a table, empty where it is not there."""
        value = table.get(key, {})
        if not isinstance(value, dict):
            raise self.error(key, header, f'"{key}" must be a table')
        return value

    def required_text(self, table: Mapping[str, object], key: str, header: str = "") -> str:
        """Return a text that must be there and say something."""
        if key not in table:
            raise TemplateError(
                self._file_name, *self._place(header.rpartition(".")[2], ""), f'"{key}" is missing'
            )
        return self.text(table, key, header)

    def text(self, table: Mapping[str, object], key: str, header: str = "") -> str:
        """Return a text that says something, empty where it is not there."""
        value = table.get(key)
        if value is not None and (not isinstance(value, str) or not value.strip()):
            raise self.error(key, header, f'"{key}" must be text')
        return str(value) if value is not None else ""

    def texts(self, table: Mapping[str, object], key: str, header: str = "") -> tuple[str, ...]:
        """Return a list of texts."""
        value = table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(entry, str) for entry in value):
            raise self.error(key, header, f'"{key}" must be a list of texts')
        return tuple(value)

    def capitals(self, table: Mapping[str, object], key: str) -> tuple[str, ...]:
        """Return a list of texts in capitals."""
        return tuple(word.upper().strip() for word in self.texts(table, key))

    def number(self, table: Mapping[str, object], key: str, header: str) -> float | None:
        """Return a number, None where it is not there."""
        value = table.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.error(key, header, f'"{key}" must be a number')
        return float(value)

    def truth(self, table: Mapping[str, object], key: str, header: str) -> bool:
        """Return a truth value, false where it is not there."""
        value = table.get(key, False)
        if not isinstance(value, bool):
            raise self.error(key, header, f'"{key}" must be true or false')
        return value

    def error(self, key: str, header: str, why: str) -> TemplateError:
        """Return the refusal of what stands at a key."""
        return TemplateError(self._file_name, *self._place(key, header), why)

    def _place(self, key: str, header: str) -> tuple[int, int]:
        return _place_of_key(self._source, key, header) if key else (1, 1)


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
