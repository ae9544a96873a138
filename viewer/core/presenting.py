"""What overlays, shutters and presentation states mean on one image: pure functions of values. PS3.4 N.2."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from viewer.core.camera import Camera
from viewer.core.geometry import Vector, as_vector
from viewer.core.images import Image, Rendition, Shading
from viewer.core.presentation import (
    Annotation,
    Area,
    Figure,
    Graphic,
    OverlayHeader,
    OverlayPlane,
    Point,
    PresentationState,
    References,
    Shutter,
    Sizing,
    TextObject,
    Unit,
)
from viewer.core.shapes import Drawing, Ellipse, Handle, Label, Path, Segment, Shape
from viewer.core.study import Frame
from viewer.core.windowing import ModalityLut, ModalityMap, Rescale, VoiFunction, Window

OVERLAY_COLOR = "#9fe3ff"
CURVE_STEPS = 12
"""Straight pieces between two points of a curve."""

SMALLEST_PART, LARGEST_PART = 0.001, 100.0


@dataclass(frozen=True, slots=True)
class Mask:
    """A plane of bits to be painted over an image in one colour.

    Attributes
    ----------
    hides
        Whether it is a shutter: painted opaque and under everything else.
    """

    plane: OverlayPlane
    color: str = OVERLAY_COLOR
    hides: bool = False


def covers(refers: References | None, frame: Frame) -> bool:
    """Whether something is meant for a frame; where it names no image it is meant for all."""
    return refers is None or refers.cover(frame.instance.sop_instance_uid, frame.number)


def why_not(state: PresentationState, frame: Frame) -> str:
    """Return in words why a presentation state does not apply to a frame, empty where it does (SAFETY H27)."""
    if state.refused:
        return state.refused
    if not state.refers.cover(frame.instance.sop_instance_uid, frame.number):
        return "it was made for other images"
    if state.patient_id and state.patient_id != frame.instance.patient.patient_id:
        return "it names another patient"
    return ""


def offered(states: Iterable[PresentationState], frame: Frame) -> tuple[PresentationState, ...]:
    """Return the presentation states that apply to a frame, the latest first."""
    found = [state for state in states if not why_not(state, frame)]
    found.sort(key=lambda state: state.uid)
    return tuple(sorted(found, key=lambda state: (state.date, state.time), reverse=True))


def presented(shading: Shading, state: PresentationState, image: Image) -> Shading:
    """Return a shading under a presentation state; the reader's own window and inversion stay on top.

    Its window is put in terms of the image's own values wherever that can be, so that presets, windows set by
    hand and windows kept with measurements mean the same with and without it.
    """
    modality_map = state.modality_map or Rescale()
    voi = next((voi for refers, voi in state.voi if covers(refers, image.frame)), None)
    voi = voi or whole_range(modality_map, image.frame)
    own = Rescale() if image.voi_on_stored else image.frame.description.modality_map
    if isinstance(own, Rescale) and isinstance(modality_map, Rescale) and isinstance(voi, Window):
        modality_map, voi = _in_terms_of(own, modality_map, voi)
    return replace(shading, rendition=Rendition(modality_map, voi, state.output, state.inverse))


def _in_terms_of(own: Rescale, other: Rescale, window: Window) -> tuple[Rescale, Window]:
    """Return a window over values of another rescale as one over an image's own: the same grey levels.

    Where one falls while the other rises there is none, nor for a step from black to white, and both stay as they
    are.
    """
    ratio = own.slope / other.slope
    is_step = window.function is VoiFunction.LINEAR and window.width == 1
    if own == other or ratio < 0 or (is_step and ratio != 1):
        return other, window
    offset = own.intercept - ratio * other.intercept
    if ratio == 1:
        return own, replace(window, center=window.center + offset)
    center, width = window.center, window.width
    if window.function is VoiFunction.LINEAR:
        black, white = window.ramp()
        window = replace(window, function=VoiFunction.LINEAR_EXACT)
        center, width = (black + white) / 2, white - black
    return own, replace(window, center=center * ratio + offset, width=max(width * ratio, 1e-9))


def whole_range(modality_map: ModalityMap, frame: Frame) -> Window:
    """Return the window over all values that the pixels' bits allow: what no window means. PS3.4 N.2.1.2."""
    pixels = frame.instance.pixels
    bits = pixels.bits_stored if pixels else 8
    lowest = -(1 << bits - 1) if pixels and pixels.signed else 0
    low, high = (float(value) for value in modality_map.to_values([lowest, lowest + (1 << bits) - 1]))
    if isinstance(modality_map, ModalityLut):
        low, high = 0.0, float((1 << max(modality_map.entries).bit_length()) - 1)
    low, high = min(low, high), max(low, high)
    return Window((low + high) / 2, max(high - low, 1e-6), VoiFunction.LINEAR_EXACT, "Whole range")


