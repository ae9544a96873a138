"""A frame together with its pixels: what tools measure and presenters draw."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import hypot

import numpy as np
from numpy.typing import ArrayLike, NDArray

from viewer.core.calibration import Calibration, Region
from viewer.core.geometry import PlaneGeometry
from viewer.core.study import Frame, FrameDescription
from viewer.core.values import ValueMap, ValueScale, between, preferred, reverse, through
from viewer.core.windowing import (
    WHITE,
    GreyMap,
    ModalityMap,
    OutputLut,
    Rescale,
    Voi,
    Window,
    aims_at,
    auto_window,
)

Stored = NDArray[np.generic]

SAMPLES = 65_536
"""Pixels enough to know an image's values by."""

_FEW, _GLANCE, _NEARLY_ALL = 4_096, 1_024, 0.99


@dataclass(frozen=True, slots=True, eq=False)
class Image:
    """One frame and its stored numbers, which nobody changes.

    Attributes
    ----------
    stored
        (rows, columns) stored numbers, sign-extended and masked; or (rows, columns, 3) red, green, blue, uint8.
        Read-only, and possibly a view into a volume.
    scale
        The quantity that its numbers are read in; None for the image's own values. Windows apply to the own ones.
    on_stored
        What was decided for its display set where its maker leaves it open what windows apply to (SAFETY H14);
        None where nothing was, and its own pixels decide.
    """

    frame: Frame
    stored: Stored
    scale: ValueScale | None = None
    on_stored: bool | None = None

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

        With ultrasound regions a drawing must lie in one region, or it is measured in pixels (SAFETY H25). Where
        regions lie over each other, that in which more can be measured holds; where they contradict, none does.
        """
        regions = self.frame.description.regions
        if not regions:
            return self.calibration, None
        pixels = np.atleast_2d(self.plane.to_pixels(points_lps))
        around = [region for region in regions if all(region.holds(float(i), float(j)) for i, j in pixels)]
        most = max((region.rank for region in around), default=0)
        best = [region for region in around if region.rank == most]
        if not best or not all(region.agrees(best[0]) for region in best):
            return Calibration.none(aspect=self.calibration.aspect), None
        return best[0].calibration, best[0]

    def distance(self, start_lps: ArrayLike, end_lps: ArrayLike, calibration: Calibration) -> float:
        """Return the distance between two points in the calibration's unit."""
        if self.plane.in_patient and calibration.in_mm:
            return float(np.linalg.norm(np.asarray(end_lps, float) - np.asarray(start_lps, float)))
        across, down = self.plane.to_pixels(end_lps) - self.plane.to_pixels(start_lps)
        width, height = calibration.pixel_size
        return hypot(float(across) * width, float(down) * height)

    @property
    def value_map(self) -> ValueMap:
        """From stored numbers to what they are read as."""
        return self.frame.description.modality_map if self.scale is None else self.scale.map

    @property
    def unit(self) -> str:
        """Of what its numbers are read as, empty where there is none."""
        return self.frame.description.unit if self.scale is None else self.scale.unit

    def read_as(self, names: Sequence[str]) -> "Image":
        """Return the image with its numbers read in the first of these quantities that it offers."""
        described = self.frame.description
        scale = preferred(described.quantities, names, own_name(described)) if described.quantities else None
        return self if scale == self.scale else replace(self, scale=scale)

    def values(self) -> NDArray[np.float64]:
        """Return what its numbers are read as, (rows, columns). Makes a copy: for statistics, not for drawing."""
        return self.value_map.to_values(self.stored)

    def sample(self, most: int = SAMPLES) -> Stored:
        """Return some stored numbers from all over the image, padding left out; about ``most`` of them."""
        step = max(1, int(np.sqrt(self.stored.size / most)))
        sample = self.stored[::step, ::step]
        padding = self.frame.instance.padding
        return sample if padding is None else sample[~padding.covers(sample)]

    @property
    def voi_on_stored(self) -> bool:
        """Whether windows apply to stored numbers rather than to values.

        They apply to values (PS3.3 C.11.2) unless the maker leaves it open and the image's own window shows less
        than half the range of its values, but half or more of its stored numbers (SAFETY H14). All images of a
        display set go by the one in its middle.
        """
        described = self.frame.description
        if not described.voi_in_doubt:
            return False
        if self.on_stored is not None:
            return self.on_stored
        own = next((voi for voi in described.windows if isinstance(voi, Window)), None)
        if own is None:
            return False
        sample = self.sample(_FEW)
        return not aims_at(own, described.modality_map.to_values(sample)) and aims_at(own, sample)

    def under_window(self, stored: Stored) -> NDArray[np.generic]:
        """Return the numbers that windows apply to, of stored numbers of any shape."""
        return stored if self.voi_on_stored else self.frame.description.modality_map.to_values(stored)

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
    rendition
        What a presentation state puts in the place of the image's own; None where none is applied.
    managed
        Whether colors are shown as the image's profile or palette says.
    """

    voi: Voi | None = None
    inverted: bool = False
    rendition: "Rendition | None" = None
    managed: bool = True


@dataclass(frozen=True, slots=True)
class Rendition:
    """What a presentation state puts in the place of an image's own modality map, window and polarity. C.11.1, C.11.6.

    It changes what is seen. Values, and all that is measured, stay those of the image.
    """

    modality_map: ModalityMap
    voi: Voi
    output: OutputLut | None = None
    inverse: bool = False


def own_name(described: FrameDescription) -> str:
    """Return what a reader chooses an image's own values by: their unit."""
    return described.unit or "own values"


