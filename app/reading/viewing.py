"""What commands do to the viewports: step, window, turn, lay out. No widgets."""

from collections.abc import Callable
from dataclasses import replace

from viewer.core.annotations import Annotations
from viewer.core.camera import Camera
from viewer.core.images import own_name
from viewer.core.session import Session
from viewer.core.study import DisplaySet, Frame
from viewer.core.values import chosen_first, preferred
from viewer.core.viewport import Layout, ViewportState
from viewer.core.windowing import Voi
from viewer.modalities.table import modality_for

Change = Callable[[ViewportState], ViewportState]

MOST_NAMES = 16
"""Quantities that are remembered as chosen."""


class Viewing:
    """Acts on the active viewport of a session."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @property
    def shown(self) -> DisplaySet | None:
        """The display set in the active viewport."""
        return self._session.display_set(self._session.active.value.display_set_uid)

    @property
    def frame(self) -> Frame | None:
        """The frame in the active viewport."""
        shown, index = self.shown, self._session.active.value.index
        return shown.frames[index] if shown and index < len(shown.frames) else None

    def has_image(self) -> bool:
        """Whether the active viewport shows something."""
        return self.frame is not None

    def can_turn(self) -> bool:
        """Whether the image may be turned and flipped: projections only."""
        frame = self.frame
        return frame is not None and modality_for(frame.instance.series.modality).turnable

    def step(self, frames: int) -> None:
        """Scroll by so many frames, stopping at the ends."""
        shown = self.shown
        if shown is not None:
            self.go_to(self._session.active.value.position + frames)

    def go_to(self, position: int) -> None:
        """Scroll to a place among the frames that are gone through; a negative one counts as the first."""
        shown = self.shown
        if shown is not None and shown.frames:
            count = len(shown.frames)
            self._change(lambda state: state.at(position, count))

    def go_to_end(self) -> None:
        """Scroll to the last frame."""
        shown = self.shown
        if shown is not None:
            self.go_to(len(shown.frames) - 1)

    def step_series(self, by: int) -> None:
        """Show the next or previous display set of the same patient's studies."""
        shown = self.shown
        sets = [known for known in self._session.display_sets() if known.frames and not known.blocked]
        if shown is None:
            if sets:
                self._session.show(sets[0].uid)
            return
        uids = [known.uid for known in sets]
        place = uids.index(shown.uid) + by
        if 0 <= place < len(uids):
            self._session.show(uids[place])

    def step_viewport(self) -> None:
        """Make the next viewport of the grid the active one."""
        layout = self._session.layout.value
        self._session.activate((layout.active + 1) % layout.cells)

    def window(self, voi: Voi | None, preset: str = "") -> None:
        """Shade with a window; None for the image's own first one."""
        self._change(lambda state: replace(state, shading=replace(state.shading, voi=voi), preset=preset))

    def invert(self) -> None:
        """Exchange black and white."""
        self._change(
            lambda state: replace(state, shading=replace(state.shading, inverted=not state.shading.inverted))
        )

    def is_inverted(self) -> bool:
        """Whether the reader exchanged black and white."""
        return self._session.active.value.shading.inverted

    def manage_colors(self) -> None:
        """Show colors as the image's profile or palette says, or as they are stored."""
        self._change(
            lambda state: replace(state, shading=replace(state.shading, managed=not state.shading.managed))
        )

    def is_managed(self) -> bool:
        """Whether colors are shown as the image's profile or palette says."""
        return self._session.active.value.shading.managed

    def has_colors(self) -> bool:
        """Whether the active viewport shows an image with a color profile or a supplemental palette."""
        frame = self.frame
        return frame is not None and (
            frame.description.profile is not None or frame.instance.supplement is not None
        )

    def interpolate(self) -> None:
        """Smooth magnified pixels, or show them as squares."""
        self._change(lambda state: replace(state, interpolated=not state.interpolated))

    def is_interpolated(self) -> bool:
        """Whether magnified pixels are smoothed."""
        return self._session.active.value.interpolated

    def fit(self) -> None:
        """Show the whole image."""
        self._look(lambda camera: camera.fitting())

    def actual_size(self) -> None:
        """Show one image pixel on one screen pixel."""
        self._look(lambda camera: replace(camera, zoom=1.0))

    def turn(self, quarters: int) -> None:
        """Turn clockwise by quarters; projection images only."""
        if self.can_turn():
            self._look(lambda camera: camera.turned(quarters))

    def flip(self) -> None:
        """Mirror left to right; projection images only."""
        if self.can_turn():
            self._look(lambda camera: camera.mirrored())

    def reset(self) -> None:
        """Show the display set as it was first shown, keeping the place in it (BIR Esc).

        Its measurements are removed as the standard asks, in one step that undo brings back.
        """
        self._change(lambda state: ViewportState(state.display_set_uid, state.index))
        frame = self.frame
        if frame is None:
            return
        history = self._session.history
        place = frame.instance.study.uid, frame.instance.series.uid
        drawn = history.value.now.measurements
        staying = tuple(known for known in drawn if (known.place.study_uid, known.place.series_uid) != place)
        if staying == drawn:
            return
        history.set(history.value.record(Annotations(staying)))
        count = len(drawn) - len(staying)
        removed = "1 measurement" if count == 1 else f"{count} measurements"
        self._session.noticed.emit(f"Reset: {removed} of this series removed; undo brings them back")

    def lay_out(self, rows: int, columns: int) -> None:
        """Divide the grid into rows and columns."""
        active = min(self._session.layout.value.active, rows * columns - 1)
        self._session.layout.set(Layout(rows, columns, active))

    def maximize(self) -> None:
        """Let the active viewport fill the grid, or give the others their place back."""
        layout = self._session.layout.value
        self._session.layout.set(replace(layout, maximized=not layout.maximized))

    def undo(self) -> None:
        """Take the last change of the measurements back."""
        self._session.history.set(self._session.history.value.undo())

    def redo(self) -> None:
        """Do again what was taken back."""
        self._session.history.set(self._session.history.value.redo())

    def can_undo(self) -> bool:
        """Whether there is something to take back."""
        return bool(self._session.history.value.before)

    def can_redo(self) -> bool:
        """Whether something was taken back."""
        return bool(self._session.history.value.undone)

    def delete_selected(self) -> None:
        """Remove the selected measurement; undo brings it back."""
        history, uid = self._session.history, self._session.selected.value
        if uid:
            history.set(history.value.record(history.value.now.without(uid)))
            self._session.selected.set("")

    def has_selection(self) -> bool:
        """Whether a measurement is selected."""
        return self._session.annotations.find(self._session.selected.value) is not None

    def next_annotation_level(self) -> None:
        """Write more or less into the corners."""
        level = self._session.annotation_level
        level.set(level.value.next)

    def quantities(self) -> tuple[str, ...]:
        """Return the names that the numbers of the image can be read by, its own values first."""
        frame = self.frame
        if frame is None or not frame.description.quantities:
            return ()
        described = frame.description
        return (own_name(described), *(scale.name for scale in described.quantities))

    def quantity(self) -> str:
        """Return the name that the numbers of the image are read by, empty where there is no choice."""
        names, frame = self.quantities(), self.frame
        if frame is None or not names:
            return ""
        scale = preferred(frame.description.quantities, self._session.values.value, names[0])
        return names[0] if scale is None else scale.name

    def read_as(self, name: str) -> None:
        """Read numbers in another quantity, in every image that offers it."""
        values = self._session.values
        values.set(chosen_first(values.value, name)[:MOST_NAMES])

    def read_own(self) -> None:
        """Read numbers in the image's own unit."""
        for name in self.quantities()[:1]:
            self.read_as(name)

    def read_next(self) -> None:
        """Read numbers in the next quantity that the image offers."""
        names = self.quantities()
        if names:
            self.read_as(names[(names.index(self.quantity()) + 1) % len(names)])

    def take_tool(self, name: str) -> None:
        """Put a tool on the main button."""
        self._session.hand.set(replace(self._session.hand.value, tool=name))

    def _change(self, change: Change) -> None:
        if self.has_image():
            self._session.active.set(change(self._session.active.value))

    def _look(self, change: Callable[[Camera], Camera]) -> None:
        self._change(lambda state: replace(state, camera=change(state.camera)))
