"""Everything a viewport shows of one image, as one value: pixels, drawings and words cannot come apart (H30)."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import floor, isfinite

from viewer.core.geometry import as_vector
from viewer.core.images import Image
from viewer.core.measurements import Measurement
from viewer.core.over_image import Over
from viewer.core.overlay import Context, CornerText, Level, corner_text
from viewer.core.overlays.laid import Laid
from viewer.core.presentation import KeyObjects, Shutter
from viewer.core.presenting import Mask
from viewer.core.scene import Scene
from viewer.core.shapes import Drawing
from viewer.core.study import DisplaySet
from viewer.core.viewport import ViewportState
from viewer.interaction.drawing import drawings_of
from viewer.interaction.quantities import side_values
from viewer.interaction.tool import Tool
from viewer.modalities.table import modality_for
from viewer.render.colors import color_badges

EMPTY = "Drag a series here"
NOTHING_OPEN = (
    "No study is open\n\nCtrl+O opens a folder. Files, folders and archives can also be dropped here."
)
ROOM_FOR_WORDS_PX = 330
"""A viewport narrower than this, in logical pixels, has no room for more than the minimal words."""


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """What is painted.

    Attributes
    ----------
    scale
        Device pixels in a logical pixel.
    waiting
        What the reader waits for while an older image of the same series is still shown, empty for nothing.
    masks, shutter
        Overlays over the image, and what hides its surroundings.
    laid
        Layers of other objects: segments, structures, values.
    presented
        Those of the drawings that a presentation state brings.
    """

    scene: Scene
    text: CornerText
    drawings: tuple[Drawing, ...]
    scale: float = 1.0
    waiting: str = ""
    masks: tuple[Mask, ...] = ()
    shutter: Shutter | None = None
    laid: tuple[Laid, ...] = ()
    presented: tuple[Drawing, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """An image in memory, and where it stands in its display set.

    Attributes
    ----------
    telling
        Names of the dimensions that tell the frames of the set apart.
    """

    image: Image
    display_set: DisplaySet
    index: int
    telling: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Marks:
    """What is drawn over images: measurements, the selected one, the one in the making, and how much is written."""

    measurements: tuple[Measurement, ...] = ()
    selected_uid: str = ""
    preview: Drawing | None = None
    lines: tuple[Drawing, ...] = ()
    level: Level = Level.FULL
    cleared: bool = False
    over: Over = Over()
    keys: str = ""


def scene_of(shown: Shown, state: ViewportState, width_px: int, height_px: int) -> Scene:
    """Return an image as the reader wants to see it, on so many device pixels."""
    return Scene(shown.image, state.shading, state.camera, width_px, height_px, state.interpolated)


def words_around(shown: Shown, scene: Scene, preset: str, marks: Marks, scale: float = 1.0) -> CornerText:
    """Return what is written around an image, read from the image that is drawn."""
    crowded = scene.width_px < ROOM_FOR_WORDS_PX * scale
    level = Level.MINIMAL if crowded and marks.level is Level.FULL else marks.level
    context = Context(
        index=shown.index,
        count=len(shown.display_set.frames),
        preset=preset,
        verdict=shown.display_set.verdict,
        cleared=marks.cleared,
        badges=(*marks.over.badges, *color_badges(scene.image, scene.shading)),
        keys=marks.keys,
        part=shown.display_set.split_by,
        telling=shown.telling,
    )
    modality = modality_for(scene.image.frame.instance.series.modality)
    return corner_text(scene, modality, level, context)


def key_words(state: ViewportState, keys: KeyObjects | None) -> str:
    """Return where the shown frame stands among the key images that the reader keeps to, empty without any."""
    if keys is None or not state.key_places:
        return ""
    of = f" of {len(state.key_places)}"
    place = f"key {state.position + 1}{of}" if state.index in state.key_places else f"no key image{of}"
    return f"{place}: {keys.title}" if keys.title else place


def drawings_on(marks: Marks, tools: Mapping[str, Tool]) -> tuple[Drawing, ...]:
    """Return all drawings, the one in the making on top."""
    drawn = drawings_of(marks.measurements, tools, selected_uid=marks.selected_uid, preview=marks.preview)
    return (*marks.over.drawings, *marks.lines, *drawn)


def waiting_words(display_set: DisplaySet, index: int, loaded: int) -> str:
    """Return what the reader waits for: which image, and how much of the series is there."""
    count = len(display_set.frames)
    if count == 1:
        return "Loading…"
    return f"Loading image {index + 1}…   {loaded} of {count} in memory"


def failure_words(display_set: DisplaySet, index: int, reason: str) -> str:
    """Return why an image is not shown. The other images stay usable, which is said too."""
    others = "\nThe other images of this series can still be read." if len(display_set.frames) > 1 else ""
    return f"Image {index + 1} of {len(display_set.frames)} is not shown\n\n{reason}{others}"


def value_at(image: Image, i: float, j: float) -> str:
    """Return what lies under the pointer, (i, j) = (column, row): place and value; empty outside the image.

    Places are written as the probe writes them, counted from 1.
    """
    column, row = floor(i + 0.5), floor(j + 0.5)
    rows, columns = image.stored.shape[:2]
    if not (0 <= column < columns and 0 <= row < rows):
        return ""
    place = ", ".join((f"column {column + 1}, row {row + 1}", *_sides(image, i, j)))
    stored = image.stored[row, column]
    if image.is_color:
        return f"{place}:  R {stored[0]}  G {stored[1]}  B {stored[2]}"
    padding = image.frame.instance.padding
    if padding is not None and bool(padding.covers(stored)):
        return f"{place}:  no image (padding)"
    value = float(image.value_map.to_values(stored))
    if not isfinite(value):
        return f"{place}:  no value"
    unit = f" {image.unit}" if image.unit else ""
    return f"{place}:  {value:.6g}{unit}"


def _sides(image: Image, i: float, j: float) -> tuple[str, ...]:
    """Return what a place in an ultrasound region stands for, in words: velocity, time, depth."""
    if not image.frame.description.regions:
        return ()
    return tuple(
        f"{quantity.name.lower()} {quantity.value:.{quantity.decimals}f} {quantity.unit}"
        for quantity in side_values(image, as_vector(image.plane.to_lps((i, j))))
    )
