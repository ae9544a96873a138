"""What two readings differ in: entries as rows, both sides beside each other, and the words of both."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QSplitter,
    QStackedLayout,
    QTabWidget,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.ui.peer.wrapped_rows import WrappedRows
from reporting.core.discrepancy.entry import Entry, Side
from reporting.core.peer.review import Review
from reporting.core.report import Line, Report
from reporting.ui.opinion_column import OpinionColumn
from viewer.ui.plain_text import label, tooltip

EMPTY = (
    "No two readings of this study are signed.\n\n"
    "When a second reading is signed, what it differs in from the first is listed here: each difference with its "
    "reason, with both sentences and both drawings."
)
NO_DIFFERENCE = "Nothing differs: both readings say the same of what can be compared."
COLUMNS = ("✓", "Difference", "First reading", "Second reading")
LINK = QColor("#5aa9c9")
_DISCUSSED, _TITLE, _FIRST, _SECOND = range(4)


@dataclass(frozen=True, slots=True)
class Shown:
    """What is shown: reviews to choose from, the one chosen, both of its reports, and what may be done."""

    names: tuple[str, ...]
    chosen: int
    review: Review
    reports: tuple[Report, ...]
    can_tick: bool
    can_score: bool
    can_arbitrate: bool


class ReviewView(QWidget):
    """Shows a review and tells what the reader wants. Keeps nothing of its own."""

    review_chosen = Signal(int)
    ticked = Signal(str, bool)
    """Uid of an entry, and whether it was discussed."""
    sides_wanted = Signal(object, bool, bool)
    """An Entry whose images are wanted: of the first reading, of the second."""
    line_clicked = Signal(object, object)
    """A Line of a Report."""
    score_wanted = Signal()
    arbitration_wanted = Signal()
    export_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._review: Review | None = None
        self.choice = QComboBox()
        self.choice.setAccessibleName("Reviews of this study")
        self.choice.setToolTip("Which two readings are held against each other")
        self.about = label(role="heading", wraps=True)
        self.told = label(role="dim", wraps=True)
        self.score = _button("&Score…", "RADPEER: how you judge the first reading, with a reason")
        self.arbitrate = _button("&Arbitrate…", "Write the conclusion that binds, as a third reader")
        self.export = _button("E&xport…", "These differences as PDF, JSON or table")
        self.list = QTreeWidget()
        self.columns = (
            OpinionColumn("First reading"),
            OpinionColumn("Second reading"),
            OpinionColumn("Arbitration"),
        )
        self._tabs = QTabWidget()
        self._stack = QStackedLayout(self)
        empty = label(EMPTY, role="empty", wraps=True)
        empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack.addWidget(empty)
        self._stack.addWidget(self._page())
        self._connect()

    def show_nothing(self) -> None:
        """Say that there is nothing to compare yet."""
        self._review = None
        self._stack.setCurrentIndex(0)

    def show_review(self, shown: Shown) -> None:
        """Show a review; the row that was chosen stays chosen."""
        review = shown.review
        again = self._review is not None and self._review.uid == review.uid
        self._review = review
        with QSignalBlocker(self.choice):
            self.choice.clear()
            self.choice.addItems(list(shown.names))
            self.choice.setCurrentIndex(shown.chosen)
        self.choice.setVisible(len(shown.names) > 1)
        self.about.setText(_about(review))
        self.told.setText(_told(review))
        self.told.setVisible(bool(self.told.text()))
        self.score.setEnabled(shown.can_score)
        self.arbitrate.setEnabled(shown.can_arbitrate)
        row = self.list.currentIndex().row() if again else -1
        self._fill(review, can_tick=shown.can_tick)
        if row >= 0:
            with QSignalBlocker(self.list):
                self.list.setCurrentIndex(self.list.model().index(row, 0))
        for place, column in enumerate(self.columns):
            column.setVisible(place < len(shown.reports))
            if place < len(shown.reports) and not (again and place < 2):
                column.show_report(shown.reports[place])
        count = len(review.found.entries)
        self._tabs.setTabText(0, f"Differences ({count})")
        self._stack.setCurrentIndex(1)

    def show_both(self) -> None:
        """Show the words of both readings."""
        self._tabs.setCurrentIndex(1)

    def show_words(self, entry: Entry) -> None:
        """Select the sentences of an entry in the words of both readings."""
        for column, side in zip(self.columns, (entry.first, entry.second), strict=False):
            if side is not None and side.section is not None and side.row >= 0:
                column.show_row(side.section, side.row)

    def _page(self) -> QWidget:
        page = QWidget()
        top = QHBoxLayout()
        top.addWidget(self.choice)
        top.addWidget(self.about, 1)
        for button in (self.score, self.arbitrate, self.export):
            top.addWidget(button)
        self._make_list()
        both = QSplitter()
        both.setChildrenCollapsible(False)
        for column in self.columns:
            both.addWidget(column)
        self._tabs.addTab(self.list, "Differences")
        self._tabs.addTab(both, "Both readings")
        layout = QVBoxLayout(page)
        layout.setContentsMargins(8, 6, 8, 6)
        layout.setSpacing(4)
        layout.addLayout(top)
        layout.addWidget(self.told)
        layout.addWidget(self._tabs, 1)
        return page

    def _make_list(self) -> None:
        self.list.setHeaderLabels(list(COLUMNS))
        self.list.setRootIsDecorated(False)
        self.list.setWordWrap(True)
        self.list.setAlternatingRowColors(True)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.setAccessibleName("Differences of two readings")
        header = self.list.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(_DISCUSSED, QHeaderView.ResizeMode.ResizeToContents)
        for column in (_TITLE, _FIRST, _SECOND):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        self.list.headerItem().setToolTip(_DISCUSSED, "Discussed: tick what the readers have talked about")
        self.list.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.list.setItemDelegate(WrappedRows(self.list))

    def _connect(self) -> None:
        self.choice.activated.connect(self.review_chosen)
        self.score.clicked.connect(self.score_wanted)
        self.arbitrate.clicked.connect(self.arbitration_wanted)
        self.export.clicked.connect(self.export_wanted)
        self.list.itemChanged.connect(self._tell_tick)
        self.list.itemClicked.connect(self._tell_click)
        self.list.itemActivated.connect(lambda item, _: self._tell_click(item, _TITLE))
        self.list.currentItemChanged.connect(lambda item, _: self._show_words(item))
        for column in self.columns:
            column.line_clicked.connect(self._tell_line)

    def _fill(self, review: Review, *, can_tick: bool) -> None:
        with QSignalBlocker(self.list):
            self.list.clear()
            for entry in review.found.entries:
                self.list.addTopLevelItem(
                    _item(entry, discussed=entry.uid in review.discussed, can_tick=can_tick)
                )
            if not review.found.entries:
                nothing = QTreeWidgetItem(["", NO_DIFFERENCE])
                nothing.setFlags(Qt.ItemFlag.NoItemFlags)
                self.list.addTopLevelItem(nothing)
                nothing.setFirstColumnSpanned(True)

    def _entry(self, item: QTreeWidgetItem | None) -> Entry | None:
        place = -1 if item is None else self.list.indexOfTopLevelItem(item)
        entries: Sequence[Entry] = () if self._review is None else self._review.found.entries
        return entries[place] if 0 <= place < len(entries) else None

    def _show_words(self, item: QTreeWidgetItem | None) -> None:
        entry = self._entry(item)
        if entry is not None:
            self.show_words(entry)

    def _tell_tick(self, item: QTreeWidgetItem, column: int) -> None:
        entry = self._entry(item)
        if entry is not None and column == _DISCUSSED:
            self.ticked.emit(entry.uid, item.checkState(_DISCUSSED) is Qt.CheckState.Checked)

    def _tell_click(self, item: QTreeWidgetItem, column: int) -> None:
        entry = self._entry(item)
        if entry is not None and column != _DISCUSSED:
            self.sides_wanted.emit(entry, column != _SECOND, column != _FIRST)

    def _tell_line(self, line: Line, report: Report) -> None:
        self.line_clicked.emit(line, report)


def _item(entry: Entry, *, discussed: bool, can_tick: bool) -> QTreeWidgetItem:
    head = f"{entry.topic.value.capitalize()}: {entry.title}"
    why = entry.why[:1].upper() + entry.why[1:]
    item = QTreeWidgetItem(["", f"{head}\n{why}.", _words(entry.first), _words(entry.second)])
    flags = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled
    item.setFlags(flags | Qt.ItemFlag.ItemIsUserCheckable if can_tick else flags)
    item.setCheckState(_DISCUSSED, Qt.CheckState.Checked if discussed else Qt.CheckState.Unchecked)
    item.setToolTip(_DISCUSSED, "Tick when the readers have talked about it")
    item.setToolTip(_TITLE, "Click: both images side by side")
    for column, side in ((_FIRST, entry.first), (_SECOND, entry.second)):
        if side is not None and side.frame is not None:
            item.setForeground(column, LINK)
            item.setToolTip(column, tooltip(f"{side.text}\nClick: its image"))
        elif side is not None:
            item.setToolTip(column, tooltip(side.text))
    for column in range(len(COLUMNS)):
        item.setTextAlignment(column, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
    return item


def _words(side: Side | None) -> str:
    return "–" if side is None else side.text


def _about(review: Review) -> str:
    names = (known.name or "unnamed reader" for known in (review.first_reader, review.second_reader))
    parts = ["  against  ".join(names), "blinded" if review.blinded else "not blinded"]
    return "  ·  ".join((*parts, review.stage.value))


def _told(review: Review) -> str:
    given = review.given
    said = (
        []
        if given is None
        else [f"RADPEER {given.score.grade}, {given.by.name or 'unnamed reader'}: {given.reason}"]
    )
    return "  ·  ".join((*said, *review.found.notes))


def _button(words: str, help_text: str) -> QPushButton:
    button = QPushButton(words)
    button.setToolTip(help_text)
    button.setAutoDefault(False)
    return button
