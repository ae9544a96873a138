"""Scroll through the frames by dragging: down for the next ones."""

from math import floor

from viewer.core.viewport import ViewportState
from viewer.interaction.moving import Follow, moving_tool
from viewer.interaction.tool import PointerEvent, Surface

LARGEST_STEP_PX = 12.0
"""A short stack needs no longer drag than this for each frame, at scale 1."""


def start(surface: Surface, press: PointerEvent) -> Follow:
    """Return the state for each place of the pointer.

    A drag over the whole height of the viewport passes at least through the whole stack. At either end the hand
    may overshoot: turning back scrolls at once.
    """
    frames, state = max(surface.frames, 1), surface.state
    step_px = min(surface.canvas.height_px / frames, LARGEST_STEP_PX * surface.scale)
    place, last_px = float(state.position), press.screen_px[1]

    def follow(event: PointerEvent) -> ViewportState:
        nonlocal place, last_px
        place = min(max(place + (event.screen_px[1] - last_px) / step_px, 0.0), float(frames - 1))
        last_px = event.screen_px[1]
        return state.scrolled(frames, floor(place + 0.5) - state.position)

    return follow


TOOL = moving_tool(
    name="scroll",
    title="Scroll",
    description="Go through the frames: drag down for the next, up for the previous",
    start=start,
    key="S",
)
