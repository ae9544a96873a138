"""Whose turn a pointer event is: a drawing that exists, the tool of the button, or the gesture that is running."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from enum import Enum
from typing import Protocol

from viewer.core.geometry import Vector
from viewer.core.measurements import Measurement
from viewer.core.shapes import Drawing
from viewer.core.study import Frame
from viewer.core.viewport import ViewportState
from viewer.interaction.editing import edit
from viewer.interaction.grabbing import Grip, grip_at
from viewer.interaction.tool import (
    Button,
    Gesture,
    Phase,
    Pointed,
    PointerEvent,
    Preview,
    Step,
    Surface,
    Tool,
)


class Mode(Enum):
    """What a tool may do besides being bound to a button.

    A tool whose button is pressed is *active*: it creates. Otherwise its drawings can be grabbed (passive), are
    only seen (enabled), or not even that (disabled).
    """

    PASSIVE = "passive"
    ENABLED = "enabled"
    DISABLED = "disabled"


class Audience(Protocol):
    """Who hears what the hand did."""

    def previewed(self, drawing: Drawing | None) -> None:
        """Draw this on top of everything; it stands in for a measurement of the same uid. None: no longer."""

    def viewed(self, state: ViewportState) -> None:
        """The viewport changed."""

    def measured(self, tool: Tool, measurement: Measurement) -> None:
        """A measurement was made, or, where its uid is known, changed. One step of undo."""

    def pointed(self, at_lps: Vector, frame: Frame) -> None:
        """All viewports are to show this place of a frame."""

    def selected(self, uid: str) -> None:
        """A measurement was clicked, or with an empty uid, none."""


@dataclass(slots=True)
class _Running:
    """A gesture between its first and last event."""

    gesture: Gesture
    button: Button
    tool: Tool
    start: Surface
    grip: Grip | None
    state: ViewportState


class Runner:
    """Runs the gestures of one viewport. Knows no toolkit: someone translates the toolkit's events.

    Attributes
    ----------
    tools
        All tools by name.
    modes
        What tools that are not active may do; passive where nothing is said.
    """

    def __init__(
        self, tools: Mapping[str, Tool], audience: Audience, modes: Mapping[str, Mode] | None = None
    ) -> None:
        self.tools = tools
        self.modes: Mapping[str, Mode] = modes or {}
        self._audience = audience
        self._running: _Running | None = None

    @property
    def is_running(self) -> bool:
        """Whether a gesture is under way; it then wants every event, moves without a button too."""
        return self._running is not None

    def shown(self, measurements: tuple[Measurement, ...]) -> tuple[Measurement, ...]:
        """Return the measurements that are drawn at all."""
        return tuple(known for known in measurements if self.modes.get(known.tool) is not Mode.DISABLED)

    def hover(self, surface: Surface, at_px: tuple[float, float]) -> Grip | None:
        """Return what a press here would grab."""
        return None if self.is_running else grip_at(surface, self._grabbable(), at_px)

    def handle(self, surface: Surface, event: PointerEvent, tool_name: str | None) -> bool:
        """Give an event to whom it belongs; False if nobody had a use for it.

        The left button grabs drawings that exist before it makes new ones. While a gesture is running, the other
        buttons do nothing.

        Parameters
        ----------
        tool_name
            The tool of the button; None for a button without one. Only a press that starts something looks at it.
        """
        if self._running is not None and self._left(self._running, surface):
            self.cancel()
        if self._running is not None:
            if event.phase is not Phase.MOVE and event.button is not self._running.button:
                return False
            return self._go_on(self._running, surface, event)
        if event.phase is not Phase.PRESS:
            return False
        return self._start(surface, event, self.tools.get(tool_name or ""))

    def cancel(self) -> None:
        """End the gesture that is running, leaving nothing behind (Escape, pointer lost, focus lost)."""
        running, self._running = self._running, None
        if running is not None:
            running.gesture.close()
            self._audience.previewed(None)

    def _start(self, surface: Surface, press: PointerEvent, active: Tool | None) -> bool:
        grip = None
        if press.button is Button.LEFT:
            grip = grip_at(surface, self._grabbable(active), press.screen_px)
            self._audience.selected(grip.measurement.uid if grip else "")
        tool = active if grip is None else self.tools[grip.measurement.tool]
        if tool is None:
            return False
        gesture = tool.gesture(surface, press) if grip is None else edit(tool, grip, surface, press)
        self._running = _Running(gesture, press.button, tool, surface, grip, surface.state)
        self._tell(self._running, surface, next(gesture))
        return True

    def _go_on(self, running: _Running, surface: Surface, event: PointerEvent) -> bool:
        """Send an event on; a release is also a move, so that the hand is where it lets go."""
        try:
            if event.phase is Phase.RELEASE:
                self._tell(running, surface, running.gesture.send(replace(event, phase=Phase.MOVE)))
            self._tell(running, surface, running.gesture.send(event))
        except StopIteration as end:
            return self._finish(running, event, end.value)
        except BaseException:
            self.cancel()
            raise
        return True

    def _finish(self, running: _Running, event: PointerEvent, measurement: Measurement | None) -> bool:
        self._running = None
        self._audience.previewed(None)
        if measurement is not None:
            self._audience.measured(running.tool, measurement)
        # A double click that only ended an empty gesture was meant for someone else.
        return measurement is not None or event.phase is not Phase.DOUBLE_CLICK

    def _tell(self, running: _Running, surface: Surface, step: Step) -> None:
        if isinstance(step, Preview):
            self._audience.previewed(step.drawing)
            return
        if isinstance(step, Pointed):
            self._audience.pointed(step.at_lps, surface.image.frame)
            return
        changed = merged(surface.state, running.state, step)
        running.state = step
        if changed != surface.state:
            self._audience.viewed(changed)

    def _left(self, running: _Running, surface: Surface) -> bool:
        """Whether the image went away under a drawing in the making."""
        draws = running.grip is not None or running.tool.measure is not None
        return draws and surface.image.frame.key != running.start.image.frame.key

    def _grabbable(self, active: Tool | None = None) -> Mapping[str, Tool]:
        return {
            name: tool
            for name, tool in self.tools.items()
            if tool.measure and (tool is active or self.modes.get(name, Mode.PASSIVE) is Mode.PASSIVE)
        }


def merged(now: ViewportState, before: ViewportState, after: ViewportState) -> ViewportState:
    """Return the present state with what a gesture changed, so that it undoes nobody else's change."""
    changes = {
        field.name: getattr(after, field.name)
        for field in fields(ViewportState)
        if getattr(after, field.name) != getattr(before, field.name)
    }
    return replace(now, **changes)
