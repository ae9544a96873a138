"""Where the report of the study at hand lies: opened, kept in step with the drawings, saved, signed."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from app.reports.beginnings import Beginnings
from app.reports.drafts import Drafts
from app.reports.insertion import Cursor, Insertion
from app.reports.matter import (
    measurements_of,
    with_reservations,
)
from app.reports.parties import Asker, Shelf, at_once
from reporting.core.draft import (
    accept_reservation,
    acknowledge,
    edit_lines,
    follow_again,
    in_step,
)
from reporting.core.errors import ReportError
from reporting.core.field_book import FieldBook
from reporting.core.fields.answers import answered, without_empty
from reporting.core.header_facts import HeaderFacts
from reporting.core.jumps import jump_of
from reporting.core.macros.macro import Macro
from reporting.core.opinions import respond_to, with_agreement
from reporting.core.readiness import reasons_not_to_sign
from reporting.core.report import (
    Agreement,
    Line,
    Reader,
    Report,
    Response,
    Role,
    SectionName,
)
from reporting.core.templates import Template
from viewer.core.annotations import History
from viewer.core.camera import Camera
from viewer.core.errors import ViewerError
from viewer.core.session import Session
from viewer.core.store import Store
from viewer.core.study import FrameKey, Study
from viewer.core.viewport import ViewportState


class ReportDesk:
    """The report being written. Every change sets ``report`` anew; saving follows shortly after.

    Parameters
    ----------
    failed
        Told what could not be done.
    wake
        Calls ``save`` after so many milliseconds, in place of any earlier wish.
    when_open
        Runs a call as soon as the shelf can be asked; opening it may take a while, elsewhere.
    blinded
        Whether a report begun now on a study is one whose reader sees no other: it answers none.
    camera_now
        How a viewport is looked through, so that one of another size shows the same part of the image.
    over
        What lies over a frame that is looked at, in words for its picture.

    Attributes
    ----------
    report
        None while no study is open.
    saved
        How safe the words are, for the reader.
    """

    def __init__(
        self,
        session: Session,
        shelf: Shelf,
        templates: Sequence[Template],
        asker: Asker,
        failed: Callable[[BaseException], None],
        wake: Callable[[int], None],
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        when_open: Callable[[Callable[[], None]], None] = at_once,
        camera_now: Callable[[ViewportState], Camera] = lambda state: state.camera,
        blinded: Callable[[str], bool] = lambda _: False,
        over: Callable[[FrameKey], tuple[str, ...]] = lambda _: (),
    ) -> None:
        self._session, self._shelf = session, shelf
        self._when_open = when_open
        self._asker, self._failed, self._now = asker, failed, now
        self._drafts = Drafts(shelf, failed, wake, now)
        self.report: Store[Report | None] = Store(None)
        self.saved = self._drafts.saved
        self.reader: Store[Reader] = Store(Reader())
        self._beginnings = Beginnings(session, shelf, templates, lambda: self.reader.value, now, blinded)
        self._macros: Callable[[], Sequence[Macro]] = tuple
        self.objections: Callable[[Report], Sequence[ReportError]] = lambda _: ()
        """Why signing waits besides what the report lacks: doubts that the site lets block it."""
        self._role = Role.FIRST
        self._begun_as: Report | None = None
        self._insertion = Insertion(session, self, self._change, failed, camera_now, over)
        session.history.changed.connect(self._keep_in_step)
        session.layout.changed.connect(self._follow_layout)
        session.opened.changed.connect(self._follow_opened)
        for viewport in session.viewports:
            viewport.changed.connect(self._follow_viewport)

    # What the panel asks.

    def templates(self) -> Sequence[Template]:
        """Return the templates offered."""
        return self._beginnings.templates

    def offer_templates(self, templates: Sequence[Template]) -> None:
        """Offer other templates from now on."""
        self._beginnings.templates = tuple(templates)

    def offer_macros(self, macros: Callable[[], Sequence[Macro]]) -> None:
        """Know the fields of these macros from now on."""
        self._macros = macros

    def template(self, report: Report) -> Template:
        """Return the template of a report."""
        return self._beginnings.template(report.template)

    def book(self, report: Report) -> FieldBook:
        """Return what the fields of a report ask for."""
        return FieldBook(self.template(report).form, self._macros())

    def facts(self) -> HeaderFacts:
        """Return what the images of the study reported say of themselves."""
        study = self.reported()
        return HeaderFacts() if study is None else self._beginnings.facts(study)

    @property
    def selected(self) -> Store[str]:
        """The uid of the drawing that is selected, empty for none."""
        return self._session.selected

    def reports(self) -> tuple[Report, ...]:
        """Return all reports of the study reported: the one shown if it is new, then as the shelf has them."""
        shown = self.report.value
        if shown is None:
            return ()
        kept = [
            shown if known.uid == shown.uid else self._drafts.newest(known)
            for known in self._shelf.reports(shown.study.uid)
        ]
        return tuple(kept) if any(known.uid == shown.uid for known in kept) else (shown, *kept)

    def answered(self) -> Report | None:
        """Return the report a second opinion responds to."""
        report = self.report.value
        if report is None or report.response is None or report.response.is_outside:
            return None
        return self._shelf.load(report.response.report_uid)

    # What the reader does.

    def open_role(self, role: Role) -> None:
        """Show the report in this role of the study at hand, begun if there is none."""
        self._role = role
        self._when_open(self._open_at_hand)

    def put_down(self) -> None:
        """Save the report at hand and show none, before what may be seen of its study changes."""
        self.save()
        self._begun_as = None
        self.report.set(None)

    def open_report(self, uid: str) -> None:
        """Show one of the reports of the study reported."""
        shown, study = self.report.value, self.reported()
        wanted = next((known for known in self.reports() if known.uid == uid), None)
        if shown is None or study is None or wanted is None or wanted.uid == shown.uid:
            return
        self.save()
        self._role = wanted.role
        self._take_up(wanted, study)

    def begin_first(self) -> None:
        """Begin another first opinion, whoever else has written one."""
        self._begin_beside(None)

    def begin_second(self, first_uid: str) -> None:
        """Begin a second opinion on one of the signed reports of the study."""
        first = next((known for known in self.reports() if known.uid == first_uid), None)
        if first is not None:
            self._begin_beside(first)

    def answer_outside(self, response: Response, lines: tuple[Line, ...], template_id: str) -> None:
        """Begin a second opinion that answers a report from outside, with an answer to each of its findings."""
        study = self.reported()
        if study is None:
            return
        self.save()
        self._role = Role.SECOND
        self._show_new(replace(self._beginnings.fresh(study), role=Role.SECOND, response=response))
        self.choose_template(template_id)
        begun = self.report.value
        if begun is not None:
            known = begun.section(SectionName.FINDINGS).lines
            self.edit(SectionName.FINDINGS, (*known, *lines))

    def choose_template(self, template_id: str) -> None:
        """Begin again with another template; what the reader has written stays, behind its headings."""
        report, study = self.report.value, self.reported()
        if report is None or study is None or report.is_signed:
            return
        chosen = self._beginnings.begun_again(report, study, template_id)
        self._set(answered(chosen, self.book(chosen)))

    def set_reader(self, name: str, qualification: str) -> None:
        """Say who writes."""
        reader = Reader(name, qualification)
        self.reader.set(reader)
        report = self.report.value
        if report is None or report.is_signed or report.reader == reader:
            return
        signed_by = replace(report, reader=reader)
        if report is self._begun_as:  # still nobody has written anything
            self._begun_as = signed_by
            self.report.set(signed_by)
        else:
            self._set(signed_by)

    def edit(self, section: SectionName, lines: tuple[Line, ...]) -> None:
        """Take over what the reader typed into a section."""
        self._change(lambda report: answered(edit_lines(report, section, lines), self.book(report)))

    def insert_measurement(self, uid: str, section: SectionName, row: int) -> None:
        """Put a measurement into a section, before row ``row``."""
        self._insertion.measurement(uid, section, row)

    def stand_at(self, section: SectionName, row: int, field: str = "") -> None:
        """Remember where the cursor was left, and in which field: what is put in by key goes there."""
        self._insertion.place = Cursor(section, row, field)

    def insert_selected(self) -> None:
        """Put the selected measurement where the cursor was left, else at the end of the findings."""
        self.insert_here(self._session.selected.value)

    def insert_here(self, uid: str) -> None:
        """Put a measurement where the cursor was left: into a number field, behind a line, else behind the findings."""
        self._insertion.measurement_here(uid)

    def insert_key_image(self) -> None:
        """Put the image in the active viewport, as it is looked at, where the cursor was left."""
        self._insertion.image_here()

    def insert_shown_image(self, display_set_uid: str, section: SectionName, row: int) -> None:
        """Put the image of a series, as it is looked at in a viewport, into a section, before row ``row``."""
        self._insertion.image(display_set_uid, section, row)

    def acknowledge(self, section: SectionName, row: int, *, take_new: bool) -> None:
        """Settle a mark: take the new value, or keep the reader's words."""
        if take_new:
            self._change(
                lambda report: follow_again(report, section, row, self._beginnings.template(report.template))
            )
        else:
            self._change(lambda report: acknowledge(report, section, row))

    def accept(self, reservation: str) -> None:
        """Accept one thing that the study lacks."""
        self._change(lambda report: accept_reservation(report, reservation))

    def jump(self, line: Line, of: Report | None = None) -> None:
        """Show the image, window and drawing that a line of a report (the one shown by default) points at."""
        report = of or self.report.value
        jump = jump_of(report, line) if report is not None else None
        if jump is None or not self._session.jump_to(jump.frame):
            return
        active = self._session.active
        shading, camera = jump.shading or active.value.shading, jump.camera or active.value.camera
        active.set(replace(active.value, shading=shading, camera=camera, preset=""))
        self._session.selected.set(jump.measurement_uid)

    def is_open(self, frame: FrameKey) -> bool:
        """Whether the image of a line can be shown."""
        return self._session.find(frame) is not None

    def respond(self, agreement: Agreement | None, reason: str) -> None:
        """Say how a second opinion stands to the first."""
        self._change(lambda report: with_agreement(report, agreement, reason))

    def take_out_empty(self) -> None:
        """Take fields out that nobody filled and the report does not need."""

        def take_out(report: Report) -> Report:
            book = self.book(report)
            return answered(without_empty(report, book), book)

        self._change(take_out)

    def release_preliminary(self) -> None:
        """Make the report readable by others before it is final."""
        report = self.report.value
        if report is not None and not report.is_signed:
            self._take(lambda: self._shelf.save_preliminary(report, self._now()), "Released and kept")

    def sign(self) -> None:
        """Make the report final, after asking."""
        self.take_out_empty()
        report = self.report.value
        if report is None or report.is_signed:
            return
        for reason in (*reasons_not_to_sign(report, report.reader), *self.objections(report)):
            self._failed(reason)
            return
        if self._asker.may_sign(report):
            self.save()
            self._take(lambda: self._shelf.sign(report, report.reader, self._now()))

    def add_addendum(self) -> None:
        """Ask for words to add to a signed report, and sign them."""
        report = self.report.value
        words = self._asker.addendum(report) if report is not None and report.is_signed else ""
        if report is not None and words.strip():
            reader = self.reader.value if self.reader.value.name else report.reader
            self._take(lambda: self._shelf.add_addendum(report.uid, words, reader, self._now()))

    def export(self) -> None:
        """Hand the report on as a file."""
        report = self.report.value
        if report is not None:
            self.save()
            self._asker.export(report, self.answered())

    def can_sign(self) -> bool:
        """Whether there is a report that is not signed yet."""
        report = self.report.value
        return report is not None and not report.is_signed

    def has_answer(self) -> bool:
        """Whether the report shown answers another, which can be read beside it."""
        report = self.report.value
        return report is not None and report.response is not None and not report.response.is_outside

    def has_signed(self) -> bool:
        """Whether the report shown is signed."""
        report = self.report.value
        return report is not None and report.is_signed

    def save(self) -> None:
        """Keep what is not kept yet: the draft at hand, and those that could not be kept when they were left."""
        self._drafts.save(self.report.value)

    @property
    def is_unsaved(self) -> bool:
        """Whether something was written that is not kept yet."""
        return self._drafts.is_unsaved

    # What follows from the session.

    def _follow_viewport(self, now: ViewportState, before: ViewportState) -> None:
        if now.display_set_uid != before.display_set_uid:
            self._follow_layout()

    def _follow_opened(self, *_: object) -> None:
        """Follow what is open; a report nobody has written in yet is begun anew, as its study may have grown."""
        self._follow_layout()
        report, study = self.report.value, self.reported()
        if report is None or study is None or report.is_signed:
            return
        if report is self._begun_as:
            self._begin(study)
        else:
            self._set(with_reservations(report, study))

    def _follow_layout(self, *_: object) -> None:
        study, report = self._study(), self.report.value
        if study is None:
            if not self._session.opened.value.studies:
                self.save()
                self.report.set(None)
                self.saved.set("")
            return
        if report is None or not self._stays(report, study):
            self.save()
            self._when_open(self._open_at_hand)

    def _stays(self, report: Report, active: Study) -> bool:
        """Whether the report at hand is still the one to write: looking at a prior beside it changes nothing."""
        if report.study.uid == active.header.uid:
            return True
        session = self._session
        beside = [session.viewports[cell].value for cell in range(session.layout.value.cells)]
        sets = [session.display_set(state.display_set_uid) for state in beside]
        return any(shown is not None and shown.study.uid == report.study.uid for shown in sets)

    def _keep_in_step(self, now: History, _: History) -> None:
        opened = {study.header.uid for study in self._session.opened.value.studies}

        def follow(report: Report) -> Report:
            measurements = measurements_of(report, now.now.measurements, opened)
            followed = in_step(report, measurements, self.template(report))
            return followed if followed == report else answered(followed, self.book(followed))

        self._change(follow)

    def _open_at_hand(self) -> None:
        """Open the report of the study that is at hand now, unless it is the one shown."""
        study, report = self._study(), self.report.value
        if study is not None and report is not None and self._stays(report, study):
            study = self.reported()
            if study is None or report.role is self._beginnings.role_of(study, self._role):
                return
        if study is None:
            return
        self.save()
        try:
            self._open(study)
        except (ViewerError, OSError) as problem:
            self.report.set(None)  # never the words on one study beside the images of another
            self.saved.set(f"The report could not be opened: {problem}")
            self._failed(problem)

    def _open(self, study: Study) -> None:
        left = self._drafts.of_study(study.header.uid)
        role = self._beginnings.role_of(study, self._role)
        kept = [known for known in (*left, *self._shelf.reports(study.header.uid)) if known.role is role]
        if not kept:
            self._begin(study)
            return
        self._take_up(kept[0], study)

    def _take_up(self, report: Report, study: Study) -> None:
        self._insertion.place = None
        self.report.set(report)
        self._drafts.turn_to(report)
        self._keep_in_step(self._session.history.value, self._session.history.value)
        self._change(lambda known: with_reservations(known, study))

    def _begin(self, study: Study) -> None:
        self._show_new(self._begun_in_role(study))

    def _begun_in_role(self, study: Study) -> Report:
        role = self._beginnings.role_of(study, self._role)
        return self._beginnings.answering(self._beginnings.fresh(study), role)

    def _begin_beside(self, first: Report | None) -> None:
        """Begin a report although there are others: a first opinion, or a second on one of them."""
        study = self.reported()
        if study is None:
            return
        self.save()
        self._role = Role.FIRST if first is None else Role.SECOND
        fresh = self._beginnings.fresh(study)
        self._show_new(fresh if first is None else respond_to(fresh, first))

    def _show_new(self, report: Report) -> None:
        self._insertion.place = None
        self._begun_as = report
        self.report.set(report)
        self._drafts.turn_to(report, "Nothing written yet")

    def _study(self) -> Study | None:
        shown = self._session.display_set(self._session.active.value.display_set_uid)
        studies = self._session.opened.value.studies
        return next((known for known in studies if shown and known.header.uid == shown.study.uid), None)

    def reported(self) -> Study | None:
        """Return the study that the report at hand is on, None where it is not open."""
        report, studies = self.report.value, self._session.opened.value.studies
        return next((known for known in studies if report and known.header.uid == report.study.uid), None)

    # How changes end.

    def _change(self, change: Callable[[Report], Report]) -> None:
        report = self.report.value
        if report is None or report.is_signed:
            return
        try:
            changed = change(report)
        except ReportError as refusal:
            self._failed(refusal)
            return
        self._set(changed)

    def _set(self, report: Report) -> None:
        if report != self.report.value:
            self._drafts.written()
            self.report.set(replace(report, changed_at=self._now()))

    def _take(self, make: Callable[[], Report], done: str = "Signed and kept") -> None:
        try:
            report = make()
        except (ViewerError, OSError) as problem:
            self._failed(problem)
            return
        self.report.set(report)
        self._drafts.settle(report, done)
