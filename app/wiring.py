"""Builds every long-lived object once and joins them. Read this first.

settings ─┐
session ──┼─► grid, strip, bar, list, panel ─► window ─► menus and keys, from the command table
pixels ───┘        ▲                                            │
jobs ─► studies ───┘        history ─► measurement keeper       ▼
                            history ─► report desk ─► shelf    viewing, hands, following, cine
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import psutil
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from app.command_table import CommandTable
from app.commands import Command, Keymap, load_keymap
from app.display.check_book import CheckBook
from app.display.desk import DisplayDesk
from app.exchange.commands import exchange_commands
from app.exchange.doors import ExchangeDoors
from app.exchange.opened_reports import OpenedReports
from app.exchange.received_shelf import ReceivedShelf, read_received
from app.failures import Failures, Notice
from app.library.annotation_journal import AnnotationJournal
from app.on_demand import gl_canvas
from app.opinions.opinions import Opinions
from app.people.commands import people_commands, with_rights
from app.people.doors import PeopleDoors
from app.people.people import People, Place
from app.reading.ahead import Ahead
from app.reading.cine import Cine
from app.reading.cine_commands import bar_keys
from app.reading.document_desk import DocumentDesk
from app.reading.dose_desk import DoseDesk
from app.reading.hands import Hands
from app.reading.measurement_keeper import MeasurementKeeper
from app.reading.overlay_desk import OverlayDesk
from app.reading.presenting import Presenting
from app.reading.studies import Studies
from app.reading.trace_desk import TraceDesk
from app.reading.viewing import Viewing
from app.reports.author import Author
from app.reports.desk import ReportDesk
from app.reports.dictation import Dictation, installed
from app.reports.dismissals import Dismissals
from app.reports.macro_shelf import MacroShelf
from app.reports.over_key_images import notes_over
from app.reports.parties import Asker
from app.reports.pictures import Pictures
from app.reports.proofreader import Proofreader
from app.reports.shelf import ReportShelf
from app.reports.spelling import Dictionary
from app.reports.template_shelf import TemplateShelf
from app.settings import Settings, load_settings, save_settings, why_nothing_is_kept
from app.ui.document_dock import DocumentDock
from app.ui.document_view import DocumentView
from app.ui.dose.histogram_dock import HistogramDock
from app.ui.dose.histogram_view import HistogramView
from app.ui.dose.levels_dialog import ask_levels
from app.ui.layout_button import LayoutButton
from app.ui.memory_label import MemoryLabel
from app.ui.overlay_dock import OverlayDock
from app.ui.printing import ask_and_write
from app.ui.recent_menu import RecentMenu
from app.ui.report_dialogs import ReportDialogs
from app.ui.trace_dock import TraceDock
from app.window import NOT_CLEARED, MainWindow, Parts
from app.window_doors import WindowDoors
from app.work.jobs import BackgroundJobs
from app.worklist.commands import worklist_commands
from app.worklist.room import Surroundings, WorklistRoom
from app.writing.commands import writing_commands
from app.writing.doors import WritingDoors
from reporting.core.readings.staff import Right
from reporting.core.report import Role
from reporting.export.files import suggested_name
from reporting.store.sentences import SentenceIndex
from reporting.ui.report_panel import ReportPanel
from viewer.core.camera import Camera, as_seen
from viewer.core.errors import ViewerError
from viewer.core.overlay import Level
from viewer.core.session import Session
from viewer.core.store import Store
from viewer.core.study import Opened
from viewer.core.viewport import Layout, ViewportState
from viewer.interaction.bindings import MouseProfile, mouse_profile
from viewer.interaction.following import Following
from viewer.loading.loader import Loader
from viewer.loading.overlays import Overlays
from viewer.loading.planar_layers import Planar
from viewer.loading.radiotherapy import RadiotherapyLayers
from viewer.render.choice import choose_presenter
from viewer.tools import toolbox
from viewer.ui.annotation_list import AnnotationList
from viewer.ui.equipment import Canvas, Equipment
from viewer.ui.gl_renderer import renderer_name
from viewer.ui.overlay_panel import OverlayPanel
from viewer.ui.raster_canvas import RasterCanvas
from viewer.ui.series_strip import SeriesStrip
from viewer.ui.traces.trace_view import TraceView
from viewer.ui.viewport_grid import ViewportGrid, visible_cells
from viewer.ui.window_bar import WindowBar

RESOURCES = Path(__file__).parents[1] / "resources"
HISTOGRAMS = "dose-volume histograms.csv"
WINDOW_STATE = "window.state"
REPORTS_AFTER_MS = 700


class Workstation(QObject):
    """The running program: what was built, by name, for the start, the demonstration and the story tests.

    Parameters
    ----------
    home
        The folder that keeps everything.
    asker
        Answers in place of the report's dialogs, where nobody sits before the screen.
    """

    writing: WritingDoors
    commands: tuple[Command, ...]
    keymap: Keymap

    def __init__(self, home: Path, asker: Asker | None = None) -> None:
        super().__init__()
        self.home = home
        self._asker = asker
        self._early: list[Notice] = []
        self.failures = Failures(self._notice)
        kept, problems = load_settings(home / "settings.toml")
        self.settings: Store[Settings] = Store(kept)
        self.session = Session()
        self.session.annotation_level.set(Level(kept.annotation_level))
        self.session.values.set(kept.values)
        rows, columns = (int(part) for part in kept.layout.split("x"))
        self.session.layout.set(Layout(rows, columns))
        self.jobs = BackgroundJobs()
        self.people = People(home, self.session, self.failures.take)
        self.pixels = Loader(self.jobs, limit_bytes=cache_bytes(kept))
        self.studies = Studies(
            self.session,
            self.pixels,
            self.jobs,
            self.settings,
            home / "studies",
            self.failures.take,
            self.people.see,
        )
        self._journal = self.people.journal(AnnotationJournal(home / "measurements.sqlite3"))
        self.keeper = MeasurementKeeper(self.session, self._journal, self.failures.take)
        self.following = Following(self.session)
        self._build_reading(kept)
        self._build_reporting()
        self._build_window(kept)
        self._join()
        self._join_people()
        for problem in problems:
            self._notice(Notice(problem))
        if reason := why_nothing_is_kept(home):
            self.window.show_banner(f"Nothing is kept: {reason}")

    def _build_reading(self, kept: Settings) -> None:
        self.tools = toolbox(inverse_center=kept.inverse_level)
        by_name = {tool.name: tool for tool in self.tools}
        self.profile = Store(read_profile(kept.mouse_profile, set(by_name)))
        self.session.hand.set(replace(self.session.hand.value, tool=self.profile.value.start_tool))
        self.cine = Cine(self.session, self.pixels, self)
        equipment = Equipment(
            self.pixels,
            by_name,
            self.profile,
            canvas_for(kept.presenter),
            self.following.lines_over,
            self.following.point_at,
            kept.cleared_for_diagnosis,
            Overlays(self.jobs),
            player=self.cine,
        )
        for viewport in self.session.viewports:
            viewport.set(replace(viewport.value, interpolated=kept.interpolated))
        self.grid = ViewportGrid(self.session, equipment)
        self.strip = SeriesStrip(self.session, self.pixels)
        self.bar = WindowBar(self.session)
        self.annotations = AnnotationList(self.session, {tool.name: tool.title for tool in self.tools})
        self.viewing = Viewing(self.session)
        self.ahead = Ahead(self.session, self.pixels)
        self.presenting = Presenting(
            self.session, lambda: self.settings.value.presentation == "by its author"
        )
        self.hands = Hands(self.session, by_name, lambda: self.grid.active.surface())

    def _build_reporting(self) -> None:
        self.templates = TemplateShelf(
            self.home / "templates", RESOURCES / "report_templates", self.failures.take
        )
        self.macros = MacroShelf(
            self.home / "macros", self._shared_macros, RESOURCES / "macros", self.failures.take
        )
        self.shelf = ReportShelf(
            self.home / "reports",
            self.jobs,
            lambda words: self._notice(Notice(words)),
            self.failures.take,
            self.people.open_store,
        )
        self._saving = QTimer(self)
        self._saving.setSingleShot(True)
        self.pictures = Pictures(
            self.session, self.pixels, self.tools, self.home / "pictures", self.grid.picture_of
        )
        self.dialogs = ReportDialogs(
            lambda: self.window,
            self.people.exporting(lambda *asked: self.doors.export(*asked)),
            suggested_name,
        )
        self._signing = self.people.asking(self._asker or self.dialogs, lambda: self.window)
        self.desk = ReportDesk(
            self.session,
            self.shelf,
            self.templates.templates(),
            self._signing,
            self.failures.take,
            self._saving.start,
            when_open=self._once_reports_are_open,
            camera_now=self._camera_now,
            blinded=self.people.begins_blinded,
            over=lambda frame: notes_over(self.grid.picture_of(frame)),
        )
        self.desk.offer_macros(self.macros.macros)
        self.author = Author(
            self.desk,
            self.macros,
            SentenceIndex(self.home / "sentences.sqlite3"),
            self.shelf.all_reports,
        )
        self._saving.timeout.connect(self.desk.save)
        self.dictionary = Dictionary(self.home / "words.txt")
        self.desk.reader.changed.connect(lambda now, _: self.dictionary.turn_to(now.name))
        self._build_proofreading()
        self.panel = ReportPanel(self.desk, self.dictionary, self.author, self.proofreader)
        self.panel.checks_wanted.connect(lambda: self.writing.show_checks())
        self.dictation = Dictation(installed(), self._write_dictated, self.failures.take)

    def _build_proofreading(self) -> None:
        self._reading_along = QTimer(self)
        self._reading_along.setSingleShot(True)
        self.proofreader = Proofreader(
            self.desk,
            self.session,
            self.shelf.reports,
            Dismissals(self.home / "dismissed.json", self.failures.take),
            self._reading_along.start,
        )
        self._reading_along.timeout.connect(self.proofreader.go_on)
        self.desk.objections = lambda report: (
            *self.worklist.held.objections(report),
            *self.proofreader.objections(report),
        )
        self.dialogs.remarks = self._signing.remarks = self.proofreader.remarks

    def _build_window(self, kept: Settings) -> None:
        self.window = MainWindow(
            Parts(
                self.strip,
                self.bar,
                self.grid,
                self.annotations,
                self.people.over(self.panel),
                LayoutButton(self.session.layout, self.viewing.lay_out),
            ),
            cleared=kept.cleared_for_diagnosis,
        )
        self.doors = WindowDoors(
            self.window,
            self.session,
            self.jobs,
            self.grid,
            self.panel,
            self.viewing,
            self.presenting,
            self.studies,
            self.desk,
            self.pictures,
            self.settings,
            self.profile,
            self.failures.take,
            lambda: (self.commands, self.keymap),
        )
        self._build_documents()
        self._build_overlays()
        self._build_doses()
        self._build_worklist()
        self.opinions = Opinions(
            self.window,
            self.session,
            self.people,
            self.desk,
            self.documents,
            self.jobs,
            self.following.linked,
            self.settings,
            tell=self.doors.tell,
            failed=self.failures.take,
        )
        self.writing = WritingDoors(
            self.window,
            self.desk,
            self.author,
            self.panel,
            self.macros,
            self.templates,
            self.dictation,
            self.settings,
            self.failures.take,
        )
        self._build_exchange()
        self.display = DisplayDesk(
            CheckBook(self.home / "display_checks.json"),
            self.window,
            lambda: self.settings.value.display_check_days,
            lambda: self.desk.reader.value.name,
            self.doors.tell,
            self.failures.take,
        )
        self.people.displayed.display_check = self.display.state
        self.commands = CommandTable(
            self.session,
            self.viewing,
            self.presenting,
            self.following,
            self.cine,
            self.desk,
            self.tools,
            self.doors.doors(),
            self.hands.preset,
            self.hands.nudge,
            tuple(writing_commands(self.writing)),
            tuple(exchange_commands(self.exchange)),
        ).commands()
        worklist = worklist_commands(self.worklist, self.viewing.has_image)
        self.commands = (*worklist, *self.commands, *self.doses.commands())
        self.commands += (*self.opinions.commands(), *self.display.commands())
        people = PeopleDoors(self.people, self.desk, lambda: self.window, self.failures.take, self.doors.tell)
        self.doors.accounts = lambda: people.show_accounts if people.may(Right.ACCOUNTS) else None
        self.doors.names_by_account = lambda: self.people.gate.asks
        self.commands = (
            *with_rights(self.commands, people.may),
            *people_commands(people, self.people.lock, self.people.sign_out),
        )
        self.keymap = read_keymap(self.commands)
        self.recent = RecentMenu(self.settings, self.studies.open)
        self.actions = self.window.offer(self.commands, self.keymap, self.recent)
        self.cine.keys.set(bar_keys(self.actions.key))
        state = self.home / WINDOW_STATE
        if not (state.is_file() and self.window.restore_kept(state.read_bytes())):
            self.window.stand_at_first()
        self.document_dock.hide()
        self.trace_dock.hide()
        self.histogram_dock.hide()
        for notice in self._early:
            self.window.show_notice(notice)

    def _shared_macros(self) -> Path | None:
        folder = self.settings.value.shared_macros
        return Path(folder) if folder else None

    def _write_dictated(self, words: str) -> None:
        self.panel.here.insert_dictated(words)

    def _build_documents(self) -> None:
        self.trace_dock = TraceDock(self.window, TraceView())
        self.traces = TraceDesk(
            self.session,
            self.jobs,
            self.trace_dock.view,
            bring=lambda beside: self.trace_dock.bring(beside_images=beside),
            failed=self.failures.take,
            show_header=self.doors.show_header_at,
            marker=lambda: "" if self.settings.value.cleared_for_diagnosis else NOT_CLEARED,
        )
        view = DocumentView()
        self.document_dock = DocumentDock(self.window, self.window.report_dock, view)
        self.documents = DocumentDesk(
            self.session,
            self.jobs,
            view,
            bring=self.document_dock.bring,
            tell=self.doors.tell,
            failed=self.failures.take,
            show_header=self.doors.show_header_at,
            open_trace=self.traces.open,
        )

    def _build_overlays(self) -> None:
        self.overlays = OverlayDesk(
            self.session,
            (Planar(self.jobs), RadiotherapyLayers(self.jobs)),
            bring=lambda: self.overlay_dock.bring(),
            failed=self.failures.take,
        )
        panel = OverlayPanel(self.session, self.overlays.offers)
        self.overlay_dock = OverlayDock(self.window, self.window.measurements_dock, panel)
        self.doors.show_overlays = self.overlay_dock.toggle
        panel.turned.connect(self.overlays.turn)
        panel.go_wanted.connect(self.overlays.go_to)
        panel.stopped.connect(self.overlays.cancel)
        panel.header_wanted.connect(self._show_header_of_set)
        self.strip.overlay_wanted.connect(lambda shown: self.overlays.turn_on_set(shown.uid))
        self.grid.overlay_wanted.connect(self.overlays.turn_on_set)

    def _build_doses(self) -> None:
        view = HistogramView()
        self.histogram_dock = HistogramDock(self.window, self.window.report_dock, view)
        self.doses = DoseDesk(
            self.session,
            self.jobs,
            view,
            bring=self.histogram_dock.bring,
            tell=self.doors.tell,
            failed=self.failures.take,
            save=lambda text: self._try(lambda: ask_and_write(text, str(Path.home() / HISTOGRAMS), view)),
            ask_levels=lambda words, problem: ask_levels(self.overlay_dock.panel, words, problem),
        )
        self.overlay_dock.panel.levels_wanted.connect(self.doses.choose_levels)
        view.left.connect(self.doors.return_to_image)

    def _build_worklist(self) -> None:
        self.worklist = WorklistRoom(
            self.home,
            Surroundings(
                self.window,
                self.session,
                self.studies,
                self.desk,
                self.people,
                self.settings,
                self.pixels,
                lambda: self.pixels.limit_bytes,
                lambda words, serious: self.window.show_notice(Notice(words, serious=serious)),
                self.doors.show_header_at,
                self.doors.return_to_image,
            ),
            self.failures.take,
        )

    def _build_exchange(self) -> None:
        opened = OpenedReports(self.session, self.jobs, self)
        received = ReceivedShelf(
            self.home / "received", read_received, self.people.room.hides, opened.received
        )
        self.exchange = ExchangeDoors(
            self.window,
            self.session,
            self.jobs,
            self.desk,
            self.pictures,
            self.settings,
            received,
            may_hand_on=self.people.may_hand_on,
            named=self.documents.named,
            follow=self.documents.follow,
            acts_of=self.people.acts_of,
            show_header=self.doors.show_header_at,
            tell=self.doors.tell,
            failed=self.failures.take,
        )
        self.writing.received, self.writing.read_opened = received.on_patient, opened.when_read

    def _show_header_of_set(self, display_set_uid: str) -> None:
        shown = self.session.display_set(display_set_uid)
        if shown is not None:
            self.doors.show_header_of(shown)

    def _join(self) -> None:
        session, window = self.session, self.window
        self.apply_settings(self.settings.value, self.settings.value)
        self.settings.changed.connect(self.apply_settings)
        session.values.changed.connect(self._remember_values)
        self.grid.scene_changed.connect(self.bar.show_scene)
        self.grid.pointed.connect(window.show_pointed)
        self.grid.scene_changed.connect(self.cine.see)
        for pace in (self.cine.measured_fps, self.cine.waiting):
            pace.changed.connect(self._show_pace)
        self.grid.menu_wanted.connect(self.doors.show_viewport_menu)
        self.strip.header_wanted.connect(self.doors.show_header_of)
        self.strip.document_wanted.connect(self.documents.open)
        self.document_dock.view.left.connect(self.doors.return_to_image)
        self.trace_dock.view.left.connect(self.doors.return_to_image)
        self.strip.cancelled.connect(self.studies.cancel)
        self._show_memory()
        self.annotations.chosen.connect(self.doors.insert_measurement)
        self.panel.left.connect(self.doors.return_to_image)
        self.studies.progress.connect(self.strip.show_progress)
        self.studies.finished.connect(self._opened)
        self.desk.report.changed.connect(lambda now, _: self._try(lambda: self.pictures.keep(now)))
        window.may_close = self._may_close
        window.dropped.connect(self.studies.open)
        window.closing.connect(self.close)
        session.noticed.connect(self.doors.tell)
        self.following.linked.changed.connect(lambda linked, _: self._tell_linked(linked))
        for signal in (self.following.lines.changed, self.following.point_lps.changed):
            signal.connect(self._redraw)
        for viewport in session.viewports:
            viewport.changed.connect(self._lines_moved)
            viewport.changed.connect(self._viewport_changed)
        for signal in (
            session.opened.changed,
            session.layout.changed,
            session.history.changed,
            session.selected.changed,
            session.hand.changed,
            session.values.changed,
            self.desk.report.changed,
            self.cine.playing.changed,
            self.cine.loops.changed,
            self.following.linked.changed,
            self.following.lines.changed,
        ):
            signal.connect(self.actions.refresh_soon)

    def _join_people(self) -> None:
        self.people.join(
            Place(
                self.window,
                self.session,
                self.desk,
                self.studies,
                self.keeper,
                self.settings,
                self.grid.viewports,
            )
        )
        for signal in (self.people.gate.person.changed, self.people.gate.locked.changed):
            signal.connect(self.actions.refresh_soon)
            signal.connect(self._name_panel)
        self._name_panel()
        self.people.room.changed.connect(self.actions.refresh_soon)

    def _name_panel(self, *_: object) -> None:
        self.panel.name_by_account(named=self.people.gate.asks)
        self.people.room.changed.connect(self.exchange.look_again)
        for signal in (self.people.gate.person.changed, self.people.gate.locked.changed):
            signal.connect(self.exchange.put_away)

    def start(self) -> None:
        """Show the window; what the first opening needs is made ready while the reader looks round."""
        self.window.show()
        self.grid.setFocus()
        self.people.start()
        self.worklist.start()
        QTimer.singleShot(0, self._warm)

    def close(self) -> None:
        """Keep what is not kept yet, and leave nothing running."""
        self.desk.save()
        self.keeper.keep()
        self.cine.stop()
        self._try(self.worklist.close)
        self._try(lambda: (self.home / WINDOW_STATE).write_bytes(self.window.kept_state()))
        self._try(lambda: save_settings(self.home / "settings.toml", self.settings.value))
        self.studies.close()
        self.jobs.close()
        self.people.close()
        self.shelf.close()
        self._journal.close()

    def apply_settings(self, now: Settings, before: Settings) -> None:
        """Let new choices take effect."""
        if now.mouse_profile != before.mouse_profile:
            self.profile.set(read_profile(now.mouse_profile, {tool.name for tool in self.tools}))
            self.session.hand.set(replace(self.session.hand.value, tool=self.profile.value.start_tool))
        if now.annotation_level != before.annotation_level:
            self.session.annotation_level.set(Level(now.annotation_level))
        self.desk.set_reader(now.reader_name, now.reader_qualification)
        self.proofreader.choose(now.checks_off, now.checks_blocking)
        if now.role != before.role:
            self.desk.open_role(Role(now.role))
        if now != before:
            self._try(lambda: save_settings(self.home / "settings.toml", now))

    def _remember_values(self, names: tuple[str, ...], _: tuple[str, ...]) -> None:
        self.settings.set(replace(self.settings.value, values=names))

    def _may_close(self) -> bool:
        """Whether everything is kept, or the reader gives up what is not (SAFETY D4)."""
        self.desk.save()
        return not self.desk.is_unsaved or self._asker is not None or self.dialogs.may_lose_words()

    def _try(self, keep: Callable[[], object]) -> None:
        """Keep something; where that fails the reader is told, and everything else goes on."""
        try:
            keep()
        except (ViewerError, OSError) as problem:
            self.failures.take(problem)

    def _opened(self, opened: Opened) -> None:
        self.strip.end_progress()
        self.doors.tell_opened(opened)
        self.traces.open_alone()

    def _warm(self) -> None:
        self.jobs.start()
        self.studies.warm_up()
        self.dictionary.warm_up()

    def _camera_now(self, state: ViewportState) -> Camera:
        """Return a viewport's camera as what it shows, not as a zoom that means something in this window only."""
        cells = visible_cells(self.session.layout.value)
        for cell, viewport in zip(cells, self.grid.viewports, strict=True):
            surface = viewport.surface()
            if self.session.viewports[cell].value is state and surface is not None:
                return as_seen(state.camera, surface.canvas)
        return state.camera

    def _once_reports_are_open(self, call: Callable[[], None]) -> None:
        """Run a call with the reports open; before they are, images go first, whom the thread would slow down."""
        if self.shelf.is_open:
            call()
        else:
            QTimer.singleShot(REPORTS_AFTER_MS, lambda: self.shelf.when_open(call))

    def _notice(self, notice: Notice) -> None:
        if hasattr(self, "window"):
            self.window.show_notice(notice)
        else:
            self._early.append(notice)

    def _tell_linked(self, linked: bool) -> None:
        words = "The viewports scroll together: same place, or the offset they have now; U unlinks them"
        self.window.show_notice(
            Notice(words if linked else "Each viewport scrolls on its own", serious=False)
        )

    def _show_pace(self, *_: object) -> None:
        pace = self.cine.pace()
        self.window.show_pace(f"cine {pace}" if pace else "")

    def _show_memory(self) -> None:
        """Tell in the status bar how much of their memory images take."""
        self.memory = MemoryLabel(lambda: self.pixels.bytes_in_use, self.pixels.limit_bytes)
        self.window.statusBar().insertPermanentWidget(2, self.memory)
        self.pixels.progress.connect(self.memory.refresh_soon)
        self.session.opened.changed.connect(self.memory.refresh_soon)

    def _redraw(self, *_: object) -> None:
        self.grid.redraw()

    def _viewport_changed(self, now: ViewportState, before: ViewportState) -> None:
        """Ask which commands can be used: at once, but while a hand scrolls, windows or zooms not for each frame."""
        voi = replace(before.shading, voi=now.shading.voi)
        looked = replace(before, index=now.index, camera=now.camera, shading=voi, preset=now.preset)
        (self.actions.refresh_later if looked == now else self.actions.refresh_soon)()

    def _lines_moved(self, *_: object) -> None:
        if self.following.lines.value:
            self.grid.redraw()


def cache_bytes(settings: Settings) -> int:
    """Return how much memory images may fill: the chosen part of what is free now."""
    return int(psutil.virtual_memory().available * settings.cache_percent / 100)


def canvas_for(presenter: str) -> Callable[[QWidget], Canvas]:
    """Return what makes viewports: VTK on a graphics card where there is one, else (or if chosen) the raster."""
    chosen = choose_presenter(renderer_name()) if presenter == "auto" else presenter
    return gl_canvas() if chosen == "gl" else RasterCanvas


def read_profile(name: str, tools: set[str]) -> MouseProfile:
    """Return a mouse profile that comes with the program."""
    text = (RESOURCES / "keymaps" / f"mouse_{name}.toml").read_text(encoding="utf-8")
    return mouse_profile(text, tools)


def read_keymap(commands: tuple[Command, ...]) -> Keymap:
    """Return the keys that come with the program."""
    return load_keymap(RESOURCES / "keymaps" / "keys.toml", [command.id for command in commands])
