"""The legend of overlays: every object that can be laid over images, its rows, colours, and what is shown of it."""

from collections.abc import Iterator
from dataclasses import replace

from PySide6.QtCore import QPoint, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QColorDialog,
    QHeaderView,
    QMenu,
    QStackedWidget,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from viewer.core.overlays.layer import WHOLE, LegendRow, OverlayLayer
from viewer.core.overlays.looks import Layers, Look, RowLook
from viewer.core.overlays.offers import Offer, Progress
from viewer.core.radiotherapy.layers import DOSE
from viewer.core.session import Session
from viewer.core.store import Store
from viewer.ui.binding import bind
from viewer.ui.overlay_controls import OverlayControls
from viewer.ui.plain_text import label, tooltip
from viewer.ui.theme import COLORS

EMPTY = (
    "Nothing that is open can be laid over images\n\n"
    "Segmentations, structures, doses and parametric maps of a study are listed here."
)
OBJECT, LAYER, ROW = range(3)
KIND_ROLE = Qt.ItemDataRole.UserRole
UID_ROLE = Qt.ItemDataRole.UserRole + 1
NUMBER_ROLE = Qt.ItemDataRole.UserRole + 2
NAME, NOTE = range(2)
MOST_ROWS = 2000
"""Rows beyond these are not listed one by one; they are shown all the same."""
SWATCH_PX = 14
OFF, ON = Qt.CheckState.Unchecked, Qt.CheckState.Checked


