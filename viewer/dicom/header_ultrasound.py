"""Regions of an ultrasound picture and what a pixel is worth in each. PS3.3 C.8.5.5 (SAFETY H25)."""

from math import isfinite

from viewer.core.calibration import Axis, Calibration, Region, Trust
from viewer.dicom.values import Elements

CENTIMETRES = 3
LARGEST_CM = 10.0
AXES = {
    CENTIMETRES: ("Depth", "mm", 10.0),
    4: ("Time", "ms", 1000.0),
    5: ("Frequency", "Hz", 1.0),
    7: ("Velocity", "cm/s", 1.0),
}
"""Physical units of a direction, C.8.5.5.1.15: what is measured, in which unit, how many of it are one of theirs."""


def regions_of(elements: Elements) -> tuple[Region, ...]:
    """Return the regions of a picture in the order of the header, those not measured in length without millimetres."""
    regions = (
        _region(item, number)
        for number, item in enumerate(elements.items("SequenceOfUltrasoundRegions"), start=1)
    )
    return tuple(region for region in regions if region is not None)


def _region(item: Elements, number: int) -> Region | None:
    bounds = [item.integer(f"RegionLocation{end}") for end in ("MinX0", "MinY0", "MaxX1", "MaxY1")]
    if None in bounds:
        item.problems.append(f"ultrasound region {number} does not say where it lies")
        return None
    left, top, right, bottom = (bound for bound in bounds if bound is not None)
    calibration = _calibration(item, number)
    if calibration.in_mm or calibration.problems:
        return Region(left, top, right, bottom, calibration)
    across, down = _axis(item, "X", left), _axis(item, "Y", top)
    if across is None and down is None:
        return Region(left, top, right, bottom, calibration)
    named = Calibration(None, None, Trust.REGION, f"US region {number}")
    return Region(left, top, right, bottom, named, across, down)


def _axis(item: Elements, side: str, first_px: int) -> Axis | None:
    """Return what a side of a region measures, None where it has no unit that we know or no size of a pixel.

    ``first_px`` is where the region begins: the reference pixel is counted from there.
    """
    known = AXES.get(item.integer(f"PhysicalUnits{side}Direction") or 0)
    delta = item.number(f"PhysicalDelta{side}")
    if known is None or delta is None or not isfinite(delta) or delta == 0:
        return None
    quantity, unit, factor = known
    if unit == "mm" and not _plausible(delta):
        return None
    zero_px = _zero_px(item, side, first_px, delta)
    return Axis(quantity, unit, abs(delta) * factor, zero_px, falls=zero_px is not None and delta < 0)


def _zero_px(item: Elements, side: str, first_px: int, delta: float) -> float | None:
    """Return where in the image the quantity of a side is 0; C.8.5.5.1.9 to 12."""
    reference = item.integer(f"ReferencePixel{side}0")
    value = item.number(f"ReferencePixelPhysicalValue{side}")
    if reference is None or value is None or not isfinite(value):
        return None
    zero_px = first_px + reference - value / delta
    return zero_px if isfinite(zero_px) else None


def _calibration(item: Elements, number: int) -> Calibration:
    units = {item.integer("PhysicalUnitsXDirection"), item.integer("PhysicalUnitsYDirection")}
    across, down = item.number("PhysicalDeltaX"), item.number("PhysicalDeltaY")
    if units != {CENTIMETRES}:
        return Calibration.none()
    if not (_plausible(across) and _plausible(down)) or across is None or down is None:
        return Calibration.none(problems=(f"ultrasound region {number} has no usable size of a pixel",))
    return Calibration(abs(across) * 10, abs(down) * 10, Trust.REGION, f"US region {number}")


def _plausible(delta_cm: float | None) -> bool:
    return delta_cm is not None and isfinite(delta_cm) and 0 < abs(delta_cm) <= LARGEST_CM
