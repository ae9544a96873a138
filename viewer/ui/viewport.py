"""One cell of the grid: an image, what is drawn and written over it, and the hand on it."""

from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QStackedLayout, QWidget

from viewer.core.camera import from_screen
from viewer.core.images import Image, Shading
from viewer.core.measurements import Measurement
from viewer.core.over_image import Over, over_image, with_layers
from viewer.core.scene import Scene
from viewer.core.session import Session
from viewer.core.study import DisplaySet
from viewer.core.viewport import ViewportState
from viewer.interaction.runner import Runner
from viewer.interaction.tool import Surface
from viewer.render.colors import Colors
from viewer.ui.ahead import Ahead
from viewer.ui.binding import listen
from viewer.ui.cover import Cover
from viewer.ui.equipment import Equipment
from viewer.ui.hand import Hand
from viewer.ui.mouse import Mouse, Under, Wishes
from viewer.ui.overlay_painter import OverlayPainter
from viewer.ui.picture import (
    Marks,
    Picture,
    Shown,
    drawings_on,
    key_words,
    scene_of,
    value_at,
    words_around,
)
from viewer.ui.series_model import carried_series
from viewer.ui.series_window import SeriesWindow
from viewer.ui.supply import Supplied, Supply
from viewer.ui.text_asker import TextAsker
from viewer.ui.theme import COLORS
from viewer.ui.whereabouts import Whereabouts

BORDER_PX = 1


