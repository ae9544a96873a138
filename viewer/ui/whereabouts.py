"""Where in a series a viewport stands: a slider at its side, and a player's bar at the foot of a moving picture."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from viewer.core.cine import Timing, is_moving, timing_of
from viewer.core.session import Session
from viewer.core.study import DisplaySet
from viewer.core.viewport import ViewportState
from viewer.ui.binding import listen
from viewer.ui.cine_bar import CineBar, Player
from viewer.ui.pixels import Pixels
from viewer.ui.slice_slider import SliceSlider


class Whereabouts(QObject):
    """The slider and the bar of one viewport. The bar is made for the first moving picture."""

    asked = Signal(int)
    """The reader wants to see this place."""

    def __init__(
        self, session: Session, cell: int, pixels: Pixels, player: Player | None, viewport: QWidget
    ) -> None:
        super().__init__(viewport)
        self._session, self._cell, self._pixels, self._player = session, cell, pixels, player
        self._store = session.viewports[cell]
        self._told: tuple[DisplaySet | None, Timing, bool] = (None, Timing((0.0, 1.0)), False)
        self._slider = SliceSlider()
        self._slider.asked.connect(self.asked)
        self.bar: CineBar | None = None
        if player is not None:
            listen(self, player.playing.changed, self._played)

    def lay_out(self, viewport: QWidget, area: QWidget, border_px: int) -> None:
        """Put what fills a viewport into it: the images, the slider beside them, the bar below."""
        self._column = QVBoxLayout(viewport)
        self._column.setContentsMargins(border_px, border_px, border_px, border_px)
        self._column.setSpacing(0)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(area, 1)
        row.addWidget(self._slider)
        self._column.addLayout(row, 1)

    def show(self) -> None:
        """Show where the viewport stands now."""
        state = self._store.value
        shown = self._session.display_set(state.display_set_uid)
        count = len(shown.frames) if shown else 0
        loaded = self._pixels.loaded_count(shown.uid) if shown else 0
        gone_through = state.count(count)
        self._slider.show_place(state.position, gone_through, min(loaded, gone_through))
        self._slider.setVisible(gone_through > 1)
        self._show_bar(shown, state)

    def _played(self, *_: object) -> None:
        self.show()

    def _show_bar(self, shown: DisplaySet | None, state: ViewportState) -> None:
        player = self._player
        if player is None:
            return
        timing, moves = self._timing(shown)
        is_wanted = shown is not None and (moves or player.is_playing_in(self._cell))
        if not is_wanted or shown is None:
            if self.bar is not None:
                self.bar.hide()
            return
        if self.bar is None:
            self.bar = CineBar(player, self._cell)
            self._column.addWidget(self.bar)
        if state.key_places:
            timing = timing.of(state.key_places)
        self.bar.show_place(timing, state.position, shown.frames[0].instance)
        self.bar.show()

    def _timing(self, shown: DisplaySet | None) -> tuple[Timing, bool]:
        """Return the timing of a set and whether it moves, found out once for as long as the set stays the same."""
        if shown is not None and shown is not self._told[0]:
            self._told = (shown, timing_of(shown), is_moving(shown))
        return self._told[1], self._told[2]
