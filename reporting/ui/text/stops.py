"""Where the reader is led to in a line: fields, and brackets that wait for words."""

from dataclasses import dataclass

from reporting.core.fields.layout import placeholders
from reporting.core.report import Line


@dataclass(frozen=True, slots=True)
class Stop:
    """Letters of a line to be filled.

    Attributes
    ----------
    start, end
        As Python counts.
    field
        Id of the field, empty for brackets that belong to none.
    """

    start: int
    end: int
    field: str = ""


def stops(line: Line) -> tuple[Stop, ...]:
    """Return the stops of a line in order; a field of several styles is one."""
    found: list[Stop] = []
    for span in line.spans:
        last = found[-1] if found else None
        if span.field and last is not None and (last.field, last.end) == (span.field, span.start):
            found[-1] = Stop(last.start, span.end, span.field)
        elif span.field:
            found.append(Stop(span.start, span.end, span.field))
    brackets = [Stop(span.start, span.end) for span in placeholders(line)]
    return tuple(sorted((*found, *brackets), key=lambda stop: stop.start))


def stop_at(line: Line, column: int) -> Stop | None:
    """Return the stop that a cursor stands in or at the end of: what is typed there belongs to it."""
    return next((stop for stop in stops(line) if stop.start < column <= stop.end), None)
