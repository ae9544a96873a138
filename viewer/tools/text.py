"""The reader's words at a point of the image."""

from viewer.core.images import Image
from viewer.core.measurements import Measurement
from viewer.core.shapes import Handle, Label, Shape
from viewer.interaction.measuring import measuring_tool, place_of
from viewer.interaction.tool import Points


def measure(image: Image, points: Points) -> Measurement:
    """Return the place for the words."""
    return Measurement(
        tool="text",
        place=place_of(image),
        points_lps=points,
        trust=image.calibration_for(points)[0].trust,
    )


def draw(text: Measurement) -> tuple[Shape, ...]:
    """Return the words at their point."""
    (point,) = text.points_lps
    return (Handle(point), Label(point, tuple(text.text.splitlines()))) if text.text else (Handle(point),)


TOOL = measuring_tool(
    name="text",
    title="Text",
    description="Words on the image: click where they belong",
    handles=1,
    measure=measure,
    draw=draw,
    key="X",
    asks_for_text=True,
)
