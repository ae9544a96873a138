"""A template of ours written as MRRT, for other systems.

What MRRT has no word for stays out: how measurements are worded, and rules; a computed field is one to be filled. An
entry of a repeating finding and the rows of a table become fields of their own.
"""

import re
from collections.abc import Iterator, Mapping
from html import escape

from reporting.core.fields.definition import Field, Kind
from reporting.core.fields.layout import table_lines
from reporting.core.report import SectionName
from reporting.core.templates import Template

_BRACKETED = re.compile(r"\[([^\[\]\n]{1,80})\]|\{(\w+)\}")
_LOINC = {
    SectionName.INDICATION: ("18785-6", "Reason for study"),
    SectionName.TECHNIQUE: ("55111-9", "Current imaging procedure descriptions"),
    SectionName.COMPARISON: ("18834-2", "Radiology comparison study"),
    SectionName.FINDINGS: ("59776-5", "Procedure findings"),
    SectionName.IMPRESSION: ("19005-8", "Radiology imaging study impression"),
}


def template_to_html(template: Template) -> str:
    """Return a template as an MRRT file."""
    fields = {known.id: known for known in template.form.fields}
    lines = {name: list(_flat(template, words, fields)) for name, words in template.sections}
    parts = [
        "<!DOCTYPE html>",
        "<html>",
        "<head>",
        f"<title>{escape(template.title)}</title>",
        '<meta charset="UTF-8"/>',
        *_metas(template),
        *_codes(fields),
        "</head>",
        "<body>",
    ]
    for name in SectionName:
        said = escape(name.value)
        parts.append(f'<section id="{name.name.lower()}" class="level1" data-section-name="{said}">')
        parts.append(f'<header class="level1">{said}</header>')
        parts += [f"<p>{_line(words, fields)}</p>" for words in lines.get(name, [])]
        parts.append("</section>")
    return "\n".join([*parts, "</body>", "</html>", ""])


def _metas(template: Template) -> Iterator[str]:
    metas = {
        "dcterms.title": template.title,
        "dcterms.identifier": template.id,
        "dcterms.description": template.title,
        "dcterms.type": "IMAGE_REPORT_TEMPLATE",
        "dcterms.language": "en",
        "dcterms.publisher": "Overread",
        "dcterms.rights": "Apache License 2.0",
        "dcterms.license": "https://www.apache.org/licenses/LICENSE-2.0",
        "dcterms.creator": "Overread",
        "overread.modalities": ", ".join(template.modalities),
        "overread.body_parts": ", ".join(template.body_parts),
        "overread.procedures": ", ".join(template.procedures),
        "overread.sex": template.sex,
    }
    for name, words in metas.items():
        if words:
            yield f'<meta name="{name}" content="{escape(words)}"/>'


def _codes(fields: Mapping[str, Field]) -> Iterator[str]:
    yield '<script type="text/xml"><template_attributes><coded_content>'
    for name, (value, meaning) in _LOINC.items():
        yield _entry(name.name.lower(), f"LOINC:{value}", meaning)
    for field in fields.values():
        if field.code:
            yield _entry(field.id, field.code, field.title)
    yield "</coded_content></template_attributes></script>"


def _entry(uid: str, code: str, meaning: str) -> str:
    scheme, _, value = code.partition(":")
    return (
        f'<entry origtxt="{escape(uid)}"><term><code meaning="{escape(meaning)}" value="{escape(value)}"'
        f' scheme="{escape(scheme)}"></code></term></entry>'
    )


def _flat(template: Template, lines: tuple[str, ...], fields: dict[str, Field]) -> Iterator[str]:
    """Yield lines with ``[id]`` for fields, those of tables and findings under ids of their own."""
    for words in lines:
        named = words.strip().removeprefix("[").removesuffix("]")
        table = next((known for known in template.form.tables if known.id == named), None)
        finding = template.form.finding(named)
        if table is not None:
            for row, line in zip(table.rows, table_lines(table)[1:], strict=True):
                named_so = [_take(template, span.field, fields) for span in line.spans]
                yield f"{row}: " + ", ".join(f"[{uid}]" for uid in named_so)
        elif finding is not None:
            for known in finding.fields:
                _take(template, f"{finding.id}#1.{known.id}", fields)
            said = re.sub(r"\[([\w-]+)\]", rf"[{finding.id}#1.\1]", finding.line)
            yield said.replace("{number}", "1")
        else:
            yield words


def _take(template: Template, entry_uid: str, fields: dict[str, Field]) -> str:
    """Add the field of an entry; return its id, in which HTML allows no blanks."""
    asked, uid = template.form.field(entry_uid), entry_uid.replace(" ", "_")
    if asked is not None:
        fields[uid] = Field(
            uid,
            template.form.title(entry_uid),
            asked.kind,
            asked.required,
            asked.options,
            asked.unit,
            asked.least,
            asked.most,
        )
    return uid


def _line(words: str, fields: Mapping[str, Field]) -> str:
    written, at = "", 0
    for found in _BRACKETED.finditer(words):
        written += escape(words[at : found.start()])
        at = found.end()
        if found[2] is not None:
            written += _merged(found[2])
        else:
            written += _input(fields[found[1]]) if found[1] in fields else escape(found[0])
    return written + escape(words[at:])


def _merged(fact: str) -> str:
    return (
        f'<input type="text" id="{fact}" name="{fact}" value="" data-field-type="TEXT"'
        ' data-field-merge-flag="true" data-field-completion-action="NONE"/>'
    )


def _input(field: Field) -> str:
    action = "PROHIBIT" if field.required else "NONE"
    common = (
        f'id="{escape(field.id)}" name="{escape(field.title)}" data-field-merge-flag="false"'
        f' data-field-completion-action="{action}"'
    )
    if field.kind in (Kind.CHOICE, Kind.CHOICES):
        several = " multiple" if field.kind is Kind.CHOICES else ""
        options = "".join(f"<option>{escape(known.text)}</option>" for known in field.options)
        return f'<select {common} data-field-type="SELECTION_LIST"{several}>{options}</select>'
    if field.kind is Kind.NUMBER:
        limits = "".join(
            f' {name}="{limit:g}"'
            for name, limit in (("min", field.least), ("max", field.most))
            if limit is not None
        )
        unit = f' data-field-units="{escape(field.unit)}"' if field.unit else ""
        return f'<input type="number" {common} data-field-type="NUMBER"{limits}{unit}/>'
    if field.kind is Kind.DATE:
        return f'<input type="date" {common} data-field-type="DATE"/>'
    return f'<input type="text" {common} data-field-type="TEXT" value=""/>'
