"""What the lesions of a report measured before."""

from collections.abc import Iterable, Iterator

from viewer.core.measurements import Measurement, Quantity

Dated = tuple[str, tuple[Measurement, ...]]
"""A date, YYYYMMDD, and what was measured on the study of that day."""

_Name = tuple[str, str, str, str]


def earlier_of(
    measurements: Iterable[Measurement], before: Iterable[Dated]
) -> Iterator[tuple[str, Quantity]]:
    """Yield the uid of each measurement that was taken before, and what it was then, the latest time.

    The same lesion is what bears the same words of the reader and was measured with the same tool, where no other does:
    two priors are never guessed to be one.
    """
    latest_first = sorted(before, key=lambda known: known[0], reverse=True)
    mine = list(measurements)
    names = [_name(known) for known in mine]
    for known, name in zip(mine, names, strict=True):
        if name is None or names.count(name) > 1:
            continue
        for _, measured in latest_first:
            same = [other for other in measured if other.uid != known.uid and _name(other) == name]
            if same:
                if len({other.quantities for other in same}) == 1:
                    yield known.uid, same[0].quantities[0]
                break


def _name(measurement: Measurement) -> _Name | None:
    words = " ".join(measurement.text.casefold().split())
    if not words or not measurement.quantities:
        return None
    first = measurement.quantities[0]
    return words, measurement.tool, first.name, first.unit
