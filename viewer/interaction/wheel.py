"""What turning the wheel does to a viewport."""

from dataclasses import replace

from viewer.core.camera import zoomed
from viewer.core.viewport import ViewportState
from viewer.interaction.bindings import Wheel, WheelAction
from viewer.interaction.tool import Surface

GROWTH_PER_NOTCH = 1.15


def turned(surface: Surface, wheel: Wheel, notches: int, at_px: tuple[float, float]) -> ViewportState:
    """Return the viewport after so many notches towards the reader (away from the reader: below 0).

    Towards the reader scrolls to later frames, and zooms out; zooming keeps what is under the pointer there.
    """
    steps = notches * wheel.steps
    if wheel.action is WheelAction.SCROLL:
        return surface.state.scrolled(surface.frames, steps)
    camera = zoomed(surface.state.camera, surface.canvas, GROWTH_PER_NOTCH**-steps, at_px)
    return replace(surface.state, camera=camera)
