"""Joins accounts and readings to what stands in the window."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.library.annotation_journal import AnnotationJournal
from app.on_demand import report_store
from app.peer.book import ReviewBook
from app.peer.outside import OutsideReports
from app.peer.room import ReviewRoom
from app.people.asking import SigningAsker
from app.reading.displayed import Displayed
from app.reading.measurement_keeper import MeasurementKeeper
from app.reading.studies import Studies
from app.readings.blinders import Blinders
from app.readings.drawings import ReadersJournal
from app.readings.guarded import GuardedReports
from app.readings.service import Service, closed_service, open_service
from app.reports.desk import ReportDesk
from app.reports.parties import Asker
from app.security.audit_events import Event, EventType
from app.security.errors import SecurityError
from app.settings import Settings
from app.ui.people.accounts_dialog import LOCK_MINUTES
from app.ui.people.idle import Idle
from app.ui.people.lock_screen import LockScreen
from app.window import MainWindow
from reporting.core.acts import Act
from reporting.core.readings.reading import Reading
from reporting.core.readings.staff import Person
from reporting.core.readings.wording import Glance, glance_at
from reporting.core.report import Reader, Report, Role
from reporting.export.formats import Format
from reporting.ui.reading_strip import ReadingStrip
from viewer.core.errors import ViewerError
from viewer.core.session import Session
from viewer.core.store import Store
from viewer.core.study import Opened
from viewer.ui.viewport import Viewport

Export = Callable[..., None]
"""Takes report, the one it answers or None, format, place, and what was signed about both besides their words."""


@dataclass(frozen=True, slots=True)
class Place:
    """What is in the window that people have to do with."""

    window: MainWindow
    session: Session
    desk: ReportDesk
    studies: Studies
    keeper: MeasurementKeeper
    settings: Store[Settings]
    viewports: Iterable[Viewport]


class People:
    """Who is there, what they may see, and what follows from both.

    Attributes
    ----------
    closed_because
        Why accounts could not be opened, empty where they were; nobody gets in then.
    reading, glance
        The reading of the report at hand, as it is and in words.
    """

    def __init__(self, home: Path, session: Session, failed: Callable[[BaseException], None]) -> None:
        self._home, self._failed = home, failed
        self.closed_because = ""
        self.service = self._opened()
        self.room, self.gate = self.service.room, self.service.gate
        self.displayed = Displayed(session)
        self.glance: Store[Glance] = Store(Glance())
        self.reading: Store[Reading | None] = Store(None)
        self.guarded: GuardedReports | None = None
        self.reviews: ReviewRoom | None = None
        self.outside: OutsideReports | None = None
        self.asker: SigningAsker | None = None
        self._place: Place | None = None
        self._closed = False
        self._accessed: set[str] = set()
        self._blinders = Blinders(
            self.room,
            lambda: self._at.desk.put_down(),
            lambda: self._at.studies.look_again(),
            lambda study_uid: self._at.keeper.turn_to(study_uid),
            lambda role: self._at.desk.open_role(role),
            partial(QTimer.singleShot, 0),
        )

    # What the window is built with.

    def see(self, opened: Opened) -> Opened:
        """Return what may be seen of what was opened."""
        self._try(lambda: self._note_accessed(opened))
        return self._blinders.see(opened)

    def journal(self, shared: AnnotationJournal) -> ReadersJournal:
        """Return the journal of measurements, as whoever is there may see it."""
        room = self.room
        folder = self._home / "readings"
        return ReadersJournal(shared, folder, room.blinded, room.on_record, room.note_drawings_seen)

    def open_store(self, folder: Path) -> GuardedReports:
        """Return the store of reports, behind the service."""
        kept = report_store(folder)
        self.guarded = GuardedReports(
            kept, self.room, lambda report: self.displayed.evidence_on(report.study.uid)
        )
        self.reviews = ReviewRoom(ReviewBook(self.service.database), self.room, kept)
        self.outside = OutsideReports(self._home / "outside", self.service.database, self.room)
        return self.guarded

    def asking(self, asker: Asker, parent: Callable[[], QWidget]) -> SigningAsker:
        """Return who asks for signatures."""
        self.asker = SigningAsker(asker, self.room, parent, self._failed)
        return self.asker

    def exporting(self, export: Export) -> Export:
        """Return an export that first asks whether the report may be handed on."""

        def checked(report: Report, first: Report | None, chosen: Format, path: Path) -> None:
            if self.may_hand_on(report):
                export(report, first, chosen, path, self.acts_of(report, first))

        return checked

    def acts_of(self, report: Report, first: Report | None) -> tuple[Act, ...]:
        """Return what was signed about a report, and the one it answers, besides their words."""
        if self.guarded is None:
            return ()
        both = [one for one in (report, first) if one is not None and one.is_signed]
        return tuple(act for one in both for act in self.guarded.acts(one.uid))

    def may_hand_on(self, report: Report) -> bool:
        """Whether a report may be exported, printed or copied; that it is, is written down; a refusal is told."""
        try:
            if self.guarded is not None:
                self.guarded.hand_on(report)
        except ViewerError as refusal:
            self._failed(refusal)
            return False
        return True

    def over(self, panel: QWidget) -> QWidget:
        """Return the panel with its reading at a glance over it."""
        both = QWidget()
        layout = QVBoxLayout(both)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(ReadingStrip(self.glance))
        layout.addWidget(panel, 1)
        both.setFocusProxy(panel)
        return both

    def begins_blinded(self, study_uid: str) -> bool:
        """Whether a report begun now on a study is one that answers none."""
        return self.room.hides(study_uid)

    # What happens afterwards.

    def join(self, place: Place) -> None:
        """Follow the window, and let it follow who is there."""
        self._place = place
        self._person = self.gate.person.value
        self.lock_screen = LockScreen(place.window, self.sign_in)
        self.lock_screen.quit_wanted.connect(place.window.close)
        self.idle = Idle(self._lock_after_s, self.lock, place.window)
        for viewport in place.viewports:
            viewport.pictured.connect(partial(self._see_picture, viewport))
        self.gate.person.changed.connect(self._person_changed)
        self.gate.locked.changed.connect(lambda locked, _: self._cover() if locked else self._unlocked())
        self.room.changed.connect(self._look_again)
        place.desk.report.changed.connect(lambda *_: self._look())
        place.desk.reader.changed.connect(self._named)
        self._named(place.desk.reader.value, Reader())
        if self.closed_because:
            place.window.show_banner(self.closed_because)

    def start(self) -> None:
        """Note that the program runs; ask who is there, where there are accounts."""
        self._note(EventType.START)
        if self.gate.asks and self.gate.person.value is None:
            self._cover()

    def close(self) -> None:
        """Let go of what is held, and of the database."""
        person = self.gate.person.value
        if person is not None:
            self._try(lambda: self.room.leave_all(person))
        self._note(EventType.STOP)
        self._closed = True
        self.reviews = self.outside = None
        self.service.close()

    def sign_in(self, login: str, password: str) -> None:
        """Let somebody in; what another had open is put away before."""
        before = self.gate.person.value
        account = self.gate.accounts.of_login(login)
        if before is not None and (account is None or account.uid != before.uid):
            self._at.desk.save()
            self.gate.prove(login, password)
            self._refuse_while_unsaved(before)
            self._leave(before)
        self.gate.sign_in(login, password)
        self.lock_screen.uncover()
        self.idle.touch()

    def lock(self) -> None:
        """Hide everything until somebody signs in; the draft is safe before."""
        if self.gate.asks and self.gate.person.value is not None:
            self._at.desk.save()
            self.gate.lock()

    def sign_out(self) -> None:
        """Put everything away and let somebody else in."""
        person = self.gate.person.value
        if self.gate.asks and person is not None:
            self._at.desk.save()
            self._try(lambda: self._end(person))

    @property
    def _at(self) -> Place:
        assert self._place is not None, "joined before anybody acts"
        return self._place

    def _refuse_while_unsaved(self, person: Person) -> None:
        """Let nobody else in while words of somebody are not kept: they would be lost, or taken for another's."""
        if self._at.desk.is_unsaved:
            raise SecurityError(
                "Nobody else was let in",
                why=f"words of {person.name} could not be kept yet",
                remedy=f"Let {person.name} sign in and keep or copy them first",
            )

    def _end(self, person: Person) -> None:
        self._refuse_while_unsaved(person)
        self._leave(person)
        self.gate.sign_out()

    def _leave(self, person: Person) -> None:
        self._at.studies.put_away()
        self.lock_screen.forget()
        self._try(lambda: self.room.leave_all(person))
        self.displayed.forget()

    def _person_changed(self, now: Person | None, before: Person | None) -> None:
        if (now and now.uid) == (before and before.uid):
            return
        if now is None:
            self._at.studies.put_away()
            self._cover()
        else:
            settings = self._at.settings.value
            name = now.name if now.uid else settings.reader_name
            self._at.desk.set_reader(name, now.qualification if now.uid else settings.reader_qualification)
            self.lock_screen.uncover()
        self._look()

    def _cover(self) -> None:
        person = self.gate.person.value
        account = None if person is None else self.gate.accounts.of_uid(person.uid)
        self.lock_screen.cover(person.name if person else "", account.login if account else "")

    def _unlocked(self) -> None:
        """Open the report that came while the screen was locked, when nobody could be shown it."""
        if self.gate.person.value is not None and self._at.desk.report.value is None:
            self._at.desk.open_role(Role(self._at.settings.value.role))

    def _lock_after_s(self) -> float:
        if not self.gate.asks:
            return 0.0
        return 60.0 * float(self.gate.accounts.choice("lock_minutes", str(LOCK_MINUTES)))

    def _named(self, reader: Reader, _: Reader) -> None:
        self.gate.call_implicit(reader.name, reader.qualification)

    def _see_picture(self, viewport: Viewport) -> None:
        if viewport.picture is not None:
            self.displayed.see(viewport.picture.scene.image.frame.key)

    def _look_again(self, _study_uid: str) -> None:
        self.reading.set(None)
        self._look()

    def _look(self) -> None:
        """Show the reading of the report at hand."""
        report, person = self._at.desk.report.value, self.gate.person.value
        if self._closed:
            return
        if report is None or person is None:
            self.reading.set(None)
            self.glance.set(Glance())
            return
        known = self.reading.value
        if known is None or known.report_uid != report.uid or not known.report_uid:
            known = self.room.for_report(report, person)
        self.reading.set(known)
        self.glance.set(glance_at(known, self.room.now(), person.uid))

    def _note_accessed(self, opened: Opened) -> None:
        """Write down whose studies were opened, each once as long as it is open."""
        studies = {study.header.uid: study.patient.patient_id for study in opened.studies}
        new = studies.keys() - self._accessed
        self._accessed = set(studies)
        if new:
            with self.service.database.writing():
                for uid in sorted(new):
                    self.gate.note(Event.ACCESSED, None, "R", study_uid=uid, patient_id=studies[uid])

    def _note(self, kind: EventType) -> None:
        self._try(lambda: self.gate.note(Event.APPLICATION, kind, "E"))

    def _try(self, act: Callable[[], object]) -> None:
        try:
            act()
        except (ViewerError, OSError) as problem:
            self._failed(problem)

    def _opened(self) -> Service:
        try:
            return open_service(self._home)
        except SecurityError as problem:
            self.closed_because = str(problem)
            self._failed(problem)
            return closed_service()
