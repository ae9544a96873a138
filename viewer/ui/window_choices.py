"""The windows and zooms the reader may choose from: pure functions of the image on the screen."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from viewer.core.camera import Camera
from viewer.core.images import Image, Shading, automatic_voi, default_voi, meant_voi
from viewer.core.modality import Modality
from viewer.core.viewport import ViewportState
from viewer.core.windowing import Voi, VoiFunction, Window

AUTO = "Auto"
FULL_RANGE = "Full range"
COMPUTED = frozenset({AUTO, FULL_RANGE})
FIT = "Fit"
ZOOMS_PERCENT = (50, 100, 200, 400)


@dataclass(frozen=True, slots=True)
class Choice:
    """A window on offer.

    Attributes
    ----------
    preset
        What the viewport calls it, empty for a window of the image's own.
    voi
        Worked out only when it is chosen; None for the image's own first window.
    """

    title: str
    voi: Callable[[Image], Voi | None]
    preset: str = ""
    key: str = ""

    @property
    def words(self) -> str:
        """The title with its key."""
        return f"{self.title}  [{self.key}]" if self.key else self.title


def choices(image: Image, modality: Modality) -> tuple[Choice, ...]:
    """Return what is offered for an image: its own windows, the presets of its modality, and computed ones."""
    if image.is_color:
        return ()
    described = image.frame.description
    own = tuple(_own(place, voi, pinned=bool(modality.usual)) for place, voi in enumerate(described.windows))
    presets = tuple(
        Choice(preset.name, _for_reading(preset.window, modality), preset.name, preset.key)
        for preset in modality.presets_for(_read_for_presets(image, modality).unit)
    )
    return (
        *own,
        *presets,
        Choice(AUTO, automatic_voi, AUTO, "0"),
        Choice(FULL_RANGE, full_range, FULL_RANGE),
    )


def _own(place: int, voi: Voi, *, pinned: bool) -> Choice:
    """Return the choice of a window that the image brings; a pinned one then holds for the whole series (H11)."""
    called = voi.explanation or f"Image window {place + 1}"
    key = str(place + 1) if place < 2 else ""
    return Choice(called, _always(voi if place or pinned else None), key=key)


def _always(voi: Voi | None) -> Callable[[Image], Voi | None]:
    return lambda _: voi


def _for_reading(window: Window, modality: Modality) -> Callable[[Image], Voi | None]:
    return lambda image: meant_voi(_read_for_presets(image, modality), Shading(), window)


def _read_for_presets(image: Image, modality: Modality) -> Image:
    """Return an image read in a quantity that its modality has windows for, whatever the reader reads it in."""
    if image.is_color or modality.presets_for(image.unit):
        return image
    scales = image.frame.description.quantities
    scale = next((one for one in scales if modality.presets_for(one.unit)), image.scale)
    return replace(image, scale=scale)


def usual_window(image: Image, modality: Modality) -> tuple[Voi, str] | None:
    """Return the window that an image of its modality is opened with, and its name; None for its own."""
    read = _read_for_presets(image, modality)
    preset = None if image.is_color else modality.usual_for(read.unit)
    return None if preset is None else (meant_voi(read, Shading(), preset.window), preset.name)


def full_range(image: Image) -> Window:
    """Return a window over all values of an image, padding left out."""
    numbers = np.asarray(image.under_window(image.stored[~image.is_padding()]), dtype=np.float64)
    numbers = numbers[np.isfinite(numbers)]
    if not numbers.size:
        return automatic_voi(image)
    low, high = float(numbers.min()), float(numbers.max())
    middle, extent = (low + high) / 2, high - low
    return Window(middle, extent if extent > 0 else 1.0, VoiFunction.LINEAR_EXACT, FULL_RANGE)


def chosen(
    state: ViewportState, offered: tuple[Choice, ...], image: Image, series_voi: Voi | None = None
) -> int:
    """Return which of the offered windows is in force, -1 for one set by hand.

    The same numbers are the same window, whether they were chosen by name, came with the image, or with a jump
    to a measurement that was drawn under them.

    Parameters
    ----------
    series_voi
        The window that the series was given, where neither reader nor image has one.
    """
    for place, choice in enumerate(offered):
        if state.preset and choice.preset == state.preset:
            return place
    shown = state.shading.voi or series_voi or default_voi(image)
    for place, choice in enumerate(offered):
        if choice.preset not in COMPUTED and (choice.voi(image) or default_voi(image)) == shown:
            return place
    if state.shading.voi is not None:
        return -1
    return next((place for place, choice in enumerate(offered) if choice.preset == AUTO), -1)


def with_window(state: ViewportState, voi: Voi | None, preset: str = "") -> ViewportState:
    """Return the viewport shaded with a window."""
    return replace(state, shading=replace(state.shading, voi=voi), preset=preset)


def edited_window(shown: Voi, center: float, width: float) -> Window:
    """Return the window after the reader typed numbers: its function stays, its name goes."""
    function = shown.function if isinstance(shown, Window) else VoiFunction.LINEAR
    least = 1.0 if function is VoiFunction.LINEAR else 1e-6
    return Window(center, max(width, least), function)


def decimals_of(window: Window) -> int:
    """Return how many decimals of a window are worth showing."""
    if window.width < 20:
        return 2
    return 0 if float(window.center).is_integer() and float(window.width).is_integer() else 1


def zoom_words(camera: Camera, actual_zoom: float) -> str:
    """Return the zoom as shown: true percent, and whether it fits the viewport."""
    percent = f"{100 * actual_zoom:.0f} %" if actual_zoom >= 0.1 else f"{100 * actual_zoom:.1f} %"
    return f"{FIT}  {percent}" if camera.zoom is None else percent


def zoom_typed(text: str) -> float | None:
    """Return the zoom a reader typed ("150", "150 %", "1.5x" is not one); None for what is no percentage."""
    try:
        percent = float(text.strip().removesuffix("%").strip().replace(",", "."))
    except ValueError:
        return None
    return percent / 100 if 1 <= percent <= 6400 else None


def zoomed_to(camera: Camera, zoom: float | None) -> Camera:
    """Return the camera at a zoom about the middle; None fits the whole image."""
    return camera.fitting() if zoom is None else replace(camera, zoom=zoom)
