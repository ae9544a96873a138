"""A frame together with its pixels: what tools measure and presenters draw."""

from dataclasses import dataclass
from math import hypot

import numpy as np
from numpy.typing import ArrayLike, NDArray

from viewer.core.calibration import Calibration, Region
from viewer.core.geometry import PlaneGeometry
from viewer.core.study import Frame
from viewer.core.windowing import GreyMap, Voi, Window, auto_window

Stored = NDArray[np.generic]


@dataclass(frozen=True, slots=True, eq=False)
class Image:
    """One frame and its stored numbers, which nobody changes.

    Attributes
    ----------
    stored
        (rows, columns) stored numbers, sign-extended and masked; or (rows, columns, 3) red, green, blue, uint8.
        Read-only, and possibly a view into a volume.
    """

    frame: Frame
    stored: Stored

    @property
    def is_color(self) -> bool:
        """Whether pixels are red, green, blue."""
        return self.stored.ndim == 3

    @property
    def plane(self) -> PlaneGeometry:
        """Where the pixels are."""
        return self.frame.plane

    @property
    def calibration(self) -> Calibration:
        """What a pixel is worth outside any ultrasound region."""
        return self.frame.description.calibration

    def calibration_for(self, points_lps: ArrayLike) -> tuple[Calibration, Region | None]:
        """Return what holds for a drawing through these points, (n, 3).

        With ultrasound regions a drawing must lie in one region, or it is measured in pixels (SAFETY H25).
        """
        regions = self.frame.description.regions
        if not regions:
            return self.calibration, None
        pixels = np.atleast_2d(self.plane.to_pixels(points_lps))
        for region in regions:
            if all(region.holds(float(i), float(j)) for i, j in pixels):
                return region.calibration, region
        return Calibration.none(aspect=self.calibration.aspect), None

    def distance(self, start_lps: ArrayLike, end_lps: ArrayLike, calibration: Calibration) -> float:
        """Return the distance between two points in the calibration's unit."""
        if self.plane.in_patient and calibration.in_mm:
            return float(np.linalg.norm(np.asarray(end_lps, float) - np.asarray(start_lps, float)))
        across, down = self.plane.to_pixels(end_lps) - self.plane.to_pixels(start_lps)
        width, height = calibration.pixel_size
        return hypot(float(across) * width, float(down) * height)

    def values(self) -> NDArray[np.float64]:
        """Return values after the modality map, (rows, columns). Makes a copy: for statistics, not for drawing."""
        return self.frame.description.modality_map.to_values(self.stored)

    def is_padding(self) -> NDArray[np.bool_]:
        """Return where pixels, (rows, columns), are padding (H10)."""
        padding = self.frame.instance.padding
        if padding is None:
            return np.zeros(self.stored.shape[:2], dtype=np.bool_)
        return padding.covers(self.stored)


@dataclass(frozen=True, slots=True)
class Shading:
    """How a reader wants an image shaded.

    Attributes
    ----------
    voi
        None for the image's own first window, or an automatic one where it has none.
    inverted
        The reader's own wish; MONOCHROME1 comes on top (H8).
    """

    voi: Voi | None = None
    inverted: bool = False


def grey_map(image: Image, shading: Shading) -> GreyMap:
    """Return everything between the image's stored numbers and the screen."""
    described = image.frame.description
    pixels = image.frame.instance.pixels
    negative = pixels is not None and pixels.photometric == "MONOCHROME1"
    return GreyMap(
        modality=described.modality_map,
        voi=shading.voi or default_voi(image),
        padding=image.frame.instance.padding,
        voi_on_stored=described.voi_on_stored,
        inverted=negative != shading.inverted,
    )


def default_voi(image: Image) -> Voi:
    """Return the first window the image brings with it, else an automatic one."""
    windows = image.frame.description.windows
    return windows[0] if windows else automatic_voi(image)


def automatic_voi(image: Image) -> Window:
    """Return a window from the image's own values, padding left out."""
    if image.is_color:
        return Window(128, 256, explanation="Auto")
    step = max(1, int(np.sqrt(image.stored.size / 65_536)))
    sample = image.stored[::step, ::step]
    padding = image.frame.instance.padding
    if padding is not None:
        sample = sample[~padding.covers(sample)]
    described = image.frame.description
    numbers = sample if described.voi_on_stored else described.modality_map.to_values(sample)
    return auto_window(numbers)
