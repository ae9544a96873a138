"""Numbers with unit and trust: how tools turn points into quantities.

Where the calibration names a second candidate, every length and area is given twice, each with its label
(SAFETY H6). Where nothing supports millimetres they are in pixels. Within the patient, positions decide; in a
projection or a picture, pixels and their calibration do.
"""

from collections.abc import Iterator
from math import ceil, log10

import numpy as np
from numpy.typing import NDArray

from viewer.core.calibration import Axis, Calibration, Region
from viewer.core.geometry import Vector
from viewer.core.images import Image
from viewer.core.measurements import Measurement, Quantity
from viewer.core.statistics import PixelRegion
from viewer.core.values import linear
from viewer.core.windowing import Rescale
from viewer.interaction.tool import Points

CROSSES_REGIONS = "not within one ultrasound region"
COLOR_HAS_NO_UNIT = "color picture: brightness, not a measured value"
NO_PIXEL = "no pixel with a value lies inside"
SHAPE_FROM_ASPECT = "nothing supports millimetres; the angle rests on the pixel aspect ratio"

ON_THE_LINE_OF_THE_ONE_BEFORE = ("SD", "Max")
FINEST_DECIMALS = 4
DECIMALS_OF_FLOATS = 3
ROUNDING = 1e-9


def length_quantities(
    image: Image, points: Points, start: Vector, end: Vector, name: str = "Length"
) -> tuple[Quantity, ...]:
    """Return the distance between two points of a drawing, once for each candidate calibration.

    In an ultrasound region whose sides are no lengths, a spectrum or an M-mode, it is what lies between the points
    along each side: a velocity and a time, a depth and a time (SAFETY H25).
    """
    region = image.calibration_for(points)[1]
    if region is not None and not region.calibration.in_mm and (region.across or region.down):
        return _side_quantities(image, region, start, end)
    return tuple(
        Quantity(name, image.distance(start, end, calibration), calibration.unit, calibration.label)
        for calibration in _candidates(image, points)
    )


def _side_quantities(image: Image, region: Region, start: Vector, end: Vector) -> tuple[Quantity, ...]:
    way = np.abs(image.plane.to_pixels(end) - image.plane.to_pixels(start))
    sides = ((region.down, float(way[1])), (region.across, float(way[0])))
    return tuple(
        Quantity(axis.quantity, pixels * axis.per_px, axis.unit, region.calibration.label, _worth(axis))
        for axis, pixels in sides
        if axis is not None
    )


def side_values(image: Image, point_lps: Vector) -> tuple[Quantity, ...]:
    """Return what a position in an ultrasound region stands for: the velocity and the time, the depth and the time.

    Nothing where the sides are lengths, or the header names no reference.
    """
    region = image.calibration_for((point_lps,))[1]
    if region is None:
        return ()
    i, j = (float(part) for part in image.plane.to_pixels(point_lps))
    found = [
        (axis, axis.value_at(at)) for axis, at in ((region.down, j), (region.across, i)) if axis is not None
    ]
    label = region.calibration.label
    return tuple(
        Quantity(axis.quantity, value, axis.unit, label, _worth(axis))
        for axis, value in found
        if value is not None
    )


def _worth(axis: Axis) -> int:
    """Return how many decimals a quantity is worth: a tenth of a millimetre or of a cm/s, whole ms and Hz."""
    return 0 if axis.unit in ("ms", "Hz") else 1


def area_quantities(
    image: Image, points: Points, spanned: tuple[Vector, Vector, Vector], factor: float = 1.0
) -> tuple[Quantity, ...]:
    """Return an area, ``factor`` times the parallelogram that two vectors from a point span, by point and ends."""
    corner, first, second = spanned
    return tuple(
        Quantity(
            "Area",
            factor
            * _parallelogram(_offset(image, corner, first, known), _offset(image, corner, second, known)),
            f"{known.unit}²",
            known.label,
        )
        for known in _candidates(image, points)
    )


def angle_deg(
    image: Image, points: Points, first: tuple[Vector, Vector], second: tuple[Vector, Vector]
) -> float:
    """Return the angle, 0° to 180°, between the directions of two lines, each from start to end.

    In proportions of the patient or the calibrated picture, so that pixels which are not square do not bend it
    (SAFETY H3); without millimetres in those of the pixel aspect ratio.
    """
    calibration, _ = image.calibration_for(points)
    one = _shape(image, *first, calibration)
    other = _shape(image, *second, calibration)
    return float(np.degrees(np.arctan2(_parallelogram(one, other), one @ other)))