class OverlayPanel(QWidget):
    """Shows the offers and layers of the session; turning an object on is left to who has it read."""

    turned = Signal(str, bool)
    """The SOP Instance UID of an object that is to be laid over images, or to be taken away."""
    go_wanted = Signal(str, int)
    """The uid of a layer and the number of a row whose largest slice the reader wants to see."""
    stopped = Signal(str)
    """The SOP Instance UID of an object whose reading is to stop."""
    header_wanted = Signal(str)
    """The uid of the display set whose header the reader wants to see."""

    levels_wanted = Signal(str)
    """The SOP Instance UID of a dose whose lines the reader wants to choose."""

    def __init__(
        self, session: Session, offers: Store[tuple[Offer, ...]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session, self._offers = session, offers
        self._built: tuple[object, ...] = ()
        self._tree = _tree()
        self._controls = OverlayControls()
        self._empty = label(EMPTY, role="empty", wraps=True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._empty)
        self._pages.addWidget(self._tree)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._pages, 1)
        layout.addWidget(self._controls)
        self._tree.itemChanged.connect(self._check)
        self._tree.itemDoubleClicked.connect(self._go)
        self._tree.currentItemChanged.connect(self._choose)
        self._tree.customContextMenuRequested.connect(self._offer_menu)
        self._controls.changed.connect(self._set_look)
        bind(self, offers, self._show_offers)
        bind(self, session.layers, self._show_layers)

    def sizeHint(self) -> QSize:
        return QSize(300, 360)

    def _show_offers(self, _: tuple[Offer, ...]) -> None:
        self._show()

    def _show_layers(self, _: Layers) -> None:
        self._show()

    def _show(self) -> None:
        offers, layers = self._offers.value, self._session.layers.value
        wanted = (tuple(offer.sop_instance_uid for offer in offers), tuple(map(id, layers.layers)))
        with QSignalBlocker(self._tree):
            if wanted != self._built:
                self._build(offers, layers)
                self._built = wanted
            for item in self._items():
                self._fill(item)
        self._pages.setCurrentIndex(1 if offers else 0)
        self._controls.setVisible(bool(layers.layers))
        self._choose(self._tree.currentItem())

    def _build(self, offers: tuple[Offer, ...], layers: Layers) -> None:
        self._tree.clear()
        for offer in offers:
            top = _item(OBJECT, offer.sop_instance_uid)
            self._tree.addTopLevelItem(top)
            made = layers.of_object(offer.sop_instance_uid)
            for layer in made:
                parent = top
                if len(made) > 1:
                    parent = _item(LAYER, layer.uid)
                    top.addChild(parent)
                _add_rows(parent, layer)
                parent.setExpanded(True)
            top.setExpanded(True)

    def _items(self) -> Iterator[QTreeWidgetItem]:
        waiting = [self._tree.topLevelItem(place) for place in range(self._tree.topLevelItemCount())]
        while waiting:
            item = waiting.pop()
            if item is not None:
                yield item
                waiting += [item.child(place) for place in range(item.childCount())]

    def _fill(self, item: QTreeWidgetItem) -> None:
        layers, uid = self._session.layers.value, item.data(NAME, UID_ROLE)
        match item.data(NAME, KIND_ROLE):
            case 0:
                self._fill_object(
                    item, next(one for one in self._offers.value if one.sop_instance_uid == uid)
                )
            case 1:
                layer = layers.layer(uid)
                if layer is not None:
                    item.setText(NAME, layer.name)
                    item.setCheckState(NAME, ON if layers.look(uid).visible else OFF)
            case _:
                layer = layers.layer(uid)
                row = None if layer is None else layer.row(item.data(NAME, NUMBER_ROLE))
                if layer is not None and row is not None:
                    _fill_row(item, layer, row, layers.look(uid))

    def _fill_object(self, item: QTreeWidgetItem, offer: Offer) -> None:
        layers = self._session.layers.value
        made = layers.of_object(offer.sop_instance_uid)
        is_on = any(layers.look(layer.uid).visible for layer in made) or offer.progress is Progress.READING
        item.setText(NAME, offer.name)
        item.setCheckState(NAME, ON if is_on else OFF)
        warnings = [layer.warning for layer in made if layer.warning]
        item.setText(NOTE, offer.words or next(iter(warnings), offer.kind))
        refused = offer.progress is Progress.FAILED or bool(warnings)
        item.setForeground(NOTE, QColor(COLORS.caution if refused else COLORS.dim))
        notes = [note for layer in made for note in layer.notes]
        lines = (offer.name, offer.kind, offer.words, *warnings, *notes)
        for column in (NAME, NOTE):
            item.setToolTip(column, tooltip("\n".join(line for line in lines if line)))

    # What the reader does.

    def _check(self, item: QTreeWidgetItem, column: int) -> None:
        if column != NAME:
            return
        uid, is_on = item.data(NAME, UID_ROLE), item.checkState(NAME) == ON
        layers = self._session.layers.value
        match item.data(NAME, KIND_ROLE):
            case 0:
                self.turned.emit(uid, is_on)
            case 1:
                self._set_look(uid, replace(layers.look(uid), visible=is_on))
            case _:
                number = item.data(NAME, NUMBER_ROLE)
                look = layers.look(uid)
                self._set_look(uid, look.with_row(number, replace(look.of(number), visible=is_on)))

    def _go(self, item: QTreeWidgetItem, _: int) -> None:
        if item.data(NAME, KIND_ROLE) == ROW:
            self.go_wanted.emit(item.data(NAME, UID_ROLE), item.data(NAME, NUMBER_ROLE))

    def _choose(self, item: QTreeWidgetItem | None, _before: object = None) -> None:
        layer, number = self._layer_of(item), None
        if item is not None and item.data(NAME, KIND_ROLE) == ROW and item.data(NAME, NUMBER_ROLE) != WHOLE:
            number = item.data(NAME, NUMBER_ROLE)
        layers = self._session.layers.value
        if layer is None and layers.layers:
            layer = layers.layers[-1]
        self._controls.show_look(layer, layers.look(layer.uid) if layer else Look(), number)

    def _layer_of(self, item: QTreeWidgetItem | None) -> OverlayLayer | None:
        if item is None:
            return None
        uid, layers = item.data(NAME, UID_ROLE), self._session.layers.value
        if item.data(NAME, KIND_ROLE) == OBJECT:
            return next(iter(layers.of_object(uid)), None)
        return layers.layer(uid)

    def _set_look(self, uid: str, look: Look) -> None:
        self._session.layers.set(self._session.layers.value.with_look(uid, look))

    def _offer_menu(self, at: QPoint) -> None:
        menu = self.menu(self._tree.itemAt(at))
        if menu is not None:
            menu.popup(self._tree.viewport().mapToGlobal(at))

    def menu(self, item: QTreeWidgetItem | None) -> QMenu | None:
        """Return what can be done with a row of the list."""
        if item is None:
            return None
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        uid = item.data(NAME, UID_ROLE)
        if item.data(NAME, KIND_ROLE) == ROW:
            number = item.data(NAME, NUMBER_ROLE)
            menu.addAction("Go to its largest slice").triggered.connect(
                lambda: self.go_wanted.emit(uid, number)
            )
            menu.addAction("Show this one only").triggered.connect(lambda: self._only(uid, number))
            menu.addAction("Show all").triggered.connect(lambda: self._only(uid, None))
            menu.addAction("Colour…").triggered.connect(lambda: self._recolor(uid, number))
            layer = self._session.layers.value.layer(uid)
            if layer is not None and layer.kind == DOSE:
                dose_uid = layer.sop_instance_uid
                menu.addAction("Isodose levels…").triggered.connect(lambda: self.levels_wanted.emit(dose_uid))
            return menu
        if item.data(NAME, KIND_ROLE) == OBJECT:
            offer = next(one for one in self._offers.value if one.sop_instance_uid == uid)
            if offer.progress is Progress.READING:
                menu.addAction("Stop reading").triggered.connect(lambda: self.stopped.emit(uid))
            if offer.kind == DOSE and self._session.layers.value.of_object(uid):
                menu.addAction("Isodose levels…").triggered.connect(lambda: self.levels_wanted.emit(uid))
            menu.addAction("Header…").triggered.connect(
                lambda: self.header_wanted.emit(offer.display_set_uid)
            )
            return menu
        return None

    def _only(self, uid: str, number: int | None) -> None:
        """Show one row alone, or all of them."""
        layers = self._session.layers.value
        layer = layers.layer(uid)
        if layer is None:
            return
        look = layers.look(uid)
        rows = tuple(
            (row.number, replace(look.of(row.number), visible=number is None or row.number == number))
            for row in layer.rows
        )
        self._set_look(uid, replace(look, rows=tuple(pair for pair in rows if pair[1] != RowLook())))

    def _recolor(self, uid: str, number: int) -> None:
        look = self._session.layers.value.look(uid)
        chosen = QColorDialog.getColor(QColor(self._color(uid, number)), self, "Colour")
        if chosen.isValid():
            self._set_look(uid, look.with_row(number, replace(look.of(number), color=chosen.name())))

    def _color(self, uid: str, number: int) -> str:
        layers = self._session.layers.value
        layer = layers.layer(uid)
        row = layer.row(number) if layer else None
        return layers.look(uid).of(number).color or (row.color if row else "#ffffff")


def _tree() -> QTreeWidget:
    tree = QTreeWidget()
    tree.setColumnCount(2)
    tree.setHeaderHidden(True)
    tree.setUniformRowHeights(True)
    tree.setIndentation(14)
    tree.setRootIsDecorated(True)
    tree.setTextElideMode(Qt.TextElideMode.ElideRight)
    tree.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    tree.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
    tree.setExpandsOnDoubleClick(False)
    tree.setAccessibleName("Overlays")
    header = tree.header()
    header.setStretchLastSection(True)
    header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Interactive)
    header.resizeSection(NAME, 178)
    return tree


