"""An MRRT template read into ours: sections, fields, merged facts, codes.

Nothing of the file runs and nothing is fetched: it is taken apart as text, and what has no meaning for a report
(scripts, styles, pictures, links) is left out.
"""

import re
from dataclasses import replace
from pathlib import Path

from reporting.core.fields.definition import Field, Kind
from reporting.core.fields.form import Form
from reporting.core.mrrt.page import Page
from reporting.core.report import SectionName
from reporting.core.templates import Template
from reporting.core.toml_source import TemplateError

LARGEST_LETTERS = 2_000_000
_SECTIONS = (
    (SectionName.INDICATION, ("indication", "clinical", "history", "reason")),
    (SectionName.TECHNIQUE, ("technique", "procedure", "protocol", "examination")),
    (SectionName.COMPARISON, ("comparison", "prior", "previous")),
    (SectionName.IMPRESSION, ("impression", "conclusion", "summary", "opinion")),
)
"""Which of our sections a section of another name is, by words in its name; findings where none of them is."""


def template_from_html(source: str, file_name: str) -> Template:
    """Return the template that an MRRT file describes.

    Raises
    ------
    TemplateError
        Where it is no such file.
    """
    if len(source) > LARGEST_LETTERS:
        raise TemplateError(file_name, 1, 1, "it is larger than any template")
    page = Page()
    page.feed(source)
    page.close()
    if not page.sections:
        raise TemplateError(file_name, 1, 1, "it has no section of a report: <section data-section-name=…>")
    title = page.metas.get("dcterms.title") or page.title.strip() or Path(file_name).stem
    lines: dict[SectionName, list[str]] = {name: [] for name in SectionName}
    normal: dict[SectionName, list[str]] = {name: [] for name in SectionName}
    for name, words in page.sections:
        lines[_section(name)] += words
    for name, words in page.defaults:
        normal[_section(name)] += words
    return Template(
        id=_id(page.metas.get("dcterms.identifier") or Path(file_name).stem),
        title=" ".join(title.split()),
        modalities=_listed(page.metas, "overread.modalities"),
        body_parts=_listed(page.metas, "overread.body_parts"),
        procedures=_listed(page.metas, "overread.procedures"),
        sex=page.metas.get("overread.sex", ""),
        sections=tuple((name, tuple(words)) for name, words in lines.items() if words),
        normal=tuple((name, tuple(words)) for name, words in normal.items() if words),
        form=Form(tuple(_coded(field, page.codes) for field in page.fields.values())),
    )


def _section(name: str) -> SectionName:
    said = name.casefold()
    found = (section for section, words in _SECTIONS if any(word in said for word in words))
    return next(found, SectionName.FINDINGS)


def _coded(field: Field, codes: dict[str, str]) -> Field:
    """Return a field with its code; a choice needs options, else it is words."""
    if field.kind in (Kind.CHOICE, Kind.CHOICES) and not field.options:
        field = replace(field, kind=Kind.TEXT)
    return replace(field, code=codes.get(field.id, field.code))


def _id(words: str) -> str:
    return re.sub(r"[^\w.-]+", "-", words.strip()).strip("-.") or "imported"


def _listed(metas: dict[str, str], name: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in metas.get(name, "").split(",") if word.strip())
