"""Real world values: what a header says that stored numbers are worth in a unit. PS3.3 C.7.6.16.2.11, A.46."""

from collections import defaultdict
from math import inf, isfinite

from viewer.core.values import MappedRange, Mapping, RealWorldMap, ValueScale, ValueTable, linear
from viewer.core.windowing import Rescale
from viewer.dicom.references import references_of
from viewer.dicom.values import Elements

_UNITS = {
    "[hnsf'U]": "HU",
    "1": "",
    "{ratio}": "",
    "Bq/ml": "Bq/ml",
    "g/ml": "g/ml",
    "mm2/s": "mm²/s",
    "um2/s": "µm²/s",
    "10-6.mm2/s": "10⁻⁶ mm²/s",
    "10*-6.mm2/s": "10⁻⁶ mm²/s",
    "10*-3.mm2/s": "10⁻³ mm²/s",
    "10-3.mm2/s": "10⁻³ mm²/s",
    "mm2": "mm²",
    "cm2/ml": "cm²/ml",
    "Cel": "°C",
}
"""UCUM codes as they are written behind a number."""

_SUVS = {
    "{SUVbw}g/ml": "SUVbw",
    "{SUVlbm}g/ml": "SUVlbm",
    "{SUVlbm(James128)}g/ml": "SUVlbm(James128)",
    "{SUVlbm(Janma)}g/ml": "SUVlbm(Janma)",
    "{SUVbsa}cm2/ml": "SUVbsa",
    "{SUVibw}g/ml": "SUVibw",
}
SUV_DECIMALS = 2
_LARGEST_TABLE = 1 << 16
_CLASS = "1.2.840.10008.5.1.4.1.1.67"


def quantities_of(
    elements: Elements, *, is_float: bool = False, source: str = "real world value mapping of the image"
) -> tuple[ValueScale, ...]:
    """Return the quantities that a Real World Value Mapping Sequence offers, in its order.

    Items of one unit and label are the parts of one mapping.

    Parameters
    ----------
    is_float
        Whether pixels are floating-point numbers: then whole numbers do not tell which of them are mapped.
    """
    parts: defaultdict[tuple[str, str, str], list[MappedRange]] = defaultdict(list)
    for item in elements.items("RealWorldValueMappingSequence"):
        found = _range(item, is_float=is_float)
        if found is not None:
            unit = item.first("MeasurementUnitsCodeSequence").text("CodeValue")
            parts[unit, item.line("LUTExplanation"), item.line("LUTLabel")].append(found)
    return tuple(
        _scale(unit, explanation, label, ranges, source)
        for (unit, explanation, label), ranges in parts.items()
    )


def mappings_of(elements: Elements, sop_class_uid: str) -> tuple[Mapping, ...]:
    """Return what a Real World Value Mapping object makes of the images it refers to; nothing for any other."""
    if sop_class_uid != _CLASS:
        return ()
    described = elements.line("SeriesDescription") or "without name"
    found = []
    for item in elements.items("ReferencedImageRealWorldValueMappingSequence"):
        quantities = quantities_of(item, source=f"real world value mapping “{described}”")
        if quantities:
            found.append(Mapping(references_of(item.items("ReferencedImageSequence")), quantities))
    return tuple(found)


def _scale(code: str, explanation: str, label: str, ranges: list[MappedRange], source: str) -> ValueScale:
    suv = _SUVS.get(code, "")
    unit = suv or _UNITS.get(code, code)
    name = suv or explanation or label or unit or "Real world value"
    value_map = RealWorldMap(tuple(sorted(ranges, key=lambda part: part.first)))
    straight = linear(value_map)
    offset = f" {straight.intercept:+.6g}" if straight and straight.intercept else ""
    words = f"{name} = stored × {straight.slope:.6g}{offset}" if straight else name
    return ValueScale(name, unit, value_map, f"{words} ({source})", decimals=SUV_DECIMALS if suv else None)


def _range(item: Elements, *, is_float: bool) -> MappedRange | None:
    """Return what one item maps; None where it does not say how."""
    ends = _ends(item, is_float=is_float)
    table = item.numbers("RealWorldValueLUTData")
    if table:
        first, last = ends or (0.0, -1.0)
        fits = len(table) == last - first + 1 <= _LARGEST_TABLE
        if not fits or not all(map(isfinite, table)):
            item.problems.append("Real World Value LUT Data (0040,9212) does not fit the numbers it is for")
            return None
        return MappedRange(first, last, ValueTable(int(first), table))
    slope, intercept = item.number("RealWorldValueSlope"), item.number("RealWorldValueIntercept")
    if not slope:
        item.problems.append("Real World Value Slope (0040,9225) is missing or 0; its values are not offered")
        return None
    first, last = ends or (-inf, inf)
    return MappedRange(first, last, Rescale(slope, intercept or 0.0))


def _ends(item: Elements, *, is_float: bool) -> tuple[float, float] | None:
    """Return the first and the last stored number that is mapped; None where that is not said, or makes no sense."""
    floating = (
        "DoubleFloatRealWorldValueFirstValueMapped",
        "DoubleFloatRealWorldValueLastValueMapped",
    )
    whole = ("RealWorldValueFirstValueMapped", "RealWorldValueLastValueMapped")
    for start, end in (floating,) if is_float else (floating, whole):
        first, last = item.number(start), item.number(end)
        if first is not None and last is not None and first <= last:
            return first, last
    return None
