"""Pixels for tests: in memory at once, or only when the test says so."""

from psygnal import Signal

from viewer.core.images import Image
from viewer.core.study import DisplaySet


class FakePixels:
    """Knows images by display set. With ``late`` they come when the test delivers them.

    Attributes
    ----------
    wanted
        What was asked for, in order.
    """

    loaded = Signal(str, int)
    failed = Signal(str, int, str)
    progress = Signal(str, int, int)

    def __init__(self, *, late: bool = False) -> None:
        self._late = late
        self._all: dict[tuple[str, int], Image] = {}
        self._present: dict[tuple[str, int], Image] = {}
        self._failures: dict[tuple[str, int], str] = {}
        self.wanted: list[tuple[str, int]] = []
        self.wanted_later: list[tuple[str, int]] = []

    def add(self, shown: DisplaySet, images: list[Image]) -> None:
        """Know the images of a display set."""
        for index, image in enumerate(images):
            self._all[shown.uid, index] = image
            if not self._late:
                self._present[shown.uid, index] = image

    def deliver(self, uid: str, index: int) -> None:
        """Bring an image into memory."""
        self._present[uid, index] = self._all[uid, index]
        self.loaded.emit(uid, index)
        self.progress.emit(uid, self.loaded_count(uid), sum(known == uid for known, _ in self._all))

    def forget(self, uid: str, index: int) -> None:
        """Take an image out of memory."""
        self._present.pop((uid, index), None)

    def fail(self, uid: str, index: int, reason: str) -> None:
        """Say that an image will not come."""
        self._failures[uid, index] = reason
        self.failed.emit(uid, index, reason)

    def image(self, display_set_uid: str, index: int) -> Image | None:
        """Return an image that is in memory."""
        return self._present.get((display_set_uid, index))

    def failure(self, display_set_uid: str, index: int) -> str:
        """Return why an image will not come."""
        return self._failures.get((display_set_uid, index), "")

    def want(self, display_set_uid: str, index: int) -> None:
        """Remember what was asked for."""
        self.wanted.append((display_set_uid, index))

    def want_later(self, display_set_uid: str, index: int) -> None:
        """Remember what was asked for."""
        self.wanted_later.append((display_set_uid, index))

    def loaded_count(self, display_set_uid: str) -> int:
        """Return how many images of a set are in memory."""
        return sum(uid == display_set_uid for uid, _ in self._present)
