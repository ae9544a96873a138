"""The colors that an image was meant to have: its ICC profile applied, its supplemental palette laid over the grey.

What is on the screen is sRGB. Stored numbers, and all that is measured, stay as they are.
"""

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QByteArray
from PySide6.QtGui import QColorSpace, QColorTransform, QImage

from viewer.core.colors import ColorProfile, Supplement
from viewer.core.images import Image, Shading, grey_map
from viewer.core.overlay import Badge, Mood
from viewer.core.scene import Scene

RGB = NDArray[np.uint8]

_KNOWN = {
    "Adobe RGB": QColorSpace.NamedColorSpace.AdobeRgb,
    "Display P3": QColorSpace.NamedColorSpace.DisplayP3,
    "ProPhoto RGB": QColorSpace.NamedColorSpace.ProPhotoRgb,
}


@dataclass(frozen=True, slots=True, eq=False)
class _Colored:
    image: Image
    shading: Shading
    colored: Image


class Colors:
    """Gives scenes their colors. Keeps the image colored last, so that pan and zoom cost nothing."""

    def __init__(self) -> None:
        self._last: _Colored | None = None

    def of(self, scene: Scene) -> Scene:
        """Return the scene in the colors that were meant; the same one where there are none beside its own."""
        if not has_colors(scene.image, scene.shading):
            return scene
        last = self._last
        if last is None or last.image is not scene.image or last.shading != scene.shading:
            last = self._last = _Colored(scene.image, scene.shading, colored(scene.image, scene.shading))
        inverted = scene.shading.inverted and scene.image.is_color
        return replace(scene, image=last.colored, shading=Shading(inverted=inverted))


def has_colors(image: Image, shading: Shading) -> bool:
    """Whether an image is to be seen in other colors than those it is stored in."""
    if not shading.managed:
        return False
    if image.is_color:
        profile = image.frame.description.profile
        return profile is not None and transform(profile) is not None
    return image.frame.instance.supplement is not None and shading.rendition is None


def colored(image: Image, shading: Shading) -> Image:
    """Return an image as red, green and blue, sRGB; the same one where it has no colors of its own."""
    if not has_colors(image, shading):
        return image
    profile, supplement = image.frame.description.profile, image.frame.instance.supplement
    if image.is_color and profile is not None:
        return replace(image, stored=_read_only(to_srgb(image.stored.astype(np.uint8), profile)))
    assert supplement is not None, "asked before"
    grey = grey_map(image, shading).to_grey(image.stored)
    return replace(image, stored=_read_only(laid_over(grey, image.stored, supplement)))


def laid_over(grey: RGB, stored: NDArray[np.generic], supplement: Supplement) -> RGB:
    """Return grey levels, (rows, columns), in color where stored numbers reach the supplement, (rows, columns, 3)."""
    table = np.frombuffer(supplement.colors, np.uint8).reshape(-1, 3)
    numbers = stored.astype(np.int64) - supplement.first
    shown = np.repeat(grey[..., np.newaxis], 3, axis=2)
    upper = numbers >= 0
    shown[upper] = table[np.minimum(numbers[upper], len(table) - 1)]
    return shown


def to_srgb(colors: RGB, profile: ColorProfile) -> RGB:
    """Return red, green and blue, (rows, columns, 3), of a profile as those of sRGB."""
    turned = transform(profile)
    if turned is None:
        return colors
    rows, columns = colors.shape[:2]
    lines = np.zeros((rows, (3 * columns + 3) // 4 * 4), dtype=np.uint8)  # Qt wants lines of whole words
    lines[:, : 3 * columns] = colors.reshape(rows, 3 * columns)
    picture = QImage(lines.data, columns, rows, lines.shape[1], QImage.Format.Format_RGB888)
    seen = picture.colorTransformed(turned).convertToFormat(QImage.Format.Format_RGB888)
    made = np.frombuffer(seen.constBits(), np.uint8).reshape(rows, seen.bytesPerLine())
    return made[:, : 3 * columns].copy().reshape(rows, columns, 3)  # not a view of what Qt frees


@lru_cache(maxsize=16)
def transform(profile: ColorProfile) -> QColorTransform | None:
    """Return what turns a profile's colors into sRGB; None for a profile that cannot be used."""
    if profile.data:
        if profile.data[36:40] != b"acsp":
            return None
        space = QColorSpace.fromIccProfile(QByteArray(profile.data))
    else:
        space = QColorSpace(_KNOWN[profile.name]) if profile.name in _KNOWN else QColorSpace()
    if not space.isValid():
        return None
    return space.transformationToColorSpace(QColorSpace(QColorSpace.NamedColorSpace.SRgb))


def color_badges(image: Image, shading: Shading) -> tuple[Badge, ...]:
    """Return what the reader is told of an image's colors: by which profile, or that it is left out."""
    profile, supplement = image.frame.description.profile, image.frame.instance.supplement
    if image.is_color and profile is not None:
        if transform(profile) is None:
            return (Badge("ICC PROFILE NOT USABLE", Mood.CAUTION, (profile.name, "sRGB is assumed")),)
        return (
            (Badge(f"ICC: {profile.name}"),) if shading.managed else (Badge("ICC PROFILE OFF", Mood.CAUTION),)
        )
    if supplement is not None and not image.is_color:
        on = shading.managed and shading.rendition is None
        return (Badge("COLOR PALETTE"),) if on else (Badge("COLOR PALETTE OFF", Mood.CAUTION),)
    return ()


def _read_only(made: RGB) -> RGB:
    made.setflags(write=False)
    return made
