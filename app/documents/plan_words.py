"""Words of treatment plans, as their documents write them."""

from app.documents.document import Line, LineKind
from app.documents.words import readable
from viewer.dicom.values import Elements

ABBREVIATED = frozenset({"SSD", "MLC", "HDR", "LDR", "PDR", "MDR", "CTV", "GTV", "PTV", "DRR"})


def spelled(code: str) -> str:
    """Return a defined term as people write it: ORGAN_AT_RISK as organ at risk; abbreviations stay."""
    words = readable(code).split("_")
    return " ".join(word if word in ABBREVIATED else word.lower() for word in words)


def measured(value: float, unit: str) -> str:
    """Return a number with its unit, five figures of it."""
    return f"{value:.5g} {unit}".rstrip()


def degrees(value: float) -> str:
    """Return an angle; the last bits of a planning system's rounding are no angle."""
    shown = round(value % 360, 1)
    return f"{0.0 if shown == 360 else shown:g}°"


def named(item: Elements, what: str, number: str, name: str = "") -> str:
    """Return what to call an item: its own name, with its number where it has one."""
    own = item.line(name) if name else ""
    counted = item.integer(number)
    place = f"{what.lower() if own else what} {counted}" if counted is not None else what
    return f"{own} ({place})" if own else place


def facts_line(depth: int, name: str, *parts: str) -> Line:
    """Return a line that says several things of one, empty ones left out."""
    return Line(depth, LineKind.ITEM, name, "; ".join(part for part in parts if part) or "–")