def read_voi(image: Image, shading: Shading, voi: Voi) -> Voi:
    """Return a window in the numbers that the reader sees; as it is where no straight line leads to them."""
    change = _reading(image, shading)
    return voi if change is None else through(voi, change)


def meant_voi(image: Image, shading: Shading, voi: Voi) -> Voi:
    """Return a window that was given in the numbers the reader sees, for those that windows apply to."""
    change = _reading(image, shading)
    return voi if change is None else through(voi, reverse(change))


def is_voi_read(image: Image, shading: Shading) -> bool:
    """Whether windows can be given in the numbers that the reader sees."""
    return image.scale is None or _reading(image, shading) is not None


def _reading(image: Image, shading: Shading) -> Rescale | None:
    """Return what turns the numbers that windows apply to into those that the reader sees."""
    if image.scale is None:
        return None
    if shading.rendition is not None:
        return between(shading.rendition.modality_map, image.scale.map)
    own = Rescale() if image.voi_on_stored else image.frame.description.modality_map
    return between(own, image.scale.map)


def grey_map(image: Image, shading: Shading) -> GreyMap:
    """Return everything between the image's stored numbers and the screen."""
    rendition = shading.rendition
    if rendition is not None:
        return GreyMap(
            modality=rendition.modality_map,
            voi=voi_in_force(image, shading),
            padding=image.frame.instance.padding,
            inverted=rendition.inverse != shading.inverted,
            output=rendition.output,
        )
    described = image.frame.description
    pixels = image.frame.instance.pixels
    negative = pixels is not None and pixels.photometric == "MONOCHROME1"
    return GreyMap(
        modality=described.modality_map,
        voi=voi_in_force(image, shading),
        padding=image.frame.instance.padding,
        voi_on_stored=image.voi_on_stored,
        inverted=negative != shading.inverted,
    )


def default_voi(image: Image) -> Voi:
    """Return the first window the image brings with it, else an automatic one."""
    windows = image.frame.description.windows
    return windows[0] if windows else automatic_voi(image)


def voi_in_force(image: Image, shading: Shading) -> Voi:
    """Return what an image is shaded with: the reader's choice, else a presentation state's, else its own."""
    if shading.voi is not None:
        return shading.voi
    return default_voi(image) if shading.rendition is None else shading.rendition.voi


def is_one_tone(image: Image, shading: Shading) -> bool:
    """Return whether the window leaves an image that has something to show all black or all white (SAFETY H13).

    True where more than 99 of 100 pixels lie beyond the same end of it, padding left out.
    """
    sample = image.sample(_GLANCE)
    if image.is_color or sample.size == 0 or sample.min() == sample.max():
        return False
    grey = grey_map(image, replace(shading, inverted=False)).to_grey(sample)
    return bool(max(np.mean(grey == 0), np.mean(grey == WHITE)) > _NEARLY_ALL)


def automatic_voi(image: Image) -> Window:
    """Return a window from the image's own values, padding left out."""
    if image.is_color:
        return Window(128, 256, explanation="Auto")
    return auto_window(image.under_window(image.sample()))
