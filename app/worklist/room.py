"""The worklist in the program: built when it is first wanted, following the library, the readings and who is there."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QDockWidget, QWidget

from app.library.catalogue.values import Notes, SecondRead, SmartList, StudyRow, WorklistQuery
from app.people.people import People
from app.reading.studies import Studies
from app.readings.library_guard import LibraryGuard
from app.reports.desk import ReportDesk
from app.settings import Settings
from app.ui.standing_alone import stand_alone
from app.ui.worklist.answers import Found
from app.ui.worklist.columns import shown_size
from app.ui.worklist.import_told import ImportTold
from app.ui.worklist.swapping import Swapping
from app.ui.worklist.task_line import TaskLine
from app.ui.worklist.worklist_page import WorklistPage
from app.window import MainWindow
from app.work.jobs import BackgroundJobs
from app.worklist.access import Access, LibraryState, Standing
from app.worklist.acting import Acting
from app.worklist.ahead import Ahead
from app.worklist.arrivals import Arrivals
from app.worklist.doors import LibraryDoors
from app.worklist.errands import Errands
from app.worklist.held import Held
from app.worklist.list_desk import ListDesk
from app.worklist.opening import Opening
from app.worklist.parsing import ReadApart
from app.worklist.permits import Permits, masks_of
from app.worklist.progress import begun_by, disagreeing, following
from app.worklist.receiving import Receiving
from app.worklist.storage_desk import ShowHeader, StorageDesk
from reporting.core.report import Report, Role
from viewer.core.errors import ViewerError
from viewer.core.session import Session
from viewer.core.store import Store
from viewer.core.study import DisplaySet
from viewer.loading.loader import Loader

LIBRARY, STATE, CATALOGUE = "library", "worklist.state", "catalogue.sqlite3"
THUMBNAIL_BYTES = 128 << 20
LOOK_MS = 1500
CHECK_MS = 20_000
BEHIND_NOTICE = 2
OPENING = "Opening the library …"
DAMAGED = "The catalogue of the library is damaged; it is made again from the files at the next start"
OWN_WINDOW, THIS_WINDOW = "own window", "this window"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is in the window that the worklist has to do with."""

    window: MainWindow
    session: Session
    studies: Studies
    desk: ReportDesk
    people: People
    settings: Store[Settings]
    pixels: Loader
    cache_bytes: Callable[[], int]
    tell: Callable[[str, bool], None]
    show_header: ShowHeader
    return_to_image: Callable[[], None]


