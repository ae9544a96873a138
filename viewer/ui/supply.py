"""Which image a viewport can show now, given what it should show and what is in memory."""

from dataclasses import dataclass

from viewer.core.images import Image
from viewer.core.overlay import telling_dimensions
from viewer.core.session import Session
from viewer.core.study import DisplaySet
from viewer.core.viewport import ViewportState
from viewer.ui.picture import EMPTY, NOTHING_OPEN, Shown, failure_words, waiting_words
from viewer.ui.pixels import Pixels


@dataclass(frozen=True, slots=True, eq=False)
class Supplied:
    """An image, or words in its place; both while a newer image of the same series is still loading.

    Attributes
    ----------
    is_problem
        Whether the words say that something is wrong.
    """

    shown: Shown | None
    words: str = ""
    is_problem: bool = False


class Supply:
    """Asks for the images of one viewport and takes only those that are what they should be.

    While an image is loading the one before it stays, but only within one display set: images of another series,
    and so of another patient, are never left standing (SAFETY H30).
    """

    def __init__(self, session: Session, pixels: Pixels) -> None:
        self._session, self._pixels = session, pixels
        self._last: Shown | None = None
        self._asked: tuple[str, int] = ("", -1)
        self._told: tuple[DisplaySet, frozenset[str]] | None = None
        self._read: tuple[Image, Image] | None = None

    def supply(self, state: ViewportState) -> Supplied:
        """Return what can be shown for a state, and ask for what is missing."""
        display_set = self._session.display_set(state.display_set_uid)
        if display_set is None or not display_set.frames:
            self._last, self._asked = None, ("", -1)
            return Supplied(None, EMPTY if self._session.opened.value.studies else NOTHING_OPEN)
        index = min(state.index, len(display_set.frames) - 1)
        self._ask(display_set.uid, index)
        self._last = self._present(display_set, index) or self._older(display_set, index)
        if self._last is not None and self._last.index == index:
            return Supplied(self._last)
        reason = self._pixels.failure(display_set.uid, index)
        if reason:
            return Supplied(None, failure_words(display_set, index, reason), is_problem=True)
        return Supplied(
            self._last, waiting_words(display_set, index, self._pixels.loaded_count(display_set.uid))
        )

    def _ask(self, uid: str, index: int) -> None:
        if (uid, index) != self._asked:
            self._asked = (uid, index)
            self._pixels.want(uid, index)

    def _present(self, display_set: DisplaySet, index: int) -> Shown | None:
        image = self._pixels.image(display_set.uid, index)
        if image is None or image.frame.key != display_set.frames[index].key:
            return None
        return Shown(self._as_read(image), display_set, index, self._telling(display_set))

    def _as_read(self, image: Image) -> Image:
        """Return an image in the quantity the reader chose; the same one again as long as nothing changes."""
        read = image.read_as(self._session.values.value)
        if self._read is None or self._read[0] is not image or self._read[1].scale != read.scale:
            self._read = (image, read)
        return self._read[1]

    def _older(self, display_set: DisplaySet, index: int) -> Shown | None:
        last = self._last
        if last is None or last.display_set.uid != display_set.uid:
            return None
        place = display_set.index_of(last.image.frame.key)
        if place is None or place == index:
            return None
        return Shown(last.image, display_set, place, self._telling(display_set))

    def _telling(self, display_set: DisplaySet) -> frozenset[str]:
        """Return what tells the frames of a set apart, found out once for as long as the set stays the same."""
        if self._told is None or self._told[0] is not display_set:
            self._told = (display_set, telling_dimensions(display_set.frames))
        return self._told[1]