def _item(kind: int, uid: str, number: int = 0) -> QTreeWidgetItem:
    item = QTreeWidgetItem()
    item.setData(NAME, KIND_ROLE, kind)
    item.setData(NAME, UID_ROLE, uid)
    item.setData(NAME, NUMBER_ROLE, number)
    flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
    item.setFlags(flags if number == WHOLE else flags | Qt.ItemFlag.ItemIsUserCheckable)
    return item


def _add_rows(parent: QTreeWidgetItem, layer: OverlayLayer) -> None:
    for row in layer.rows[:MOST_ROWS]:
        parent.addChild(_item(ROW, layer.uid, row.number))
    left = len(layer.rows) - MOST_ROWS
    if left > 0:
        more = QTreeWidgetItem([f"and {left} more"])
        more.setFlags(Qt.ItemFlag.NoItemFlags)
        more.setData(NAME, KIND_ROLE, LAYER)
        more.setData(NAME, UID_ROLE, "")
        parent.addChild(more)


def _fill_row(item: QTreeWidgetItem, layer: OverlayLayer, row: LegendRow, look: Look) -> None:
    own = look.of(row.number)
    item.setText(NAME, row.label)
    item.setText(NOTE, row.note)
    item.setForeground(NOTE, QColor(COLORS.dim))
    item.setIcon(NAME, swatch(own.color or row.color))
    for column in (NAME, NOTE):
        item.setToolTip(column, tooltip("\n".join(part for part in (row.label, row.note) if part)))
    if row.number != WHOLE:
        item.setCheckState(NAME, ON if own.visible else OFF)
    elif layer.scale is not None:
        item.setIcon(NAME, QIcon())


def swatch(color: str) -> QIcon:
    """Return a small square of a colour."""
    picture = QPixmap(SWATCH_PX, SWATCH_PX)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setPen(QColor(COLORS.strong_line))
    painter.setBrush(QColor(color))
    painter.drawRect(1, 1, SWATCH_PX - 3, SWATCH_PX - 3)
    painter.end()
    return QIcon(picture)
