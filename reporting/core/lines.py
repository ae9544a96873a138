"""How a measurement becomes a line of the report, and how much of it a line still says."""

import re

from reporting.core.report import KeyImage, Line
from viewer.core.measurements import Measurement, Quantity

WORDING_NAMES = ("text", "value", "values", "name", "notes")
"""What a wording may mention: the reader's own words, the first quantity (with all it may be worth), all quantities
with their names, the name of the first, and what the tool noted. Numbers come only with unit and label (SAFETY H6)."""

PLAIN_WORDING = "{text} {value}"


def line_for(measurement: Measurement, wording: str = PLAIN_WORDING) -> Line:
    """Return the line a measurement is reported with, linked to it: every number with its unit and trust label."""
    return Line(text=words_for(measurement, wording), measurement_uid=measurement.uid)


def words_for(measurement: Measurement, wording: str) -> str:
    """Return a wording filled in from a measurement; blanks left by what is empty are closed."""
    first = measurement.quantities[0] if measurement.quantities else None
    filled = _fill(
        wording,
        {
            "text": _one_line(measurement.text),
            "value": measurement.value_text,
            "values": values_text(measurement.quantities),
            "name": "" if first is None else first.name,
            "notes": "; ".join(measurement.notes),
        },
    )
    return filled or measurement.tool


def values_text(quantities: tuple[Quantity, ...]) -> str:
    """Return all quantities by name, e.g. ``Mean 45.1 HU, SD 12.0 HU, Area 3.2 cm²``."""
    return ", ".join(f"{known.name} {known.text}".strip() for known in quantities)


def line_for_key_image(key_image: KeyImage) -> Line:
    """Return the line a key image is mentioned with, linked to it."""
    return Line(text=f"Key image: {key_image.caption}".rstrip(": "), key_image_uid=key_image.uid)


def still_right(line_text: str, measured_before: Measurement, measured_now: Measurement) -> bool:
    """Whether words the reader wrote about a measurement hold for it as it is now.

    They do where nothing about it changed, where they give all its numbers, or where every number
    they gave before is still the number. Words without any of its numbers ("a large nodule") are the reader's
    to judge: they are not taken to hold.
    """
    if _same(measured_before, measured_now) or says_all(line_text, measured_now):
        return True
    if [known.name for known in measured_before.quantities] != [
        known.name for known in measured_now.quantities
    ]:
        return False
    spoken = [
        (before, now)
        for before, now in zip(measured_before.quantities, measured_now.quantities, strict=True)
        if _says(line_text, before)
    ]
    return bool(spoken) and all(_says(line_text, now) and now.label == before.label for before, now in spoken)


def says_all(line_text: str, measurement: Measurement) -> bool:
    """Whether words give every number of a measurement with its unit and label."""
    return bool(measurement.quantities) and all(
        _says(line_text, known) and known.label in line_text for known in measurement.quantities
    )


def _same(before: Measurement, now: Measurement) -> bool:
    return (before.quantities, before.text, before.trust) == (now.quantities, now.text, now.trust)


def _says(line_text: str, quantity: Quantity) -> bool:
    """Whether words give a number, with a point or a comma, and its unit somewhere behind it."""
    number = re.escape(f"{quantity.value:.{quantity.decimals}f}").replace(r"\.", "[.,]")
    found = re.search(rf"(?<![\d.,−-]){number}(?![.,]?\d)", line_text)
    return found is not None and quantity.unit in line_text[found.end() :]


def _fill(wording: str, values: dict[str, str]) -> str:
    """Return a wording with its names replaced in one pass, so that braces in the reader's words stay words."""
    filled = re.sub(r"\{(\w+)\}", lambda name: values[name[1]], wording)
    return re.sub(r"\s+", " ", filled).strip(" :;,")


def _one_line(words: str) -> str:
    return " ".join(words.split())
