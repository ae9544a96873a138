"""The gesture of tools that move the picture and measure nothing."""

from collections.abc import Callable

from viewer.core.viewport import ViewportState
from viewer.interaction.tool import Gesture, Phase, PointerEvent, Surface, Tool

Follow = Callable[[PointerEvent], ViewportState]
"""Where the picture is when the pointer is here."""


def moving_tool(
    *,
    name: str,
    title: str,
    description: str,
    start: Callable[[Surface, PointerEvent], Follow],
    key: str = "",
) -> Tool:
    """Return a tool that changes the viewport from press to release.

    ``start`` is asked once, at the press, and returns what the viewport looks like for each later event. The
    runner lets every release follow a move to the same place, so the release itself only ends the gesture.
    """

    def gesture(surface: Surface, press: PointerEvent) -> Gesture:
        follow = start(surface, press)
        event = yield surface.state
        while event.phase is not Phase.RELEASE:
            event = yield follow(event)
        return None

    return Tool(name=name, title=title, help=description, gesture=gesture, key=key)
