"""The fields of a report: what its words answer, and what follows from that, kept in step while it is written."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Protocol

from reporting.core.fields.definition import Field
from reporting.core.fields.layout import placeholders
from reporting.core.fields.reading import read
from reporting.core.fields.rules import computed
from reporting.core.report import FieldValue, Line, Report, Section, Span
from reporting.core.spans import cut_out, with_words


class Book(Protocol):
    """Knows what the fields of a report ask for."""

    def field(self, uid: str) -> Field | None:
        """Return the field of an id, that of any entry of a repeating finding too; None where nobody knows it."""

    def title(self, uid: str) -> str:
        """Return what the field of an entry is called: ``Nodule 2: Size``."""

    def asked(self) -> Iterable[str]:
        """Return the ids of the fields asked once, in order."""


def answered(report: Report, book: Book) -> Report:
    """Return a report with its computed fields in step, and its structured values as its words give them.

    A computed field follows while it says what was computed last; words of the reader stay.
    """
    if report.is_signed:
        return report
    words = _words(report)
    written = {known.id: known.value for known in report.fields}
    for uid, said in list(words.items()):
        field = book.field(uid)
        if field is None or field.rule is None:
            continue
        now, before = (_follows(field, uid, answers, book) for answers in (words, written))
        if said in (field.prompt, before) and said != now:
            words[uid] = now
            report = _reworded(report, uid, now)
    values = tuple(_values(words, book))
    return report if values == report.fields else replace(report, fields=values)


def without_empty(report: Report, book: Book) -> Report:
    """Return a report without fields nobody filled: the prompt goes, and a line that asked and says nothing else.

    Required fields stay: the report waits for them.
    """
    sections = tuple(
        replace(section, lines=tuple(_only_said(section.lines, book))) for section in report.sections
    )
    return replace(report, sections=sections)


def is_empty(line: Line, span: Span, book: Book) -> bool:
    """Whether a field in a line still waits for its words."""
    field = book.field(span.field)
    return field is not None and line.words_of(span).strip() in ("", field.prompt)


def _may_go(line: Line, span: Span, book: Book) -> bool:
    field = book.field(span.field)
    return is_empty(line, span, book) and field is not None and not field.required


def places(report: Report) -> dict[str, tuple[Section, int]]:
    """Return where each field stands: section and line, counted from 0."""
    found: dict[str, tuple[Section, int]] = {}
    for section in report.sections:
        for row, line in enumerate(section.lines):
            for span in line.spans:
                if span.field:
                    found.setdefault(span.field, (section, row))
    return found


def waiting(line: Line) -> bool:
    """Whether a line has brackets that wait for words and belong to no field."""
    return "[" in line.text and any(True for _ in placeholders(line))


def _words(report: Report) -> dict[str, str]:
    """Return the words of each field, once: a copy of its line does not answer again.

    A field with a style in its middle is several spans; they are one answer.
    """
    words: dict[str, str] = {}
    for section in report.sections:
        for line in section.lines:
            if not line.spans:
                continue
            here: dict[str, str] = {}
            for span in line.spans:
                if span.field:
                    here[span.field] = here.get(span.field, "") + line.words_of(span)
            for uid, said in here.items():
                words.setdefault(uid, said)
    return words


def _follows(field: Field, uid: str, words: Mapping[str, str], book: Book) -> str:
    """Return what a computed field says for these answers, its prompt where one is missing."""
    found = computed(field.rule, *_neighbours(field, uid, words, book)) if field.rule else ""
    return f"{found} {field.unit}".rstrip() if found else field.prompt


def _neighbours(
    field: Field, uid: str, words: Mapping[str, str], book: Book
) -> tuple[dict[str, Field], dict[str, str]]:
    """Return the fields a rule needs and what they answer: those of the same entry, by their own ids."""
    entry = uid.removesuffix(field.id)
    fields: dict[str, Field] = {}
    answers: dict[str, str] = {}
    for name in field.rule.of if field.rule else ():
        asked = book.field(entry + name)
        if asked is not None:
            said = words.get(entry + name, "").strip()
            fields[name], answers[name] = asked, "" if said == asked.prompt else said
    return fields, answers


def _reworded(report: Report, uid: str, now: str) -> Report:
    for section in report.sections:
        for row, line in enumerate(section.lines):
            span = next((known for known in line.spans if known.field == uid), None)
            if span is not None:
                lines = (*section.lines[:row], with_words(line, span, now), *section.lines[row + 1 :])
                return report.with_section(replace(section, lines=lines))
    return report


def _values(words: Mapping[str, str], book: Book) -> Iterator[FieldValue]:
    for uid in dict.fromkeys((*book.asked(), *words)):
        field = book.field(uid)
        if field is not None:
            yield read(field, words.get(uid, ""), uid=uid, title=book.title(uid))


def _only_said(lines: tuple[Line, ...], book: Book) -> Iterator[Line]:
    kept = [_without_prompts(line, book) for line in lines]
    for row, line in enumerate(kept):
        if line is None:
            continue
        heads_table = "\t" in line.text and not any(span.field for span in line.spans)
        follows = kept[row + 1] if row + 1 < len(kept) else None
        if heads_table and (follows is None or "\t" not in follows.text) and line == lines[row]:
            continue
        yield line


def _without_prompts(line: Line, book: Book) -> Line | None:
    """Return a line without its empty fields; None where it asked and nothing was said."""
    asked = [span for span in line.spans if span.field]
    empty = [span for span in asked if _may_go(line, span, book)]
    if not empty:
        return line
    if len(empty) == len(asked):
        return None
    for span in reversed(empty):
        start = span.start
        while "\t" not in line.text and start and line.text[start - 1] in " ,;:":
            start -= 1
        line = cut_out(line, start, span.end)
    return line
