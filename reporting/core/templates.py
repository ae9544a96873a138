"""Templates: what a report begins with, and how measurements are worded. One TOML file each.

A template that cannot be understood is refused as a whole, naming file, line and column; the others are still
offered (SAFETY F19).
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from reporting.core.fields.form import Form
from reporting.core.fields.parsing import parse_form
from reporting.core.header_facts import PLACEHOLDERS, HeaderFacts
from reporting.core.lines import PLAIN_WORDING, WORDING_NAMES
from reporting.core.report import Line, SectionName
from reporting.core.toml_source import TemplateError, TomlSource, parse_toml, read_source

_KEYS = (
    *("id", "title", "modalities", "body_parts", "procedures", "sex", "age_years", "by_hand"),
    *("sections", "normal", "wording", "fields", "findings", "tables"),
)
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
    procedures
        Codes of the procedures it is for, before anything else that the headers say.
    sex, age_years
        Whom it is for, ``M`` or ``F``, and from and to which age; empty and None for all.
    by_hand
        Whether it is never chosen by the headers.
    form
        Its fields, repeating findings and tables.
    normal
        What sections say where nothing is wrong; never written unasked.
    """

    id: str
    title: str
    modalities: tuple[str, ...] = ()
    body_parts: tuple[str, ...] = ()
    sections: tuple[tuple[SectionName, tuple[str, ...]], ...] = ()
    wordings: tuple[tuple[str, str], ...] = ()
    procedures: tuple[str, ...] = ()
    sex: str = ""
    age_years: tuple[int, int] | None = None
    by_hand: bool = False
    form: Form = Form()
    normal: tuple[tuple[SectionName, tuple[str, ...]], ...] = ()

    def lines(self, name: SectionName, facts: HeaderFacts) -> tuple[str, ...]:
        """Return the words of the lines a section begins with; tables and findings as one bracket each.

        A line whose placeholders are all empty is left out: "Contrast medium: ." would say what nobody knows.
        """
        return _known_lines(dict(self.sections).get(name, ()), facts)

    def begun(self, name: SectionName, facts: HeaderFacts) -> tuple[Line, ...]:
        """Return the lines a section begins with, their fields waiting for answers."""
        return tuple(line for words in self.lines(name, facts) for line in self.form.laid_out(words))

    def normal_lines(self, name: SectionName, facts: HeaderFacts) -> tuple[Line, ...]:
        """Return what a section says where nothing is wrong, for a reader who looked and says so."""
        words = _known_lines(dict(self.normal).get(name, ()), facts)
        return tuple(line for one in words for line in self.form.laid_out(one))

    def wording(self, tool: str) -> str:
        """Return how measurements of a tool are worded."""
        wordings = dict(self.wordings)
        return wordings.get(tool, wordings.get(_ANY_TOOL, PLAIN_WORDING))


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
            template = parse_template(read_source(path), path.name)
            if template.id in templates:
                raise TemplateError(path.name, 1, 1, f'another file has the id "{template.id}" already')
        except TemplateError as error:
            errors.append(error)
        else:
            templates[template.id] = template
    templates.setdefault(GENERAL.id, GENERAL)
    return tuple(sorted(templates.values(), key=lambda known: known.title)), tuple(errors)


def choose_template(
    templates: Iterable[Template],
    modality: str,
    body_part: str,
    *,
    procedure: str = "",
    sex: str = "",
    age_years: int | None = None,
) -> Template:
    """Return the template that says most closely what was examined; the general one where none does.

    The code of the procedure decides before all else. A template for a body part, a sex or an age is never chosen
    where the headers do not say that it is that one.
    """
    modality, body_part = modality.upper().strip(), body_part.upper().strip()
    offered = [known for known in templates if not known.by_hand and _is_for(known, sex, age_years)]
    fitting = [
        (procedure != "" and procedure in known.procedures, *_closeness(known), known)
        for known in offered
        if (procedure and procedure in known.procedures)
        or (
            (not known.modalities or modality in known.modalities)
            and (not known.body_parts or _names_part(body_part, known.body_parts))
        )
    ]
    if not fitting:
        return GENERAL
    return max(fitting, key=lambda ranked: (*ranked[:-1], ranked[-1].id == GENERAL.id))[-1]


