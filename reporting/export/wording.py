"""How a report's facts are put for people to read on paper."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from reporting.core.report import KeyImage, Line, Listed, Reader, Signature, State
from reporting.export.moments import in_utc
from viewer.core.measurements import Measurement, Quantity
from viewer.core.windowing import VoiLut

NOT_FOR_DIAGNOSIS = "Not for primary diagnosis — not a cleared medical device"

STATES = {
    State.DRAFT: ("DRAFT", "not signed, not to be acted on"),
    State.PRELIMINARY: ("PRELIMINARY", "not signed, may still change"),
    State.FINAL: ("FINAL", "signed"),
}
"""The word for a state, and what it means to whoever reads it."""

_SEXES = {"M": "male", "F": "female", "O": "other"}
_SPATIAL = ("mm", "px", "cm")


def sex_on_paper(sex: str) -> str:
    """Return the sex in words, anything unusual as it is."""
    return _SEXES.get(sex, sex)


def moment_on_paper(at: datetime) -> str:
    """Return a moment in UTC and in the time of this computer."""
    utc = in_utc(at)
    local = utc.astimezone()
    return f"{utc:%Y-%m-%d %H:%M:%S} UTC ({local:%Y-%m-%d %H:%M} local, UTC{local:%z})"


def reader_on_paper(reader: Reader) -> str:
    """Return a reader with the qualification."""
    return ", ".join(
        part for part in (reader.name.strip() or "reader not named", reader.qualification.strip()) if part
    )


def signed_by(signature: Signature) -> str:
    """Return who signed and when."""
    return f"{reader_on_paper(signature.reader)}, {moment_on_paper(signature.at)}"


def number_on_paper(quantity: Quantity) -> str:
    """Return a value with its unit; what its label says stands in a column of its own."""
    return Quantity(quantity.name, quantity.value, quantity.unit, "", quantity.decimals).text


def calibration_on_paper(quantity: Quantity, measurement: Measurement) -> str:
    """Return where the unit comes from; nothing for numbers that do not depend on the size of a pixel."""
    if quantity.label:
        return quantity.label
    return measurement.trust.value if quantity.unit.startswith(_SPATIAL) else ""


def measurement_on_paper(measurement: Measurement) -> str:
    """Return what was measured: the reader's words, else the tool's name."""
    return measurement.text.strip() or measurement.tool.replace("-", " ").replace("_", " ").capitalize()


def listed_marks(lines: Iterable[Line]) -> Iterator[str]:
    """Yield what stands before each line: a bullet, its number in its list, or nothing."""
    number = 0
    for line in lines:
        number = number + 1 if line.listed is Listed.NUMBER else 0
        yield {Listed.BULLET: "•", Listed.NUMBER: f"{number}."}.get(line.listed, "")


def in_plain_words(line: Line, mark: str) -> str:
    """Return a line where nothing can be stressed: its mark before it, its cells apart by bars."""
    text = line.text.replace("\t", " | ")
    return f"{mark} {text}" if mark and text.strip() else text


def cells_of(line: Line) -> list[Line]:
    """Return the cells of a line, which tabs keep apart, each with its own stresses."""
    cells, start = [], 0
    for words in line.text.split("\t"):
        end = start + len(words)
        inside = (
            replace(
                span,
                start=max(span.start, start) - start,
                length=min(span.end, end) - max(span.start, start),
            )
            for span in line.spans
            if span.start < end and span.end > start
        )
        cells.append(Line(words, spans=tuple(inside)))
        start = end + 1
    return cells


def shading_on_paper(key: KeyImage) -> str:
    """Return how a picture was looked at, where that is not how it was stored."""
    voi = key.shading.voi
    parts = []
    if isinstance(voi, VoiLut):
        parts.append(f"look-up table {voi.explanation}".strip())
    elif voi is not None:
        parts.append(f"window center {voi.center:g}, width {voi.width:g}")
    if key.shading.inverted:
        parts.append("inverted")
    if key.camera.flipped:
        parts.append("FLIPPED")
    if turn := key.camera.quarter_turns % 4 * 90:
        parts.append(f"turned {turn}°")
    if key.frame.frame > 1:
        parts.append(f"frame {key.frame.frame}")
    return " · ".join(parts)
