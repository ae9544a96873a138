"""One automatic window for all images of a series that bring none of their own (SAFETY H11)."""

from dataclasses import dataclass

from viewer.core.images import Image, automatic_voi
from viewer.core.study import DisplaySet
from viewer.core.viewport import ViewportState
from viewer.core.windowing import Window
from viewer.modalities.table import modality_for
from viewer.ui.pixels import Pixels
from viewer.ui.window_choices import AUTO, usual_window, with_window


@dataclass(frozen=True, slots=True)
class _Made:
    """A window, and how large the series was whose middle it was made from: 0 for that of another image."""

    uid: str
    frames: int
    window: Window


class SeriesWindow:
    """Remembers the window of the series that a viewport shows.

    It is made from the image in the middle of the series. Until that is in memory, all images share the window of
    the one shown first.
    """

    def __init__(self, pixels: Pixels) -> None:
        self._pixels = pixels
        self._made = _Made("", 0, Window(128, 256))
        self._asked = ("", 0)
        self._torn: tuple[DisplaySet | None, bool] = (None, False)

    def settled(self, state: ViewportState, display_set: DisplaySet, image: Image) -> ViewportState:
        """Return a viewport's state with the series' window, where neither reader nor image has one.

        Uptake values are opened with their usual window. A PET series whose images bring windows that differ has
        none: each slice scaled to its own maximum makes uptake look alike where it is not.
        """
        if image.is_color or state.shading.voi is not None or state.shading.rendition is not None:
            return state
        usual = usual_window(image, modality_for(display_set.series.modality))
        if usual is not None:
            return with_window(state, *usual)
        own = bool(image.frame.description.windows) and not self._is_torn(display_set)
        if own or len(display_set.frames) < 2:
            return state
        return with_window(state, self._window(display_set, image), AUTO)

    def _is_torn(self, display_set: DisplaySet) -> bool:
        """Whether the images of a PET series bring different windows."""
        if display_set.series.modality != "PT":
            return False
        if self._torn[0] is not display_set:
            windows = {frame.description.windows for frame in display_set.frames}
            self._torn = (display_set, len(windows) > 1)
        return self._torn[1]

    def _window(self, display_set: DisplaySet, shown: Image) -> Window:
        uid, frames = display_set.uid, len(display_set.frames)
        if (self._made.uid, self._made.frames) == (uid, frames):
            return self._made.window
        middle = self._pixels.image(uid, display_set.middle)
        if middle is not None and middle.frame.key == display_set.frames[display_set.middle].key:
            self._made = _Made(uid, frames, automatic_voi(middle))
            return self._made.window
        if self._asked != (uid, frames):
            self._asked = (uid, frames)
            self._pixels.want_later(uid, display_set.middle)
        if self._made.uid != uid:
            self._made = _Made(uid, 0, automatic_voi(shown))
        return self._made.window
