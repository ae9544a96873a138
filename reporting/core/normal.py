"""Normal text: put in where a heading still waits for words, never over what the reader wrote."""

from reporting.core.fields.answers import Book, is_empty
from reporting.core.report import Line


def with_normal(lines: tuple[Line, ...], normal: tuple[Line, ...], book: Book) -> tuple[Line, ...]:
    """Return lines of a section with their normal text.

    A heading without words takes the normal line of the same heading. One that has words keeps them. What has no
    heading in the section is added at its end, where the section does not say it yet; fields stay as they are.
    """
    by_heading = {_heading(line): line for line in normal if _heading(line)}
    written = {_heading(line) for line in lines}
    filled = tuple(
        by_heading.get(_heading(line), line) if _waits(line) or _asks_all(line, book) else line
        for line in lines
    )
    said = {line.text.strip() for line in filled}
    empty = not any(line.text.strip() and not _asks_only(line, book) for line in lines)
    added = tuple(
        line
        for line in normal
        if _heading(line) not in written and line.text.strip() not in said and (_heading(line) or empty)
    )
    return tuple(line for line in (*filled, *added) if line.text.strip() or len(filled) > 1)


def _waits(line: Line) -> bool:
    return line.text.rstrip().endswith(":") and not line.is_linked and not line.spans


def _asks_all(line: Line, book: Book) -> bool:
    """Whether a line is a heading and one field that waits."""
    asked = [span for span in line.spans if span.field]
    return (
        len(asked) == 1
        and is_empty(line, asked[0], book)
        and line.text[: asked[0].start].rstrip().endswith(":")
        and not line.text[asked[0].end :].strip()
    )


def _asks_only(line: Line, book: Book) -> bool:
    return any(is_empty(line, span, book) for span in line.spans)


def _heading(line: Line) -> str:
    head, colon, _ = line.text.partition(":")
    return head.strip().casefold() if colon else ""