class Area(QWidget):
    """The part of a viewport that images fill."""

    resized = Signal()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Everything that a picture follows from: as long as it is the same, nothing is drawn again.

    Attributes
    ----------
    words
        What is said in place of an image, or while one is waited for.
    index
        Place of the image in its display set.
    """

    state: ViewportState
    size_px: tuple[int, int]
    scale: float
    words: str
    image: Image | None = None
    display_set: DisplaySet | None = None
    index: int = 0
    marks: Marks = Marks()


class Viewport(QWidget):
    """Shows what the store of its cell says, from the pixels that are there, at most once in a turn of events.

    Attributes
    ----------
    picture
        What is on the screen, None while there is no image.
    """

    dropped = Signal(str)
    """The uid of a display set that was let go here."""
    activated = Signal()
    maximize_wanted = Signal()
    menu_wanted = Signal(QPoint)
    """Where on the screen the reader asked for a menu."""
    pictured = Signal()
    """The picture on the screen is another one."""
    pointed = Signal(str)
    """Place and value under the pointer, in words."""

    def __init__(
        self, session: Session, cell: int, equipment: Equipment, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session, self._cell, self._equipment = session, cell, equipment
        self._store = session.viewports[cell]
        self._supply = Supply(session, equipment.pixels)
        self._series_window = SeriesWindow(equipment.pixels)
        self._ahead = Ahead(session, equipment.pixels, self)
        self._painter = OverlayPainter()
        self._colors = Colors()
        self.picture: Picture | None = None
        self._drawn: _Wanted | None = None
        self._is_target = self._is_active = False
        self._pointed_px: tuple[float, float] | None = None
        self._asked_for = ""
        self._hand = Hand(session, cell, self._ask_text, equipment.point)
        self._runner = Runner(equipment.tools, self._hand)
        self._build()
        self._mouse = Mouse(
            self._area,
            self._runner,
            lambda: equipment.profile.value,
            lambda: session.hand.value.tool,
            self._wishes(),
        )
        self._turn = QTimer(self)
        self._turn.setSingleShot(True)
        self._turn.setInterval(0)
        self._turn.timeout.connect(self._refresh)
        self._listen()
        self._turn.start()

    def show_active(self, *, is_active: bool) -> None:
        """Mark the viewport as the one that keys and menus act on."""
        if is_active != self._is_active:
            self._is_active = is_active
            self.update()

    def redraw(self) -> None:
        """Draw again in this turn of events; for whoever draws lines over images."""
        self._drawn = None
        self._turn.start()

    def picture_now(self) -> Picture | None:
        """Return the picture that follows from everything that has changed until now."""
        if self._turn.isActive():
            self._turn.stop()
            self._refresh()
        return self.picture

    def cancel(self) -> bool:
        """End a running gesture without a trace; False if there is none."""
        return self._mouse.cancel()

    def surface(self) -> Surface | None:
        """Return what a tool works on here, None without an image."""
        under = self._under()
        return None if under is None else under.surface

    def _build(self) -> None:
        self._canvas = self._equipment.canvas(self)
        self._cover = Cover()
        self._area = Area(self)
        self._area.resized.connect(self._stale)
        self._pages = QStackedLayout(self._area)
        self._pages.addWidget(self._cover)
        self._pages.addWidget(self._canvas.as_widget())
        equipment = self._equipment
        self._whereabouts = Whereabouts(self._session, self._cell, equipment.pixels, equipment.player, self)
        self._whereabouts.lay_out(self, self._area, BORDER_PX)
        self._asker = TextAsker(self)
        self._asker.answered.connect(self._keep_text)
        self._whereabouts.asked.connect(self._scroll_to)
        for widget in (self, self._area, self._canvas.as_widget()):
            widget.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAcceptDrops(True)
        self.setAccessibleName(f"Viewport {self._cell + 1}")

    def _wishes(self) -> Wishes:
        return Wishes(
            under=self._under,
            activate=self.activated.emit,
            menu=self.menu_wanted.emit,
            maximize=self.maximize_wanted.emit,
            point=self._point,
            view=self._store.set,
        )

    def _listen(self) -> None:
        session, pixels = self._session, self._equipment.pixels
        for store in (
            *(session.opened, session.history, session.selected),
            *(session.annotation_level, session.values, session.layers),
        ):
            listen(self, store.changed, self._stale)
        listen(self, self._store.changed, self._stale)
        listen(self, self._hand.preview.changed, self._stale)
        for signal in (pixels.loaded, pixels.failed, pixels.progress):
            listen(self, signal, self._supplied)
        if self._equipment.overlays is not None:
            listen(self, self._equipment.overlays.loaded, self._stale)

    def _stale(self) -> None:
        self._turn.start()

    def _supplied(self, display_set_uid: str) -> None:
        if display_set_uid == self._store.value.display_set_uid:
            self._turn.start()

    def _refresh(self) -> None:
        if not self.isVisible():
            return
        supplied = self._supply.supply(self._store.value)
        self._whereabouts.show()
        wanted = self._wanted(supplied)
        if wanted == self._drawn:  # other images have come; this one is on the screen
            return
        self._drawn = wanted
        self.picture = self._picture(supplied.shown, wanted)
        if self.picture is None:
            self._cover.show_words(supplied.words, is_problem=supplied.is_problem)
            self._pages.setCurrentWidget(self._cover)
        else:
            self._canvas.overlay = partial(self._paint_over, self.picture)
            self._canvas.show_scene(self._colors.of(self.picture.scene))
            self._pages.setCurrentWidget(self._canvas.as_widget())
        if self._pointed_px is not None:  # the value under a resting pointer is that of the new image
            self._point_again(self._pointed_px)
        self._ahead.follow(supplied.shown)
        self.pictured.emit()

    def _wanted(self, supplied: Supplied) -> _Wanted:
        shown, state, ratio = supplied.shown, self._store.value, self.devicePixelRatioF()
        size_px = (round(self._area.width() * ratio), round(self._area.height() * ratio))
        if shown is None:
            return _Wanted(state, size_px, ratio, supplied.words)
        over = self._over(shown.image, state)
        return _Wanted(
            self._seen(state, over.shading, shown.display_set, shown.image),
            size_px,
            ratio,
            supplied.words,
            shown.image,
            shown.display_set,
            shown.index,
            self._marks(shown.image, state, over),
        )

    def _over(self, image: Image, state: ViewportState) -> Over:
        session = self._session
        over = over_image(image, state, session.companions, self._equipment.planes)
        registrations = session.companions.registrations
        return with_layers(over, image, state, session.layers.value, registrations, session.cuts)

    def _seen(self, state: ViewportState, shading: Shading, shown: DisplaySet, image: Image) -> ViewportState:
        """Return the state with the window that holds: a presentation state's, or the one of the series."""
        seen = replace(state, shading=shading)
        return seen if shading.rendition is not None else self._series_window.settled(seen, shown, image)

    def _picture(self, shown: Shown | None, wanted: _Wanted) -> Picture | None:
        if shown is None:
            return None
        scene = scene_of(shown, wanted.state, *wanted.size_px)
        return Picture(
            scene=scene,
            text=words_around(shown, scene, wanted.state.preset, wanted.marks, wanted.scale),
            drawings=drawings_on(wanted.marks, self._equipment.tools),
            scale=wanted.scale,
            waiting=wanted.words,
            masks=wanted.marks.over.masks,
            shutter=wanted.marks.over.shutter,
            laid=wanted.marks.over.laid,
            presented=wanted.marks.over.drawings,
        )

    def _marks(self, image: Image, state: ViewportState, over: Over) -> Marks:
        session = self._session
        return Marks(
            measurements=self._runner.shown(session.annotations.on(image.frame.key)),
            selected_uid=session.selected.value,
            preview=self._hand.preview.value,
            lines=self._equipment.lines(self._cell, image),
            level=session.annotation_level.value,
            cleared=self._equipment.cleared,
            over=over,
            keys=key_words(state, session.companions.selection(state.key_uid)),
        )

    def _paint_over(self, picture: Picture, painter: QPainter) -> None:
        self._painter.paint(painter, picture)

    def _under(self) -> Under | None:
        picture, state = self.picture, self._store.value
        shown = self._session.display_set(state.display_set_uid)
        if picture is None or shown is None:
            return None
        image = picture.scene.image
        rendition = picture.scene.shading.rendition
        surface = Surface(
            image=image,
            state=self._seen(state, replace(state.shading, rendition=rendition), shown, image),
            canvas=picture.scene.canvas,
            frames=state.count(len(shown.frames)),
            measurements=self._runner.shown(self._session.annotations.on(image.frame.key)),
            scale=picture.scale,
        )
        return Under(picture.scene, surface)

    def _scroll_to(self, position: int) -> None:
        self.activated.emit()
        shown = self._session.display_set(self._store.value.display_set_uid)
        if shown is not None:
            self._store.set(self._store.value.at(position, len(shown.frames)))

    def _point_again(self, at_px: tuple[float, float]) -> None:
        if self.picture is None:
            self.pointed.emit("")
        else:
            self._point(self.picture.scene, at_px)

    def _point(self, scene: Scene, at_px: tuple[float, float]) -> None:
        self._pointed_px = at_px
        i, j = from_screen(scene.affine, at_px)
        self.pointed.emit(value_at(scene.image, float(i), float(j)))

    def _ask_text(self, measurement: Measurement) -> None:
        self._asked_for = measurement.uid
        self._asker.ask(self.mapFromGlobal(self.cursor().pos()) + QPoint(12, 12))

    def _keep_text(self, text: str) -> None:
        history = self._session.history
        named = history.value.now.find(self._asked_for)
        self._asked_for = ""
        if named is None:
            return
        words = replace(named, text=text)
        history.set(history.value.replaced(history.value.now.with_one(words)))
        if not words.summary:
            history.set(history.value.undo())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._mouse.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._mouse.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._mouse.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._mouse.double_click(event)

    def leaveEvent(self, event: QEvent) -> None:  # noqa: ARG002 - Qt's signature
        self._pointed_px = None
        self.pointed.emit("")

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._mouse.wheel(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._turn.start()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if carried_series(event.mimeData()):
            event.acceptProposedAction()
            self._mark_target(is_target=True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:  # noqa: ARG002 - Qt's signature
        self._mark_target(is_target=False)

    def dropEvent(self, event: QDropEvent) -> None:
        self._mark_target(is_target=False)
        uid = carried_series(event.mimeData())
        if uid:
            event.acceptProposedAction()
            self.dropped.emit(uid)

    def _mark_target(self, *, is_target: bool) -> None:
        self._is_target = is_target
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(COLORS.image))
        color = COLORS.accent_text if self._is_target else COLORS.accent if self._is_active else COLORS.line
        painter.setPen(QColor(color))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
