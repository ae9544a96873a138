"""Which presenter a machine gets."""

from typing import Literal

Presenter = Literal["gl", "raster"]

SOFTWARE = (
    "llvmpipe",
    "softpipe",
    "swrast",
    "swiftshader",
    "gdi generic",
    "microsoft basic render",
    "software",
)
"""Parts of the renderer's name that mean the processor draws, not a graphics card."""


def choose_presenter(renderer_name: str) -> Presenter:
    """Return the presenter for a machine whose OpenGL calls itself this; no name means no OpenGL."""
    name = renderer_name.strip().lower()
    return "raster" if not name or any(part in name for part in SOFTWARE) else "gl"
