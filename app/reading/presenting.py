"""What commands do with presentation states, overlays, shutters and key images."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from viewer.core.camera import Camera
from viewer.core.images import Shading
from viewer.core.presentation import KeyObjects, PresentationState
from viewer.core.presenting import camera_for
from viewer.core.session import Session
from viewer.core.study import DisplaySet, Frame
from viewer.core.viewport import ViewportState


class Presenting:
    """Acts on the viewports of a session.

    Parameters
    ----------
    by_author
        Whether the latest presentation state is applied to a series without being chosen.
    """

    def __init__(self, session: Session, by_author: Callable[[], bool]) -> None:
        self._session, self._by_author = session, by_author
        self._settled: dict[int, str] = {}
        for cell, store in enumerate(session.viewports):
            store.changed.connect(partial(self._shown, cell))
        session.opened.changed.connect(self._opened)

    def offered(self) -> tuple[PresentationState, ...]:
        """Return the presentation states for the image in the active viewport, the latest first."""
        frame = self._frame(self._session.active.value)
        return () if frame is None else self._session.companions.states_for(frame)

    def can_apply(self) -> bool:
        """Whether there is any presentation state to apply, or to take away."""
        return self.is_applied() or bool(self._session.companions.states)

    def is_applied(self) -> bool:
        """Whether a presentation state is applied in the active viewport."""
        return bool(self._session.active.value.presentation_uid)

    def apply(self, uid: str) -> None:
        """Show the active viewport as a presentation state says; as the image itself for an empty uid."""
        words = self._apply(self._session.layout.value.active, uid)
        self._session.noticed.emit(words)

    def apply_next(self) -> None:
        """Apply the next of the presentation states on offer, and none after the last; say so where there is none."""
        uids = [state.uid for state in self.offered()]
        applied = self._session.active.value.presentation_uid
        if not uids and not applied:
            self._session.noticed.emit("No presentation state was made for this image")
            return
        place = uids.index(applied) + 1 if applied in uids else len(uids) if applied else 0
        self.apply(uids[place] if place < len(uids) else "")

    def selections(self) -> tuple[KeyObjects, ...]:
        """Return the selections of key images that hold some of the active viewport's, the latest first."""
        shown = self._display_set(self._session.active.value)
        return () if shown is None else self._session.companions.selections_for(shown)

    def can_keep_to_keys(self) -> bool:
        """Whether there are key images to keep to."""
        return self.keeps_to_keys() or bool(self.selections())

    def keeps_to_keys(self) -> bool:
        """Whether only key images are gone through in the active viewport."""
        return bool(self._session.active.value.key_places)

    def keep_to_keys(self, uid: str) -> None:
        """Go through the key images of a selection only; through all images for an empty uid."""
        active = self._session.active
        active.set(self._session.keyed(active.value, uid))
        keys, shown = self._session.companions.selection(uid), self._display_set(active.value)
        if keys is not None and shown is not None:
            count = f"{len(active.value.key_places)} of {len(shown.frames)} images"
            told = ": ".join(part for part in (keys.name, keys.description) if part)
            self._session.noticed.emit(f"Key images only, {count}. {told}")

    def toggle_keys(self) -> None:
        """Keep to the key images selected last, or go through all images again."""
        selections = self.selections()
        self.keep_to_keys("" if self.keeps_to_keys() or not selections else selections[0].uid)

    def toggle_overlays(self) -> None:
        """Draw overlays and annotations that came with the image, or leave them away."""
        active = self._session.active
        active.set(replace(active.value, overlaid=not active.value.overlaid))

    def are_overlays_drawn(self) -> bool:
        """Whether overlays are drawn in the active viewport."""
        return self._session.active.value.overlaid

    def toggle_shutter(self) -> None:
        """Hide what the image's shutter hides, or show all of the image."""
        active = self._session.active
        active.set(replace(active.value, shuttered=not active.value.shuttered))

    def is_shut(self) -> bool:
        """Whether shutters hide anything in the active viewport."""
        return self._session.active.value.shuttered

    def _apply(self, cell: int, uid: str) -> str:
        """Apply to a cell; return what to say of it."""
        store = self._session.viewports[cell]
        plain = replace(store.value, presentation_uid="", shading=Shading(), preset="", camera=Camera())
        found, frame = self._session.companions.state(uid), self._frame(store.value)
        if found is None or found.presentation is None or frame is None:
            store.set(plain)
            return "No presentation state: the image is shown as it is by itself"
        state = found.presentation
        store.set(replace(plain, presentation_uid=uid, camera=camera_for(state, frame)))
        missing = len(state.refers.uids - self._opened_uids())
        left_out = list(state.not_applied)
        if missing:
            left_out.append(f"{missing} of its images {'is' if missing == 1 else 'are'} not open")
        return ". ".join([f"Shown as by {state.title}", *(f"Not applied: {words}" for words in left_out)])

    def _opened_uids(self) -> frozenset[str]:
        sets = self._session.display_sets()
        return frozenset(instance.sop_instance_uid for shown in sets for instance in shown.instances)

    def _shown(self, cell: int, now: ViewportState, before: ViewportState) -> None:
        if now.display_set_uid != before.display_set_uid:
            self._settled.pop(cell, None)
            self._follow_author(cell)

    def _opened(self, *_: object) -> None:
        for cell in range(len(self._session.viewports)):
            self._follow_author(cell)

    def _follow_author(self, cell: int) -> None:
        """Apply the latest presentation state to a series once; the reader's later choice stands."""
        state = self._session.viewports[cell].value
        frame = self._frame(state)
        if not self._by_author() or frame is None or self._settled.get(cell) == state.display_set_uid:
            return
        states = self._session.companions.states_for(frame)
        if states and not state.presentation_uid:
            self._settled[cell] = state.display_set_uid
            self._apply(cell, states[0].uid)

    def _display_set(self, state: ViewportState) -> DisplaySet | None:
        return self._session.display_set(state.display_set_uid)

    def _frame(self, state: ViewportState) -> Frame | None:
        shown = self._display_set(state)
        return shown.frames[state.index] if shown and state.index < len(shown.frames) else None
