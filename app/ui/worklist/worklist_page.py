"""The worklist page: lists at the left, studies in the middle, the one chosen below."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from PySide6.QtCore import QByteArray, QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSplitter,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from app.library.catalogue.values import StudyRow, WorklistQuery
from app.ui.worklist.answers import Ask, Found, ListShown, StudyDetails
from app.ui.worklist.details_panel import DetailsPanel
from app.ui.worklist.elided import Elided
from app.ui.worklist.lists_panel import ListsPanel
from app.ui.worklist.study_model import StudyModel
from app.ui.worklist.study_table import StudyTable
from app.ui.worklist.task_line import TaskLine, TaskShown
from viewer.core.store import Store
from viewer.ui.icons import icon
from viewer.ui.pixels import Pixels
from viewer.ui.plain_text import label, tooltip

PAUSE_MS, SAID_MS = 120, 10_000
SEARCH = "Search name, ID, accession, description  –  or just type"
EMPTY = "The library is empty\n\nImport a folder, files, a ZIP or a DICOMDIR – or drop them here"
NONE_FOUND = "Nothing is found\n\nEscape takes the search away, “All studies” at the left every filter"
TRASH_EMPTY = "The trash is empty"
HINTS = (
    "Return opens · Ctrl+Return with the prior · Shift+Return beside what is open"
    " · Delete to the trash · Ctrl+Z takes back · Escape to the images"
)


class WorklistPage(QWidget):
    """Finds studies and says what is to become of them; does nothing to the library itself."""

    left = Signal()

    def __init__(
        self,
        ask: Ask,
        pixels: Pixels,
        task: Store[TaskShown],
        today: Callable[[], date] = date.today,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("worklist")
        self.model = StudyModel(ask, self)
        self.table = StudyTable(self.model)
        self.table.header.today = today
        self.lists = ListsPanel(today)
        self.details = DetailsPanel(pixels)
        self.task_line = TaskLine(task)
        self.search = _Search()
        self.clear = QPushButton("Clear")
        self.clear.setToolTip("Take search and filters away; the order stays")
        self.counted = label(role="dim")
        self.memory = label(role="dim")
        self.memory.setToolTip(
            tooltip("Pixels in memory, and what was read from the disk before it was asked for")
        )
        self.notice = label(role="problem", wraps=True)
        self.empty = label("", role="empty", wraps=True)
        self.import_button, self.storage_button = QPushButton("Import…"), QPushButton("Storage…")
        self.close_button = QPushButton("Images")
        self._hints = Elided(HINTS)
        self._said = QTimer(self)
        self._said.setSingleShot(True)
        self._said.setInterval(SAID_MS)
        self._said.timeout.connect(lambda: self._hints.setText(HINTS))
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._kept_uid = ""
        self.blinded: frozenset[str] = frozenset()
        self.is_fixed = False
        self._lay_out()
        self._join()

    # What is asked for.

    def ask(self, query: WorklistQuery) -> None:
        """Show what a query finds; the study under the cursor stays under it if it is among them."""
        self.table.header.show_query(query)
        self.lists.mark(query)
        if not self.search.hasFocus() or not query.text:
            with QSignalBlocker(self.search):
                self.search.setText(query.text)
        self._mark_clear(query)
        self._keep_place()
        self.model.ask(query, uid=self._kept_uid)

    def look_again(self) -> None:
        """Ask the same once more, because the library changed."""
        self._keep_place()
        self.model.ask(self.model.query, around=self.table.top_place(), uid=self._kept_uid)

    def take_keyboard(self) -> None:
        """Put the keyboard on the rows."""
        self.table.setFocus()

    def show_details(self, details: StudyDetails) -> None:
        """Show more of the study under the cursor."""
        self.details.show_details(details)

    def show_notice(self, words: str) -> None:
        """Show a line that stays, empty for none."""
        self.notice.setText(words)
        self.notice.setVisible(bool(words))

    def kept_state(self) -> bytes:
        """Return widths, order and splits, for the next start."""
        states = (self.table.header.saveState(), self.across.saveState(), self.down.saveState())
        return b"\n".join(bytes(state.toBase64().data()) for state in states)

    def restore_kept(self, kept: bytes) -> None:
        """Stand as at the last time."""
        parts = [QByteArray.fromBase64(QByteArray(part)) for part in kept.split(b"\n")]
        if len(parts) == 3:
            self.table.header.restoreState(parts[0])
            self.across.restoreState(parts[1])
            self.down.restoreState(parts[2])
            self.table.header.setSectionsMovable(True)

    def say(self, words: str) -> None:
        """Say something once, in place of the keys at the foot, until something else is said or done."""
        self._hints.setText(words)
        self._said.start()

    # How it is put together.

    def _lay_out(self) -> None:
        self.search.setPlaceholderText(SEARCH)
        self.search.setClearButtonEnabled(True)
        self.search.setAccessibleName("Search studies")
        self.search.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self.search.setToolTip(
            tooltip(
                "Beginnings of words; every one must be found. Accents and capitals do not matter. Key: /"
            )
        )
        self.close_button.setToolTip("Back to the images (Escape)")
        self.import_button.setToolTip("Copy a folder, files, a ZIP or a DICOMDIR into the library")
        self.storage_button.setToolTip("Room, verify, rebuild, back up, quarantine, trash")
        bar = QHBoxLayout()
        bar.setContentsMargins(10, 8, 10, 8)
        bar.setSpacing(8)
        bar.addWidget(self.search, 1)
        bar.addWidget(self.clear)
        bar.addWidget(self.counted)
        for button in (self.import_button, self.storage_button, self.close_button):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            bar.addWidget(button)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        both = QWidget()
        self._over = QStackedLayout(both)
        self._over.setStackingMode(QStackedLayout.StackingMode.StackAll)
        self._over.addWidget(self.empty)
        self._over.addWidget(self.table)
        self.down = QSplitter(Qt.Orientation.Vertical)
        self.down.addWidget(both)
        self.down.addWidget(self.details)
        self.down.setSizes([560, 280])
        self.down.setStretchFactor(0, 1)
        self.across = QSplitter()
        self.across.addWidget(self.lists)
        self.across.addWidget(self.down)
        self.across.setSizes([186, 1100])
        self.across.setStretchFactor(1, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(10, 4, 10, 4)
        foot.setSpacing(24)
        foot.addWidget(self._hints, 1)
        foot.addWidget(self.memory)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(bar)
        layout.addWidget(self.notice)
        layout.addWidget(self.across, 1)
        layout.addWidget(self.task_line)
        layout.addLayout(foot)
        self.notice.setContentsMargins(10, 0, 10, 6)
        self.notice.hide()
        self.empty.hide()

    def _join(self) -> None:
        self._pause.timeout.connect(self._search_now)
        self.search.textEdited.connect(lambda _: self._pause.start())
        self.search.textChanged.connect(lambda words: None if words else self._pause.start())
        self.search.down.connect(self._go_to_rows)
        self.search.given_up.connect(self._give_search_up)
        self.clear.clicked.connect(self._clear)
        self.table.search_wanted.connect(self._turn_to_search)
        self.table.query_wanted.connect(self.ask)
        self.table.left.connect(self._escape)
        self.table.header.query_changed.connect(self.ask)
        self.table.header.left.connect(self._go_to_rows)
        self.lists.chosen.connect(self._choose_list)
        self.lists.left.connect(self.take_keyboard)
        self.details.priors.left.connect(self.take_keyboard)
        self.close_button.clicked.connect(self.left)
        self.model.answered.connect(self._answered)
        self.table.current_changed.connect(self._show_current)

    def show_current(self) -> None:
        """Show the study under the cursor below the list, as far as it may be seen and changed."""
        self._show_current(self.table.current())

    def _show_current(self, row: StudyRow | None) -> None:
        is_blinded = row is not None and row.uid in self.blinded
        self.details.show_row(row, blinded=is_blinded, fixed=self.is_fixed)

    def _answered(self, found: Found) -> None:
        self.counted.setText(
            f"{found.count:,} {'study' if found.count == 1 else 'studies'}".replace(",", " ")
        )
        has_moved = self.table.uid != self._kept_uid and self.table.currentIndex().isValid()
        if found.place is not None and not has_moved:
            self.table.go_to(found.place)
        elif found.count and not has_moved:
            self.table.go_to(min(self.table.place, found.count - 1))
        if not found.count:
            self.table.uid = ""
            self._show_current(None)
        self.empty.setText(self._why_empty(found))
        self.empty.setVisible(not found.count)
        self.empty.raise_()

    def _why_empty(self, found: Found) -> str:
        if found.query.in_trash:
            return TRASH_EMPTY
        return EMPTY if replace(found.query, sort=()) == WorklistQuery(sort=()) else NONE_FOUND

    def _keep_place(self) -> None:
        self._kept_uid = self.table.uid

    def _search_now(self) -> None:
        query = replace(self.model.query, text=self.search.text().strip())
        if query != self.model.query:
            self.ask(query)

    def _turn_to_search(self, letters: str) -> None:
        self.search.setFocus()
        if letters:
            self.search.selectAll()
            self.search.insert(letters)
            self._pause.start()
        else:
            self.search.selectAll()

    def _go_to_rows(self) -> None:
        if self._pause.isActive():
            self._pause.stop()
            self._search_now()
        self.table.go_on()

    def _give_search_up(self) -> None:
        if self.search.text():
            self.search.clear()
            self._search_now()
        self.take_keyboard()

    def _escape(self) -> None:
        if self.model.query.text:
            self.search.clear()
            self._search_now()
        else:
            self.left.emit()

    def _clear(self) -> None:
        self.ask(WorklistQuery(in_trash=self.model.query.in_trash, sort=self.model.query.sort))
        self.take_keyboard()

    def _mark_clear(self, query: WorklistQuery) -> None:
        self.clear.setEnabled(replace(query, sort=(), in_trash=False) != WorklistQuery(sort=()))

    def _choose_list(self, shown: ListShown) -> None:
        self.ask(shown.query)
        self.take_keyboard()


class _Search(QLineEdit):
    down = Signal()
    given_up = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to the rows with Down or Return; take the search away with Escape."""
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_PageDown):
            self.down.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.given_up.emit()
        else:
            super().keyPressEvent(event)
