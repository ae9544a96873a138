"""From stored numbers to values and to grey: rescale, look-up tables, windows and units. PS3.3 C.11.1, C.11.2."""

from dataclasses import dataclass
from math import isfinite

from viewer.core.windowing import ModalityLut, ModalityMap, Rescale, Voi, VoiFunction, VoiLut, Window
from viewer.dicom import sop_classes
from viewer.dicom.failures import name_of
from viewer.dicom.values import Elements, remembered

HOUNSFIELD = "HU"

_PET_UNITS = {
    "BQML": "Bq/ml",
    "CNTS": "counts",
    "GML": "g/ml",
    "NONE": "",
    "PROPCNTS": "counts (relative)",
    "PROPCPS": "counts/s (relative)",
    "CPS": "counts/s",
    "CM2": "cm²",
    "CM2ML": "cm²/ml",
    "PCNT": "%",
    "BQCC": "Bq/ml",
    "SUV": "SUV",
    "STDDEV": "SD",
}
_RESCALE_TYPES = {"HU": HOUNSFIELD, "OD": "OD", "PCT": "%", "Z_EFF": "Z", "ED": "10²³/ml", "MGML": "mg/ml"}

_LARGEST_TABLE = 1 << 16

UNCHANGED = Rescale()
"""Stored numbers are the values."""


@dataclass(frozen=True, slots=True)
class Toning:
    """Everything between a stored number and its grey level that a header decides.

    Attributes
    ----------
    window_in_doubt
        Whether windows may apply to stored numbers rather than to rescaled values (H14).
    """

    modality_map: ModalityMap
    windows: tuple[Voi, ...]
    unit: str
    window_in_doubt: bool = False


def modality_map_of(elements: Elements, *, signed: bool) -> ModalityMap:
    """Return what turns stored numbers into values: a table where there is one, else slope and intercept."""
    for table in elements.items("ModalityLUTSequence"):
        described = table_of(table, signed=signed)
        if described is not None:
            first, entries, _ = described
            return ModalityLut(first, entries)
    return _rescale_of(elements)


def _rescale(elements: Elements) -> Rescale:
    slope, intercept = elements.number("RescaleSlope"), elements.number("RescaleIntercept")
    if slope == 0:
        elements.problems.append("Rescale Slope (0028,1053) is 0; stored numbers are shown")
        return UNCHANGED
    return Rescale(1.0 if slope is None else slope, intercept or 0.0)


_rescale_of = remembered(_rescale, ("RescaleSlope", "RescaleIntercept"), size=4096)


def _windows(elements: Elements) -> tuple[Window, ...]:
    centers, widths = elements.numbers("WindowCenter"), elements.numbers("WindowWidth")
    explanations = elements.texts("WindowCenterWidthExplanation")
    function = _function(elements)
    if len(centers) != len(widths):
        elements.problems.append(
            "there are not as many Window Centers (0028,1050) as Window Widths (0028,1051)"
        )
    found = []
    for index, (center, width) in enumerate(zip(centers, widths, strict=False)):
        if not (isfinite(center) and isfinite(width) and width > 0):
            elements.problems.append(f"Window Width (0028,1051) is {width:g}; this window is not offered")
            continue
        explanation = explanations[index] if index < len(explanations) else ""
        exact = VoiFunction.LINEAR_EXACT if function is VoiFunction.LINEAR and width < 1 else function
        found.append(Window(center, width, exact, explanation))
    return tuple(found)


_windows_of = remembered(
    _windows, ("WindowCenter", "WindowWidth", "WindowCenterWidthExplanation", "VOILUTFunction"), size=2048
)


def _function(elements: Elements) -> VoiFunction:
    named = elements.text("VOILUTFunction")
    try:
        return VoiFunction(named) if named else VoiFunction.LINEAR
    except ValueError:
        elements.problems.append("VOI LUT Function (0028,1056) is not one of the standard's; LINEAR is used")
        return VoiFunction.LINEAR


def windows_of(elements: Elements, *, signed: bool) -> tuple[Voi, ...]:
    """Return everything the image offers to shade it with, look-up tables first: the maker's finest intent."""
    tables = []
    for item in elements.items("VOILUTSequence"):
        described = table_of(item, signed=signed)
        if described is not None:
            first, entries, bits = described
            tables.append(VoiLut(first, entries, bits, item.line("LUTExplanation") or "VOI LUT"))
    windows = _windows_of(elements)
    return (*tables, *windows) if tables else windows


def table_of(item: Elements, *, signed: bool) -> tuple[int, tuple[int, ...], int] | None:
    """Return first mapped value, entries and their bits of a LUT item; None where there is none that works.

    ``signed`` says whether the first mapped value may be negative.
    """
    descriptor = item.numbers("LUTDescriptor", b"US")
    if len(descriptor) != 3:
        return None
    count, first, bits = (int(part) for part in descriptor)
    count = count or _LARGEST_TABLE
    if signed and first >= 1 << 15:
        first -= 1 << 16
    entries = _entries(item, count)
    if entries is None or not 0 < bits <= 16:
        item.problems.append(f"{name_of(0x00283006)} does not fit its descriptor; the table is not used")
        return None
    return first, entries, max(bits, max(entries).bit_length())


def _entries(item: Elements, count: int) -> tuple[int, ...] | None:
    """Return the entries of a table, two bytes or one each, as its length tells."""
    value = item.bytes_of(0x00283006)
    for vr, size in ((b"OW", 2), (b"OB", 1)):
        if len(value) - count * size in (0, 1) and value:
            found = item.numbers("LUTData", vr)
            return tuple(int(part) for part in found[:count])
    return None


def unit_of(elements: Elements, sop_class_uid: str, modality: str) -> str:
    """Return the unit of values after the modality map, as written behind a number; empty where none is known."""
    if sop_class_uid == sop_classes.PET or modality == "PT":
        return _PET_UNITS.get(elements.text("Units"), "")
    if sop_class_uid == sop_classes.RT_DOSE:
        return {"GY": "Gy", "RELATIVE": "relative dose"}.get(elements.text("DoseUnits"), "")
    kind = elements.text("RescaleType") or elements.first("ModalityLUTSequence").text("ModalityLUTType")
    if kind:
        return _RESCALE_TYPES.get(kind, "")
    return HOUNSFIELD if modality == "CT" and "RescaleSlope" in elements else ""


def is_window_in_doubt(sop_class_uid: str, maker: str, modality_map: ModalityMap) -> bool:
    """Return whether only the pixels can tell what the image's windows apply to (H14).

    The MR Image object has no modality LUT. Philips adds a rescale as a mapping to real values; to which side of it
    its windows belong is told differently. PET and all others follow PS3.3 C.11.2: after the rescale.
    """
    return sop_class_uid == sop_classes.MR and modality_map != UNCHANGED and "philips" in maker.casefold()
