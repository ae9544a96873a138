"""Ellipse: its area and what the pixels in it are worth."""

from math import pi

from viewer.core.images import Image
from viewer.core.measurements import Measurement
from viewer.core.shapes import Ellipse, Handle, Label, Shape
from viewer.core.statistics import pixels_in_ellipse
from viewer.interaction.measuring import measuring_tool, place_of
from viewer.interaction.outlines import axes_of_ellipse, center_of, ellipse_pulled, has_area
from viewer.interaction.quantities import area_quantities, place_notes, region_lines, region_quantities
from viewer.interaction.tool import Points


def measure(image: Image, points: Points) -> Measurement:
    """Return area and statistics; a pixel counts when its centre lies inside the outline or on it."""
    center, first, second = center_of(points), points[1], points[3]
    region = pixels_in_ellipse(image, *image.plane.to_pixels((center, first, second)))
    area = area_quantities(image, points, (center, first, second), pi)
    quantities, notes = region_quantities(image, region, area)
    return Measurement(
        tool="ellipse",
        place=place_of(image),
        points_lps=points,
        quantities=quantities,
        trust=image.calibration_for(points)[0].trust,
        notes=(*notes, *place_notes(image, points)),
    )


def draw(ellipse: Measurement) -> tuple[Shape, ...]:
    """Return the outline, the ends of its axes, and its numbers."""
    points = ellipse.points_lps
    outline = Ellipse(center_of(points), points[1], points[3])
    handles = tuple(Handle(point) for point in points)
    return outline, *handles, Label(points[3], region_lines(ellipse))


TOOL = measuring_tool(
    name="ellipse",
    title="Ellipse",
    description="Area, mean, SD and extremes in an ellipse: drag from corner to corner",
    handles=2,
    measure=measure,
    draw=draw,
    key="E",
    complete=axes_of_ellipse,
    adjust=ellipse_pulled,
    measurable=has_area,
)
