"""What the list of measurements says of each: pure functions."""

from dataclasses import replace

from viewer.core.measurements import Measurement
from viewer.core.session import Found


def value_words(measurement: Measurement) -> str:
    """Return the numbers in a line, the unit's origin behind them once."""
    numbers = measurement.quantities[:3]
    if len(numbers) == 1:
        return numbers[0].text
    plain = [f"{quantity.name} {replace(quantity, label='').text}" for quantity in numbers]
    labels = dict.fromkeys(quantity.label for quantity in numbers if quantity.label)
    return ", ".join(plain) + (f" ({'; '.join(labels)})" if labels else "")


def is_guarded(measurement: Measurement) -> bool:
    """Whether the numbers come with a reservation: no millimetres, or not ones in the patient."""
    return any(quantity.label or quantity.unit.startswith("px") for quantity in measurement.quantities)


def place_words(found: Found | None) -> str:
    """Return series and image of a measurement; words where its images are not open."""
    if found is None:
        return "images not open"
    series = found.display_set.series
    number = "" if series.number is None else f" S{series.number}"
    return f"{series.modality or '–'}{number} · {found.index + 1}"


def renamed(measurement: Measurement, text: str, title: str) -> Measurement:
    """Return the measurement under the reader's name for it; the tool's own title is no name."""
    return replace(measurement, text="" if text == title else text)
