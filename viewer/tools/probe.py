"""Probe: the value of one pixel, and where it lies."""

import numpy as np

from viewer.core.geometry import Vector, letters_towards
from viewer.core.images import Image
from viewer.core.measurements import Measurement, Quantity
from viewer.core.shapes import Handle, Label, Shape
from viewer.core.statistics import pixel_values
from viewer.interaction.measuring import measuring_tool, place_of
from viewer.interaction.quantities import COLOR_HAS_NO_UNIT, side_values, value_quantity
from viewer.interaction.tool import Points

PADDING = "padding: no value was recorded here"
NOT_FINITE = "no value was computed here"


def measure(image: Image, points: Points) -> Measurement:
    """Return the value of the pixel whose area the point lies in, not interpolated, and the point's position."""
    column, row = _pixel(image, points[0])
    value, notes = _value(image, column, row)
    quantities = (*side_values(image, points[0]), *value)
    return Measurement(
        tool="probe",
        place=place_of(image),
        points_lps=points,
        quantities=quantities,
        trust=image.calibration_for(points)[0].trust,
        notes=(*notes, f"column {column + 1}, row {row + 1}", *_position(image, points[0])),
    )


def draw(probe: Measurement) -> tuple[Shape, ...]:
    """Return the point with its value and position."""
    (point,) = probe.points_lps
    return Handle(point), Label(point, (*(quantity.text for quantity in probe.quantities), *probe.notes))


def measurable(image: Image, points: Points) -> bool:
    """Whether the point lies on a pixel."""
    column, row = _pixel(image, points[0])
    rows, columns = image.stored.shape[:2]
    return bool(0 <= column < columns and 0 <= row < rows)


def _pixel(image: Image, point_lps: Vector) -> tuple[int, int]:
    column, row = np.floor(image.plane.to_pixels(point_lps) + 0.5).astype(int)
    return int(column), int(row)


def _value(image: Image, column: int, row: int) -> tuple[tuple[Quantity, ...], tuple[str, ...]]:
    stored = image.stored[row : row + 1, column]
    found = pixel_values(image, stored)
    if found.size == 0:
        return (), (PADDING,)
    if not np.isfinite(found[0]):
        return (), (NOT_FINITE,)
    quantity = value_quantity(image, "Value", float(found[0]))
    if not image.is_color:
        return (quantity,), ()
    red, green, blue = (int(part) for part in stored[0])
    return (quantity,), (f"red {red}, green {green}, blue {blue}", COLOR_HAS_NO_UNIT)


def _position(image: Image, point_lps: Vector) -> tuple[str, ...]:
    """Return a place in the patient in words, e.g. ``L 12.3  P 4.5  H 30.0 mm``; nothing where it is unknown."""
    if not image.plane.in_patient:
        return ()
    quadruped = image.frame.instance.patient.quadruped
    axes: tuple[Vector, ...] = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))
    parts = []
    for axis, place_mm in zip(axes, point_lps, strict=True):
        sign = -1.0 if place_mm < 0 else 1.0
        towards = (axis[0] * sign, axis[1] * sign, axis[2] * sign)
        parts.append(f"{letters_towards(towards, quadruped=quadruped)} {abs(place_mm):.1f}")
    return ("  ".join(parts) + " mm",)


TOOL = measuring_tool(
    name="probe",
    title="Probe",
    description="Value and position of a pixel: click, or drag to it",
    handles=1,
    measure=measure,
    draw=draw,
    key="Q",
    measurable=measurable,
)
