"""Length between two points."""

from viewer.core.images import Image
from viewer.core.measurements import Measurement
from viewer.core.shapes import Handle, Label, Segment, Shape
from viewer.interaction.measuring import measuring_tool, place_of
from viewer.interaction.quantities import length_quantities, place_notes
from viewer.interaction.tool import Points


def measure(image: Image, points: Points) -> Measurement:
    """Return the distance between two points; of every candidate calibration where there are several."""
    start, end = points
    return Measurement(
        tool="length",
        place=place_of(image),
        points_lps=points,
        quantities=length_quantities(image, points, start, end),
        trust=image.calibration_for(points)[0].trust,
        notes=place_notes(image, points),
    )


def draw(length: Measurement) -> tuple[Shape, ...]:
    """Return a line with its length at the end, and what must be said about it."""
    start, end = length.points_lps
    several = len({quantity.name for quantity in length.quantities}) > 1
    written = [f"{known.name} {known.text}" if several else known.text for known in length.quantities]
    lines = (*written, *length.notes)
    return Segment(start, end), Handle(start), Handle(end), Label(end, lines)


TOOL = measuring_tool(
    name="length",
    title="Length",
    description="Distance between two points: drag, or click twice",
    handles=2,
    measure=measure,
    draw=draw,
    key="D",
)
