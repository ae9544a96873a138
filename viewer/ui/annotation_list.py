"""The list of measurements: what was measured, how far it may be trusted, and the way back to the image."""

from collections.abc import Iterator, Mapping, Sequence

from PySide6.QtCore import QByteArray, QMimeData, QModelIndex, QPoint, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QMenu,
    QStackedLayout,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from viewer.core.annotations import History
from viewer.core.carried import MEASUREMENT_MIME
from viewer.core.measurements import Measurement
from viewer.core.session import Session
from viewer.ui.annotation_rows import is_guarded, place_words, renamed, value_words
from viewer.ui.binding import bind
from viewer.ui.plain_text import label, tooltip
from viewer.ui.theme import COLORS

EMPTY = "Nothing is measured yet"
HOW = "then drag on the image"
UID_ROLE = Qt.ItemDataRole.UserRole
NAME, VALUE, PLACE = range(3)
NARROW_PX = 270
"""A list narrower than this leaves the place out: the value matters more, and the tooltip has both."""


class AnnotationTree(QTreeWidget):
    """Rows of measurements; Delete asks for the chosen one to go, a drag carries it to the report."""

    delete_wanted = Signal()

    def rows(self) -> Iterator[QTreeWidgetItem]:
        """Go through the rows from the top."""
        for place in range(self.topLevelItemCount()):
            item = self.topLevelItem(place)
            if item is not None:
                yield item

    def mimeData(self, items: Sequence[QTreeWidgetItem]) -> QMimeData:
        carried = QMimeData()
        for item in items:
            carried.setData(MEASUREMENT_MIME, QByteArray(str(item.data(NAME, UID_ROLE)).encode()))
        return carried

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.delete_wanted.emit()
            return
        super().keyPressEvent(event)


