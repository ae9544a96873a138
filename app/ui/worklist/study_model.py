"""The studies of a query as a table of any length: pages come when they are looked at, and are forgotten again."""

from collections import OrderedDict
from dataclasses import replace

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)

from app.library.catalogue.values import (
    Column,
    Priority,
    SecondRead,
    SortKey,
    Status,
    StudyRow,
    WorklistQuery,
)
from app.ui.worklist.answers import Ask, Found
from app.ui.worklist.columns import COLUMNS, Shown
from viewer.ui.plain_text import tooltip
from viewer.ui.theme import COLORS

PAGE = 64
KEPT_PAGES = 64
AT_ONCE = 2
"""Pages asked for at a time: few, so that what is on the screen now does not wait for what was."""

PENDING = "…"
Index = QModelIndex | QPersistentModelIndex

_STATUS = {
    Status.UNREAD: COLORS.text,
    Status.IN_PROGRESS: COLORS.accent_text,
    Status.PRELIMINARY: COLORS.caution,
    Status.FINAL: COLORS.good,
    Status.ADDENDED: COLORS.good,
}
_DONE = (Status.FINAL, Status.ADDENDED)


class StudyModel(QAbstractTableModel):
    """Asks for what a view looks at, at most two pages at a time, the one looked at last first.

    While the answer to a new query is on its way the old rows stay; where a row's page is, dots stand.
    """

    answered = Signal(object)
    """The Found of a new query, or of the same one after the library changed."""

    def __init__(self, ask: Ask, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ask = ask
        self.query = WorklistQuery()
        self.count = 0
        self._pages: OrderedDict[int, tuple[StudyRow, ...]] = OrderedDict()
        self._stale: set[int] = set()
        self._wanted: list[int] = []
        self._under_way: set[int] = set()
        self._era = 0
        self._turn = QTimer(self)
        self._turn.setSingleShot(True)
        self._turn.setInterval(0)
        self._turn.timeout.connect(self._ask_pages)

    # Asking.

    def ask(self, query: WorklistQuery, *, around: int = 0, uid: str = "") -> None:
        """Ask a query; its rows come in place of those shown.

        Parameters
        ----------
        around
            A place that will be looked at first.
        uid
            A study whose place is wanted.
        """
        self._era += 1
        self.query = query
        self._wanted.clear()
        self._under_way.clear()
        era, first = self._era, max(0, around // PAGE * PAGE)
        self._ask(query, first, 2 * PAGE, uid, lambda found: self._begin(era, found))

    def _begin(self, era: int, found: Found) -> None:
        if era != self._era:
            return
        if found.count == self.count and self.count:
            self._stale = set(self._pages)
            self._take(found)
            self.dataChanged.emit(self.index(0, 0), self.index(self.count - 1, len(COLUMNS) - 1))
        else:
            self.beginResetModel()
            self.count = found.count
            self._pages.clear()
            self._stale.clear()
            self._take(found)
            self.endResetModel()
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(COLUMNS) - 1)
        self.answered.emit(found)

    def _take(self, found: Found) -> None:
        for start in range(0, len(found.rows), PAGE):
            number = (found.first + start) // PAGE
            self._pages[number] = found.rows[start : start + PAGE]
            self._pages.move_to_end(number)
            self._stale.discard(number)
        while len(self._pages) > KEPT_PAGES:
            self._stale.discard(self._pages.popitem(last=False)[0])

    def row(self, place: int) -> StudyRow | None:
        """Return the study at a place, None until its page has come."""
        page = self._pages.get(place // PAGE)
        within = place % PAGE
        if place // PAGE in self._stale or page is None or within >= len(page):
            self._want(place // PAGE)
        return page[within] if page is not None and within < len(page) else None

    def _want(self, number: int) -> None:
        if 0 <= place_of(number) < self.count and number not in self._under_way:
            if number in self._wanted:
                self._wanted.remove(number)
            self._wanted.append(number)
            del self._wanted[:-8]  # what was scrolled past is not looked at any more
            self._turn.start()

    def _ask_pages(self) -> None:
        while self._wanted and len(self._under_way) < AT_ONCE:
            number, era = self._wanted.pop(), self._era
            self._under_way.add(number)
            self._ask(
                self.query,
                place_of(number),
                PAGE,
                "",
                lambda found, number=number, era=era: self._came(era, number, found),  # type: ignore[misc]  # bound early
            )

    def _came(self, era: int, number: int, found: Found) -> None:
        if era != self._era:
            return
        self._under_way.discard(number)
        if found.count != self.count:  # it changed in between; whoever watches the library asks anew
            return
        self._take(found)
        last = min(self.count, place_of(number + 1)) - 1
        self.dataChanged.emit(self.index(place_of(number), 0), self.index(last, len(COLUMNS) - 1))
        if self._wanted:
            self._turn.start()

    # What the view asks.

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else self.count

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or role not in _ROLES:
            return None
        row, column = self.row(index.row()), COLUMNS[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.is_number else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        if row is None:
            return PENDING if role == Qt.ItemDataRole.DisplayRole and column.name == "name" else None
        return self._of(row, column, role)

    def _of(self, row: StudyRow, column: Shown, role: int) -> object:
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return column.text(row)
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{column.title}: {column.text(row)}"
            case Qt.ItemDataRole.ToolTipRole:
                return tooltip(_told(row, column))
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(COLUMNS):
            return None
        column = COLUMNS[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.title + sort_mark(self.query.sort, column.column)
        if role == Qt.ItemDataRole.ToolTipRole:
            told = column.help or column.title
            return tooltip(
                f"{told}. Click sorts, Shift+click sorts by several columns" if column.column else told
            )
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.is_number else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None


_ROLES = frozenset(
    {
        Qt.ItemDataRole.DisplayRole,
        Qt.ItemDataRole.AccessibleTextRole,
        Qt.ItemDataRole.ToolTipRole,
        Qt.ItemDataRole.TextAlignmentRole,
    }
)


def place_of(page: int) -> int:
    """Return the place of the first study of a page."""
    return page * PAGE


def sorted_by(query: WorklistQuery, column: Column, *, adding: bool) -> WorklistQuery:
    """Return a query sorted by a column, the other way round where it was already; ``adding`` keeps the others."""
    now = next((key for key in query.sort if key.column is column), None)
    newest_first = column in (Column.DATE, Column.PRIORITY, Column.IMPORTED, Column.BYTES)
    key = SortKey(column, newest_first if now is None else not now.descending)
    if not adding:
        return replace(query, sort=(key,))
    if now is None:
        return replace(query, sort=(*query.sort, key))
    return replace(query, sort=tuple(key if one is now else one for one in query.sort))


def sort_mark(sort: tuple[SortKey, ...], column: Column | None) -> str:
    """Return an arrow for a column that is sorted by, numbered where there are several."""
    for place, key in enumerate(sort, 1):
        if key.column is column:
            return (" ▼" if key.descending else " ▲") + (str(place) if len(sort) > 1 else "")
    return ""


def is_bold(row: StudyRow, column: Shown) -> bool:
    """Whether a cell stands out: the names of those who wait, and what is most urgent."""
    if column.name == "name":
        return row.status is Status.UNREAD
    return column.name == "priority" and row.priority is Priority.STAT


def color_of(row: StudyRow, column: Shown) -> str:
    """Return the color of a cell."""
    if row.held and column.name in ("status", "name"):
        return COLORS.bad
    match column.name:
        case "status":
            return _STATUS[row.status]
        case "priority":
            return COLORS.bad if row.priority is Priority.STAT else COLORS.caution
        case "second":
            return COLORS.bad if row.second_read is SecondRead.DISCREPANT else COLORS.accent_text
    return COLORS.dim if row.status in _DONE and column.name != "name" else COLORS.text


def _told(row: StudyRow, column: Shown) -> str:
    words = row.comments if column.name == "comments" else column.text(row)
    if row.held and column.name in ("status", "name"):
        return (
            f"{words}\nHeld: {row.held}. Look at it and settle it under Storage, Quarantine, before reporting"
        )
    if row.linked and column.name == "name":
        return f"{words}\nCounted to this patient by a reader, not by its headers"
    return words
