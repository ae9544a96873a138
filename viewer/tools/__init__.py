"""All tools, in the order of the toolbar. A new tool is one file and one line here."""

from viewer.interaction.tool import Tool
from viewer.tools import (
    angle,
    arrow,
    cobb,
    crosshair,
    ellipse,
    length,
    pan,
    probe,
    rectangle,
    scroll,
    text,
    zoom,
)
from viewer.tools.window import window_tool


def toolbox(*, inverse_center: bool = False) -> tuple[Tool, ...]:
    """Return all tools; ``inverse_center`` as in the window tool's."""
    return (
        scroll.TOOL,
        window_tool(inverse_center=inverse_center),
        pan.TOOL,
        zoom.TOOL,
        crosshair.TOOL,
        length.TOOL,
        angle.TOOL,
        cobb.TOOL,
        ellipse.TOOL,
        rectangle.TOOL,
        probe.TOOL,
        arrow.TOOL,
        text.TOOL,
    )


TOOLS = toolbox()