class WorklistRoom(QObject):
    """Everything about the library that a reader reaches.

    Work on the library has threads and a worker process of its own, so that images never wait for an import.

    Attributes
    ----------
    page
        The worklist, once it was wanted; None before.
    """

    def __init__(self, home: Path, at: Surroundings, failed: Callable[[BaseException], None]) -> None:
        super().__init__()
        self._home, self._at, self._failed = home, at, failed
        self._guard = LibraryGuard(at.people.room)
        self.jobs = BackgroundJobs(workers=1, threads=4)
        self.read = ReadApart(self.jobs.wait_for)
        self.access = Access(home / LIBRARY, self.jobs, self.read, failed, Permits(self._guard))
        self.errands = Errands(self.access, failed)
        self.doors = LibraryDoors(self._over)
        self.ahead = Ahead(self.access, at.cache_bytes)
        self.acting = Acting(self.access, self._acted, self._lists_changed, failed)
        self.opening = Opening(
            self.access,
            at.session,
            at.studies,
            at.desk.save,
            self._begun,
            lambda words: at.tell(words, True),
            failed,
        )
        self.receiving = Receiving(
            self.errands, self.doors, self.read, self._unpack_into, self._imported, at.tell, self._over
        )
        self.storage = StorageDesk(
            self.access,
            self.errands,
            self.doors,
            self.read,
            home,
            self.in_memory,
            self._look,
            at.show_header,
            self._over,
            failed,
        )
        self.arrivals = Arrivals(self.jobs, self.receiving.arrive, failed, lambda: self.errands.is_busy)
        self.held = Held(at.session, lambda: at.window.banner, at.window.show_banner)
        self.page: WorklistPage | None = None
        self.desk: ListDesk | None = None
        self._thumbnails = Loader(self.jobs, limit_bytes=THUMBNAIL_BYTES)
        self._swapping = Swapping(at.window)
        self._masks: dict[str, Notes] = {}
        self._revision = -1
        self._is_looking = False
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self._look_now_and_then)
        self.dock = self._empty_dock()
        self.line = self._line_below()
        self._join()

    # Where it stands.

    @property
    def is_shown(self) -> bool:
        """Whether the list is on the screen."""
        return self.page is not None and self.page.isVisible()

    def toggle(self) -> None:
        """Show the list, or the images again."""
        if self.is_shown and (self._swapping.is_away or self.page is None or self.page.isActiveWindow()):
            self.turn_to_images()
        else:
            self.show()

    def show(self) -> None:
        """Show the list and put the keyboard into it."""
        page = self._made()
        if self._at.settings.value.worklist_place == OWN_WINDOW:
            self._show_alone(page)
        else:
            self.dock.hide()
            self._swapping.show(page)
            self.line.look_again()
        self.access.open()
        self._timer.start()
        page.take_keyboard()
        self._look()

    def turn_to_images(self) -> None:
        """Show the images; a list in a window of its own stays where it is."""
        self._swapping.back()
        self.line.look_again()
        self._at.return_to_image()

    def move(self) -> None:
        """Give the list a window of its own, or take it back into this one."""
        page = self._made()
        kept = self._at.settings.value
        own = kept.worklist_place != OWN_WINDOW
        if own:
            self._swapping.give_up(page)
        else:
            self.dock.hide()
        self._at.settings.set(replace(kept, worklist_place=OWN_WINDOW if own else THIS_WINDOW))
        self.show()

    def start(self) -> None:
        """Show what the settings say is shown at first, and watch the folder they name."""
        self.arrivals.watch(self._at.settings.value.watched_folder)
        if self._at.settings.value.start_page == "worklist":
            self.show()

    def close(self) -> None:
        """Keep how the list stands, end everything, and let go of the library."""
        if self.page is not None:
            self.page.details.notes.keep()
            (self._home / STATE).write_bytes(self.page.kept_state())
        self._swapping.back()
        self._timer.stop()
        self.ahead.stop()
        self.arrivals.close()
        self.errands.close()
        self.jobs.close()
        self.access.close()

    def in_memory(self) -> str:
        """Return how much of the memory images fill, and what was read ahead."""
        used, limit = shown_size(self._at.pixels.bytes_in_use), shown_size(self._at.cache_bytes())
        read = self.ahead.read.value
        ahead = f"; {read.studies} studies read ahead ({shown_size(read.bytes)})" if read.studies else ""
        return f"{used} of {limit}{ahead}"

    def import_opened(self) -> None:
        """Import what is open."""
        self.receiving.import_opened(self._at.session.opened.value)

    # How it follows.

    def _join(self) -> None:
        people = self._at.people
        people.room.changed.connect(self._reading_changed)
        people.gate.person.changed.connect(lambda *_: self._see_again())
        people.gate.locked.changed.connect(lambda locked, _: None if locked else self._see_again())
        self._at.desk.report.changed.connect(self._report_changed)
        self._at.settings.changed.connect(self._settings_changed)
        self.access.state.changed.connect(self._library_changed)
        self.ahead.read.changed.connect(lambda *_: self._show_memory())

    def _settings_changed(self, now: Settings, before: Settings) -> None:
        if now.watched_folder != before.watched_folder:
            self.arrivals.watch(now.watched_folder)

    def _library_changed(self, now: LibraryState, _: LibraryState) -> None:
        page = self.page
        if page is None:
            return
        page.is_fixed = now.is_read_only
        page.import_button.setEnabled(not now.is_read_only)
        page.show_notice(OPENING if now.standing is Standing.OPENING else "\n".join(now.notices))
        if now.standing is Standing.OPEN:
            self.acting.list_lists()
            self._look()
            QTimer.singleShot(CHECK_MS, self, self._check)

    def _check(self) -> None:
        """Look through the whole catalogue, of which opening looks only at a part where it is large (SAFETY D6)."""
        if self.access.is_open:
            self.access.ask("check_all_pages", done=self._checked)

    def _checked(self, is_sound: bool) -> None:
        if not is_sound and self.page is not None:
            self.page.show_notice(DAMAGED)

    def _reading_changed(self, study_uid: str) -> None:
        """Note how far the readings of a study are; may be called from a thread."""
        self.jobs.post(lambda: self._follow(study_uid))

    def _follow(self, study_uid: str) -> None:
        self._see_again()
        if not self._is_kept:
            return
        try:
            change = following(self._at.people.room.on_record(study_uid))
        except ViewerError as problem:
            self._failed(problem)
            return
        if change is not None:
            self.access.ask("follow", study_uid, change, done=lambda _: self._look())

    def _report_changed(self, now: Report | None, before: Report | None) -> None:
        if now is not None and disagreeing(now) and not disagreeing(before) and self._is_kept:
            self.access.ask("follow", now.study.uid, _discrepant, done=lambda _: self._look())

    @property
    def _is_kept(self) -> bool:
        """Whether there is a library that could hold the study: it is not made only to find that it is empty."""
        return self.access.is_open or (self._home / LIBRARY / CATALOGUE).exists()

    def _see_again(self) -> None:
        """Find out anew what whoever is there may not see, and show the list so."""
        self._masks = masks_of(self._at.people.room)
        if self.page is not None:
            self.page.blinded = frozenset(self._masks)
            self.page.show_current()
            self._look_again()

    def _begun(self, row: StudyRow) -> None:
        """Note that a study is being read."""
        self.held.note(row)
        as_second = row.uid in self._masks or self._at.settings.value.role == Role.SECOND.value
        change = begun_by(self._reader(), as_second=as_second)
        self.access.ask("follow", row.uid, change, done=lambda _: self._look())

    def _reader(self) -> str:
        person = self._at.people.gate.person.value
        return (
            person.name if person is not None and person.uid else ""
        ) or self._at.settings.value.reader_name

    # What the page asks.

    def _ask(
        self, query: WorklistQuery, first: int, count: int, uid: str, done: Callable[[Found], None]
    ) -> None:
        self.access.ask("look", dict(self._masks), query, first, count, uid, done=done)

    def _seen(self) -> Mapping[str, Notes]:
        return self._masks

    def _know_sets(self, sets: Sequence[DisplaySet]) -> None:
        self._thumbnails.know(sets)

    def _acted(self, words: str) -> None:
        if words:
            self._at.tell(words, False)
            if self.page is not None:
                self.page.say(words)
        self._look()

    def _lists_changed(self, lists: tuple[SmartList, ...]) -> None:
        if self.page is not None:
            self.page.lists.show_lists(lists)
            self.page.lists.mark(self.page.model.query)

    def _imported(self, told: ImportTold) -> None:
        self._guard.note_imported(told.studies)
        if self.page is not None:
            self.page.say(told.words())
        self._look()
        self.storage.refresh()

    def _look_now_and_then(self) -> None:
        self._show_memory()
        if self.is_shown:
            self._look()

    def _look(self) -> None:
        """Ask whether the library changed; if so, ask the page's questions anew."""
        if self.page is None or self._is_looking or not self.access.is_open:
            return
        self._is_looking = True
        self.access.ask("revision", done=self._looked, failed=self._not_looked)

    def _looked(self, revision: int) -> None:
        self._is_looking = False
        if revision != self._revision:
            self._revision = revision
            self._look_again()

    def _not_looked(self, problem: BaseException) -> None:
        self._is_looking = False
        self._timer.stop()  # not every other second the same words; the page asks when it is shown again
        self._failed(problem)

    def _look_again(self) -> None:
        if self.held.uids:
            self.access.ask("held_of", self.held.uids, done=self.held.settle)
        if self.page is not None and self.access.is_open and self.desk is not None:
            self.page.look_again()
            self.desk.refresh_details()

    def _show_memory(self) -> None:
        if self.page is not None:
            self.page.memory.setText(f"Images in memory {self.in_memory()}")

    # How it is made.

    def _made(self) -> WorklistPage:
        if self.page is not None:
            return self.page
        page = self.page = WorklistPage(self._ask, self._thumbnails, self.errands.shown)
        page.blinded = frozenset(self._masks)
        self.desk = ListDesk(
            page,
            self.access,
            self.acting,
            self.opening,
            self.ahead,
            self.errands,
            self.doors,
            self.receiving,
            self.storage,
            self._seen,
            self._reader,
            self.turn_to_images,
            self._know_sets,
            self._at.tell,
            self._failed,
        )
        state = self._home / STATE
        if state.is_file():
            page.restore_kept(state.read_bytes())
        self._see_again()
        self._show_memory()
        page.ask(WorklistQuery())
        return page

    def _empty_dock(self) -> QDockWidget:
        """Return the frame of a window of its own, there from the start so that its place is remembered."""
        dock = QDockWidget("Worklist", self._at.window)
        dock.setObjectName("worklistWindow")
        dock.setAllowedAreas(Qt.DockWidgetArea.NoDockWidgetArea)
        self._at.window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
        dock.setFloating(True)
        dock.hide()
        return dock

    def _line_below(self) -> TaskLine:
        """Return the line that says what is being done to the library while the images are looked at."""
        line = TaskLine(self.errands.shown, is_wanted=lambda: not self._swapping.is_away)
        line.stop_wanted.connect(self.errands.stop)
        line.setContentsMargins(0, -4, 0, -4)
        line.setMaximumHeight(
            line.fontMetrics().height() + 6
        )  # a status bar is as high as what is hidden in it
        self._at.window.statusBar().insertPermanentWidget(BEHIND_NOTICE, line)
        return line

    def _show_alone(self, page: WorklistPage) -> None:
        if self.dock.widget() is not page:
            self.dock.setWidget(page)
            page.show()
            stand_alone(self.dock, alone=True)
        self.dock.show()
        self.dock.raise_()
        self.dock.activateWindow()

    def _over(self) -> QWidget:
        """Return the window that dialogs stand over."""
        return self.dock if self.dock.isVisible() and self.dock.isActiveWindow() else self._at.window

    def _unpack_into(self) -> Path | None:
        return self._home if self._home.exists() else None


def _discrepant(notes: Notes) -> Notes:
    return replace(notes, second_read=SecondRead.DISCREPANT)
