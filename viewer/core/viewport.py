"""What one cell of the grid shows, and how."""

from dataclasses import dataclass, replace

from viewer.core.camera import Camera
from viewer.core.images import Shading


@dataclass(frozen=True, slots=True)
class ViewportState:
    """The state of a viewport; everything drawn follows from it and from the pixels.

    Attributes
    ----------
    display_set_uid
        Empty for an empty cell.
    index
        Place of the shown frame in display order, from 0.
    preset
        Name of the window preset in force, empty for a window of the image's own or set by hand.
    """

    display_set_uid: str = ""
    index: int = 0
    shading: Shading = Shading()
    preset: str = ""
    camera: Camera = Camera()
    interpolated: bool = True

    def showing(self, display_set_uid: str, index: int = 0) -> "ViewportState":
        """Return the state for another display set, with its own window and camera."""
        return replace(
            self, display_set_uid=display_set_uid, index=index, shading=Shading(), preset="", camera=Camera()
        )

    def scrolled(self, frames: int, steps: int) -> "ViewportState":
        """Return the state some frames on (or back, below 0), stopping at the first and last of ``frames``."""
        return replace(self, index=min(max(self.index + steps, 0), max(frames - 1, 0)))


@dataclass(frozen=True, slots=True)
class Layout:
    """How many rows and columns of viewports there are, which is active, and which, if any, fills the grid."""

    rows: int = 1
    columns: int = 1
    active: int = 0
    maximized: bool = False

    @property
    def cells(self) -> int:
        """How many viewports there are."""
        return self.rows * self.columns
