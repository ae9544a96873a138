"""The viewports in rows and columns, one of them active, one of them perhaps filling the whole."""

from dataclasses import replace

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from viewer.core.overlays.offers import laid_by
from viewer.core.scene import Scene
from viewer.core.session import MOST_CELLS, Session
from viewer.core.study import FrameKey
from viewer.core.viewport import Layout
from viewer.ui.binding import bind
from viewer.ui.equipment import Equipment
from viewer.ui.picture import Picture
from viewer.ui.viewport import Viewport


def visible_cells(layout: Layout) -> tuple[int, ...]:
    """Return which cells are on the screen, in reading order."""
    return (layout.active,) if layout.maximized else tuple(range(layout.cells))


def place_of(cell: int, layout: Layout) -> tuple[int, int]:
    """Return row and column of a cell."""
    return (0, 0) if layout.maximized else divmod(cell, layout.columns)


class ViewportGrid(QWidget):
    """Shows the layout of the session. Viewports are made when they are first needed, and kept."""

    scene_changed = Signal(object)
    """The active viewport shows this Scene now, or None."""
    menu_wanted = Signal(int, QPoint)
    """The reader asked for a menu in this cell, at this place of the screen."""
    overlay_wanted = Signal(str, int)
    """A display set is to be laid over the images in a cell."""
    pointed = Signal(str)
    """Place and value under the pointer, in words."""

    def __init__(self, session: Session, equipment: Equipment, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._equipment = session, equipment
        self._viewports: dict[int, Viewport] = {}
        self._shown: Layout | None = None
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(2)
        self.setAccessibleName("Images")
        bind(self, session.layout, self._show)

    @property
    def active(self) -> Viewport:
        """The viewport that keys and menus act on."""
        return self._viewport(self._session.layout.value.active)

    @property
    def viewports(self) -> tuple[Viewport, ...]:
        """The viewports on the screen, in reading order."""
        return tuple(self._viewport(cell) for cell in visible_cells(self._session.layout.value))

    @property
    def scene(self) -> Scene | None:
        """What the active viewport shows."""
        picture = self.active.picture
        return picture.scene if picture else None

    def picture_of(self, frame: FrameKey) -> Picture | None:
        """Return what shows a frame on the screen, in the active viewport first; None where nothing does."""
        for viewport in (self.active, *self.viewports):
            picture = viewport.picture_now()
            if picture is not None and picture.scene.image.frame.key == frame:
                return picture
        return None

    def cancel(self) -> bool:
        """End any running gesture without a trace; False if there was none."""
        ended = [viewport.cancel() for viewport in self._viewports.values()]
        return any(ended)

    def redraw(self) -> None:
        """Draw all viewports again: the lines over them changed."""
        for viewport in self.viewports:
            viewport.redraw()

    def maximize(self) -> None:
        """Let the active viewport fill the grid, or give the others their place back."""
        layout = self._session.layout.value
        if layout.cells > 1:
            self._session.layout.set(replace(layout, maximized=not layout.maximized))

    def take(self, display_set_uid: str, cell: int) -> None:
        """Take a series that was let go over a cell: show it, or lay it over images where it holds none."""
        shown = self._session.display_set(display_set_uid)
        if shown is not None and not shown.frames and not shown.blocked and laid_by(shown):
            self.overlay_wanted.emit(display_set_uid, cell)
        else:
            self._session.show(display_set_uid, cell)

    def _show(self, layout: Layout) -> None:
        if self._shown is None or replace(self._shown, active=layout.active) != layout or layout.maximized:
            self._arrange(layout)
        self._shown = layout
        for cell, viewport in self._viewports.items():
            viewport.show_active(is_active=cell == layout.active and layout.cells > 1)
        self.scene_changed.emit(self.scene)

    def _arrange(self, layout: Layout) -> None:
        for viewport in self._viewports.values():
            self._grid.removeWidget(viewport)
        cells = visible_cells(layout)
        for cell in cells:
            viewport = self._viewport(cell)
            self._grid.addWidget(viewport, *place_of(cell, layout))
        for cell, viewport in self._viewports.items():
            viewport.setVisible(cell in cells)
        for place in range(MOST_CELLS):
            self._grid.setRowStretch(place, 1 if place < layout.rows and not layout.maximized else 0)
            self._grid.setColumnStretch(place, 1 if place < layout.columns and not layout.maximized else 0)

    def _viewport(self, cell: int) -> Viewport:
        if cell not in self._viewports:
            made = Viewport(self._session, cell, self._equipment, self)
            made.activated.connect(lambda: self._session.activate(cell))
            made.dropped.connect(lambda uid: self.take(uid, cell))
            made.maximize_wanted.connect(self.maximize)
            made.menu_wanted.connect(lambda at: self.menu_wanted.emit(cell, at))
            made.pictured.connect(lambda: self._pictured(cell))
            made.pointed.connect(self.pointed)
            self._viewports[cell] = made
        return self._viewports[cell]

    def _pictured(self, cell: int) -> None:
        if cell == self._session.layout.value.active:
            self.scene_changed.emit(self.scene)
