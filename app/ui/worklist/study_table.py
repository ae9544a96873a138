"""The table of studies: rows for the eye, keys for the hand."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QItemSelectionModel, QMimeData, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
)
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from app.library.catalogue.values import StudyRow
from app.ui.worklist.columns import COLUMNS
from app.ui.worklist.filter_header import FilterHeader
from app.ui.worklist.study_delegate import StudyDelegate
from app.ui.worklist.study_model import StudyModel, sorted_by

ROW_PX = 24
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
NO_KEY, KEYPAD = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier
_OWN = (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Find, QKeySequence.StandardKey.SelectAll)


class StudyTable(QTableView):
    """Shows a StudyModel. What was typed that is no command is handed to the search.

    Attributes
    ----------
    uid
        Of the study that the reader put the cursor on, empty while its row has not come.
    place
        Where that was.
    """

    open_wanted = Signal()
    open_beside_wanted = Signal()
    open_with_prior_wanted = Signal()
    delete_wanted = Signal()
    undo_wanted = Signal()
    refresh_wanted = Signal()
    search_wanted = Signal(str)
    """Letters typed over the rows; empty for the search itself."""
    left = Signal()
    current_changed = Signal(object)
    """The StudyRow under the cursor, None for none or while it has not come."""
    menu_wanted = Signal(QPoint)
    dropped = Signal(object)
    """Paths of files and folders that were let go over the list."""
    query_wanted = Signal(object)

    def __init__(self, model: StudyModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.studies = model
        self.setModel(model)
        self.setItemDelegate(StudyDelegate(model))
        self.header = FilterHeader(self)
        self.setHorizontalHeader(self.header)
        for place, shown in enumerate(COLUMNS):
            self.setColumnWidth(place, shown.width_px)
        rows = self.verticalHeader()
        rows.setDefaultSectionSize(ROW_PX)
        rows.setSectionResizeMode(rows.ResizeMode.Fixed)
        rows.hide()
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setAcceptDrops(True)
        self.setAccessibleName("Studies")
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self.menu_wanted)
        self.doubleClicked.connect(lambda _: self.open_wanted.emit())
        self.header.sectionClicked.connect(self._sort)
        self.horizontalScrollBar().valueChanged.connect(lambda _: self.header.put_in_place())
        self.selectionModel().currentChanged.connect(self._moved)
        model.dataChanged.connect(lambda first, last: self._came(first, last))
        self.uid, self.place = "", 0
        self._keys = self._own_keys()
        self._told: StudyRow | None = None

    # Where the reader is.

    def current(self) -> StudyRow | None:
        """Return the study under the cursor."""
        index = self.currentIndex()
        return self.studies.row(index.row()) if index.isValid() else None

    def chosen_places(self) -> list[int]:
        """Return the places of the rows that are selected, the current one if none is."""
        chosen = sorted(index.row() for index in self.selectionModel().selectedRows())
        return chosen or ([self.currentIndex().row()] if self.currentIndex().isValid() else [])

    def go_to(self, place: int) -> None:
        """Put the cursor on a row and show it."""
        if not 0 <= place < self.studies.count:
            return
        index = self.studies.index(place, max(self.currentIndex().column(), 0))
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
        bar = self.horizontalScrollBar().value()
        self.scrollTo(index)
        self.horizontalScrollBar().setValue(bar)
        self._tell_current()

    def go_on(self) -> None:
        """Put the cursor on the first row where it is on none."""
        self.setFocus()
        if not self.currentIndex().isValid():
            self.go_to(0)

    def top_place(self) -> int:
        """Return the place of the first row on the screen."""
        return max(self.rowAt(1), 0)

    def _moved(self, now: QModelIndex, _: QModelIndex) -> None:
        if now.isValid():
            self.uid, self.place = "", now.row()
            self._tell_current()

    def _came(self, first: QModelIndex, last: QModelIndex) -> None:
        """Show what has come of the row under the cursor; another study there is the next answer's business."""
        row = self.current()
        is_same = row is not None and self.uid in ("", row.uid)
        if is_same and first.row() <= self.currentIndex().row() <= last.row():
            self._tell_current()

    def _tell_current(self) -> None:
        row = self.current()
        if row is not None:
            self.uid = row.uid
        if row != self._told:
            self._told = row
            self.current_changed.emit(row)

    def _sort(self, section: int) -> None:
        column = COLUMNS[section].column
        if column is not None:
            adding = bool(QGuiApplication.keyboardModifiers() & SHIFT)
            self.query_wanted.emit(sorted_by(self.studies.query, column, adding=adding))

    # Keys.

    def event(self, event: QEvent) -> bool:
        """Take keys for the list that elsewhere in the window are commands."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _is_own(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        held = event.modifiers() & ~KEYPAD
        act = self._keys.get((Qt.Key(event.key()), held))
        if act is not None:
            act()
        elif event.matches(QKeySequence.StandardKey.Undo):
            self.undo_wanted.emit()
        elif event.matches(QKeySequence.StandardKey.Find) or event.text() == "/":
            self.search_wanted.emit("")
        elif held in (NO_KEY, SHIFT) and event.text().isprintable() and event.text().strip():
            self.search_wanted.emit(event.text())
        else:
            super().keyPressEvent(event)

    def _own_keys(self) -> dict[tuple[Qt.Key, Qt.KeyboardModifier], Callable[[], object]]:
        key = Qt.Key
        return {
            (key.Key_Return, NO_KEY): self.open_wanted.emit,
            (key.Key_Enter, NO_KEY): self.open_wanted.emit,
            (key.Key_Return, CTRL): self.open_with_prior_wanted.emit,
            (key.Key_Enter, CTRL): self.open_with_prior_wanted.emit,
            (key.Key_Return, SHIFT): self.open_beside_wanted.emit,
            (key.Key_Enter, SHIFT): self.open_beside_wanted.emit,
            (key.Key_Delete, NO_KEY): self.delete_wanted.emit,
            (key.Key_Escape, NO_KEY): self.left.emit,
            (key.Key_F5, NO_KEY): self.refresh_wanted.emit,
            (key.Key_Home, NO_KEY): lambda: self.go_to(0),
            (key.Key_End, NO_KEY): lambda: self.go_to(self.studies.count - 1),
        }

    # Files let go over the list.

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files and folders."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Take them anywhere."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Hand on what was let go."""
        carried: QMimeData = event.mimeData()
        if carried.hasUrls():
            event.acceptProposedAction()
            self.dropped.emit([url.toLocalFile() for url in carried.urls() if url.isLocalFile()])


def _is_own(event: QKeyEvent) -> bool:
    keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Delete, Qt.Key.Key_Escape, Qt.Key.Key_F5)
    return event.key() in keys or any(event.matches(key) for key in _OWN)