def place_notes(image: Image, points: Points) -> tuple[str, ...]:
    """Return what must be said about where a length or area was drawn."""
    crosses = image.frame.description.regions and image.calibration_for(points)[1] is None
    return (CROSSES_REGIONS,) if crosses else ()


def angle_notes(image: Image, points: Points) -> tuple[str, ...]:
    """Return what must be said about an angle."""
    return () if image.calibration_for(points)[0].in_mm else (SHAPE_FROM_ASPECT,)


def region_quantities(
    image: Image, region: PixelRegion, area: tuple[Quantity, ...]
) -> tuple[tuple[Quantity, ...], tuple[str, ...]]:
    """Return mean, SD, area, extremes and number of pixels of a region, and what must be said about them."""
    found = region.statistics(image)
    notes = (COLOR_HAS_NO_UNIT,) if image.is_color else ()
    count = Quantity("Pixels", found.count, "", decimals=0)
    if found.count == 0:
        return (*area, count), (*notes, NO_PIXEL)
    return (
        value_quantity(image, "Mean", found.mean, averaged=True),
        value_quantity(image, "SD", found.sd, averaged=True),
        *area,
        value_quantity(image, "Min", found.minimum),
        value_quantity(image, "Max", found.maximum),
        count,
    ), notes


def region_lines(region: Measurement) -> tuple[str, ...]:
    """Return the numbers of a region as they are written beside it, what belongs together on one line."""
    written: list[str] = []
    for quantity in region.quantities:
        text = f"{quantity.name} {quantity.text}"
        if quantity.name in ON_THE_LINE_OF_THE_ONE_BEFORE:
            written[-1] = f"{written[-1]}   {text}"
        else:
            written.append(text)
    return (*written, *region.notes)


def value_quantity(image: Image, name: str, value: float, *, averaged: bool = False) -> Quantity:
    """Return a value of the image in its unit; of a color picture its luminance, which has none."""
    label = "luminance" if image.is_color else image.scale.label if image.scale else ""
    decimals = _value_decimals(image, averaged=averaged)
    return Quantity(name, value, image.unit, label, decimals)


def _value_decimals(image: Image, *, averaged: bool) -> int:
    """Return how many decimals tell neighbouring values apart; averages are worth one more."""
    if image.scale is not None and image.scale.decimals is not None:
        return image.scale.decimals
    rescale = linear(image.value_map)
    if image.stored.dtype.kind == "f":
        single = DECIMALS_OF_FLOATS
    elif image.is_color or rescale is None:
        single = 0
    else:
        single = _decimals_between(rescale)
    return min(single + averaged, FINEST_DECIMALS)


def _decimals_between(rescale: Rescale) -> int:
    """Return how many decimals the values of whole stored numbers have, or how many tell them apart."""
    for decimals in range(FINEST_DECIMALS):
        parts = (rescale.slope * 10**decimals, rescale.intercept * 10**decimals)
        if all(abs(part - round(part)) < ROUNDING for part in parts):
            return decimals
    return max(1, ceil(-log10(abs(rescale.slope))))


def _candidates(image: Image, points: Points) -> Iterator[Calibration]:
    """Go through the calibration that holds for these points and the alternatives it names."""
    calibration: Calibration | None = image.calibration_for(points)[0]
    while calibration is not None:
        yield calibration
        calibration = None if image.plane.in_patient else calibration.alternative


def _offset(image: Image, start: Vector, end: Vector, calibration: Calibration) -> NDArray[np.float64]:
    """Return the way from one point to another, (3,), in the calibration's unit."""
    return _scaled(image, start, end, calibration, calibration.pixel_size)


def _shape(image: Image, start: Vector, end: Vector, calibration: Calibration) -> NDArray[np.float64]:
    """Return the way from one point to another, (3,), in true proportions, of no particular unit."""
    return _scaled(image, start, end, calibration, calibration.shape)


def _scaled(
    image: Image, start: Vector, end: Vector, calibration: Calibration, pixel: tuple[float, float]
) -> NDArray[np.float64]:
    if image.plane.in_patient and calibration.in_mm:
        return np.subtract(end, start, dtype=np.float64)
    across, down = image.plane.to_pixels(end) - image.plane.to_pixels(start)
    return np.array([across * pixel[0], down * pixel[1], 0.0])


def _parallelogram(first: NDArray[np.float64], second: NDArray[np.float64]) -> float:
    return float(np.linalg.norm(np.cross(first, second)))
