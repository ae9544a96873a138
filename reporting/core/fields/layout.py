"""How fields stand in lines: prompts for the reader, entries of repeating findings, rows of tables."""

import re
from collections.abc import Iterable, Mapping

from reporting.core.fields.definition import Field, Finding, Table
from reporting.core.report import Line, Span

_BRACKETED = re.compile(r"\[([^\[\]\n]{1,80})\]")


def prompted(words: str, fields: Mapping[str, Field], uid: str = "{}") -> Line:
    """Return a line in which ``[id]`` of a known field is its prompt; other brackets stay words.

    ``uid`` makes the id of the entry's field from that of the field.
    """
    text, spans, at = "", [], 0
    for found in _BRACKETED.finditer(words):
        text += words[at : found.start()]
        at = found.end()
        asked = fields.get(found[1])
        if asked is None:
            text += found[0]
            continue
        spans.append(Span(len(text), len(asked.prompt), field=uid.format(asked.id)))
        text += asked.prompt
    return Line(text + words[at:], spans=tuple(spans))


def entry(finding: Finding, number: int) -> Line:
    """Return the line of one entry of a repeating finding, counted from 1, to be filled."""
    fields = {known.id: known for known in finding.fields}
    words = finding.line.replace("{number}", str(number))
    return prompted(words, fields, f"{finding.id}#{number}.{{}}")


def table_lines(table: Table) -> tuple[Line, ...]:
    """Return a table to be filled: its headings in bold, then a line a row."""
    headings = "\t".join((table.heading, *(known.title for known in table.fields)))
    fields = {known.id: known for known in table.fields}
    cells = "\t".join(f"[{known.id}]" for known in table.fields)
    rows = (prompted(f"{row}\t{cells}", fields, f"{table.id}#{row}.{{}}") for row in table.rows)
    return (Line(headings, spans=(Span(0, len(headings), bold=True),)), *rows)


def next_number(lines: Iterable[Line], finding_id: str) -> int:
    """Return the number of the next entry of a repeating finding."""
    pattern = re.compile(rf"{re.escape(finding_id)}#(\d+)\.")
    used = (pattern.match(span.field) for line in lines for span in line.spans)
    return 1 + max((int(found[1]) for found in used if found), default=0)


def placeholders(line: Line) -> Iterable[Span]:
    """Yield what waits in a line for the reader's words: ``[…]`` that no field stands for."""
    if "[" not in line.text:
        return
    taken = [span for span in line.spans if span.field]
    for found in _BRACKETED.finditer(line.text):
        if not any(span.start < found.end() and found.start() < span.end for span in taken):
            yield Span(found.start(), len(found[0]))
