"""What the widgets need of whoever brings pixels into memory; viewer.loading is the real one, tests pass a fake."""

from typing import Protocol

from psygnal import SignalInstance

from viewer.core.images import Image
from viewer.core.presentation import OverlayHeader, OverlayPlane
from viewer.core.study import Instance


class Pixels(Protocol):
    """Images of display sets, by place in display order."""

    @property
    def loaded(self) -> SignalInstance:
        """Emitted with (display set uid, index) when an image came into memory."""

    @property
    def failed(self) -> SignalInstance:
        """Emitted with (display set uid, index, reason in words) when one will not come."""

    @property
    def progress(self) -> SignalInstance:
        """Emitted with (display set uid, images in memory, images in all)."""

    def image(self, display_set_uid: str, index: int) -> Image | None:
        """Return an image if it is in memory, at once."""

    def failure(self, display_set_uid: str, index: int) -> str:
        """Return in words why an image will not come, empty where it may."""

    def want(self, display_set_uid: str, index: int) -> None:
        """Ask for an image to be looked at, and for its neighbours after it."""

    def want_later(self, display_set_uid: str, index: int) -> None:
        """Ask for one image when nothing else is wanted: thumbnails."""

    def loaded_count(self, display_set_uid: str) -> int:
        """Return how many images of a display set are in memory."""


class Overlays(Protocol):
    """Overlays 60xx of images and of presentation states."""

    @property
    def loaded(self) -> SignalInstance:
        """Emitted with a SOP Instance UID when overlays of the object have been read."""

    def planes(
        self, instance: Instance, headers: tuple[OverlayHeader, ...], number: int
    ) -> tuple[OverlayPlane, ...]:
        """Return the overlays over frame ``number`` (from 1) that are here; others are asked for."""
