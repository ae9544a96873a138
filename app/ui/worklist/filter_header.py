"""The heads of the columns, with a field under each to filter by."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from enum import IntEnum

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QHeaderView, QLineEdit, QMenu, QToolButton, QWidget

from app.library.catalogue.values import Column, Priority, SecondRead, Status, WorklistQuery
from app.ui.worklist.columns import COLUMNS, Filter, Shown
from app.ui.worklist.dates import date_range, written_range

PAUSE_MS = 150
FIELD_PX = 24

_CHOICES: dict[Column, tuple[IntEnum, ...]] = {
    Column.STATUS: tuple(Status),
    Column.SECOND_READ: tuple(SecondRead),
    Column.PRIORITY: tuple(reversed(Priority)),
}


class ChoiceFilter(QToolButton):
    """Any of a few values; none chosen asks for nothing."""

    changed = Signal()

    def __init__(self, title: str, choices: Iterable[IntEnum], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("filter")
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setToolTip(f"{title}: which to show")
        self.setAccessibleName(f"Filter {title.lower()}")
        menu = QMenu(self)
        self._actions = {}
        for choice in choices:
            action = menu.addAction(choice_title(choice))
            action.setCheckable(True)
            action.toggled.connect(self._chosen)
            self._actions[choice] = action
        menu.addSeparator()
        menu.addAction("Any").triggered.connect(lambda: self.take(frozenset(), tells=True))
        self.setMenu(menu)
        self._tell()

    @property
    def chosen(self) -> frozenset[IntEnum]:
        """What may be shown; empty for everything."""
        return frozenset(choice for choice, action in self._actions.items() if action.isChecked())

    def take(self, chosen: frozenset[IntEnum], *, tells: bool = False) -> None:
        """Show what is chosen."""
        differs = chosen != self.chosen
        self.blockSignals(True)
        for choice, action in self._actions.items():
            action.setChecked(choice in chosen)
        self.blockSignals(False)
        self._tell()
        if tells and differs:
            self.changed.emit()

    def _chosen(self, _on: bool) -> None:
        self._tell()
        self.changed.emit()

    def _tell(self) -> None:
        titles = [choice_title(choice) for choice in self._actions if choice in self.chosen]
        words = "any" if not titles else titles[0] if len(titles) == 1 else f"{len(titles)} chosen"
        self.setText(words)
        self.setProperty("filtering", bool(titles))
        self.style().polish(self)


class FilterHeader(QHeaderView):
    """Heads that can be clicked, moved and made wider, and fields that stay under them."""

    query_changed = Signal(object)
    """The WorklistQuery as the fields have it now."""
    left = Signal()
    """The reader pressed Return or Down in a field: the keyboard belongs to the rows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setSectionsClickable(True)
        self.setSectionsMovable(True)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(28)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self._query = WorklistQuery()
        self.today: Callable[[], date] = date.today
        self._fields: dict[int, QWidget] = {}
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._read)
        self.sectionResized.connect(lambda *_: self.put_in_place())
        self.sectionMoved.connect(lambda *_: self.put_in_place())
        for place, shown in enumerate(COLUMNS):
            field = self._field(shown)
            if field is not None:
                self._fields[place] = field
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._offer_columns)

    def field(self, place: int) -> QWidget | None:
        """Return the field under a column."""
        return self._fields.get(place)

    def show_query(self, query: WorklistQuery) -> None:
        """Show what is asked for, in every field where nobody writes."""
        self._query = query
        texts = dict(query.columns)
        for place, field in self._fields.items():
            shown = COLUMNS[place]
            if isinstance(field, ChoiceFilter):
                assert shown.column is not None
                field.take(_chosen_of(query, shown.column))
            elif isinstance(field, QLineEdit) and not field.hasFocus():
                field.setText(_written(query, shown, texts))
                _mark(field, is_wrong=False)

    def sizeHint(self) -> QSize:
        size = super().sizeHint()
        return QSize(size.width(), size.height() + FIELD_PX + 4)

    def updateGeometries(self) -> None:  # noqa: N802  # Qt's name
        self.setViewportMargins(0, 0, 0, FIELD_PX + 4)
        super().updateGeometries()
        self.put_in_place()

    def put_in_place(self) -> None:
        """Put every field under its column, wherever that has been scrolled or moved to."""
        top = self.height() - FIELD_PX - 2
        for place, field in self._fields.items():
            left, width = self.sectionViewportPosition(place), self.sectionSize(place)
            field.setGeometry(left + 1, top, max(width - 3, 0), FIELD_PX)
            field.setVisible(not self.isSectionHidden(place) and width > 8)

    def _field(self, shown: Shown) -> QWidget | None:
        if shown.filtered is Filter.NONE or shown.column is None:
            return None
        if shown.filtered is Filter.CHOICE:
            choice = ChoiceFilter(shown.title, _CHOICES[shown.column], self)
            choice.changed.connect(self._read)
            return choice
        field = QLineEdit(self)
        field.setObjectName("filter")
        field.setPlaceholderText(shown.hint)
        field.setAccessibleName(f"Filter {shown.title.lower()}")
        field.setToolTip(_HELP[shown.filtered].format(title=shown.title.lower()))
        field.setClearButtonEnabled(False)
        field.textEdited.connect(lambda _: self._pause.start())
        field.returnPressed.connect(self._end)
        return field

    def _end(self) -> None:
        self._pause.stop()
        self._read()
        self.left.emit()

    def _read(self) -> None:
        """Take what the fields say; a date that is none is marked and asks for nothing."""
        query = replace(self._query, columns=())
        for place, field in self._fields.items():
            shown = COLUMNS[place]
            assert shown.column is not None
            if isinstance(field, ChoiceFilter):
                query = _with_chosen(query, shown.column, field.chosen)
            elif isinstance(field, QLineEdit):
                query = self._with_text(query, shown, field)
        if query != self._query:
            self._query = query
            self.query_changed.emit(query)

    def _with_text(self, query: WorklistQuery, shown: Shown, field: QLineEdit) -> WorklistQuery:
        words = field.text().strip()
        if shown.filtered is Filter.CODES:
            return replace(
                query, modalities=frozenset(words.upper().replace(",", " ").replace("/", " ").split())
            )
        if shown.filtered is Filter.DATES:
            span = date_range(words, self.today())
            _mark(field, is_wrong=span is None)
            first, last = span or ("", "")
            return replace(query, date_from=first, date_to=last)
        if not words:
            return query
        assert shown.column is not None
        if shown.column is Column.BIRTH_DATE:
            words = words.replace("-", "")
        return replace(query, columns=(*query.columns, (shown.column, words)))

    def _offer_columns(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for place, shown in enumerate(COLUMNS):
            action = menu.addAction(shown.title)
            action.setCheckable(True)
            action.setChecked(not self.isSectionHidden(place))
            action.setEnabled(shown.name != "name")  # a study is never without its patient
            action.toggled.connect(lambda on, place=place: self._show_column(place, on))
        menu.popup(self.cursor().pos())

    def _show_column(self, place: int, on: bool) -> None:
        self.setSectionHidden(place, not on)
        self.put_in_place()


def choice_title(choice: IntEnum) -> str:
    """Return what a choice is called in menus."""
    if choice is SecondRead.NONE:
        return "not wanted"
    return str(choice.title)  # type: ignore[attr-defined]  # every one of them has a title


def _chosen_of(query: WorklistQuery, column: Column) -> frozenset[IntEnum]:
    if column is Column.STATUS:
        return frozenset(query.statuses)
    return frozenset(query.second_reads) if column is Column.SECOND_READ else frozenset(query.priorities)


def _with_chosen(query: WorklistQuery, column: Column, chosen: frozenset[IntEnum]) -> WorklistQuery:
    if column is Column.STATUS:
        return replace(query, statuses=frozenset(Status(one) for one in chosen))
    if column is Column.SECOND_READ:
        return replace(query, second_reads=frozenset(SecondRead(one) for one in chosen))
    return replace(query, priorities=frozenset(Priority(one) for one in chosen))


def _written(query: WorklistQuery, shown: Shown, texts: dict[Column, str]) -> str:
    if shown.filtered is Filter.CODES:
        return " ".join(sorted(query.modalities))
    if shown.filtered is Filter.DATES:
        return written_range(query.date_from, query.date_to)
    assert shown.column is not None
    return texts.get(shown.column, "")


def _mark(field: QLineEdit, *, is_wrong: bool) -> None:
    field.setProperty("wrong", is_wrong)
    field.setProperty("filtering", bool(field.text().strip()))
    field.style().polish(field)


_HELP = {
    Filter.TEXT: "Letters that must stand somewhere in {title}",
    Filter.CODES: "One or more modalities, any of which the study has: CT MR",
    Filter.DATES: "today, yesterday, 7d, 2026, 2026-03, 2026-03-14 or 2025-01..2025-06",
}
