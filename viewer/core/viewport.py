"""What one cell of the grid shows, and how."""

from bisect import bisect_left
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
    presentation_uid
        SOP Instance UID of the presentation state that is applied, empty for none.
    overlaid, shuttered
        Whether overlays are drawn, and whether what a shutter hides is hidden.
    key_uid, key_places
        Of the key object selection that the reader keeps to, and the places it leaves, in order; empty for all.
    """

    display_set_uid: str = ""
    index: int = 0
    shading: Shading = Shading()
    preset: str = ""
    camera: Camera = Camera()
    interpolated: bool = True
    presentation_uid: str = ""
    overlaid: bool = True
    shuttered: bool = True
    key_uid: str = ""
    key_places: tuple[int, ...] = ()

    def showing(self, display_set_uid: str, index: int = 0) -> "ViewportState":
        """Return the state for another display set, with its own window and camera."""
        return replace(
            self,
            display_set_uid=display_set_uid,
            index=index,
            shading=Shading(),
            preset="",
            camera=Camera(),
            presentation_uid="",
            key_uid="",
            key_places=(),
        )

    @property
    def position(self) -> int:
        """Where the shown frame stands among those that are scrolled through, from 0."""
        if not self.key_places:
            return self.index
        return bisect_left(self.key_places, self.index, hi=len(self.key_places) - 1)

    def count(self, frames: int) -> int:
        """Return how many of ``frames`` are scrolled through."""
        return len(self.key_places) or frames

    def at(self, position: int, frames: int) -> "ViewportState":
        """Return the state at a place among the frames that are scrolled through, or at the nearest there is."""
        place = min(max(position, 0), max(self.count(frames) - 1, 0))
        return replace(self, index=self.key_places[place] if self.key_places else place)

    def revealing(self, index: int) -> "ViewportState":
        """Return the state at a place in display order; where that is no key image, all frames come back."""
        if self.key_places and index not in self.key_places:
            return replace(self, index=index, key_uid="", key_places=())
        return replace(self, index=index)

    def scrolled(self, frames: int, steps: int) -> "ViewportState":
        """Return the state some frames on (or back, below 0), stopping at the first and last of ``frames``."""
        return self.at(self.position + steps, frames)


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
