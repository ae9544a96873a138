"""Move the image on the screen."""

from dataclasses import replace

from viewer.core.camera import panned
from viewer.core.viewport import ViewportState
from viewer.interaction.moving import Follow, moving_tool
from viewer.interaction.tool import PointerEvent, Surface


def start(surface: Surface, press: PointerEvent) -> Follow:
    """Return the state for each place of the pointer: what was pressed stays under it."""
    state = surface.state

    def follow(event: PointerEvent) -> ViewportState:
        dx_px = event.screen_px[0] - press.screen_px[0]
        dy_px = event.screen_px[1] - press.screen_px[1]
        return replace(state, camera=panned(state.camera, surface.canvas, dx_px, dy_px))

    return follow


TOOL = moving_tool(
    name="pan",
    title="Pan",
    description="Move the image on the screen",
    start=start,
    key="T",
)
