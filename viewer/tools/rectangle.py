"""Rectangle: its area and what the pixels in it are worth."""

from viewer.core.images import Image
from viewer.core.measurements import Measurement
from viewer.core.shapes import Handle, Label, Path, Shape
from viewer.core.statistics import pixels_in_rectangle
from viewer.interaction.measuring import measuring_tool, place_of
from viewer.interaction.outlines import box_pulled, center_of, corners_of_box, has_area
from viewer.interaction.quantities import area_quantities, place_notes, region_lines, region_quantities
from viewer.interaction.tool import Points


def measure(image: Image, points: Points) -> Measurement:
    """Return area and statistics; a pixel counts when its centre lies inside the outline or on it."""
    corners = image.plane.to_pixels(points)
    sides = (corners[1] + corners[2]) / 2, (corners[2] + corners[3]) / 2
    region = pixels_in_rectangle(image, image.plane.to_pixels(center_of(points)), *sides)
    area = area_quantities(image, points, (points[0], points[1], points[3]))
    quantities, notes = region_quantities(image, region, area)
    return Measurement(
        tool="rectangle",
        place=place_of(image),
        points_lps=points,
        quantities=quantities,
        trust=image.calibration_for(points)[0].trust,
        notes=(*notes, *place_notes(image, points)),
    )


def draw(rectangle: Measurement) -> tuple[Shape, ...]:
    """Return the outline, its corners, and its numbers."""
    points = rectangle.points_lps
    handles = tuple(Handle(point) for point in points)
    return Path(points, closed=True), *handles, Label(points[2], region_lines(rectangle))


TOOL = measuring_tool(
    name="rectangle",
    title="Rectangle",
    description="Area, mean, SD and extremes in a rectangle: drag from corner to corner",
    handles=2,
    measure=measure,
    draw=draw,
    key="B",
    complete=corners_of_box,
    adjust=box_pulled,
    measurable=has_area,
)
