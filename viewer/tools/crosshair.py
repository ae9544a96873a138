"""Pointing at a place that every viewport in the same space then shows."""

from viewer.interaction.tool import Gesture, Phase, Pointed, PointerEvent, Surface, Tool


def gesture(_surface: Surface, press: PointerEvent) -> Gesture:
    """Follow the hand while the button is held."""
    event = press
    while event.phase is not Phase.RELEASE:
        event = yield Pointed(event.position_lps)
    return None


TOOL = Tool(
    name="crosshair",
    title="Cross-hair",
    help="Point at a place: the other viewports show it too",
    gesture=gesture,
    key="J",
)