def area_for(state: PresentationState, frame: Frame) -> Area | None:
    """Return the displayed area of a frame, None where the whole image is."""
    return next((area for area in state.areas if covers(area.refers, frame)), None)


def camera_for(state: PresentationState, frame: Frame) -> Camera:
    """Return the camera a presentation state asks for: turned, flipped, and on its displayed area."""
    turns = (
        -state.turns if state.flipped else state.turns
    )  # it turns first and flips then; a camera, reversed
    turned = Camera(quarter_turns=turns % 4, flipped=state.flipped)
    area, pixels = area_for(state, frame), frame.instance.pixels
    if area is None or pixels is None:
        return turned
    left, right, top, bottom = _edges(area)
    wide, high = (right - left) / pixels.columns, (bottom - top) / pixels.rows
    return replace(
        turned,
        zoom=area.magnification if area.sizing is Sizing.MAGNIFY else None,
        center=(((left + right) / 2 + 0.5) / pixels.columns, ((top + bottom) / 2 + 0.5) / pixels.rows),
        fitted=(_within(wide), _within(high)),
    )


def _within(part: float) -> float:
    return min(max(part, SMALLEST_PART), LARGEST_PART)


def _edges(area: Area) -> tuple[float, float, float, float]:
    """Return the outer edges of an area, image positions; the corners are named as seen, turned and flipped."""
    (i, j), (k, m) = area.first, area.last
    return min(i, k) - 0.5, max(i, k) + 0.5, min(j, m) - 0.5, max(j, m) + 0.5


def overlays_wanted(
    instance_overlays: Sequence[OverlayHeader], state: PresentationState | None
) -> tuple[OverlayHeader, ...]:
    """Return which of an image's own overlays are shown: all, or those that a presentation state activates.

    An overlay that the state brings itself takes the place of the image's own of the same group. PS3.4 N.2.
    """
    if state is None:
        return tuple(instance_overlays)
    groups = {group for group, _ in state.activated} - {header.group for header in state.overlays}
    return tuple(header for header in instance_overlays if header.group in groups)


def overlay_color(group: int, state: PresentationState | None) -> str:
    """Return the colour of an overlay: that of its layer where a presentation state gives one."""
    layer = dict(state.activated).get(group, "") if state is not None else ""
    return (state.layer(layer).color if state is not None and layer else "") or OVERLAY_COLOR


def shutter_over(frame: Frame, state: PresentationState | None) -> tuple[Shutter | None, str]:
    """Return what hides a frame's surroundings, and why a shutter that is there is not applied (SAFETY H27, F7)."""
    shutter = frame.instance.shutter if state is None else state.shutter
    pixels = frame.instance.pixels
    if shutter is None or pixels is None:
        return None, ""
    if not shutter.leaves_something(pixels.columns, pixels.rows):
        return None, "the shutter would hide the whole image, and is not applied"
    return shutter, ""


def drawings_of_state(state: PresentationState, image: Image) -> tuple[Drawing, ...]:
    """Return what a presentation state draws and writes over an image, lower layers first."""
    order = {layer.name: layer.order for layer in state.layers}
    wanted = [one for one in state.annotations if covers(one.refers, image.frame)]
    wanted.sort(key=lambda one: order.get(one.layer, 0))
    placing = _Placing(state, image)
    return tuple(_drawing(one, placing, state.layer(one.layer).color) for one in wanted)


