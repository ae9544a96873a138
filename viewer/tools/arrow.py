"""Arrow with the reader's words."""

from viewer.core.images import Image
from viewer.core.measurements import Measurement
from viewer.core.shapes import ArrowHead, Handle, Label, Segment, Shape
from viewer.interaction.measuring import measuring_tool, place_of
from viewer.interaction.tool import Points


def measure(image: Image, points: Points) -> Measurement:
    """Return the arrow; it says where, not how much."""
    return Measurement(
        tool="arrow",
        place=place_of(image),
        points_lps=points,
        trust=image.calibration_for(points)[0].trust,
    )


def draw(arrow: Measurement) -> tuple[Shape, ...]:
    """Return an arrow to the first point, its words at the second."""
    tip, tail = arrow.points_lps
    shapes = Segment(tail, tip), ArrowHead(tip, tail), Handle(tip), Handle(tail)
    return (*shapes, Label(tail, tuple(arrow.text.splitlines()))) if arrow.text else shapes


TOOL = measuring_tool(
    name="arrow",
    title="Arrow",
    description="Arrow with words: press where it points, drag to where the words stand",
    handles=2,
    measure=measure,
    draw=draw,
    key="N",
    asks_for_text=True,
)
