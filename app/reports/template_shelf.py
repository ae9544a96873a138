"""Where templates are kept: those that are shipped, and those of the site, in our TOML or as IHE MRRT."""

from collections.abc import Callable
from pathlib import Path

from reporting.core.mrrt.reading import template_from_html
from reporting.core.mrrt.writing import template_to_html
from reporting.core.templates import Template, parse_template, read_templates
from reporting.core.toml_source import TemplateError, read_source
from reporting.store.durable_files import write_durably

HTML = (".html", ".htm", ".xhtml")


class TemplateShelf:
    """Reads both folders. A template of the site takes the place of a shipped one of the same id."""

    def __init__(self, own: Path, shipped: Path, failed: Callable[[BaseException], None]) -> None:
        self._own, self._shipped, self._failed = own, shipped, failed

    def templates(self) -> tuple[Template, ...]:
        """Return every template, by title."""
        shipped, refused = read_templates(self._shipped)
        own = {known.id: known for known in self._own_templates()}
        for problem in refused:
            self._failed(problem)
        both = {known.id: known for known in shipped} | own
        return tuple(sorted(both.values(), key=lambda known: known.title))

    def take_in(self, path: Path) -> Template:
        """Take a template over from a file, ours or MRRT; its source is kept as it came."""
        source = read_source(path)
        template = _parse(source, path)
        self._own.mkdir(parents=True, exist_ok=True)
        write_durably(self._own / f"{template.id}{path.suffix.lower()}", source.encode())
        return template

    def hand_out(self, template: Template, path: Path) -> None:
        """Write a template as MRRT for other systems."""
        write_durably(path, template_to_html(template).encode())

    def _own_templates(self) -> list[Template]:
        found = []
        files = (path for path in sorted(self._own.glob("*")) if path.suffix.lower() in (*HTML, ".toml"))
        for path in files:
            try:
                found.append(_parse(read_source(path), path))
            except TemplateError as problem:
                self._failed(problem)
        return found


def _parse(source: str, path: Path) -> Template:
    if path.suffix.lower() in HTML:
        return template_from_html(source, path.name)
    return parse_template(source, path.name)