def parse_template(source: str, file_name: str) -> Template:
    """Return the template a TOML text describes.

    Raises
    ------
    TemplateError
        Where the text is no TOML, lacks something, or uses a name that means nothing.
    """
    return _Parser(TomlSource(source, file_name)).template(parse_toml(source, file_name))


class _Parser:
    """Reads the table of one template."""

    def __init__(self, source: TomlSource) -> None:
        self._source = source

    def template(self, table: Mapping[str, object]) -> Template:
        source = self._source
        source.only_known(table, "", _KEYS)
        wordings = source.table(table, "wording")
        form = parse_form(source, table)
        return Template(
            id=source.required_text(table, "id"),
            title=source.required_text(table, "title"),
            modalities=source.capitals(table, "modalities"),
            body_parts=source.capitals(table, "body_parts"),
            sections=self._sections(table, "sections"),
            wordings=tuple((tool, self._wording(wordings, tool)) for tool in wordings),
            procedures=source.texts(table, "procedures"),
            sex=source.text(table, "sex"),
            age_years=self._ages(table),
            by_hand=source.truth(table, "by_hand", ""),
            form=form,
            normal=self._sections(table, "normal"),
        )

    def _ages(self, table: Mapping[str, object]) -> tuple[int, int] | None:
        value = table.get("age_years")
        if value is None:
            return None
        if not isinstance(value, list) or len(value) != 2 or not all(type(age) is int for age in value):
            raise self._source.error("age_years", "", '"age_years" must be two whole numbers')
        return value[0], value[1]

    def _sections(
        self, table: Mapping[str, object], name: str
    ) -> tuple[tuple[SectionName, tuple[str, ...]], ...]:
        sections = self._source.table(table, name)
        self._source.only_known(sections, name, _SECTIONS)
        return tuple((_SECTIONS[key], self._lines(sections, key, name)) for key in sections)

    def _lines(self, sections: Mapping[str, object], key: str, name: str) -> tuple[str, ...]:
        lines = self._source.texts(sections, key, name)
        for line in lines:
            self._source.only_known_placeholders(line, key, name, PLACEHOLDERS)
        return lines

    def _wording(self, wordings: Mapping[str, object], tool: str) -> str:
        wording = wordings[tool]
        if not isinstance(wording, str) or not wording.strip():
            raise self._source.error(tool, "wording", f'the wording of "{tool}" must be text')
        self._source.only_known_placeholders(wording, tool, "wording", WORDING_NAMES)
        return wording


def _is_for(template: Template, sex: str, age_years: int | None) -> bool:
    """Whether a template is for somebody of this sex and age."""
    if template.sex and template.sex != sex:
        return False
    if template.age_years is None:
        return True
    return age_years is not None and template.age_years[0] <= age_years <= template.age_years[1]


def _closeness(template: Template) -> tuple[bool, bool, bool]:
    """Return how much a template asks of the headers, the weightiest first."""
    particular = bool(template.sex) or template.age_years is not None
    return bool(template.body_parts), bool(template.modalities), particular


def _known_lines(written: tuple[str, ...], facts: HeaderFacts) -> tuple[str, ...]:
    filled = (_filled(line, facts) for line in written)
    return tuple(line for line in filled if line is not None)


def _filled(line: str, facts: HeaderFacts) -> str | None:
    names = re.findall(r"\{(\w+)\}", line)
    if names and not any(getattr(facts, name) for name in names):
        return None
    filled = re.sub(r"\{(\w+)\}", lambda name: " ".join(str(getattr(facts, name[1])).split()), line)
    return re.sub(r"\s+(?=[,;.])", "", re.sub(r"  +", " ", filled)).strip(" ,;")


def _names_part(body_part: str, known: tuple[str, ...]) -> bool:
    """Whether a body part as a header spells it is one of those known, or contains its word: "HEAD^BRAIN"."""
    return body_part in known or any(word in known for word in re.findall(r"[A-Z]+", body_part))
