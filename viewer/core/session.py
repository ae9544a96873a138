"""What everyone who shows or changes a reading session shares: a few stores, built once and handed over."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from psygnal import Signal

from viewer.core.annotations import Annotations, History
from viewer.core.companions import Companions, key_places
from viewer.core.measurements import Measurement
from viewer.core.overlay import Level
from viewer.core.overlays.laid import Cuts
from viewer.core.overlays.looks import Layers
from viewer.core.placement import place, settled
from viewer.core.store import Store
from viewer.core.study import DisplaySet, FrameKey, Opened
from viewer.core.values import USUAL
from viewer.core.viewport import Layout, ViewportState
from viewer.core.windowing import Voi

MOST_CELLS = 16
"""A grid has at most 4 × 4 viewports."""


@dataclass(frozen=True, slots=True)
class Hand:
    """What the reader's hand holds: the name of the active tool."""

    tool: str = "scroll"


@dataclass(frozen=True, slots=True)
class Found:
    """Where a frame is among what was opened."""

    display_set: DisplaySet
    index: int


class Session:
    """The present state of a reading, as stores. Lives on the main thread.

    Attributes
    ----------
    viewports
        One store for each cell a grid may ever have; the first ``layout.value.cells`` are on the screen.
    history
        All measurements, and their undo.
    selected
        Uid of the selected measurement, empty for none.
    noticed
        A sentence the reader should see, once: why the grid was cleared, why nothing was shown.
    values
        Names of the quantities that numbers are read in, the one the reader chose last first.
    companions
        Presentation states and key image selections among what was opened.
    layers
        What other objects lay over images: the layers that were read, and which of them the reader has turned on.
    cuts
        What these lay over the images seen last.
    """

    noticed = Signal(str)

    def __init__(self) -> None:
        self.opened: Store[Opened] = Store(Opened())
        self.layout: Store[Layout] = Store(Layout())
        self.viewports: tuple[Store[ViewportState], ...] = tuple(
            Store(ViewportState()) for _ in range(MOST_CELLS)
        )
        self.history: Store[History] = Store(History())
        self.selected: Store[str] = Store("")
        self.hand: Store[Hand] = Store(Hand())
        self.annotation_level: Store[Level] = Store(Level.FULL)
        self.values: Store[tuple[str, ...]] = Store(USUAL)
        self.companions = Companions()
        self.layers: Store[Layers] = Store(Layers())
        self.cuts = Cuts()
        self._sets: dict[str, DisplaySet] = {}
        self.opened.changed.connect(self._reopen)

    @property
    def active(self) -> Store[ViewportState]:
        """The state of the active viewport."""
        return self.viewports[self.layout.value.active]

    @property
    def annotations(self) -> Annotations:
        """The measurements as they are now."""
        return self.history.value.now

    def display_set(self, uid: str) -> DisplaySet | None:
        """Return an opened display set, None where it is unknown or the uid is empty."""
        return self._sets.get(uid)

    def display_sets(self) -> Iterator[DisplaySet]:
        """Go through everything opened, in the order of the series strip."""
        yield from self._sets.values()

    def find(self, frame: FrameKey) -> Found | None:
        """Return where a frame is, None where it was not opened."""
        for shown in self._sets.values():
            index = shown.index_of(frame)
            if index is not None:
                return Found(shown, index)
        return None

    def show(self, display_set_uid: str, cell: int | None = None) -> bool:
        """Show a display set in a cell (the active one by default); False where it cannot be shown.

        Never two patients side by side: another patient's images leave first, and the reader is told.
        """
        wanted = self._sets.get(display_set_uid)
        if wanted is None:
            return False
        at = self.layout.value.active if cell is None else cell
        placed = place([store.value for store in self.viewports], self._sets, wanted, at)
        self._set_viewports(placed.viewports)
        if placed.notice:
            self.noticed.emit(placed.notice)
        if placed.shown:
            self.activate(at)
        return placed.shown

    def activate(self, cell: int) -> None:
        """Make a cell of the grid the active one."""
        if 0 <= cell < self.layout.value.cells:
            self.layout.set(replace(self.layout.value, active=cell))

    def jump_to(self, frame: FrameKey, voi: Voi | None = None) -> bool:
        """Show a frame, under a window where one is given; False where it was not opened.

        A viewport on the screen that already shows its display set is used first, else the active one.
        """
        found = self.find(frame)
        if found is None or not self._bring(found.display_set.uid):
            return False
        state = self.active.value
        shading = state.shading if voi is None else replace(state.shading, voi=voi)
        preset = state.preset if voi is None else ""
        shown = state.revealing(found.index)
        self.active.set(replace(shown, shading=shading, preset=preset))
        return True

    def jump_to_measurement(self, measurement: Measurement) -> bool:
        """Show where a measurement was drawn, under the window it was drawn with, and select it."""
        if not self.jump_to(measurement.place.frame, measurement.voi):
            return False
        self.selected.set(measurement.uid)
        return True

    def _bring(self, uid: str) -> bool:
        layout = self.layout.value
        cells = [layout.active, *range(layout.cells)]
        if layout.maximized:
            cells = [layout.active]
        for cell in cells:
            if self.viewports[cell].value.display_set_uid == uid:
                self.activate(cell)
                return True
        return self.show(uid)

    def _reopen(self, opened: Opened, _: Opened) -> None:
        before = self._sets
        self._sets = {shown.uid: shown for study in opened.studies for shown in study.display_sets}
        self.companions = Companions.of(opened)
        here = {one.sop_instance_uid for shown in self._sets.values() for one in shown.instances}
        self.layers.set(self.layers.value.kept(here))
        self.cuts.keep(self.layers.value)
        states = settled([store.value for store in self.viewports], before, self._sets)
        self._set_viewports(tuple(self.keyed(state, state.key_uid) for state in states))

    def keyed(self, state: ViewportState, key_uid: str) -> ViewportState:
        """Return a state that keeps to the key images of a selection; to none where it holds none of what is shown.

        The frame that is shown stays where it is one of them; else the next of them is shown.
        """
        shown = self.display_set(state.display_set_uid)
        keys = self.companions.selection(key_uid) if key_uid else None
        places = key_places(shown, keys) if shown is not None and keys is not None else ()
        if not places:
            return replace(state, key_uid="", key_places=())
        kept = replace(state, key_uid=key_uid, key_places=places)
        return kept.at(kept.position, len(places))

    def _set_viewports(self, states: tuple[ViewportState, ...]) -> None:
        for store, state in zip(self.viewports, states, strict=True):
            store.set(state)
