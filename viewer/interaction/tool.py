"""What a tool is, and what a hand does with it."""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise
from math import dist

from viewer.core.camera import Affine, Canvas, screen_affine
from viewer.core.geometry import Vector
from viewer.core.images import Image
from viewer.core.measurements import Measurement
from viewer.core.shapes import Drawing, Shape
from viewer.core.viewport import ViewportState


class Phase(Enum):
    """What the pointer just did."""

    PRESS = "press"
    MOVE = "move"
    RELEASE = "release"
    DOUBLE_CLICK = "double click"


class Button(Enum):
    """A button of the mouse; a pen or finger is the left one."""

    LEFT = "left"
    MIDDLE = "middle"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class PointerEvent:
    """One thing the pointer did.

    Attributes
    ----------
    position_lps
        In the image's plane: in the patient, mm, or pixels of its own plane.
    screen_px
        Device pixels of the viewport.
    button
        Which one was pressed, released or clicked twice; of no meaning for a move.
    """

    phase: Phase
    position_lps: Vector
    screen_px: tuple[float, float]
    button: Button = Button.LEFT

    def is_near(self, other: "PointerEvent", reach_px: float) -> bool:
        """Whether two events lie within so many device pixels of each other: a click and not a drag."""
        return dist(self.screen_px, other.screen_px) <= reach_px


CLICK_PX = 4.0
"""A hand that clicks may shake by so many pixels, at scale 1."""


@dataclass(frozen=True, slots=True, eq=False)
class Surface:
    """What lies under the pointer when a gesture starts.

    Attributes
    ----------
    frames
        How many frames can be scrolled through.
    measurements
        The drawings shown on the image, the topmost last.
    scale
        Device pixels in one of the screen's logical pixels: hands need the same room on every screen.
    """

    image: Image
    state: ViewportState
    canvas: Canvas
    frames: int = 1
    measurements: tuple[Measurement, ...] = ()
    scale: float = 1.0

    @property
    def affine(self) -> Affine:
        """Image positions to screen positions, (2, 3)."""
        return screen_affine(self.state.camera, self.canvas)

    @property
    def click_px(self) -> float:
        """How far a click may shake, device pixels."""
        return CLICK_PX * self.scale


@dataclass(frozen=True, slots=True)
class Preview:
    """A drawing in the making."""

    drawing: Drawing


@dataclass(frozen=True, slots=True)
class Pointed:
    """A place that the hand points at, for all viewports to show (BIR key J)."""

    at_lps: Vector


Step = Preview | ViewportState | Pointed
"""What a gesture shows while it runs: a drawing in the making, the viewport changed at once, or a place."""

Gesture = Generator[Step, PointerEvent, Measurement | None]
"""Yields what to show, is sent pointer events, returns the finished measurement. Closing it cancels."""

Points = tuple[Vector, ...]
Measure = Callable[[Image, Points], Measurement]
Draw = Callable[[Measurement], tuple[Shape, ...]]
Measurable = Callable[[Image, Points], bool]
Adjust = Callable[[Image, Points, int, Vector], Points]


def neighbours_apart(_image: Image, points: Points) -> bool:
    """Whether no point lies on the one before it: what most tools need to measure anything."""
    return all(before != after for before, after in pairwise(points))


def one_moved(_image: Image, points: Points, index: int, to_lps: Vector) -> Points:
    """Return points with one of them elsewhere."""
    return (*points[:index], to_lps, *points[index + 1 :])


@dataclass(frozen=True, slots=True)
class Tool:
    """A declaration: what the tool is called, and its pure functions.

    Attributes
    ----------
    name
        What measurements remember and bindings name.
    key
        BIR key, a single letter, empty where there is none.
    measure, draw
        None for tools that only move the picture.
    asks_for_text
        Whether the reader is asked for words when the drawing is done.
    measurable
        Whether points can be measured at all; ``measure`` is only asked where they can.
    adjust
        Where all handles are after one of them was dragged.
    """

    name: str
    title: str
    help: str
    gesture: Callable[[Surface, PointerEvent], Gesture]
    measure: Measure | None = None
    draw: Draw | None = None
    key: str = ""
    asks_for_text: bool = False
    measurable: Measurable = neighbours_apart
    adjust: Adjust = one_moved
