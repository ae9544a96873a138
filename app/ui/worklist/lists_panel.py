"""The saved lists beside the table: those that come with the program, and the reader's own."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QInputDialog,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.library.catalogue.values import (
    Column,
    Priority,
    SecondRead,
    SmartList,
    SortKey,
    Status,
    WorklistQuery,
)
from app.ui.worklist.answers import ListShown, same_search
from viewer.ui.plain_text import label, tooltip

ROLE = Qt.ItemDataRole.UserRole
_URGENT_FIRST = (SortKey(Column.PRIORITY, True), SortKey(Column.DATE, True))


def shipped_lists(today: date) -> tuple[ListShown, ...]:
    """Return the lists that come with the program, as they are asked for on a day."""
    day = f"{today:%Y%m%d}"
    queries = {
        "All studies": WorklistQuery(),
        "Unread": WorklistQuery(statuses=frozenset({Status.UNREAD}), sort=_URGENT_FIRST),
        "Today": WorklistQuery(date_from=day, date_to=day, sort=_URGENT_FIRST),
        "STAT": WorklistQuery(
            priorities=frozenset({Priority.STAT}), statuses=frozenset({Status.UNREAD, Status.IN_PROGRESS})
        ),
        "Second read wanted": WorklistQuery(
            second_reads=frozenset({SecondRead.WANTED, SecondRead.IN_PROGRESS}), sort=_URGENT_FIRST
        ),
        "In progress": WorklistQuery(statuses=frozenset({Status.IN_PROGRESS, Status.PRELIMINARY})),
        "Trash": WorklistQuery(in_trash=True),
    }
    return tuple(ListShown(name, query, is_shipped=True) for name, query in queries.items())


class ListsPanel(QWidget):
    """Chooses a list; saves what is asked for now as one."""

    chosen = Signal(object)
    """The ListShown that was chosen."""
    save_wanted = Signal(str)
    rename_wanted = Signal(str, str)
    remove_wanted = Signal(str)
    left = Signal()

    def __init__(self, today: Callable[[], date] = date.today, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self._saved: tuple[SmartList, ...] = ()
        self.list = _Lists(self)
        self.list.setObjectName("lists")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setAccessibleName("Lists")
        self.list.itemClicked.connect(self._choose)
        self.list.itemActivated.connect(self._choose)
        self.list.left.connect(self.left)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.customContextMenuRequested.connect(self._offer)
        save = QPushButton("Save this list…")
        save.setToolTip("Keep what is searched, filtered and sorted by now under a name")
        save.clicked.connect(self._ask_name)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        heading = label("Lists", role="heading")
        heading.setContentsMargins(10, 8, 8, 6)
        layout.addWidget(heading)
        layout.addWidget(self.list, 1)
        foot = QVBoxLayout()
        foot.setContentsMargins(8, 6, 8, 8)
        foot.addWidget(save)
        layout.addLayout(foot)
        self.show_lists(())

    def show_lists(self, saved: Sequence[SmartList]) -> None:
        """Show the reader's own lists under those of the program."""
        self._saved = tuple(saved)
        self.list.clear()
        shipped = shipped_lists(self._today())
        for shown in (*shipped, *map(ListShown.of, saved)):
            item = QListWidgetItem(shown.name)
            item.setData(ROLE, shown)
            if not shown.is_shipped:
                item.setToolTip(tooltip("Your own list; right-click to rename or delete it"))
            self.list.addItem(item)

    def mark(self, query: WorklistQuery) -> None:
        """Show which list a query is, if any; another order makes no other list."""
        here = self.list.currentItem()
        if here is not None and same_search(here.data(ROLE).query, query):
            return
        for number in range(self.list.count()):
            if same_search(self.list.item(number).data(ROLE).query, query):
                self.list.setCurrentRow(number)
                return
        self.list.setCurrentRow(-1)

    def names(self) -> list[str]:
        """Return the names of all lists."""
        return [self.list.item(number).text() for number in range(self.list.count())]

    def _choose(self, item: QListWidgetItem) -> None:
        shown: ListShown = item.data(ROLE)
        if shown.is_shipped:  # the day may be another one by now
            shown = next(one for one in shipped_lists(self._today()) if one.name == shown.name)
        self.chosen.emit(replace(shown))

    def _ask_name(self) -> None:
        name, ok = QInputDialog.getText(self, "Save this list", "Name of the list:")
        if ok and self._may_be_called(name.strip()):
            self.save_wanted.emit(name.strip())

    def _offer(self, at: QPoint) -> None:
        item = self.list.itemAt(at)
        if item is None or item.data(ROLE).is_shipped:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("Rename…").triggered.connect(lambda: self._rename(item.text()))
        menu.addAction("Delete").triggered.connect(lambda: self.remove_wanted.emit(item.text()))
        menu.popup(self.list.mapToGlobal(at))

    def _rename(self, name: str) -> None:
        new, ok = QInputDialog.getText(self, "Rename the list", "Name of the list:", text=name)
        if ok and new.strip() != name and self._may_be_called(new.strip()):
            self.rename_wanted.emit(name, new.strip())

    def _may_be_called(self, name: str) -> bool:
        return bool(name) and name not in {one.name for one in shipped_lists(self._today())}


class _Lists(QListWidget):
    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose with Return; go to the rows with Right or Escape."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentItem() is not None:
            self.itemActivated.emit(self.currentItem())
        elif event.key() in (Qt.Key.Key_Right, Qt.Key.Key_Escape):
            self.left.emit()
        else:
            super().keyPressEvent(event)
