"""Angle between two lines that need not meet: the angle tool of IHE BIR (key A, four clicks), after Cobb."""

from viewer.core.geometry import Vector
from viewer.core.images import Image
from viewer.core.measurements import Measurement, Quantity
from viewer.core.shapes import Handle, Label, Segment, Shape
from viewer.interaction.measuring import measuring_tool, place_of
from viewer.interaction.quantities import angle_deg, angle_notes
from viewer.interaction.tool import Points


def measure(image: Image, points: Points) -> Measurement:
    """Return the angle between two lines, 0° to 90°.

    A line along an end plate has no direction, so it must not matter from which end it was drawn: the smaller
    of the two angles is reported, as is usual in the clinic. A curve beyond 90° needs the other one, which is
    noted beside it.
    """
    first, second = (points[0], points[1]), (points[2], points[3])
    directed = angle_deg(image, points, first, second)
    smaller = min(directed, 180 - directed)
    return Measurement(
        tool="cobb",
        place=place_of(image),
        points_lps=points,
        quantities=(Quantity("Cobb angle", smaller, "°"),),
        trust=image.calibration_for(points)[0].trust,
        notes=(f"the larger angle between the lines is {180 - smaller:.1f}°", *angle_notes(image, points)),
    )


def draw(cobb: Measurement) -> tuple[Shape, ...]:
    """Return both lines, joined by a dashed one that carries the angle."""
    a, b, c, d = cobb.points_lps
    one, other = _middle(a, b), _middle(c, d)
    lines = tuple(quantity.text for quantity in cobb.quantities)
    handles = tuple(Handle(point) for point in cobb.points_lps)
    return (
        Segment(a, b),
        Segment(c, d),
        Segment(one, other, dashed=True),
        *handles,
        Label(_middle(one, other), lines),
    )


def sketch(points: Points) -> tuple[Shape, ...]:
    """Return what is there of the two lines."""
    lines = tuple(Segment(points[at], points[at + 1]) for at in range(0, len(points) - 1, 2))
    return (*lines, *(Handle(point) for point in points))


def measurable(_image: Image, points: Points) -> bool:
    """Whether both lines have a direction."""
    return points[0] != points[1] and points[2] != points[3]


def _middle(one: Vector, other: Vector) -> Vector:
    return ((one[0] + other[0]) / 2, (one[1] + other[1]) / 2, (one[2] + other[2]) / 2)


TOOL = measuring_tool(
    name="cobb",
    title="Cobb angle",
    description="Angle between two lines: four clicks, or two drags",
    handles=4,
    measure=measure,
    draw=draw,
    key="A",
    sketch=sketch,
    measurable=measurable,
)
