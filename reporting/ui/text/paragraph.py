"""A paragraph of an editor and the line of the report it is: what a line knows travels in the paragraph's formats.

So undo, copying and splitting treat it as any editor would.
"""

from collections.abc import Iterator

from PySide6.QtGui import (
    QFont,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextFormat,
    QTextOption,
)

from reporting.core.report import Line, Listed, Mark, Span
from reporting.core.spans import merged

MEASUREMENT_UID = int(QTextFormat.Property.UserProperty) + 1
KEY_IMAGE_UID = int(QTextFormat.Property.UserProperty) + 2
EDITED = int(QTextFormat.Property.UserProperty) + 3
MARK = int(QTextFormat.Property.UserProperty) + 4
NUMBER = int(QTextFormat.Property.UserProperty) + 5
"""Tells two lines on one measurement from two halves of one line: halves have the same number."""
LISTED = int(QTextFormat.Property.UserProperty) + 6
FIELD = int(QTextFormat.Property.UserProperty) + 7
VALUE_UID = int(QTextFormat.Property.UserProperty) + 8

INDENT_PX = 16
COLUMN_PX = 120
COLUMNS = 6
_PLAIN = QTextCharFormat()


def line_of(block: QTextBlock) -> Line:
    """Return the line that a paragraph is."""
    paragraph, spans = block.blockFormat(), _spans_of(block)
    listed = Listed(paragraph.stringProperty(LISTED))
    mark = Mark(paragraph.stringProperty(MARK))
    if not paragraph.hasProperty(NUMBER):
        return Line(block.text(), spans=spans, listed=listed, mark=mark)
    return Line(
        block.text(),
        paragraph.stringProperty(MEASUREMENT_UID),
        paragraph.stringProperty(KEY_IMAGE_UID),
        paragraph.boolProperty(EDITED),
        mark,
        spans,
        listed,
    )


def block_format(line: Line, number: int) -> QTextBlockFormat:
    """Return the format of a line's paragraph; ``number`` is its own."""
    paragraph = QTextBlockFormat()
    if line.is_linked:
        paragraph.setProperty(MEASUREMENT_UID, line.measurement_uid)
        paragraph.setProperty(KEY_IMAGE_UID, line.key_image_uid)
        paragraph.setProperty(EDITED, line.edited)
        paragraph.setProperty(NUMBER, number)
    if line.mark is not Mark.NONE:
        paragraph.setProperty(MARK, line.mark.value)
    if line.listed is not Listed.NONE:
        paragraph.setProperty(LISTED, line.listed.value)
    if line.measurement_uids or line.is_linked or line.listed is not Listed.NONE:
        paragraph.setLeftMargin(INDENT_PX)
    if "\t" in line.text:
        stops = (
            QTextOption.Tab(COLUMN_PX * column, QTextOption.TabType.LeftTab)
            for column in range(1, COLUMNS + 1)
        )
        paragraph.setTabPositions(list(stops))
    return paragraph


def char_format(span: Span | None) -> QTextCharFormat:
    """Return the format of the letters of a span, None for plain ones."""
    letters = QTextCharFormat()
    if span is None:
        return letters
    if span.bold:
        letters.setFontWeight(QFont.Weight.Bold)
    if span.italic:
        letters.setFontItalic(True)
    if span.underline:
        letters.setFontUnderline(True)
    if span.field:
        letters.setProperty(FIELD, span.field)
    if span.measurement_uid:
        letters.setProperty(VALUE_UID, span.measurement_uid)
    return letters


def pieces(line: Line) -> Iterator[tuple[str, QTextCharFormat]]:
    """Yield the letters of a line in runs of one format each."""
    at = 0
    for span in line.spans:
        if span.start > at:
            yield line.text[at : span.start], _PLAIN
        yield line.words_of(span), char_format(span)
        at = span.end
    if at < len(line.text):
        yield line.text[at:], _PLAIN


def write(edit: QTextCursor, block: QTextBlock, line: Line, known: Line) -> None:
    """Let a paragraph say a line in place of the one known, touching only letters that differ."""
    if known.text == line.text and known.spans == line.spans:
        return
    start, tail = _same_ends(known, line)
    place = block.position()
    edit.setPosition(place + utf16(known.text[:start]))
    edit.setPosition(place + utf16(known.text[: len(known.text) - tail]), QTextCursor.MoveMode.KeepAnchor)
    edit.removeSelectedText()
    at = 0
    for words, letters in pieces(line):
        kept = words[max(0, start - at) : max(0, len(line.text) - tail - at)]
        if kept:
            edit.insertText(kept, letters)
        at += len(words)


def utf16(words: str) -> int:
    """Return how many places words take in an editor, which counts in UTF-16."""
    return len(words) if words.isascii() else len(words.encode("utf-16-le", "surrogatepass")) // 2


def _spans_of(block: QTextBlock) -> tuple[Span, ...]:
    formats = block.textFormats()
    if len(formats) <= 1 and not (formats and _says_something(formats[0].format)):
        return ()
    text = block.text()
    places = None if text.isascii() else _python_places(text)
    spans = []
    for run in formats:
        if _says_something(run.format):
            start, end = run.start, run.start + run.length
            if places is not None:
                start, end = places[start], places[end]
            spans.append(_span(run.format, start, end - start))
    return merged(spans)


def _says_something(letters: QTextCharFormat) -> bool:
    return letters.propertyCount() > 0


def _span(letters: QTextCharFormat, start: int, length: int) -> Span:
    return Span(
        start,
        length,
        letters.fontWeight() >= QFont.Weight.DemiBold,
        letters.fontItalic(),
        letters.fontUnderline(),
        letters.stringProperty(FIELD),
        letters.stringProperty(VALUE_UID),
    )


def _python_places(text: str) -> list[int]:
    """Return for each place in UTF-16 the place as Python counts."""
    places: list[int] = []
    for at, letter in enumerate(text):
        places += [at] * utf16(letter)
    return [*places, len(text)]


def _same_ends(known: Line, line: Line) -> tuple[int, int]:
    """Return how many letters at the beginning and at the end are the same in words and format."""
    most = min(len(known.text), len(line.text))
    start = 0
    while start < most and _letter(known, start) == _letter(line, start):
        start += 1
    tail = 0
    while tail < most - start and _letter(known, len(known.text) - 1 - tail) == _letter(
        line, len(line.text) - 1 - tail
    ):
        tail += 1
    return start, tail


def _letter(line: Line, at: int) -> tuple[str, tuple[object, ...] | None]:
    span = next((known for known in line.spans if known.start <= at < known.end), None)
    if span is None:
        return line.text[at], None
    return line.text[at], (span.bold, span.italic, span.underline, span.field, span.measurement_uid)