class AnnotationList(QWidget):
    """Shows the measurements of the session and changes them: select, jump, name, delete. Undo brings all back.

    Parameters
    ----------
    titles
        What each tool is called, by its name.
    """

    chosen = Signal(str)
    """The uid of a measurement that was double-clicked: it goes into the report."""

    def __init__(self, session: Session, titles: Mapping[str, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._titles = titles
        self._tree = _tree()
        self._pages = QStackedLayout(self)
        self._empty = label(EMPTY, role="empty", wraps=True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._pages.addWidget(self._empty)
        self._pages.addWidget(self._tree)
        self._tree.currentItemChanged.connect(self._select)
        self._tree.itemClicked.connect(self._jump)
        self._tree.itemDoubleClicked.connect(self._choose)
        self._tree.itemChanged.connect(self._rename)
        self._tree.delete_wanted.connect(self._delete)
        self._tree.customContextMenuRequested.connect(self._offer_menu)
        bind(self, session.history, self._show)
        bind(self, session.selected, self._show_selected)

    def take_keys(self, keys: Mapping[str, str]) -> None:
        """Say, while nothing is measured, which key takes which measuring tool.

        Parameters
        ----------
        keys
            The key of a thing to measure, by its name: a distance, an angle.
        """
        offered = ", ".join(f"{key} for {thing}" for thing, key in keys.items() if key)
        self._empty.setText(f"{EMPTY}\nPress {offered}, {HOW}" if offered else EMPTY)

    def sizeHint(self) -> QSize:
        return QSize(320, 180)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._tree.setColumnHidden(PLACE, event.size().width() < NARROW_PX)

    def _show(self, history: History) -> None:
        with QSignalBlocker(self._tree):
            measurements = history.now.measurements
            while self._tree.topLevelItemCount() > len(measurements):
                self._tree.takeTopLevelItem(self._tree.topLevelItemCount() - 1)
            while self._tree.topLevelItemCount() < len(measurements):
                self._tree.addTopLevelItem(_item())
            for item, measurement in zip(self._tree.rows(), measurements, strict=True):
                self._fill(item, measurement)
        self._pages.setCurrentIndex(1 if measurements else 0)
        self._show_selected(self._session.selected.value)

    def _fill(self, item: QTreeWidgetItem, measurement: Measurement) -> None:
        found = self._session.find(measurement.place.frame)
        title = self._titles.get(measurement.tool, measurement.tool)
        item.setData(NAME, UID_ROLE, measurement.uid)
        item.setText(NAME, measurement.text or title)
        item.setText(VALUE, value_words(measurement))
        item.setText(PLACE, place_words(found))
        item.setForeground(VALUE, QColor(COLORS.caution if is_guarded(measurement) else COLORS.text))
        item.setForeground(PLACE, QColor(COLORS.dim))
        values = [f"{quantity.name}: {quantity.text}" for quantity in measurement.quantities]
        origin = f"Millimetres: {measurement.trust.value}"
        where = f"Image: {place_words(found)}"
        words = tooltip("\n".join((title, *values, origin, where, *measurement.notes)))
        for column in range(3):
            item.setToolTip(column, words)

    def _show_selected(self, uid: str) -> None:
        with QSignalBlocker(self._tree):
            item = self._item_of(uid)
            if item is None:
                self._tree.setCurrentIndex(QModelIndex())
            else:
                self._tree.setCurrentItem(item)
                self._tree.scrollToItem(item)

    def _item_of(self, uid: str) -> QTreeWidgetItem | None:
        return next((item for item in self._tree.rows() if uid and item.data(NAME, UID_ROLE) == uid), None)

    def _measurement(self, item: QTreeWidgetItem | None) -> Measurement | None:
        return None if item is None else self._session.annotations.find(item.data(NAME, UID_ROLE))

    def _select(self, item: QTreeWidgetItem | None) -> None:
        measurement = self._measurement(item)
        if measurement is not None:
            self._session.jump_to_measurement(measurement)
            self._session.selected.set(measurement.uid)

    def _jump(self, item: QTreeWidgetItem) -> None:
        self._select(item)

    def _choose(self, item: QTreeWidgetItem) -> None:
        self.chosen.emit(item.data(NAME, UID_ROLE))

    def _rename(self, item: QTreeWidgetItem, column: int) -> None:
        measurement = self._measurement(item)
        if measurement is None or column != NAME:
            return
        title = self._titles.get(measurement.tool, measurement.tool)
        named = renamed(measurement, item.text(NAME).strip(), title)
        history = self._session.history
        history.set(history.value.record(history.value.now.with_one(named)))
        self._show(history.value)

    def _delete(self) -> None:
        measurement = self._measurement(self._tree.currentItem())
        if measurement is not None:
            history = self._session.history
            history.set(history.value.record(history.value.now.without(measurement.uid)))
            self._session.selected.set("")

    def _offer_menu(self, at: QPoint) -> None:
        item = self._tree.itemAt(at)
        measurement = self._measurement(item)
        if item is None or measurement is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("Go to the image").triggered.connect(lambda: self._jump(item))
        menu.addAction("Put into the report").triggered.connect(lambda: self.chosen.emit(measurement.uid))
        menu.addAction("Name…").triggered.connect(lambda: self._tree.editItem(item, NAME))
        menu.addSeparator()
        menu.addAction("Delete").triggered.connect(self._delete)
        menu.popup(self._tree.viewport().mapToGlobal(at))


def _tree() -> AnnotationTree:
    tree = AnnotationTree()
    tree.setColumnCount(3)
    tree.setHeaderLabels(["Name", "Value", "Image"])
    tree.setDragEnabled(True)
    tree.setRootIsDecorated(False)
    tree.setUniformRowHeights(True)
    tree.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    tree.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
    tree.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
    tree.setAccessibleName("Measurements")
    tree.header().setStretchLastSection(False)
    tree.header().setSectionResizeMode(VALUE, QHeaderView.ResizeMode.Stretch)
    tree.setColumnWidth(NAME, 76)
    tree.header().setSectionResizeMode(PLACE, QHeaderView.ResizeMode.ResizeToContents)
    return tree


def _item() -> QTreeWidgetItem:
    item = QTreeWidgetItem()
    item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
    return item
