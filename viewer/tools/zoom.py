"""Magnify about the point that was pressed: drag down for in, up for out (BIR)."""

from dataclasses import replace
from math import exp

from viewer.core.camera import zoomed
from viewer.core.viewport import ViewportState
from viewer.interaction.moving import Follow, moving_tool
from viewer.interaction.tool import PointerEvent, Surface

GROWTH_PER_PX = 0.007
"""A hundred pixels double the size."""


def start(surface: Surface, press: PointerEvent) -> Follow:
    """Return the state for each place of the pointer: the pressed point stays where it is."""
    state = surface.state

    def follow(event: PointerEvent) -> ViewportState:
        down_px = (event.screen_px[1] - press.screen_px[1]) / surface.scale
        factor = exp(GROWTH_PER_PX * down_px)
        return replace(state, camera=zoomed(state.camera, surface.canvas, factor, press.screen_px))

    return follow


TOOL = moving_tool(
    name="zoom",
    title="Zoom",
    description="Magnify about the pressed point: drag down for in, up for out",
    start=start,
    key="Z",
)
