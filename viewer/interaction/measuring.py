"""The gesture that all measuring tools share, in the order the hand moves."""

from collections.abc import Callable, Collection, Generator
from dataclasses import replace

from viewer.core.geometry import Vector
from viewer.core.images import Image, voi_in_force
from viewer.core.measurements import Measurement, Place
from viewer.core.shapes import Drawing, Handle, Path, Shape, Tone
from viewer.interaction.tool import (
    Adjust,
    Draw,
    Gesture,
    Measurable,
    Measure,
    Phase,
    PointerEvent,
    Points,
    Preview,
    Surface,
    Tool,
    neighbours_apart,
    one_moved,
)

Complete = Callable[[Image, Points], Points]
Sketch = Callable[[Points], tuple[Shape, ...]]

PRESSES = (Phase.PRESS, Phase.DOUBLE_CLICK)


def place_of(image: Image) -> Place:
    """Return where a drawing on this image belongs."""
    instance = image.frame.instance
    return Place(
        frame=image.frame.key,
        series_uid=instance.series.uid,
        study_uid=instance.study.uid,
        frame_of_reference_uid=instance.frame_of_reference_uid if image.plane.in_patient else "",
    )


def as_placed(_image: Image, points: Points) -> Points:
    """Return the points themselves: the drawing's handles are where the hand put them."""
    return points


def joined(points: Points) -> tuple[Shape, ...]:
    """Return a line through the points placed so far."""
    handles = tuple(Handle(point) for point in points)
    return (Path(points), *handles) if len(points) > 1 else handles


def measuring_tool(
    *,
    name: str,
    title: str,
    description: str,
    handles: int,
    measure: Measure,
    draw: Draw,
    key: str = "",
    complete: Complete = as_placed,
    adjust: Adjust = one_moved,
    sketch: Sketch = joined,
    measurable: Measurable = neighbours_apart,
    asks_for_text: bool = False,
) -> Tool:
    """Return a tool that measures between points which the hand places.

    Pressing places a point; a drag places the next one where it ends; the last point follows the hand until the
    button is let go. So a length is drawn by press-drag-release as well as by click-move-click, and an angle by
    any mixture. A double click before the second point is no measurement.

    Parameters
    ----------
    description
        One sentence for menus and tips: how it is drawn.
    handles
        How many points the hand places.
    complete
        All points of the drawing from those placed, e.g. four corners from two.
    sketch
        What is drawn while points are missing.
    """

    def gesture(surface: Surface, press: PointerEvent) -> Gesture:
        image = surface.image

        def show(points: Points) -> Preview:
            shapes = sketch(points)
            if len(points) == handles and measurable(image, whole := complete(image, points)):
                shapes = draw(measure(image, whole))
            return Preview(Drawing(shapes, Tone.PREVIEW))

        points = yield from _placed(press, handles, show, surface.click_px)
        if len(points) < handles:
            return None
        whole = complete(image, points)
        return _under(surface, measure(image, whole)) if measurable(image, whole) else None

    return Tool(
        name=name,
        title=title,
        help=description,
        gesture=gesture,
        measure=measure,
        draw=draw,
        key=key,
        asks_for_text=asks_for_text,
        measurable=measurable,
        adjust=adjust,
    )


def _placed(
    press: PointerEvent, handles: int, show: Callable[[Points], Preview], click_px: float
) -> Generator[Preview, PointerEvent, Points]:
    """Return the points the hand placed; fewer than ``handles`` if it gave up with a double click."""
    points: Points = ()
    event = press
    while True:
        is_last = len(points) == handles - 1
        if not is_last:
            points = (*points, event.position_lps)
        released = yield from _follow(event, (Phase.RELEASE,), points, show)
        if is_last or not released.is_near(event, click_px):
            points = (*points, released.position_lps)
        if len(points) == handles:
            return points
        event = yield from _follow(released, PRESSES, points, show)
        if event.phase is Phase.DOUBLE_CLICK and event.is_near(press, click_px):
            return ()


def _follow(
    event: PointerEvent, until: Collection[Phase], points: Points, show: Callable[[Points], Preview]
) -> Generator[Preview, PointerEvent, PointerEvent]:
    """Show the drawing as if its next point were under the pointer, until the hand does this."""
    while True:
        event = yield show(_with_next(points, event.position_lps))
        if event.phase in until:
            return event


def _with_next(points: Points, next_lps: Vector) -> Points:
    return points if points and points[-1] == next_lps else (*points, next_lps)


def _under(surface: Surface, measurement: Measurement) -> Measurement:
    """Return the measurement with the window it was drawn under."""
    return replace(measurement, voi=voi_in_force(surface.image, surface.state.shading))
