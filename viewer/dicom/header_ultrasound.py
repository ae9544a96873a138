"""Regions of an ultrasound picture and what a pixel is worth in each. PS3.3 C.8.5.5 (SAFETY H25)."""

from math import isfinite

from viewer.core.calibration import Calibration, Region, Trust
from viewer.dicom.values import Elements

CENTIMETRES = 3
LARGEST_CM = 10.0


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
    return Region(left, top, right, bottom, _calibration(item, number))


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
