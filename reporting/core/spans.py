"""Spans of a line after its words changed, and words put in place of a span."""

from collections.abc import Iterable
from dataclasses import replace

from reporting.core.report import Line, Span


def with_words(line: Line, span: Span, words: str) -> Line:
    """Return a line with other words in one of its spans, which still covers them; empty words take it away."""
    more = len(words) - span.length
    spans = []
    for known in line.spans:
        if known == span:
            spans += [replace(known, length=len(words))] if words else []
        else:
            spans.append(replace(known, start=known.start + more) if known.start >= span.end else known)
    text = line.text[: span.start] + words + line.text[span.end :]
    return replace(line, text=text, spans=tuple(spans))


def cut_out(line: Line, start: int, end: int) -> Line:
    """Return a line without some letters; spans that lose all their letters go."""

    def moved(at: int) -> int:
        return at - max(0, min(at, end) - start)

    spans = (
        replace(span, start=moved(span.start), length=moved(span.end) - moved(span.start))
        for span in line.spans
    )
    text = line.text[:start] + line.text[end:]
    return replace(line, text=text, spans=tuple(span for span in spans if span.length))


def merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return spans in order, neighbours that say the same as one, and none that says nothing."""
    joined: list[Span] = []
    for span in spans:
        last = joined[-1] if joined else None
        if replace(span, start=0, length=0) == Span(0, 0) or not span.length:
            continue
        if last is not None and last.end == span.start and _same(last, span):
            joined[-1] = replace(last, length=last.length + span.length)
        else:
            joined.append(span)
    return tuple(joined)


def _same(one: Span, other: Span) -> bool:
    return replace(one, start=0, length=0) == replace(other, start=0, length=0)
