"""What a tool is, and what a hand does with it."""

from collections.abc import Callable, Generator
from dataclasses import dataclass
from enum import Enum

from viewer.core.camera import Canvas
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


@dataclass(frozen=True, slots=True)
class PointerEvent:
    """One thing the pointer did.

    Attributes
    ----------
    position_lps
        In the image's plane: in the patient, mm, or pixels of its own plane.
    screen_px
        Device pixels of the viewport.
    """

    phase: Phase
    position_lps: Vector
    screen_px: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Surface:
    """What lies under the pointer when a gesture starts.

    Attributes
    ----------
    frames
        How many frames can be scrolled through.
    """

    image: Image
    state: ViewportState
    canvas: Canvas
    frames: int = 1


@dataclass(frozen=True, slots=True)
class Preview:
    """A drawing in the making."""

    drawing: Drawing


Step = Preview | ViewportState
"""What a gesture shows while it runs: a drawing in the making, or the viewport changed at once."""

Gesture = Generator[Step, PointerEvent, Measurement | None]
"""Yields what to show, is sent pointer events, returns the finished measurement. Closing it cancels."""

Measure = Callable[[Image, tuple[Vector, ...]], Measurement]
Draw = Callable[[Measurement], tuple[Shape, ...]]


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
    """

    name: str
    title: str
    help: str
    gesture: Callable[[Surface, PointerEvent], Gesture]
    measure: Measure | None = None
    draw: Draw | None = None
    key: str = ""
    asks_for_text: bool = False
