"""One picture to draw: the value both presenters share."""

from dataclasses import dataclass

from viewer.core.camera import Affine, Camera, Canvas, screen_affine
from viewer.core.images import Image, Shading, grey_map
from viewer.core.windowing import GreyMap


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """An image, how it is shaded and where it lies on the screen. No overlays: those are shapes and text.

    Attributes
    ----------
    width_px, height_px
        Size to draw, device pixels.
    """

    image: Image
    shading: Shading
    camera: Camera
    width_px: int
    height_px: int
    interpolated: bool = True

    @property
    def canvas(self) -> Canvas:
        """The image's and the viewport's size."""
        rows, columns = self.image.stored.shape[:2]
        return Canvas.of(columns, rows, self.image.calibration, self.width_px, self.height_px)

    @property
    def affine(self) -> Affine:
        """Image positions to screen positions, (2, 3)."""
        return screen_affine(self.camera, self.canvas)

    @property
    def grey_map(self) -> GreyMap:
        """Stored numbers to grey levels (not for colour)."""
        return grey_map(self.image, self.shading)
