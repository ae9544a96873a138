"""Angle at a point, between two others."""

from viewer.core.images import Image
from viewer.core.measurements import Measurement, Quantity
from viewer.core.shapes import Handle, Label, Segment, Shape
from viewer.interaction.measuring import measuring_tool, place_of
from viewer.interaction.quantities import angle_deg, angle_notes
from viewer.interaction.tool import Points


def measure(image: Image, points: Points) -> Measurement:
    """Return the angle at the second point, 0° to 180°."""
    start, vertex, end = points
    angle = angle_deg(image, points, (vertex, start), (vertex, end))
    return Measurement(
        tool="angle",
        place=place_of(image),
        points_lps=points,
        quantities=(Quantity("Angle", angle, "°"),),
        trust=image.calibration_for(points)[0].trust,
        notes=angle_notes(image, points),
    )


def draw(angle: Measurement) -> tuple[Shape, ...]:
    """Return the two sides with the angle at their common point."""
    start, vertex, end = angle.points_lps
    lines = tuple(quantity.text for quantity in angle.quantities)
    handles = (Handle(start), Handle(vertex), Handle(end))
    return Segment(start, vertex), Segment(vertex, end), *handles, Label(vertex, lines)


TOOL = measuring_tool(
    name="angle",
    title="Angle",
    description="Angle at the second of three points",
    handles=3,
    measure=measure,
    draw=draw,
    key="G",
)
