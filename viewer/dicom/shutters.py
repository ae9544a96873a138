"""Display shutters: what an image or a presentation state hides around what matters. PS3.3 C.7.6.11, C.7.6.15."""

from viewer.core.presentation import Point, Shutter
from viewer.dicom.display_colors import from_cielab, grey
from viewer.dicom.values import Elements

_EDGES = (
    "ShutterLeftVerticalEdge",
    "ShutterRightVerticalEdge",
    "ShutterUpperHorizontalEdge",
    "ShutterLowerHorizontalEdge",
)
_MOST_CORNERS = 100_000


def shutter_of(elements: Elements) -> Shutter | None:
    """Return the shutter, None where there is none. A shape that is not described whole is left out, and said."""
    shapes = elements.texts("ShutterShape")
    if not shapes:
        return None
    shutter = Shutter(
        rectangle=_rectangle(elements) if "RECTANGULAR" in shapes else None,
        circle=_circle(elements) if "CIRCULAR" in shapes else None,
        polygon=_polygon(elements) if "POLYGONAL" in shapes else (),
        overlay_group=elements.integer("ShutterOverlayGroup") or 0 if "BITMAP" in shapes else 0,
        color=from_cielab(elements.numbers("ShutterPresentationColorCIELabValue"))
        or grey(elements.number("ShutterPresentationValue") or 0),
    )
    found = {
        "RECTANGULAR": shutter.rectangle,
        "CIRCULAR": shutter.circle,
        "POLYGONAL": shutter.polygon,
        "BITMAP": shutter.overlay_group,
    }
    for shape in shapes:
        if not found.get(shape):
            elements.problems.append(
                f"Shutter Shape (0018,1600) is {shape.lower()}, which is not described whole; it hides nothing"
            )
    return shutter if any(found.values()) else None


def _rectangle(elements: Elements) -> tuple[float, float, float, float] | None:
    edges = [elements.number(keyword) for keyword in _EDGES]
    left, right, top, bottom = (None if edge is None else edge - 1 for edge in edges)
    if left is None or right is None or top is None or bottom is None:
        return None
    return min(left, right), max(left, right), min(top, bottom), max(top, bottom)


def _circle(elements: Elements) -> tuple[float, float, float] | None:
    center, radius = elements.numbers("CenterOfCircularShutter"), elements.number("RadiusOfCircularShutter")
    if len(center) != 2 or radius is None or radius <= 0:
        return None
    row, column = center
    return column - 1, row - 1, radius


def _polygon(elements: Elements) -> tuple[Point, ...]:
    numbers = elements.numbers("VerticesOfThePolygonalShutter")
    rows, columns = numbers[: 2 * _MOST_CORNERS : 2], numbers[1 : 2 * _MOST_CORNERS : 2]
    corners = tuple((column - 1, row - 1) for row, column in zip(rows, columns, strict=False))
    return corners if len(corners) > 2 else ()
