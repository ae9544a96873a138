"""The list of what was opened: studies, their series with thumbnails, and what could not be read."""

from collections.abc import Mapping

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QAction, QDrag, QKeyEvent, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QListView,
    QMenu,
    QProgressBar,
    QPushButton,
    QStackedLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from viewer.core.session import Session
from viewer.core.study import DisplaySet, Opened
from viewer.core.viewport import Layout, ViewportState
from viewer.ui.binding import bind, listen
from viewer.ui.icons import icon
from viewer.ui.pixels import Pixels
from viewer.ui.plain_text import label
from viewer.ui.series_delegate import THUMBNAIL_PX, SeriesDelegate
from viewer.ui.series_model import SeriesModel
from viewer.ui.series_rows import RejectedHeading, RejectedRow, SetRow, StudyRow, scanning
from viewer.ui.thumbnails import Thumbnails

EMPTY = "No study is open\n\nOpen a folder, files, a ZIP or a DICOMDIR – or drop them anywhere in this window"


class SeriesView(QListView):
    """A list whose rows are opened by double-click or Enter and dragged as series."""

    opened = Signal(QModelIndex)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setDragEnabled(True)
        self.setMouseTracking(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setAccessibleName("Series")
        self.doubleClicked.connect(self.opened)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.opened.emit(self.currentIndex())
            return
        super().keyPressEvent(event)

    def startDrag(self, actions: Qt.DropAction) -> None:  # noqa: N802, ARG002 - Qt's name and signature
        drag = QDrag(self)
        drag.setMimeData(self.model().mimeData(self.selectedIndexes()))
        if drag.mimeData().formats():
            area = self.visualRect(self.currentIndex())
            drag.setPixmap(self.viewport().grab(area.adjusted(8, 8, -(area.width() - THUMBNAIL_PX - 12), -8)))
            drag.setHotSpot(QPoint(THUMBNAIL_PX // 2, THUMBNAIL_PX // 2))
            drag.exec(Qt.DropAction.CopyAction)


class ScanLine(QWidget):
    """How far a scan is, with a way to stop it."""

    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = label(role="dim")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        cancel = QToolButton()
        cancel.setIcon(icon("close"))
        cancel.setAccessibleName("Stop scanning")
        cancel.setToolTip("Stop scanning; what was found stays open")
        cancel.clicked.connect(self.cancelled)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 4, 6, 6)
        layout.setSpacing(2)
        upper = QHBoxLayout()
        upper.addWidget(self._words, 1)
        upper.addWidget(cancel)
        layout.addLayout(upper)
        layout.addWidget(self._bar)
        self.hide()

    def show_progress(self, done: int, total: int) -> None:
        """Show how many files were looked at; a total of 0 is not known yet."""
        self._words.setText(scanning(done, total))
        self._bar.setMaximum(total)
        self._bar.setValue(done)
        self.show()


class SeriesStrip(QWidget):
    """Shows what is open; puts series into viewports."""

    cancelled = Signal()
    header_wanted = Signal(object)
    """A display set or a rejected file whose header the reader wants to see."""
    document_wanted = Signal(object)
    """A display set whose document the reader wants to read."""
    overlay_wanted = Signal(object)
    """A display set that the reader wants to see laid over images."""

    def __init__(self, session: Session, pixels: Pixels, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._model = SeriesModel(self)
        self._thumbnails = Thumbnails(pixels, THUMBNAIL_PX, self)
        self._view = SeriesView()
        self._view.setModel(self._model)
        self._delegate = SeriesDelegate(self._picture, self._on_screen, self._view)
        self._view.setItemDelegate(self._delegate)
        self._empty = QWidget()
        self._how_to_begin = label(EMPTY, role="empty", wraps=True)
        self._ways_in = QVBoxLayout()
        self._scan = ScanLine()
        self._lay_out()
        self._view.opened.connect(self._open)
        self._view.clicked.connect(self._fold)
        self._view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._view.customContextMenuRequested.connect(self._offer_menu)
        self._thumbnails.changed.connect(self._model.repaint)
        self._scan.cancelled.connect(self.cancelled)
        bind(self, session.opened, self._show)
        bind(self, session.layout, self._show_places)
        for viewport in session.viewports:
            listen(self, viewport.changed, self._show_places_of)

    def offer(self, ways_in: Mapping[str, QAction]) -> None:
        """Offer ways to open something, by their words, as long as nothing is open."""
        for words, action in ways_in.items():
            button = QPushButton(words)
            button.setToolTip(action.toolTip())
            button.clicked.connect(action.trigger)
            self._ways_in.addWidget(button)

    def show_progress(self, done: int, total: int) -> None:
        """Show how far a scan is, in files; a total of 0 is not known yet."""
        self._scan.show_progress(done, total)

    def end_progress(self) -> None:
        """Take the progress line away."""
        self._scan.hide()

    def sizeHint(self) -> QSize:
        return QSize(THUMBNAIL_PX + 170, 600)

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._scan)
        self._how_to_begin.setAlignment(Qt.AlignmentFlag.AlignCenter)
        empty = QVBoxLayout(self._empty)
        empty.setContentsMargins(12, 0, 12, 0)
        empty.addStretch()
        empty.addWidget(self._how_to_begin)
        empty.addLayout(self._ways_in)
        empty.addStretch()
        self._pages = QStackedLayout()
        self._pages.addWidget(self._empty)
        self._pages.addWidget(self._view)
        layout.addLayout(self._pages, 1)
        self.setMinimumWidth(THUMBNAIL_PX + 64)

    def _show(self, opened: Opened) -> None:
        self._model.show(opened)
        self._pages.setCurrentWidget(self._view if self._model.rowCount() else self._empty)

    def _show_places(self, _: Layout) -> None:
        index = self._model.index_of_set(self._session.active.value.display_set_uid)
        if index.isValid():
            flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
            self._view.selectionModel().setCurrentIndex(index, flag)
        self._view.viewport().update()

    def _show_places_of(self, new: ViewportState, old: ViewportState) -> None:
        if new.display_set_uid != old.display_set_uid:
            self._show_places(self._session.layout.value)

    def _picture(self, shown: DisplaySet) -> QPixmap | None:
        return self._thumbnails.picture(shown, self.devicePixelRatioF())

    def _on_screen(self) -> tuple[str, ...]:
        layout = self._session.layout.value
        cells = (layout.active, *range(layout.cells))
        return tuple(self._session.viewports[cell].value.display_set_uid for cell in cells)

    def _open(self, index: QModelIndex) -> None:
        match self._model.row(index):
            case SetRow(shown) as row if row.can_be_shown or shown.blocked:
                self._session.show(shown.uid)
            case SetRow(shown) as row if row.can_be_read:
                self.document_wanted.emit(shown)
            case SetRow(shown) as row if row.can_be_laid:
                self.overlay_wanted.emit(shown)
            case SetRow(shown):
                self.header_wanted.emit(shown)
            case RejectedRow(rejected):
                self.header_wanted.emit(rejected)

    def _fold(self, index: QModelIndex) -> None:
        match self._model.row(index):
            case (StudyRow() | RejectedHeading()) as heading:
                self._model.turn(heading.key)

    def _offer_menu(self, at: QPoint) -> None:
        menu = self._menu(self._view.indexAt(at))
        if menu is not None:
            menu.popup(self._view.viewport().mapToGlobal(at))

    def _menu(self, index: QModelIndex) -> QMenu | None:
        row = self._model.row(index)
        if not isinstance(row, SetRow | RejectedRow):
            return None
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if isinstance(row, SetRow) and row.can_be_shown:
            menu.addAction("Show in the active viewport").triggered.connect(
                lambda: self._session.show(row.shown.uid)
            )
        if isinstance(row, SetRow) and row.can_be_read:
            menu.addAction("Open document").triggered.connect(lambda: self.document_wanted.emit(row.shown))
        if isinstance(row, SetRow) and row.can_be_laid:
            menu.addAction("Lay over images").triggered.connect(lambda: self.overlay_wanted.emit(row.shown))
        wanted = row.shown if isinstance(row, SetRow) else row.rejected
        menu.addAction("Header…").triggered.connect(lambda: self.header_wanted.emit(wanted))
        return menu
