"""Numbers in the text that are not those of the linked measurement."""

from collections.abc import Iterator

from reporting.core.lint.doubt import Check, Flaw, Severity, Written
from reporting.core.lint.sentences import SIZED, number
from reporting.core.lint.subject import Subject
from reporting.core.report import Mark
from viewer.core.measurements import Measurement

_IN = {
    "cm": ("mm", 10.0),
    "cm²": ("mm²", 100.0),
    "cm2": ("mm²", 100.0),
    "mm2": ("mm²", 1.0),
    "cm³": ("mm³", 1000.0),
    "ml": ("mm³", 1000.0),
    "degrees": ("°", 1.0),
    "degree": ("°", 1.0),
}
"""Unit that is written, the unit that is measured in, and how many of these it holds."""


def doubted(written: Written, subject: Subject) -> Iterator[Flaw]:
    """Yield numbers that no rounding makes of what was measured."""
    line = written.line
    if line.mark is not Mark.NONE:  # said already, where it is settled
        return
    for span in line.spans:
        measured = subject.measurements.get(span.measurement_uid)
        if measured is not None and measured.quantities:
            yield from _against(line.words_of(span), span.start, measured, every=True)
    whole = subject.measurements.get(line.measurement_uid)
    if whole is not None and whole.quantities and line.edited:
        yield from _against(line.text, 0, whole, every=False)


def _against(words: str, start: int, measured: Measurement, *, every: bool) -> Iterator[Flaw]:
    """Yield sizes of the measured kind; of a whole line only where none of them is right: it may "
    "quote others."""
    wrong = []
    for found in SIZED.finditer(words):
        right = _is_right(found[1], found[2].lower(), measured)
        if right is None:
            continue
        if right and not every:
            return
        if not right:
            wrong.append(
                Flaw(start + found.start(), start + found.end(), f"measured were {measured.value_text}")
            )
    yield from wrong


def _is_right(written: str, unit: str, measured: Measurement) -> bool | None:
    """Whether a number is one that was measured, rounded as it is written; None where nothing has "
    "its unit."""
    base, factor = _IN.get(unit, (unit, 1.0))
    alike = []
    for known in measured.quantities:
        to_base, per = _IN.get(known.unit.lower(), (known.unit.lower(), 1.0))
        if to_base == base:
            alike.append(known.value * per / factor)
    if not alike:
        return None
    decimals = len(written.replace(",", ".").partition(".")[2])
    half = 0.5 * 10**-decimals * 1.000001
    return any(abs(number(written) - value) <= half for value in alike)


CHECK = Check(
    id="number",
    title="Number other than measured",
    explanation="A number beside a link that is not the measured one, however it is rounded",
    severity=Severity.SERIOUS,
    lines=doubted,
)
