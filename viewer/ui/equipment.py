"""What a viewport is given to work with; wired once, the same for every cell of the grid."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from viewer.core.geometry import Vector
from viewer.core.images import Image
from viewer.core.over_image import Planes, no_planes
from viewer.core.scene import Scene
from viewer.core.shapes import Drawing
from viewer.core.store import Store
from viewer.core.study import Frame
from viewer.interaction.bindings import MouseProfile
from viewer.interaction.tool import Tool
from viewer.ui.cine_bar import Player
from viewer.ui.pixels import Overlays, Pixels


class Canvas(Protocol):
    """What shows a scene: the raster canvas and the GL canvas are the same to a viewport."""

    overlay: Callable[[QPainter], None]
    """Called after the image was drawn, with a painter in device pixels."""

    def show_scene(self, scene: Scene) -> None:
        """Draw this at the next repaint."""

    def as_widget(self) -> QWidget:
        """Return the widget."""


def no_lines(cell: int, image: Image) -> tuple[Drawing, ...]:  # noqa: ARG001 - one of many that draw lines
    """Return no lines."""
    return ()


def nobody(at_lps: Vector, frame: Frame) -> None:
    """Tell nobody where the hand points."""


@dataclass(frozen=True, slots=True, eq=False)
class Equipment:
    """What viewports need.

    Attributes
    ----------
    pixels
        Who brings images into memory.
    tools
        All tools by name.
    profile
        What the mouse does.
    canvas
        Makes a canvas: by raster or by GL.
    lines
        What else is drawn over an image in a cell: planes of other viewports, the cross-hair.
    point
        Told where the cross-hair points.
    overlays
        Who brings overlays; None for nobody.
    player
        Who plays moving pictures; None for nobody.
    cleared
        Whether the site took responsibility for primary diagnosis; else every image says that it did not (H29).
    """

    pixels: Pixels
    tools: Mapping[str, Tool]
    profile: Store[MouseProfile]
    canvas: Callable[[QWidget], Canvas]
    lines: Callable[[int, Image], tuple[Drawing, ...]] = no_lines
    point: Callable[[Vector, Frame], None] = nobody
    cleared: bool = False
    overlays: Overlays | None = None
    player: Player | None = None

    @property
    def planes(self) -> Planes:
        """Overlays that have been read so far; those that have not are asked for."""
        return no_planes if self.overlays is None else self.overlays.planes
