"""Scenes made for tests: an image, how it is shaded and where it lies."""

from itertools import product

from viewer.core.camera import Camera
from viewer.core.images import Image, Shading
from viewer.core.scene import Scene
from viewer.core.windowing import Window

FITTED = Camera()
SOFT_TISSUE = Shading(Window(40, 400))

DIHEDRAL = [
    Camera(quarter_turns=turns, flipped=flipped) for turns, flipped in product(range(4), (False, True))
]
"""All eight ways an image can be turned and flipped."""


def scene(
    shown: Image,
    size: tuple[int, int] | None = None,
    *,
    camera: Camera = FITTED,
    shading: Shading = SOFT_TISSUE,
    interpolated: bool = True,
) -> Scene:
    """Return a scene of (width, height) device pixels, or the image's own size."""
    rows, columns = shown.stored.shape[:2]
    width, height = size or (columns, rows)
    return Scene(shown, shading, camera, width, height, interpolated)