def _drawing(annotation: Annotation, placing: "_Placing", color: str) -> Drawing:
    shapes: list[Shape] = []
    for graphic in annotation.graphics:
        shapes += _figure(graphic, placing)
    for text in annotation.texts:
        shapes += _text(text, placing)
    return Drawing(tuple(shapes), color=color)


class _Placing:
    """Where positions of annotations are in the patient, or in the plane of an image without one."""

    def __init__(self, state: PresentationState, image: Image) -> None:
        rows, columns = image.stored.shape[:2]
        area = area_for(state, image.frame)
        self._edges = _edges(area) if area else (-0.5, columns - 0.5, -0.5, rows - 0.5)
        self._quarter = state.turns % 4
        self._flipped = state.flipped
        self._plane = image.plane

    def lps(self, points: Sequence[Point], unit: Unit) -> tuple[Vector, ...]:
        """Return where points are."""
        pixels = [
            (point[0] - 0.5, point[1] - 0.5) if unit is Unit.PIXEL else self._from_display(point)
            for point in points
        ]
        return tuple(as_vector(position) for position in self._plane.to_lps(pixels))

    def _from_display(self, point: Point) -> Point:
        """Undo the flip, then the turn, of a position in shares of what is seen."""
        u, v = point
        if self._flipped:
            u = 1 - u
        for _ in range(self._quarter):
            u, v = v, 1 - u
        left, right, top, bottom = self._edges
        return left + u * (right - left), top + v * (bottom - top)


def _figure(graphic: Graphic, placing: _Placing) -> list[Shape]:
    points = placing.lps(graphic.points, graphic.unit)
    match graphic.figure:
        case Figure.POINT:
            return [Handle(points[0])]
        case Figure.MULTIPOINT:
            return [Handle(point) for point in points]
        case Figure.POLYLINE:
            closed = len(points) > 2 and points[0] == points[-1]
            return [Path(points[:-1] if closed else points, closed=closed)]
        case Figure.INTERPOLATED:
            curve = placing.lps(curve_through(graphic.points), graphic.unit)
            return [Path(curve, closed=len(points) > 2 and points[0] == points[-1])]
        case Figure.CIRCLE:
            center, rim = graphic.points[:2]
            dx, dy = rim[0] - center[0], rim[1] - center[1]
            (across,) = placing.lps([(center[0] - dy, center[1] + dx)], graphic.unit)
            return [Ellipse(points[0], points[1], across)]
        case Figure.ELLIPSE:
            middle = as_vector((np.asarray(points[0]) + np.asarray(points[1])) / 2)
            return [Ellipse(middle, points[1], points[3])]


def _text(text: TextObject, placing: _Placing) -> list[Shape]:
    anchors = placing.lps([text.anchor], text.anchor_unit) if text.anchor is not None else ()
    if text.box is None:
        return [Label(anchor, text.lines) for anchor in anchors]
    (left, top), (right, bottom) = text.box
    (middle,) = placing.lps([((left + right) / 2, (top + bottom) / 2)], text.box_unit)
    lines = [Segment(middle, anchor) for anchor in anchors if text.anchor_visible]
    return [Label(middle, text.lines), *lines]


def curve_through(points: Sequence[Point]) -> tuple[Point, ...]:
    """Return a smooth curve through points as short straight pieces (Catmull–Rom)."""
    if len(points) < 3:
        return tuple(points)
    closed = points[0] == points[-1]
    before, after = (points[-2], points[1]) if closed else (points[0], points[-1])
    known = np.asarray([before, *points, after], dtype=np.float64)
    curve: list[Point] = [points[0]]
    for place, _ in enumerate(pairwise(points)):
        a, b, c, d = known[place : place + 4]
        for step in range(1, CURVE_STEPS + 1):
            t = step / CURVE_STEPS
            x, y = 0.5 * (
                2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3
            )
            curve.append((float(x), float(y)))
    return tuple(curve)
